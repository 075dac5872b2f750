"""The ports of the unit of work, once in memory and once on each database: what one promises, all promise."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Protocol

from sqlalchemy import select

from domain.events import Event
from domain.owed import NextAction
from domain.reactions import Lane
from domain.rules import Timer
from domain.unit_of_work import CardRefresh, Notice, UnitOfWork
from storage.database import Database
from storage.ledger import media, undelivered
from storage.outbox import Outbox
from storage.outgoing import outbox
from storage.screens import SqlScreens
from storage.timers import Timers
from storage.timers import timers as timer_table
from storage.work import SeededIds, Work
from tests.build import NOW
from tests.fakes import House

Pending = set[tuple[str, str, str, datetime]]


class Kept(Protocol):
    """`begin` is one input: what was done in it stays, or all of it goes when it raises."""

    def begin(self, now: datetime = NOW) -> AbstractAsyncContextManager[UnitOfWork]: ...
    async def timeline(self, lead: str) -> list[Event]: ...
    async def owed(self, *items: str) -> dict[str, NextAction]: ...
    async def pending(self, lead: str) -> Pending: ...
    async def told(self) -> list[tuple[str, int, str]]:
        """Key, chat and name of every notice."""

    async def shown(self) -> list[tuple[int, str, str]]:
        """Chat, kind and subject of every card."""

    async def wanted_media(self) -> set[str]: ...
    async def unheard(self) -> list[tuple[str, str, str]]: ...


class InMemory:
    def __init__(self) -> None:
        self.house = House()

    @asynccontextmanager
    async def begin(self, now: datetime = NOW) -> AsyncIterator[UnitOfWork]:
        before = self.house.remembered()
        try:
            yield self.house.uow(now)
        except BaseException:
            self.house.undo(before)
            raise

    async def timeline(self, lead: str) -> list[Event]:
        return [event for event in self.house.ledger.events if event.lead == lead]

    async def owed(self, *items: str) -> dict[str, NextAction]:
        return {item: action for item, action in self.house.ledger.owed.items() if item in items}

    async def pending(self, lead: str) -> Pending:
        return {_key(timer) for timer in self.house.ledger.timers.get(lead, ())}

    async def told(self) -> list[tuple[str, int, str]]:
        return [(notice.key, notice.chat, notice.name) for notice in self.house.ledger.notices]

    async def shown(self) -> list[tuple[int, str, str]]:
        return [(card.chat, card.card, card.subject) for card in self.house.ledger.cards]

    async def wanted_media(self) -> set[str]:
        return {picture.unique_id for picture in self.house.ledger.media}

    async def unheard(self) -> list[tuple[str, str, str]]:
        return self.house.ledger.failures


class InDatabase:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.work = Work(database, Outbox(database, _nobody), Timers(database), SeededIds(7))

    @asynccontextmanager
    async def begin(self, now: datetime = NOW) -> AsyncIterator[UnitOfWork]:
        async with self.database.begin() as connection:
            yield self.work.on(connection, now)

    async def timeline(self, lead: str) -> list[Event]:
        async with self.database.read() as connection:
            return await SqlScreens(connection).timeline(lead)

    async def owed(self, *items: str) -> dict[str, NextAction]:
        async with self.database.read() as connection:
            return await SqlScreens(connection).owed(items)

    async def pending(self, lead: str) -> Pending:
        wanted = select(timer_table).where(timer_table.c.lead == lead, timer_table.c.status == "pending")
        async with self.database.read() as connection:
            rows = await connection.execute(wanted)
            return {(row.subject, row.rule, row.occurrence, row.due_at) for row in rows}

    async def told(self) -> list[tuple[str, int, str]]:
        wanted = select(outbox).where(outbox.c.kind == "notice").order_by(outbox.c.id)
        async with self.database.read() as connection:
            return [(row.key, row.chat_id, row.name) for row in await connection.execute(wanted)]

    async def shown(self) -> list[tuple[int, str, str]]:
        wanted = select(outbox).where(outbox.c.kind == "card").order_by(outbox.c.id)
        async with self.database.read() as connection:
            return [(row.chat_id, row.name, row.subject) for row in await connection.execute(wanted)]

    async def wanted_media(self) -> set[str]:
        async with self.database.read() as connection:
            return set((await connection.execute(select(media.c.unique_id))).scalars())

    async def unheard(self) -> list[tuple[str, str, str]]:
        async with self.database.read() as connection:
            rows = await connection.execute(select(undelivered).order_by(undelivered.c.id))
            return [(row.what, row.subject, row.reason) for row in rows]


async def _nobody(*_: object) -> None:
    """Nothing is sent here."""


def _key(timer: Timer) -> tuple[str, str, str, datetime]:
    return timer.subject, timer.rule.value, timer.occurrence, timer.due_at


def a_notice(key: str = "1:ops:-1", chat: int = -1) -> Notice:
    return Notice(key=key, chat=chat, lane=Lane.NOTICE, name="site_ready", subject="L-1042")


def a_card(chat: int = -1, subject: str = "L-1042") -> CardRefresh:
    return CardRefresh(chat=chat, card="lead", subject=subject)
