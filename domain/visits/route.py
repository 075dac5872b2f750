"""A team's day as a road: its stops in the order of their times, how far it is, and what one more stop adds.

Kilometres are in a straight line (`domain/places.py`). A stop whose place nobody knows is left out of them, not of the
route.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Self

from domain.calendar import Calendar
from domain.leads.lead import Lead
from domain.places import Point, km_between
from domain.slot import Slot
from domain.unit_of_work import UnitOfWork
from domain.visits.states import VisitState
from domain.visits.team import Team
from domain.visits.visit import Visit

_NOT_MADE: Final = frozenset({VisitState.RESCHEDULED, VisitState.CANCELLED, VisitState.EMERGENCY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    visit: str
    slot: Slot
    point: Point | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """The way to a stop from the last known place before it; `km` is None where one of the two is not known."""

    stop: Stop
    km: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """`stops` in the order of their times; `base` is where the day begins, if that is known."""

    base: Point | None = None
    stops: tuple[Stop, ...] = ()

    @classmethod
    def of(cls, stops: Iterable[Stop], base: Point | None = None) -> Self:
        return cls(base=base, stops=tuple(sorted(stops, key=_by_time)))

    @property
    def legs(self) -> tuple[Leg, ...]:
        legs, here = [], self.base
        for stop in self.stops:
            legs.append(Leg(stop=stop, km=km_between(here, stop.point) if here and stop.point else None))
            here = stop.point or here
        return tuple(legs)

    @property
    def km(self) -> float:
        return sum(leg.km or 0 for leg in self.legs)

    def nearest_km(self, point: Point | None) -> float | None:
        """From the base or a stop of the day, whichever is nearer; None where nothing of it is known."""
        if point is None:
            return None
        places = [self.base, *(stop.point for stop in self.stops)]
        return min((km_between(place, point) for place in places if place is not None), default=None)

    def detour_km(self, stop: Stop) -> float | None:
        """How much longer the day becomes with this stop at its time; None where that cannot be known."""
        if stop.point is None:
            return None
        come_from, go_to = self._around(stop)
        if come_from is None or go_to is None:
            place = come_from or go_to
            return None if place is None else km_between(place, stop.point)
        there = km_between(come_from, stop.point) + km_between(stop.point, go_to)
        return max(0.0, there - km_between(come_from, go_to))

    def _around(self, stop: Stop) -> tuple[Point | None, Point | None]:
        """The last known place before that time, and the first one after it."""
        before, when = self.base, _by_time(stop)
        for other in self.stops:
            if other.point is not None and _by_time(other) > when:
                return before, other.point
            if other.visit != stop.visit:
                before = other.point or before
        return before, None

    def with_stop(self, stop: Stop) -> Self:
        return replace(self, stops=tuple(sorted((*self.stops, stop), key=_by_time)))


def _by_time(stop: Stop) -> tuple[Slot, str]:
    return stop.slot, stop.visit


async def routes_on(
    uow: UnitOfWork, teams: Collection[Team], day: date, calendar: Calendar, *, but: str = ""
) -> Mapping[str, Route]:
    """The day of each of these teams, visits that have been made included; `but` is a visit that is left out."""
    stops: dict[str, list[Stop]] = defaultdict(list)
    visits = [visit for visit in await visits_on(uow, day, calendar) if visit.id != but and _is_made(visit)]
    points = await points_of(uow, {visit.lead for visit in visits})
    for visit in visits:
        stops[visit.team or ""].append(Stop(visit=visit.id, slot=visit.window, point=points.get(visit.lead)))
    return {team.id: Route.of(stops[team.id], team.base) for team in teams}


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRoute:
    """A team's day to be looked at; `leads` by visit."""

    team: Team
    day: date
    route: Route
    leads: Mapping[str, Lead]


async def route_of(uow: UnitOfWork, team: Team, day: date, calendar: Calendar) -> TeamRoute:
    route = (await routes_on(uow, [team], day, calendar))[team.id]
    visits = await uow.some(Visit, [stop.visit for stop in route.stops])
    leads = {lead.id: lead for lead in await uow.some(Lead, {visit.lead for visit in visits})}
    return TeamRoute(team=team, day=day, route=route, leads={visit.id: leads[visit.lead] for visit in visits})


async def visits_on(uow: UnitOfWork, day: date, calendar: Calendar) -> list[Visit]:
    """Every visit with its time on that day, whatever has become of it."""
    span = Slot(start=calendar.midnight(day), end=calendar.midnight(day + timedelta(days=1)))
    return await uow.all(Visit, starts_at=span)


def _is_made(visit: Visit) -> bool:
    return visit.team is not None and visit.state not in _NOT_MADE


async def points_of(uow: UnitOfWork, leads: Collection[str]) -> Mapping[str, Point]:
    """Where the sites of these leads are; those that nobody knows are left out."""
    located = ((lead.id, lead.documents.location) for lead in await uow.some(Lead, leads))
    return {lead: place.point for lead, place in located if place is not None and place.point is not None}
