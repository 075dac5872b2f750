"""Forms as browsers send them: small ones in memory, a file up to the size that can be imported."""

from dataclasses import dataclass
from typing import Final

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Message

from domain.errors import Invalid
from domain.leads.imports import MOST_BYTES
from domain.words import say
from web.portal.frame import CSRF
from web.portal.session import Forged, Here, cookie_of, expect_own_form

SMALL: Final = 256 * 1024
WITH_FILE: Final = MOST_BYTES + SMALL
_LET_PASS: Final = 200 * 1024 * 1024
"""A browser shows our answer only when it could send all it has; beyond this it may see the door shut."""
_MOST_FIELDS: Final = 1_000


class TooLarge(Exception):
    """The body is larger than such a form can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What stood in the fields; the first of two with one name counts."""

    values: dict[str, str]
    file_name: str = ""
    content: bytes | None = None

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")


async def sent_by(here: Here, *, most: int = SMALL) -> Sent:
    """Raises Forged, TooLarge, and Invalid for what is no form."""
    sent = await read_form(here.request, most=most)
    secret = cookie_of(here.request, "session", here.ports)
    try:
        expect_own_form(here.request, sent[CSRF], secret, here.ports)
    except Forged as forged:
        raise Forged(sent.values) from forged
    return sent


async def read_form(request: Request, *, most: int = SMALL) -> Sent:
    limited = Request(request.scope, _Limited(request, most).receive)
    try:
        async with limited.form(max_files=1, max_fields=_MOST_FIELDS, max_part_size=SMALL) as form:
            return await _sent(form)
    except (HTTPException, ClientDisconnect) as error:
        raise Invalid(say("This form cannot be read. Open the page again and send it from there.")) from error


async def _sent(form: FormData) -> Sent:
    values: dict[str, str] = {}
    file_name, content = "", None
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            file_name, content = _clean(value.filename or ""), await value.read()
        else:
            values.setdefault(_clean(name), _clean(value))
    return Sent(values=values, file_name=file_name, content=content)


def _clean(text: str) -> str:
    """Without what no database and no page keeps."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


class _Limited:
    """Raises TooLarge once the body is; the rest is let pass unread, so that the browser gets our answer."""

    def __init__(self, request: Request, most: int) -> None:
        self._request = request
        self._most = most
        self._length = 0

    async def receive(self) -> Message:
        message = await self._request.receive()
        self._length += len(message.get("body", b""))
        if self._length > self._most:
            while message.get("more_body", False) and self._length < _LET_PASS:
                message = await self._request.receive()
                self._length += len(message.get("body", b""))
            raise TooLarge
        return message
