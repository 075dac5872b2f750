"""Sends OEMs' webhooks: a few at a time to each endpoint, so that one that is slow delays nobody else."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol, cast

from domain.errors import Rejected, Unavailable, VersionConflict
from domain.instant import Clock
from domain.people.endpoint import Claimed, Failing, NotTaken, next_try
from domain.people.endpoints import Failure, note_failure
from domain.unit_of_work import UnitOfWork
from jobs.ports import Sleep

IN_FLIGHT: Final = 100
LOST_AFTER: Final = timedelta(minutes=2)
PARTING: Final = 1.5  # seconds
_NOTE_AGAIN: Final = 6
Note = Callable[[], Awaitable[None]]
_log = logging.getLogger(__name__)


class Posts(Protocol):
    """Of one transaction."""

    async def any_due(self, now: datetime) -> bool: ...
    async def claim(self, now: datetime, room: int) -> Sequence[Claimed]: ...
    async def delivered(self, claimed: Claimed, now: datetime, status: int) -> None: ...
    async def failed(
        self, claimed: Claimed, now: datetime, again_at: datetime | None, *, status: int | None, said: str
    ) -> Failing | None: ...
    async def recover(self, now: datetime, *, older_than: timedelta) -> int: ...
    async def prune(self, now: datetime) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Noting:
    uow: UnitOfWork
    posts: Posts


class Desk(Protocol):
    """Raises Unavailable while the database is out of reach."""

    def transaction(self) -> AbstractAsyncContextManager[Noting]:
        """Settled and committed when its block ends well."""

    def reading(self) -> AbstractAsyncContextManager[Posts]: ...


class Send(Protocol):
    async def __call__(
        self, url: str, post_id: str, body: str, secrets: Sequence[str], now: datetime, /
    ) -> int:
        """The status, one of 2xx. Raises NotTaken for anything to be tried again, Rejected for one who is gone."""


class Postman:
    """`chance` gives a number from 0 to 1, by which what failed together does not come back together."""

    def __init__(
        self,
        desk: Desk,
        send: Send,
        clock: Clock,
        *,
        chance: Callable[[], float],
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._desk = desk
        self._send = send
        self._clock = clock
        self._chance = chance
        self._sleep = sleep
        self._flying: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()
        self._closing = False

    async def tick(self) -> None:
        """Sets everything going that may go now, and waits for none of it."""
        async with self._turn:
            await self._set_going()

    async def deliver(self) -> None:
        """Until nothing is on its way and nothing is due."""
        while await self._tick_or_flying():
            await asyncio.wait(tuple(self._flying))

    async def recover(self, older_than: timedelta = LOST_AFTER) -> None:
        """What a process that died was sending goes out again."""
        async with self._desk.transaction() as noting:
            await noting.posts.recover(self._clock.now(), older_than=older_than)

    async def prune(self) -> None:
        async with self._desk.transaction() as noting:
            await noting.posts.prune(self._clock.now())

    async def close(self) -> None:
        """Claims nothing more; what is still on its way after a moment is cut off, and goes out again by the next start."""
        self._closing = True
        async with self._turn:
            flying = tuple(self._flying)
        if flying:
            _, late = await asyncio.wait(flying, timeout=PARTING)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _tick_or_flying(self) -> bool:
        await self.tick()
        return bool(self._flying)

    async def _set_going(self) -> None:
        room = IN_FLIGHT - len(self._flying)
        if self._closing or room <= 0:
            return
        now = self._clock.now()
        async with self._desk.reading() as posts:
            if not await posts.any_due(now):
                return
        async with self._desk.transaction() as noting:
            claimed = await noting.posts.claim(now, room)
        for one in claimed:
            task = asyncio.create_task(self._carry(one), name=f"webhook {one.id}")
            self._flying.add(task)
            task.add_done_callback(self._flying.discard)

    async def _carry(self, claimed: Claimed) -> None:
        """One try, and what comes of it. The next message to the same endpoint may go at once."""
        noted = await self._tried(claimed)
        for left in reversed(range(_NOTE_AGAIN)):
            try:
                await noted()
                break
            except (Unavailable, VersionConflict) as error:
                _log.warning("what became of webhook %s is noted again: %s", claimed.id, error)
                if left:
                    await self._sleep(1)
        self._flying.discard(_this_task())
        try:
            await self.tick()
        except Unavailable as error:
            _log.warning("webhooks wait: %s", error)

    async def _tried(self, claimed: Claimed) -> Note:
        now = self._clock.now()
        endpoint = claimed.endpoint
        try:
            status = await self._send(endpoint.url, claimed.id, claimed.body, endpoint.keys(now), now)
        except Rejected as error:
            return self._failure(claimed, str(error), gone=True)
        except NotTaken as error:
            return self._failure(claimed, str(error), error=error)
        except Exception as error:  # noqa: BLE001  a bug of ours must not hold the message back without a trace
            _log.exception("webhook %s could not be sent", claimed.id)
            return self._failure(claimed, f"a fault of ours: {type(error).__name__}")
        return lambda: self._note_delivered(claimed, status)

    def _failure(
        self, claimed: Claimed, said: str, *, error: NotTaken | None = None, gone: bool = False
    ) -> Note:
        asked = error.retry_after if error else None
        status = error.status if error else None
        again_at = next_try(claimed.tries + 1, self._clock.now(), asked=asked, chance=self._chance())
        return lambda: self._note_failed(claimed, said, status, None if gone else again_at, gone=gone)

    async def _note_delivered(self, claimed: Claimed, status: int) -> None:
        async with self._desk.transaction() as noting:
            await noting.posts.delivered(claimed, self._clock.now(), status)

    async def _note_failed(
        self, claimed: Claimed, said: str, status: int | None, again_at: datetime | None, *, gone: bool
    ) -> None:
        now = self._clock.now()
        async with self._desk.transaction() as noting:
            failing = await noting.posts.failed(claimed, now, again_at, status=status, said=said)
            if failing is None:
                return
            failure = Failure(
                subject=claimed.lead or claimed.endpoint.id,
                said=said,
                dead=again_at is None,
                is_news=failing.is_news,
                gone=gone,
                failing_since=failing.since,
            )
            await note_failure(noting.uow, claimed.endpoint.id, failure)


def _this_task() -> asyncio.Task[None]:
    return cast("asyncio.Task[None]", asyncio.current_task())
