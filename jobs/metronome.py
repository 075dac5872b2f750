"""The few fixed beats of the program. What is due is in the database; a beat only looks."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from domain.errors import Unavailable

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """`run` looks for what is due and does it; it must bear being called at any time."""

    name: str
    seconds: float
    run: Callable[[], Awaitable[object]]


class Metronome:
    """Beats by the machine's own time; what a beat finds due is decided by the program's clock."""

    def __init__(self, beats: Iterable[Beat]) -> None:
        self._beats = {beat.name: beat for beat in beats}
        self._again: set[str] = set()
        self._running: set[str] = set()
        self._woken: set[asyncio.Task[None]] = set()
        # A beat missed while the machine was busy is made up for at once, and only once (the default forgets it).
        self._scheduler = AsyncIOScheduler(
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}, timezone="UTC"
        )

    def start(self) -> None:
        """Every beat sounds at once, then each in its own time. Needs a running event loop."""
        for beat in self._beats.values():
            trigger = IntervalTrigger(seconds=beat.seconds, timezone="UTC")
            self._scheduler.add_job(self._strike, trigger, args=[beat.name], id=beat.name)
        self._scheduler.start()
        for name in self._beats:
            self.wake(name)

    async def _strike(self, name: str) -> None:
        """Returns at once, so that the scheduler never finds the last one still running."""
        self.wake(name)

    def wake(self, name: str) -> None:
        """Sounds the beat now; one that is sounding sounds once more after."""
        if name in self._running:
            self._again.add(name)
            return
        task = asyncio.create_task(self._beat(name))
        self._woken.add(task)
        task.add_done_callback(self._woken.discard)

    async def stop(self) -> None:
        """No new beat; those that are sounding end."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        self._again.clear()
        while self._woken:
            await asyncio.wait(tuple(self._woken))

    async def _beat(self, name: str) -> None:
        if name in self._running:
            self._again.add(name)
            return
        self._running.add(name)
        try:
            await self._sound(self._beats[name])
            while name in self._again:
                self._again.discard(name)
                await self._sound(self._beats[name])
        finally:
            self._running.discard(name)

    async def _sound(self, beat: Beat) -> None:
        try:
            await beat.run()
        except Unavailable as error:
            _log.warning("%s waits for the next beat: %s", beat.name, error)
        except Exception:  # noqa: BLE001  one faulty beat must not stop its next one
            _log.exception("%s failed; it sounds again in %s s", beat.name, beat.seconds)
