"""Booked visits, and chosen times, that are touched by something which came up since: leave, a certificate, a day off, other hours."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.calendar import Calendar
from domain.leads.lead import Lead
from domain.people.actor import By
from domain.slot import Slot
from domain.unit_of_work import UnitOfWork
from domain.visits.assigning import open_for_reassignment
from domain.visits.kept_places import is_kept, move_place
from domain.visits.states import TEAM_EXPECTED, VisitState
from domain.visits.visit import Visit

UNDER_WAY = frozenset({VisitState.ON_THE_WAY, VisitState.ON_SITE})


class Standing(StrEnum):
    """What the team has to do with it: under way, it stays the team's; chosen, only its place is kept for the customer.

    The values stand in facts of events.
    """

    BOOKED = "0"
    UNDER_WAY = "1"
    CHOSEN = "2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """As much of it as a list shows."""

    visit: str
    team: str
    slot: Slot
    area: str
    standing: Standing = Standing.BOOKED

    @property
    def under_way(self) -> bool:
        return self.standing is Standing.UNDER_WAY

    @property
    def chosen(self) -> bool:
        return self.standing is Standing.CHOSEN


async def booked_on(
    uow: UnitOfWork, teams: Collection[str], first: date, last: date, calendar: Calendar
) -> tuple[Affected, ...]:
    """What these teams have booked, or keep for a customer's choice, on these days, both included, by time."""
    start, end = calendar.midnight(first), calendar.midnight(last + timedelta(days=1))
    found = [
        await uow.find(Visit, taken.visit) for taken in await uow.capacity.taken(sorted(teams), start, end)
    ]
    booked = [visit for visit in found if visit is not None and _counts(visit)]
    return tuple([await _shown(uow, visit) for visit in sorted(booked, key=lambda one: one.window.start)])


def _counts(visit: Visit) -> bool:
    return is_kept(visit) or visit.state in TEAM_EXPECTED | UNDER_WAY


def _standing(visit: Visit) -> Standing:
    if visit.state in UNDER_WAY:
        return Standing.UNDER_WAY
    return Standing.CHOSEN if is_kept(visit) else Standing.BOOKED


async def _shown(uow: UnitOfWork, visit: Visit) -> Affected:
    lead = await uow.get(Lead, visit.lead)
    return Affected(
        visit=visit.id,
        team=visit.taken_team or "",
        slot=visit.window,
        area=f"{lead.customer.city} {lead.customer.pin_code}".strip(),
        standing=_standing(visit),
    )


async def open_all(uow: UnitOfWork, affected: Iterable[Affected], reason: str, by: By) -> None:
    """Each booked visit that is not under way waits for another team; each chosen time is kept by another one, if any can."""
    for one in affected:
        visit = await uow.get(Visit, one.visit)
        if one.chosen:
            await move_place(uow, visit, reason, by)
        elif not one.under_way:
            await open_for_reassignment(uow, visit, reason, by)


def packed(affected: Iterable[Affected]) -> str:
    """As a fact of an event."""
    return "\n".join(
        f"{one.visit}|{one.team}|{one.slot.start.isoformat()}|{one.slot.end.isoformat()}|{one.standing}|{one.area}"
        for one in affected
    )


def unpacked(fact: str) -> tuple[Affected, ...]:
    return tuple(_read(*line.split("|", 5)) for line in fact.splitlines())


def _read(visit: str, team: str, start: str, end: str, standing: str, area: str) -> Affected:  # noqa: PLR0913, PLR0917  the parts of a line
    slot = Slot(start=datetime.fromisoformat(start), end=datetime.fromisoformat(end))
    return Affected(visit=visit, team=team, slot=slot, area=area, standing=Standing(standing))
