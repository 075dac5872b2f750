"""What the customer says in his own words about a time: which ones suit him, or why he calls the visit off."""

from typing import Final

from cards.actions import Action
from conversations.dialogue import Dialogue
from conversations.reason import for_reason
from domain.contact import line
from domain.leads.wish import Wish
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.calling_off import call_off, expect_not_under_way
from domain.visits.scheduling import ask_other_slots, reschedule
from domain.visits.states import BEFORE_SITE, VisitState
from domain.visits.visit import Visit
from domain.words import N_, Words, say


async def _may_wish(uow: UnitOfWork, visit_id: str, actor: Actor) -> None:
    visit = await uow.get(Visit, visit_id)
    actor.must(Permission.CHOOSE_SLOT, visit.scope)
    await expect_not_under_way(uow, visit)
    visit.expect(VisitState.PROPOSED, *BEFORE_SITE)


async def _wish(uow: UnitOfWork, visit_id: str, words: str, actor: Actor) -> Words:
    visit, wish = await uow.get(Visit, visit_id), Wish(words=line(words))
    if visit.state is VisitState.PROPOSED:
        await ask_other_slots(uow, visit.id, actor, wish=wish)
        return say("Our desk will propose other times.")
    await reschedule(uow, visit.id, "the customer asked for another time", actor, wish=wish)
    return say("The visit is off. Our desk will propose new times.")


async def _may_call_off(uow: UnitOfWork, visit_id: str, actor: Actor) -> None:
    visit = await uow.get(Visit, visit_id)
    actor.must(Permission.CALL_OFF_VISIT, visit.scope)
    await expect_not_under_way(uow, visit)
    visit.expect_move(VisitState.RESCHEDULED)


async def _call_off(uow: UnitOfWork, visit_id: str, reason: str, actor: Actor) -> Words:
    await call_off(uow, visit_id, reason, actor)
    return say("Noted. The visit is called off.")


WISH: Final[Dialogue] = for_reason(
    Action.WISH,
    title=N_("Another time"),
    ask=N_("Which days and hours suit you?"),
    example=N_("weekdays after five, or any Saturday"),
    check=_may_wish,
    command=_wish,
)
CALL_OFF: Final[Dialogue] = for_reason(
    Action.CALL_OFF_WHY,
    title=N_("Call it off"),
    ask=N_("Why do you call it off?"),
    example=N_("we rebuild the garage first"),
    check=_may_call_off,
    command=_call_off,
)
