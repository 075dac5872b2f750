"""How a tap reaches its step: the button's data is read, the role's table says what to do."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery

from cards.actions import Action, Tap
from cards.answer import Answer, Here
from cards.text import Speaker
from domain.people.actor import Actor
from domain.unit_of_work import UnitOfWork
from domain.words import Value, say
from handlers.ports import Links, Screens


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One tap, with all that a step needs."""

    tap: Tap
    uow: UnitOfWork
    actor: Actor
    here: Here
    speaker: Speaker
    screens: Screens
    links: Links

    @property
    def subject(self) -> str:
        return self.tap.subject

    @property
    def argument(self) -> str:
        return self.tap.argument


Step = Callable[[Act], Awaitable[Answer]]


def tap_router(name: str, steps: Mapping[Action, Step]) -> Router:
    """A router that takes the taps of these actions and lets all others pass."""
    router = Router(name=name)

    async def is_ours(query: CallbackQuery) -> bool | dict[str, Any]:
        tap = Tap.read(query.data or "")
        return {"tap": tap} if tap is not None and tap.action in steps else False

    @router.callback_query(is_ours)
    async def on_tap(  # noqa: PLR0913, PLR0917  aiogram hands each by its name
        _: CallbackQuery,
        tap: Tap,
        uow: UnitOfWork,
        actor: Actor,
        here: Here,
        speaker: Speaker,
        screens: Screens,
        links: Links,
    ) -> Answer:
        act = Act(tap=tap, uow=uow, actor=actor, here=here, speaker=speaker, screens=screens, links=links)
        return await steps[tap.action](act)

    return router


def done(msgid: str, **values: Value) -> Answer:
    return Answer(toast=say(msgid, **values))
