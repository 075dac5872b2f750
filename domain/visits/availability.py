"""Whether a team can really take a visit: what is booked already, and what stands against it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.calendar import Calendar
from domain.errors import Refused
from domain.indian_states import site_state
from domain.leads.lead import Lead
from domain.overriding import policy_of
from domain.slot import Slot
from domain.unit_of_work import Taken, UnitOfWork
from domain.visits.day_off import DaysOff, is_national
from domain.visits.states import VisitKind, VisitState
from domain.visits.team import Team
from domain.visits.visit import Visit
from domain.words import N_, say


class Obstacle(StrEnum):
    INACTIVE = "inactive"
    SKILL = "skill"
    CERTIFICATE = "certificate"
    LEAVE = "leave"
    DAY_OFF = "day_off"
    HOLIDAY = "holiday"
    HOURS = "hours"
    BUSY = "busy"
    FULL = "full"


OBSTACLES: Final[Mapping[Obstacle, str]] = MappingProxyType(
    {
        Obstacle.INACTIVE: N_("no longer works for us"),
        Obstacle.SKILL: N_("does not do this kind of visit"),
        Obstacle.CERTIFICATE: N_("has a certificate that is no longer good then"),
        Obstacle.LEAVE: N_("is on leave then"),
        Obstacle.DAY_OFF: N_("does not work on that day"),
        Obstacle.HOLIDAY: N_("has a day off then: it is a public holiday"),
        Obstacle.HOURS: N_("does not work at that hour"),
        Obstacle.BUSY: N_("has another visit at that time"),
        Obstacle.FULL: N_("has no free place left on that day"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """What is booked of some teams over some days: times by team, and used places by team and day.

    `site` is the state (two letters) in which the visit is to be, empty if it is not known; None where public holidays
    do not count. `off` are the public holidays by state, the national ones apart.
    """

    calendar: Calendar
    site: str | None = ""
    taken: Mapping[str, tuple[Taken, ...]] = field(default_factory=dict)
    places: Mapping[tuple[str, date], int] = field(default_factory=dict)
    off: Mapping[str, frozenset[date]] = field(default_factory=dict)

    def against(self, team: Team, kind: VisitKind, slot: Slot, visit: str = "") -> Obstacle | None:
        """What keeps the team from taking it; None if nothing does. What `visit` itself has booked does not count."""
        day = self.calendar.local(slot.start).date()
        others = [taken for taken in self.taken.get(team.id, ()) if taken.visit != visit]
        own = self.keeps_place(team, day, visit)
        checks = (
            (Obstacle.INACTIVE, not team.active),
            (Obstacle.SKILL, kind not in team.skills),
            (Obstacle.CERTIFICATE, bool(team.expired(day))),
            (Obstacle.LEAVE, team.on_leave(day)),
            (Obstacle.DAY_OFF, day.weekday() not in team.workdays),
            (Obstacle.HOLIDAY, self._is_holiday(team, day)),
            (Obstacle.HOURS, not self._within_hours(team, slot)),
            (Obstacle.BUSY, any(slot.overlaps(taken.slot) for taken in others)),
            (Obstacle.FULL, self.places.get((team.id, day), 0) - own >= team.daily_capacity),
        )
        return next((obstacle for obstacle, stands in checks if stands), None)

    def free(self, teams: Collection[Team], kind: VisitKind, slot: Slot, visit: str = "") -> tuple[Team, ...]:
        """Those of the teams that can take it, in the order in which they are given."""
        return tuple(team for team in teams if self.against(team, kind, slot, visit) is None)

    def left(self, team: Team, slot: Slot, visit: str = "") -> int:
        """How many places of the slot's day the team still has; the visit's own counts as free."""
        day = self.calendar.local(slot.start).date()
        used = self.places.get((team.id, day), 0) - self.keeps_place(team, day, visit)
        return max(team.daily_capacity - used, 0)

    def keeps_place(self, team: Team, day: date, visit: str) -> bool:
        """Whether one of the places of that day is the visit's own."""
        return any(
            taken.visit == visit and self.calendar.local(taken.slot.start).date() == day
            for taken in self.taken.get(team.id, ())
        )

    def _is_holiday(self, team: Team, day: date) -> bool:
        if self.site is None:
            return False
        return is_national(day) or any(day in self.off.get(state, ()) for state in (self.site, team.state))

    def _within_hours(self, team: Team, slot: Slot) -> bool:
        start, end = self.calendar.local(slot.start), self.calendar.local(slot.end)
        return team.opens <= start.time() and end.time() <= team.closes and start.date() == end.date()


async def diary_of(
    uow: UnitOfWork, teams: Collection[Team], span: Slot, calendar: Calendar, *, site: str | None = ""
) -> Diary:
    """Of these teams, over all days that the span touches; `site` as in `Diary`."""
    first, last = calendar.local(span.start).date(), calendar.local(span.end).date()
    names = sorted(team.id for team in teams)
    start, end = calendar.midnight(first), calendar.midnight(last + timedelta(days=1))
    by_team: dict[str, list[Taken]] = defaultdict(list)
    for taken in await uow.capacity.taken(names, start, end):
        by_team[taken.team].append(taken)
    states = [] if site is None else [site, *(team.state for team in teams)]
    return Diary(
        calendar=calendar,
        site=site,
        taken={team: tuple(found) for team, found in by_team.items()},
        places=await uow.capacity.places(names, first, last),
        off=await days_off_in(uow, states),
    )


async def days_off_in(uow: UnitOfWork, states: Collection[str]) -> Mapping[str, frozenset[date]]:
    """By the two letters of each state that has any; the national ones are not among them."""
    known = [await uow.find(DaysOff, state) for state in sorted({state for state in states if state})]
    return {one.id: frozenset(one.days) for one in known if one is not None}


def state_of(lead: Lead) -> str:
    """The state (two letters) in which the lead's site lies; empty if that cannot be told."""
    return site_state(lead.customer.state, lead.customer.pin_code)


async def site_of(uow: UnitOfWork, visit: Visit) -> str | None:
    """The `site` of the visit's diary.

    Once its time is agreed with the customer, another team may be asked to take it on a public holiday, too.
    """
    if visit.state in {VisitState.EMERGENCY, VisitState.UNASSIGNED}:
        return None
    lead = await uow.find(Lead, visit.lead)
    return state_of(lead) if lead is not None else ""


async def obstacle_to(uow: UnitOfWork, team: Team, visit: Visit) -> Obstacle | None:
    """What keeps the team from the visit at its time; None if nothing does."""
    calendar = (await policy_of(uow, visit.oem)).calendar
    diary = await diary_of(uow, [team], visit.window, calendar, site=await site_of(uow, visit))
    return diary.against(team, visit.kind, visit.window, visit.id)


async def expect_free(uow: UnitOfWork, team: Team, visit: Visit) -> None:
    """`Refused` with what stands against it."""
    stands = await obstacle_to(uow, team, visit)
    if stands is not None:
        raise Refused(say("{team} {obstacle}.", team=team.name, obstacle=say(OBSTACLES[stands])))


async def reserve(uow: UnitOfWork, team: Team, visit: Visit) -> None:
    """The visit's time and a place of its day are the team's; `Refused` with what stands against it."""
    await expect_free(uow, team, visit)
    await uow.capacity.free(visit.id)
    calendar = (await policy_of(uow, visit.oem)).calendar
    day = calendar.local(visit.window.start).date()
    await uow.capacity.take(team.id, visit.window, visit.id, day=day, most=team.daily_capacity)
