"""The web's ports over the storage of this process."""

import time
from collections.abc import AsyncIterator, Callable, MutableSet
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from cards.text import Speaker
from domain.instant import Clock
from domain.people.addresses import Reach
from domain.settle import settle
from domain.words import Speak
from storage.api_keys import KeyUses, SharedRates
from storage.api_requests import SqlRequests
from storage.database import Database
from storage.media import MediaStore
from storage.screens import SqlScreens
from storage.sessions import SqlSessions
from storage.work import Work
from web.ports import Reading, Writing
from web.rates import OwnRates, Quota, Rates


def rates_of(database: Database) -> Rates:
    """SQLite has one process, which counts by itself; those that share PostgreSQL count together there."""
    return SharedRates(database) if database.dialect == "postgresql" else OwnRates(time.monotonic)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPorts:
    """`committed` is called after each request that may have changed something."""

    database: Database
    work: Work
    clock: Clock
    media: MediaStore
    committed: Callable[[], None]
    zone: ZoneInfo
    rates: Rates
    uses: KeyUses
    address: str = "http://127.0.0.1"
    quota: Quota = field(default_factory=Quota)
    reach: Reach = field(default_factory=Reach)
    in_flight: MutableSet[tuple[str, str, str]] = field(default_factory=set)

    @property
    def speak(self) -> Speak:
        return self.speak_in("en")

    def speak_in(self, language: str) -> Speak:
        return Speaker(language, self.zone).say

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Writing]:
        async with self.database.begin() as connection:
            uow = self.work.on(connection, self.clock.now())
            yield Writing(
                uow=uow,
                screens=SqlScreens(connection),
                requests=SqlRequests(connection, self.database.dialect),
                sessions=SqlSessions(connection),
            )
            await settle(uow)
        self.committed()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reading]:
        async with self.database.read() as connection:
            uow = self.work.on(connection, self.clock.now(), reading=True)
            yield Reading(uow=uow, screens=SqlScreens(connection))
