"""Who reviews a report, and what he sends back of it."""

from typing import Final

import pytest

from domain.errors import NotAllowed, NotFound, Refused
from domain.leads.stages import Stage
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.visits.filling import Entered, add_shot, answer_item, submit_form
from domain.visits.form import Form, form_of
from domain.visits.redoing import mark_redo, open_redo, return_report
from domain.visits.review import site_is_ready
from domain.visits.states import VisitState
from tests.build import NOW, SURVEY_ANSWERS, a_form, a_picture, at_stage
from tests.domain.deed import VISIT, deed, visit_in

CREW: Final = frozenset({Role.FIELD, Role.OPS})
SUBMITS: Final = Actor(person="p-ravi", name="Ravi", roles=CREW, teams=frozenset({"sunrise"}))
HELPED: Final = Actor(person="p-manoj", name="Manoj", roles=CREW, teams=frozenset({"sunrise"}))
OTHER: Final = Actor(person="p-meera", name="Meera", roles=frozenset({Role.OPS}))
OF_REPORT: Final = deed(
    submit_form,
    "field",
    at_stage(Stage.SURVEY_SCHEDULED, visits_made=1),
    lambda u, who: submit_form(u, VISIT, who),
    visit_in(VisitState.ON_SITE),
    a_form(),
)


@pytest.mark.parametrize(("reviewer", "may"), [(SUBMITS, False), (HELPED, False), (OTHER, True)])
async def test_a_report_is_reviewed_by_somebody_who_gave_nothing_to_it(reviewer: Actor, *, may: bool) -> None:
    house = await OF_REPORT.house()
    await answer_item(house.uow(NOW), VISIT, Entered(key="earth_ohm", text="3"), HELPED)
    await submit_form(house.uow(NOW), VISIT, SUBMITS)
    if may:
        assert (await site_is_ready(house.uow(NOW), VISIT, reviewer)).state is VisitState.APPROVED
        return
    with pytest.raises(NotAllowed, match="not on the visit"):
        await site_is_ready(house.uow(NOW), VISIT, reviewer)


async def test_only_what_was_marked_is_open_again_and_nothing_of_the_rest_is_lost() -> None:
    house = await OF_REPORT.house()
    await submit_form(house.uow(NOW), VISIT, SUBMITS)
    for key in ("earth_ohm", "photos", "cable_metres", "cable_metres"):
        await mark_redo(house.uow(NOW), VISIT, key, OTHER)
    assert (await house.uow(NOW).get(Form, form_of(VISIT))).marked == ("earth_ohm", "photos")
    await return_report(house.uow(NOW), VISIT, "the tester was not calibrated", OTHER)
    form = await house.uow(NOW).get(Form, form_of(VISIT))
    assert (form.marked, form.redo) == ((), ("earth_ohm", "photos"))
    with pytest.raises(Refused, match="Only what Ops asks for"):
        await answer_item(house.uow(NOW), VISIT, Entered(key="cable_metres", text="20"), SUBMITS)
    with pytest.raises(Refused, match="Still open: Earth resistance and 1 more"):
        await submit_form(house.uow(NOW), VISIT, SUBMITS)
    await answer_item(house.uow(NOW), VISIT, Entered(key="earth_ohm", text="2"), SUBMITS)
    await add_shot(house.uow(NOW), VISIT, "photos", a_picture(unique_id="new"), SUBMITS)
    again = await submit_form(house.uow(NOW), VISIT, SUBMITS)
    assert again.report is not None
    assert again.report.answers == {**SURVEY_ANSWERS, "earth_ohm": "2"}
    assert [photo.unique_id for photo in again.report.photos] == ["new"]
    assert [old.answer for old in form.before["earth_ohm"]] == [SURVEY_ANSWERS["earth_ohm"]]


async def test_what_the_report_did_not_ask_cannot_be_marked() -> None:
    house = await OF_REPORT.house()
    with pytest.raises(Refused, match="so this can no longer be done"):
        await mark_redo(house.uow(NOW), VISIT, "earth_ohm", OTHER)
    await submit_form(house.uow(NOW), VISIT, SUBMITS)
    with pytest.raises(NotFound):
        await mark_redo(house.uow(NOW), VISIT, "charger_serial", OTHER)
    card = await open_redo(house.uow(NOW), VISIT, -1, OTHER)
    assert card.marked == ()
    assert [shown.card for shown in house.ledger.refreshed][-1] == "redo"
