"""10,000 timers due in the same minute: how late each is handled, and what that costs beside bare inserts of what it leaves.

`python -m benchmarks.rush [--timers 10000]`: as many surveys begin tomorrow at ten, so as many reminders are due today at ten. Each is
fired as the program does it: the lead's situation is read, what the rule says is done, timeline, notices, next action and timers are
written, the timer is marked, up to 16 in a commit. SQLite in a temporary folder, some minutes.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.run import percentile
from benchmarks.visits import NOW, Holds, a_lead, a_visit, an_office, fill, window
from bot.keeping import Keeping
from domain.leads.stages import Stage
from domain.rules import Rule
from domain.rules import Timer as DomainTimer
from domain.settle import settle
from domain.timekeeping import fire
from domain.visits.states import VisitState
from storage.ledger import timeline
from storage.outgoing import outbox
from storage.timers import Timer
from storage.timers import timers as timer_table

AT_ONCE: Final = 16


async def seeded(folder: Path, count: int) -> Keeping:
    chance = Random(7)  # noqa: S311  a fixed seed: the same visits each time
    keeping = await an_office(folder, chance)
    slot = window(NOW.replace(hour=0, minute=0) + timedelta(days=1), 0)
    pairs = [
        (a_lead(number, Stage.SURVEY_SCHEDULED, chance), a_visit(number, slot, VisitState.ACKNOWLEDGED))
        for number in range(1, count + 1)
    ]
    await fill(keeping, pairs, Holds.NOTHING, timed=True)
    return keeping


async def fire_all(keeping: Keeping) -> list[float]:
    """Seconds from the moment at which all were due to the commit of each."""
    waited: list[float] = []
    open_ones = 0
    now = NOW + timedelta(seconds=1)

    async def one(connection: AsyncConnection, timer: Timer) -> None:
        nonlocal open_ones
        uow = keeping.work.on(connection, now)
        due = DomainTimer(
            subject=timer.subject,
            rule=Rule(timer.rule),
            occurrence=timer.occurrence,
            due_at=timer.due_at,
        )
        await fire(uow, due, timer.lead)
        await settle(uow)
        open_ones += 1

    began = time.perf_counter()
    while await keeping.timers.fire_due(now, one, limit=AT_ONCE):
        waited += [time.perf_counter() - began] * open_ones
        open_ones = 0
    return waited


async def left(keeping: Keeping) -> dict[str, int]:
    async with keeping.database.read() as connection:
        fired = select(func.count()).select_from(timer_table).where(timer_table.c.status == "fired")
        told = select(func.count()).select_from(outbox)
        lines = select(func.count()).select_from(timeline)
        return {
            "fired": (await connection.execute(fired)).scalar_one(),
            "told": (await connection.execute(told)).scalar_one(),
            "timeline": (await connection.execute(lines)).scalar_one(),
        }


async def bare_seconds(keeping: Keeping, rows: int) -> float:
    """Plain Core inserts of so many timeline rows, in as many commits as the timers had."""
    async with keeping.database.read() as connection:
        found = (await connection.execute(select(timeline).limit(1))).mappings().one()
    sample = {name: value for name, value in found.items() if name != "seq"}
    began = time.perf_counter()
    for start in range(0, rows, AT_ONCE):
        async with keeping.database.begin() as connection:
            await connection.execute(insert(timeline), [sample] * min(AT_ONCE, rows - start))
    return time.perf_counter() - began


async def measured(count: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        keeping = await seeded(Path(folder), count)
        try:
            waited = await fire_all(keeping)
            after = await left(keeping)
            bare = await bare_seconds(keeping, after["timeline"] + after["told"])
        finally:
            await keeping.database.close()
    return {
        "timers": count,
        **after,
        "lateness_p50_s": percentile(waited, 0.5),
        "lateness_p99_s": percentile(waited, 0.99),
        "timers_per_second": len(waited) / max(waited),
        "of_bare_inserts": max(waited) / bare,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--timers", type=int, default=10_000)
    asked = parser.parse_args()
    figures = asyncio.run(measured(asked.timers))
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
