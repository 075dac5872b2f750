"""What is to happen by itself, as rows: each (subject, rule, occurrence) fires once, in the commit of what it causes."""

import logging
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import Unavailable
from storage.database import Database
from storage.schema import INSERTS, UtcDateTime, metadata

timers: Final = Table(
    "timers",
    metadata,
    Column("subject", String(64), primary_key=True),
    Column("rule", String(64), primary_key=True),
    Column("occurrence", String(64), primary_key=True),
    Column("lead", String(64)),
    Column("due_at", UtcDateTime, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("status", String(8), nullable=False),
    Column("fired_at", UtcDateTime),
    Column("attempts", Integer, nullable=False),
    Column("error", Text),
    CheckConstraint("status IN ('pending', 'fired')", name="status"),
)
_is_pending = timers.c.status == "pending"
Index("ix_timers_pending", timers.c.not_before, sqlite_where=_is_pending, postgresql_where=_is_pending)
Index("ix_timers_lead", timers.c.lead)

_log = logging.getLogger(__name__)


class TimerRow(Protocol):
    """`occurrence` tells one firing of a rule from the next: a date, a visit's number, a level."""

    @property
    def subject(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def occurrence(self) -> str: ...
    @property
    def lead(self) -> str | None: ...
    @property
    def due_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    subject: str
    rule: str
    occurrence: str
    lead: str | None
    due_at: datetime


Fire = Callable[[AsyncConnection, Timer], Awaitable[None]]
Key = tuple[str, str, str]

_COLUMNS: Final = (timers.c.subject, timers.c.rule, timers.c.occurrence, timers.c.lead, timers.c.due_at)
_key_is = (
    timers.c.subject == bindparam("of"),
    timers.c.rule == bindparam("by"),
    timers.c.occurrence == bindparam("nth"),
)
_KNOWN: Final = select(
    timers.c.subject, timers.c.rule, timers.c.occurrence, timers.c.status, timers.c.due_at
).where(timers.c.lead == bindparam("of_lead"))
_DUE: Final = (
    select(*_COLUMNS, timers.c.attempts)
    .where(_is_pending, timers.c.not_before <= bindparam("now"))
    .order_by(timers.c.not_before)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_FIRED: Final = update(timers).where(*_key_is).values(status="fired", fired_at=bindparam("at"), error=None)
_MOVED: Final = (
    update(timers).where(*_key_is).values(due_at=bindparam("due"), not_before=bindparam("due"), attempts=0)
)
_UNWANTED: Final = delete(timers).where(*_key_is, _is_pending)
_PUT_OFF: Final = (
    update(timers)
    .where(*_key_is, _is_pending)
    .values(not_before=bindparam("later"), attempts=timers.c.attempts + 1, error=bindparam("reason"))
)


class Timers:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def reconcile(
        self,
        connection: AsyncConnection,
        lead: str,
        wanted: Collection[TimerRow],
        *,
        not_anew: Collection[Key] = (),
    ) -> None:
        """Makes the lead's pending timers exactly the wanted ones; what has fired never comes back.

        Those of `not_anew` stay if they are pending, but are not set now.
        """
        found = (await connection.execute(_KNOWN, {"of_lead": lead})).all()
        known = {(subject, rule, nth): (status, due) for subject, rule, nth, status, due in found}
        asked = {_key(timer): timer for timer in wanted}
        fresh = [timer_row(timer) for key, timer in asked.items() if key not in known and key not in not_anew]
        moved = [
            {**_bound(key), "due": timer.due_at}
            for key, timer in asked.items()
            if key in known and known[key][0] == "pending" and known[key][1] != timer.due_at
        ]
        gone = [_bound(key) for key, (status, _) in known.items() if status == "pending" and key not in asked]
        for statement, rows in ((insert(timers), fresh), (_MOVED, moved), (_UNWANTED, gone)):
            if rows:
                await connection.execute(statement, rows)

    async def set_once(self, connection: AsyncConnection, timer: TimerRow) -> None:
        """Sets a timer that belongs to no lead, unless it stands there already, fired or not."""
        put = INSERTS[self._database.dialect](timers).on_conflict_do_nothing()
        await connection.execute(put, timer_row(timer))

    async def fire_due(self, now: datetime, fire: Fire, *, limit: int = 16) -> int:
        """How many were fired or put off; 0 where nothing is due.

        On SQLite the due ones share a commit; if one raises, all are undone and fired one by one. Raises Unavailable.
        """
        if self._database.dialect == "postgresql":
            return await self._fire_singly(now, fire, limit)
        due: list[Timer] = []
        try:
            async with self._database.begin() as connection:
                due += [timer for timer, _ in await _due(connection, now, limit)]
                for timer in due:
                    await fire(connection, timer)
                await _mark_fired(connection, due, now)
        except Exception as error:
            if not due:
                raise
            _log.info("a timer in a batch of %s raised, firing them singly: %r", len(due), error)
            return await self._fire_singly(now, fire, len(due))
        return len(due)

    async def next_due(self) -> datetime | None:
        async with self._database.read() as connection:
            found = await connection.execute(select(func.min(timers.c.not_before)).where(_is_pending))
            nearest: datetime | None = found.scalar_one()
            return nearest

    async def _fire_singly(self, now: datetime, fire: Fire, limit: int) -> int:
        for fired in range(limit):
            if not await self._fire_one(now, fire):
                return fired
        return limit

    async def _fire_one(self, now: datetime, fire: Fire) -> bool:
        found: tuple[Timer, int] | None = None
        try:
            async with self._database.begin() as connection:
                found = next(iter(await _due(connection, now, 1)), None)
                if found is None:
                    return False
                await fire(connection, found[0])
                await _mark_fired(connection, [found[0]], now)
        except Exception as error:
            if found is None:
                raise
            await self._put_off(*found, error, now)
        return True

    async def _put_off(self, timer: Timer, attempts: int, error: Exception, now: datetime) -> None:
        later = now + timedelta(seconds=min(300, 2 ** min(attempts, 10)))
        told = _log.warning if isinstance(error, Unavailable) else _log.error
        told("timer %s is tried again at %s", _key(timer), later, exc_info=error)
        async with self._database.begin() as connection:
            bound = _bound(_key(timer))
            await connection.execute(_PUT_OFF, {**bound, "later": later, "reason": repr(error)[:2000]})


async def _due(connection: AsyncConnection, now: datetime, limit: int) -> list[tuple[Timer, int]]:
    found = (await connection.execute(_DUE, {"now": now, "most": limit})).all()
    return [
        (Timer(subject=subject, rule=rule, occurrence=nth, lead=lead, due_at=due), attempts)
        for subject, rule, nth, lead, due, attempts in found
    ]


async def _mark_fired(connection: AsyncConnection, fired: Iterable[Timer], now: datetime) -> None:
    rows = [{**_bound(_key(timer)), "at": now} for timer in fired]
    if rows:
        await connection.execute(_FIRED, rows)


def _key(timer: TimerRow) -> Key:
    return timer.subject, timer.rule, timer.occurrence


def _bound(key: Key) -> dict[str, object]:
    subject, rule, occurrence = key
    return {"of": subject, "by": rule, "nth": occurrence}


def timer_row(timer: TimerRow) -> dict[str, object]:
    return {
        "subject": timer.subject,
        "rule": timer.rule,
        "occurrence": timer.occurrence,
        "lead": timer.lead,
        "due_at": timer.due_at,
        "not_before": timer.due_at,
        "status": "pending",
        "attempts": 0,
    }
