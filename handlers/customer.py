"""The customer, or Ops on his behalf: one tap, one command."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from aiogram import Router

from cards.actions import Action
from cards.answer import Answer
from cards.choosing import render_call_off, render_held, render_wish_noted, render_wishes
from cards.home import render_customer_home
from cards.message import Message
from cards.privacy import render_ask_erasure, render_privacy, render_privacy_notice
from cards.signing import render_code
from cards.text import Speaker
from domain.errors import Invalid, NotAllowed
from domain.leads import told
from domain.leads.bills import confirm_bill, disown_bill
from domain.leads.consent import CURRENT, LANGUAGES
from domain.leads.finding import confirm_place
from domain.leads.intake import give_consent
from domain.leads.lead import Lead
from domain.leads.metres import accept_metres
from domain.leads.privacy import ask_erasure, export_data, withdraw_consent
from domain.leads.signing import make_code, rate, sign_off
from domain.leads.wish import Preference, Wish
from domain.materials.quoting import accept_quote
from domain.people.access import choose_language
from domain.people.actor import Scope
from domain.people.roles import Permission, Role
from domain.reactions import Audience
from domain.view import view_of
from domain.visits.absence import answer_at_door
from domain.visits.calling_off import call_off, expect_not_under_way
from domain.visits.day import customer_will_be_there
from domain.visits.emergency import DelayAnswer
from domain.visits.ending import answer_delay
from domain.visits.scheduling import ask_other_slots, choose_slot, reschedule
from domain.visits.states import BEFORE_SITE, VisitState
from domain.visits.underway import AtTheDoor
from domain.visits.visit import Visit
from domain.words import N_, say
from handlers.acts import Act, Step, done, tap_router

ASKED_BY_CUSTOMER: Final = N_("the customer asked for another time")
METRES: Final = re.compile(r"\d{1,4}(?:\.\d{1,3})?", re.ASCII)
NOT_THERE: Final = N_("the customer was not there")


async def on_consent(act: Act) -> Answer:
    """The argument says which text was shown: `yes.2026-2.hi`; a bare yes or no is Ops on the customer's behalf."""
    answer, _, shown = act.argument.partition(".")
    version, _, language = shown.partition(".")
    if act.here.person is None:
        raise NotAllowed(say("I do not know you, or no longer. To agree after all, open your link again."))
    lead = await give_consent(
        act.uow,
        act.subject,
        act.actor,
        agreed=answer == "yes",
        version=version or CURRENT,
        language=language or None,
    )
    if lead.customer_person != act.actor.person and Role.OPS in act.actor.roles:
        return done("Noted.")
    if answer != "yes":
        words = say(
            "We keep nothing of yours, and our desk calls you. If you change your mind, open your link again."
        )
        return Answer(toast=say("Noted."), messages=(Message(text=act.speaker.say(words)),))
    home = render_customer_home(await view_of(act.uow, act.subject), act.speaker)
    return Answer(toast=say("Thank you."), messages=(home,))


async def on_privacy(act: Act) -> Answer:
    lead = await act.uow.get(Lead, act.subject)
    by = act.actor.must(Permission.SEE_OWN_DATA, lead.scope)
    view = await view_of(act.uow, lead.id)
    if act.argument == "notice":
        return Answer(messages=(render_privacy_notice(view, act.speaker),))
    audience = Audience.CUSTOMER if by.role is Role.CUSTOMER else Audience.OPS
    return Answer(messages=(render_privacy(view, audience, act.speaker),))


async def on_withdraw(act: Act) -> Answer:
    lead = await withdraw_consent(act.uow, act.subject, act.actor)
    view = await view_of(act.uow, lead.id)
    by_customer = lead.customer_person == act.actor.person
    shown = render_customer_home(view, act.speaker) if by_customer else None
    return Answer(toast=say("Your consent is withdrawn."), messages=(shown,) if shown else ())


async def on_export(act: Act) -> Answer:
    await export_data(act.uow, act.subject, act.actor)
    return done("The files come in a moment.")


