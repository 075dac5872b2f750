"""`/books`: the accountant's files of a month or a financial year, for Finance."""

from collections.abc import Mapping
from typing import Final

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message as Said

from cards.actions import Action
from cards.answer import Answer, Here
from cards.books import books_message, months_message
from cards.text import Speaker
from domain.money.bookkeeping import months_until, period_of
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from handlers.acts import Act, Step, tap_router
from handlers.discretion import shown_to


async def on_books(
    _: Said, command: CommandObject, uow: UnitOfWork, actor: Actor, speaker: Speaker, here: Here
) -> Answer:
    """`/books` offers the last months and years, `/books 2026-04` or `/books FY2026-27` sends that one."""
    if command.args:
        return await _books(uow, actor, speaker, here, command.args)
    by = actor.must(Permission.SEE_BOOKS)
    return await shown_to(by.role, uow, here, months_message(months_until(uow.now), speaker))


async def on_month(act: Act) -> Answer:
    return await _books(act.uow, act.actor, act.speaker, act.here, act.subject)


async def _books(uow: UnitOfWork, actor: Actor, speaker: Speaker, here: Here, period: str) -> Answer:
    by = actor.must(Permission.SEE_BOOKS)
    first, last = period_of(period)
    return await shown_to(by.role, uow, here, books_message(period.strip(), first, last, speaker))


STEPS: Final[Mapping[Action, Step]] = {Action.BOOKS: on_month}


def router() -> Router:
    routes = Router(name="books")
    routes.message.register(on_books, Command("books"))
    routes.include_router(tap_router("months of the books", STEPS))
    return routes
