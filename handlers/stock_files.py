"""A file of what came, dropped into Procurement's group: looked at first, booked by one tap."""

from collections.abc import Mapping
from typing import Any, Final

from aiogram import Router
from aiogram.types import Document
from aiogram.types import Message as Said

from cards.actions import Action
from cards.answer import Answer, Here
from domain.materials.stock_filing import book_stock_file, drop_stock_file, start_stock_file
from domain.people.actor import Actor
from domain.people.person import Chat
from domain.people.roles import Role
from domain.unit_of_work import UnitOfWork
from handlers.acts import Act, Step, done, tap_router
from handlers.importing import SHEETS, sheet_in


async def is_stock_sheet(said: Said, uow: UnitOfWork, here: Here) -> dict[str, Any] | bool:
    file = said.document
    if file is None or not (file.file_name or "").casefold().endswith(SHEETS):
        return False
    chat = await uow.find(Chat, here.chat)
    return {"file": file} if chat is not None and chat.role is Role.PROCUREMENT else False


async def on_stock_sheet(said: Said, file: Document, uow: UnitOfWork, actor: Actor) -> Answer:
    await start_stock_file(uow, sheet_in(file, said), actor)
    return Answer()


async def on_book_file(act: Act) -> Answer:
    file = await book_stock_file(act.uow, act.subject, act.actor)
    return done("{file} is booked: {count} rows.", file=file.file_name, count=len(file.rows))


async def on_drop_file(act: Act) -> Answer:
    await drop_stock_file(act.uow, act.subject, act.actor)
    return done("Cancelled. Nothing was booked.")


STEPS: Final[Mapping[Action, Step]] = {Action.BOOK_FILE: on_book_file, Action.DROP_FILE: on_drop_file}


def router() -> Router:
    routes = Router(name="files of stock")
    routes.message.register(on_stock_sheet, is_stock_sheet)
    routes.include_router(tap_router("stock files", STEPS))
    return routes