async def on_ask_erasure(act: Act) -> Answer:
    lead = await act.uow.get(Lead, act.subject)
    act.actor.must(Permission.ASK_ERASURE, lead.scope)
    if act.argument != "yes":
        return Answer(messages=(render_ask_erasure(lead, act.speaker),))
    await ask_erasure(act.uow, lead.id, act.actor)
    return Answer(toast=say("Asked. Our desk calls you to make sure that it is you."), alert=True)


async def on_language(act: Act) -> Answer:
    """What was on the screen is shown again in the new language."""
    if act.subject not in LANGUAGES:
        raise Invalid(say("This button is not known any more."))
    if act.here.person is None:
        raise NotAllowed(say("I do not know you yet. Open the link that you were sent."))
    await choose_language(act.uow, act.here.person.id, act.subject)
    speaker = Speaker(act.subject, act.speaker.zone)
    chosen = say("I speak {language} with you now.", language=LANGUAGES[act.subject])
    if not act.argument or not act.actor.may(Permission.SEE_OWN_DATA, Scope(lead=act.argument)):
        return Answer(messages=(Message(text=speaker.say(chosen)),))
    view = await view_of(act.uow, act.argument)
    waits = view.lead is not None and view.lead.is_open and view.lead.consent_at is None
    shown = render_privacy_notice(view, speaker) if waits else render_customer_home(view, speaker)
    return Answer(messages=(shown,))


async def on_bill_right(act: Act) -> Answer:
    await confirm_bill(act.uow, act.subject, act.actor)
    return done("Thank you.")


async def on_bill_not_mine(act: Act) -> Answer:
    await disown_bill(act.uow, act.subject, act.actor)
    return done("Noted. Nothing of it is kept; please send the right bill.")


async def on_slot(act: Act) -> Answer:
    before = await act.uow.get(Visit, act.subject)
    visit = await choose_slot(act.uow, before.id, _start(act), act.actor)
    if visit.hold is None or visit.hold.until is None:
        return Answer(toast=say("You chose {slot}.", slot=visit.window))
    shown = render_held(await view_of(act.uow, visit.id), visit.hold, act.speaker)
    tapped_twice = visit.hold == before.hold
    return Answer(
        toast=told.held(visit.hold.slot, visit.hold.until), messages=() if tapped_twice else (shown,)
    )


async def on_confirm_slot(act: Act) -> Answer:
    visit = await choose_slot(act.uow, act.subject, _start(act), act.actor, sure=True)
    return Answer(toast=say("You chose {slot}.", slot=visit.window))


def _start(act: Act) -> datetime:
    if not act.argument.isdecimal() or len(act.argument) > 9:
        raise Invalid(say("This button is not known any more."))
    return datetime.fromtimestamp(int(act.argument) * 60, UTC)


async def on_other_slots(act: Act) -> Answer:
    visit = await act.uow.get(Visit, act.subject)
    act.actor.must(Permission.CHOOSE_SLOT, visit.scope)
    if not act.argument:
        visit.expect(VisitState.PROPOSED)
        return Answer(messages=(render_wishes(visit, Action.OTHER_SLOTS, act.speaker),))
    wish = _wish(act)
    await ask_other_slots(act.uow, visit.id, act.actor, wish=wish)
    return Answer(
        toast=say("Our desk will propose other times."), messages=(render_wish_noted(wish, act.speaker),)
    )


def _wish(act: Act) -> Wish:
    if act.argument not in set(Preference):
        raise Invalid(say("This button is not known any more."))
    return Wish(prefers=Preference(act.argument))


async def on_call_off(act: Act) -> Answer:
    visit = await act.uow.get(Visit, act.subject)
    if act.argument in told.CALLED_OFF:
        await call_off(act.uow, visit.id, act.argument, act.actor)
        return done("Noted. The visit is called off.")
    act.actor.must(Permission.CALL_OFF_VISIT, visit.scope)
    await expect_not_under_way(act.uow, visit)
    visit.expect_move(VisitState.RESCHEDULED)
    return Answer(messages=(render_call_off(visit, act.speaker),))


