"""Says what the outbox holds: per chat one at a time and in order, chats beside each other, within Telegram's budgets."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.errors import Unavailable
from jobs.announcer import Announcer
from jobs.budgets import Pauses
from jobs.outcomes import Outcome
from jobs.ports import Row, Sleep
from jobs.saying import Means

IN_FLIGHT: Final = 30
KEPT_FOR_ALERTS: Final = 8  # one in so many of those in flight
LINGER: Final = 0.002  # seconds in which others may land too, and share the commit
LOOK_AGAIN: Final = timedelta(seconds=5)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    limit: int
    skip_chats: frozenset[int] = frozenset()


class Delivery:
    def __init__(self, means: Means, *, sleep: Sleep = asyncio.sleep, in_flight: int = IN_FLIGHT) -> None:
        self._outbox = means.outbox
        self._budgets = means.budgets
        self._clock = means.clock
        self._sleep = sleep
        self._most = in_flight
        self._pauses = Pauses()
        self._announcer = Announcer(means, self._pauses)
        self._flying: set[asyncio.Task[Outcome | None]] = set()
        self._outcomes: list[Outcome] = []
        self._wake = asyncio.Event()
        self._closing = False
        self._turn = asyncio.Lock()

    def wake(self) -> None:
        """Something new may be in the outbox."""
        self._wake.set()

    async def deliver(self) -> datetime | None:
        """Says all that may be said; returns when there may be more (None: nothing waits for an hour or a budget).

        A second call while one is at work only wakes it. Raises Unavailable; what was sent is then noted next time.
        """
        if self._turn.locked():
            self.wake()
            return None
        async with self._turn:
            while True:
                self._wake.clear()
                self._launch(await self._exchange())
                if not self._flying:
                    return await self._come_again()
                await self._landing()

    async def run(self) -> None:
        """Delivers until it is closed or cancelled."""
        while not self._closing:
            try:
                again = await self.deliver()
            except Unavailable as error:
                _log.warning("messages wait: %s", error)
                again = self._clock.now() + timedelta(seconds=1)
            await self._until_woken(again or self._clock.now() + LOOK_AGAIN)

    async def close(self) -> None:
        """Claims nothing more, lets what is in flight land, and notes its outcome."""
        self._closing = True
        self.wake()
        async with self._turn:
            while self._flying:
                await self._landing()
            await self._exchange()
        self.wake()

    async def _exchange(self) -> Sequence[Row]:
        now = self._clock.now()
        wanted, alerts = self._wanted(now, urgent=False), self._wanted(now, urgent=True)
        if wanted.limit and wanted.skip_chats == alerts.skip_chats:
            alerts = Wanted(limit=0)  # they go first among all others
        noted = tuple(self._outcomes)
        if not noted and not wanted.limit and not alerts.limit:
            return ()
        claimed = await self._outbox.exchange(noted, now, wanted, alerts)
        del self._outcomes[: len(noted)]
        return claimed

    def _wanted(self, now: datetime, *, urgent: bool) -> Wanted:
        """Ordinary messages leave room for alerts: in flight, and in each budget."""
        most = self._most if urgent else self._most - self._most // KEPT_FOR_ALERTS
        limit = self._budgets.room(now, max(0, most - len(self._flying)), urgent=urgent)
        if self._closing or self._pauses.of_all(now):
            limit = 0
        skip = {*self._budgets.busy(now, urgent=urgent), *self._pauses.running(now, urgent=urgent)}
        return Wanted(limit=limit, skip_chats=frozenset(skip))

    def _launch(self, rows: Sequence[Row]) -> None:
        now = self._clock.now()
        for row in rows:
            self._budgets.spend(row.chat_id, now)
            self._flying.add(asyncio.create_task(self._announcer.say(row, now)))

    async def _landing(self) -> None:
        """Waits until something lands, somebody wakes us, or a waiting chat may go on."""
        await self._until_woken(self._earliest(self._clock.now()), *self._flying)
        if self._flying:
            await asyncio.wait(self._flying, timeout=LINGER)
        landed = {task for task in self._flying if task.done()}
        self._flying -= landed
        self._outcomes += [outcome for task in landed if (outcome := task.result())]

    def _earliest(self, now: datetime) -> datetime | None:
        waits = [
            until
            for urgent in (False, True)
            for chats in (
                self._budgets.busy(now, urgent=urgent),
                self._pauses.running(now, urgent=urgent),
            )
            for until in chats.values()
        ]
        if (paused := self._pauses.of_all(now)) is not None:
            return paused
        free = (self._budgets.overall_free_at(now, urgent=urgent) for urgent in (False, True))
        waits += [until for until in free if until > now]
        return min(waits, default=None)

    async def _come_again(self) -> datetime | None:
        now = self._clock.now()
        moments = (self._earliest(now), await self._outbox.next_due(now))
        return min((moment for moment in moments if moment), default=None)

    async def _until_woken(self, moment: datetime | None, *others: asyncio.Task[Outcome | None]) -> None:
        waiting: set[asyncio.Task[object]] = {asyncio.create_task(self._wake.wait())}
        if moment is not None:
            seconds = max(0.0, (moment - self._clock.now()).total_seconds())
            waiting.add(asyncio.create_task(self._sleep(seconds)))
        try:
            await asyncio.wait({*waiting, *others}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()
