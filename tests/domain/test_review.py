"""Who reviews a report."""

from typing import Final

import pytest

from domain.errors import NotAllowed
from domain.leads.stages import Stage
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.visits.filling import Typed, answer_item, submit_form
from domain.visits.review import site_is_ready
from domain.visits.states import VisitState
from tests.build import NOW, a_form, at_stage
from tests.domain.deed import VISIT, deed, visit_in

CREW: Final = frozenset({Role.FIELD, Role.OPS})
SUBMITS: Final = Actor(person="p-ravi", name="Ravi", roles=CREW, teams=frozenset({"sunrise"}))
HELPED: Final = Actor(person="p-manoj", name="Manoj", roles=CREW, teams=frozenset({"sunrise"}))
OTHER: Final = Actor(person="p-meera", name="Meera", roles=frozenset({Role.OPS}))


@pytest.mark.parametrize(("reviewer", "may"), [(SUBMITS, False), (HELPED, False), (OTHER, True)])
async def test_a_report_is_reviewed_by_somebody_who_gave_nothing_to_it(reviewer: Actor, *, may: bool) -> None:
    of = deed(
        submit_form,
        "field",
        at_stage(Stage.SURVEY_SCHEDULED, visits_made=1),
        lambda u, who: submit_form(u, VISIT, who),
        visit_in(VisitState.ON_SITE),
        a_form(),
    )
    house = await of.house()
    await answer_item(house.uow(NOW), VISIT, Typed(key="earth_ohm", text="3"), HELPED)
    await submit_form(house.uow(NOW), VISIT, SUBMITS)
    if may:
        assert (await site_is_ready(house.uow(NOW), VISIT, reviewer)).state is VisitState.APPROVED
        return
    with pytest.raises(NotAllowed, match="not on the visit"):
        await site_is_ready(house.uow(NOW), VISIT, reviewer)
