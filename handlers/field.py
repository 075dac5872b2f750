"""The field team on its visit: one tap, one command."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from aiogram import Router

from cards.actions import Action
from cards.answer import Answer
from cards.buttons import off_site_buttons, way_buttons
from cards.form import web_link
from cards.message import Message
from cards.titles import OFF_SITE
from domain.errors import Invalid, Refused
from domain.materials.issuing import confirm_receipt
from domain.materials.passing_on import bring_back, hand_over_materials
from domain.materials.paying_vendors import choose_vendor_code, confirm_vendor_code
from domain.materials.returning import account_for
from domain.overriding import policy_of
from domain.people.roles import Permission
from domain.visits.absence import customer_appeared, record_absence
from domain.visits.arrival import check_in, explain_check_in
from domain.visits.day import acknowledge_visit, confirm_visit, customer_not_reached, next_try
from domain.visits.on_the_web import open_on_web
from domain.visits.states import VisitState
from domain.visits.travel import expected, set_out
from domain.visits.visit import Visit
from domain.words import say
from handlers.acts import Act, Step, done, tap_router
from handlers.whereabouts import asked_after_arrival

_MINUTE: Final = timedelta(minutes=1)


async def on_acknowledge(act: Act) -> Answer:
    visit = await acknowledge_visit(act.uow, act.subject, act.actor)
    return done("{visit} is yours.", visit=visit.id)


async def on_confirm(act: Act) -> Answer:
    await confirm_visit(act.uow, act.subject, act.actor)
    return done("The customer expects you.")


async def on_not_reached(act: Act) -> Answer:
    visit = await customer_not_reached(act.uow, act.subject, act.actor)
    again = next_try(visit, await policy_of(act.uow, visit.oem))
    if again is None:
        return done("Ops knows that the customer was not reached.")
    return done("Ops knows that the customer was not reached. Please try again {again}.", again=again)


async def on_have_materials(act: Act) -> Answer:
    request = await confirm_receipt(act.uow, act.subject, act.actor)
    return done("{request}: noted, you have it.", request=request.id)


async def on_handed_over(act: Act) -> Answer:
    request = await hand_over_materials(act.uow, act.subject, act.actor)
    return done("{request}: the other team is asked to confirm.", request=request.id)


async def on_brought_back(act: Act) -> Answer:
    request = await bring_back(act.uow, act.subject, act.actor)
    return done("{request}: Procurement looks and confirms it.", request=request.id)


async def on_nothing_left(act: Act) -> Answer:
    request = await account_for(act.uow, act.subject, {}, act.actor)
    if request.custody is not None:
        return done("{request}: noted. Please bring what is left over to the store.", request=request.id)
    return done("{request}: noted, thank you.", request=request.id)


async def on_set_out(act: Act) -> Answer:
    """Without minutes: how many may it be? With them: the customer is told."""
    visit = await act.uow.get(Visit, act.subject)
    if not act.argument:
        act.actor.must(Permission.SET_OUT, visit.scope)
        visit.expect_move(VisitState.ON_THE_WAY)
        far = await expected(act.uow, visit)
        asked = say("In how many minutes are you at {visit}?", visit=visit.id)
        keyboard = way_buttons(visit, act.speaker, far // _MINUTE if far is not None else None)
        return Answer(messages=(Message(text=act.speaker.say(asked), keyboard=keyboard),))
    if not act.argument.isdecimal() or len(act.argument) > 4:
        raise Invalid(say("This button is not known any more."))
    await set_out(act.uow, visit.id, act.actor, takes=int(act.argument) * _MINUTE)
    return done(
        "The customer is told that you are on the way. Share your live location (📎 → Location) and he sees when you come."
    )


async def on_arrived(act: Act) -> Answer:
    visit = await check_in(act.uow, act.subject, act.actor)
    asked = await asked_after_arrival(act.uow, visit, act.here, act.speaker)
    return Answer(toast=say("You are checked in. Tap “Write the report” when you are ready."), messages=asked)


async def on_off_site(act: Act) -> Answer:
    """Without a code: which reasons there are."""
    visit = await act.uow.get(Visit, act.subject)
    act.actor.must(Permission.CHECK_IN, visit.scope)
    visit.expect(VisitState.ON_SITE)
    if act.argument not in OFF_SITE:
        asked = act.speaker.say(say("Why is the check-in of {visit} not at the site?", visit=visit.id))
        return Answer(messages=(Message(text=asked, keyboard=off_site_buttons(visit, act.speaker)),))
    await explain_check_in(act.uow, visit.id, act.argument, act.actor)
    noted = say("Noted. Ops sees the reason.")
    if act.here.private:  # the key that asked for the location goes
        return Answer(messages=(Message(text=act.speaker.say(noted), remove_reply_keyboard=True),))
    return Answer(toast=noted)


async def on_appeared(act: Act) -> Answer:
    await customer_appeared(act.uow, act.subject, act.actor)
    return done("Good. The visit goes on.")


async def on_not_come(act: Act) -> Answer:
    await record_absence(act.uow, act.subject, act.actor)
    return done("Noted. Ops finds a new time with the customer.")


async def on_web(act: Act) -> Answer:
    """The link is a key of his own, so it is told to him alone."""
    if not act.links.has_pages:
        raise Refused(say("Our pages cannot be reached from outside yet. Please go on here, in the chat."))
    token, ends = await open_on_web(act.uow, act.subject, act.actor)
    told = web_link(act.subject, act.links.report(act.subject, token), ends, act.speaker)
    return Answer(
        toast=None if act.here.private else say("I have answered in your private chat."), private=(told,)
    )


async def on_which_code(act: Act) -> Answer:
    await choose_vendor_code(act.uow, act.subject, act.argument, act.actor)
    return done("Please check what this code says, then confirm it.")


async def on_code_right(act: Act) -> Answer:
    payment = await confirm_vendor_code(act.uow, act.subject, act.argument, act.actor)
    if payment is None:
        return done("This is more than you may spend by yourself: it waits to be allowed.")
    return done("{payment} is asked for: {amount}.", payment=payment.id, amount=payment.amount)


STEPS: Final[Mapping[Action, Step]] = {
    Action.HAVE_MATERIALS: on_have_materials,
    Action.HANDED_OVER: on_handed_over,
    Action.BROUGHT_BACK: on_brought_back,
    Action.NOTHING_LEFT: on_nothing_left,
    Action.ACKNOWLEDGE: on_acknowledge,
    Action.CONFIRM: on_confirm,
    Action.NOT_REACHED: on_not_reached,
    Action.SET_OUT: on_set_out,
    Action.ARRIVED: on_arrived,
    Action.OFF_SITE: on_off_site,
    Action.APPEARED: on_appeared,
    Action.NOT_COME: on_not_come,
    Action.ON_WEB: on_web,
    Action.WHICH_CODE: on_which_code,
    Action.CODE_RIGHT: on_code_right,
}


def router() -> Router:
    return tap_router("field", STEPS)
