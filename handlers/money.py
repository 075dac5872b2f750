"""`/money`: what waits, what is late, what was paid; a card that stays up to date."""

from collections.abc import Mapping
from typing import Final

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message as Said

from cards.actions import Action
from cards.answer import Answer, Here
from domain.money.money_board import MoneyBoard, open_money_board, read_again
from domain.people.actor import Actor
from domain.unit_of_work import UnitOfWork
from domain.words import say
from handlers.acts import Act, Step, done, tap_router
from handlers.discretion import is_home


async def on_money(_: Said, uow: UnitOfWork, actor: Actor, here: Here) -> Answer:
    return await _stands(uow, actor, here, MoneyBoard())


async def on_section(act: Act) -> Answer:
    return await _stands(act.uow, act.actor, act.here, MoneyBoard.read(act.subject))


async def _stands(uow: UnitOfWork, actor: Actor, here: Here, board: MoneyBoard) -> Answer:
    by = actor.must(board.section.permission)
    at_home = await is_home(by.role, uow, here)
    await open_money_board(uow, here.chat if at_home else here.telegram_id, board)
    return Answer() if at_home else Answer(toast=say("I have answered in your private chat."))


async def on_again(act: Act) -> Answer:
    """The card under the button, from present state."""
    board = MoneyBoard.read(act.subject)
    act.actor.must(board.section.permission)
    await read_again(act.uow, act.here.chat, board)
    return done("Read again.")


STEPS: Final[Mapping[Action, Step]] = {Action.MONEY: on_section, Action.MONEY_AGAIN: on_again}


def router() -> Router:
    routes = tap_router("money", STEPS)
    routes.message.register(on_money, Command("money"))
    return routes
