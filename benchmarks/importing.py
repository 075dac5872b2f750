"""An import of 10,000 leads as a ratio to plain SQLAlchemy Core inserts of the same rows, in one run.

`python -m benchmarks.importing [--rows 10000] [--database postgresql://…]`. The import is everything from the tap on
*Import* to the last lead: known references, near-duplicates, next action, timers, and where it stands after each part. The
file has been read and checked when it was looked at, as for anybody who taps; `look_s` says how long that took. The inserts write the rows that it left behind, table by table, in as many transactions.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Table, insert, select

from bot.checking import breaches
from bot.imports import ImportDesk
from bot.keeping import Keeping, keep
from domain.leads.importing import AT_ONCE, NewImport, confirm_import, start_import
from domain.people.actor import Actor
from domain.people.person import Oem
from domain.people.roles import Role
from jobs.importing import Imports
from storage.database import Database
from storage.ledger import owed, timeline
from storage.lookalikes import lead_keys
from storage.media import FolderStore
from storage.records import leads
from storage.timers import timers

NOW: Final = datetime(2026, 11, 24, 5, tzinfo=UTC)
GOAL: Final = 5.0
DESK: Final = Actor(person=None, name="Benchmark", roles=frozenset({Role.OPS}))
TABLES: Final[tuple[Table, ...]] = (leads, timeline, owed, timers, lead_keys)


class Noon:
    def now(self) -> datetime:
        return NOW


def a_file(rows: int) -> bytes:
    lines = ["reference,name,phone,pin code,city,state,address,email,vehicle,vin,charger kw,dealer"]
    lines += [
        f"NV-2026-{n:06},Asha Kulkarni {n},{9000000000 + n * 7},{411001 + n % 60},Pune,Maharashtra,"
        f'"B-{n % 900}, Palm Grove {n // 900}, Baner",asha{n}@example.org,Aura EV LR,MALC381CLNM{n:06},7.4,Aura Baner'
        for n in range(rows)
    ]
    return "\n".join(lines).encode()


class Watch:
    """Seconds by the clock, and of processor time in all threads: on a busy machine only the second is steady."""

    def __init__(self) -> None:
        self._began = time.perf_counter(), time.process_time()

    def seconds(self) -> tuple[float, float]:
        return time.perf_counter() - self._began[0], time.process_time() - self._began[1]


async def imported(keeping: Keeping, folder: Path, content: bytes) -> tuple[float, float, float]:
    """Seconds of looking at it; then from the confirmation to the end."""
    media = FolderStore(folder)
    desk = ImportDesk(database=keeping.database, work=keeping.work, clock=Noon(), committed=lambda: None)
    new = NewImport(
        file_name="leads.csv", size=len(content), way="portal", oem="aura", sha256=await media.put(content)
    )
    async with desk.transaction() as uow:
        await uow.add(Oem(id="aura", name="Aura"))
        upload = await start_import(uow, new, DESK)
    job = Imports(desk, media)
    looking = Watch()
    await job.work()
    look, _ = looking.seconds()
    async with desk.transaction() as uow:
        await confirm_import(uow, upload.id, DESK)
    watch = Watch()
    await job.work()
    return look, *watch.seconds()


async def rows_of(database: Database) -> list[tuple[Table, list[dict[str, Any]]]]:
    async with database.report() as connection:
        return [
            (table, [dict(row._mapping) for row in await connection.execute(select(table))])  # noqa: SLF001  SQLAlchemy's public name for it
            for table in TABLES
        ]


async def inserted(
    database: Database, kept: Sequence[tuple[Table, list[dict[str, Any]]]], parts: int
) -> tuple[float, float]:
    """The same rows, a share of each table per transaction."""
    watch = Watch()
    for part in range(parts):
        async with database.begin() as connection:
            for table, rows in kept:
                share = rows[len(rows) * part // parts : len(rows) * (part + 1) // parts]
                if share:
                    await connection.execute(insert(table), share)
    return watch.seconds()


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Keeping]:
    keeping = keep(url)
    try:
        await keeping.database.create_all()
        yield keeping
    finally:
        await keeping.database.close()


async def measure(rows: int, url: str, plain_url: str, folder: Path) -> dict[str, float]:
    async with opened(url) as keeping:
        look, *took = await imported(keeping, folder, a_file(rows))
        found = [breach async for breach in breaches(keeping.database, keeping.work, NOW)]
        assert found == [], found[:3]
        kept = await rows_of(keeping.database)
    assert len(kept[0][1]) == rows
    async with opened(plain_url) as keeping:
        plain = await inserted(keeping.database, kept, -(-rows // AT_ONCE))
    written = sum(len(table_rows) for _, table_rows in kept)
    return {
        "rows": rows,
        "written": written,
        "look_s": look,
        "import_s": took[0],
        "inserts_s": plain[0],
        "ratio": took[0] / plain[0],
        "import_cpu_s": took[1],
        "inserts_cpu_s": plain[1],
        "cpu_ratio": took[1] / plain[1],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument(
        "--database", nargs=2, metavar="URL", help="two empty databases; two SQLite files without"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        urls = given.database or [f"sqlite:///{folder / name}.db" for name in ("import", "plain")]
        figures = asyncio.run(measure(given.rows, urls[0], urls[1], folder / "media"))
    print(json.dumps({name: round(value, 3) for name, value in figures.items()}))
    print(f"{figures['ratio']:.2f} times plain inserts (goal: at most {GOAL:g})")


if __name__ == "__main__":
    main()
