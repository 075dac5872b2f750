"""The engine: SQLite by default, PostgreSQL by URL; one way to write, one to read, one for long reports."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from domain.errors import Unavailable
from storage.schema import metadata
from storage.sqlite import DatabaseFile, FileGone, InlineSqlite

Dialect = Literal["sqlite", "postgresql"]

_TRANSIENT_SQLITE: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    }
)
# Connection lost, out of resources, shutting down, serialization, deadlock, lock not available.
_TRANSIENT_SQLSTATES: Final = ("08", "53", "57P", "40001", "40P01", "55P03")


class Database:
    """`begin()` is a writing transaction, `read()` a quick look, `report()` a look that may take long.

    Raises Unavailable where the database is locked or cannot be reached: the caller tries again.
    """

    def __init__(self, url: str) -> None:
        address = make_url(url)
        self.dialect: Dialect = "sqlite" if address.get_backend_name() == "sqlite" else "postgresql"
        self._thread: ThreadPoolExecutor | None = None
        self._turn: asyncio.Lock | None = None
        self._writing: asyncio.Task[Any] | None = None
        self._kept: AsyncConnection | None = None
        if self.dialect == "sqlite":
            self._open_sqlite(address)
        else:
            self._open_postgresql(address)

    def begin(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self._write_alone() if self._turn else self._transact(self._writer)

    def read(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self._transact(self._reader)

    def report(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """For queries that would hold up the event loop: on SQLite they run in a thread."""
        return self._transact(self._reporter)

    async def create_all(self) -> None:
        """Every table of the metadata, for tests; the program migrates instead."""
        async with self.begin() as connection:
            await connection.run_sync(metadata.create_all)

    async def close(self) -> None:
        if self._kept:
            await self._kept.close()
            self._kept = None
        for engine in {self._writer, self._reader, self._reporter}:
            await engine.dispose()
        if self._thread:
            self._thread.shutdown()

    def _open_sqlite(self, address: URL) -> None:
        if not address.database or address.database == ":memory:":
            raise ValueError("SQLite needs a file, for example sqlite:///var/chargeops.db")
        file = DatabaseFile(Path(address.database))
        # One process, one writer: waiting for a turn here never blocks the event loop as a file lock would.
        self._turn = asyncio.Lock()
        self._thread = ThreadPoolExecutor(1, "sqlite")
        address = address.set(drivername="sqlite+aiosqlite")
        self._writer = _on_the_spot(address, InlineSqlite(file, "write", self._thread), size=1)
        self._reader = _on_the_spot(address, InlineSqlite(file, "read", self._thread), size=8)
        self._reporter = create_async_engine(address)
        event.listen(self._reporter.sync_engine, "connect", _reading_only)

    def _open_postgresql(self, address: URL) -> None:
        address = address.set(drivername="postgresql+asyncpg")
        self._writer = create_async_engine(address, pool_size=20, isolation_level="READ COMMITTED")
        self._reader = self._writer.execution_options(postgresql_readonly=True)
        self._reporter = self._reader

    @asynccontextmanager
    async def _write_alone(self) -> AsyncIterator[AsyncConnection]:
        assert self._turn is not None  # noqa: S101  only SQLite comes here
        me = asyncio.current_task()
        if self._turn.locked() and self._writing is me:
            raise RuntimeError("a writing transaction is already open in this task: pass its connection on")
        async with self._turn:
            self._writing = me
            try:
                with _translated():
                    async with self._kept_connection() as connection, connection.begin():
                        yield connection
            finally:
                self._writing = None

    @asynccontextmanager
    async def _kept_connection(self) -> AsyncIterator[AsyncConnection]:
        """The one writing connection; kept from one transaction to the next for as long as nothing goes wrong."""
        connection = self._kept or await _connected(self._writer)
        self._kept = None
        try:
            yield connection
        except sqlite3.OperationalError:
            await connection.invalidate()  # it could not even begin: its file is gone or stays locked
            await connection.close()
            raise
        except BaseException:
            await connection.close()
            raise
        self._kept = connection

    @asynccontextmanager
    async def _transact(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        with _translated():
            connection = await _connected(engine)
            try:
                async with connection.begin():
                    yield connection
            except sqlite3.OperationalError:
                await connection.invalidate()  # it could not even begin: its file is gone or stays locked
                raise
            finally:
                await connection.close()


def _on_the_spot(address: URL, driver: InlineSqlite, *, size: int) -> AsyncEngine:
    engine = create_async_engine(address, module=driver, pool_size=size, max_overflow=0)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    connection.connection.dbapi_connection.begin()  # type: ignore[union-attr]  # InlineConnection


def _reading_only(connection: DBAPIConnection, _: object) -> None:
    connection.cursor().execute("PRAGMA query_only=ON")


async def _connected(engine: AsyncEngine) -> AsyncConnection:
    try:
        return await engine.connect()
    except (OSError, PoolTimeout) as error:
        raise Unavailable(f"the database cannot be reached: {error}") from error


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if _is_transient(error):
            raise Unavailable(f"the database cannot be used now: {error.orig}") from error
        raise
    except sqlite3.Error as error:
        if _is_transient_sqlite(error):
            raise Unavailable(f"the database cannot be used now: {error}") from error
        raise


def _is_transient(error: DBAPIError) -> bool:
    if isinstance(error.orig, sqlite3.Error):
        return _is_transient_sqlite(error.orig)
    state = str(getattr(error.orig, "sqlstate", None) or "")
    return error.connection_invalidated or state.startswith(_TRANSIENT_SQLSTATES)


def _is_transient_sqlite(error: sqlite3.Error) -> bool:
    if isinstance(error, FileGone):
        return True
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK)
    # A plain SQLITE_READONLY is a write over a reading connection; its extended codes tell of a moved file.
    return code & 0xFF in _TRANSIENT_SQLITE or (code > 0xFF and code & 0xFF == sqlite3.SQLITE_READONLY)
