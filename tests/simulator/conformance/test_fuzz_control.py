"""Whatever the control interface is told, it says what is wrong, and the world is whole afterwards."""

import json
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.simulator.conformance.scene import Scene
from tests.simulator.conformance.test_fuzz_bot_api import SEVERAL
from tests.simulator.conformance.whole import not_whole
from tests.simulator.conformance.wild import BROKEN, NONSENSE, REFS, Ref, Wild, filled, known_in
from tests.simulator.driving import Json

PEOPLE: Final = st.lists(st.sampled_from([Ref("asha"), Ref("imran"), Ref("stranger")]), max_size=3)
LIKELY: Final[dict[str, st.SearchStrategy[Any]]] = {
    "from": st.just(Ref("asha")),
    "text": st.sampled_from(["hello", "/start", "\x00", "🙂"]),
    "token": st.sampled_from(["77:x", "nonsense"]),
    "members": PEOPLE,
    "add": PEOPLE,
    "remove": PEOPLE,
    "administrators": PEOPLE,
    "id": st.sampled_from([-5, -1001, 5, 0, -(10**13), Ref("imran"), Ref("group")]),
    "button": st.sampled_from(["Go", "Yes", "go:1"]),
    "advance": st.sampled_from(["1s", "90s", "9999999999d", "1e9d", ""]),
    "to": st.sampled_from(["9999-12-31T23:59:59+00:00", "2026-01-01T00:00:00+00:00", "soon"]),
    "seconds": st.sampled_from([1, 1e308, -1, 10**30]),
    "count": st.sampled_from([1, 0.5, 10**30]),
    "kind": st.sampled_from(["too_many_requests", "server_error", "blocked", "migrated", "slow"]),
    "location": st.fixed_dictionaries({"latitude": NONSENSE, "longitude": NONSENSE}),
    "contact": st.fixed_dictionaries({"phone_number": NONSENSE}, optional={"first_name": NONSENSE}),
}
CALLS: Final = {
    "bots": ("token", "username", "first_name", "can_read_all_group_messages"),
    "users": ("id", "first_name", "last_name", "username", "phone", "language_code", "deactivated"),
    "groups": ("id", "title", "members", "forum", "bot_is_admin"),
    "chats/{chat}/messages": ("from", "text", "contact", "location", "reply_to", "thread", "forward_from", "anonymous", "quote"),
    "chats/{chat}/messages/{said}/edits": ("from", "text", "location"),
    "chats/{chat}/messages/{sent_with_button}/taps": ("from", "button", "data"),
    "chats/{chat}/messages/{sent}/reactions": ("from", "emoji"),
    "chats/{group}/messages": ("from", "text", "reply_to", "thread", "anonymous"),
    "chats/{supergroup}/members": ("add", "remove", "administrators", "bot", "restrict", "permissions", "ban", "unban", "seconds", "rights"),
    "chats/{supergroup}/permissions": ("can_send_messages", "can_dance"),
    "chats/{chat}/block": ("blocked",),
    "chats/{group}/migrate": (),
    "join": ("user", "link"),
    "faults": ("kind", "chat", "method", "count", "seconds", "retry_after", "status", "delay"),
    "clock": ("advance", "to", "until", "frozen", "wake"),
}  # fmt: skip
QUERIES: Final = st.sampled_from(
    [
        "",
        "viewer=nan",
        "viewer=inf",
        "viewer=1e400",
        "after=-1",
        "after=1e30",
        "wait=nan",
        "bot=nobody",
        "after=x",
    ]
)


@st.composite
def body(draw: st.DrawFn, names: tuple[str, ...]) -> Json:
    """Who it is, mostly right, and few more, so that much of it gets as far as being done."""
    some = draw(st.lists(st.sampled_from(names), unique=True, max_size=3)) if names else []
    some += ["from"] if "from" in names and draw(st.integers(0, 9)) else []
    return {
        name: draw(LIKELY[name] if name in LIKELY and draw(st.integers(0, 4)) else NONSENSE | REFS)
        for name in some
    }


def said(scene: Scene, path: str, query: str, wild: Wild) -> list[str]:
    """What is wrong with the answer; a tap is not waited for."""
    url = f"/sim/{path}?{query if 'wait=' in query else query + '&wait=0&timeout=0'}"
    headers = {"Content-Type": wild.kind} if wild.kind else {}
    answer = scene.town.http.request(wild.verb, url, content=wild.body, headers=headers)
    scene.town.http.delete("/sim/faults")
    if wild.verb == "HEAD" or answer.status_code == 200:
        return []
    right = 400 <= answer.status_code < 500 and isinstance(answer.json().get("error"), str)
    return [] if right else [f"{answer.status_code} {answer.text[:200]}"]


@pytest.mark.parametrize("path", CALLS)
def test_any_json_is_answered(path: str, scene: Scene) -> None:
    known = known_in(scene)
    place = path.format_map(known)

    @SEVERAL
    @given(told=body(CALLS[path]) | st.dictionaries(st.text(max_size=5), NONSENSE, max_size=3), query=QUERIES)
    def answered(told: Json, query: str) -> None:
        content = json.dumps(filled(told, known)).encode()
        wild = Wild("POST", "", "application/json", content)
        assert said(scene, place, query, wild) == []

    answered()
    assert not_whole(scene.town) == []


@SEVERAL
@given(
    path=st.sampled_from(
        [*CALLS, "chats", "updates", "calls", "nothing", "chats/9" * 3, f"chats/{'9' * 5000}/messages"]
    ),
    wild=BROKEN,
    query=QUERIES,
)
def test_any_body_is_answered(scene: Scene, path: str, wild: Wild, query: str) -> None:
    place = path.format_map(known_in(scene))
    assert said(scene, place, query, wild) == []
