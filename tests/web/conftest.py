from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from storage.media import FolderStore
from tests.databases import Files, opened
from tests.web.office import Office, an_office


@pytest.fixture
async def office(database: Database, tmp_path: Path) -> AsyncIterator[Office]:
    """The web over a real database, once for each engine."""
    made = await an_office(database, FolderStore(tmp_path / "media"))
    yield made
    await made.close()


@pytest.fixture
async def sqlite_office(tmp_path: Path, sqlite_moulds: Path) -> AsyncIterator[Office]:
    """For what is decided before any database is asked."""
    making = Files(sqlite_moulds, tmp_path).a_database(Database.create_all)
    async with making as url, opened(url) as database:
        office = await an_office(database, FolderStore(tmp_path / "media"))
        yield office
        await office.close()
