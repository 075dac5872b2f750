"""The closure pack, and a report by itself, as a file: photos fetched and shrunk one by one, then set in a thread, one at a time."""

import asyncio
import hashlib
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, TypeVar

from documents.closure_pack import closure_pack
from documents.facts import ClosureFacts
from documents.photos import shrink
from documents.report import report_paper
from domain.calendar import Calendar
from domain.evidence import is_photo
from domain.media import Picture
from domain.visits.reviewing import Review
from domain.words import Speak

_CALENDAR: Final = Calendar()
_SETTING: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="papers")
"""One photo is decoded and one paper is in memory with its photos at a time, however many are asked for."""


T = TypeVar("T")


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
        pictures = await _pictures(facts.photos, archived, media, Path(folder))
        content = await _in_turn(closure_pack, facts, pictures, speak)
    return _paper(file_name(facts), content, facts.photos, archived)


async def compile_report(review: Review, archived: Mapping[str, str], media: Media, speak: Speak) -> Paper:
    """As `compile_pack`, of one report."""
    with tempfile.TemporaryDirectory(prefix="report-") as folder:
        pictures = await _pictures(review.files, archived, media, Path(folder))
        content = await _in_turn(report_paper, review, pictures, speak)
    return _paper(report_name(review), content, review.files, archived)


async def _in_turn(
    draw: Callable[[T, Mapping[str, Path], Speak], bytes],
    facts: T,
    pictures: Mapping[str, Path],
    speak: Speak,
) -> bytes:
    return await asyncio.get_running_loop().run_in_executor(_SETTING, draw, facts, pictures, speak)


def _paper(name: str, content: bytes, photos: Iterable[Picture], archived: Mapping[str, str]) -> Paper:
    without = tuple(photo.unique_id for photo in photos if photo.unique_id not in archived)
    return Paper(name=name, content=content, sha256=hashlib.sha256(content).hexdigest(), without=without)


def file_name(facts: ClosureFacts) -> str:
    """`OEM_LEADID_CITY_SERIAL_YYYYMMDD.pdf` (`domain-facts.md` section 7), of plain letters only."""
    day = f"{_CALENDAR.local(facts.pack.facts_at):%Y%m%d}"
    parts = (facts.oem, facts.lead.id, facts.lead.customer.city, facts.serial, day)
    return "_".join(_plain(part) for part in parts) + ".pdf"


def report_name(review: Review) -> str:
    """`OEM_VISITID_CITY_YYYYMMDD.pdf`, the day on which it was sent."""
    day = f"{_CALENDAR.local(review.report.submitted_at):%Y%m%d}"
    parts = (review.oem, review.visit.id, review.lead.customer.city, day)
    return "_".join(_plain(part) for part in parts) + ".pdf"


def _plain(text: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9-]+", "-", ascii_only).strip("-")[:40] or "NA"


async def _pictures(
    photos: Iterable[Picture], archived: Mapping[str, str], media: Media, folder: Path
) -> dict[str, Path]:
    """One original in memory at a time."""
    found: dict[str, Path] = {}
    for number, photo in enumerate(photos):
        if photo.unique_id in found or photo.unique_id not in archived or not is_photo(photo):
            continue
        target = folder / f"{number:03d}.jpg"
        content = await media.get(archived[photo.unique_id])
        if await asyncio.get_running_loop().run_in_executor(_SETTING, shrink, content, target):
            found[photo.unique_id] = target
    return found
