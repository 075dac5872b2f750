"""Commands and plain words: nobody needs them, everybody may use them."""

import re
from typing import Final

from aiogram import Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import Message as Said

from cards.actions import Action, Tap
from cards.answer import Answer, Here
from cards.card import render_card
from cards.home import (
    render_board,
    render_customer_home,
    render_help,
    render_home,
)
from cards.message import Button, Message
from cards.privacy import render_languages, render_privacy, render_privacy_notice
from cards.text import Speaker
from cards.timeline import render_timeline
from domain.errors import Invalid, NotFound
from domain.leads.intake import lead_of_customer
from domain.leads.lead import Lead
from domain.leads.privacy import leads_of_customer
from domain.money.earning import is_earning
from domain.money.payment import PaymentKind
from domain.people.access import Caller, actor_of, turned_away, use_invite
from domain.people.actor import Actor, Scope
from domain.people.roles import Permission, Role
from domain.reactions import Audience, CardName
from domain.unit_of_work import UnitOfWork
from domain.view import View, view_of
from domain.visits.team import owed_team
from domain.words import say
from handlers.discretion import shown_to
from handlers.ports import Screens

_LINK: Final = re.compile(r"https?://t\.me/\w+\?start=([A-Za-z0-9_-]{16,64})")
_AUDIENCES = {
    Role.OPS: Audience.OPS,
    Role.FIELD: Audience.TEAM,
    Role.PROCUREMENT: Audience.PROCUREMENT,
    Role.FINANCE: Audience.FINANCE,
    Role.REPORTING: Audience.REPORTING,
    Role.OEM: Audience.OEM,
    Role.CUSTOMER: Audience.CUSTOMER,
}


async def on_start_with_link(  # noqa: PLR0913, PLR0917  aiogram hands each by its name
    said: Said, command: CommandObject, uow: UnitOfWork, here: Here, speaker: Speaker, screens: Screens
) -> Answer:
    """A deep link was opened: it gives a role, or ties a customer to his lead."""
    if not here.private:
        raise Invalid(say("Please open this link in a private chat with the bot."))
    return await _joined(said, (command.args or "").strip(), uow, here, speaker, screens)


async def _joined(  # noqa: PLR0913, PLR0917  who said what, where
    said: Said, token: str, uow: UnitOfWork, here: Here, speaker: Speaker, screens: Screens
) -> Answer:
    language = (said.from_user.language_code if said.from_user else None) or "en"
    caller = Caller(telegram_id=here.telegram_id, name=here.name, language=language[:2])
    if (late := await turned_away(uow, token, caller)) is not None:
        return Answer(messages=(Message(text=speaker.say(late)),))
    person = await use_invite(uow, token, caller)
    return await home(uow, actor_of(person), Speaker(person.language, speaker.zone), screens)


async def on_pasted_link(  # noqa: PLR0913, PLR0917  aiogram hands each by its name
    said: Said, token: str, uow: UnitOfWork, here: Here, speaker: Speaker, screens: Screens
) -> Answer:
    """Somebody sent the link as words instead of opening it: that is as good."""
    return await _joined(said, token, uow, here, speaker, screens)


async def has_link(said: Said, here: Here) -> bool | dict[str, str]:
    found = _LINK.search(said.text or "") if here.private else None
    return {"token": found[1]} if found else False


async def on_home(_: Said, uow: UnitOfWork, actor: Actor, speaker: Speaker, screens: Screens) -> Answer:
    return await home(uow, actor, speaker, screens)


async def home(uow: UnitOfWork, actor: Actor, speaker: Speaker, screens: Screens) -> Answer:
    """What this person owes now; a stranger learns how to get in."""
    if not actor.roles:
        words = say(
            "Hello! This bot works by invitation. Please open the link you were given, or ask for one."
        )
        return Answer(messages=(Message(text=speaker.say(words)),))
    if actor.roles == {Role.CUSTOMER}:
        return await _customer_home(uow, actor, speaker)
    owed = [(action, item) for item, action in await screens.owed_by(actor)]
    has_money = actor.may(Permission.SEE_BOOKS)
    return Answer(messages=(render_home(owed, speaker, has_money=has_money),))


async def _customer_home(uow: UnitOfWork, actor: Actor, speaker: Speaker) -> Answer:
    lead = await lead_of_customer(uow, actor)
    view = await view_of(uow, lead.id)
    if lead.consent_at is None:
        return Answer(messages=(render_privacy_notice(view, speaker),))
    return Answer(messages=(render_customer_home(view, speaker),))


async def on_privacy(_: Said, uow: UnitOfWork, actor: Actor, speaker: Speaker, here: Here) -> Answer:
    """A customer's own data, also of an installation that is over."""
    if Role.CUSTOMER not in actor.roles or not here.private:
        raise Invalid(
            say("This is for customers, in their private chat with me. Ops finds it on a lead's card.")
        )
    lead, *others = await leads_of_customer(uow, actor)
    shown = render_privacy(
        await view_of(uow, lead.id), Audience.CUSTOMER, speaker, others=[other.id for other in others]
    )
    return Answer(messages=(shown,))


async def on_language(_: Said, speaker: Speaker) -> Answer:
    return Answer(messages=(render_languages(speaker),))


async def on_board(
    _: Said, actor: Actor, uow: UnitOfWork, speaker: Speaker, screens: Screens, here: Here
) -> Answer:
    by = actor.must(Permission.LOG_CALL)
    overdue = await screens.overdue_counts(uow.now)
    return await shown_to(by.role, uow, here, render_board(await screens.stages(), overdue, speaker))


