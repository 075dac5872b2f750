"""A day's visits without a team, each with the team that suggests itself: short routes, by cheapest insertion.

A visit that only one team can take goes first; otherwise whatever fits best anywhere, and then what is left is weighed
again. `plan_day` knows nothing but what it is given, so that it can be measured by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from domain.calendar import Calendar
from domain.errors import Refused
from domain.leads.lead import Lead
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.policy import DEFAULT
from domain.slot import Slot
from domain.unit_of_work import UnitOfWork
from domain.visits.assigning import assign_team
from domain.visits.availability import Diary, days_off_in, diary_of, site_of
from domain.visits.ranking import Candidate, Trip, weighed
from domain.visits.record import Record, records_of
from domain.visits.route import Route, routes_on, visits_on
from domain.visits.states import VisitState
from domain.visits.team import Team
from domain.visits.visit import Visit
from domain.words import say

Rank = tuple[int, float, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A trip that needs a team; `site` as in `Diary`."""

    trip: Trip
    site: str | None = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """`candidate` is None where no team can take it."""

    trip: Trip
    candidate: Candidate | None = None


@dataclass(slots=True, kw_only=True)
class _Day:
    """Who can still take what, by visit and team; it shrinks as the plan grows."""

    diary: Diary
    trips: Mapping[str, Trip]
    routes: dict[str, Route]
    left: dict[str, int]
    options: dict[str, dict[str, Candidate]]
    ranks: dict[tuple[str, str], Rank] = field(default_factory=dict)
    best: dict[str, str] = field(default_factory=dict)
    planned: dict[str, Candidate] = field(default_factory=dict)

    def begin(self) -> None:
        for visit, teams in self.options.items():
            self.ranks |= {(visit, team): candidate.rank for team, candidate in teams.items()}
            self._find_best(visit)

    def next(self) -> str | None:
        """The visit to be planned now."""
        forced = [visit for visit in self.best if len(self.options[visit]) == 1]
        return min(forced or self.best, key=self._key, default=None)

    def plan(self, visit: str) -> None:
        """Its best team has it from now on."""
        team, trip = self.best.pop(visit), self.trips[visit]
        candidate = self.options.pop(visit)[team]
        self.planned[visit] = candidate
        if not self.diary.keeps_place(candidate.team, self._day_of(trip), visit):
            self.left[team] -= 1
        self.routes[team] = self.routes[team].with_stop(trip.stop)
        for other in list(self.best):
            if team in self.options[other]:
                self._weigh_again(other, team, trip.slot)

    def _weigh_again(self, visit: str, team: str, taken: Slot) -> None:
        trip, known = self.trips[visit], self.options[visit][team]
        has_place = self.left[team] > 0 or self.diary.keeps_place(known.team, self._day_of(trip), visit)
        if trip.slot.overlaps(taken) or not has_place:
            del self.options[visit][team]
            if self.best[visit] == team:
                self._find_best(visit)
        else:
            route = self.routes[team]
            again = replace(
                known,
                visits_that_day=known.visits_that_day + 1,
                distance_km=route.nearest_km(trip.point),
                detour_km=route.detour_km(trip.stop),
            )
            self.options[visit][team] = again
            self._rank_again(visit, team, again.rank)

    def _rank_again(self, visit: str, team: str, rank: Rank) -> None:
        self.ranks[visit, team] = rank
        if self.best[visit] == team:
            self._find_best(visit)
        elif rank < self.ranks[visit, self.best[visit]]:
            self.best[visit] = team

    def _find_best(self, visit: str) -> None:
        if self.options[visit]:
            self.best[visit] = min(self.options[visit], key=lambda team: self.ranks[visit, team])
        else:
            self.best.pop(visit, None)

    def _key(self, visit: str) -> tuple[Rank, Slot, str]:
        return self.ranks[visit, self.best[visit]], self.trips[visit].slot, visit

    def _day_of(self, trip: Trip) -> date:
        return self.diary.calendar.local(trip.slot.start).date()


