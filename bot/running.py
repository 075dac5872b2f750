"""The process at work: what beats, what listens, and how it stops."""

import asyncio
import contextlib
import logging
import os
import random
import signal
import socket
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clocks import RemoteClock
from bot.intake import Intake
from bot.outage import tell_of_outage
from bot.poller import CannotPoll, Poller
from bot.program import BATCH, Parts
from domain.money.payout_clock import first_run_timer, run_timer_after
from domain.reporting.span import next_due
from domain.rules import Rule
from domain.rules import Timer as DomainTimer
from domain.settle import settle
from domain.timekeeping import REPORTS, fire
from jobs.metronome import Beat, Metronome
from storage.api_requests import forget_old_requests, forget_old_trials
from storage.leases import LEASE_LASTS, Lease, Leases
from storage.timers import Timer

POLLER: Final = "poller"
NAMES: Final = "bank names"
LOST_AFTER: Final = timedelta(minutes=2)
_log = logging.getLogger(__name__)


class Worker:
    """Inbox, timers and delivery of one process."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.metronome = Metronome(
            [
                Beat(name="inbox", seconds=1, run=self.drain),
                Beat(name="timers", seconds=1, run=self.fire_timers),
                Beat(name="media", seconds=2, run=parts.archive.fetch_due),
                Beat(name="bills", seconds=2, run=parts.bills.work),
                Beat(name="pictures", seconds=2, run=parts.pictures.work),
                Beat(name="packs", seconds=2, run=parts.packs.work),
                Beat(name="imports", seconds=1, run=parts.imports.work),
                Beat(name="stock files", seconds=2, run=parts.stock_files.work),
                Beat(name="places", seconds=2, run=parts.places.look_up),
                Beat(name="erasing", seconds=10, run=parts.eraser.erase_due),
                Beat(name="reports", seconds=2, run=parts.reports.work),
                Beat(name="letters", seconds=2, run=parts.letters.work),
                Beat(name="webhooks", seconds=1, run=parts.postman.tick),
                Beat(name="rails", seconds=1, run=parts.rails.work),
                Beat(name="bank names", seconds=5, run=self._ask_names),
                Beat(name="heartbeat", seconds=5, run=self._beat_heart),
                Beat(name="recovery", seconds=30, run=self._recover),
                Beat(name="housekeeping", seconds=3600, run=self._keep_house),
            ]
        )
        self._told_wake: object = None

    def stored(self) -> None:
        """New inputs are in the inbox."""
        self.metronome.wake("inbox")

    def changed(self) -> None:
        """Something was committed elsewhere in this process: it may want to be said."""
        self.parts.delivery.wake()

    def called(self) -> None:
        """The payout provider has news."""
        self.metronome.wake("rails")

    def moved(self) -> None:
        """The clock was moved by somebody."""
        self.metronome.wake("timers")
        self.metronome.wake("letters")
        self.metronome.wake("webhooks")
        self.metronome.wake("rails")
        self.parts.delivery.wake()

    async def drain(self) -> None:
        parts = self.parts
        while await parts.inbox.drain(parts.inputs.handle, now=parts.clock.now(), limit=BATCH):
            parts.delivery.wake()
        parts.delivery.wake()

    async def fire_timers(self) -> None:
        parts = self.parts
        while await parts.timers.fire_due(parts.clock.now(), self._fire):
            parts.delivery.wake()
        await self._tell_wake()

    async def _fire(self, connection: AsyncConnection, timer: Timer) -> None:
        now = self.parts.clock.now()
        uow = self.parts.work.on(connection, now)
        due = DomainTimer(
            subject=timer.subject, rule=Rule(timer.rule), occurrence=timer.occurrence, due_at=timer.due_at
        )
        await fire(uow, due, timer.lead)
        await settle(uow)
        if due.rule is Rule.OPEN_PAYOUTS:
            following = await run_timer_after(uow, due)
            await self.parts.timers.set_once(connection, _kept(following))
        if due.rule is Rule.PERIOD_REPORTS:  # one after the other, so that none is left out after an outage
            await self.parts.timers.set_once(connection, reports_timer(timer.due_at))

    async def _tell_wake(self) -> None:
        """On a clock that can be moved, say when the next thing is due."""
        clock = self.parts.clock
        if isinstance(clock, RemoteClock):
            due = await self.parts.timers.next_due()
            if due != self._told_wake:
                await clock.wake_at(due)
                self._told_wake = due

    async def _ask_names(self) -> None:
        """By one process at a time, because each question costs money."""
        now = self.parts.clock.now()
        if (
            self.parts.bank_names.asks
            and await Leases(self.parts.database).take(NAMES, _holder(self.parts), now) is not None
        ):
            await self.parts.bank_names.work()

    async def _beat_heart(self) -> None:
        await self.parts.heartbeat.beat(self.parts.clock.now())

    async def _recover(self) -> None:
        """What another process was sending when it died, or what this one never heard the end of."""
        await self.parts.outbox.recover(self.parts.clock.now(), older_than=LOST_AFTER)
        await self.parts.postman.recover()

    async def _keep_house(self) -> None:
        await self.parts.inbox.prune(self.parts.clock.now())
        await self.parts.outbox.prune(self.parts.clock.now())
        await self.parts.postman.prune()
        await self.parts.rails.prune()
        await self.parts.imports.clear()
        async with self.parts.database.begin() as connection:
            await forget_old_requests(connection, self.parts.clock.now())
            await forget_old_trials(connection, self.parts.clock.now())

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """What was being sent when a process died goes first; then everything beats."""
        parts = self.parts
        await parts.outbox.recover(parts.clock.now(), older_than=_lost_after(parts))
        await parts.postman.recover(_lost_after(parts))
        await tell_of_outage(parts)
        async with parts.database.begin() as connection:
            uow = parts.work.on(connection, parts.clock.now(), reading=True)
            await parts.timers.set_once(connection, _kept(await first_run_timer(uow)))
            await parts.timers.set_once(connection, reports_timer(parts.clock.now()))
        delivering = asyncio.create_task(parts.delivery.run(), name="delivery")
        self.metronome.start()
        try:
            yield
        finally:
            parts.bills.stop()
            parts.pictures.stop()
            parts.reports.stop()
            await self.metronome.stop()
            await parts.inbox.settle()
            await parts.postman.close()
            await parts.webhooks.close()
            await parts.rails.close()
            await parts.places.close()
            await parts.delivery.close()
            delivering.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await delivering


def _lost_after(parts: Parts) -> timedelta:
    """At its start a process that has the database to itself knows that nothing is on its way."""
    return LOST_AFTER if parts.database.dialect == "postgresql" else timedelta(0)


def _kept(timer: DomainTimer) -> Timer:
    """One that belongs to no lead."""
    return Timer(
        subject=timer.subject,
        rule=timer.rule,
        occurrence=timer.occurrence,
        lead=None,
        due_at=timer.due_at,
    )


def reports_timer(after: datetime) -> Timer:
    due = next_due(after)
    return Timer(subject=REPORTS, rule=Rule.PERIOD_REPORTS, occurrence=due.isoformat(), lead=None, due_at=due)


async def poll(parts: Parts, worker: Worker) -> None:
    """Poll while this process holds the lease; raises CannotPoll when that makes no sense."""
    intake = Intake(store=parts.inbox, clock=parts.clock, stored=worker.stored)
    leases = Leases(parts.database)
    while True:
        lease = await leases.take(POLLER, _holder(parts), parts.clock.now())
        if lease is None:
            await asyncio.sleep(2)
            continue
        poller = Poller(parts.telegram, intake, jitter=random.SystemRandom().random)
        await _while_held(poller.run(), leases, lease, parts)


def _holder(parts: Parts) -> str:
    """A database in a file has one process at a time: what a killed one held is the next one's at once."""
    alone = parts.database.dialect == "sqlite"
    return "the one process" if alone else f"{socket.gethostname()}:{os.getpid()}"


async def _while_held(polling: Coroutine[Any, Any, None], leases: Leases, lease: Lease, parts: Parts) -> None:
    task = asyncio.create_task(polling, name="poller")
    try:
        while not task.done():
            await asyncio.wait({task}, timeout=LEASE_LASTS / timedelta(seconds=3))
            if not task.done() and not await leases.renew(lease, parts.clock.now()):
                _log.warning("another process polls now")
                break
        if task.done():
            task.result()
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, CannotPoll):
            await task
        await leases.release(lease)


async def until_told_to_stop() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()
