"""An OEM's API keys in the admin's chat: made, listed, rotated, revoked. A secret is said once, in private."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message as Said

from cards.answer import Answer
from cards.message import Message
from cards.text import Speaker, harmless
from domain.errors import Invalid
from domain.people.actor import Actor
from domain.people.key import ApiKey
from domain.people.keys import NewKey, make_key, revoke_key, rotate_key
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import Words, say


async def on_key(_: Said, command: CommandObject, uow: UnitOfWork, actor: Actor, speaker: Speaker) -> Answer:
    """`/key make voltera`, `/key sandbox voltera`, `/key list voltera`, `/key rotate 7f3a…`, `/key revoke 7f3a…`."""
    actor.must(Permission.SET_UP)
    words = [*(command.args or "").split(), "", ""]
    lines = await _done(uow, words[0], words[1], actor)
    return Answer(
        private=(
            Message(
                text="\n".join(
                    line if isinstance(line, str) else harmless(speaker.say(line), 400) for line in lines
                )
            ),
        )
    )


async def _done(uow: UnitOfWork, what: str, of: str, actor: Actor) -> list[Words | str]:
    if what in {"make", "sandbox"} and of:
        return _secret(await make_key(uow, NewKey(oem=of, sandbox=what == "sandbox"), actor))
    if what == "rotate" and of:
        return _secret(await rotate_key(uow, of, actor))
    if what == "revoke" and of:
        return [say("The key {key} opens nothing any more.", key=(await revoke_key(uow, of, actor)).id)]
    if what == "list" and of:
        keys = [key for key in await uow.all(ApiKey, oem=of) if key.is_good(uow.now)]
        used = await uow.ledger.last_used([key.id for key in keys])
        return [_line(key, used.get(key.id) is not None) for key in keys] or [say("No key is good now.")]
    raise Invalid(say("Say what to do with which key. Example: /key make voltera, or /key revoke 7f3a9c2e10"))


def _secret(made: tuple[ApiKey, str]) -> list[Words | str]:
    key, secret = made
    return [
        say("The new key {key} of {oem}:", key=key.id, oem=key.oem),
        secret,
        say("It is shown this once: keep it where secrets are kept, and delete this message."),
    ]


def _line(key: ApiKey, used: bool) -> Words:  # noqa: FBT001  a plain value
    if used:
        return say("{key} {name}, made {made}, in use", key=key.id, name=key.name, made=key.created_at)
    return say("{key} {name}, made {made}, never used", key=key.id, name=key.name, made=key.created_at)


def router() -> Router:
    routes = Router(name="keys")
    routes.message.register(on_key, Command("key"))
    return routes
