"""Photos of reports: what looking at one costs, and how much memory a rush of them takes.

`python -m benchmarks.pictures [--runs 15] [--teams 50] [--photos 40]`. The first part: thumbnail and hashes of a photo of twelve
megapixels, beside a bare draft decode by Pillow and one that shrinks the picture as well, in turn; processor time, medians. The
second: that many teams send that many photos each at the same time, every tenth a file of twelve megapixels, the others as
Telegram delivers them; they are archived and looked at by the program's own jobs. Memory is the most that each process ever had.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

from PIL import Image

from benchmarks.photos import LARGE, a_photo, most_mb
from benchmarks.visits import NOW, a_lead, a_visit, window
from bot.imports import ImportDesk
from bot.keeping import Keeping, keep
from documents.picture_looks import first_look, read_picture
from documents.pictures import PictureReader
from domain.evidence import Seen
from domain.leads.stages import Stage
from domain.media import Picture
from domain.people.person import Oem
from domain.visits.evidence import want_evidence
from domain.visits.states import VisitState
from domain.visits.visit import Visit
from jobs.media import Archive
from jobs.pictures import Pictures
from storage.media import FolderStore
from storage.migrating import migrate
from storage.wanted_media import WantedMedia

GOAL: Final = 1.3
INDIA: Final = ZoneInfo("Asia/Kolkata")
BY_TELEGRAM: Final = (1280, 960)
SCENES: Final = 10


def decoded(content: bytes) -> Image.Image:
    picture = Image.open(BytesIO(content))
    picture.draft("RGB", (640, 480))
    picture.load()
    return picture


def shrunk(content: bytes) -> Image.Image:
    picture = decoded(content)
    picture.thumbnail((640, 640))
    return picture


def costs(runs: int) -> dict[str, Any]:
    content = a_photo(7, LARGE)
    ways: dict[str, Callable[[bytes], object]] = {
        "draft_decode": decoded,
        "draft_decode_and_shrink": shrunk,
        "thumbnail_and_hashes": lambda photo: first_look(photo, INDIA),
        "everything": lambda photo: read_picture(photo, INDIA),
    }
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(runs):
        for name, way in ways.items():
            began = time.process_time()
            way(content)
            took[name].append(time.process_time() - began)
    ms = {name: statistics.median(seconds) * 1000 for name, seconds in took.items()}
    return {
        "megabytes": round(len(content) / 1e6, 1),
        "ms": {name: round(value, 1) for name, value in ms.items()},
        "of_draft_decode": round(ms["thumbnail_and_hashes"] / ms["draft_decode"], 2),
        "of_draft_decode_and_shrink": round(ms["thumbnail_and_hashes"] / ms["draft_decode_and_shrink"], 2),
    }


class Noon:
    def now(self) -> Any:  # noqa: ANN401  a moment
        return NOW


class Telegram:
    """Gives each file bytes of its own: one of the scenes, and its name behind the picture's end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.bytes = 0
        for seed in range(SCENES):
            (folder / f"{seed}.jpg").write_bytes(a_photo(seed, BY_TELEGRAM if seed else LARGE))

    async def __call__(self, file_id: str, /) -> bytes:
        number = int(file_id.rpartition("-")[2])
        scene = await asyncio.to_thread((self._folder / f"{number % SCENES}.jpg").read_bytes)
        self.bytes += len(scene)
        return scene + file_id.encode()


async def an_office(url: str, teams: int) -> Keeping:
    """An OEM, and a visit for each team."""
    keeping = keep(url)
    await migrate(keeping.database)
    chance = Random(7)  # noqa: S311  a fixed seed
    async with keeping.database.begin() as connection:
        uow = keeping.work.on(connection, NOW)
        await uow.add(Oem(id="volt", name="Volt"))
        for number in range(1, teams + 1):
            await uow.add(a_lead(number, Stage.SURVEY_SCHEDULED, chance))
            await uow.add(a_visit(number, window(NOW, number), VisitState.ON_SITE))
    return keeping


async def sends(desk: ImportDesk, visit: str, photos: int) -> None:
    """One input for each photo, as they come from a phone."""
    for number in range(photos):
        name = f"{visit}-{number}"
        async with desk.transaction() as uow:
            picture = Picture(kind="photo", unique_id=name, file_id=name)
            await want_evidence(uow, await uow.get(Visit, visit), [picture])


async def until_over(beat: Callable[[], Awaitable[object]], over: asyncio.Event) -> None:
    """As the program's metronome sounds it, and once more at the end."""
    while not over.is_set():
        await beat()
        await asyncio.sleep(0.1)
    await beat()


async def rush(folder: Path, teams: int, photos: int) -> dict[str, Any]:
    keeping = await an_office(f"sqlite+aiosqlite:///{folder / 'rush.db'}", teams)
    try:
        telegram, media = Telegram(folder), FolderStore(folder / "media")
        desk = ImportDesk(database=keeping.database, work=keeping.work, clock=Noon(), committed=lambda: None)
        archive = Archive(WantedMedia(keeping.database, Noon()), telegram, media, Noon())
        reader = Watched(INDIA)
        pictures = Pictures(desk, media, reader)
        forget_most()
        before, began = most_mb(), time.perf_counter()
        sent, archived = asyncio.Event(), asyncio.Event()

        async def all_send() -> None:
            await asyncio.gather(*(sends(desk, f"S-{number}-1", photos) for number in range(1, teams + 1)))
            sent.set()

        async def all_are_archived() -> None:
            await until_over(archive.fetch_due, sent)
            archived.set()

        await asyncio.gather(all_send(), all_are_archived(), until_over(pictures.work, archived))
        took = time.perf_counter() - began
        seen = await how_many_were_seen(keeping, teams)
    finally:
        await keeping.database.close()
    assert seen == teams * photos, f"only {seen} of {teams * photos} photos were looked at"
    return {
        "photos": seen,
        "megabytes": round(telegram.bytes / 1e6),
        "seconds": round(took, 1),
        "memory_mb": {
            "program_before": round(before),
            "program_at_most": round(most_mb()),
            "reader_at_most": round(reader.most_mb),
        },
    }


async def how_many_were_seen(keeping: Keeping, teams: int) -> int:
    async with keeping.database.read() as connection:
        uow = keeping.work.on(connection, NOW, reading=True)
        return sum([len(await uow.album.of(f"S-{number}-1")) for number in range(1, teams + 1)])


def forget_most() -> None:
    Path("/proc/self/clear_refs").write_text("5")


class Watched(PictureReader):
    """Remembers the most that any of its programs had."""

    most_mb = 0.0

    async def read(self, content: bytes) -> Seen | None:
        seen = await PictureReader.read(self, content)
        if self._process is not None:
            self.most_mb = max(self.most_mb, most_mb(self._process.pid))
        return seen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--teams", type=int, default=50)
    parser.add_argument("--photos", type=int, default=40)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rushed = asyncio.run(rush(Path(folder), given.teams, given.photos))
    cost = costs(given.runs)
    sys.stdout.write(json.dumps({"photo": cost, "rush": rushed}, indent=2) + "\n")
    print(f"{cost['of_draft_decode']:.2f} times a bare draft decode (goal: at most {GOAL:g})")


if __name__ == "__main__":
    main()
