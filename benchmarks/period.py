"""A month's report over 10,000 leads, among 1,000 others and among 1,000,000: counting, freezing, PDF and workbook.

`python -m benchmarks.period [--leads 10000] [--others 1000000]`: SQLite in a temporary folder, some minutes and 2 GB of disk, both
given back. Half of the others are of the same OEM and ended before the month, half of another one. Each report is made by a
process of its own, whose greatest memory is said, and what of it the program needs without any report.
"""

import argparse
import asyncio
import json
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
from documents.periods import period_paper
from domain.leads.lead import Lead
from domain.people.person import Oem
from domain.reporting.course import Course
from domain.reporting.period_report import PeriodReport
from domain.reporting.period_wishes import Rhythm
from domain.reporting.span import read_span
from jobs.reports import Reports
from storage.database import Database
from storage.ledger import lead_stages, timeline
from storage.outbox import Outbox
from storage.outgoing import Claimed
from storage.records import RECORDS, leads, visits
from storage.timers import Timers
from storage.work import SeededIds, Work
from tests.documents.town_of_courses import town

NOW: Final = datetime.fromisoformat("2026-12-01T09:00:00+05:30")
LONG_AGO: Final = datetime.fromisoformat("2025-01-05T09:00:00+05:30")
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
        report = PeriodReport(
            id="R-1", oem="volt", rhythm=Rhythm.ASKED, span=read_span("2026-11"), state_since=NOW
        )
        await uow.add(report)
    await database.close()


class _Then(SystemClock):
    def now(self) -> datetime:
        return NOW


async def report(folder: str) -> dict[str, float]:
    """Seconds of each part, and MB of memory."""
    database = _database(folder)
    desk = ReportDesk(database=database, work=_work(database), clock=_Then(), committed=lambda: None)
    before = _peak_mb()
    began = time.perf_counter()
    await Reports(desk).work()
    took: dict[str, float] = {"counted_s": time.perf_counter() - began, "counted_mb": _peak_mb()}
    async with desk.counting() as counting:
        compiled = await counting.uow.get(PeriodReport, "R-1")
        content = await counting.uow.frozen.content("R-1", compiled.edition)
    for kind in ("pdf", "xlsx"):
        began = time.perf_counter()
        paper = await period_paper(content, kind, Speaker("en").say)
        took |= {f"{kind}_s": time.perf_counter() - began, f"{kind}_kb": len(paper) / 1024}
    await database.close()
    return {**took, "leads": compiled.leads, "idle_mb": before, "peak_mb": _peak_mb()}


def _peak_mb() -> float:
    """Of this process alone: what the one that made the tables had needed does not count."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def measured(count: int, others: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="period-") as folder:
        asyncio.run(prepare(folder, count, others))
        command = [sys.executable, "-m", "benchmarks.period", "--report", folder]
        made = subprocess.run(command, check=True, capture_output=True, text=True)
    return {name: round(float(value), 2) for name, value in json.loads(made.stdout).items()}


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=10_000)
    parser.add_argument("--others", type=int, default=1_000_000)
    parser.add_argument("--report", type=Path, help="of the database in this folder alone")
    options = parser.parse_args(arguments)
    if options.report:
        sys.stdout.write(json.dumps(asyncio.run(report(str(options.report)))))
        return
    for others in (FEW, options.others):
        sys.stdout.write(f"among {others:,} others: {json.dumps(measured(options.leads, others))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
