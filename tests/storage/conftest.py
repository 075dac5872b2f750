from collections.abc import AsyncIterator, Callable

import pytest

from storage.database import Database
from tests.databases import Engine, opened
from tests.storage.kept import InDatabase, InMemory, Kept


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def kept_in(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def kept(kept_in: str, engine_named: Callable[[str], Engine]) -> AsyncIterator[Kept]:
    """The ports of the unit of work: the fakes of the tests, and the program's own on each engine."""
    if kept_in == "memory":
        yield InMemory()
        return
    making = engine_named(kept_in).a_database(Database.create_all)
    async with making as url, opened(url) as database:
        yield InDatabase(database)
