"""Who can take a visit, best first: each reason moves a team, nobody is ranked who cannot go, no two stand alike."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import time, timedelta
from itertools import pairwise
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.leads.lead import Lead
from domain.slot import Slot
from domain.unit_of_work import Kept
from domain.visits.availability import Obstacle, reserve
from domain.visits.ranking import (
    Candidate,
    Nearness,
    Outlook,
    candidates_for,
    nearness,
    outlook_of,
)
from domain.visits.record import Record, Share
from domain.visits.states import VisitKind, VisitState
from domain.visits.team import Team
from domain.visits.visit import Visit
from tests.build import NOW, TOMORROW, a_candidate, a_lead, a_team, a_visit, an_oem, documents
from tests.fakes import House

HOUR: Final = timedelta(hours=1)
SITE: Final = (18.5590, 73.7868)
NEAR, FAR = (18.5587, 73.8073), (18.7, 74.2)
AFTERNOON: Final = Slot(start=TOMORROW.start + 5 * HOUR, end=TOMORROW.end + 5 * HOUR)


@pytest.mark.parametrize(
    ("zones", "expected"),
    [
        (("411",), Nearness.IN_ZONE),
        (("400", "4110"), Nearness.IN_ZONE),
        (("412",), Nearness.NEXT),
        (("400", "413"), Nearness.NEXT),
        (("400",), Nearness.OUTSIDE),
        (("4",), Nearness.IN_ZONE),
        (("1", ""), Nearness.IN_ZONE),
        ((), Nearness.OUTSIDE),
    ],
)
def test_a_zone_is_the_sites_the_next_or_another(zones: tuple[str, ...], expected: Nearness) -> None:
    assert nearness(a_team(zones=zones), "411045") is expected


BETTER: Final[Mapping[str, Mapping[str, Any]]] = {
    "in the zone": {"nearness": Nearness.IN_ZONE},
    "both skills": {"team": a_team(name="Same")},
    "nearer": {"distance_km": 2.0},
    "freer": {"visits_that_day": 0},
    "on its way": {"detour_km": 0.0},
    "more reliable": {"record": Record(visits=20, on_time=Share(good=20, total=20))},
}
PLAIN: Final = a_candidate(
    team=a_team(name="Same", skills=frozenset({VisitKind.SURVEY})),
    nearness=Nearness.NEXT,
    record=Record(visits=20, on_time=Share(good=10, total=20)),
)


@pytest.mark.parametrize("reason", list(BETTER))
def test_each_reason_alone_moves_a_team_up(reason: str) -> None:
    assert replace(PLAIN, **BETTER[reason]).rank < PLAIN.rank


def test_the_zone_comes_before_everything_else() -> None:
    near = a_candidate(nearness=Nearness.NEXT, distance_km=0.0, detour_km=0.0, visits_that_day=0)
    far = a_candidate(distance_km=40.0, detour_km=60.0, visits_that_day=3)
    assert far.rank < near.rank


def test_a_team_that_is_next_door_anyway_is_better_than_a_free_one_far_away() -> None:
    next_door = a_candidate(visits_that_day=2, distance_km=0.5, detour_km=0.5)
    free = a_candidate(visits_that_day=0, distance_km=9.0, detour_km=9.0)
    assert next_door.rank < free.rank


def test_an_unknown_distance_is_neither_near_nor_far() -> None:
    near, unknown, far = (a_candidate(distance_km=km, detour_km=km) for km in (2.0, None, 40.0))
    assert near.rank < unknown.rank < far.rank


KM: Final = st.none() | st.floats(0, 500)
SHARES: Final = st.integers(0, 50).flatmap(
    lambda total: st.builds(Share, good=st.integers(0, total), total=st.just(total))
)
CANDIDATES: Final = st.builds(
    Candidate,
    team=st.builds(
        a_team,
        id=st.sampled_from(["a", "b", "c", "d", "e"]),
        name=st.sampled_from(["Sunrise Crew", "Dawn Crew"]),
        skills=st.sampled_from([frozenset(VisitKind), frozenset({VisitKind.SURVEY})]),
    ),
    nearness=st.sampled_from(Nearness),
    visits_that_day=st.integers(0, 5),
    distance_km=KM,
    detour_km=KM,
    record=st.builds(Record, visits=st.integers(0, 50), on_time=SHARES, back_outs=st.integers(0, 9)),
)


@given(st.lists(CANDIDATES, max_size=5, unique_by=lambda one: one.team.id), st.randoms())
def test_the_order_is_total_and_does_not_depend_on_how_it_was_found(
    found: list[Candidate],
    chance: Any,  # noqa: ANN401  hypothesis's random
) -> None:
    ordered = sorted(found, key=lambda one: one.rank)
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert sorted(shuffled, key=lambda one: one.rank) == ordered
    assert all(first.rank < second.rank for first, second in pairwise(ordered))


async def the_outlook(*teams: Team, booked: tuple[Visit, ...] = (), but: str | None = None) -> Outlook:
    """Of a survey tomorrow at ten, for which Sunrise is booked in `booked` only if named there."""
    house = House()
    uow = house.uow(NOW)
    visit = a_visit(state=VisitState.PROPOSED, team=None)
    there: tuple[Kept, ...] = (
        *(an_oem(), at_stage_with_place(), a_lead(id="L-7", oem_reference="VM-7"), visit),
        *teams,
    )
    for thing in there:
        await uow.add(thing)
    for other in booked:
        await uow.add(other)
        await reserve(uow, next(team for team in teams if team.id == other.team), other)
    return await outlook_of(house.uow(NOW), visit, but=but)


def at_stage_with_place() -> Lead:
    return a_lead(documents=documents(), visits_made=1)


async def test_a_candidate_has_its_reasons_from_the_day_as_it_is_booked() -> None:
    other = a_visit(id="S-7-1", lead="L-1042", slot=AFTERNOON)
    outlook = await the_outlook(a_team(base=NEAR), a_team(id="dawn", name="Dawn Crew"), booked=(other,))
    sunrise, dawn = outlook.candidates
    assert (sunrise.team.id, sunrise.visits_that_day, sunrise.nearness) == ("sunrise", 1, Nearness.IN_ZONE)
    assert sunrise.distance_km == 0
    assert sunrise.detour_km == pytest.approx(0, abs=1e-6)
    assert (dawn.team.id, dawn.visits_that_day, dawn.distance_km) == ("dawn", 0, None)


async def test_what_the_visit_itself_has_booked_is_no_load() -> None:
    own = a_visit(state=VisitState.BOOKED)
    house = House()
    uow = house.uow(NOW)
    for thing in (an_oem(), at_stage_with_place(), a_team(), own):
        await uow.add(thing)
    await reserve(uow, a_team(), own)
    [candidate] = await candidates_for(uow, own)
    assert candidate.visits_that_day == 0
    assert await candidates_for(uow, own, but="sunrise") == ()


TUESDAY: Final = TOMORROW.start.date()
CANNOT: Final[Mapping[Obstacle, Mapping[str, Any]]] = {
    Obstacle.INACTIVE: {"active": False},
    Obstacle.SKILL: {"skills": frozenset({VisitKind.INSTALLATION})},
    Obstacle.DAY_OFF: {"workdays": frozenset({0, 2, 3, 4})},
    Obstacle.HOURS: {"opens": time(13)},
    Obstacle.BUSY: {},
    Obstacle.FULL: {"daily_capacity": 1},
}


@pytest.mark.parametrize("obstacle", list(CANNOT))
async def test_a_team_that_cannot_go_is_never_ranked_and_ops_can_see_why(obstacle: Obstacle) -> None:
    team = a_team(**CANNOT[obstacle])
    slots = {Obstacle.BUSY: TOMORROW, Obstacle.FULL: AFTERNOON}
    booked = (a_visit(id="S-7-1", lead="L-7", slot=slots[obstacle]),) if obstacle in slots else ()
    outlook = await the_outlook(team, a_team(id="dawn", name="Dawn Crew"), booked=booked)
    assert [candidate.team.id for candidate in outlook.candidates] == ["dawn"]
    assert outlook.barred == ((team, obstacle),)
