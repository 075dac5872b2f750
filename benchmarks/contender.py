"""ChargeOps itself on the same updates: the whole durable path, with a dialogue of the same three states.

Poller → inbox → aiogram with all the product's routers → draft in SQLite → outbox → delivery. Only the budgets are off.
"""

import logging
from contextlib import AsyncExitStack
from dataclasses import replace

import uvloop
from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from benchmarks.workload import FIRST_CHAT, PEOPLE
from bot.program import Parts, routing
from bot.running import poll
from bot.serving import started
from bot.settings import load_settings
from cards.answer import Answer, Here
from cards.message import Message as Shown
from domain.draft import Draft
from domain.people.person import Grant, Person
from domain.people.roles import Role
from domain.unit_of_work import UnitOfWork

NEXT = {
    "load": ("phase", "2/3 Which phase?"),
    "phase": ("note", "3/3 Anything to note?"),
    "note": ("", "done"),
}
KNOWN = 12 * PEOPLE


async def has_draft(_: Message | CallbackQuery, uow: UnitOfWork, here: Here) -> bool | dict[str, Draft]:
    drafts = await uow.all(Draft, person=str(here.telegram_id), chat=here.chat, open=1)
    return {"draft": drafts[-1]} if drafts else False


async def on_visit(_: Message, uow: UnitOfWork, here: Here) -> Answer:
    draft = Draft(
        id=uow.ids.new(),
        dialogue="bench",
        subject="",
        person=str(here.telegram_id),
        chat=here.chat,
        question="load",
        touched_at=uow.now,
    )
    await uow.add(draft)
    return said("1/3 What is the sanctioned load?")


async def on_text(message: Message, uow: UnitOfWork, draft: Draft) -> Answer:
    return await answered(uow, draft, message.text or "")


async def on_tap(query: CallbackQuery, uow: UnitOfWork, draft: Draft) -> Answer:
    return await answered(uow, draft, query.data or "")


async def answered(uow: UnitOfWork, draft: Draft, text: str) -> Answer:
    question, words = NEXT[draft.question]
    answers = {**draft.answers, draft.question: text}
    await uow.save(
        replace(draft, answers=answers, question=question, open=bool(question), touched_at=uow.now)
    )
    return said(words)


def said(words: str) -> Answer:
    return Answer(messages=(Shown(text=words),))


def dialogue() -> Router:
    router = Router(name="bench")
    router.message.register(on_visit, Command("visit"))
    router.message.register(on_text, has_draft)
    router.callback_query.register(on_tap, has_draft)
    return router


async def settle_people(parts: Parts) -> None:
    """Everybody is known, as a customer would be; drafts name the person by the Telegram id, to spare a look-up here."""
    async with parts.database.begin() as connection:
        uow = parts.work.on(connection, parts.clock.now())
        if await uow.find(Person, "p0"):
            return
        for number in range(KNOWN):
            chat = FIRST_CHAT + number
            grants = (Grant(role=Role.CUSTOMER, lead="L-1"),)
            await uow.add(Person(id=f"p{number}", telegram_id=chat, name=f"Person {chat}", grants=grants))


async def main() -> None:
    logging.basicConfig(level=logging.WARNING)
    async with AsyncExitStack() as stack:
        parts, worker = await started(
            stack, load_settings().model_copy(update={"send_budget": False, "read_bills": False})
        )
        await settle_people(parts)
        parts.inputs = replace(parts.inputs, dispatcher=routing(dialogue()))
        await stack.enter_async_context(worker.working())
        await poll(parts, worker)


if __name__ == "__main__":
    uvloop.run(main())
