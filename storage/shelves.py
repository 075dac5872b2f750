"""The shelves of the unit of work over one connection."""

from dataclasses import replace
from functools import cache
from typing import Any, Final, Generic, TypeVar, cast

from sqlalchemy import Select, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import Update

from domain.errors import VersionConflict
from domain.leads.lead import Lead
from domain.money.payment import Payment
from domain.unit_of_work import Key, Shelf, Wrote
from storage.records import RECORDS, Record

T = TypeVar("T")

# Read to be changed, one at a time: whatever hangs on a lead is changed together with it.
_LOCKED: Final[frozenset[type[object]]] = frozenset({Lead, Payment})


class SqlShelves:
    def __init__(self, connection: AsyncConnection, wrote: Wrote, *, lock: bool) -> None:
        self._connection = connection
        self._wrote = wrote
        self._lock = lock

    def of(self, kind: type[T]) -> Shelf[T]:
        record = RECORDS[kind]
        return cast(
            "Shelf[T]", SqlShelf(self._wrote, self._connection, record, lock=self._lock and kind in _LOCKED)
        )


class SqlShelf(Generic[T]):
    def __init__(self, wrote: Wrote, connection: AsyncConnection, record: Record[T], *, lock: bool) -> None:
        self._wrote = wrote
        self._connection = connection
        self._record = record
        self._lock = lock

    async def find(self, key: Key) -> T | None:
        statement = _select(self._record, ("id",), lock=self._lock)
        found = (await self._connection.execute(statement, {"key_id": key})).scalar_one_or_none()
        return None if found is None else self._record.codec.validate_json(found)

    async def where(self, **keys: str | int | None) -> list[T]:
        statement = _select(self._record, tuple(sorted(keys)), lock=False)
        bound = {f"key_{name}": value for name, value in keys.items()}
        rows = (await self._connection.execute(statement, bound)).scalars()
        return [self._record.codec.validate_json(body) for body in rows]

    async def add(self, thing: T) -> None:
        self._wrote.done = True
        row = {**self._record.keys(thing), **self._columns(thing)}
        try:
            await self._connection.execute(_insert(self._record), row)
        except IntegrityError as error:
            raise VersionConflict(f"somebody added the same thing: {_id(thing)}") from error

    async def save(self, thing: T) -> T:
        self._wrote.done = True
        saved: T = replace(cast("Any", thing), version=_version(thing) + 1)
        row = {
            **self._record.keys(saved),
            **self._columns(saved),
            "key_id": _id(thing),
            "seen": _version(thing),
        }
        row.pop("id")
        try:
            done = await self._connection.execute(_update(self._record, tuple(self._record.keys(saved))), row)
        except IntegrityError as error:
            raise VersionConflict(f"somebody saved the same key: {_id(thing)}") from error
        if done.rowcount != 1:
            raise VersionConflict(f"{_id(thing)} was changed since it was read")
        return saved

    def _columns(self, thing: T) -> dict[str, Any]:
        body = self._record.codec.dump_json(thing).decode()
        return {"id": _id(thing), "version": _version(thing), "body": body}


def _id(thing: object) -> Any:  # noqa: ANN401  text or, for chats, a number
    return cast("Any", thing).id


def _version(thing: object) -> int:
    return int(cast("Any", thing).version)


@cache
def _prepared(table: str, keys: tuple[str, ...], *, lock: bool) -> Select[Any]:
    record = next(record for record in RECORDS.values() if record.table.name == table)
    conditions = [record.table.c[name] == bindparam(f"key_{name}") for name in keys]
    statement = select(record.table.c.body).where(*conditions).order_by(record.table.c.seq)
    return statement.with_for_update() if lock else statement


def _select(record: Record[T], keys: tuple[str, ...], *, lock: bool) -> Select[Any]:
    return _prepared(record.table.name, keys, lock=lock)


def _insert(record: Record[T]) -> Any:  # noqa: ANN401  an insert of this table
    return insert(record.table)


@cache
def _prepared_update(table: str, columns: tuple[str, ...]) -> Update:
    record = next(record for record in RECORDS.values() if record.table.name == table)
    changed = ("version", "body", *columns)
    return (
        update(record.table)
        .where(record.table.c.id == bindparam("key_id"), record.table.c.version == bindparam("seen"))
        .values({name: bindparam(name) for name in changed})
    )


def _update(record: Record[T], columns: tuple[str, ...]) -> Update:
    return _prepared_update(record.table.name, columns)
