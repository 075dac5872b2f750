import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.numbers import lead_numbers
from storage.schema import metadata
from tests.databases import a_postgres_database, opened
from tests.storage.kept import InDatabase, InMemory, Kept

_EMPTY = f"TRUNCATE {', '.join(table.name for table in metadata.sorted_tables)} RESTART IDENTITY"


@pytest.fixture(scope="session")
def emptied_postgres(postgres_server: str) -> Iterator[str]:
    """One database with all tables, emptied before each use: making a new one takes longer than most tests."""
    with asyncio.Runner() as runner, ExitStack() as stack:
        made = a_postgres_database(postgres_server)
        url = runner.run(made.__aenter__())
        stack.callback(lambda: runner.run(made.__aexit__(None, None, None)))
        runner.run(_with_tables(url))
        yield url


async def _with_tables(url: str) -> None:
    async with opened(url):
        pass


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def kept_in(request: pytest.FixtureRequest, tmp_path: Path) -> str | None:
    """Where things are kept: an address, or nowhere but in memory."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("emptied_postgres"))
    return f"sqlite:///{tmp_path / 'kept.db'}" if request.param == "sqlite" else None


@pytest.fixture
async def kept(kept_in: str | None) -> AsyncIterator[Kept]:
    """The ports of the unit of work: the fakes of the tests, and the program's own on each engine."""
    if kept_in is None:
        yield InMemory()
        return
    async with opened(kept_in) as database:
        if database.dialect == "postgresql":
            async with database.begin() as connection:
                await connection.execute(text(_EMPTY))
                await connection.execute(text(f"ALTER SEQUENCE {lead_numbers.name} RESTART"))
        yield InDatabase(database)
