"""SQLite under SQLAlchemy's asynchronous engine without a thread hop for each statement.

Statements run where they are asked for, in microseconds; only what waits for the disk (opening, committing) goes
through a thread. No statement waits for another process's lock: `BEGIN IMMEDIATE` is tried again between naps
that leave the event loop free.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_dbapi
from sqlalchemy.engine.interfaces import AdaptedConnection
from sqlalchemy.util import await_only

Access = Literal["write", "read"]

PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA mmap_size=1073741824",  # read through the system's cache: the own one is too small for large indexes
)
NAPS: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6)


class FileGone(sqlite3.OperationalError):
    """The file was moved or deleted while it was open."""


class _Nothing:
    """SQLAlchemy insists that every statement awaits something; this is the cheapest such thing."""

    def __await__(self) -> Generator[None, None, None]:
        return iter(())  # type: ignore[return-value]  # an exhausted iterator is all that await needs


_NOTHING: Final = _Nothing()


class InlineCursor(sqlite3.Cursor):
    """Fetches at once, so that no half-read statement holds back the write-ahead log."""

    _kept: deque[tuple[object, ...]]

    def execute(self, statement: str, parameters: Any = ()) -> "InlineCursor":  # noqa: ANN401  sqlite3 types it so
        super().execute(statement, parameters)
        self._kept = deque(super().fetchall() if self.description else ())
        await_only(_NOTHING)
        return self

    def executemany(self, statement: str, parameters: Iterable[Any]) -> "InlineCursor":
        super().executemany(statement, parameters)
        self._kept = deque()
        await_only(_NOTHING)
        return self

    def fetchone(self) -> tuple[object, ...] | None:
        return self._kept.popleft() if self._kept else None

    def fetchmany(self, size: int | None = None) -> list[tuple[object, ...]]:
        wanted = min(size or self.arraysize, len(self._kept))
        return [self._kept.popleft() for _ in range(wanted)]

    def fetchall(self) -> list[tuple[object, ...]]:
        rows = list(self._kept)
        self._kept.clear()
        return rows

    def __iter__(self) -> Iterator[tuple[object, ...]]:  # type: ignore[override]  # the rows are kept here
        while self._kept:
            yield self._kept.popleft()

    async def _async_soft_close(self) -> None:
        """Nothing to wait for: the rows are already here."""


class InlineConnection(AdaptedConnection):
    """The face SQLAlchemy's dialect expects, over a plain sqlite3 connection."""

    def __init__(
        self, raw: sqlite3.Connection, path: Path, access: Access, thread: ThreadPoolExecutor
    ) -> None:
        self._connection = raw  # type: ignore[assignment]  # the face is typed for drivers that are asynchronous
        self._raw = raw
        self._path = path
        self._inode = path.stat().st_ino
        self._access = access
        self._thread = thread
        self._changes = 0

    def begin(self) -> None:
        self._expect_file()
        if self._access == "read":
            self._raw.execute("BEGIN")
            return
        self._begin_immediate()
        self._changes = self._raw.total_changes

    def _expect_file(self) -> None:
        # An unlinked file still takes writes, and they are lost with it.
        try:
            present = self._path.stat().st_ino == self._inode
        except FileNotFoundError:
            present = False
        if not present:
            raise FileGone("the database file is gone")

    def _begin_immediate(self) -> None:
        for nap in NAPS:
            try:
                self._raw.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
                await_only(asyncio.sleep(nap))
            else:
                return
        self._raw.execute("BEGIN IMMEDIATE")

    def cursor(self, *, server_side: bool = False) -> InlineCursor:  # noqa: ARG002  there is no server to keep rows
        return self._raw.cursor(InlineCursor)

    def execute(self, operation: str, parameters: Any = ()) -> InlineCursor:  # noqa: ANN401  sqlite3 types it so
        return self.cursor().execute(operation, parameters)

    def commit(self) -> None:
        if not self._raw.in_transaction:
            return
        if self._raw.total_changes == self._changes:
            self._raw.commit()  # nothing written: nothing to wait for
            return
        await_only(self._commit_in_thread())

    async def _commit_in_thread(self) -> None:
        work = asyncio.get_running_loop().run_in_executor(self._thread, self._raw.commit)
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            await asyncio.wait([work])  # nobody may touch the connection while the thread commits
            raise

    def rollback(self) -> None:
        self._raw.rollback()

    def close(self) -> None:
        self._raw.close()

    def terminate(self) -> None:
        self._raw.close()

    def create_function(
        self, name: str, narg: int, func: Callable[..., object] | None, *, deterministic: bool = False
    ) -> None:
        self._raw.create_function(name, narg, func, deterministic=deterministic)  # type: ignore[arg-type]  # SQLAlchemy's own


@dataclass(slots=True)
class DatabaseFile:
    """`seen`: some connection has opened it. Only the first may make it: a vanished database must not come back empty."""

    path: Path
    seen: bool = False


class InlineSqlite(AsyncAdapt_aiosqlite_dbapi):
    """The driver module given to SQLAlchemy's aiosqlite dialect (`create_async_engine(module=...)`)."""

    def __init__(self, file: DatabaseFile, access: Access, thread: ThreadPoolExecutor) -> None:
        super().__init__(aiosqlite, sqlite3)
        self._file = file
        self._access = access
        self._thread = thread

    def connect(self, *_: object, **__: object) -> InlineConnection:  # type: ignore[override]  # not aiosqlite's own
        raw = await_only(self._in_thread(self._open))
        return InlineConnection(raw, self._file.path, self._access, self._thread)

    async def _in_thread(self, work: Callable[[], sqlite3.Connection]) -> sqlite3.Connection:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _open(self) -> sqlite3.Connection:
        mode = "rw" if self._file.seen else "rwc"
        raw = sqlite3.connect(
            f"{self._file.path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=5,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=512,
        )
        for pragma in PRAGMAS:
            raw.execute(pragma)
        raw.execute("PRAGMA busy_timeout=0")
        raw.execute(f"PRAGMA query_only={'ON' if self._access == 'read' else 'OFF'}")
        self._file.seen = True
        return raw