async def on_lead(
    _: Said, command: CommandObject, uow: UnitOfWork, actor: Actor, speaker: Speaker, here: Here
) -> Answer:
    wanted = (command.args or "").strip().upper()
    if not wanted:
        raise Invalid(say("Which lead? Example: /lead L-1042"))
    lead = wanted if wanted.startswith("L-") else f"L-{wanted}"
    return await show(uow, actor, speaker, here, lead)


async def show(uow: UnitOfWork, actor: Actor, speaker: Speaker, here: Here, subject: str) -> Answer:
    """The card of any public id; to a person who may not see it there is none."""
    actor.must(Permission.SEE_LEAD)
    view = await view_of(uow, subject)
    scopes = [one for one in _scopes_of(view) if actor.may(Permission.SEE_LEAD, one)]
    if not scopes:
        raise NotFound(say("There is no {key}.", key=subject))
    by = actor.must(Permission.SEE_LEAD, scopes[0])
    audience, card = _AUDIENCES.get(by.role, Audience.OPS), _card_of(subject)
    if card is CardName.PAYMENT and audience is Audience.TEAM:
        card = CardName.STATEMENT
    return await shown_to(by.role, uow, here, render_card(card, view, audience, speaker))


def _scopes_of(view: View) -> tuple[Scope | None, ...]:
    """Whose it is; the materials of an installation are also theirs who have them or are to install them."""
    request, visit = view.request, view.visit
    if request is not None and request.id == view.subject:
        return (request.scope, request.carrier, *((visit.scope,) if visit is not None else ()))
    payment = view.payment
    if payment is not None and payment.id == view.subject and payment.kind is PaymentKind.PAYOUT:
        return (Scope(lead=payment.lead, team=payment.team),)
    for thing in (visit, view.quote, view.purchase, view.pack):
        if thing is not None and thing.id == view.subject:
            return (thing.scope,)
    return (view.lead.scope if view.lead else None,)


_CARDS = {
    "L": CardName.LEAD,
    "S": CardName.VISIT,
    "I": CardName.VISIT,
    "M": CardName.REQUEST,
    "B": CardName.PURCHASE,
    "V": CardName.PAYMENT,
    "P": CardName.PAYMENT,
    "D": CardName.RUN,
    "C": CardName.PACK,
    "E": CardName.BILL,
    "Q": CardName.QUOTE,
}


def _card_of(subject: str) -> CardName:
    if is_earning(subject) or owed_team(subject) is not None:
        return CardName.EARNING
    card = _CARDS.get(subject.partition("-")[0])
    if card is None:
        raise NotFound(say("There is no {key}.", key=subject))
    return card


async def on_find(  # noqa: PLR0913, PLR0917  aiogram hands each by its name
    _: Said,
    command: CommandObject,
    uow: UnitOfWork,
    actor: Actor,
    speaker: Speaker,
    screens: Screens,
    here: Here,
) -> Answer:
    by = actor.must(Permission.LOG_CALL)
    wanted = (command.args or "").strip()
    if len(wanted) < 3:
        raise Invalid(say("Look for a phone number, an OEM reference or a lead. Example: /find 98765"))
    found = await screens.find(wanted)
    if not found:
        return Answer(messages=(Message(text=speaker.say(say("Nothing found for “{text}”.", text=wanted))),))
    rows = tuple((Button(label=lead, data=Tap(action=Action.OPEN, subject=lead).pack()),) for lead in found)
    return await shown_to(by.role, uow, here, Message(text=speaker.say(say("Found:")), keyboard=rows))


async def on_timeline_command(  # noqa: PLR0913, PLR0917  aiogram hands each by its name
    _: Said,
    command: CommandObject,
    uow: UnitOfWork,
    actor: Actor,
    speaker: Speaker,
    screens: Screens,
    here: Here,
) -> Answer:
    lead = await uow.get(Lead, (command.args or "").strip().upper())
    by = actor.must(Permission.LOG_CALL, lead.scope)
    return await shown_to(
        by.role, uow, here, render_timeline(lead, await screens.timeline(lead.id, *lead.merged), speaker)
    )


async def on_help(_: Said, actor: Actor, speaker: Speaker) -> Answer:
    return Answer(messages=(render_help(actor.roles, speaker),))


async def on_other_words(
    _: Said, here: Here, uow: UnitOfWork, actor: Actor, speaker: Speaker, screens: Screens
) -> Answer | None:
    """Plain words outside a dialogue: in private they lead home, in a group they are none of our business."""
    return await home(uow, actor, speaker, screens) if here.private else None


def router() -> Router:
    routes = Router(name="commands")
    routes.message.register(on_start_with_link, CommandStart(deep_link=True))
    routes.message.register(on_pasted_link, has_link)
    routes.message.register(on_home, CommandStart())
    routes.message.register(on_home, Command("home"))
    routes.message.register(on_privacy, Command("privacy"))
    routes.message.register(on_language, Command("language"))
    routes.message.register(on_board, Command("board"))
    routes.message.register(on_lead, Command("lead"))
    routes.message.register(on_find, Command("find"))
    routes.message.register(on_timeline_command, Command("timeline"))
    routes.message.register(on_help, Command("help"))
    return routes


def last_router() -> Router:
    """Asked after everything else."""
    routes = Router(name="other words")
    routes.message.register(on_other_words)
    return routes
