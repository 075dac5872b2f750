"""Files of ours before a browser: what each is by its bytes, whole or the part that a film asks for."""

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from fastapi import Response
from fastapi.responses import StreamingResponse

from domain.errors import NotFound
from domain.words import say
from web.portal.frame import HEADERS
from web.ports import Media

_NOT_FILMS: Final = frozenset(
    {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"M4A "}
)
_FITS: Final[Mapping[str, Callable[[bytes], bool]]] = {
    "image/jpeg": lambda head: head.startswith(b"\xff\xd8\xff"),
    "image/png": lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"),
    "image/webp": lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP",
    "application/pdf": lambda head: head.startswith(b"%PDF-"),
    "video/mp4": lambda head: head[4:8] == b"ftyp" and head[8:12] not in _NOT_FILMS,
    "video/webm": lambda head: head.startswith(b"\x1a\x45\xdf\xa3"),
    "audio/ogg": lambda head: head.startswith(b"OggS"),
    "audio/mpeg": lambda head: head.startswith((b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
}
"""What a browser shows itself and what cannot run there; all else is only to be kept."""
_UNKNOWN: Final = "application/octet-stream"
_RANGE: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def type_of(content: bytes) -> str:
    return next((mime for mime, fits in _FITS.items() if fits(content[:16])), _UNKNOWN)


async def file_answer(media: Media, sha256: str | None, name: str, asked: str | None = None) -> Response:
    """A piece at a time, however large it is. `asked` is the `Range` of the request: of several parts the whole is given.

    `NotFound` where the bytes are not there, or not yet.
    """
    length, head = await _known(media, sha256)
    kind = type_of(head)
    headers = _headers(kind, name)
    part = _part(asked, length)
    start, end = part or (0, length)
    if part is not None and start >= end:
        headers["Content-Range"] = f"bytes */{length}"
        return Response(b"", HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers, kind)
    if part is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{length}"
    headers["Content-Length"] = str(end - start)
    status = HTTPStatus.OK if part is None else HTTPStatus.PARTIAL_CONTENT
    return StreamingResponse(media.pieces(sha256 or "", start, end), status, headers, kind)


async def _known(media: Media, sha256: str | None) -> tuple[int, bytes]:
    """How long it is, and how it begins."""
    try:
        if sha256:
            length = await media.size(sha256)
            return length, b"".join([piece async for piece in media.pieces(sha256, 0, min(16, length))])
    except KeyError:
        pass
    raise NotFound(say("This file is not there yet. Please try again in a minute."))


def _headers(kind: str, name: str) -> dict[str, str]:
    shown = "inline" if kind != _UNKNOWN else "attachment"
    headers = {
        **HEADERS,
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'self'",
        "X-Frame-Options": "SAMEORIGIN",
        # The same bytes for ever, but only for whoever is signed in.
        "Cache-Control": "private, max-age=600",
        "Accept-Ranges": "bytes",
        "Content-Disposition": f'{shown}; filename="{_plain(name)}"',
    }
    if kind == "application/pdf":
        headers["Content-Security-Policy"] = (
            "frame-ancestors 'self'"  # the browser's own viewer needs its parts
        )
    return headers


def _part(asked: str | None, length: int) -> tuple[int, int] | None:
    """From and to (excluded); None for the whole, an empty part where nothing is there."""
    match = _RANGE.fullmatch(asked.strip()) if asked else None
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        return (max(0, length - int(match[2])), length) if int(match[2]) else (length, length)
    start = int(match[1])
    end = min(length, int(match[2]) + 1) if match[2] else length
    if match[2] and int(match[2]) < start:
        return None
    return (start, end) if start < length else (length, length)


def _plain(name: str) -> str:
    ascii_only = name.encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._-]+", "-", ascii_only).strip("-.") or "file"
