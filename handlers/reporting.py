"""OEM Reporting and the OEM: one tap, one command."""

from collections.abc import Mapping
from typing import Final

from aiogram import Router

from cards.actions import Action
from cards.answer import Answer
from cards.pack import pack_messages
from domain.reporting.closure import acknowledge_pack, edition_for, send_pack
from handlers.acts import Act, Step, done, tap_router


async def on_send_pack(act: Act) -> Answer:
    await send_pack(act.uow, act.subject, act.actor)
    return done("The pack is on its way to the OEM.")


async def on_acknowledge_pack(act: Act) -> Answer:
    edition = int(act.argument) if act.argument.isdecimal() else None
    pack = await acknowledge_pack(act.uow, act.subject, act.actor, edition=edition)
    return done("{lead} is closed.", lead=pack.lead)


async def on_pack_files(act: Act) -> Answer:
    edition = await edition_for(act.uow, act.subject, act.actor)
    return Answer(messages=tuple(pack_messages(act.subject, edition, act.speaker)))


STEPS: Final[Mapping[Action, Step]] = {
    Action.SEND_PACK: on_send_pack,
    Action.ACKNOWLEDGE_PACK: on_acknowledge_pack,
    Action.PACK_FILES: on_pack_files,
}


def router() -> Router:
    return tap_router("reporting", STEPS)
