"""A file that came over the page: what it really is, by its bytes, and how it is kept."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import PurePosixPath
from typing import Final, Literal, TypedDict

from PIL import Image, UnidentifiedImageError

from domain.errors import Invalid
from domain.media import LARGEST_FILE, Picture
from domain.words import say

LARGEST_PHOTO: Final = 10 * 1024 * 1024
"""What Telegram takes as a photo; anything larger goes out as a file."""
LARGEST_DRAWING: Final = 200 * 1024
DRAWING_SIDE: Final = 1600
LONGEST_NAME: Final = 100
_SIDES: Final = 10_000
_SHAPE: Final = 20
_HEIF: Final = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
_END_OF_ZIP: Final = b"PK\x05\x06"
_ZIP_TAIL: Final = 65_557


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    mime: str
    ending: str
    fits: Callable[[bytes], bool]
    pillow: str | None = None


TYPES: Final = (
    Type(mime="image/jpeg", ending=".jpg", fits=lambda head: head.startswith(b"\xff\xd8\xff"), pillow="JPEG"),
    Type(
        mime="image/png", ending=".png", fits=lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"), pillow="PNG"
    ),
    Type(
        mime="image/webp",
        ending=".webp",
        fits=lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP",
        pillow="WEBP",
    ),
    Type(mime="image/heic", ending=".heic", fits=lambda head: head[4:8] == b"ftyp" and head[8:12] in _HEIF),
    Type(mime="application/pdf", ending=".pdf", fits=lambda head: head.startswith(b"%PDF-")),
)
PHOTOS: Final = tuple(kind for kind in TYPES if kind.mime.startswith("image/"))
_HEIF_LIKE: Final = _HEIF | {b"avif", b"avis"}
VIDEOS: Final = (
    Type(
        mime="video/quicktime",
        ending=".mov",
        fits=lambda head: head[4:12] == b"ftypqt  " or head[4:8] in {b"moov", b"mdat", b"wide"},
    ),
    Type(mime="video/3gpp", ending=".3gp", fits=lambda head: head[4:11] == b"ftyp3gp"),
    Type(
        mime="video/mp4",
        ending=".mp4",
        fits=lambda head: (
            head[4:8] == b"ftyp" and head[8:12] not in _HEIF_LIKE and not head[8:11].startswith(b"M4A")
        ),
    ),
    Type(mime="video/webm", ending=".webm", fits=lambda head: head.startswith(b"\x1a\x45\xdf\xa3")),
    Type(
        mime="video/x-msvideo",
        ending=".avi",
        fits=lambda head: head[:4] == b"RIFF" and head[8:12] == b"AVI ",
    ),
)
ACCEPT: Final = ",".join(kind.mime for kind in TYPES)
_NAMED: Final[Mapping[bytes, str]] = {
    b"PK\x03\x04": "ZIP, Word or Excel",
    b"MZ": "program",
    b"OggS": "audio",
    b"ID3": "audio",
    b"\xd0\xcf\x11\xe0": "Word or Excel",
    b"<": "web page",
}


def picture_of(content: bytes, name: str, lead: str, now: datetime) -> Picture:
    """`Invalid` for what is neither a photo nor a PDF by its bytes. The same bytes for the same lead are one picture."""
    if not content:
        raise Invalid(say("This file is empty. Please choose a photo or the PDF of the bill."))
    if len(content) > LARGEST_FILE:
        raise too_large(len(content))
    found = next((kind for kind in TYPES if kind.fits(content[:16])), None)
    if found is None:
        raise _unknown(content)
    if _END_OF_ZIP in content[-_ZIP_TAIL:]:
        raise Invalid(
            say("There is an archive hidden in this file, so we do not take it. Please send a fresh photo.")
        )
    return Picture(
        kind=kind_of(content, found),
        **named(hashlib.sha256(content).hexdigest(), name, found, lead),
        size=len(content),
        taken_at=now,
    )


class Named(TypedDict):
    unique_id: str
    file_id: str
    sha256: str
    file_name: str
    mime_type: str


def named(sha256: str, name: str, found: Type, lead: str) -> Named:
    """The same bytes for the same lead have the same name, however often they come."""
    return Named(
        unique_id=f"web-{hashlib.sha256(f'{lead}:{sha256}'.encode()).hexdigest()[:40]}",
        file_id="",
        sha256=sha256,
        file_name=_name(name, found),
        mime_type=found.mime,
    )


def expect_drawing(content: bytes) -> None:
    """`Invalid` unless it is a small PNG with something on it, as the page's own script draws it."""
    wrong = Invalid(
        say("This is no signature. Please draw it on the page, or type your name. Example: Asha Rao.")
    )
    if len(content) > LARGEST_DRAWING:
        raise wrong
    try:
        with Image.open(BytesIO(content), formats=["PNG"]) as image:
            if max(image.size) > DRAWING_SIDE:
                raise wrong
            darkest, lightest = image.convert("L").getextrema()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise wrong from None
    if darkest == lightest:
        raise Invalid(say("The signature is empty. Please draw it, or type your name. Example: Asha Rao."))


def too_large(size: int) -> Invalid:
    return Invalid(
        say(
            "This file has {size} MB, and at most 20 MB can be taken. Take a photo of the paper instead, or send its first page.",
            size=-(-size // (1024 * 1024)),
        )
    )


def _unknown(content: bytes) -> Invalid:
    what = next((named for head, named in _NAMED.items() if content.startswith(head)), None)
    if what is None:
        return Invalid(
            say(
                "This is neither a photo nor a PDF, whatever its name says. Works: JPG, PNG, WEBP, HEIC or PDF, up to 20 MB."
            )
        )
    return Invalid(
        say(
            "This is neither a photo nor a PDF, but looks like: {what}. Works: JPG, PNG, WEBP, HEIC or PDF, up to 20 MB.",
            what=what,
        )
    )


def kind_of(content: bytes, found: Type) -> Literal["photo", "document"]:
    """`Invalid` where it begins like a picture and is none; only its head is decoded."""
    if found.pillow is None:
        return "document"
    try:
        with Image.open(BytesIO(content), formats=[found.pillow]) as image:
            width, height = image.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Invalid(
            say("This photo is damaged and cannot be opened. Please take it again, or send the PDF.")
        ) from None
    fits = width + height <= _SIDES and max(width, height) <= _SHAPE * min(width, height)
    shown = found.pillow in {"JPEG", "PNG"} and fits and len(content) <= LARGEST_PHOTO
    return "photo" if shown else "document"


def _name(given: str, found: Type) -> str:
    """Of the name that was given only what harms nobody; the ending is that of the content."""
    last = PurePosixPath(given.replace("\\", "/")).name
    shown = "".join(letter for letter in last if letter.isprintable() and letter not in '<>:"|?*')
    stem = shown.rpartition(".")[0] or shown or "file"
    return f"{stem[:LONGEST_NAME].strip('. ') or 'file'}{found.ending}"
