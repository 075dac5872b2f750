"""The postman's ports over the storage of this process."""

import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.keeping import Keeping
from domain.instant import Clock
from domain.settle import settle
from integrations.webhooks import Webhooks
from jobs.webhooks import Noting, Postman
from storage.database import Database
from storage.webhooks_out import Posts
from storage.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class PostDesk:
    """`committed` is called after each transaction: it may want to be said."""

    database: Database
    work: Work
    clock: Clock
    committed: Callable[[], None]

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Noting]:
        async with self.database.begin() as connection:
            uow = self.work.on(connection, self.clock.now())
            yield Noting(uow=uow, posts=Posts(connection))
            await settle(uow)
        self.committed()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Posts]:
        async with self.database.read() as connection:
            yield Posts(connection)


def postman(keeping: Keeping, clock: Clock, committed: Callable[[], None], webhooks: Webhooks) -> Postman:
    desk = PostDesk(database=keeping.database, work=keeping.work, clock=clock, committed=committed)
    return Postman(desk, webhooks.send, clock, chance=random.SystemRandom().random)
