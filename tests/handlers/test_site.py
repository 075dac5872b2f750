"""Taps on the card of a site: those of older cards too, and those that no card of ours could have carried."""

from typing import Any, Final, cast

import pytest

from cards.actions import Action, Tap
from cards.answer import Answer, Here
from cards.text import Speaker
from domain.errors import DomainError, NotAllowed
from domain.leads.blocker import Blocker, BlockerKind, Owner
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.unit_of_work import UnitOfWork
from domain.visits.states import VisitState
from handlers.acts import Act
from handlers.site import STEPS
from tests.build import NOW, a_blocker, a_report, a_visit, an_oem, at_stage, claimed
from tests.fakes import House

DESK: Final = Actor(person="p-ops", name="Om Desk", roles=frozenset({Role.OPS}))
CREW: Final = Actor(
    person="p-lakhan", name="Lakhan", roles=frozenset({Role.FIELD}), teams=frozenset({"sunrise"})
)
HERE: Final = Here(chat=-1, thread=None, private=False, person=None, telegram_id=7, name="Om Desk")
LEAD: Final = "L-1042"
NOT_KNOWN: Final = "This button is not known any more."


async def a_site(*blockers: Blocker, stage: Stage = Stage.SITE_WORK) -> UnitOfWork:
    uow = House().uow(NOW)
    await uow.add(an_oem())
    await uow.add(at_stage(stage, blockers=blockers, visits_made=1))
    await uow.add(a_visit(state=VisitState.REPORTED, report=a_report()))
    return uow


async def taps(
    uow: UnitOfWork, action: Action, argument: str = "", *, subject: str = LEAD, actor: Actor = DESK
) -> Answer:
    nothing = cast("Any", None)
    tap = Tap(action=action, subject=subject, argument=argument)
    return await STEPS[action](
        Act(tap=tap, uow=uow, actor=actor, here=HERE, speaker=Speaker(), screens=nothing, links=nothing)
    )


async def open_kinds(uow: UnitOfWork) -> list[BlockerKind]:
    return [blocker.kind for blocker in (await uow.get(Lead, LEAD)).open_blockers]


async def test_a_button_of_an_older_list_that_names_the_visit_puts_its_kind_onto_the_list() -> None:
    uow = await a_site(stage=Stage.SURVEY_REVIEW)
    await taps(uow, Action.NOT_READY, "noc", subject="S-1042-1")
    said = await taps(uow, Action.NOT_READY, "noc", subject="S-1042-1")
    assert str(said.toast) == "On the list: NOC"
    assert await open_kinds(uow) == [BlockerKind.NOC]


async def test_an_older_button_accepts_what_is_said_to_be_done_and_nothing_else() -> None:
    uow = await a_site(claimed(), a_blocker(kind=BlockerKind.NOC))
    assert str((await taps(uow, Action.ACCEPT_WORK)).toast) == "Accepted. Still open: 1"
    assert await open_kinds(uow) == [BlockerKind.NOC]


async def test_owner_and_date_are_set_by_a_tap() -> None:
    uow = await a_site(a_blocker())
    assert str((await taps(uow, Action.OWNER, "earthing.us")).toast) == "Earthing: Us"
    await taps(uow, Action.TARGET, "earthing.7")
    [blocker] = (await uow.get(Lead, LEAD)).blockers
    assert blocker.owner is Owner.US
    assert blocker.target.isoformat() == "2026-11-30T13:00:00+00:00"


@pytest.mark.parametrize(
    ("action", "argument"),
    [
        (Action.NOT_READY, "moon"),
        (Action.NOT_READY, ""),
        (Action.BLOCKER, "moon"),
        (Action.OWNER, "earthing"),
        (Action.OWNER, "earthing.moon"),
        (Action.TARGET, "earthing.-7"),
        (Action.TARGET, "earthing.9999"),
        (Action.ACCEPT_WORK, "moon"),
        (Action.PROOFS, ""),
    ],
)
async def test_what_no_card_carries_is_not_known(action: Action, argument: str) -> None:
    uow = await a_site(a_blocker())
    with pytest.raises(DomainError, match=NOT_KNOWN):
        await taps(uow, action, argument)


@pytest.mark.parametrize("action", list(STEPS))
async def test_a_crew_that_taps_is_refused(action: Action) -> None:
    uow = await a_site(claimed())
    argument = {Action.OWNER: "earthing.us", Action.TARGET: "earthing.7"}.get(action, "earthing")
    subject = "S-1042-1" if action is Action.TELL_WORK else LEAD
    with pytest.raises(NotAllowed, match="It belongs to: Central Ops"):
        await taps(uow, action, argument, subject=subject, actor=CREW)
    assert uow.events == []


async def test_proofs_come_by_blocker_also_of_what_is_settled() -> None:
    uow = await a_site(claimed(accepted_at=NOW), a_blocker(kind=BlockerKind.NOC))
    [shown] = (await taps(uow, Action.PROOFS, "earthing")).messages
    assert len(shown.pictures) == 1
    assert str((await taps(uow, Action.PROOFS, "noc")).toast) == "Nothing was sent for this."
