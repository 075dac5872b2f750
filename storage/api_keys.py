"""When a key was last used, and how full its bucket is: written beside the requests, never in their way."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Column, Double, Float, String, Table, bindparam, cast, extract, func, select, text
from sqlalchemy.dialects import postgresql

from domain.errors import Unavailable
from storage.database import Database
from storage.schema import INSERTS, UtcDateTime, metadata

SELDOM: Final = timedelta(minutes=1)

api_key_uses: Final = Table(
    "api_key_uses",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("last_used_at", UtcDateTime, nullable=False),
)
api_rates: Final = Table(
    "api_rates",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("full_at", Double, nullable=False),
)
_log = logging.getLogger(__name__)


class KeyUses:
    """At most one write a minute for each key and process, by a task of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._noted: dict[str, datetime] = {}
        self._writing: set[asyncio.Task[None]] = set()

    def note(self, key: str, now: datetime) -> None:
        before = self._noted.get(key)
        if before is not None and abs(now - before) < SELDOM:
            return
        self._noted[key] = now
        task = asyncio.create_task(self._write(key, now))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def settle(self) -> None:
        """What is being written is written."""
        while self._writing:
            await asyncio.wait(tuple(self._writing))

    async def _write(self, key: str, now: datetime) -> None:
        put = INSERTS[self._database.dialect](api_key_uses).values(key=key, last_used_at=now)
        put = put.on_conflict_do_update(index_elements=[api_key_uses.c.key], set_={"last_used_at": now})
        try:
            async with self._database.begin() as connection:
                await connection.execute(put)
        except Unavailable as error:
            _log.info("the use of a key was not noted: %s", error)


# The database's own time: the clocks of several web processes differ, and the demo's may stand still.
_NOW: Final = cast(extract("epoch", func.clock_timestamp()), Float)
_FILLED: Final = func.greatest(api_rates.c.full_at, _NOW) + bindparam("interval", type_=Double)
_TAKE: Final = (
    postgresql.insert(api_rates)
    .values(key=bindparam("of_key"), full_at=_NOW + bindparam("interval", type_=Double))
    .on_conflict_do_update(
        index_elements=[api_rates.c.key],
        set_={"full_at": _FILLED},
        where=bindparam("most", type_=Double) >= _FILLED - _NOW,
    )
    .returning(api_rates.c.full_at - _NOW)
)
_FULL_IN: Final = select(api_rates.c.full_at - _NOW).where(api_rates.c.key == bindparam("of_key"))


class SharedRates:
    """Token buckets in PostgreSQL, one for each key however many processes ask; the bucket is its time of being full."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, key: str, interval: float, most: float) -> tuple[bool, float]:
        """Whether there was a token, and the seconds until the bucket is full again."""
        values = {"of_key": key, "interval": interval, "most": most}
        async with self._database.begin() as connection:
            # A bucket that a crash sets back by a moment harms nobody; waiting for the disk does.
            await connection.execute(text("SET LOCAL synchronous_commit = off"))
            taken = (await connection.execute(_TAKE, values)).scalar_one_or_none()
            if taken is not None:
                return True, float(taken)
            return False, float((await connection.execute(_FULL_IN, {"of_key": key})).scalar_one())
