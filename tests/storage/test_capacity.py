"""A team's time and places of a day are given away once, however many ask at once, and however they come and go."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.errors import Refused, Unavailable, VersionConflict
from domain.leads.stages import Stage
from domain.settle import settle
from domain.slot import Slot
from domain.unit_of_work import UnitOfWork
from domain.visits.assigning import assign_team
from domain.visits.states import VisitState
from domain.visits.visit import Visit
from tests.build import TOMORROW, a_team, a_visit, an_oem, at_stage
from tests.databases import opened
from tests.domain.test_reactions import DESK
from tests.storage.kept import InDatabase, InMemory, Kept

TRIES: Final = 1000
AT_ONCE: Final = 24
TUESDAY: Final = date(2026, 11, 24)


def later(days: int) -> Slot:
    span = timedelta(days=days)
    return Slot(start=TOMORROW.start + span, end=TOMORROW.end + span)


async def all_at_once(kept: Kept, attempt: Callable[[UnitOfWork, int], Awaitable[object]]) -> int:
    """How many of a thousand got through; whoever meets a conflict is run again, as the inbox does it."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> bool:
        async with gate:
            for _ in range(100):
                try:
                    async with kept.begin() as uow:
                        await attempt(uow, number)
                except Refused:
                    return False
                except (VersionConflict, Unavailable):
                    continue
                return True
        raise AssertionError("it never came to an end")

    return sum(await asyncio.gather(*(one(number) for number in range(TRIES))))


async def test_a_thousand_at_once_book_one_time_exactly_once(kept: Kept) -> None:
    async def take(uow: UnitOfWork, number: int) -> None:
        await uow.capacity.take("sunrise", TOMORROW, f"S-{number}-1", day=TUESDAY, most=9)

    assert await all_at_once(kept, take) == 1
    async with kept.begin() as uow:
        assert len(await uow.capacity.taken(["sunrise"], TOMORROW.start, TOMORROW.end)) == 1
        assert await uow.capacity.places(["sunrise"], TUESDAY, TUESDAY) == {("sunrise", TUESDAY): 1}


async def test_a_thousand_at_once_use_exactly_the_last_places_of_a_day(kept: Kept) -> None:
    async def take(uow: UnitOfWork, number: int) -> None:
        await uow.capacity.take("sunrise", later(number), f"S-{number}-1", day=TUESDAY, most=5)

    async with kept.begin() as uow:
        await take(uow, 5000)
    assert await all_at_once(kept, take) == 4
    async with kept.begin() as uow:
        assert await uow.capacity.places(["sunrise"], TUESDAY, TUESDAY) == {("sunrise", TUESDAY): 5}


@pytest.mark.parametrize("kept_in", ["sqlite", "postgresql"], indirect=True)
async def test_a_thousand_assignments_at_once_give_the_team_one_visit(kept: Kept) -> None:
    """The whole way: the command, what follows from it, and one commit."""
    async with kept.begin() as uow:
        await uow.add(an_oem())
        await uow.add(a_team())
        for number in range(TRIES):
            lead = at_stage(Stage.SURVEY_SCHEDULING, visits_made=1)
            await uow.add(replace(lead, id=f"L-{number + 2000}", oem_reference=f"VM-{number}"))
            await uow.add(
                a_visit(id=_visit(number), lead=f"L-{number + 2000}", state=VisitState.PROPOSED, team=None)
            )

    async def assign(uow: UnitOfWork, number: int) -> None:
        await assign_team(uow, _visit(number), "sunrise", DESK)
        await settle(uow)

    assert await all_at_once(kept, assign) == 1
    async with kept.begin() as uow:
        [booked] = await uow.all(Visit, team="sunrise")
        [taken] = await uow.capacity.taken(["sunrise"], TOMORROW.start, TOMORROW.end)
        assert (booked.state, booked.id) == (VisitState.BOOKED, taken.visit)


def _visit(number: int) -> str:
    return f"S-{number + 2000}-1"


async def test_places_are_counted_where_a_team_has_fewer_than_it_had(kept: Kept) -> None:
    """Its third place is used and the first two are free again: with one place a day it is full."""
    async with kept.begin() as uow:
        for number in range(3):
            await uow.capacity.take("sunrise", later(number), f"S-{number}-1", day=TUESDAY, most=3)
        await uow.capacity.free("S-0-1")
        await uow.capacity.free("S-1-1")
    with pytest.raises(Refused, match="no free place left"):
        async with kept.begin() as uow:
            await uow.capacity.take("sunrise", later(8), "S-8-1", day=TUESDAY, most=1)


