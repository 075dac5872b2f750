"""What a closure pack costs, beside the bare work on its photos.

`python -m benchmarks.closure_pack [--runs 5] [--photos 40]`. Photos of twelve megapixels, about 3 MB each, lie in the media store.
Bare is to read, decode, shrink and write each of them, in the same way as the pack does; the pack is paper and ZIP, compiled and kept
in the store, fsync included. Each run is a process of its own, bare and pack in turn; times are medians of what the work took,
memory is the most that a process ever had.
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from benchmarks.photos import most_mb, photos
from documents.packs import compile_pack
from documents.photos import shrink
from domain.checklists.built_in import BUILT_IN
from domain.evidence import Looks
from domain.leads.lead import Customer, Lead, Source
from domain.media import Picture
from domain.reporting.dossier import Dossier
from domain.reporting.pack import Pack
from domain.visits.report import Report
from domain.visits.reviewing import Review
from domain.visits.states import VisitKind
from domain.visits.visit import Visit
from storage.media import FolderStore

NOW: Final = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
GOALS: Final = {"wall": 1.2, "memory_mb": 120, "paper_mb": 15}


def a_dossier(count: int) -> Dossier:
    """A quarter of the photos are of the survey, and each slot of the checklist has its share."""
    surveyed = max(1, count // 4)
    return Dossier(
        pack=Pack(id="C-1042", lead="L-1042", oem="volt", state_since=NOW, facts_at=NOW),
        lead=_lead(),
        oem="Volt",
        reviews=(
            _review(VisitKind.SURVEY, range(surveyed)),
            _review(VisitKind.INSTALLATION, range(surveyed, count)),
        ),
    )


def _lead() -> Lead:
    customer = Customer(name="Asha Rao", phone="+919820010001", city="Pune", pin_code="411045")
    source = Source(channel="api")
    return Lead(
        id="L-1042",
        oem="volt",
        oem_reference="V-1",
        source=source,
        customer=customer,
        created_at=NOW,
        stage_since=NOW,
    )


def _review(kind: VisitKind, numbers: range) -> Review:
    checklist = BUILT_IN[f"{kind}@2"]
    files = tuple(Picture(kind="photo", unique_id=str(number), file_id=str(number)) for number in numbers)
    slots = [item.key for item in checklist.items if item.on_film]
    shared: dict[str, tuple[str, ...]] = {}
    for place, file in enumerate(files):
        key = slots[place % len(slots)]
        shared[key] = (*shared.get(key, ()), file.unique_id)
    answers = {item.key: "1" for item in checklist.items if not item.on_film}
    report = Report(
        checklist=checklist.id, answers=answers, photos=files, slots=shared, submitted_at=NOW, by="Lakhan"
    )
    visit = Visit(
        id=f"{kind.letter}-1042-1", lead="L-1042", oem="volt", kind=kind, state_since=NOW, report=report
    )
    looks = Looks(sha256="0" * 64, taken_at=NOW - timedelta(hours=1), place=(18.559, 73.7878))
    seen = {file.unique_id: looks for file in files}
    return Review(visit=visit, report=report, lead=_lead(), oem="Volt", checklist=checklist, looks=seen)


async def prepared(folder: Path, count: int) -> dict[str, str]:
    """Unique id → SHA-256 in the store."""
    store = FolderStore(folder / "media")
    return {str(number): await store.put(photo) for number, photo in enumerate(photos(count))}


async def bare(folder: Path, archived: dict[str, str]) -> dict[str, Any]:
    store = FolderStore(folder / "media")
    with tempfile.TemporaryDirectory() as shrunk:
        began = time.perf_counter()
        for number, sha256 in enumerate(archived.values()):
            shrink(await store.get(sha256), Path(shrunk) / f"{number}.jpg")
        return {"seconds": time.perf_counter() - began}


async def pack(folder: Path, archived: dict[str, str]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(dir=folder) as other:
        before, began = most_mb(), time.perf_counter()
        store = _Both(FolderStore(folder / "media"), FolderStore(Path(other)))
        edition = await compile_pack(a_dossier(len(archived)), archived, store, str, now=NOW)
        took = time.perf_counter() - began
    sizes = {"paper_mb": edition.paper.size / 1e6, "folder_mb": edition.folder.size / 1e6}
    return {"seconds": took, **sizes, "before_mb": before, "sha256": edition.paper.sha256}


class _Both:
    """Reads in one store and keeps in another, so that no run finds the files of the one before."""

    def __init__(self, read: FolderStore, keep: FolderStore) -> None:
        self.get = read.get
        self.arriving = keep.arriving


WAYS: Final = {"bare": bare, "pack": pack}


def run(way: str, folder: Path) -> dict[str, Any]:
    """In a process of its own."""
    words = [sys.executable, "-m", "benchmarks.closure_pack", "--way", way, "--folder", str(folder)]
    told = subprocess.run(words, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def measure(runs: int, count: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archived = asyncio.run(prepared(folder, count))
        (folder / "archived.json").write_text(json.dumps(archived))
        found: dict[str, list[dict[str, Any]]] = {way: [] for way in WAYS}
        for _ in range(runs):
            for way, told in found.items():
                told.append(run(way, folder))
    took = {way: statistics.median(one["seconds"] for one in told) for way, told in found.items()}
    last = found["pack"][-1]
    return {
        "photos": count,
        "seconds": {way: round(seconds, 2) for way, seconds in took.items()},
        "wall": round(took["pack"] / took["bare"], 2),
        "memory_mb": round(max(one["memory_mb"] for one in found["pack"])),
        "memory_mb_before": round(last["before_mb"]),
        "memory_mb_bare": round(max(one["memory_mb"] for one in found["bare"])),
        "paper_mb": round(last["paper_mb"], 1),
        "folder_mb": round(last["folder_mb"], 1),
        "same_bytes": len({one["sha256"] for one in found["pack"]}) == 1,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--photos", type=int, default=40)
    parser.add_argument("--way", choices=sorted(WAYS))
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.way:
        archived = json.loads((given.folder / "archived.json").read_text())
        told = asyncio.run(WAYS[given.way](given.folder, archived))
        print(json.dumps({**told, "memory_mb": most_mb()}))
        return
    measured = measure(given.runs, given.photos)
    sys.stdout.write(json.dumps(measured, indent=2) + "\n")
    for name, goal in GOALS.items():
        print(f"{name}: {measured[name]} (goal: at most {goal:g})")


if __name__ == "__main__":
    main()
