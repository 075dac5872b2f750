"""Every kind of update as three clients see it: of the types of the Bot API, and nothing lost."""

from collections.abc import Iterator

import pytest

from tests.simulator.conformance.cases import unlike
from tests.simulator.conformance.checking import LIBRARIES
from tests.simulator.conformance.clients import Client
from tests.simulator.conformance.happenings import ALL_KINDS, HAPPENINGS, Happening
from tests.simulator.conformance.losses import losses
from tests.simulator.conformance.scene import Scene
from tests.simulator.driving import SCHEMA, Town


@pytest.fixture(scope="module")
def the_town(simulator: str) -> Iterator[Town]:
    """Hears of everything; what it has been told it confirms with its next offset."""
    town = Town(simulator)
    town.ok("getUpdates", offset=1, allowed_updates=ALL_KINDS)
    town.offset = 2
    yield town
    town.http.close()


@pytest.mark.parametrize("client", ["httpx-json", *LIBRARIES])
@pytest.mark.parametrize("happening", HAPPENINGS, ids=str)
def test_an_update_is_the_same_for_every_client(
    happening: Happening, client: str, scene: Scene, clients: dict[str, Client]
) -> None:
    for name in happening.before:
        scene.fill(f"${name}")
    scene.town.drain()
    happening.does(scene)
    answer = clients[client].call(scene.town.token, "getUpdates", {"offset": scene.town.offset})
    updates = answer.body["result"]
    scene.town.offset = updates[-1]["update_id"] + 1
    assert unlike(scene.fill(list(happening.shows)), updates) == []
    assert SCHEMA.violations("Array of Update", updates) == []
    assert losses(client, answer) == []
