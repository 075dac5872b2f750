"""What a photo of a report looks like, and why it would be asked for again.

`documents/pictures.py` looks at the bytes; here stands what the figures mean.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Protocol

from domain.media import Picture
from domain.places import Point
from domain.policy import Policy
from domain.words import N_

_UNKNOWN_TYPES: Final = frozenset({"", "application/octet-stream"})


def is_photo(picture: Picture) -> bool:
    """Whether it is to be looked at. A file says by its type what it is; where it does not, its bytes will."""
    return picture.kind == "photo" or (
        picture.kind == "document"
        and (picture.mime_type.startswith("image/") or picture.mime_type in _UNKNOWN_TYPES)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A barcode or QR code. `sort` is its symbology as its standard names it, for example Code128."""

    text: str
    sort: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """`width` and `height` in pixels, upright; both 0 where the bytes could not be opened.

    `dhash` is a difference hash of 64 bits, None for a picture without any contrast. `brightness` is the mean of its luma,
    0 to 255. `sharpness` is how much more its sharp parts vary from pixel to pixel than its smoothest one (variance of the
    Laplacian at 640 pixels): hundreds or thousands, below ten where nothing can be read. `taken_at` and `place` are what the
    camera wrote down. `thumbnail` is the SHA-256 of a JPEG.
    """

    sha256: str
    width: int = 0
    height: int = 0
    dhash: int | None = None
    brightness: int = 0
    sharpness: int = 0
    codes: tuple[Code, ...] = ()
    taken_at: datetime | None = None
    place: Point | None = None
    thumbnail: str = ""

    @property
    def is_readable(self) -> bool:
        return self.width > 0


@dataclass(frozen=True, slots=True)
class Seen:
    """`thumbnail` is a JPEG of at most 640 pixels, upright and without what the camera wrote down; empty if there is none."""

    looks: Looks
    thumbnail: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A picture in the report of a visit."""

    unique_id: str
    visit: str
    lead: str


class Album(Protocol):
    """The photos of reports, and what they look like once somebody has looked at them."""

    async def expect(self, pictures: Iterable[Picture], visit: str, lead: str) -> None:
        """They are looked at when their bytes are there; those that this visit knows already stay as they are."""

    async def note(self, unique_id: str, looks: Looks | None) -> list[Shown]:
        """For every visit that waits for it: these are answered, and wait no more. None: it is no picture.

        A thumbnail is kept as a file of their leads; where nobody waits any more it is deleted.
        """

    async def of(self, visit: str) -> Mapping[str, Looks]:
        """By `unique_id`; what has not been looked at is left out."""

    async def leads_like(self, looks: Looks, *, but: str) -> list[str]:
        """Other leads that have shown the same picture (`is_like` within `ALIKE_ELSEWHERE`), at most 20."""


class Fault(StrEnum):
    UNREADABLE = "unreadable"
    TOO_SMALL = "too_small"
    TOO_DARK = "too_dark"
    BLURRED = "blurred"
    REPEATED_HERE = "repeated_here"
    REPEATED_ELSEWHERE = "repeated_elsewhere"


ASKED_AGAIN: Final[Mapping[Fault, str]] = MappingProxyType(
    {
        Fault.UNREADABLE: N_("This file could not be opened. Please take a picture and send it as a photo."),
        Fault.TOO_SMALL: N_(
            "This picture is too small to see anything. Please send the photo itself, as the camera took it."
        ),
        Fault.TOO_DARK: N_("This picture is too dark to read. Please take it again with the light on."),
        Fault.BLURRED: N_(
            "This picture is blurred. Please take it again: hold the phone still and tap on what must be sharp."
        ),
        Fault.REPEATED_HERE: N_(
            "This picture stands in this report already. Please send another one, of what is asked here."
        ),
        Fault.REPEATED_ELSEWHERE: N_(
            "This picture was sent for another installation. Please take one at this site."
        ),
    }
)
"""Why, and what works instead."""


ALIKE_HERE: Final = 4
ALIKE_ELSEWHERE: Final = 2
"""Bits in which two difference hashes may differ: beside each other a second shot of the same is of no use, while two houses may look alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a picture is compared with: `here` are the others of its report, `elsewhere` the leads that have shown it, too."""

    here: tuple[Looks, ...] = ()
    elsewhere: tuple[str, ...] = ()


def faults_of(looks: Looks, policy: Policy, known: Known) -> tuple[Fault, ...]:
    """Why it would be asked for again, the first reason first; nothing where it is good."""
    if not looks.is_readable:
        return (Fault.UNREADABLE,)
    return tuple(_faults(looks, policy, known))


def _faults(looks: Looks, policy: Policy, known: Known) -> Iterator[Fault]:
    if min(looks.width, looks.height) < policy.photo_least_px:
        yield Fault.TOO_SMALL
    if looks.brightness < policy.photo_least_brightness:
        yield Fault.TOO_DARK  # whether it is sharp cannot be seen
    elif looks.sharpness < policy.photo_least_sharpness:
        yield Fault.BLURRED
    if any(is_like(looks, other, ALIKE_HERE) for other in known.here):
        yield Fault.REPEATED_HERE
    if known.elsewhere:
        yield Fault.REPEATED_ELSEWHERE


def is_like(one: Looks, other: Looks, within: int) -> bool:
    """The same bytes, or the same picture saved anew."""
    if one.sha256 == other.sha256:
        return True
    if one.dhash is None or other.dhash is None:
        return False
    return (one.dhash ^ other.dhash).bit_count() <= within
