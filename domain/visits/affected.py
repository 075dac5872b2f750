"""Booked visits that are touched by something which came up since: leave, a certificate, a day off, other hours."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.calendar import Calendar
from domain.leads.lead import Lead
from domain.people.actor import By
from domain.slot import Slot
from domain.unit_of_work import UnitOfWork
from domain.visits.assigning import open_for_reassignment
from domain.visits.states import TEAM_EXPECTED, VisitState
from domain.visits.visit import Visit

UNDER_WAY = frozenset({VisitState.ON_THE_WAY, VisitState.ON_SITE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """As much of it as a list shows; `under_way`: its team is on the way or on site, so it stays the team's."""

    visit: str
    team: str
    slot: Slot
    area: str
    under_way: bool = False


async def booked_on(
    uow: UnitOfWork, teams: Collection[str], first: date, last: date, calendar: Calendar
) -> tuple[Affected, ...]:
    """What these teams have booked on these days, both included, by time."""
    start, end = calendar.midnight(first), calendar.midnight(last + timedelta(days=1))
    found = [
        await uow.find(Visit, taken.visit) for taken in await uow.capacity.taken(sorted(teams), start, end)
    ]
    booked = [visit for visit in found if visit is not None and visit.state in TEAM_EXPECTED | UNDER_WAY]
    return tuple([await _shown(uow, visit) for visit in sorted(booked, key=lambda one: one.window.start)])


async def _shown(uow: UnitOfWork, visit: Visit) -> Affected:
    lead = await uow.get(Lead, visit.lead)
    return Affected(
        visit=visit.id,
        team=visit.team or "",
        slot=visit.window,
        area=f"{lead.customer.city} {lead.customer.pin_code}".strip(),
        under_way=visit.state in UNDER_WAY,
    )


async def open_all(uow: UnitOfWork, affected: Iterable[Affected], reason: str, by: By) -> None:
    """Each of them that is not under way waits for another team."""
    for one in affected:
        if not one.under_way:
            await open_for_reassignment(uow, await uow.get(Visit, one.visit), reason, by)


def packed(affected: Iterable[Affected]) -> str:
    """As a fact of an event."""
    return "\n".join(
        f"{one.visit}|{one.team}|{one.slot.start.isoformat()}|{one.slot.end.isoformat()}|{one.under_way:d}|{one.area}"
        for one in affected
    )


def unpacked(fact: str) -> tuple[Affected, ...]:
    return tuple(_read(*line.split("|", 5)) for line in fact.splitlines())


def _read(visit: str, team: str, start: str, end: str, under_way: str, area: str) -> Affected:  # noqa: PLR0913, PLR0917  the parts of a line
    slot = Slot(start=datetime.fromisoformat(start), end=datetime.fromisoformat(end))
    return Affected(visit=visit, team=team, slot=slot, area=area, under_way=under_way == "1")
