"""What a bot asks and says about itself: each case has a bot that nobody has told anything yet."""

import pytest

from tests.simulator.conformance.cases import Case
from tests.simulator.conformance.checking import faults, put_by
from tests.simulator.conformance.clients import Client
from tests.simulator.conformance.every import ABOUT_THE_BOT
from tests.simulator.conformance.scene import Scene


@pytest.mark.parametrize(("case", "client"), put_by(ABOUT_THE_BOT))
def test_a_case_is_the_same_for_every_client(
    case: Case, client: str, own_scene: Scene, clients: dict[str, Client]
) -> None:
    assert faults(case, clients[client], own_scene) == []
