"""A team comes back: the next visit is linked to the installation that it puts right."""

from typing import Any

import pytest

from domain.errors import Refused
from domain.events import Happening
from domain.leads.lead import Lead
from domain.leads.reworking import open_rework
from domain.leads.stages import Stage
from domain.owed import Owed, next_action
from domain.policy import DEFAULT
from domain.reporting.pack import Pack, PackState
from domain.settle import situation_of
from domain.visits.scheduling import new_visit
from domain.visits.states import VisitKind, VisitState
from tests.build import NOW, a_pack, a_rework, a_sign_off, an_oem, extra_metres
from tests.domain.signing_deeds import made, reviewed
from tests.domain.test_signing import DESK
from tests.fakes import House


async def a_house(stage: Stage, **but: Any) -> House:  # noqa: ANN401  fields of Lead
    house = House()
    for thing in (an_oem(), reviewed(stage, **but), made(state=VisitState.APPROVED)):
        await house.uow(NOW).add(thing)
    return house


@pytest.mark.parametrize("stage", [Stage.CONFIRMATION_CALL, Stage.CLOSURE])
async def test_until_closure_a_rework_is_opened_and_what_was_signed_is_signed_anew(stage: Stage) -> None:
    house = await a_house(stage, sign_offs=(a_sign_off(rating=2),), extra_metres=extra_metres())
    uow = house.uow(NOW)
    lead = await open_rework(uow, "L-1042", "the RCBO trips", DESK)
    assert (lead.stage, lead.sign_off, lead.extra_metres) == (Stage.INSTALLATION_SCHEDULING, None, None)
    [event] = uow.events
    assert (event.kind, event.facts) == (
        Happening.REWORK_OPENED,
        {"rework_of": "I-1042-1", "reason": "the RCBO trips"},
    )


@pytest.mark.parametrize("kind", VisitKind)
async def test_each_installation_planned_for_it_is_linked(kind: VisitKind) -> None:
    house = await a_house(Stage.CONFIRMATION_CALL)
    lead = await open_rework(house.uow(NOW), "L-1042", "the RCBO trips", DESK)
    visit = await new_visit(house.uow(NOW), lead, kind)
    assert visit.rework == (a_rework() if kind is VisitKind.INSTALLATION else None)


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        (Stage.CANCELLED, "is at “Cancelled”"),
        (Stage.CLOSED, "is closed, so no rework"),
        (Stage.INSTALLATION_REVIEW, "return it to the team"),
        (Stage.SURVEY_SCHEDULING, "is at “Survey to be scheduled”"),
        (Stage.ON_HOLD, "is at “On hold”"),
    ],
)
async def test_elsewhere_it_is_refused_in_words_that_help(stage: Stage, said: str) -> None:
    house = await a_house(stage)
    with pytest.raises(Refused, match=said):
        await open_rework(house.uow(NOW), "L-1042", "the RCBO trips", DESK)


async def test_the_same_rework_is_not_opened_twice() -> None:
    house = await a_house(Stage.CONFIRMATION_CALL)
    await open_rework(house.uow(NOW), "L-1042", "the RCBO trips", DESK)
    with pytest.raises(Refused, match="A rework of I-1042-1 is open already: the RCBO trips"):
        await open_rework(house.uow(NOW), "L-1042", "the RCBO trips", DESK)


@pytest.mark.parametrize("state", [PackState.SUBMITTED, PackState.SENT])
async def test_a_pack_on_its_way_is_withdrawn_and_due_anew_afterwards(state: PackState) -> None:
    house = await a_house(Stage.CLOSURE)
    await house.uow(NOW).add(a_pack(state=state))
    uow = house.uow(NOW)
    await open_rework(uow, "L-1042", "the RCBO trips", DESK)
    assert [event.kind for event in uow.events] == [Happening.PACK_WITHDRAWN, Happening.REWORK_OPENED]
    assert (await house.uow(NOW).get(Pack, "C-1042")).state is PackState.RETURNED
    later = NOW + 5 * DEFAULT.closure
    lead = await house.uow(NOW).get(Lead, "L-1042")
    await house.uow(NOW).save(reviewed(version=lead.version, stage=Stage.CLOSURE, stage_since=later))
    action = next_action(await situation_of(house.uow(NOW), "L-1042"))
    assert action is not None
    assert (action.what, action.due) == (Owed.SUBMIT_PACK, later + DEFAULT.closure)
