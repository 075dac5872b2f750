from collections.abc import AsyncIterator, Callable

import pytest

from storage.database import Database
from tests.databases import Engine, opened
from tests.razorpayx.bank import Bank
from tests.razorpayx.office import Office


@pytest.fixture
async def office(engine_named: Callable[[str], Engine]) -> AsyncIterator[Office]:
    """On a file: what the two databases promise alike is in `tests/storage/test_rail_tries.py`."""
    making = engine_named("sqlite").a_database(Database.create_all)
    async with making as url, opened(url) as database:
        made = Office(database, Bank())
        yield made
        await made.api.close()