async def on_delay(act: Act) -> Answer:
    if act.argument not in set(DelayAnswer):
        raise Invalid(say("This button is not known any more."))
    await answer_delay(act.uow, act.subject, DelayAnswer(act.argument), act.actor)
    return done("Thank you, our desk knows.")


async def on_reschedule(act: Act) -> Answer:
    """The customer is asked first what would suit him; the desk and the team have asked him already."""
    visit = await act.uow.get(Visit, act.subject)
    by = act.actor.must(Permission.RESCHEDULE_VISIT, visit.scope)
    if by.role is Role.CUSTOMER and not act.argument:
        await expect_not_under_way(act.uow, visit)
        visit.expect(*BEFORE_SITE)
        return Answer(messages=(render_wishes(visit, Action.RESCHEDULE, act.speaker),))
    reason = NOT_THERE if visit.state is VisitState.CUSTOMER_ABSENT else ASKED_BY_CUSTOMER
    await reschedule(act.uow, visit.id, reason, act.actor, wish=_wish(act) if act.argument else None)
    return done("The visit is off. Our desk will propose new times.")


async def on_will_be_there(act: Act) -> Answer:
    await customer_will_be_there(act.uow, act.subject, act.actor)
    return done("Thank you. The team calls you on the day.")


async def on_at_door(act: Act) -> Answer:
    if act.argument not in set(AtTheDoor):
        raise Invalid(say("This button is not known any more."))
    await answer_at_door(act.uow, act.subject, AtTheDoor(act.argument), act.actor)
    return done("Thank you. The team knows.")


async def on_rate(act: Act) -> Answer:
    if not act.argument.isdigit():
        raise Invalid(say("A rating is a number from 1 to 5."))
    await rate(act.uow, act.subject, int(act.argument), act.actor)
    return done("Thank you for your rating.")


async def on_sign(act: Act) -> Answer:
    await sign_off(act.uow, act.subject, act.actor)
    return done("Signed. Thank you!")


async def on_sign_code(act: Act) -> Answer:
    digits, code = await make_code(act.uow, act.subject, act.actor)
    return Answer(messages=(render_code(digits, code.expires_at, act.speaker),))


async def on_accept_metres(act: Act) -> Answer:
    if not METRES.fullmatch(act.argument):
        raise Invalid(say("This button is not known any more."))
    await accept_metres(act.uow, act.subject, act.actor, used=float(act.argument))
    return done("Thank you, noted.")


async def on_accept_quote(act: Act) -> Answer:
    await accept_quote(act.uow, act.subject, act.actor)
    return done("Thank you, noted.")


async def on_place_right(act: Act) -> Answer:
    await confirm_place(act.uow, act.subject, act.actor)
    return done("Thank you, the place is on the map.")


STEPS: Final[Mapping[Action, Step]] = {
    Action.CONSENT: on_consent,
    Action.LANGUAGE: on_language,
    Action.PRIVACY: on_privacy,
    Action.WITHDRAW: on_withdraw,
    Action.EXPORT: on_export,
    Action.ASK_ERASURE: on_ask_erasure,
    Action.BILL_RIGHT: on_bill_right,
    Action.BILL_NOT_MINE: on_bill_not_mine,
    Action.PLACE_RIGHT: on_place_right,
    Action.SLOT: on_slot,
    Action.CONFIRM_SLOT: on_confirm_slot,
    Action.OTHER_SLOTS: on_other_slots,
    Action.CALL_OFF: on_call_off,
    Action.DELAY: on_delay,
    Action.WILL_BE_THERE: on_will_be_there,
    Action.AT_DOOR: on_at_door,
    Action.RESCHEDULE: on_reschedule,
    Action.RATE: on_rate,
    Action.SIGN: on_sign,
    Action.SIGN_CODE: on_sign_code,
    Action.ACCEPT_METRES: on_accept_metres,
    Action.ACCEPT_QUOTE: on_accept_quote,
}


def router() -> Router:
    return tap_router("customer", STEPS)
