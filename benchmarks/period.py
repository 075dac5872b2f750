"""A month's report over 10,000 leads, among 1,000 others and among 1,000,000: counting, freezing, PDF and workbook.

`python -m benchmarks.period [--leads 10000] [--others 1000000]`: SQLite in a temporary folder, some minutes and 2 GB of disk, both
given back. Half of the others are of the same OEM and ended before the month, half of another one. Each report is made by a
process of its own, whose greatest memory is said, and what of it the program needs without any report.
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clocks import SystemClock
from bot.reports import ReportDesk
from cards.text import Speaker
from domain.leads.lead import Lead
from domain.people.actor import Actor
from domain.people.person import Oem
from domain.people.roles import Role
from domain.reporting.course import Course
from domain.reporting.period_report import PeriodReport
from domain.reporting.periods import ask_for_report
from domain.reporting.span import read_span
from jobs.reports import Reports
from storage.database import Database
from storage.ledger import lead_stages, timeline
from storage.media import FolderStore
from storage.outbox import Outbox
from storage.outgoing import Claimed
from storage.records import RECORDS, leads, visits
from storage.timers import Timers
from storage.work import SeededIds, Work
from tests.documents.town_of_courses import town

NOW: Final = datetime.fromisoformat("2026-12-01T09:00:00+05:30")
LONG_AGO: Final = datetime.fromisoformat("2025-01-05T09:00:00+05:30")
DESK: Final = Actor(person=None, name="Reporting", roles=frozenset({Role.REPORTING}))
BATCH: Final = 10_000
FEW: Final = 1_000
Rows = dict[Any, list[dict[str, Any]]]


async def _nobody(_: AsyncConnection, row: Claimed, reason: str) -> None:
    raise AssertionError(f"{row}: {reason}")


def _database(folder: str) -> Database:
    return Database(f"sqlite:///{folder}/bench.db")


def _work(database: Database) -> Work:
    return Work(database, Outbox(database, _nobody), Timers(database), SeededIds(8))


def _rows_of(course: Course, number: int) -> Iterator[tuple[Any, dict[str, Any]]]:
    lead = course.lead
    keys = {**RECORDS[Lead].keys(lead), "id": lead.id, "version": 0, "changed_at": lead.created_at}
    ended = course.moves[-1][0] if course.moves[-1][1].value in {"closed", "cancelled"} else None
    stage = {"stage": course.moves[-1][1].value, "stage_since": course.moves[-1][0], "ended_at": ended}
    yield leads, {**keys, **stage, "seq": number, "body": RECORDS[Lead].codec.dump_json(lead).decode()}
    for at, moved in dict(course.moves).items():
        yield lead_stages, {"lead": lead.id, "at": at, "stage": moved.value}
    for told in course.happened:
        yield timeline, _told(lead.id, told.subject, told.kind.value, told.at, dict(told.facts))
    for one in course.visits:
        visit = {"id": one.visit, "version": 0, "body": "{}", "lead": lead.id, "state": "approved"}
        yield visits, {**visit, "team": "sunrise", "starts_at": one.start, "serial": one.serial}


def _told(lead: str, subject: str, kind: str, at: datetime, facts: dict[str, str]) -> dict[str, Any]:
    by = {"person": None, "name": "Ravi", "role": "ops", "on_behalf_of": None, "before": None, "after": None}
    return {"lead": lead, "subject": subject, "kind": kind, "at": at, "facts": facts, **by}


def _others(count: int, body: str) -> Iterator[tuple[Any, dict[str, Any]]]:
    for number in range(count):
        lead, at = f"L-{5_000_000 + number}", LONG_AGO + timedelta(minutes=number % 500_000)
        done = at + timedelta(days=20)
        row = {"id": lead, "version": 0, "body": body, "oem": ("volt", "amp")[number % 2]}
        row |= {"oem_reference": lead, "stage": "closed", "phone": lead, "channel": "api", "dealer": None}
        yield (
            leads,
            row
            | {"campaign": None, "stage_since": done, "created_at": at, "changed_at": done, "ended_at": done},
        )
        for moved in (at, done):
            yield lead_stages, {"lead": lead, "at": moved, "stage": "closed"}
        for kind in ("intro_call_reached", "documents_completed", "lead_closed"):
            yield timeline, _told(lead, lead, kind, done, {})


async def _fill(database: Database, rows: Iterator[tuple[Any, dict[str, Any]]]) -> None:
    waiting: Rows = {}
    for count, (table, row) in enumerate(rows, 1):
        waiting.setdefault(table, []).append(row)
        if count % BATCH == 0:
            await _write(database, waiting)
    await _write(database, waiting)


async def _write(database: Database, waiting: Rows) -> None:
    async with database.begin() as connection:
        for table, rows in waiting.items():
            await connection.execute(insert(table), rows)
    waiting.clear()


async def prepare(folder: str, count: int, others: int) -> None:
    database = _database(folder)
    await database.create_all()
    courses = list(town(count))
    body = RECORDS[Lead].codec.dump_json(courses[0].lead).decode()
    await _fill(database, _others(others, body))
    first = 10_000_000
    pairs = (pair for at, course in enumerate(courses) for pair in _rows_of(course, first + at))
    await _fill(database, pairs)
    async with database.begin() as connection:
        await connection.exec_driver_sql("ANALYZE")
        uow = _work(database).on(connection, NOW)
        await uow.add(Oem(id="volt", name="Volt Motors"))
    await database.close()


class _Then(SystemClock):
    def now(self) -> datetime:
        return NOW


class _Watched(FolderStore):
    """When each paper was kept, the PDF first."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.kept: list[tuple[float, int]] = []

    async def put(self, content: bytes) -> str:
        self.kept.append((time.perf_counter(), len(content)))
        return await super().put(content)


