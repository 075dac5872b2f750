"""The files of a report that come over the page: what an item takes, and what one really is, by its bytes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.checklists.model import Item, ItemKind
from domain.errors import Invalid
from domain.media import LARGEST_FILE, Picture
from domain.words import Words, say
from web.by_link.files import PHOTOS, VIDEOS, Type, kind_of, named
from web.ports import Arrival

MB: Final = 1024 * 1024
HEAD: Final = 16
"""Bytes by which a file is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """What an item takes: files of these types, each of at most so many bytes."""

    types: tuple[Type, ...]
    most: int

    @property
    def is_video(self) -> bool:
        return self.types is VIDEOS

    @property
    def accept(self) -> str:
        return ",".join(kind.mime for kind in self.types)

    @property
    def most_mb(self) -> int:
        return self.most // MB

    def named_by(self, head: bytes) -> Type:
        """`Invalid` for what the item does not take."""
        found = next((kind for kind in self.types if kind.fits(head)), None)
        if found is None:
            raise Invalid(self._other())
        return found

    def _other(self) -> Words:
        if self.is_video:
            return say(
                "This is no video, whatever its name says. Works: MP4, MOV, 3GP, WEBM or AVI, up to {most} MB.",
                most=self.most_mb,
            )
        return say(
            "This is no photo, whatever its name says. Works: JPG, PNG, WEBP or HEIC, up to {most} MB.",
            most=self.most_mb,
        )

    def too_large(self, size: int) -> Words:
        if self.is_video:
            return say(
                "This video has {size} MB, and at most {most} MB can be taken. Record it shorter or smaller, for example with 720p.",
                size=-(-size // MB),
                most=self.most_mb,
            )
        return say(
            "This photo has {size} MB, and at most {most} MB can be taken. Take it again as an ordinary photo.",
            size=-(-size // MB),
            most=self.most_mb,
        )


def slot_of(item: Item, video_most_mb: int) -> Slot | None:
    """None for what is not answered by files."""
    if item.kind is ItemKind.VIDEO:
        return Slot(types=VIDEOS, most=video_most_mb * MB)
    if item.kind in {ItemKind.PHOTOS, ItemKind.SERIAL}:
        return Slot(types=PHOTOS, most=LARGEST_FILE)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A file that is whole, and is what its item takes."""

    type: Type
    name: str
    arrival: Arrival

    async def kept(self, lead: str, now: datetime) -> Picture:
        """Its bytes are in the media store when this returns. `Invalid` for a photo that cannot be opened."""
        video = self.type.mime.startswith("video/")
        kind = "video" if video else await self._kind()
        sha256 = await self.arrival.keep()
        return Picture(
            kind="video" if video else ("photo" if kind == "photo" else "document"),
            **named(sha256, self.name, self.type, lead),
            size=self.arrival.size,
            taken_at=now,
        )

    async def _kind(self) -> str:
        try:
            return kind_of(await self.arrival.content(), self.type)
        except Invalid:
            raise Invalid(say("This photo is damaged and cannot be opened. Please take it again.")) from None