@dataclass(frozen=True)
class Held:
    team: str
    slot: Slot
    day: date
    open: bool = True


TEAMS: Final = ("sunrise", "dawn")
DAYS: Final = (TUESDAY, date(2026, 11, 25))
VISITS: Final = st.sampled_from([f"S-{number}-1" for number in range(5)])
HALF_HOUR: Final = timedelta(minutes=30)


class Comings(RuleBasedStateMachine):
    """Visits are taken, given back, made and taken elsewhere; the port and a simple list always say the same."""

    kept: Kept

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.run = self.stack.enter_context(asyncio.Runner()).run
        self.held: dict[str, Held] = {}
        self.begin()

    def begin(self) -> None:
        self.kept = InMemory()

    def teardown(self) -> None:
        self.stack.close()

    @rule(
        visit=VISITS,
        team=st.sampled_from(TEAMS),
        day=st.sampled_from(DAYS),
        half=st.integers(0, 6),
        length=st.integers(1, 4),
        most=st.integers(1, 3),
    )
    def take(self, visit: str, team: str, day: date, half: int, length: int, most: int) -> None:  # noqa: PLR0913, PLR0917  what is drawn
        """Elsewhere than where it was, if it had a place."""
        start = TOMORROW.start + timedelta(days=DAYS.index(day)) + half * HALF_HOUR
        wanted = Held(team, Slot(start=start, end=start + length * HALF_HOUR), day)
        others = [held for name, held in self.held.items() if name != visit and held.team == team]
        busy = any(held.open and held.slot.overlaps(wanted.slot) for held in others)
        full = sum(held.day == day for held in others) >= most
        if self.run(self._took(visit, wanted, most)):
            assert not busy
            assert not full
            self.held[visit] = wanted
        else:
            assert busy or full

    async def _took(self, visit: str, wanted: Held, most: int) -> bool:
        try:
            async with self.kept.begin() as uow:
                await uow.capacity.free(visit)
                await uow.capacity.take(wanted.team, wanted.slot, visit, day=wanted.day, most=most)
        except Refused:
            return False
        return True

    @rule(visit=VISITS)
    def give_back(self, visit: str) -> None:
        self.run(self._free(visit))
        self.held.pop(visit, None)

    async def _free(self, visit: str) -> None:
        async with self.kept.begin() as uow:
            await uow.capacity.free(visit)

    @rule(visit=VISITS)
    def make(self, visit: str) -> None:
        """Its time is free again, its place is used."""
        self.run(self._finish(visit))
        if visit in self.held:
            self.held[visit] = replace(self.held[visit], open=False)

    async def _finish(self, visit: str) -> None:
        async with self.kept.begin() as uow:
            await uow.capacity.finish(visit)

    @invariant()
    def both_say_the_same(self) -> None:
        open_ones = {(name, held.team, held.slot) for name, held in self.held.items() if held.open}
        used = Counter((held.team, held.day) for held in self.held.values())
        assert self.run(self._seen()) == (open_ones, used)

    async def _seen(self) -> tuple[set[tuple[str, str, Slot]], dict[tuple[str, date], int]]:
        async with self.kept.begin() as uow:
            taken = await uow.capacity.taken(TEAMS, later(-1).start, later(3).end)
            places = await uow.capacity.places(TEAMS, DAYS[0], DAYS[-1])
        return {(one.visit, one.team, one.slot) for one in taken}, dict(places)


class ComingsInSqlite(Comings):
    def begin(self) -> None:
        folder = self.stack.enter_context(tempfile.TemporaryDirectory())
        self.made = opened(f"sqlite:///{Path(folder) / 'kept.db'}")
        database = self.run(self.made.__aenter__())
        self.run(database.create_all())
        self.kept = InDatabase(database)

    def teardown(self) -> None:
        self.run(self.made.__aexit__(None, None, None))
        super().teardown()


TestComingsInMemory = Comings.TestCase
TestComingsInMemory.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestComingsInSqlite = ComingsInSqlite.TestCase
TestComingsInSqlite.settings = settings(
    max_examples=8, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
