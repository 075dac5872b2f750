"""Files of ours before a browser: what each is by its bytes, whole or the part that a film asks for."""

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from fastapi import Response

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


async def kept(media: Media, sha256: str | None) -> bytes:
    """`NotFound` where the bytes are not there, or not yet."""
    try:
        if sha256:
            return await media.get(sha256)
    except KeyError:
        pass
    raise NotFound(say("This file is not there yet. Please try again in a minute."))


def file_answer(content: bytes, name: str, asked: str | None = None) -> Response:
    """`asked` is the `Range` of the request: of several parts the whole is given."""
    kind = type_of(content)
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
    part = _part(asked, len(content))
    if part is None:
        return Response(content, headers=headers, media_type=kind)
    start, end = part
    if start >= end:
        headers["Content-Range"] = f"bytes */{len(content)}"
        return Response(b"", HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers, kind)
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{len(content)}"
    return Response(content[start:end], HTTPStatus.PARTIAL_CONTENT, headers, kind)


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
