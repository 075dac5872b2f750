"""Statements on every input's way, built once with Core and, on SQLite, run straight on the driver.

SQLAlchemy spends about 100 µs around a statement that SQLite answers in 5; the few statements that every input
passes through skip that. The same statements go through SQLAlchemy on PostgreSQL, where the network dominates.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Delete, Dialect, Insert, Select, Update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

Process = Callable[[Any], Any] | None
Row = tuple[Any, ...]


class Prepared:
    """Every parameter of the statement is named in each row given to it; a list for IN is not possible."""

    def __init__(self, statement: Select[*tuple[Any, ...]] | Insert | Update | Delete) -> None:
        self._statement: Final = statement
        self._plain: _Plain | None = None

    async def run(self, connection: AsyncConnection, rows: Sequence[Mapping[str, object]]) -> int:
        """Once for each row; how many rows of the table were touched. Raises IntegrityError of either kind."""
        driver = _driver(connection)
        if driver is None:
            return (await connection.execute(self._statement, rows if len(rows) > 1 else rows[0])).rowcount
        plain = self._plain_for(connection.dialect, rows[0])
        return driver.executemany(plain.sql, map(plain.bound, rows)).rowcount

    async def all(self, connection: AsyncConnection, row: Mapping[str, object]) -> list[Row]:
        driver = _driver(connection)
        if driver is None:
            return [tuple(found) for found in await connection.execute(self._statement, row)]
        plain = self._plain_for(connection.dialect, row)
        return [plain.read(found) for found in driver.execute(plain.sql, plain.bound(row)).fetchall()]

    def _plain_for(self, dialect: Dialect, row: Mapping[str, object]) -> "_Plain":
        if self._plain is None:
            self._plain = _Plain(self._statement, dialect, row)
        return self._plain


class _Plain:
    """The statement as the driver takes it: text, parameters by position, values converted by their types."""

    def __init__(
        self,
        statement: Select[*tuple[Any, ...]] | Insert | Update | Delete,
        dialect: Dialect,
        row: Mapping[str, object],
    ) -> None:
        inserts = isinstance(statement, Insert)
        compiled = statement.compile(dialect=dialect, column_keys=list(row) if inserts else None)
        names: list[str] = compiled.positiontup or []
        self.sql = compiled.string
        self._parameters = [
            (name, _binding(compiled.binds[name].type, dialect), compiled.binds[name].effective_value)
            for name in names
        ]
        columns = statement.selected_columns if isinstance(statement, Select) else ()
        self._results = [_reading(column.type, dialect) for column in columns]

    def bound(self, row: Mapping[str, object]) -> list[Any]:
        return [
            process(row.get(name, fixed)) if process else row.get(name, fixed)
            for name, process, fixed in self._parameters
        ]

    def read(self, found: Row) -> Row:
        return tuple(
            process(value) if process else value for process, value in zip(self._results, found, strict=True)
        )


def _driver(connection: AsyncConnection) -> sqlite3.Connection | None:
    """The plain connection of storage/sqlite.py; None for PostgreSQL, and for SQLite read in a thread."""
    if connection.dialect.name != "sqlite" or connection.sync_connection is None:
        return None
    driver = connection.sync_connection.connection.driver_connection
    return driver if isinstance(driver, sqlite3.Connection) else None


def _binding(type_: TypeEngine[Any], dialect: Dialect) -> Process:
    return type_.dialect_impl(dialect).bind_processor(dialect)


def _reading(type_: TypeEngine[Any], dialect: Dialect) -> Process:
    return type_.dialect_impl(dialect).result_processor(dialect, None)
