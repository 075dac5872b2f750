"""The one clock of the simulated world: real time plus an offset, or standing still."""

import asyncio
import re
import time
from datetime import UTC, datetime

from simulator.errors import Wrong

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
DURATION = re.compile(r"(?:\d+(?:\.\d+)?[smhd])+")
FOLLOWED_WITHIN = 100
LOOK_EVERY_S = 0.02
PART = re.compile(r"(\d+(?:\.\d+)?)([smhd])")
LATEST = 221_845_392_000.0  # the year 9000; dates as text end soon after


def seconds_of(text: str) -> float:
    """`1d2h`, `90s`, `20m` as seconds."""
    if not DURATION.fullmatch(text):
        raise Wrong(f'"{text}" is not a duration; examples: "90s", "20m", "3h", "1d2h"')
    return sum(float(count) * UNITS[unit] for count, unit in PART.findall(text))


def moment_of(text: str) -> float:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Wrong(f'"{text}" is not a time; example: "2026-11-24T10:00:00+05:30"') from None
    if moment.tzinfo is None:
        raise Wrong(f'"{text}" has no time zone; example: "2026-11-24T10:00:00+05:30"')
    if not 0 <= moment.timestamp() <= LATEST:
        raise Wrong(f'"{text}" is not between 1970 and 9000; example: "2026-11-24T10:00:00+05:30"')
    return moment.timestamp()


def iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat()


class Clock:
    def __init__(self, *, frozen: bool = False) -> None:
        self.offset = 0.0
        self.jumped = 0.0
        self._stamp = 0
        self.stopped_at = self._real() if frozen else None
        self.revision = 1
        self.wakes: dict[str, float] = {}
        self.known = 0
        self._changed = asyncio.Event()

    def start_at(self, moment: float) -> None:
        """Where the world begins, past or future; later it only moves forward."""
        self.offset = moment - self._real()
        self.stopped_at = moment if self.frozen else None

    @staticmethod
    def _real() -> float:
        return time.time()  # noqa: TID251  the only look at the machine's clock

    @property
    def frozen(self) -> bool:
        return self.stopped_at is not None

    def now(self) -> float:
        """Seconds since 1970."""
        return self._real() + self.offset if self.stopped_at is None else self.stopped_at

    def stamp(self) -> int:
        """The same object all through a second: a million messages keep it."""
        now = int(self.now())
        if now != self._stamp:
            self._stamp = now
        return self._stamp

    def steady(self) -> float:
        """Seconds that only grow: with real time even when frozen, and with every jump."""
        return time.monotonic() + self.jumped

    def move_to(self, moment: float) -> None:
        ahead = moment - self.now()
        if ahead < 0:
            raise Wrong(f"the clock never goes backwards: it is {iso(self.now())} already")
        if moment > LATEST:
            raise Wrong('the clock ends with the year 9000; example: {"advance": "3h"}')
        self.jumped += ahead
        if self.stopped_at is None:
            self.offset += ahead
        else:
            self.stopped_at = moment
        self._tell()

    def move_to_next(self) -> None:
        ahead = [at for at in self.wakes.values() if at > self.now()]
        if not ahead:
            raise Wrong('nobody is waiting for a later moment; example: {"advance": "3h"}', 409)
        self.move_to(min(ahead))

    def freeze(self, *, frozen: bool) -> None:
        if frozen == self.frozen:
            return
        now = self.now()
        self.stopped_at = now if frozen else None
        self.offset = now - self._real()
        self._tell()

    def wake(self, who: str, at: float | None) -> None:
        if self.wakes.get(who) == at:
            return
        if at is None:
            self.wakes.pop(who, None)
        else:
            self.wakes[who] = at
        self._tell()

    def _tell(self) -> None:
        self.revision += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def changed_since(self, revision: int, timeout_s: float) -> None:
        """Returns at the first change after `revision`, or when the real seconds are over."""
        self.known = max(self.known, revision)
        if self.revision <= revision:
            await _wait(self._changed, timeout_s)

    async def followed(self) -> None:
        """Waits until whoever follows this clock has asked for what comes after its last change."""
        for _ in range(FOLLOWED_WITHIN):
            if not self.known or self.known >= self.revision:
                return
            await asyncio.sleep(LOOK_EVERY_S)

    async def pass_by(self, seconds: float) -> None:
        """Waits for real seconds, or until the simulated clock has moved as far."""
        deadline = self.steady() + seconds
        while (left := deadline - self.steady()) > 0:
            await _wait(self._changed, left)

    def show(self) -> dict[str, object]:
        wakes = sorted(self.wakes.items(), key=lambda wake: wake[1])
        return {
            "now": iso(self.now()),
            "frozen": self.frozen,
            "revision": self.revision,
            "wakes": [{"who": who, "at": iso(at)} for who, at in wakes],
        }


async def _wait(event: asyncio.Event, timeout_s: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), timeout_s)
    except TimeoutError:
        return
