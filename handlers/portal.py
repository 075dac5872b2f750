"""The way into the portal: whoever is of an OEM or of Ops gets his own link; Ops and admins make one for somebody of an OEM."""

from typing import Final

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message as Said

from cards.answer import Answer, Here
from cards.message import Message
from cards.text import Speaker
from domain.people.actor import Actor
from domain.people.roles import Permission, Role
from domain.people.sessions import GIVEN_LINK_LIVES, OWN_LINK_LIVES, open_desk, open_portal
from domain.unit_of_work import UnitOfWork
from domain.words import N_, say
from handlers.ports import Links

_TO_REVIEWS: Final = N_(
    "Your way to the reports that wait for review. The link works once, for {minutes} minutes:"
)
_TO_MONEY: Final = N_("Your way to the pages of the money. The link works once, for {minutes} minutes:")


async def on_portal(  # noqa: PLR0913, PLR0917  aiogram hands each by its name
    _: Said, command: CommandObject, uow: UnitOfWork, actor: Actor, links: Links, speaker: Speaker, here: Here
) -> Answer:
    """`/portal` for oneself, `/portal voltera` or `/portal voltera Meera Nair` for another. Said in private: it is a key."""
    oem, name = [*(command.args or "").split(maxsplit=1), "", ""][:2]
    if not oem and actor.may(Permission.OPEN_DESK) and Role.OEM not in actor.roles:
        return await _to_the_desk(uow, actor, links, speaker, here)
    person, secret = (await open_portal(uow, actor, oem=oem, name=name))[1:]
    if Role.OEM in actor.roles and person.id == actor.person:
        minutes = int(OWN_LINK_LIVES.total_seconds()) // 60
        words = say("Your way into the portal. The link works once, for {minutes} minutes:", minutes=minutes)
    else:
        hours = int(GIVEN_LINK_LIVES.total_seconds()) // 3600
        words = say(
            "For {name} alone: this link signs in to the portal once, within {hours} hours. Forward it:",
            name=person.name,
            hours=hours,
        )
    told = Message(text=f"{speaker.say(words)}\n{links.portal(secret)}")
    return _in_private(told, here)


async def _to_the_desk(uow: UnitOfWork, actor: Actor, links: Links, speaker: Speaker, here: Here) -> Answer:
    _, secret = await open_desk(uow, actor)
    way = _TO_MONEY if actor.may(Permission.SEE_BOOKS) else _TO_REVIEWS
    words = say(way, minutes=int(OWN_LINK_LIVES.total_seconds()) // 60)
    lines = [speaker.say(words), links.portal(secret)]
    if actor.may(Permission.OPEN_PORTAL):
        lines += ["", speaker.say(say("For somebody of an OEM name it. Example: /portal voltera Meera Nair"))]
    return _in_private(Message(text="\n".join(lines)), here)


def _in_private(told: Message, here: Here) -> Answer:
    toast = None if here.private else say("I have answered in your private chat.")
    return Answer(toast=toast, private=(told,))


def router() -> Router:
    routes = Router(name="portal")
    routes.message.register(on_portal, Command("portal"))
    return routes
