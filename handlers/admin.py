"""People and groups: invites by link, groups bound to a desk, people let go."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery
from aiogram.types import Message as Said

from cards.actions import Action, Tap
from cards.answer import Answer, Here
from cards.home import render_undelivered
from cards.message import Message
from cards.text import Speaker
from domain.errors import Invalid
from domain.people.access import bind_group, invite_person, revoke_person
from domain.people.actor import Actor
from domain.people.person import Chat, Grant, Oem, Person
from domain.people.roles import Permission, Role
from domain.unit_of_work import UnitOfWork
from domain.visits.team import Team
from domain.words import say
from handlers.commands import show
from handlers.ports import Links, Screens

_EXAMPLE = "ops, procurement, finance, reporting, field <team>, oem <oem>"


async def on_bind(  # noqa: PLR0913, PLR0917  aiogram hands each by its name
    said: Said, command: CommandObject, uow: UnitOfWork, actor: Actor, here: Here, speaker: Speaker
) -> Answer:
    if here.private:
        raise Invalid(say("Use /bind in the group that you want to bind. Example: /bind ops"))
    role, narrowed = await _read(uow, command.args)
    chat = Chat(
        id=here.chat,
        title=(said.chat.title or "")[:120],
        role=role,
        team=narrowed if role is Role.FIELD else None,
        oem=narrowed if role is Role.OEM else None,
        is_forum=bool(said.chat.is_forum),
    )
    await bind_group(uow, chat, actor)
    words = say("This group is now the desk of: {role}.", role=" ".join(filter(None, (role.value, narrowed))))
    return Answer(messages=(Message(text=speaker.say(words)),))


async def on_invite(
    _: Said, command: CommandObject, uow: UnitOfWork, actor: Actor, links: Links, speaker: Speaker
) -> Answer:
    role, narrowed = await _read(uow, command.args)
    grant = Grant(
        role=role,
        team=narrowed if role is Role.FIELD else None,
        oem=narrowed if role is Role.OEM else None,
    )
    invite = await invite_person(uow, grant, actor)
    words = say("Forward this link; it works once, for seven days: {link}", link=links.start(invite.id))
    return Answer(private=(Message(text=speaker.say(words)),))


async def on_revoke(
    said: Said, command: CommandObject, uow: UnitOfWork, actor: Actor, speaker: Speaker
) -> Answer:
    """As an answer to one of the person's messages, or with his id."""
    answered = said.reply_to_message.from_user if said.reply_to_message else None
    wanted = (command.args or "").strip()
    people = await uow.all(Person, telegram_id=answered.id) if answered else []
    person = people[0].id if people else wanted
    if not person:
        raise Invalid(say("Answer to a message of the person with /revoke, or give the id."))
    revoked = await revoke_person(uow, person, actor)
    return Answer(
        messages=(Message(text=speaker.say(say("{name} has no role any more.", name=revoked.name))),)
    )


async def on_undelivered(_: Said, actor: Actor, screens: Screens, speaker: Speaker) -> Answer:
    """The list of what nobody could be told."""
    actor.must(Permission.SET_UP)
    return Answer(private=(render_undelivered(await screens.undelivered(), speaker),))


async def _read(uow: UnitOfWork, args: str | None) -> tuple[Role, str | None]:
    """`ops`, `field sunrise`, `oem tata` → the role and the team or OEM that narrows it."""
    words = (args or "").split()
    role = next((role for role in Role if words and role.value == words[0].lower()), None)
    if role is None:
        raise Invalid(say("For which role? One of: {roles}.", roles=_EXAMPLE))
    if role is Role.FIELD:
        return role, _one_of(words, [team.id for team in await uow.all(Team)])
    if role is Role.OEM:
        return role, _one_of(words, [oem.id for oem in await uow.all(Oem)])
    return role, None


def _one_of(words: list[str], known: list[str]) -> str:
    if len(words) < 2 or words[1] not in known:
        raise Invalid(say("Which one? One of: {known}.", known=", ".join(known)))
    return words[1]


async def on_open(
    query: CallbackQuery, uow: UnitOfWork, actor: Actor, speaker: Speaker, here: Here
) -> Answer:
    tap = Tap.read(query.data or "")
    return await show(uow, actor, speaker, here, tap.subject if tap else "")


async def is_open(query: CallbackQuery) -> bool:
    tap = Tap.read(query.data or "")
    return tap is not None and tap.action is Action.OPEN


async def on_unknown_tap(_: CallbackQuery) -> Answer:
    return Answer(toast=say("This button is not known any more. Send /home to see what is open."))


def router() -> Router:
    routes = Router(name="admin")
    routes.message.register(on_bind, Command("bind"))
    routes.message.register(on_invite, Command("invite"))
    routes.message.register(on_revoke, Command("revoke"))
    routes.message.register(on_undelivered, Command("undelivered"))
    routes.callback_query.register(on_open, is_open)
    return routes


def last_router() -> Router:
    """Asked after everything else."""
    routes = Router(name="unknown taps")
    routes.callback_query.register(on_unknown_tap)
    return routes
