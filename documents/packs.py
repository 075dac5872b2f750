"""The closure pack as a file: its photos fetched and shrunk one by one, then set in a thread."""

import asyncio
import hashlib
import re
import tempfile
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from documents.closure_pack import closure_pack
from documents.facts import ClosureFacts
from documents.photos import shrink
from domain.calendar import Calendar
from domain.words import Speak

_CALENDAR: Final = Calendar()


class Media(Protocol):
    async def get(self, sha256: str) -> bytes:
        """Raises KeyError where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """`without` are the photos whose bytes were not in the archive; with none, it is the final document."""

    name: str
    content: bytes
    sha256: str
    without: tuple[str, ...]


async def compile_pack(facts: ClosureFacts, archived: Mapping[str, str], media: Media, speak: Speak) -> Paper:
    """`archived`: photo's unique id → SHA-256 of its bytes in `media`."""
    with tempfile.TemporaryDirectory(prefix="pack-") as folder:
        pictures = await _pictures(facts, archived, media, Path(folder))
        content = await asyncio.to_thread(closure_pack, facts, pictures, speak)
    return Paper(
        name=file_name(facts),
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        without=tuple(photo.unique_id for photo in facts.photos if photo.unique_id not in archived),
    )


def file_name(facts: ClosureFacts) -> str:
    """`OEM_LEADID_CITY_SERIAL_YYYYMMDD.pdf` (`domain-facts.md` section 7), of plain letters only."""
    day = f"{_CALENDAR.local(facts.pack.facts_at):%Y%m%d}"
    parts = (facts.oem, facts.lead.id, facts.lead.customer.city, facts.serial, day)
    return "_".join(_plain(part) for part in parts) + ".pdf"


def _plain(text: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9-]+", "-", ascii_only).strip("-")[:40] or "NA"


async def _pictures(
    facts: ClosureFacts, archived: Mapping[str, str], media: Media, folder: Path
) -> dict[str, Path]:
    """One original in memory at a time."""
    found: dict[str, Path] = {}
    for number, photo in enumerate(facts.photos):
        if photo.unique_id in found or photo.unique_id not in archived:
            continue
        target = folder / f"{number:03d}.jpg"
        content = await media.get(archived[photo.unique_id])
        if await asyncio.to_thread(shrink, content, target):
            found[photo.unique_id] = target
    return found
