"""Looks typed addresses up on a map, one at a beat, where there is a geocoder. Sharing never waits for it."""

import logging
from asyncio import Lock
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from domain.errors import Rejected, Unavailable
from domain.instant import Clock
from domain.leads.finding import to_look_up
from domain.leads.lead import Lead
from domain.places import Point

LOOKS_BACK: Final = timedelta(days=7)
"""At its start: what was typed while the program or the geocoder was away."""
PAUSE: Final = timedelta(minutes=5)
_log = logging.getLogger(__name__)


class Finds(Protocol):
    async def close(self) -> None: ...
    async def find(self, address: str) -> Point | None:
        """Raises Unavailable or Rejected."""


class Changed(Protocol):
    async def __call__(self, since: datetime) -> tuple[Sequence[Lead], datetime]:
        """The leads that changed since then, and since when to ask the next time."""


Note = Callable[[str, str, Point | None], Awaitable[None]]


class Places:
    """Without a geocoder it does nothing. `note` writes down what was found for a lead's address."""

    def __init__(self, geocoder: Finds | None, changed: Changed, note: Note, clock: Clock) -> None:
        self._geocoder = geocoder
        self._changed = changed
        self._note = note
        self._clock = clock
        self._since: datetime | None = None
        self._waiting: dict[str, str] = {}
        self._not_before: datetime | None = None
        self._one_at_a_time = Lock()

    async def look_up(self) -> None:
        """Raises Unavailable only for the database. Of two at once the second waits, and asks nothing twice."""
        async with self._one_at_a_time:
            await self._look()

    async def _look(self) -> None:
        now = self._clock.now()
        if self._geocoder is None or (self._not_before is not None and now < self._not_before):
            return
        leads, self._since = await self._changed(self._since or now - LOOKS_BACK)
        for lead in leads:
            self._see(lead)
        if self._waiting:
            lead_id = next(iter(self._waiting))
            await self._look_up(self._geocoder, lead_id, self._waiting[lead_id], now)

    async def close(self) -> None:
        if self._geocoder is not None:
            await self._geocoder.close()

    def _see(self, lead: Lead) -> None:
        place = to_look_up(lead)
        if place is not None:
            self._waiting[lead.id] = place.address
        else:
            self._waiting.pop(lead.id, None)

    async def _look_up(self, geocoder: Finds, lead_id: str, address: str, now: datetime) -> None:
        try:
            point = await geocoder.find(address)
        except Unavailable as error:
            _log.warning("%s is looked up later: %s", lead_id, error)
            self._not_before = now + PAUSE
            return
        except Rejected as error:
            _log.warning("%s cannot be looked up: %s", lead_id, error)
            point = None
        del self._waiting[lead_id]
        await self._note(lead_id, address, point)
