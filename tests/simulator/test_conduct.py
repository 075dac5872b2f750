"""Whatever it is asked, the simulator answers in its own words and never with a fault of its own."""

from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.methods import METHODS
from tests.simulator.driving import SCHEMA, Json, Town

QUIET = sorted(METHODS.keys() - {"getUpdates", "setWebhook", "close", "logOut", "leaveChat"})
WORDS = st.one_of(
    st.integers(-5, 6000), st.text(max_size=12), st.booleans(), st.floats(-200, 200), st.none(),
    st.sampled_from(["HTML", "<b>x</b>", "*x*", "attach://a", '{"type":"default"}']),
)  # fmt: skip
ANYTHING = st.recursive(
    WORDS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["text", "type", "keyboard", "inline_keyboard", "media"]), inner, max_size=3), max_leaves=6
)  # fmt: skip


@st.composite
def calls(draw: st.DrawFn) -> tuple[str, Json]:
    method = draw(st.sampled_from(QUIET))
    fields = list(SCHEMA.methods[method]["fields"])
    chosen = draw(st.lists(st.sampled_from(fields), unique=True, max_size=5)) if fields else []
    return method, {name: draw(ANYTHING) for name in chosen}


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(call=calls(), known=st.booleans())
def test_no_parameters_make_the_server_fail(town: Town, call: tuple[str, Json], known: bool) -> None:  # noqa: FBT001  given by hypothesis
    method, parameters = call
    if known and "chat_id" in SCHEMA.methods[method]["fields"]:
        parameters["chat_id"] = town.start()
    body = town.answer(method, **parameters)
    assert body["ok"] or body["error_code"] < 500, (method, parameters, body)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("bots", {"token": "nonsense"}),
        ("users", {"id": "seven"}),
        ("groups", {"id": 5}),
        ("groups", {"id": -77, "members": ["x"]}),
        ("chats/999999/messages", {"from": 1, "text": "x"}),
        ("faults", {"kind": "slow", "seconds": "long"}),
        ("clock", {"advance": None}),
        ("nothing", {}),
    ],
)
def test_the_control_interface_says_what_is_wrong(town: Town, path: str, body: Json) -> None:
    assert len(town.wrong(path, **body)) > 20


def test_a_body_that_is_no_object_is_refused(town: Town) -> None:
    answer = town.http.post("/sim/users", content=b"[1]")
    assert (answer.status_code, "example" in answer.json()["error"]) == (400, True)


def test_the_wrong_verb_is_refused(town: Town) -> None:
    assert town.http.put("/sim/users").status_code == 405


def test_no_file_outside_the_playground_is_given_out(town: Town) -> None:
    answer = httpx.get(f"{town.address}/playground/..%2Fserver.py")
    assert answer.status_code == 404


def test_events_tell_of_messages_calls_and_answers(town: Town) -> None:
    chat = town.start()
    with town.http.stream("GET", "/sim/events") as stream:
        lines = stream.iter_lines()
        next(lines)
        sender = httpx.Client(base_url=town.address)
        sender.post(f"/bot{town.token}/sendMessage", json={"chat_id": chat, "text": "hello"})
        sender.close()
        kinds = [_kind(line) for line in (next(lines) for _ in range(5)) if line]
    assert kinds == ["message", "call"]


def _kind(line: str) -> Any:  # noqa: ANN401  whatever the event says
    return httpx.Response(200, content=line.removeprefix("data: ")).json()["type"]
