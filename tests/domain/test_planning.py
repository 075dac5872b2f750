"""A day's plan: every visit that can be made has a team, no team has more than it can take, and routes stay short."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import time, timedelta
from itertools import pairwise
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.leads.lead import Documents, Location
from domain.policy import DEFAULT
from domain.slot import Slot
from domain.unit_of_work import Kept, Taken
from domain.visits.availability import Diary, reserve
from domain.visits.planning import DayPlan, Suggestion, Wanted, day_plan, plan_day
from domain.visits.ranking import Trip
from domain.visits.record import Record
from domain.visits.route import Route, Stop
from domain.visits.states import VisitKind, VisitState
from domain.visits.team import Leave, Team
from tests.build import NOW, TOMORROW, a_lead, a_team, a_visit, an_oem
from tests.fakes import House

HOUR: Final = timedelta(hours=1)
DAY: Final = DEFAULT.calendar.local(TOMORROW.start).date()
BANER, AUNDH, HADAPSAR = (18.559, 73.7868), (18.5587, 73.8073), (18.5089, 73.9260)
EAST: Final = a_team(id="east", name="East Crew", base=HADAPSAR)
WEST: Final = a_team(id="west", name="West Crew", base=BANER)


def at(hour: int, hours: int = 2) -> Slot:
    start = TOMORROW.start + (hour - 10) * HOUR
    return Slot(start=start, end=start + hours * HOUR)


def wanted(visit: str, hour: int = 10, point: tuple[float, float] | None = BANER, **but: Any) -> Wanted:  # noqa: ANN401  fields of Trip
    trip = Trip(visit=visit, kind=VisitKind.SURVEY, slot=at(hour), pin_code="411045", point=point)
    return Wanted(trip=replace(trip, **but))


def planned(
    visits: Sequence[Wanted], teams: Sequence[Team], taken: Mapping[str, tuple[Taken, ...]] | None = None
) -> tuple[Suggestion, ...]:
    taken = taken or {}
    places = {(team, DAY): len(found) for team, found in taken.items()}
    diary = Diary(calendar=DEFAULT.calendar, taken=taken, places=places)
    routes = {
        team.id: Route.of((Stop(visit=one.visit, slot=one.slot) for one in taken.get(team.id, ())), team.base)
        for team in teams
    }
    return plan_day(visits, teams, diary, routes, {team.id: Record() for team in teams})


def by_visit(suggestions: Sequence[Suggestion]) -> dict[str, str | None]:
    return {one.trip.visit: one.candidate.team.id if one.candidate else None for one in suggestions}


def test_each_visit_goes_to_the_team_that_is_near() -> None:
    visits = [wanted("S-1", point=HADAPSAR), wanted("S-2", point=AUNDH)]
    assert by_visit(planned(visits, [WEST, EAST])) == {"S-1": "east", "S-2": "west"}


def test_two_visits_side_by_side_are_made_on_one_way() -> None:
    visits = [wanted("S-1", 10, point=AUNDH), wanted("S-2", 15, point=AUNDH)]
    assert set(by_visit(planned(visits, [WEST, EAST])).values()) == {"west"}


def test_a_visit_that_only_one_team_can_take_is_not_robbed_of_it() -> None:
    """West is nearest to both; only West does installations."""
    surveys_only = replace(EAST, skills=frozenset({VisitKind.SURVEY}))
    visits = [wanted("S-1"), wanted("I-1", kind=VisitKind.INSTALLATION, point=AUNDH)]
    assert by_visit(planned(visits, [WEST, surveys_only])) == {"S-1": "east", "I-1": "west"}


def test_a_visit_that_nobody_can_take_is_left() -> None:
    assert by_visit(planned([wanted("S-1", 7)], [WEST, EAST])) == {"S-1": None}


def test_what_a_visit_keeps_itself_does_not_fill_the_day() -> None:
    """Each has kept one of the two places of West's day, so both can still have it."""
    full = replace(WEST, daily_capacity=2)
    kept = tuple(Taken(team="west", visit=visit, slot=at(hour)) for visit, hour in (("S-1", 10), ("S-2", 15)))
    visits = [wanted("S-1", 10), wanted("S-2", 15)]
    assert by_visit(planned(visits, [full], {"west": kept})) == {"S-1": "west", "S-2": "west"}


