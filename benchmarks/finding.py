"""What a look for due timers and a look for free slots cost among 1,000 visits, and among 1,000,000.

`python -m benchmarks.finding [--visits 1000000] [--looks 300]`: SQLite in a temporary folder, some minutes and 4 GB of disk, both
given back. 1,000 visits lie ahead in both cases, with their timers and their teams' time; the others were made. A second look
has all visits of the table still ahead of them: a million pending timers.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.visits import NOW, Holds, a_lead, an_office, fill, of_the_past, to_come
from bot.keeping import Keeping
from domain.leads.stages import Stage
from domain.visits.slots import open_places
from domain.visits.states import VisitKind
from storage.timers import Timer
from storage.timers import timers as timer_table

FEW: Final = 1_000
AHEAD: Final = 1_000
FIRST_AHEAD: Final = 20_000_000
BATCH: Final = 20_000


async def never(_: AsyncConnection, timer: Timer) -> None:
    raise AssertionError(f"{timer} is not due")


async def scan_us(keeping: Keeping, looks: int) -> float:
    """Nothing is due."""
    took = []
    for _ in range(looks):
        began = time.perf_counter()
        fired = await keeping.timers.fire_due(NOW - timedelta(days=1), never)
        took.append(time.perf_counter() - began)
        if fired:
            raise AssertionError("something was due")
    return statistics.median(took) * 1e6


async def slot_us(keeping: Keeping, looks: int, chance: Random) -> float:
    """All open places of the coming two weeks for a customer of a zone that 30 teams serve."""
    took = []
    for number in range(looks):
        lead = a_lead(30_000_000 + number, Stage.SURVEY_SCHEDULING, chance)
        async with keeping.database.begin() as connection:
            uow = keeping.work.on(connection, NOW)
            began = time.perf_counter()
            found = await open_places(uow, lead, VisitKind.SURVEY)
            took.append(time.perf_counter() - began)
            if not found:
                raise AssertionError("no slot was found")
    return statistics.median(took) * 1e6


async def more_timers(keeping: Keeping, count: int) -> None:
    """Pending ones of some far day."""
    for start in range(0, count, BATCH):
        rows = [
            {
                "subject": f"S-{number}-9",
                "rule": "visit_reminder",
                "occurrence": "1",
                "lead": f"L-{number}",
                "due_at": NOW + timedelta(days=30, seconds=number),
                "not_before": NOW + timedelta(days=30, seconds=number),
                "status": "pending",
                "attempts": 0,
            }
            for number in range(start, min(start + BATCH, count))
        ]
        async with keeping.database.begin() as connection:
            await connection.execute(insert(timer_table), rows)


async def measured(most: int, looks: int) -> dict[str, Any]:
    chance = Random(7)  # noqa: S311  a fixed seed: the same visits each time
    with tempfile.TemporaryDirectory() as folder:
        keeping = await an_office(Path(folder), chance)
        try:
            await fill(keeping, list(to_come(FIRST_AHEAD, AHEAD, chance)), Holds.TIME, timed=True)
            await fill(keeping, list(of_the_past(1, FEW + 1, chance)), Holds.PLACE)
            few = await _looked(keeping, looks, chance)
            for start in range(FEW + 1, most + 1, 100_000):
                past = list(of_the_past(start, min(start + 100_000, most + 1), chance))
                await fill(keeping, past, Holds.PLACE)
            await more_timers(keeping, most)
            many = await _looked(keeping, looks, chance)
        finally:
            await keeping.database.close()
    ratios = {name: many[name] / few[name] for name in few}
    return {"visits": most, "few_us": few, "many_us": many, "ratio": ratios}


async def _looked(keeping: Keeping, looks: int, chance: Random) -> dict[str, float]:
    await scan_us(keeping, 20)
    await slot_us(keeping, 20, chance)
    return {"due_scan": await scan_us(keeping, looks), "find_a_slot": await slot_us(keeping, looks, chance)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=1_000_000)
    parser.add_argument("--looks", type=int, default=300)
    asked = parser.parse_args()
    figures = asyncio.run(measured(asked.visits, asked.looks))
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
