"""The shelves of the unit of work over one connection."""

import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, Final, Generic, TypeVar, cast

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import VersionConflict
from domain.leads.lead import Lead
from domain.money.payment import Payment
from domain.slot import Slot
from domain.unit_of_work import Key, Shelf, Wrote
from domain.visits.team import Team
from storage.prepared import Prepared
from storage.records import RECORDS, Record

T = TypeVar("T")

# Read to be changed, one at a time: whatever hangs on a lead is changed together with it.
_LOCKED: Final[frozenset[type[object]]] = frozenset({Lead, Payment, Team})
_DOUBLE: Final = (IntegrityError, sqlite3.IntegrityError)


class SqlShelves:
    def __init__(self, connection: AsyncConnection, wrote: Wrote, now: datetime, *, lock: bool) -> None:
        self._connection = connection
        self._wrote = wrote
        self._now = now
        self._lock = lock

    def of(self, kind: type[T]) -> Shelf[T]:
        lock = self._lock and kind in _LOCKED
        shelf = SqlShelf(self._wrote, self._connection, RECORDS[kind], self._now, lock=lock)
        return cast("Shelf[T]", shelf)


class SqlShelf(Generic[T]):
    def __init__(
        self, wrote: Wrote, connection: AsyncConnection, record: Record[T], now: datetime, *, lock: bool
    ) -> None:
        self._wrote = wrote
        self._connection = connection
        self._record = record
        self._stamp: Mapping[str, Any] = {"changed_at": now} if "changed_at" in record.table.c else {}
        self._lock = lock

    async def find(self, key: Key) -> T | None:
        if _unkeepable(key):
            return None
        statement = _select(self._record.table.name, ("id",), (), lock=self._lock)
        found = await statement.all(self._connection, {"key_id": key})
        return self._record.codec.validate_json(found[0][0]) if found else None

    async def some(self, keys: Collection[Key]) -> list[T]:
        table = self._record.table
        keepable = sorted(key for key in keys if not _unkeepable(key))
        wanted = select(table.c.body).where(table.c.id.in_(keepable)).order_by(table.c.seq)
        bodies = (await self._connection.execute(wanted)).scalars()
        return [self._record.codec.validate_json(body) for body in bodies]

    async def where(self, **keys: str | int | Slot | None) -> list[T]:
        if any(_unkeepable(key) for key in keys.values()):
            return []
        spans = {name: value for name, value in keys.items() if isinstance(value, Slot)}
        named: dict[str, object] = {f"key_{name}": keys[name] for name in keys.keys() - spans.keys()}
        for name, span in spans.items():
            named |= {f"from_{name}": span.start, f"until_{name}": span.end}
        table, alike = self._record.table.name, tuple(sorted(keys.keys() - spans.keys()))
        rows = await _select(table, alike, tuple(sorted(spans)), lock=False).all(self._connection, named)
        return [self._record.codec.validate_json(body) for (body,) in rows]

    async def add(self, thing: T) -> None:
        self._wrote.done = True
        try:
            await _insert(self._record.table.name).run(self._connection, [self._row(thing)])
        except _DOUBLE as error:
            raise VersionConflict(f"somebody added the same thing: {_id(thing)}") from error

    async def save(self, thing: T) -> T:
        self._wrote.done = True
        saved: T = replace(cast("Any", thing), version=_version(thing) + 1)
        row = {**self._row(saved), "key_id": _id(thing), "seen": _version(thing)}
        try:
            touched = await _update(self._record.table.name).run(self._connection, [row])
        except _DOUBLE as error:
            raise VersionConflict(f"somebody saved the same key: {_id(thing)}") from error
        if touched != 1:
            raise VersionConflict(f"{_id(thing)} was changed since it was read")
        return saved

    def _row(self, thing: T) -> Mapping[str, Any]:
        body = self._record.codec.dump_json(thing).decode()
        return {
            **self._record.keys(thing),
            **self._stamp,
            "id": _id(thing),
            "version": _version(thing),
            "body": body,
        }


def _unkeepable(key: Key | Slot | None) -> bool:
    """PostgreSQL keeps no null character, so nothing has such a key; a person may still ask for one."""
    return isinstance(key, str) and "\x00" in key


def _id(thing: object) -> Any:  # noqa: ANN401  text or, for chats, a number
    return cast("Any", thing).id


def _version(thing: object) -> int:
    return int(cast("Any", thing).version)


def _record(table: str) -> Record[Any]:
    return next(record for record in RECORDS.values() if record.table.name == table)


@cache
def _select(table: str, alike: tuple[str, ...], spans: tuple[str, ...], *, lock: bool) -> Prepared:
    record = _record(table)
    conditions = [record.table.c[name] == bindparam(f"key_{name}") for name in alike]
    for name in spans:
        column = record.table.c[name]
        conditions += [column >= bindparam(f"from_{name}"), column < bindparam(f"until_{name}")]
    statement = select(record.table.c.body).where(*conditions).order_by(record.table.c.seq)
    return Prepared(statement.with_for_update() if lock else statement)


@cache
def _insert(table: str) -> Prepared:
    record = _record(table)
    written = [column.name for column in record.table.c if column.name != "seq"]
    return Prepared(insert(record.table).values({name: bindparam(name) for name in written}))


@cache
def _update(table: str) -> Prepared:
    record = _record(table)
    changed = [column.name for column in record.table.c if column.name not in {"seq", "id"}]
    return Prepared(
        update(record.table)
        .where(record.table.c.id == bindparam("key_id"), record.table.c.version == bindparam("seen"))
        .values({name: bindparam(name) for name in changed})
    )
