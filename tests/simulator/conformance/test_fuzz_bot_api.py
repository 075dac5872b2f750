"""Whatever a bot sends, the answer has the Bot API's shape, and the world is whole afterwards."""

import os
from typing import Any, Final
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from simulator.methods import METHODS
from tests.simulator.conformance.scene import Scene
from tests.simulator.conformance.whole import not_whole, wrong_shape
from tests.simulator.conformance.wild import BODIES, BROKEN, Wild, filled, known_in, parameters, sent_as
from tests.simulator.driving import SCHEMA, Json

SEVERAL: Final = settings(
    max_examples=int(os.environ.get("CONFORMANCE_EXAMPLES", "8")),
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # the first find is told as it is: making it small takes minutes
    derandomize="CONFORMANCE_EXAMPLES" not in os.environ,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
ENDING: Final = frozenset({"close", "logOut"})  # the bot cannot do anything afterwards
SIMULATED: Final = sorted(METHODS)
OTHERS: Final = sorted(SCHEMA.methods.keys() - METHODS.keys())


def put(scene: Scene, method: str, wild: Wild) -> httpx.Response:
    url = f"/bot{scene.town.token}/{method}{'?' if wild.query else ''}{wild.query}"
    headers = {"Content-Type": wild.kind} if wild.kind else {}
    return scene.town.http.request(wild.verb, url, content=wild.body, headers=headers)


@pytest.mark.parametrize("method", SIMULATED)
def test_any_parameters_are_answered(method: str, request: pytest.FixtureRequest) -> None:
    scene: Scene = request.getfixturevalue("own_scene" if method in ENDING else "scene")
    known = known_in(scene)
    kinds = SCHEMA.methods[method]["returns"]

    @SEVERAL
    @given(params=parameters(method), way=BODIES)
    def answered(params: Json, way: str) -> None:
        plain = impatient(method, filled(params, known), scene)
        assert wrong_shape(put(scene, method, sent_as(way, plain)), kinds) == []

    answered()
    assert not_whole(scene.town) == []


def impatient(method: str, params: dict[str, Any], scene: Scene) -> dict[str, Any]:
    """Asking for updates waits where it is told to, and where the same is asked of it too soon with nothing to tell."""
    if method != "getUpdates":
        return params
    scene.town.says(scene.asha, "news")
    scene.town.http.post(f"/bot{scene.town.token}/getUpdates", json={"offset": -77})
    return {name: value for name, value in params.items() if name != "timeout" or isinstance(value, list)}


@SEVERAL
@given(method=st.sampled_from(OTHERS), data=st.data())
def test_other_methods_are_refused_whatever_they_bring(
    scene: Scene, method: str, data: st.DataObject
) -> None:
    params = filled(data.draw(parameters(method)), known_in(scene))
    answer = put(scene, method, sent_as("json", params))
    assert (wrong_shape(answer, []), answer.json()["ok"]) == ([], False)


@SEVERAL
@given(
    method=st.sampled_from([*SIMULATED, "nothing", "send\x00", ""]).filter(
        lambda name: name not in {"getUpdates", *ENDING}
    ),
    wild=BROKEN,
)
def test_any_body_is_answered(scene: Scene, method: str, wild: Wild) -> None:
    kinds = SCHEMA.methods.get(method, {"returns": []})["returns"]
    answer = put(scene, quote(method), wild)
    assert wild.verb == "HEAD" or wrong_shape(answer, kinds) == []
    assert answer.status_code < 500


def test_the_world_is_whole_after_broken_bodies(scene: Scene) -> None:
    assert not_whole(scene.town) == []
