"""The visits of a day, for Ops all of them and for a team its own: what the boards and lists of a day are drawn from."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, Self

from domain.calendar import Calendar
from domain.errors import NotFound
from domain.leads.lead import Lead
from domain.materials.request import MaterialRequest
from domain.overriding import policy_of
from domain.owed import NextAction, next_action
from domain.places import Point
from domain.policy import DEFAULT
from domain.situation import Situation
from domain.slot import Slot
from domain.unit_of_work import UnitOfWork
from domain.visits.route import Route, visits_on
from domain.visits.route import Stop as Place
from domain.visits.states import TEAM_EXPECTED, VisitKind, VisitState
from domain.visits.team import Team
from domain.visits.visit import Visit
from domain.words import say

CALENDAR: Final[Calendar] = DEFAULT.calendar
TODAY: Final = "today"
DAYS_AHEAD: Final = 14
_V = VisitState
ORDER: Final = (
    *(_V.EMERGENCY, _V.PROPOSED, _V.UNASSIGNED, _V.BOOKED, _V.ACKNOWLEDGED, _V.CONFIRMED),
    *(_V.ON_THE_WAY, _V.ON_SITE, _V.CUSTOMER_ABSENT, _V.REPORTED, _V.APPROVED, _V.RESCHEDULED, _V.CANCELLED),
)
"""Of the states on a board: what needs somebody first, what is over last."""
_EXPECTED: Final = TEAM_EXPECTED | {_V.UNASSIGNED, _V.ON_THE_WAY}
MADE: Final = frozenset({_V.REPORTED, _V.APPROVED, _V.CUSTOMER_ABSENT})
"""The team has been there and is done."""
_STOPS: Final = TEAM_EXPECTED | {_V.ON_THE_WAY, _V.ON_SITE} | MADE


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Which day, and whose: all visits, or those of one team. Without a day it is the present one, and moves on with it.

    Its id is that of the card it is shown on: `D-today`, `D-2026-11-24`, `D-today/2` (page), `Y-sunrise/today`.
    """

    day: date | None = None
    team: str | None = None
    page: int = 1

    @property
    def id(self) -> str:
        day = self.day.isoformat() if self.day else TODAY
        if self.team is not None:
            return f"Y-{self.team}/{day}"
        return f"D-{day}/{self.page}" if self.page > 1 else f"D-{day}"

    @classmethod
    def read(cls, text: str) -> Self:
        """`NotFound` for anything that is no id of a board."""
        kind, _, rest = text.partition("-")
        team, _, named = rest.rpartition("/") if kind == "Y" else ("", "", rest.partition("/")[0])
        page = rest.partition("/")[2] if kind == "D" else ""
        if kind not in {"D", "Y"} or (kind == "Y" and not team) or not (page or "1").isdecimal():
            raise NotFound(say("There is no {key}.", key=text))
        try:
            day = None if named == TODAY else date.fromisoformat(named)
        except ValueError:
            raise NotFound(say("There is no {key}.", key=text)) from None
        return cls(day=day, team=team or None, page=int(page or 1))

    def on(self, now: datetime) -> date:
        """The day that is meant now."""
        return self.day or today(now)


def today(now: datetime) -> date:
    return CALENDAR.local(now).date()


