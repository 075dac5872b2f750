"""Which teams can take a visit, best first, with the reason for each rank.

A team of the zone comes before one of the next zone, and that before all others. Among equals every reason is put into
kilometres by `WEIGHTS`, so that they can be added up: the fewer, the better. Ties go by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Final, Self

from domain.leads.lead import Lead
from domain.overriding import policy_of
from domain.places import Point
from domain.slot import Slot
from domain.unit_of_work import UnitOfWork
from domain.visits.availability import Obstacle, diary_of, site_of
from domain.visits.record import Record, records_of
from domain.visits.route import Route, Stop, routes_on
from domain.visits.states import VisitKind, VisitState
from domain.visits.team import Team
from domain.visits.visit import Visit


class Nearness(IntEnum):
    """Of a team's zones to a PIN code. Next: the same postal circle, that is the first two digits."""

    IN_ZONE = 0
    NEXT = 1
    OUTSIDE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How many kilometres each reason counts for."""

    distance: float = 1.0
    """each kilometre from the site to the nearest place of the team's day"""
    detour: float = 1.0
    """each kilometre that the visit adds to the team's day"""
    visit: float = 4.0
    """each visit that the team has that day already"""
    one_skill: float = 3.0
    """a team that does only this kind of visit, so that it can help less when plans change"""
    record: float = 40.0
    """a record of 0 instead of 1 (`Record.standing`)"""
    unknown: float = 10.0
    """a distance or detour that nobody knows"""


WEIGHTS: Final = Weights()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A team that can take the visit, and what speaks for and against it; kilometres are None where not known."""

    team: Team
    nearness: Nearness
    visits_that_day: int = 0
    distance_km: float | None = None
    detour_km: float | None = None
    record: Record = field(default_factory=Record)

    @property
    def cost(self) -> float:
        """All reasons but the zone, in kilometres."""
        return (
            WEIGHTS.distance * _km(self.distance_km)
            + WEIGHTS.detour * _km(self.detour_km)
            + WEIGHTS.visit * self.visits_that_day
            + WEIGHTS.one_skill * (len(self.team.skills) < len(VisitKind))
            + WEIGHTS.record * (1 - self.record.standing)
        )

    @property
    def rank(self) -> tuple[int, float, str, str]:
        """The lower, the better; no two teams have the same."""
        return self.nearness, self.cost, self.team.name, self.team.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """Where a visit takes place and when."""

    visit: str
    kind: VisitKind
    slot: Slot
    pin_code: str
    point: Point | None = None

    @classmethod
    def of(cls, visit: Visit, lead: Lead) -> Self:
        """`Refused` for a visit that has no time yet."""
        place = lead.documents.location
        return cls(
            visit=visit.id,
            kind=visit.kind,
            slot=visit.window,
            pin_code=lead.customer.pin_code,
            point=place.point if place else None,
        )

    @property
    def stop(self) -> Stop:
        return Stop(visit=self.visit, slot=self.slot, point=self.point)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Who can take a visit, best first, and what keeps the other teams from it, by name."""

    candidates: tuple[Candidate, ...] = ()
    barred: tuple[tuple[Team, Obstacle], ...] = ()


def _km(known: float | None) -> float:
    return WEIGHTS.unknown if known is None else known


def nearness(team: Team, pin_code: str) -> Nearness:
    if team.serves(pin_code):
        return Nearness.IN_ZONE
    circles = {zone[:2] for zone in team.zones if len(zone) >= 2}
    return Nearness.NEXT if pin_code[:2] in circles else Nearness.OUTSIDE


def weighed(team: Team, trip: Trip, route: Route, visits_that_day: int, record: Record) -> Candidate:
    return Candidate(
        team=team,
        nearness=nearness(team, trip.pin_code),
        visits_that_day=visits_that_day,
        distance_km=route.nearest_km(trip.point),
        detour_km=route.detour_km(trip.stop),
        record=record,
    )


async def outlook_of(uow: UnitOfWork, visit: Visit, *, but: str | None = None) -> Outlook:
    """Of all teams for this visit at its time; `but` is left out."""
    trip = Trip.of(visit, await uow.get(Lead, visit.lead))
    calendar = (await policy_of(uow, visit.oem)).calendar
    teams = [team for team in await uow.all(Team) if team.id != but]
    diary = await diary_of(uow, teams, trip.slot, calendar, site=await site_of(uow, visit))
    stands = {team.id: diary.against(team, trip.kind, trip.slot, visit.id) for team in teams}
    able = [team for team in teams if stands[team.id] is None]
    day = calendar.local(trip.slot.start).date()
    routes = await routes_on(uow, able, day, calendar, but=visit.id)
    records = await records_of(uow, [team.id for team in able])
    found = [
        weighed(team, trip, routes[team.id], len(routes[team.id].stops), records[team.id]) for team in able
    ]
    return Outlook(
        candidates=tuple(sorted(found, key=lambda candidate: candidate.rank)),
        barred=tuple(_barred(teams, stands)),
    )


async def others_for(uow: UnitOfWork, visit: Visit) -> Outlook:
    """Of all teams but the one that has the visit, as if it had been taken from it already."""
    return await outlook_of(uow, replace(visit, state=VisitState.UNASSIGNED), but=visit.team)


def _barred(teams: list[Team], stands: Mapping[str, Obstacle | None]) -> list[tuple[Team, Obstacle]]:
    found = [(team, obstacle) for team in teams if (obstacle := stands[team.id]) is not None]
    return sorted(found, key=lambda pair: (pair[0].name, pair[0].id))


async def candidates_for(uow: UnitOfWork, visit: Visit, *, but: str | None = None) -> tuple[Candidate, ...]:
    """Teams that can really take this visit, best first; `but` is left out."""
    return (await outlook_of(uow, visit, but=but)).candidates
