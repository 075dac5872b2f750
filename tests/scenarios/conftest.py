import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.scenarios.town import Town, a_town

SUNDAY_NOON = "2026-11-22T06:30:00+00:00"


@pytest.fixture
def http_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
async def town(tmp_path: Path, database_url: str, http_port: int) -> AsyncIterator[Town]:
    """The demo's company on Sunday 22 November 2026 at noon in India, once on each database."""
    async with a_town(tmp_path, database_url, http_port, SUNDAY_NOON) as found:
        yield found
