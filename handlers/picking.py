"""The calendar card at the desk: one tap, one command; the card itself is edited in place."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final

from aiogram import Router

from cards.actions import Action
from cards.answer import Answer
from domain.errors import Invalid
from domain.visits.picking import book_for_customer, open_calendar, pick_slot, propose_picked, show_day
from domain.words import say
from handlers.acts import Act, Step, done, tap_router


async def on_calendar(act: Act) -> Answer:
    await open_calendar(act.uow, act.subject, act.actor)
    return done("The calendar is in the desk's chat.")


async def on_day(act: Act) -> Answer:
    await show_day(act.uow, act.subject, _day(act.argument), act.actor)
    return Answer()


async def on_pick(act: Act) -> Answer:
    lead = await pick_slot(act.uow, act.subject, _start(act.argument), act.actor)
    return done("In the proposal: {count}", count=len(lead.picking.slots) if lead.picking else 0)


async def on_propose_picked(act: Act) -> Answer:
    await propose_picked(act.uow, act.subject, act.actor)
    return done("The customer has been asked.")


async def on_book_for(act: Act) -> Answer:
    visit = await book_for_customer(act.uow, act.subject, _start(act.argument), act.actor)
    return Answer(toast=say("Chosen for the customer: {slot}", slot=visit.window))


def _day(argument: str) -> date | None:
    if not argument:
        return None
    try:
        return datetime.strptime(argument, "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise _unknown() from None


def _start(argument: str) -> datetime:
    if not argument.isdecimal() or len(argument) > 9:
        raise _unknown()
    return datetime.fromtimestamp(int(argument) * 60, UTC)


def _unknown() -> Invalid:
    return Invalid(say("This button is not known any more."))


STEPS: Final[Mapping[Action, Step]] = {
    Action.CALENDAR: on_calendar,
    Action.SHOW_DAY: on_day,
    Action.PICK: on_pick,
    Action.PROPOSE_PICKED: on_propose_picked,
    Action.BOOK_FOR: on_book_for,
}


def router() -> Router:
    return tap_router("picking", STEPS)
