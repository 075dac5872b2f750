"""An OEM cancels its lead in the portal: what will follow stands beside the button."""

from dataclasses import replace

from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.visits.states import VisitState
from tests.build import a_team, a_visit
from tests.web.portal.visiting import Guest


async def test_it_reads_what_follows_gives_a_reason_and_a_second_tap_finds_it_done(guest: Guest) -> None:
    number = await guest.add_lead()
    visit = a_visit(id="S-1-1", lead=number, oem="voltera", state=VisitState.CONFIRMED)
    async with guest.office.ports.transaction() as work:
        lead = await work.uow.get(Lead, number)
        await work.uow.save(replace(lead, stage=Stage.SURVEY_SCHEDULED, visits_made=1))
        await work.uow.add(a_team())
        await work.uow.add(visit)
    page = await guest.go(f"/portal/leads/{number}")
    assert "The visit S-1-1 on" in page.text
    at = f"/portal/leads/{number}/cancel"
    page = await guest.send(at, {"ground": "other_ground", "why": ""})
    assert (guest.status, "Please say why." in page.text) == (422, True)
    fields = page.form(at).fields
    page = await guest.send(at, {"ground": "order_cancelled", "why": "delivery in 2027"})
    assert guest.status == 200
    assert "The lead was cancelled: delivery in 2027" in page.text
    again = await guest.client.post(at, data={**fields, "ground": "order_cancelled"})
    assert again.status_code in {200, 303}


async def test_what_has_changed_since_the_page_was_drawn_is_looked_at_again(guest: Guest) -> None:
    number = await guest.add_lead()
    await guest.go(f"/portal/leads/{number}")
    page = await guest.send(f"/portal/leads/{number}/cancel", {"ground": "mistake", "shown": "00000000"})
    assert (guest.status, "has changed since you saw it" in page.text) == (409, True)
