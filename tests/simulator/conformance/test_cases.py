"""Every method's happy path and refusals, as three clients see them: same words, same types, nothing lost."""

import pytest

from tests.simulator.conformance.cases import Case
from tests.simulator.conformance.checking import faults, put_by
from tests.simulator.conformance.clients import Client
from tests.simulator.conformance.every import AROUND
from tests.simulator.conformance.scene import Scene


@pytest.mark.parametrize(("case", "client"), put_by(AROUND))
def test_a_case_is_the_same_for_every_client(
    case: Case, client: str, scene: Scene, clients: dict[str, Client]
) -> None:
    assert faults(case, clients[client], scene) == []
