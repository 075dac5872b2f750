"""The other usual way: aiogram as it comes, its state machine over MemoryStorage."""

import asyncio
import logging
import os

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import CallbackQuery, Message


class Visit(StatesGroup):
    load = State()
    phase = State()
    note = State()


async def on_visit(message: Message, state: FSMContext) -> None:
    await state.set_state(Visit.load)
    await message.answer("1/3 What is the sanctioned load?")


async def on_load(message: Message, state: FSMContext) -> None:
    await state.update_data(load=message.text)
    await state.set_state(Visit.phase)
    await message.answer("2/3 Which phase?")


async def on_phase(tap: CallbackQuery, state: FSMContext) -> None:
    assert tap.message is not None
    await state.update_data(phase=tap.data)
    await state.set_state(Visit.note)
    await tap.message.answer("3/3 Anything to note?")


async def on_note(message: Message, state: FSMContext) -> None:
    await state.update_data(note=message.text)
    await state.clear()
    await message.answer("done")


def router() -> Router:
    visits = Router()
    visits.message.register(on_visit, Command("visit"))
    visits.message.register(on_load, StateFilter(Visit.load), F.text)
    visits.callback_query.register(on_phase, StateFilter(Visit.phase))
    visits.message.register(on_note, StateFilter(Visit.note), F.text)
    return visits


async def run() -> None:
    server = TelegramAPIServer.from_base(os.environ["TELEGRAM_API_URL"])
    bot = Bot(os.environ["TELEGRAM_TOKEN"], session=AiohttpSession(api=server))
    dispatcher = Dispatcher(storage=MemoryStorage())
    dispatcher.include_router(router())
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    asyncio.run(run())
