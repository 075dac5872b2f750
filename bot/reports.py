"""What reports of periods are counted from and followed by, over the storage of this process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.imports import ImportDesk
from domain.unit_of_work import UnitOfWork
from storage.arrivals import SqlArrivals
from storage.courses import SqlCourses


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    uow: UnitOfWork
    courses: SqlCourses
    arrivals: SqlArrivals


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDesk(ImportDesk):
    @asynccontextmanager
    async def counting(self) -> AsyncIterator[Counting]:
        async with self.database.report() as connection:
            now = self.clock.now()
            uow = self.work.on(connection, now, reading=True)
            yield Counting(uow=uow, courses=SqlCourses(connection), arrivals=SqlArrivals(connection, now))
