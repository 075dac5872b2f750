"""The customer cancels on his page: at once, or as a wish on which the desk decides."""

import re
from dataclasses import replace

from domain.events import Happening
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.visits.states import VisitState
from tests.build import a_team, a_visit
from tests.web.customer.visitor import Visitor, a_visitor
from tests.web.office import Office


async def shown(asha: Visitor) -> str:
    found = re.search(r'name="shown" value="(\w+)"', (await asha.look()).text)
    assert found is not None
    return found[1]


async def test_before_anything_has_begun_it_ends_at_once(sqlite_office: Office) -> None:
    asha = await a_visitor(sqlite_office)
    assert "It ends at once." in (await asha.look()).text
    mark = await shown(asha)
    refused = await asha.send("cancel", shown=mark)
    assert (refused.status_code, "Please say why." in refused.text) == (422, True)
    for _ in range(2):
        page = await asha.does("cancel", shown=mark, words="we sell the flat")
        assert "Your installation is cancelled." in page
    assert (await asha.happened()).count(Happening.LEAD_CANCELLED) == 1
    assert "Cancel my installation" not in page


async def test_with_a_team_under_way_the_desk_decides_and_he_can_think_better_of_it(
    sqlite_office: Office,
) -> None:
    asha = await a_visitor(sqlite_office)
    visit = a_visit(id="S-1-1", lead=asha.lead_id, oem="voltera", state=VisitState.ON_THE_WAY)
    async with sqlite_office.ports.transaction() as work:
        lead = await work.uow.get(Lead, asha.lead_id)
        await work.uow.save(replace(lead, stage=Stage.SURVEY_SCHEDULED, visits_made=1))
        await work.uow.add(a_team())
        await work.uow.add(visit)
    page = (await asha.look()).text
    assert "our desk calls you and decides with you" in page
    assert "Sunrise Crew is under way to S-1-1" in page
    page = await asha.does("cancel", shown=await shown(asha), reason="moves_house")
    assert "You want to cancel: I am moving house." in page
    assert "Good. All goes on as before." in await asha.does("keep")
    assert (await asha.lead()).stage is Stage.SURVEY_SCHEDULED
    assert (await asha.happened())[-1] is Happening.CANCELLING_TAKEN_BACK