def plan_day(
    wanted: Sequence[Wanted],
    teams: Sequence[Team],
    diary: Diary,
    routes: Mapping[str, Route],
    records: Mapping[str, Record],
) -> tuple[Suggestion, ...]:
    """A team for each of these trips of one day, as far as there is one; in the order in which they are given."""
    options = {one.trip.visit: _able(one, teams, diary, routes, records) for one in wanted}
    trips = {one.trip.visit: one.trip for one in wanted}
    days = {diary.calendar.local(one.trip.slot.start).date() for one in wanted}
    left = {
        team.id: team.daily_capacity - max((diary.places.get((team.id, day), 0) for day in days), default=0)
        for team in teams
    }
    day = _Day(diary=diary, trips=trips, routes=dict(routes), left=left, options=options)
    day.begin()
    while (visit := day.next()) is not None:
        day.plan(visit)
    return tuple(Suggestion(trip=one.trip, candidate=day.planned.get(one.trip.visit)) for one in wanted)


def _able(
    wanted: Wanted,
    teams: Sequence[Team],
    diary: Diary,
    routes: Mapping[str, Route],
    records: Mapping[str, Record],
) -> dict[str, Candidate]:
    trip, there = wanted.trip, replace(diary, site=wanted.site)
    return {
        team.id: weighed(team, trip, routes[team.id], len(routes[team.id].stops), records[team.id])
        for team in teams
        if there.against(team, trip.kind, trip.slot, trip.visit) is None
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlan:
    """`visits` are those that are planned, by id."""

    day: date
    suggestions: tuple[Suggestion, ...]
    visits: Mapping[str, Visit]

    @property
    def fingerprint(self) -> str:
        """Of what is suggested: another plan has another one."""
        pairs = (
            f"{one.trip.visit}:{one.candidate.team.id if one.candidate else ''}" for one in self.suggestions
        )
        return sha256(";".join(pairs).encode()).hexdigest()[:8]


class PlanFacts(NamedTuple):
    """What `plan_day` is given."""

    wanted: list[Wanted]
    teams: list[Team]
    diary: Diary
    routes: Mapping[str, Route]
    records: Mapping[str, Record]


async def visits_to_plan(uow: UnitOfWork, day: date, calendar: Calendar) -> list[Visit]:
    """Those of that day that have their time and no team, by time."""
    visits = [visit for visit in await visits_on(uow, day, calendar) if _wants_team(visit)]
    return sorted(visits, key=lambda visit: (visit.window, visit.id))


async def day_plan(uow: UnitOfWork, day: date, calendar: Calendar) -> DayPlan:
    visits = await visits_to_plan(uow, day, calendar)
    suggestions = plan_day(*await plan_facts(uow, visits, day, calendar)) if visits else ()
    return DayPlan(day=day, suggestions=suggestions, visits={visit.id: visit for visit in visits})


async def plan_facts(uow: UnitOfWork, visits: Sequence[Visit], day: date, calendar: Calendar) -> PlanFacts:
    wanted = await _wanted(uow, visits)
    teams = await uow.all(Team)
    span = Slot(start=calendar.midnight(day), end=visits[-1].window.end)
    diary = await diary_of(uow, teams, span, calendar)
    states = {one.site for one in wanted if one.site is not None} | {team.state for team in teams}
    diary = replace(diary, off=await days_off_in(uow, sorted(states)))
    return PlanFacts(
        wanted=wanted,
        teams=teams,
        diary=diary,
        routes=await routes_on(uow, teams, day, calendar),
        records=await records_of(uow, [team.id for team in teams]),
    )


def _wants_team(visit: Visit) -> bool:
    return visit.slot is not None and visit.state in {VisitState.PROPOSED, VisitState.UNASSIGNED}


async def _wanted(uow: UnitOfWork, visits: Sequence[Visit]) -> list[Wanted]:
    leads = {lead.id: lead for lead in await uow.some(Lead, {visit.lead for visit in visits})}
    return [
        Wanted(trip=Trip.of(visit, leads[visit.lead]), site=await site_of(uow, visit)) for visit in visits
    ]


async def carry_out_plan(uow: UnitOfWork, day: date, fingerprint: str, actor: Actor) -> list[Visit]:
    """Every visit of the day gets the team that was shown for it, or none does; `Refused` for a plan that has changed."""
    actor.must(Permission.ASSIGN_TEAM)
    plan = await day_plan(uow, day, DEFAULT.calendar)
    if plan.fingerprint != fingerprint:
        raise Refused(say("Something has changed since. Please look at the plan again."))
    return [
        await assign_team(uow, one.trip.visit, one.candidate.team.id, actor)
        for one in plan.suggestions
        if one.candidate is not None
    ]
