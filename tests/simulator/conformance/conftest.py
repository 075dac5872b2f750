import asyncio
from collections.abc import Iterator

import pytest

from tests.simulator.conformance import aiogram_client, python_telegram_bot_client
from tests.simulator.conformance.clients import Client, plain
from tests.simulator.conformance.scene import Scene
from tests.simulator.driving import Town, a_simulator


@pytest.fixture(scope="module")
def simulator() -> Iterator[str]:
    """One process for each module; every case has people of its own in it."""
    with a_simulator("--frozen") as address:
        yield address


@pytest.fixture(scope="module")
def clients(simulator: str) -> Iterator[dict[str, Client]]:
    with (
        asyncio.Runner() as runner,
        plain(simulator, "httpx-json") as as_json,
        plain(simulator, "httpx-form") as as_form,
        plain(simulator, "httpx-multipart") as as_multipart,
        aiogram_client.opened(simulator, runner) as aiogram,
        python_telegram_bot_client.opened(simulator, runner) as python,
    ):
        yield {client.name: client for client in (as_json, as_form, as_multipart, aiogram, python)}


@pytest.fixture(scope="module")
def the_town(simulator: str) -> Iterator[Town]:
    """One bot for a whole module: a group takes in every bot there is, so thousands of bots would be slow."""
    town = Town(simulator)
    yield town
    town.http.close()


@pytest.fixture
def scene(the_town: Town) -> Iterator[Scene]:
    """New people and chats around the same bot."""
    the_town.asha = the_town.person("Asha", last_name="Rao", phone="+919800000001")
    yield Scene(the_town)
    the_town.http.delete("/sim/faults")


@pytest.fixture
def own_scene(simulator: str) -> Iterator[Scene]:
    """A bot of its own, about which nothing is known yet."""
    town = Town(simulator)
    yield Scene(town)
    town.http.close()
