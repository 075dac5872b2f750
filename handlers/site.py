"""The card of a site at the desk, and the customer's word that something is done: one tap, one command."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from aiogram import Router

from cards.actions import Action
from cards.answer import Answer
from cards.site import proofs
from cards.titles import BLOCKERS, OWNERS
from domain.errors import Invalid
from domain.leads.blocker import BlockerKind, Owner
from domain.leads.blockers import (
    drop_blocker,
    look_at_blocker,
    name_blocker,
    named,
    open_site_card,
    set_owner,
    set_target,
)
from domain.leads.lead import Lead
from domain.leads.site_work import accept_site_work, order_revisit
from domain.overriding import policy_of
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.review import site_is_not_ready
from domain.visits.visit import Visit
from domain.words import Words, say
from handlers.acts import Act, Step, done, tap_router


async def on_card(act: Act) -> Answer:
    await open_site_card(act.uow, await _lead(act.uow, act.subject), act.actor)
    return done("The list is in the desk's chat.")


async def on_named(act: Act) -> Answer:
    kind = _kind(act.argument)
    await name_blocker(act.uow, await _lead(act.uow, act.subject), kind, act.actor)
    return done("On the list: {what}", what=Words(BLOCKERS[kind]))


async def on_dropped(act: Act) -> Answer:
    kind = _kind(act.argument)
    await drop_blocker(act.uow, act.subject, kind, act.actor)
    return done("Not on the list any more: {what}", what=Words(BLOCKERS[kind]))


async def on_opened(act: Act) -> Answer:
    kind = _kind(act.argument) if act.argument else None
    await look_at_blocker(act.uow, act.subject, kind, act.actor)
    return Answer()


async def on_owner(act: Act) -> Answer:
    code, _, name = act.argument.partition(".")
    if name not in set(Owner):
        raise _unknown()
    kind, owner = _kind(code), Owner(name)
    await set_owner(act.uow, act.subject, kind, owner, act.actor)
    return done("{what}: {owner}", what=Words(BLOCKERS[kind]), owner=Words(OWNERS[owner]))


async def on_target(act: Act) -> Answer:
    code, _, days = act.argument.partition(".")
    if not (days.isdecimal() and len(days) <= 3):
        raise _unknown()
    kind, lead = _kind(code), await act.uow.get(Lead, act.subject)
    calendar = (await policy_of(act.uow, lead.oem)).calendar
    day = calendar.local(act.uow.now).date() + timedelta(days=int(days))
    await set_target(act.uow, lead.id, kind, day, act.actor)
    return done("{what}: until {day}", what=Words(BLOCKERS[kind]), day=day)


async def on_list_is_whole(act: Act) -> Answer:
    await site_is_not_ready(act.uow, act.subject, act.actor)
    return done("The customer is told what is missing.")


async def on_accept(act: Act) -> Answer:
    kind = _kind(act.argument) if act.argument else None
    lead = await accept_site_work(act.uow, act.subject, kind, act.actor)
    if lead.open_blockers:
        return done("Accepted. Still open: {count}", count=len(lead.open_blockers))
    return done("Accepted.")


async def on_proofs(act: Act) -> Answer:
    lead = await act.uow.get(Lead, act.subject)
    act.actor.must(Permission.ACCEPT_SITE_WORK, lead.scope)
    kind = _kind(act.argument)
    found = lead.open_blocker(kind) or next(
        (one for one in reversed(lead.blockers) if one.kind is kind), None
    )
    messages = proofs(found or named(lead, kind), act.speaker)
    return Answer(messages=messages) if messages else done("Nothing was sent for this.")


async def on_revisit(act: Act) -> Answer:
    await order_revisit(act.uow, act.subject, act.actor)
    return done("A new survey is to be scheduled.")


async def _lead(uow: UnitOfWork, subject: str) -> str:
    """Of a visit its lead: the buttons under a report name the visit."""
    visit = await uow.find(Visit, subject)
    return visit.lead if visit is not None else subject


def _kind(code: str) -> BlockerKind:
    if code not in set(BlockerKind):
        raise _unknown()
    return BlockerKind(code)


def _unknown() -> Invalid:
    return Invalid(say("This button is not known any more."))


STEPS: Final[Mapping[Action, Step]] = {
    Action.BLOCKERS: on_card,
    Action.NOT_READY: on_named,
    Action.DROP_BLOCKER: on_dropped,
    Action.BLOCKER: on_opened,
    Action.OWNER: on_owner,
    Action.TARGET: on_target,
    Action.TELL_WORK: on_list_is_whole,
    Action.ACCEPT_WORK: on_accept,
    Action.PROOFS: on_proofs,
    Action.REVISIT: on_revisit,
}


def router() -> Router:
    return tap_router("site", STEPS)
