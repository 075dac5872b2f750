import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.timers import Timer, Timers, timers

NOW = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_timer(
    rule: str = "reminder", occurrence: str = "1", due_at: datetime = NOW, lead: str = "1042"
) -> Timer:
    return Timer(subject=f"L-{lead}", rule=rule, occurrence=occurrence, lead=lead, due_at=due_at)


class Bench:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.timers = Timers(database)
        self.fired: list[str] = []
        self.broken: set[str] = set()

    async def want(self, *wanted: Timer, lead: str = "1042") -> None:
        async with self.database.begin() as connection:
            await self.timers.reconcile(connection, lead, wanted)

    async def fire(self, connection: AsyncConnection, timer: Timer) -> None:
        await connection.execute(select(timers.c.rule))
        if timer.rule in self.broken:
            raise ZeroDivisionError(timer.rule)
        self.fired.append(timer.rule)

    async def tick(self, now: datetime) -> int:
        return await self.timers.fire_due(now, self.fire)

    async def pending(self) -> set[str]:
        wanted = select(timers.c.rule).where(timers.c.status == "pending")
        async with self.database.read() as connection:
            return set((await connection.execute(wanted)).scalars())


@pytest.fixture
def bench(database: Database) -> Bench:
    return Bench(database)


async def test_a_timer_fires_once_when_it_is_due(bench: Bench) -> None:
    await bench.want(a_timer("early", due_at=NOW), a_timer("late", due_at=NOW + HOUR))
    assert await bench.tick(NOW - HOUR) == 0
    assert await bench.tick(NOW) == 1
    assert await bench.tick(NOW) == 0
    assert bench.fired == ["early"]


async def test_what_is_no_longer_wanted_does_not_fire(bench: Bench) -> None:
    await bench.want(a_timer("kept"), a_timer("dropped"))
    await bench.want(a_timer("kept"))
    assert await bench.pending() == {"kept"}


async def test_what_has_fired_never_comes_back(bench: Bench) -> None:
    await bench.want(a_timer("once"))
    await bench.tick(NOW)
    await bench.want(a_timer("once", due_at=NOW + HOUR))
    assert await bench.pending() == set()


async def test_another_occurrence_of_the_same_rule_is_another_timer(bench: Bench) -> None:
    await bench.want(a_timer("daily", "monday"))
    await bench.tick(NOW)
    await bench.want(a_timer("daily", "tuesday"))
    await bench.tick(NOW)
    assert bench.fired == ["daily", "daily"]


async def test_a_timer_moves_with_what_it_reminds_of(bench: Bench) -> None:
    await bench.want(a_timer("visit", due_at=NOW))
    await bench.want(a_timer("visit", due_at=NOW + HOUR))
    assert await bench.tick(NOW) == 0
    assert await bench.timers.next_due() == NOW + HOUR


async def test_other_leads_keep_their_timers(bench: Bench) -> None:
    await bench.want(a_timer("mine"))
    await bench.want(a_timer("theirs", lead="7"), lead="7")
    await bench.want(lead="7")
    assert await bench.pending() == {"mine"}


async def test_a_timer_that_fails_does_not_stop_the_others_and_is_tried_again(bench: Bench) -> None:
    bench.broken = {"bad"}
    await bench.want(a_timer("bad"), a_timer("good"), a_timer("better"))
    while await bench.tick(NOW):
        pass
    assert sorted(bench.fired) == ["better", "good"]
    bench.broken = set()
    await bench.tick(NOW + timedelta(minutes=6))
    assert sorted(bench.fired) == ["bad", "better", "good"]


async def test_the_nearest_due_time_is_known(bench: Bench) -> None:
    assert await bench.timers.next_due() is None
    await bench.want(a_timer("b", due_at=NOW + HOUR), a_timer("a", due_at=NOW))
    assert await bench.timers.next_due() == NOW


async def test_two_workers_fire_every_timer_once(bench: Bench) -> None:
    await bench.want(*(a_timer(f"r{number}") for number in range(40)))
    await asyncio.gather(*(bench.timers.fire_due(NOW, bench.fire, limit=40) for _ in range(2)))
    assert sorted(bench.fired) == sorted(f"r{number}" for number in range(40))


async def test_a_naive_time_is_refused(bench: Bench) -> None:
    naive = replace(a_timer(), due_at=NOW.replace(tzinfo=None))
    with pytest.raises(Exception, match="naive"):
        await bench.want(naive)
