"""How soon an emergency's alert leaves while 10,000 ordinary messages wait, beside the same alert with nothing waiting.

`python -m benchmarks.alerting [--waiting 10000] [--alerts 8]`: real delivery, budgets on, by the machine's clock; Telegram answers each
call after 50 ms. A twentieth of what waits is for the Ops group itself, so that its budget is used up. Each alert is a team that cannot
make its visit: the command, its commit, and from then the time until the call to the Ops group is made. SQLite in a temporary folder.
"""

import argparse
import asyncio
import contextlib
import json
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from benchmarks.run import percentile
from benchmarks.visits import OPS_GROUP, Holds, a_lead, a_visit, an_office, fill
from bot.clocks import SystemClock
from bot.keeping import Keeping
from bot.papers import Papers
from bot.rendering import Rendering
from domain.calendar import Calendar
from domain.leads.stages import Stage
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.settle import settle
from domain.slot import Slot
from domain.visits.declaring import declare_emergency
from domain.visits.states import VisitState
from jobs.answers import ApiAnswer, Ok
from jobs.budgets import Budgets
from jobs.delivery import Delivery
from jobs.saying import Means
from storage.media import FolderStore
from storage.outgoing import Outgoing

ANSWERS_AFTER: Final = 0.05
APART: Final = 13.0  # a group may hear five alerts a minute beside what is ordinary
CREW: Final = Actor(person="p", name="Crew", roles=frozenset({Role.OPS}))


@dataclass(slots=True)
class Telegram:
    """Answers after a while and remembers when each text to the Ops group came."""

    heard: list[tuple[float, str]] = field(default_factory=list)
    calls: int = 0

    async def call(
        self, method: str, params: Mapping[str, Any], uploads: Mapping[str, tuple[str, bytes]] | None = None
    ) -> ApiAnswer:
        del method, uploads
        self.calls += 1
        if params["chat_id"] == OPS_GROUP:
            self.heard.append((time.perf_counter(), str(params.get("text"))))
        await asyncio.sleep(ANSWERS_AFTER)
        return Ok({"message_id": self.calls})


def a_delivery(keeping: Keeping, telegram: Telegram, folder: Path) -> Delivery:
    clock, zone, media = SystemClock(), Calendar().zone, FolderStore(folder)
    rendering = Rendering(
        database=keeping.database,
        work=keeping.work,
        clock=clock,
        zone=zone,
        papers=Papers(media=media, zone=zone),
    )
    return Delivery(
        Means(
            outbox=keeping.outbox,
            render=rendering,
            telegram=telegram,
            media=media,
            forums=rendering,
            budgets=Budgets(),
            clock=clock,
        )
    )


async def ordinary(keeping: Keeping, count: int) -> None:
    rows = [
        Outgoing(
            key=f"ordinary:{number}",
            chat_id=OPS_GROUP if number % 20 == 0 else 1_000_000 + number % 4_000,
            kind="message",
            name="answer",
            subject="",
            payload={"text": f"ordinary {number}"},
        )
        for number in range(count)
    ]
    async with keeping.database.begin() as connection:
        await keeping.outbox.put_many(connection, rows, now=SystemClock().now())


async def alert_seconds(keeping: Keeping, delivery: Delivery, telegram: Telegram, number: int) -> float:
    """From the commit to the call."""
    async with keeping.database.begin() as connection:
        uow = keeping.work.on(connection, SystemClock().now())
        await declare_emergency(uow, f"S-{number}-1", "vehicle", CREW)
        await settle(uow)
    committed, known = time.perf_counter(), len(telegram.heard)
    delivery.wake()
    while True:
        for at, text in telegram.heard[known:]:
            if f"S-{number}-1" in text and "mergency" in text:
                return at - committed
        await asyncio.sleep(0.002)


async def measured(waiting: int, alerts: int) -> dict[str, Any]:
    chance = Random(7)  # noqa: S311  a fixed seed: the same visits each time
    with tempfile.TemporaryDirectory() as folder:
        keeping = await an_office(Path(folder), chance)
        start = SystemClock().now() + timedelta(hours=8)
        slot = Slot(start=start, end=start + timedelta(hours=2))
        pairs = [
            (a_lead(number, Stage.SURVEY_SCHEDULED, chance), a_visit(number, slot, VisitState.ACKNOWLEDGED))
            for number in range(1, 2 * alerts + 2)
        ]
        await fill(keeping, pairs, Holds.NOTHING)
        telegram = Telegram()
        delivery = a_delivery(keeping, telegram, Path(folder))
        running = asyncio.create_task(delivery.run())
        try:
            await alert_seconds(keeping, delivery, telegram, 2 * alerts + 1)
            quiet = await _each(keeping, delivery, telegram, range(1, alerts + 1))
            await ordinary(keeping, waiting)
            delivery.wake()
            await asyncio.sleep(3)
            sent = telegram.calls
            rush = await _each(keeping, delivery, telegram, range(alerts + 1, 2 * alerts + 1))
            sent = telegram.calls - sent
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
            await keeping.database.close()
    return {
        "waiting": waiting,
        "alerts": alerts,
        "ordinary_messages_meanwhile": sent,
        "quiet_ms": {"p50": percentile(quiet, 0.5) * 1000, "max": max(quiet) * 1000},
        "rush_ms": {"p50": percentile(rush, 0.5) * 1000, "max": max(rush) * 1000},
        "ratio_p50": percentile(rush, 0.5) / percentile(quiet, 0.5),
    }


async def _each(keeping: Keeping, delivery: Delivery, telegram: Telegram, numbers: range) -> list[float]:
    took = []
    for number in numbers:
        took.append(await alert_seconds(keeping, delivery, telegram, number))
        await asyncio.sleep(APART)
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--waiting", type=int, default=10_000)
    parser.add_argument("--alerts", type=int, default=8)
    asked = parser.parse_args()
    figures = asyncio.run(measured(asked.waiting, asked.alerts))
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
