"""Where updates enter, by poll or by push: stored first, then everybody is told that something is there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from domain.instant import Clock


class Store(Protocol):
    async def store(self, bot_id: int, updates: Sequence[Mapping[str, Any]], *, now: datetime) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """`stored` is called after each commit of new updates."""

    store: Store
    clock: Clock
    stored: Callable[[], None]

    async def keep(self, bot_id: int, updates: Sequence[Mapping[str, Any]]) -> None:
        """Durable when it returns. Raises Unavailable."""
        await self.store.store(bot_id, updates, now=self.clock.now())
        self.stored()
