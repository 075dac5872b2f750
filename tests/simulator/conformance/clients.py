"""One Bot API call, put by three independent clients: plain httpx, aiogram and python-telegram-bot.

Parameters are written once, as JSON with `File` where a file goes; each client says them in its own words. Every client
keeps the answer as it came over the wire beside what its library made of it.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx

from tests.simulator.driving import Json

TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class File:
    name: str
    data: bytes = field(repr=False)


@dataclass(slots=True, kw_only=True)
class Answer:
    """`body` is what came over the wire; `back` is the library's object turned into JSON again.

    `unknown` are fields for which the library has no name, `error` is what it raised.
    """

    status: int
    body: Json
    back: object = None
    unknown: list[str] = field(default_factory=list)
    error: Exception | None = None


class Client(Protocol):
    name: str

    def call(self, token: str, method: str, params: Json) -> Answer: ...


Body = Callable[[Json, dict[str, File]], dict[str, Any]]


def _as_json(plain: Json, files: dict[str, File]) -> dict[str, Any]:
    """Files cannot travel in JSON: such a call is a form of several parts in any case."""
    return {"json": plain} if not files else _as_multipart(plain, files)


def _as_form(plain: Json, files: dict[str, File]) -> dict[str, Any]:
    return {"data": _texts(plain)} if not files else _as_multipart(plain, files)


def _as_multipart(plain: Json, files: dict[str, File]) -> dict[str, Any]:
    parts: list[tuple[str, tuple[str | None, bytes | str]]] = [
        (name, (None, text)) for name, text in _texts(plain).items()
    ]
    return {"files": [*parts, *((name, (file.name, file.data)) for name, file in files.items())]}


def _texts(plain: Json) -> dict[str, str]:
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in plain.items()
    }


def _apart(params: Json) -> tuple[Json, dict[str, File]]:
    """Parameters without their files, which stand beside them; inner ones are named `attach://`."""
    files: dict[str, File] = {name: value for name, value in params.items() if isinstance(value, File)}

    def attached(value: object) -> object:
        if isinstance(value, File):
            name = f"file{len(files)}"
            files[name] = value
            return f"attach://{name}"
        if isinstance(value, dict):
            return {key: attached(item) for key, item in value.items()}
        return [attached(item) for item in value] if isinstance(value, list) else value

    plain = {name: attached(value) for name, value in params.items() if not isinstance(value, File)}
    return plain, files


class Plain:
    """No library: nothing to parse into, every body can be said."""

    def __init__(self, address: str, name: str, body: Body) -> None:
        self.name = name
        self._body = body
        self._http = httpx.Client(base_url=address, timeout=TIMEOUT_S)

    def call(self, token: str, method: str, params: Json) -> Answer:
        request = self._body(*_apart(params))
        answer = self._http.post(f"/bot{token}/{method}", **request)
        body: Json = answer.json()
        return Answer(status=answer.status_code, body=body, back=body.get("result"))

    def close(self) -> None:
        self._http.close()


PLAIN: dict[str, Body] = {
    "httpx-json": _as_json,
    "httpx-form": _as_form,
    "httpx-multipart": _as_multipart,
}


@contextmanager
def plain(address: str, name: str) -> Iterator[Client]:
    client = Plain(address, name, PLAIN[name])
    yield client
    client.close()
