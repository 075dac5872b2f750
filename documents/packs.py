"""The closure pack, and a report by itself, as a file: photos fetched and shrunk one by one, then set in a thread, one at a time."""

import asyncio
import hashlib
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from documents.closure_pack import closure_pack
from documents.folder import Leaf
from documents.pack_folder import write_pack_folder
from documents.photos import shrink
from documents.report import report_paper
from domain.calendar import Calendar
from domain.evidence import is_photo
from domain.media import Picture
from domain.reporting.dossier import Dossier
from domain.reporting.edition import Edition, Filed, Gap
from domain.reporting.gaps import gaps_of
from domain.reporting.saying import said_in
from domain.visits.reviewing import Review
from domain.words import Speak

_CALENDAR: Final = Calendar()
_SETTING: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="papers")
"""One photo is decoded and one paper is in memory with its photos at a time, however many are asked for."""
_PIECE: Final = 1 << 20
_LONGEST_NAME: Final = 150
T = TypeVar("T")


class Media(Protocol):
    async def get(self, sha256: str) -> bytes:
        """Raises KeyError where there is none."""


class Arrival(Protocol):
    @property
    def size(self) -> int: ...
    async def write(self, piece: bytes) -> None: ...
    async def keep(self) -> str:
        """Durable when it returns; the SHA-256 in hexadecimal."""


class MediaStore(Media, Protocol):
    def arriving(self) -> AbstractAsyncContextManager[Arrival]:
        """A file that comes piece by piece."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """`without` are the photos whose bytes were not in the archive; with none, it is the final document."""

    name: str
    content: bytes
    sha256: str
    without: tuple[str, ...]


async def compile_pack(
    dossier: Dossier, archived: Mapping[str, str], media: MediaStore, speak: Speak, *, now: datetime
) -> Edition:
    """Its files are in the media store when it returns. `archived`: file's unique id → SHA-256 of its bytes in `media`."""
    gaps = gaps_of(dossier, archived)
    with tempfile.TemporaryDirectory(prefix="pack-") as folder:
        pictures = await _pictures(dossier.photos, archived, media, Path(folder))
        paper, zipped = Path(folder) / "pack.pdf", Path(folder) / "pack.zip"
        await _beside(_set_pack, paper, zipped, dossier, pictures, gaps, speak)
        return Edition(
            number=dossier.pack.edition,
            facts_at=dossier.pack.facts_at,
            made_at=now,
            paper=await _kept(media, paper, f"{file_name(dossier)}.pdf"),
            folder=await _kept(media, zipped, f"{file_name(dossier)}.zip"),
            gaps=gaps,
            changes=dossier.changes,
            facts=said_in(dossier),
            returned=dossier.returned,
        )


def _set_pack(  # noqa: PLR0913, PLR0917  where to, and what of
    paper: Path,
    zipped: Path,
    dossier: Dossier,
    pictures: Mapping[str, Path],
    gaps: tuple[Gap, ...],
    speak: Speak,
) -> None:
    paper.write_bytes(closure_pack(dossier, pictures, speak))
    leaf = Leaf(name=f"{file_name(dossier)}.pdf", file=paper, about={"what": "the closure pack"})
    write_pack_folder(zipped, leaf, dossier, pictures, gaps)


async def _kept(media: MediaStore, file: Path, name: str) -> Filed:
    """Piece by piece: a pack with many photos is never in memory as a whole."""
    async with media.arriving() as arrival:
        with file.open("rb") as source:
            while piece := await asyncio.to_thread(source.read, _PIECE):
                await arrival.write(piece)
        return Filed(name=name, sha256=await arrival.keep(), size=arrival.size)


async def compile_report(review: Review, archived: Mapping[str, str], media: Media, speak: Speak) -> Paper:
    """As `compile_pack`, of one report."""
    with tempfile.TemporaryDirectory(prefix="report-") as folder:
        pictures = await _pictures(review.files, archived, media, Path(folder))
        content = await _beside(report_paper, review, pictures, speak)
    return _paper(report_name(review), content, review.files, archived)


async def _beside(work: Callable[..., T], *given: Any) -> T:  # noqa: ANN401  handed on
    """In the thread of papers, one after the other."""
    return await asyncio.get_running_loop().run_in_executor(_SETTING, work, *given)


def _paper(name: str, content: bytes, photos: Iterable[Picture], archived: Mapping[str, str]) -> Paper:
    without = tuple(photo.unique_id for photo in photos if photo.unique_id not in archived)
    return Paper(name=name, content=content, sha256=hashlib.sha256(content).hexdigest(), without=without)


def file_name(dossier: Dossier) -> str:
    """By the OEM's pattern, of plain letters only, without an ending."""
    lead = dossier.lead
    fields = {
        "oem": dossier.oem,
        "lead": lead.id,
        "reference": lead.oem_reference,
        "city": lead.customer.city,
        "pin": lead.customer.pin_code,
        "serial": dossier.serial,
        "vin": lead.vin,
        "date": f"{_CALENDAR.local(dossier.pack.facts_at):%Y%m%d}",
        "edition": str(dossier.pack.edition),
    }
    named = dossier.template.name.format(**{key: _plain(value) for key, value in fields.items()})
    return re.sub(r"[^A-Za-z0-9._-]+", "-", named).strip("-.")[:_LONGEST_NAME]


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
        if await _beside(shrink, content, target):
            found[photo.unique_id] = target
    return found
