from collections.abc import Iterator

import pytest

from tests.simulator.driving import Town, a_simulator
from tests.simulator.playground_town import (  # noqa: F401  fixtures of the playground's tests
    acme,
    address,
    blank,
    browser,
    page,
    spare,
)


@pytest.fixture(scope="session")
def simulator() -> Iterator[str]:
    """One process for all tests; each has a bot and people of its own, and all share a standing clock."""
    with a_simulator("--frozen") as where:
        yield where


@pytest.fixture
def town(simulator: str) -> Iterator[Town]:
    made = Town(simulator)
    yield made
    made.http.delete("/sim/faults")
    made.http.close()
