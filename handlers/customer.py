"""The customer, or Ops on his behalf: one tap, one command."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from aiogram import Router

from cards.actions import Action
from cards.answer import Answer
from cards.home import render_customer_home
from domain.errors import Invalid
from domain.leads.intake import give_consent
from domain.view import view_of
from domain.visits.day import customer_will_be_there
from domain.visits.emergency import answer_delay
from domain.visits.review import sign_off
from domain.visits.scheduling import ask_other_slots, choose_slot, reschedule
from domain.visits.states import VisitState
from domain.visits.visit import DelayAnswer, Visit
from domain.words import N_, say
from handlers.acts import Act, Step, done, tap_router

ASKED_BY_CUSTOMER: Final = N_("the customer asked for another time")
NOT_THERE: Final = N_("the customer was not there")


async def on_consent(act: Act) -> Answer:
    agreed = act.argument == "yes"
    lead = await give_consent(act.uow, act.subject, act.actor, agreed=agreed)
    if lead.customer_person != act.actor.person:
        return done("Noted.")
    if not agreed:
        return done("We will not keep anything you send. Our desk will call you.")
    home = render_customer_home(await view_of(act.uow, act.subject), act.speaker)
    return Answer(toast=say("Thank you."), messages=(home,))


async def on_slot(act: Act) -> Answer:
    if not act.argument.isdigit():
        raise Invalid(say("This button is not known any more."))
    start = datetime.fromtimestamp(int(act.argument) * 60, UTC)
    visit = await choose_slot(act.uow, act.subject, start, act.actor)
    return Answer(toast=say("You chose {slot}.", slot=visit.window))


async def on_other_slots(act: Act) -> Answer:
    await ask_other_slots(act.uow, act.subject, act.actor)
    return done("Our desk will propose other times.")


async def on_delay(act: Act) -> Answer:
    if act.argument not in set(DelayAnswer):
        raise Invalid(say("This button is not known any more."))
    await answer_delay(act.uow, act.subject, DelayAnswer(act.argument), act.actor)
    return done("Thank you, our desk knows.")


async def on_reschedule(act: Act) -> Answer:
    visit = await act.uow.get(Visit, act.subject)
    reason = NOT_THERE if visit.state is VisitState.CUSTOMER_ABSENT else ASKED_BY_CUSTOMER
    await reschedule(act.uow, visit.id, reason, act.actor)
    return done("The visit is off. Our desk will propose new times.")


async def on_will_be_there(act: Act) -> Answer:
    await customer_will_be_there(act.uow, act.subject, act.actor)
    return done("Thank you. The team calls you on the day.")


async def on_rate(act: Act) -> Answer:
    if not act.argument.isdigit():
        raise Invalid(say("A rating is a number from 1 to 5."))
    await sign_off(act.uow, act.subject, int(act.argument), act.actor)
    return done("Thank you for your rating.")


STEPS: Final[Mapping[Action, Step]] = {
    Action.CONSENT: on_consent,
    Action.SLOT: on_slot,
    Action.OTHER_SLOTS: on_other_slots,
    Action.DELAY: on_delay,
    Action.WILL_BE_THERE: on_will_be_there,
    Action.RESCHEDULE: on_reschedule,
    Action.RATE: on_rate,
}


def router() -> Router:
    return tap_router("customer", STEPS)
