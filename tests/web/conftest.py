from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from storage.media import FolderStore
from tests.web.office import Office, an_office


@pytest.fixture
async def office(database: Database, tmp_path: Path) -> AsyncIterator[Office]:
    """The web over a real database, once for each engine."""
    opened = await an_office(database, FolderStore(tmp_path / "media"))
    yield opened
    await opened.close()
