"""What a form of the page sent, read within limits: too much of it is a refusal in words, never a broken connection."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive

from domain.errors import Invalid
from domain.media import LARGEST_FILE
from domain.words import say
from web.by_link.files import too_large

LARGEST_FORM: Final = 64 * 1024
ROOM: Final = 64 * 1024
"""What a form may have beside its file."""
MOST_DRAINED: Final = 200 * 1024 * 1024
LONGEST_FIELD: Final = 4000
_UPLOAD: Final = "multipart/form-data"
_FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """`content` and `name` of the file, where one was chosen."""

    fields: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    name: str = ""

    def text(self, key: str) -> str:
        return self.fields.get(key, "").strip()


class _TooMuch(Exception):
    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


class _Bounded:
    """Counts what comes, and keeps nothing of what is too much."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._most = most
        self._length = 0
        self._more = True

    async def __call__(self) -> Message:
        message = await self._next()
        if self._length > self._most:
            raise _TooMuch(self._length)
        return message

    async def drain(self) -> int:
        """Reads on to the end, so that the browser gets to see the answer; the size as far as it was read."""
        while self._more and self._length < MOST_DRAINED:
            await self._next()
        return self._length

    async def _next(self) -> Message:
        message = await self._receive()
        self._length += len(message.get("body", b""))
        self._more = bool(message.get("more_body")) and message["type"] == "http.request"
        return message


async def read(request: Request) -> Given:
    """`Invalid` for a form that is too large or not as the page makes it."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not kind:
        return Given()
    if kind not in {_UPLOAD, _FORM}:
        raise _unreadable()
    most = LARGEST_FILE + ROOM if kind == _UPLOAD else LARGEST_FORM
    body = _Bounded(request.receive, most)
    try:
        return await _parsed(Request(request.scope, body))
    except _TooMuch:
        raise too_large(await body.drain()) from None
    except HTTPException:
        await body.drain()
        raise _unreadable() from None


async def _parsed(request: Request) -> Given:
    async with request.form(max_files=1, max_fields=20, max_part_size=ROOM) as form:
        fields = {key: value[:LONGEST_FIELD] for key, value in form.items() if isinstance(value, str)}
        file = next((value for value in form.values() if isinstance(value, UploadFile)), None)
        if file is None:
            return Given(fields=_clean(fields))
        content = await file.read()
        chosen = bool(content or file.filename)
        return Given(
            fields=_clean(fields), content=content if chosen else None, name=(file.filename or "")[:400]
        )


def _clean(fields: Mapping[str, str]) -> dict[str, str]:
    """Without what no database keeps: null characters and halves of characters."""
    return {
        key: value.replace("\x00", "").encode("utf-8", "ignore").decode() for key, value in fields.items()
    }


def _unreadable() -> Invalid:
    return Invalid(say("We could not read what was sent. Please open the page again and send it once more."))
