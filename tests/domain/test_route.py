"""A team's day as a road: kilometres, what one more stop adds, and where a place is not known."""

from datetime import timedelta
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.leads.lead import Documents, Location
from domain.places import km_between
from domain.policy import DEFAULT
from domain.slot import Slot
from domain.visits.route import Route, Stop, routes_on
from domain.visits.states import VisitState
from tests.build import NOW, TOMORROW, a_lead, a_team, a_visit
from tests.fakes import House

HOUR: Final = timedelta(hours=1)
BASE, BANER, AUNDH, WAKAD = (18.53, 73.84), (18.559, 73.7868), (18.5587, 73.8073), (18.5987, 73.7660)
POINTS: Final = st.tuples(st.floats(18.3, 18.8), st.floats(73.5, 74.2))


def at(hour: int) -> Slot:
    start = TOMORROW.start + (hour - 10) * HOUR
    return Slot(start=start, end=start + 2 * HOUR)


def stop(hour: int, point: tuple[float, float] | None, visit: str = "") -> Stop:
    return Stop(visit=visit or f"S-{hour}", slot=at(hour), point=point)


STOPS: Final = st.lists(
    st.builds(stop, st.integers(8, 17), st.none() | POINTS), max_size=5, unique_by=lambda one: one.slot
)


def test_stops_come_in_the_order_of_their_times() -> None:
    route = Route.of([stop(15, WAKAD), stop(10, BANER), stop(12, AUNDH)], BASE)
    assert [one.visit for one in route.stops] == ["S-10", "S-12", "S-15"]
    way = [BASE, BANER, AUNDH, WAKAD]
    assert [leg.km for leg in route.legs] == [km_between(*pair) for pair in pairwise(way)]
    assert route.km == pytest.approx(5.6 + 6.4 + 2.2, abs=1)


def test_a_stop_whose_place_nobody_knows_is_driven_past() -> None:
    route = Route.of([stop(10, BANER), stop(12, None), stop(15, WAKAD)])
    assert [leg.km for leg in route.legs] == [None, None, km_between(BANER, WAKAD)]
    assert route.km == km_between(BANER, WAKAD)


def test_a_stop_on_the_way_adds_little_and_one_beside_it_much() -> None:
    route = Route.of([stop(10, BASE), stop(15, BANER)])
    on_the_way, aside = route.detour_km(stop(12, (18.5445, 73.8134))), route.detour_km(stop(12, WAKAD))
    assert on_the_way == pytest.approx(0, abs=0.05)
    assert aside == pytest.approx(km_between(BASE, WAKAD) + km_between(WAKAD, BANER) - route.km)


def test_the_first_stop_is_counted_from_the_base() -> None:
    assert Route(base=BASE).detour_km(stop(10, BANER)) == km_between(BASE, BANER)
    assert Route().detour_km(stop(10, BANER)) is None
    assert Route(base=BASE).detour_km(stop(10, None)) is None


def test_the_nearest_place_of_a_day_is_its_base_or_a_stop() -> None:
    route = Route.of([stop(10, BANER), stop(12, None)], BASE)
    assert route.nearest_km(AUNDH) == km_between(BANER, AUNDH)
    assert (route.nearest_km(None), Route().nearest_km(AUNDH)) == (None, None)


@given(STOPS, st.none() | POINTS, st.integers(8, 17), POINTS)
def test_a_detour_is_what_the_day_becomes_longer_by(
    stops: list[Stop], base: tuple[float, float] | None, hour: int, point: tuple[float, float]
) -> None:
    route, new = Route.of(stops, base), stop(hour, point, "S-new")
    detour = route.detour_km(new)
    known = base is not None or any(one.point for one in stops)
    assert (detour is not None) is known
    if detour is not None:
        assert detour == pytest.approx(route.with_stop(new).km - route.km, abs=1e-6)
        assert detour >= 0


async def test_a_day_has_the_visits_that_are_made_on_it() -> None:
    house = House()
    uow = house.uow(NOW)
    await uow.add(a_lead(documents=Documents(location=Location(latitude=BANER[0], longitude=BANER[1]))))
    await uow.add(a_lead(id="L-7", oem_reference="VM-7", documents=Documents()))
    today = Slot(start=NOW, end=NOW + HOUR)
    for visit in (
        a_visit(id="S-2", slot=at(15)),
        a_visit(id="S-1", state=VisitState.REPORTED),
        a_visit(id="S-3", lead="L-7", slot=at(12)),
        a_visit(id="S-4", state=VisitState.CANCELLED),
        a_visit(id="S-5", state=VisitState.EMERGENCY),
        a_visit(id="S-6", state=VisitState.UNASSIGNED, team=None),
        a_visit(id="S-7", team="dawn"),
        a_visit(id="S-8", slot=today),
        a_visit(id="S-9"),
    ):
        await uow.add(visit)
    teams = [a_team(base=BASE), a_team(id="moon")]
    day = DEFAULT.calendar.local(TOMORROW.start).date()
    routes = await routes_on(uow, teams, day, DEFAULT.calendar, but="S-9")
    assert [(one.visit, one.point) for one in routes["sunrise"].stops] == [
        ("S-1", BANER),
        ("S-3", None),
        ("S-2", BANER),
    ]
    assert (routes["sunrise"].base, routes["moon"]) == (BASE, Route())