TEAMS: Final = st.lists(
    st.builds(
        a_team,
        id=st.sampled_from("abcdef"),
        skills=st.sampled_from([frozenset(VisitKind), frozenset({VisitKind.SURVEY})]),
        zones=st.sampled_from([("411",), ("412",), ("400",)]),
        daily_capacity=st.integers(1, 4),
        opens=st.sampled_from([time(9, 30), time(12)]),
        leave=st.sampled_from([(), (Leave(first=DAY, last=DAY, reason=""),)]),
        base=st.none() | st.sampled_from([BANER, HADAPSAR]),
    ),
    max_size=6,
    unique_by=lambda team: team.id,
)
WANTED: Final = st.lists(
    st.builds(
        wanted,
        st.integers(1, 99).map("S-{}".format),
        st.integers(9, 17),
        st.none() | st.tuples(st.floats(18.4, 18.7), st.floats(73.6, 74.0)),
        kind=st.sampled_from(VisitKind),
    ),
    max_size=12,
    unique_by=lambda one: one.trip.visit,
)


@given(WANTED, TEAMS, st.randoms())
def test_no_plan_asks_more_of_a_team_than_it_can_do(
    visits: list[Wanted],
    teams: list[Team],
    chance: Any,  # noqa: ANN401  hypothesis's random
) -> None:
    suggestions = planned(visits, teams)
    assert [one.trip for one in suggestions] == [one.trip for one in visits]
    diary = Diary(calendar=DEFAULT.calendar)
    for team in teams:
        given_to = [one.trip for one in suggestions if one.candidate and one.candidate.team.id == team.id]
        assert len(given_to) <= team.daily_capacity
        assert all(diary.against(team, trip.kind, trip.slot) is None for trip in given_to)
        slots = sorted(trip.slot for trip in given_to)
        assert not any(first.overlaps(second) for first, second in pairwise(slots))
    _nobody_is_left_out(suggestions, teams, diary)
    shuffled = list(teams)
    chance.shuffle(shuffled)
    assert planned(visits, shuffled) == suggestions


def _nobody_is_left_out(suggestions: Sequence[Suggestion], teams: list[Team], diary: Diary) -> None:
    """A visit without a team is one that, as planned, every team is too busy for."""
    for left in (one.trip for one in suggestions if one.candidate is None):
        for team in teams:
            mine = [one.trip for one in suggestions if one.candidate and one.candidate.team.id == team.id]
            busy = len(mine) >= team.daily_capacity or any(trip.slot.overlaps(left.slot) for trip in mine)
            assert busy or diary.against(team, left.kind, left.slot) is not None


@pytest.mark.parametrize("kind", list(VisitKind))
async def test_the_plan_of_a_day_is_of_the_visits_that_have_their_time_and_no_team(kind: VisitKind) -> None:
    house = House()
    uow = house.uow(NOW)
    place = Documents(location=Location(latitude=BANER[0], longitude=BANER[1]))
    next_day = Slot(start=TOMORROW.start + 24 * HOUR, end=TOMORROW.end + 24 * HOUR)
    booked = a_visit(id="V-3", kind=kind, team="west", slot=at(12))
    there: tuple[Kept, ...] = (
        *(an_oem(), a_lead(documents=place), WEST, EAST, booked),
        a_visit(id="V-1", kind=kind, state=VisitState.PROPOSED, team=None, slot=at(15)),
        a_visit(id="V-2", kind=kind, state=VisitState.UNASSIGNED, team=None),
        a_visit(id="V-4", kind=kind, state=VisitState.PROPOSED, team=None, slot=None),
        a_visit(id="V-5", kind=kind, state=VisitState.PROPOSED, team=None, slot=next_day),
        a_visit(id="V-6", kind=kind, state=VisitState.CANCELLED, slot=at(15)),
    )
    for thing in there:
        await uow.add(thing)
    await reserve(uow, WEST, booked)
    plan = await day_plan(house.uow(NOW), DAY, DEFAULT.calendar)
    assert by_visit(plan.suggestions) == {"V-2": "west", "V-1": "west"}
    assert list(by_visit(plan.suggestions)) == ["V-2", "V-1"]
    [first, _] = plan.suggestions
    assert first.candidate is not None
    assert (first.candidate.visits_that_day, first.candidate.distance_km) == (1, 0.0)


async def test_a_day_without_such_visits_has_an_empty_plan() -> None:
    assert (await day_plan(House().uow(NOW), DAY, DEFAULT.calendar)).suggestions == ()


def test_another_plan_has_another_fingerprint() -> None:
    west, east, none = (
        DayPlan(day=DAY, suggestions=planned([wanted("S-1")], teams), visits={})
        for teams in ([WEST], [EAST], [])
    )
    again = DayPlan(day=DAY, suggestions=planned([wanted("S-1")], [WEST]), visits={})
    assert len({west.fingerprint, east.fingerprint, none.fingerprint}) == 3
    assert west.fingerprint == again.fingerprint
