"""Everything Telegram has told us, stored before it is acknowledged and handled once, in order."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    RowMapping,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import DomainError, Unavailable, VersionConflict
from storage.database import Database
from storage.prepared import Prepared
from storage.schema import BigId, UtcDateTime, metadata

inbox: Final = Table(
    "inbox",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("bot_id", BigInteger, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("callback_id", String(64)),
    Column("chat_id", BigInteger),
    Column("person_id", BigInteger),
    Column("raw", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", UtcDateTime),
    Column("received_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("error", Text),
    UniqueConstraint("bot_id", "update_id"),
    UniqueConstraint("bot_id", "callback_id"),
    CheckConstraint("status IN ('new', 'done', 'failed', 'quarantined')", name="status"),
)
_is_new = inbox.c.status == "new"
for _name, _columns in {
    "ix_inbox_new": (inbox.c.id,),
    "ix_inbox_new_chat": (inbox.c.chat_id, inbox.c.id),
    "ix_inbox_new_person": (inbox.c.person_id, inbox.c.id),
}.items():
    Index(_name, *_columns, sqlite_where=_is_new, postgresql_where=_is_new)
Index("ix_inbox_received_at", inbox.c.received_at)

KEPT: Final = timedelta(hours=48)
TRANSIENT: Final = (Unavailable, VersionConflict)

AfterCommit = Callable[[], Awaitable[None]]
_log = logging.getLogger(__name__)


class Undecodable(Exception):
    """Raised by the handler for an update it cannot read: the row is quarantined."""


@dataclass(frozen=True, slots=True)
class Received:
    id: int
    bot_id: int
    update_id: int
    chat_id: int | None
    person_id: int | None
    raw: str
    received_at: datetime
    attempts: int

    @property
    def update(self) -> dict[str, Any]:
        decoded: dict[str, Any] = orjson.loads(self.raw)
        return decoded


Handle = Callable[[AsyncConnection, Received], Awaitable[Sequence[AfterCommit]]]
OnBroken = Callable[[AsyncConnection, Received, Exception], Awaitable[None]]

_COLUMNS: Final = (
    inbox.c.id,
    inbox.c.bot_id,
    inbox.c.update_id,
    inbox.c.chat_id,
    inbox.c.person_id,
    inbox.c.raw,
    inbox.c.received_at,
    inbox.c.attempts,
)
_STORE: Final = {
    "sqlite": Prepared(sqlite.insert(inbox).on_conflict_do_nothing()),
    "postgresql": Prepared(postgresql.insert(inbox).on_conflict_do_nothing()),
}
_PAGE: Final = Prepared(
    select(*_COLUMNS, inbox.c.not_before)
    .where(_is_new, inbox.c.id > bindparam("after"))
    .order_by(inbox.c.id)
    .limit(bindparam("page"))
)
_earlier = inbox.alias("earlier")
_HEAD: Final = (
    select(*_COLUMNS)
    .where(
        _is_new,
        or_(inbox.c.not_before.is_(None), inbox.c.not_before <= bindparam("now")),
        *(
            ~exists().where(
                and_(_earlier.c.status == "new", _earlier.c[key] == inbox.c[key], _earlier.c.id < inbox.c.id)
            )
            for key in ("chat_id", "person_id")
        ),
    )
    .order_by(inbox.c.id)
    .limit(1)
    .with_for_update(of=inbox, skip_locked=True)
)
_DONE: Final = Prepared(
    update(inbox)
    .where(inbox.c.id == bindparam("row"))
    .values(status="done", finished_at=bindparam("finished"), error=None)
)
# Another worker may have taken the row up again since: whoever comes second changes nothing.
_SETTLE: Final = (
    update(inbox)
    .where(inbox.c.id == bindparam("row"), _is_new, inbox.c.attempts == bindparam("seen"))
    .values(
        status=bindparam("outcome"),
        attempts=inbox.c.attempts + 1,
        not_before=bindparam("later"),
        finished_at=bindparam("finished"),
        error=bindparam("reason"),
    )
)


class Inbox:
    """`on_broken` is told of every input that was given up or refused, in a transaction of its own.

    A refusal (DomainError) undoes what its input had written and settles it: the person is told, nobody replays it.
    """

    def __init__(self, database: Database, on_broken: OnBroken) -> None:
        self._database = database
        self._on_broken = on_broken
        self._after: set[asyncio.Task[None]] = set()

    async def store(self, bot_id: int, updates: Iterable[Mapping[str, Any]], *, now: datetime) -> None:
        """Durable when it returns; an update stored before is left as it is."""
        rows = [_row(bot_id, told, now) for told in updates]
        if rows:
            async with self._database.begin() as connection:
                await _STORE[self._database.dialect].run(connection, rows)

    async def drain(self, handle: Handle, *, now: datetime, limit: int = 16) -> int:
        """How many inputs were handled, given up or put off; 0 where nothing is due.

        On SQLite they share one commit; if one raises, all are undone and run one by one. Raises Unavailable.
        """
        if self._database.dialect == "postgresql":
            return await self._drain_singly(handle, now, limit)
        rows: list[Received] = []
        try:
            async with self._database.begin() as connection:
                rows += await _due_in_order(connection, now, limit)
                after = [call for row in rows for call in await handle(connection, row)]
                await _mark_done(connection, rows, now)
        except Exception as error:
            if not rows:
                raise
            _log.info("an input in a batch of %s raised, running them singly: %r", len(rows), error)
            return await self._drain_singly(handle, now, len(rows))
        self._spawn(after)
        return len(rows)

    async def settle(self) -> None:
        """Waits until everything to be done after commits (answers to taps) is done."""
        while self._after:
            await asyncio.wait(tuple(self._after))

    async def replay(self, row: int) -> None:
        """Puts a failed or quarantined input before its handler again."""
        async with self._database.begin() as connection:
            given_up = and_(inbox.c.id == row, inbox.c.status.in_(("failed", "quarantined")))
            await connection.execute(
                update(inbox).where(given_up).values(status="new", not_before=None, finished_at=None)
            )

    async def given_up(self) -> list[RowMapping]:
        """Failed and quarantined inputs: id, update_id, chat_id, person_id, status, raw, error, received_at."""
        wanted = select(inbox).where(inbox.c.status.in_(("failed", "quarantined"))).order_by(inbox.c.id)
        async with self._database.read() as connection:
            return list((await connection.execute(wanted)).mappings())

    async def oldest_waiting(self) -> datetime | None:
        async with self._database.read() as connection:
            found = await connection.execute(select(func.min(inbox.c.received_at)).where(_is_new))
            oldest: datetime | None = found.scalar_one()
            return oldest

    async def prune(self, now: datetime) -> None:
        """Forgets what was done more than 48 hours ago: Telegram repeats nothing older than 24."""
        done = and_(inbox.c.received_at < now - KEPT, inbox.c.status == "done")
        async with self._database.begin() as connection:
            await connection.execute(delete(inbox).where(done))

    async def _drain_singly(self, handle: Handle, now: datetime, limit: int) -> int:
        for handled in range(limit):
            if not await self._drain_one(handle, now):
                return handled
        return limit

    async def _drain_one(self, handle: Handle, now: datetime) -> bool:
        row: Received | None = None
        try:
            async with self._database.begin() as connection:
                row = await self._first_due(connection, now)
                if row is None:
                    return False
                after = await handle(connection, row)
                await _mark_done(connection, [row], now)
        except Exception as error:
            if row is None:
                raise
            await self._put_off_or_give_up(row, error, now)
        else:
            self._spawn(after)
        return True

    async def _first_due(self, connection: AsyncConnection, now: datetime) -> Received | None:
        if self._database.dialect == "postgresql":
            found = (await connection.execute(_HEAD, {"now": now})).one_or_none()
            return Received(*found) if found else None
        return next(iter(await _due_in_order(connection, now, 1)), None)

    async def _put_off_or_give_up(self, row: Received, error: Exception, now: datetime) -> None:
        if isinstance(error, TRANSIENT):
            await self._put_off(row, error, now)
            return
        if isinstance(error, DomainError):
            await self._give_up(row, error, "done", now, tell=True)
            return
        outcome = "quarantined" if isinstance(error, Undecodable) else "failed"
        _log.error("input %s (update %s) %s", row.id, row.update_id, outcome, exc_info=error)
        try:
            await self._give_up(row, error, outcome, now, tell=True)
        except Unavailable:
            raise
        except Exception:  # noqa: BLE001  the input is settled even where telling of it fails
            _log.exception("nobody could be told that input %s %s", row.id, outcome)
            await self._give_up(row, error, outcome, now, tell=False)

    async def _put_off(self, row: Received, error: Exception, now: datetime) -> None:
        later = now + timedelta(seconds=min(60.0, 0.1 * 2 ** min(row.attempts, 10)))
        _log.warning("input %s (update %s) is tried again at %s: %s", row.id, row.update_id, later, error)
        async with self._database.begin() as connection:
            await connection.execute(_SETTLE, _settlement(row, "new", error, later=later, finished=None))

    async def _give_up(
        self, row: Received, error: Exception, outcome: str, now: datetime, *, tell: bool
    ) -> None:
        async with self._database.begin() as connection:
            settled = await connection.execute(
                _SETTLE, _settlement(row, outcome, error, later=None, finished=now)
            )
            if settled.rowcount and tell:
                await self._on_broken(connection, row, error)

    def _spawn(self, calls: Iterable[AfterCommit]) -> None:
        for call in calls:
            task = asyncio.create_task(_logged(call))
            self._after.add(task)
            task.add_done_callback(self._after.discard)


async def _logged(call: AfterCommit) -> None:
    try:
        await call()
    except Exception:  # noqa: BLE001  the commit stands, whatever follows it
        _log.exception("what was to follow a commit failed; the commit stands")


async def _due_in_order(connection: AsyncConnection, now: datetime, limit: int) -> list[Received]:
    """The oldest due rows; one that must wait holds back what came later from its chat or its person."""
    due: list[Received] = []
    held: set[tuple[str, int]] = set()
    after = 0
    while True:
        page = await _PAGE.all(connection, {"after": after, "page": limit})
        for *columns, not_before in page:
            row = Received(*columns)
            after = row.id
            keys = _keys(row)
            if (not_before and not_before > now) or not held.isdisjoint(keys):
                held.update(keys)
            elif len(due) < limit:
                due.append(row)
        if len(page) < limit or len(due) >= limit:
            return due


def _keys(row: Received) -> list[tuple[str, int]]:
    return [
        (kind, id_) for kind, id_ in (("chat", row.chat_id), ("person", row.person_id)) if id_ is not None
    ]


async def _mark_done(connection: AsyncConnection, rows: Sequence[Received], now: datetime) -> None:
    if rows:
        await _DONE.run(connection, [{"row": row.id, "finished": now} for row in rows])


def _settlement(
    row: Received, outcome: str, error: Exception, *, later: datetime | None, finished: datetime | None
) -> dict[str, object]:
    return {
        "row": row.id,
        "seen": row.attempts,
        "outcome": outcome,
        "later": later,
        "finished": finished,
        "reason": repr(error)[:2000],
    }


def _row(bot_id: int, told: Mapping[str, Any], now: datetime) -> dict[str, object]:
    body = next((part for key, part in told.items() if key != "update_id" and isinstance(part, dict)), {})
    is_tap = "callback_query" in told
    return {
        "bot_id": bot_id,
        "update_id": told["update_id"],
        "callback_id": body.get("id") if is_tap else None,
        "chat_id": _id_of(body.get("chat") or (body.get("message") or {}).get("chat")),
        "person_id": _id_of(body.get("from") or body.get("user")),
        "raw": orjson.dumps(told).decode(),
        "status": "new",
        "attempts": 0,
        "received_at": now,
    }


def _id_of(part: object) -> int | None:
    found = part.get("id") if isinstance(part, dict) else None
    return found if isinstance(found, int) else None
