"""Whether an answer has the shape that every answer has, and whether the world can still be looked at."""

from typing import Any

import httpx

from tests.simulator.driving import NUMBERS, SCHEMA, Town


def wrong_shape(answer: httpx.Response, kinds: list[str]) -> list[str]:
    """What is not as in the Bot API; `kinds` are the types that the method returns."""
    try:
        body: Any = answer.json()
    except ValueError:
        return [f"{answer.status_code}: no JSON: {answer.text[:200]}"]
    if answer.status_code >= 500:
        return [f"{answer.status_code} {body}"]
    if body.get("ok") is True:
        return _wrong_result(body, kinds)
    right = (
        body.get("ok") is False
        and body.get("error_code") == answer.status_code
        and isinstance(body.get("description"), str)
        and bool(body["description"])
        and body.keys() <= {"ok", "error_code", "description", "parameters"}
    )
    return [] if right else [f"{answer.status_code} {body}"]


def _wrong_result(body: Any, kinds: list[str]) -> list[str]:  # noqa: ANN401  any JSON
    if body.keys() != {"ok", "result"}:
        return [f"not an answer: {body}"]
    return min((SCHEMA.violations(kind, body["result"]) for kind in kinds), key=len, default=["no method"])


def not_whole(town: Town) -> list[str]:
    """What cannot be looked at any more: chats, messages, updates, the log."""
    lines = []
    chats = town.http.get("/sim/chats", params={"viewer": str(town.asha)})
    for chat in chats.json() if chats.status_code == 200 else []:
        path = f"/sim/chats/{chat['id']}/messages"
        seen = town.http.get(path, params={"bot": chat.get("bot", town.username)})
        lines += [] if seen.status_code == 200 else [f"{path}: {seen.text}"]
    last = town.look("calls", after=2**40)["last"]
    for path in (
        "/sim/updates",
        f"/sim/calls?after={last - 100}",
        "/sim/bots",
        "/sim/users",
        "/sim/faults",
        "/sim/clock",
    ):
        seen = town.http.get(path)
        lines += [] if seen.status_code == 200 else [f"{path}: {seen.text}"]
    town.http.post(f"/bot{town.token}/deleteWebhook")
    _fetched(town, allowed_updates=[])  # whatever the bot has asked for before, it hears of words again
    town.says(town.person("Late"), "/start")
    updates = _fetched(town)
    lines += [] if chats.status_code == 200 else [f"/sim/chats: {chats.text}"]
    return [*lines, *wrong_shape(updates, ["Array of Update"])]


def _fetched(town: Town, **more: object) -> httpx.Response:
    """The last updates, never with the same offset twice: that would be made to wait."""
    asked = {"offset": -1000 - next(NUMBERS), **more}
    return town.http.post(f"/bot{town.token}/getUpdates", json=asked)
