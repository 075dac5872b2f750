"""Refuses a body that is too large before anything reads it."""

from collections.abc import Mapping
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.problems import Kind, problem

LARGEST_BODY: Final = 64 * 1024
LARGER: Final[Mapping[str, int]] = {"/api/v1/leads/batch": 1024 * 1024}
LIMITED: Final = "/api/"


class BodyLimit:
    """Of the API only; the whole body is read first, so that a refusal never leaves work half done."""

    def __init__(self, app: ASGIApp, largest: int = LARGEST_BODY) -> None:
        self._app = app
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(LIMITED):
            await self._app(scope, receive, send)
            return
        largest = LARGER.get(scope["path"], self._largest)
        body = await _read(receive, largest)
        if body is None:
            refusal = problem(Kind.TOO_LARGE, f"A body has at most {largest // 1024} KiB here.")
            await refusal(scope, receive, send)
            return
        await self._app(scope, _replayed(body, receive), send)


async def _read(receive: Receive, largest: int) -> bytes | None:
    parts: list[bytes] = []
    length = 0
    while True:
        message = await receive()
        part: bytes = message.get("body", b"")
        parts.append(part)
        length += len(part)
        if length > largest:
            return None
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return b"".join(parts)


def _replayed(body: bytes, receive: Receive) -> Receive:
    told = False

    async def replay() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
