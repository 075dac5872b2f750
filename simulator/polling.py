"""getUpdates: one poller a bot, long polls in real time, lifetimes on the simulated clock."""

import time
from dataclasses import dataclass

from simulator.errors import Refused
from simulator.faults import Faults
from simulator.updates import Pending, UpdateQueue
from simulator.world import World

LONGEST_POLL_S = 50
MOST = 100
OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_SET = "Conflict: terminated by setWebhook request"
CUT = 0


@dataclass(slots=True)
class Poll:
    offset: int
    started: float
    refusal: Refused | None = None


class Pollers:
    def __init__(self, world: World, faults: Faults) -> None:
        self.world = world
        self.faults = faults
        self.open: dict[int, Poll] = {}
        self.last: dict[int, Poll] = {}

    def stop(self, bot: int, reason: str, code: int = 409) -> None:
        """Ends the bot's open long poll with a refusal."""
        poll = self.open.pop(bot, None)
        if poll is not None:
            poll.refusal = Refused(code, reason)
            self.world.queues[bot].arrived.set()

    def stop_all(self) -> None:
        """Cuts every open long poll: the network is gone."""
        for bot in list(self.open):
            self.stop(bot, "the connection was cut", CUT)

    async def poll(self, bot: int, offset: int, limit: int, timeout_s: int) -> list[Pending]:
        queue = self.world.queues[bot]
        self.stop(bot, OTHER_POLLER)
        limit, timeout_s = self._slowed(bot, offset, limit, min(max(timeout_s, 0), LONGEST_POLL_S))
        if offset:
            queue.expire(self.world.clock.now())
            queue.confirm(offset)
        poll = self.last[bot] = self.open[bot] = Poll(offset, time.monotonic())
        try:
            return await self._wait(queue, poll, limit if 0 < limit <= MOST else MOST, timeout_s)
        finally:
            if self.open.get(bot) is poll:
                del self.open[bot]

    def _slowed(self, bot: int, offset: int, limit: int, timeout_s: int) -> tuple[int, int]:
        """The same offset again at once: at least 3 s of waiting, and one update at a time."""
        last = self.last.get(bot)
        if last is None or last.offset != offset:
            return limit, timeout_s
        since = time.monotonic() - last.started
        return (1 if since < 0.5 else limit), (max(timeout_s, 3) if since < 3 else timeout_s)

    async def _wait(self, queue: UpdateQueue, poll: Poll, limit: int, timeout_s: float) -> list[Pending]:
        while True:
            if poll.refusal is not None:
                raise poll.refusal
            queue.expire(self.world.clock.now())
            left = poll.started + timeout_s - time.monotonic()
            if (len(queue.pending) + len(queue.again) >= self._fewest()) or left <= 0:
                return self._taken(queue, limit)
            await self._arrival(queue, left)

    @staticmethod
    async def _arrival(queue: UpdateQueue, left: float) -> None:
        before = len(queue.pending)
        await queue.wait(left, more_than=before)

    def _fewest(self) -> int:
        return 2 if self.faults.has("reorder") else 1

    def _taken(self, queue: UpdateQueue, limit: int) -> list[Pending]:
        taken = queue.take(limit)
        if len(taken) > 1 and self.faults.spend("reorder"):
            taken.reverse()
        for update in taken:
            if self.faults.has("duplicate") and self.faults.spend("duplicate"):
                update.twice = True
        return taken
