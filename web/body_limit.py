"""Refuses a body that is too large before anything reads it."""

from http import HTTPStatus
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.problems import problem

LARGEST_BODY: Final = 64 * 1024
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
        body = await _read(receive, self._largest)
        if body is None:
            kib = self._largest // 1024
            refusal = problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A body has at most {kib} KiB.")
            await refusal(scope, receive, send)
            return
        await self._app(scope, _replayed(body, receive), send)


async def _read(receive: Receive, largest: int) -> bytes | None:
    body = b""
    while True:
        message = await receive()
        part: bytes = message.get("body", b"")
        body += part
        if len(body) > largest:
            return None
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return body


def _replayed(body: bytes, receive: Receive) -> Receive:
    told = False

    async def replay() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
