"""Pictures whose bytes are still to be fetched: the `media` rows that the ledger writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, insert, select, update

from domain.instant import Clock
from storage.database import Database
from storage.ledger import media, undelivered

WANTED: Final = "wanted"
ARCHIVED: Final = "archived"
FAILED: Final = "failed"


@dataclass(frozen=True, slots=True)
class Wanted:
    unique_id: str
    file_id: str
    lead: str | None
    attempts: int


class WantedMedia:
    """Each method is a transaction of its own. Raises Unavailable."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def due(self, now: datetime, limit: int) -> Sequence[Wanted]:
        """Oldest first."""
        wanted = (
            select(media.c.unique_id, media.c.file_id, media.c.lead, media.c.attempts)
            .where(media.c.status == WANTED, media.c.not_before <= now)
            .order_by(media.c.not_before, media.c.unique_id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [Wanted(*row) for row in await connection.execute(wanted)]

    async def next_due(self) -> datetime | None:
        """When the first of those still wanted may be tried."""
        soonest = select(func.min(media.c.not_before)).where(media.c.status == WANTED)
        async with self._database.read() as connection:
            found: datetime | None = (await connection.execute(soonest)).scalar_one()
        return found

    async def archived(self, unique_id: str, sha256: str, size: int) -> None:
        await self._mark(unique_id, {"status": ARCHIVED, "sha256": sha256, "size": size, "error": None})

    async def failed(self, unique_id: str, error: str, retry_at: datetime | None) -> None:
        """Without `retry_at` it is final, and stands on the list of what could not be had."""
        told = error[:2000]
        if retry_at is not None:
            await self._mark(unique_id, {"error": told, "not_before": retry_at})
        else:
            await self._mark(unique_id, {"status": FAILED, "error": told}, listed=told)

    async def _mark(self, unique_id: str, changes: dict[str, Any], *, listed: str = "") -> None:
        """Once: a row that somebody else has settled meanwhile is left as it is."""
        change = (
            update(media)
            .where(media.c.unique_id == unique_id, media.c.status == WANTED)
            .values(attempts=media.c.attempts + 1, **changes)
            .returning(media.c.lead)
        )
        async with self._database.begin() as connection:
            marked = (await connection.execute(change)).one_or_none()
            if marked is not None and listed:
                row = {
                    "at": self._clock.now(),
                    "what": "photo",
                    "subject": marked.lead or unique_id[:64],
                    "reason": listed,
                }
                await connection.execute(insert(undelivered), row)
