"""A bot's queue of updates: confirmed by offset, each with its own lifetime on the simulated clock."""

import asyncio
import sys
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import orjson

from simulator.content import expanded, squeezed
from simulator.model import Json

TAP_LIFETIME_S = 150
IDLE_S = 7 * 86_400
MOST_AHEAD = 10
MESSAGE_LIFETIME_S = 86_400
ON_REQUEST_ONLY = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
MAX_ANSWER_BYTES = 4 * 1024 * 1024
# Beyond so many a queue is one that nobody reads: what comes then is kept small.
MANY = 5000


@dataclass(slots=True, eq=False)
class Pending:
    """`lane` keeps order: updates of one lane reach a webhook one after the other.

    `body` is the update's JSON, squeezed when `small`.
    """

    id: int
    kind: str
    body: bytes
    expires: float
    lane: str
    twice: bool = False
    small: bool = False

    @property
    def created(self) -> float:
        return self.expires - (TAP_LIFETIME_S if self.kind == "callback_query" else MESSAGE_LIFETIME_S)

    @property
    def raw(self) -> bytes:
        return expanded(self.body) if self.small else self.body

    def squeeze(self) -> None:
        self.body, self.small = squeezed(self.body), True

    def expand(self) -> None:
        self.body, self.small = self.raw, False


def _any_id(seed: str) -> int:
    """The ids begin anywhere, and anywhere again after a week without updates; the same for the same seed."""
    return 100_000_000 + zlib.crc32(seed.encode()) % 800_000_000


class Noting(Protocol):
    """Who wants to know of what comes into a queue and leaves it."""

    def __call__(self, bot: int, update: Pending, *, gone: bool) -> None: ...


def _nobody(bot: int, update: Pending, *, gone: bool) -> None:
    pass


class UpdateQueue:
    def __init__(self, bot: int, note: Noting = _nobody) -> None:
        self.note = note
        self.pending: deque[Pending] = deque()
        self.again: list[Pending] = []
        self.bot = bot
        self.next_id = _any_id(str(bot))
        self.last_at: float | None = None
        self.allowed: list[str] | None = None
        self.arrived = asyncio.Event()
        self.listener: Callable[[Pending], None] | None = None
        self._next_expiry = float("inf")

    def wants(self, kind: str) -> bool:
        if not self.allowed:
            return kind not in ON_REQUEST_ONLY
        return kind in self.allowed

    def add(self, kind: str, body: Json, *, now: float, lifetime_s: float, lane: str) -> Pending | None:
        if not self.wants(kind):
            return None
        if self.last_at is not None and now - self.last_at > IDLE_S:
            self.next_id = _any_id(f"{self.bot} {self.next_id}")
        self.last_at = now
        raw = orjson.dumps({"update_id": self.next_id, kind: body})
        update = Pending(self.next_id, kind, raw, now + lifetime_s, sys.intern(lane))
        if len(self.pending) >= MANY:
            update.squeeze()
        self.next_id += 1
        self.put(update)
        self.note(self.bot, update, gone=False)
        self.arrived.set()
        if self.listener is not None:
            self.listener(update)
        return update

    def put(self, update: Pending) -> None:
        self.pending.append(update)
        self._next_expiry = min(self._next_expiry, update.expires)

    def expire(self, now: float) -> None:
        if now < self._next_expiry:
            return
        for update in self.pending:
            if update.expires <= now:
                self.note(self.bot, update, gone=True)
        self.pending = deque(update for update in self.pending if update.expires > now)
        self._next_expiry = min((update.expires for update in self.pending), default=float("inf"))

    def clear(self) -> None:
        for update in self.pending:
            self.note(self.bot, update, gone=True)
        self.pending.clear()

    def confirm(self, offset: int) -> None:
        """Everything below `offset` is done; a negative one keeps only so many from the end.

        One far ahead of all ids is from before they began anew, and confirms nothing.
        """
        if offset > self.next_id + MOST_AHEAD:
            return
        if offset < 0:
            offset = self.pending[max(offset, -len(self.pending))].id if self.pending else 0
        while self.pending and self.pending[0].id < offset:
            done = self.pending.popleft()
            self.note(self.bot, done, gone=True)
            if done.twice:
                done.twice = False
                self.again.append(done)

    def take(self, limit: int) -> list[Pending]:
        taken, size = self.again[:limit], 0
        del self.again[: len(taken)]
        for update in self.pending:
            if len(taken) >= limit:
                break
            update.expand()
            size += len(update.body)
            if size > MAX_ANSWER_BYTES:
                break
            taken.append(update)
        return taken

    def remove(self, update: Pending) -> None:
        if update in self.pending:
            self.pending.remove(update)
            self.note(self.bot, update, gone=True)

    async def wait(self, seconds: float, *, more_than: int) -> None:
        """Until there are more than so many, something else happened, or the real seconds are over."""
        self.arrived.clear()
        if len(self.pending) > more_than:
            return
        try:
            await asyncio.wait_for(self.arrived.wait(), seconds)
        except TimeoutError:
            return
