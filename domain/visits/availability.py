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
from domain.overriding import policy_of
from domain.slot import Slot
from domain.unit_of_work import Taken, UnitOfWork
from domain.visits.states import VisitKind
from domain.visits.team import Team
from domain.visits.visit import Visit
from domain.words import N_, say


class Obstacle(StrEnum):
    INACTIVE = "inactive"
    SKILL = "skill"
    CERTIFICATE = "certificate"
    LEAVE = "leave"
    DAY_OFF = "day_off"
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
        Obstacle.HOURS: N_("does not work at that hour"),
        Obstacle.BUSY: N_("has another visit at that time"),
        Obstacle.FULL: N_("has no free place left on that day"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """What is booked of some teams over some days: times by team, and used places by team and day."""

    calendar: Calendar
    taken: Mapping[str, tuple[Taken, ...]] = field(default_factory=dict)
    places: Mapping[tuple[str, date], int] = field(default_factory=dict)

    def against(self, team: Team, kind: VisitKind, slot: Slot, visit: str = "") -> Obstacle | None:
        """What keeps the team from taking it; None if nothing does. What `visit` itself has booked does not count."""
        day = self.calendar.local(slot.start).date()
        others = [taken for taken in self.taken.get(team.id, ()) if taken.visit != visit]
        own = len(self.taken.get(team.id, ())) - len(others)
        checks = (
            (Obstacle.INACTIVE, not team.active),
            (Obstacle.SKILL, kind not in team.skills),
            (Obstacle.CERTIFICATE, bool(team.expired(day))),
            (Obstacle.LEAVE, team.on_leave(day)),
            (Obstacle.DAY_OFF, day.weekday() not in team.workdays),
            (Obstacle.HOURS, not self._within_hours(team, slot)),
            (Obstacle.BUSY, any(slot.overlaps(taken.slot) for taken in others)),
            (Obstacle.FULL, self.places.get((team.id, day), 0) - own >= team.daily_capacity),
        )
        return next((obstacle for obstacle, stands in checks if stands), None)

    def free(self, teams: Collection[Team], kind: VisitKind, slot: Slot, visit: str = "") -> tuple[Team, ...]:
        """Those of the teams that can take it, in the order in which they are given."""
        return tuple(team for team in teams if self.against(team, kind, slot, visit) is None)

    def _within_hours(self, team: Team, slot: Slot) -> bool:
        start, end = self.calendar.local(slot.start), self.calendar.local(slot.end)
        return team.opens <= start.time() and end.time() <= team.closes and start.date() == end.date()


async def diary_of(uow: UnitOfWork, teams: Collection[Team], span: Slot, calendar: Calendar) -> Diary:
    """Of these teams, over all days that the span touches."""
    first, last = calendar.local(span.start).date(), calendar.local(span.end).date()
    names = sorted(team.id for team in teams)
    start, end = calendar.midnight(first), calendar.midnight(last + timedelta(days=1))
    by_team: dict[str, list[Taken]] = defaultdict(list)
    for taken in await uow.capacity.taken(names, start, end):
        by_team[taken.team].append(taken)
    return Diary(
        calendar=calendar,
        taken={team: tuple(found) for team, found in by_team.items()},
        places=await uow.capacity.places(names, first, last),
    )


async def reserve(uow: UnitOfWork, team: Team, visit: Visit) -> None:
    """The visit's time and a place of its day are the team's; `Refused` with what stands against it."""
    calendar = (await policy_of(uow, visit.oem)).calendar
    diary = await diary_of(uow, [team], visit.window, calendar)
    stands = diary.against(team, visit.kind, visit.window, visit.id)
    if stands is not None:
        raise Refused(say("{team} {obstacle}.", team=team.name, obstacle=say(OBSTACLES[stands])))
    await uow.capacity.free(visit.id)
    day = calendar.local(visit.window.start).date()
    await uow.capacity.take(team.id, visit.window, visit.id, day=day, most=team.daily_capacity)
