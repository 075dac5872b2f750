"""OEM Reporting and the OEM: one tap, one command."""

from collections.abc import Mapping
from typing import Final

from aiogram import Router

from cards.actions import Action
from cards.answer import Answer
from domain.reporting.closure import acknowledge_pack, send_pack
from handlers.acts import Act, Step, done, tap_router


async def on_send_pack(act: Act) -> Answer:
    await send_pack(act.uow, act.subject, act.actor)
    return done("The pack is on its way to the OEM.")


async def on_acknowledge_pack(act: Act) -> Answer:
    pack = await acknowledge_pack(act.uow, act.subject, act.actor)
    return done("{lead} is closed.", lead=pack.lead)


STEPS: Final[Mapping[Action, Step]] = {
    Action.SEND_PACK: on_send_pack,
    Action.ACKNOWLEDGE_PACK: on_acknowledge_pack,
}


def router() -> Router:
    return tap_router("reporting", STEPS)
