"""How often a key may ask: a token bucket for each, told in the headers of every answer."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_MOST_BUCKETS: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """`burst` requests at once, `per_second` in the long run."""

    per_second: float = 150.0
    burst: int = 300

    @property
    def interval(self) -> float:
        """Seconds until one token comes back."""
        return 1 / self.per_second

    @property
    def most(self) -> float:
        """Seconds until an empty bucket is full."""
        return self.burst * self.interval


class Rates(Protocol):
    async def take(self, key: str, interval: float, most: float) -> tuple[bool, float]:
        """Whether there was a token, and the seconds until the bucket is full again."""


class OwnRates:
    """The buckets of one process: right where there is only one, as there is on SQLite."""

    def __init__(self, ticks: Callable[[], float]) -> None:
        self._ticks = ticks
        self._full_at: dict[str, float] = {}

    async def take(self, key: str, interval: float, most: float) -> tuple[bool, float]:
        now = self._ticks()
        before = max(self._full_at.get(key, now), now)
        if before + interval - now > most + 1e-9:  # a full bucket is one of many thirds, which do not add up
            return False, before - now
        if len(self._full_at) >= _MOST_BUCKETS:
            self._full_at = {one: moment for one, moment in self._full_at.items() if moment > now}
        self._full_at[key] = before + interval
        return True, before + interval - now


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a key stands after a request."""

    quota: Quota
    allowed: bool
    full_in: float

    @property
    def retry_after(self) -> int:
        """Whole seconds until there is a token again."""
        return max(1, math.ceil(self.full_in + self.quota.interval - self.quota.most))

    def headers(self) -> dict[str, str]:
        left = (self.quota.most - self.full_in) * self.quota.per_second
        return {
            "RateLimit-Limit": str(self.quota.burst),
            "RateLimit-Remaining": str(max(0, math.floor(left + 1e-6)) if self.allowed else 0),
            "RateLimit-Reset": str(math.ceil(self.full_in)),
            "RateLimit-Policy": f"{self.quota.burst};w={max(1, math.ceil(self.quota.most))}",
        }


class RateHeaders:
    """Adds what `scope["state"]["standing"]` says to the answer, whoever makes it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})

        async def with_headers(message: Message) -> None:
            standing = state.get("standing")
            if message["type"] == "http.response.start" and standing is not None:
                MutableHeaders(scope=message).update(standing.headers())
            await send(message)

        await self._app(scope, receive, with_headers)
