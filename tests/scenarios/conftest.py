import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from zlib import crc32

import httpx
import pytest
from playwright.async_api import Browser

from domain.visits.states import VisitKind
from storage.migrating import migrate
from tests.browsing import a_browser
from tests.databases import Engine
from tests.ports import a_free_port
from tests.scenarios.away import Start
from tests.scenarios.town import Town, a_simulated_telegram, a_town, at_work, settings_for

HERE = Path(__file__).parent
WALK = "test_walk.py"
SUNDAY_NOON = "2026-11-22T06:30:00+00:00"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A scenario is played on one of the databases, and by one of the kinds of visit on each where it has kinds.

    Which one changes from scenario to scenario. What begins the program anew, and the whole walk, is played on both; with `FULL` in the
    environment everything is.
    """
    if os.environ.get("FULL"):
        return
    left_out = [item for item in items if _is_played_by_another(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def _is_played_by_another(item: pytest.Item) -> bool:
    if not isinstance(item, pytest.Function) or not item.path.is_relative_to(HERE):
        return False
    given = dict(item.callspec.params) if hasattr(item, "callspec") else {}
    kind, engine = given.pop("kind", None), given.pop("engine", None)
    if engine is None:
        return False
    turned = crc32(f"{item.originalname} {sorted(given.items())}".encode()) % 2 == 1
    if kind is not None:
        return ((kind is VisitKind.SURVEY) == (engine == "sqlite")) is turned
    everywhere = "program" in item.fixturenames or item.path.name == WALK
    return not everywhere and (engine == "sqlite") is turned


@pytest.fixture
def http_port() -> int:
    return a_free_port()


@pytest.fixture
async def database_url(engine: Engine) -> AsyncIterator[str]:
    """As the program's own migrations leave it, so that each start finds nothing to do."""
    async with engine.a_database(migrate) as url:
        yield url


@pytest.fixture
async def town(tmp_path: Path, database_url: str, http_port: int) -> AsyncIterator[Town]:
    """The demo's company on Sunday 22 November 2026 at noon in India, once on each database."""
    async with a_town(tmp_path, database_url, http_port, SUNDAY_NOON) as found:
        yield found


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with a_browser() as launched:
        yield launched


@pytest.fixture
async def telegram(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with a_simulated_telegram(tmp_path, SUNDAY_NOON) as sim:
        yield sim


@pytest.fixture
def program(telegram: httpx.AsyncClient, tmp_path: Path, database_url: str, http_port: int) -> Start:
    """Starts the program, on the same database each time; what was looked at stays looked at."""
    settings = settings_for(str(telegram.base_url).rstrip("/"), database_url, tmp_path, http_port)
    seen: dict[int, int] = {}
    founded: list[bool] = []

    @asynccontextmanager
    async def start() -> AsyncIterator[Town]:
        async with at_work(telegram, settings, founded=bool(founded), seen=seen) as town:
            if not founded:
                await town.skip()
            founded.append(True)
            yield town

    return start
