"""The plan of a day with 200 visits and 30 teams, beside its bare computation.

`python -m benchmarks.planning [--runs 9]`: three figures of the same day. *bare*: cheapest insertion over plain numbers, with no rule but
that a team is free and has a place left. *plan*: `plan_day`, all rules and reasons, from what is read. *read and plan*: `day_plan`, from
SQLite. Medians.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from benchmarks.visits import NOW, Holds, Pair, a_lead, a_visit, an_office, fill
from bot.keeping import Keeping
from domain.calendar import Calendar
from domain.leads.stages import Stage
from domain.places import Point, km_between
from domain.slot import Slot
from domain.visits.planning import day_plan, plan_day, plan_facts, visits_to_plan
from domain.visits.states import VisitState
from domain.visits.team import Team

VISITS: Final = 200
PLACES: Final = 8
HOURS: Final = 9
DAY: Final = date(2026, 11, 24)
Seconds = float


def the_day(chance: Random) -> list[Pair]:
    """Hour-long visits from 9:30 in India on, as many in each hour as in the next, none with a team."""
    first = NOW.replace(hour=4, minute=0) + timedelta(days=1)
    pairs = []
    for number in range(1, VISITS + 1):
        start = first + timedelta(hours=number % HOURS)
        slot = Slot(start=start, end=start + timedelta(hours=1))
        visit = replace(a_visit(number, slot, VisitState.PROPOSED), team=None)
        pairs.append((a_lead(number, Stage.SURVEY_SCHEDULING, chance), visit))
    return pairs


def bare(visits: list[tuple[int, Point]], bases: list[Point]) -> list[int | None]:
    """The hour and place of each visit; the team that gets it by cheapest insertion, or None."""
    days: list[dict[int, Point]] = [{} for _ in bases]
    costs = [[_detour(days[team], base, hour, at) for team, base in enumerate(bases)] for hour, at in visits]
    chosen: list[int | None] = [None] * len(visits)
    left = set(range(len(visits)))
    while left:
        options = ((min(costs[visit]), visit) for visit in left)
        cost, visit = min(options)
        left.discard(visit)
        if cost == float("inf"):
            continue
        team = costs[visit].index(cost)
        hour, at = visits[visit]
        chosen[visit], days[team][hour] = team, at
        for other in left:
            costs[other][team] = _detour(days[team], bases[team], *visits[other])
    return chosen


def _detour(day: dict[int, Point], base: Point, hour: int, at: Point) -> float:
    if hour in day or len(day) >= PLACES:
        return float("inf")
    before = day[max(earlier)] if (earlier := [other for other in day if other < hour]) else base
    later = [other for other in day if other > hour]
    if not later:
        return km_between(before, at)
    after = day[min(later)]
    return km_between(before, at) + km_between(at, after) - km_between(before, after)


async def seconds_of(run: Callable[[], Awaitable[object]], runs: int) -> Seconds:
    took = []
    for _ in range(runs):
        began = time.perf_counter()
        await run()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


async def measured(runs: int) -> dict[str, Any]:
    chance = Random(7)  # noqa: S311  a fixed seed: the same day each time
    pairs = the_day(chance)
    with tempfile.TemporaryDirectory() as folder:
        keeping = await an_office(Path(folder), chance)
        try:
            await _widen(keeping)
            await fill(keeping, pairs, Holds.NOTHING)
            return await _compared(keeping, pairs, runs)
        finally:
            await keeping.database.close()


async def _widen(keeping: Keeping) -> None:
    async with keeping.database.begin() as connection:
        uow = keeping.work.on(connection, NOW)
        for team in await uow.all(Team):
            await uow.save(replace(team, daily_capacity=PLACES))


async def _compared(keeping: Keeping, pairs: list[Pair], runs: int) -> dict[str, Any]:
    async with keeping.database.read() as connection:
        uow = keeping.work.on(connection, NOW, reading=True)
        facts = await plan_facts(uow, await visits_to_plan(uow, DAY, Calendar()), DAY, Calendar())
    visits = [(visit.window.start.hour, _point(lead)) for lead, visit in pairs]
    bases = [team.base for team in facts.teams if team.base is not None]

    async def bare_plan() -> None:
        bare(visits, bases)

    async def plan() -> None:
        plan_day(*facts)

    async def read_and_plan() -> None:
        async with keeping.database.read() as connection:
            await day_plan(keeping.work.on(connection, NOW, reading=True), DAY, Calendar())

    took = {
        name: await seconds_of(run, runs)
        for name, run in (("bare", bare_plan), ("plan", plan), ("read_and_plan", read_and_plan))
    }
    return {
        "visits": VISITS,
        "teams": len(bases),
        "planned": sum(suggestion.candidate is not None for suggestion in plan_day(*facts)),
        "planned_bare": sum(team is not None for team in bare(visits, bases)),
        "ms": {name: seconds * 1000 for name, seconds in took.items()},
        "of_bare": {name: seconds / took["bare"] for name, seconds in took.items()},
    }


def _point(lead: Any) -> Point:  # noqa: ANN401  a lead with its place
    point: Point = lead.documents.location.point
    return point


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    figures = asyncio.run(measured(parser.parse_args().runs))
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