def span_of(first: date, days: int = 1) -> Slot:
    """From the beginning of that day to the end of the last, in the site's time zone."""
    return Slot(start=CALENDAR.midnight(first), end=CALENDAR.midnight(first + timedelta(days=days)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A visit with its lead; `action` is what is owed for the visit now."""

    visit: Visit
    lead: Lead
    action: NextAction | None = None

    def is_late(self, now: datetime) -> bool:
        """Something is overdue, or it has begun and nobody is there."""
        begun = self.visit.state in _EXPECTED and now > self.visit.window.start
        return begun or (self.action is not None and now > self.action.due)

    @property
    def is_made(self) -> bool:
        return self.visit.state in MADE

    @property
    def point(self) -> Point | None:
        location = self.lead.documents.location
        return location.point if location is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A lead that lost its visit and goes before all others, while it has no team for the next."""

    lead: Lead
    action: NextAction


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBoard:
    """All visits of a day. On the present day also emergencies of other days, and the priority leads that wait."""

    board: Board
    day: date
    now: datetime
    stops: tuple[Planned, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    teams: Mapping[str, Team]

    @property
    def emergencies(self) -> tuple[Planned, ...]:
        return tuple(stop for stop in self.stops if stop.visit.state is _V.EMERGENCY)

    @property
    def late(self) -> tuple[Planned, ...]:
        """Without the emergencies, which are told by themselves."""
        return tuple(
            stop for stop in self.stops if stop.is_late(self.now) and stop.visit.state is not _V.EMERGENCY
        )

    @property
    def ordered(self) -> tuple[Planned, ...]:
        """Emergencies, late ones, then by state, priority ones and earlier ones first."""
        return tuple(sorted(self.stops, key=self._rank))

    def _rank(self, stop: Planned) -> tuple[bool, bool, int, bool, datetime, str]:
        visit = stop.visit
        return (
            visit.state is not _V.EMERGENCY,
            not stop.is_late(self.now),
            ORDER.index(visit.state),
            not visit.priority,
            visit.window.start,
            visit.id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDay:
    """A team's stops in the order in which it makes them; `ahead` says that they are those of a coming day.

    `materials` are what is to be brought, by lead.
    """

    board: Board
    team: Team
    day: date
    now: datetime
    stops: tuple[Planned, ...] = ()
    ahead: bool = False
    materials: Mapping[str, MaterialRequest]

    @property
    def left(self) -> tuple[Planned, ...]:
        return tuple(stop for stop in self.stops if not stop.is_made)

    @property
    def km(self) -> Mapping[str, float]:
        """By visit: how far it is from the stop before, or from the team's base, where both are known."""
        places = [Place(visit=stop.visit.id, slot=stop.visit.window, point=stop.point) for stop in self.stops]
        legs = Route.of(places, self.team.base).legs
        return {leg.stop.visit: leg.km for leg in legs if leg.km is not None}


async def day_board(uow: UnitOfWork, board: Board) -> DayBoard:
    day = board.on(uow.now)
    visits = await visits_on(uow, day, CALENDAR)
    waiting: tuple[Waiting, ...] = ()
    if board.day is None:
        known = {visit.id for visit in visits}
        alarmed = await uow.all(Visit, state=VisitState.EMERGENCY)
        visits += [visit for visit in alarmed if visit.id not in known]
        waiting = await _waiting(uow)
    return DayBoard(
        board=board,
        day=day,
        now=uow.now,
        stops=await stops_of(uow, visits),
        waiting=waiting,
        teams={team.id: team for team in await uow.all(Team)},
    )


async def team_day(uow: UnitOfWork, board: Board) -> TeamDay:
    """The board of a team; on the present day, once all is done, the next day with visits."""
    team = await uow.get(Team, board.team or "")
    day = board.on(uow.now)
    stops = await _stops(uow, team, day)
    ahead = board.day is None and all(stop.is_made for stop in stops)
    coming = await _next_day(uow, team, day) if ahead else None
    if coming is not None:
        day, stops = coming, await _stops(uow, team, coming)
    return TeamDay(
        board=board,
        team=team,
        day=day,
        now=uow.now,
        stops=stops,
        ahead=coming is not None,
        materials=await _materials(uow, stops),
    )


async def _stops(uow: UnitOfWork, team: Team, day: date) -> tuple[Planned, ...]:
    visits = await uow.all(Visit, team=team.id, starts_at=span_of(day))
    wanted = [visit for visit in visits if visit.state in _STOPS]
    return await stops_of(uow, sorted(wanted, key=lambda visit: (visit.window.start, visit.id)))


async def _next_day(uow: UnitOfWork, team: Team, day: date) -> date | None:
    ahead = span_of(day + timedelta(days=1), DAYS_AHEAD)
    starts = [
        visit.window.start
        for visit in await uow.all(Visit, team=team.id, starts_at=ahead)
        if visit.state in TEAM_EXPECTED
    ]
    return today(min(starts)) if starts else None


async def _materials(uow: UnitOfWork, stops: Iterable[Planned]) -> Mapping[str, MaterialRequest]:
    found: dict[str, MaterialRequest] = {}
    for stop in stops:
        if stop.visit.kind is VisitKind.INSTALLATION and not stop.is_made:
            requests = await uow.all(MaterialRequest, lead=stop.lead.id)
            found.update((request.lead, request) for request in requests if not request.released)
    return found


async def _waiting(uow: UnitOfWork) -> tuple[Waiting, ...]:
    owed = {lead: action for lead, action in await uow.ledger.urgent() if lead.startswith("L-")}
    leads = await uow.some(Lead, sorted(owed))
    found = [Waiting(lead=lead, action=owed[lead.id]) for lead in leads if lead.priority]
    return tuple(sorted(found, key=lambda waiting: waiting.action.due))


async def stops_of(uow: UnitOfWork, visits: Collection[Visit]) -> tuple[Planned, ...]:
    """Each with its lead and what is owed for it, in the order in which they are given."""
    leads = {lead.id: lead for lead in await uow.some(Lead, sorted({visit.lead for visit in visits}))}
    policies = {oem: await policy_of(uow, oem) for oem in sorted({visit.oem for visit in visits})}
    stops = [Planned(visit=visit, lead=leads[visit.lead]) for visit in visits if visit.slot is not None]
    return tuple(
        replace(
            stop, action=_action(Situation(lead=stop.lead, policy=policies[stop.visit.oem], visit=stop.visit))
        )
        for stop in stops
    )


def _action(situation: Situation) -> NextAction | None:
    """Only what is owed for the visit itself: the lead may have gone on since."""
    visit = situation.open_visit
    action = next_action(situation) if visit is not None else None
    return action if visit is not None and action is not None and action.subject == visit.id else None
