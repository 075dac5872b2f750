"""What jobs read and commit over the storage of this process."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from domain.instant import Clock
from domain.settle import settle
from domain.unit_of_work import UnitOfWork
from storage.database import Database
from storage.screens import SqlScreens
from storage.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    uow: UnitOfWork
    screens: SqlScreens


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportDesk:
    """`committed` is called after each transaction: it may want to be said."""

    database: Database
    work: Work
    clock: Clock
    committed: Callable[[], None]

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[UnitOfWork]:
        async with self.database.begin() as connection:
            uow = self.work.on(connection, self.clock.now())
            yield uow
            await settle(uow)
        self.committed()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Looking]:
        async with self.database.read() as connection:
            uow = self.work.on(connection, self.clock.now(), reading=True)
            yield Looking(uow=uow, screens=SqlScreens(connection))
