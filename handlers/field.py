"""The field team on its visit: one tap, one command."""

from collections.abc import Mapping
from typing import Final

from aiogram import Router

from cards.actions import Action
from cards.answer import Answer
from cards.buttons import reason_buttons
from cards.message import Message
from cards.titles import CAUSES
from domain.people.roles import Permission
from domain.visits.day import (
    acknowledge_visit,
    check_in,
    confirm_visit,
    customer_not_reached,
    report_absent,
    set_out,
)
from domain.visits.declaring import declare_emergency
from domain.visits.searching import accept_backup, decline_backup
from domain.visits.visit import Visit
from domain.words import say
from handlers.acts import Act, Step, done, tap_router


async def on_acknowledge(act: Act) -> Answer:
    visit = await acknowledge_visit(act.uow, act.subject, act.actor)
    return done("{visit} is yours.", visit=visit.id)


async def on_confirm(act: Act) -> Answer:
    await confirm_visit(act.uow, act.subject, act.actor)
    return done("The customer expects you.")


async def on_not_reached(act: Act) -> Answer:
    await customer_not_reached(act.uow, act.subject, act.actor)
    return done("Ops knows that the customer was not reached.")


async def on_set_out(act: Act) -> Answer:
    await set_out(act.uow, act.subject, act.actor)
    return done("The customer is told that you are on the way.")


async def on_arrived(act: Act) -> Answer:
    await check_in(act.uow, act.subject, act.actor)
    return done("You are checked in. Tap “Write the report” when you are ready.")


async def on_absent(act: Act) -> Answer:
    await report_absent(act.uow, act.subject, act.actor)
    return done("Ops knows that the customer was not there.")


async def on_cannot(act: Act) -> Answer:
    visit = await act.uow.get(Visit, act.subject)
    act.actor.must(Permission.DECLARE_EMERGENCY, visit.scope)
    asked = Message(
        text=act.speaker.say(say("Why can {visit} not be made?", visit=visit.id)),
        keyboard=reason_buttons(visit, act.speaker),
    )
    return Answer(messages=(asked,))


async def on_emergency(act: Act) -> Answer:
    cause = act.argument if act.argument in CAUSES else "other"
    await declare_emergency(act.uow, act.subject, cause, act.actor)
    return done("Ops and the customer are told. A backup team is being searched.")


async def on_accept_backup(act: Act) -> Answer:
    visit = await accept_backup(act.uow, act.subject, act.argument, act.actor)
    return done("{visit} is yours. Thank you!", visit=visit.id)


async def on_decline_backup(act: Act) -> Answer:
    await decline_backup(act.uow, act.subject, act.argument, act.actor)
    return done("Noted.")


STEPS: Final[Mapping[Action, Step]] = {
    Action.ACKNOWLEDGE: on_acknowledge,
    Action.CONFIRM: on_confirm,
    Action.NOT_REACHED: on_not_reached,
    Action.SET_OUT: on_set_out,
    Action.ARRIVED: on_arrived,
    Action.ABSENT: on_absent,
    Action.CANNOT: on_cannot,
    Action.EMERGENCY: on_emergency,
    Action.ACCEPT_BACKUP: on_accept_backup,
    Action.DECLINE_BACKUP: on_decline_backup,
}


def router() -> Router:
    return tap_router("field", STEPS)
