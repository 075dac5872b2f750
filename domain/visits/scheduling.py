"""Phases 2 and 5: slots are proposed, one is chosen, a team is assigned. The same for both kinds of visit."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Final

from domain.calendar import Calendar
from domain.errors import Refused
from domain.events import Happening
from domain.leads.lead import Lead
from domain.leads.stages import Stage, Step
from domain.overriding import policy_of
from domain.people.actor import Actor, By
from domain.people.roles import Permission, Role
from domain.slot import Slot
from domain.unit_of_work import UnitOfWork
from domain.visits.availability import diary_of, state_of
from domain.visits.dropping import drop_visit, open_visit
from domain.visits.states import BEFORE_SITE, VisitKind, VisitState
from domain.visits.team import Team, ranked
from domain.visits.visit import Visit
from domain.words import say

WINDOWS: Final[tuple[tuple[time, time], ...]] = (
    (time(10), time(12)),
    (time(12), time(14)),
    (time(15), time(17)),
)
OFFERED: Final = 6
DAYS_AHEAD: Final = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A window, and the teams of the zone that can take it, best first."""

    slot: Slot
    teams: tuple[Team, ...]


_KIND: Final = {
    Stage.SURVEY_SCHEDULING: VisitKind.SURVEY,
    Stage.INSTALLATION_SCHEDULING: VisitKind.INSTALLATION,
}
_DROPPED: Final = {VisitKind.SURVEY: Step.SURVEY_DROPPED, VisitKind.INSTALLATION: Step.INSTALLATION_DROPPED}


async def propose_slots(uow: UnitOfWork, lead_id: str, actor: Actor) -> Visit:
    """Offer the customer the next windows in which some able team is free."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.PROPOSE_SLOTS, lead.scope)
    lead.expect(*_KIND)
    kind = _KIND[lead.stage]
    slots = await free_slots(uow, lead, kind)
    if not slots:
        raise Refused(say("No team is free in the next {days} days for this site.", days=DAYS_AHEAD))
    visit = await open_visit(uow, lead.id) or await new_visit(uow, lead, kind)
    offered, event = visit.offer(slots, by=by, now=uow.now)
    return await uow.save(replace(offered, state_since=uow.now), event)


async def new_visit(uow: UnitOfWork, lead: Lead, kind: VisitKind) -> Visit:
    sequence = 1 + len([visit for visit in await uow.all(Visit, lead=lead.id) if visit.kind is kind])
    visit = Visit(
        id=f"{kind.letter}-{lead.number}-{sequence}",
        lead=lead.id,
        oem=lead.oem,
        kind=kind,
        state_since=uow.now,
        priority=lead.priority,
    )
    await uow.add(visit)
    await uow.save(replace(lead, visits_made=lead.visits_made + 1))
    return visit


async def free_slots(uow: UnitOfWork, lead: Lead, kind: VisitKind) -> tuple[Slot, ...]:
    return tuple([place.slot for place in await open_places(uow, lead, kind)][:OFFERED])


async def open_places(uow: UnitOfWork, lead: Lead, kind: VisitKind) -> list[Place]:
    """The windows of the coming days which some team of the zone can really take, soonest first, with those teams."""
    teams = [team for team in await able_teams(uow, lead, kind) if team.serves(lead.customer.pin_code)]
    calendar = (await policy_of(uow, lead.oem)).calendar
    windows = _windows(uow.now, calendar)
    if not teams or not windows:
        return []
    span = Slot(start=windows[0].start, end=windows[-1].end)
    diary = await diary_of(uow, teams, span, calendar, site=state_of(lead))
    found = [Place(slot=slot, teams=diary.free(teams, kind, slot)) for slot in windows]
    return [place for place in found if place.teams]


def _windows(now: datetime, calendar: Calendar) -> list[Slot]:
    """The windows of the coming working days, from four hours ahead on."""
    today = calendar.local(now).date()
    days = [today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD + 1)]
    slots = [
        Slot(start=calendar.at(day, opens), end=calendar.at(day, closes))
        for day in days
        if calendar.works_on(day)
        for opens, closes in WINDOWS
    ]
    return [slot for slot in slots if slot.start >= now + timedelta(hours=4)]


async def able_teams(uow: UnitOfWork, lead: Lead, kind: VisitKind) -> list[Team]:
    return ranked(await uow.all(Team), kind, lead.customer.pin_code)


async def choose_slot(uow: UnitOfWork, visit_id: str, start: datetime, actor: Actor) -> Visit:
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.CHOOSE_SLOT, visit.scope)
    visit.expect(VisitState.PROPOSED)
    slot = next((slot for slot in visit.offered if slot.start == start), None)
    lead = await uow.get(Lead, visit.lead)
    if slot is None or slot not in await free_slots(uow, lead, visit.kind):
        raise Refused(say("That time has just been taken or has passed. Please choose another one."))
    chosen, event = visit.choose(slot, by=by, now=uow.now)
    return await uow.save(replace(chosen, state_since=uow.now), event)


async def ask_other_slots(uow: UnitOfWork, visit_id: str, actor: Actor) -> Visit:
    """None of the times suits: the visit is to be proposed anew by Ops."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.CHOOSE_SLOT, visit.scope)
    visit.expect(VisitState.PROPOSED)
    dropped, _ = visit.drop(
        VisitState.RESCHEDULED, Happening.VISIT_RESCHEDULED, "other times asked", by=by, now=uow.now
    )
    return await uow.save(dropped, visit.tells(Happening.OTHER_SLOTS_ASKED, by, uow.now))


async def reschedule(uow: UnitOfWork, visit_id: str, reason: str, actor: Actor) -> Lead:
    """This visit is off; the lead is to be scheduled again, the customer having first pick when `priority`."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.RESCHEDULE_VISIT, visit.scope)
    visit.expect_move(VisitState.RESCHEDULED)
    if by.role is Role.CUSTOMER:
        visit.expect(*BEFORE_SITE)
    return await back_to_scheduling(uow, visit, Happening.VISIT_RESCHEDULED, reason, by)


async def back_to_scheduling(  # noqa: PLR0913  which visit, why, by whom
    uow: UnitOfWork, visit: Visit, kind: Happening, reason: str, by: By, *, priority: bool = False
) -> Lead:
    await drop_visit(uow, visit.lead, VisitState.RESCHEDULED, kind, reason, by)
    lead = await uow.get(Lead, visit.lead)
    if lead.can(_DROPPED[visit.kind]):
        lead = lead.take(_DROPPED[visit.kind], now=uow.now)
    return await uow.save(replace(lead, priority=priority or lead.priority))