async def report(folder: str) -> dict[str, float]:
    """Seconds of each part, and MB of memory: `all_s` is what becomes of a report from being wanted to being compiled."""
    database, media, before = _database(folder), _Watched(Path(folder) / "media"), _peak_mb()
    desk = ReportDesk(database=database, work=_work(database), clock=_Then(), committed=lambda: None)
    async with desk.transaction() as uow:
        wanted = await ask_for_report(uow, "volt", read_span("2026-11"), DESK)
    began = time.perf_counter()
    await Reports(desk, media, Speaker("en").say).work()
    ended = time.perf_counter()
    async with desk.counting() as counting:
        compiled = await counting.uow.get(PeriodReport, wanted.id)
    await database.close()
    (pdf, pdf_size), (xlsx, xlsx_size) = media.kept
    return {
        "all_s": ended - began,
        "workbook_s": xlsx - pdf,
        "rest_s": ended - began - (xlsx - pdf),
        "pdf_kb": pdf_size / 1024,
        "xlsx_kb": xlsx_size / 1024,
        "leads": compiled.leads,
        "idle_mb": before,
        "peak_mb": _peak_mb(),
    }


def _peak_mb() -> float:
    """Of this process alone: what the one that made the tables had needed does not count."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def measured(folder: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.period", "--report", folder]
    made = subprocess.run(command, check=True, capture_output=True, text=True)
    return {name: round(float(value), 2) for name, value in json.loads(made.stdout).items()}


def compare(count: int, others: int, pairs: int) -> None:
    """One after the other in turn, so that what else the machine does falls on both."""
    found: list[tuple[dict[str, float], dict[str, float]]] = []
    with (
        tempfile.TemporaryDirectory(prefix="few-") as few,
        tempfile.TemporaryDirectory(prefix="many-") as many,
    ):
        for folder, among in ((few, FEW), (many, others)):
            began = time.perf_counter()
            asyncio.run(prepare(folder, count, among))
            _say(f"{among:,} others written in {time.perf_counter() - began:.0f} s")
        for number in range(pairs):
            order = (few, many) if number % 2 == 0 else (many, few)
            made = {folder: measured(folder) for folder in order}
            found.append((made[few], made[many]))
            _say(f"among {FEW:,}: {json.dumps(made[few])}\namong {others:,}: {json.dumps(made[many])}")
    for part in ("all_s", "rest_s", "workbook_s"):
        ratios = [there[part] / here[part] for here, there in found]
        _say(f"{part}: ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=10_000)
    parser.add_argument("--others", type=int, default=1_000_000)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--report", type=Path, help="of the database in this folder alone")
    options = parser.parse_args(arguments)
    if options.report:
        sys.stdout.write(json.dumps(asyncio.run(report(str(options.report)))))
        return
    compare(options.leads, options.others, options.pairs)


if __name__ == "__main__":
    main(sys.argv[1:])
