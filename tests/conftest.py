import gc
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from hypothesis import settings

from storage.database import Database
from tests.databases import Engine, Files, Server, a_postgres_server, opened

LONG: Final = (
    "bot/test_kill.py",
    "bot/test_newcomer.py",
    "bot/test_tour.py",
    "bot/test_interleavings.py",
    "bot/test_kill_import.py",
    "bot/test_webhooks_out.py",
    "razorpayx/test_faults.py",
    "scenarios",
)
"""What takes long begins first, so that it does not run on alone when all else is done."""
HERE: Final = Path(__file__).parent

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    path = item.path.relative_to(HERE).as_posix()
    return next((turn for turn, begun in enumerate(LONG) if path.startswith(begun)), len(LONG))


def pytest_collection_finish() -> None:
    """What is loaded by now stays: nobody need look it through again for what may go."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    with a_postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_moulds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("moulds")


@pytest.fixture
def engine_named(
    request: pytest.FixtureRequest, tmp_path: Path, sqlite_moulds: Path
) -> Callable[[str], Engine]:
    """`sqlite` or `postgresql`: what makes such databases."""

    def named(name: str) -> Engine:
        if name == "sqlite":
            return Files(sqlite_moulds, tmp_path)
        server: Server = request.getfixturevalue("postgres_server")
        return server

    return named


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, engine_named: Callable[[str], Engine]) -> Engine:
    return engine_named(request.param)


@pytest.fixture
async def database_url(engine: Engine) -> AsyncIterator[str]:
    """The address of an empty database, once for each engine."""
    async with engine.a_database() as url:
        yield url


@pytest.fixture
async def database(engine: Engine) -> AsyncIterator[Database]:
    """A database with all tables of the project, once for each engine."""
    async with engine.a_database(Database.create_all) as url, opened(url) as found:
        yield found
