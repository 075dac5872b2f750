"""Files of ours before a browser: what each is by its bytes, whole or the part that a film asks for, a piece at a time."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from fastapi import Response
from fastapi.responses import StreamingResponse

from domain.errors import NotFound
from domain.words import say
from web.by_link.files import TYPES, VIDEOS, Type
from web.portal.frame import HEADERS
from web.ports import Pieces

_SOUNDS: Final = (
    Type(mime="audio/ogg", ending=".ogg", fits=lambda head: head.startswith(b"OggS")),
    Type(mime="audio/mp4", ending=".m4a", fits=lambda head: head[4:11] == b"ftypM4A"),
    Type(
        mime="audio/mpeg",
        ending=".mp3",
        fits=lambda head: head.startswith((b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    ),
)
_SHOWN: Final = (*TYPES, *_SOUNDS, *VIDEOS)
"""What a browser may show itself, because nothing of it can run there; all else is only to be kept."""
_UNKNOWN: Final = "application/octet-stream"
_HEAD: Final = 16
_RANGE: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def type_of(head: bytes) -> str:
    return next((kind.mime for kind in _SHOWN if kind.fits(head)), _UNKNOWN)


async def file_answer(media: Pieces, sha256: str | None, name: str, asked: str | None = None) -> Response:
    """`asked` is the `Range` of the request: of several parts the whole is given. `NotFound` while there are no bytes."""
    try:
        length = await media.size(sha256 or "")
        head = b"".join([piece async for piece in media.pieces(sha256 or "", 0, min(_HEAD, length))])
    except (KeyError, ValueError):
        raise NotFound(say("This file is not there yet. Please try again in a minute.")) from None
    kind, part = type_of(head), _part(asked, length)
    start, end = part or (0, length)
    headers = {**_headers(kind, name), "Content-Length": str(end - start)}
    if part is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{length}" if start < end else f"bytes */{length}"
    if start >= end:
        status = HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE if part else HTTPStatus.OK
        return Response(b"", status, headers, kind)
    status = HTTPStatus.PARTIAL_CONTENT if part else HTTPStatus.OK
    return StreamingResponse(media.pieces(sha256 or "", start, end), status, headers, kind)


def _headers(kind: str, name: str) -> Mapping[str, str]:
    shown = "inline" if kind != _UNKNOWN else "attachment"
    # The browser's own viewer of PDFs needs its parts.
    policy = "" if kind == "application/pdf" else "default-src 'none'; "
    return {
        **HEADERS,
        "Content-Security-Policy": f"{policy}frame-ancestors 'self'",
        "X-Frame-Options": "SAMEORIGIN",
        # The same bytes for ever, but only for whoever is signed in.
        "Cache-Control": "private, max-age=600",
        "Accept-Ranges": "bytes",
        "Content-Disposition": f'{shown}; filename="{_plain(name)}"',
    }


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
