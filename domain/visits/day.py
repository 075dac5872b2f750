"""Phases 3 and 6: the day of the visit, from the team's acknowledgement to its report."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from domain.contact import line
from domain.errors import Refused
from domain.events import Happening
from domain.leads.lead import Lead
from domain.overriding import policy_of
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.policy import Policy
from domain.unit_of_work import UnitOfWork
from domain.visits.scheduling import reschedule
from domain.visits.states import VisitState
from domain.visits.underway import Try
from domain.visits.visit import Visit
from domain.words import say

ONE_TRY: Final = timedelta(minutes=1)
"""Nobody calls twice within it: a second tap tells of the same call."""


async def acknowledge_visit(uow: UnitOfWork, visit_id: str, actor: Actor) -> Visit:
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.ACKNOWLEDGE_VISIT, visit.scope)
    acknowledged, event = visit.acknowledge(by=by, now=uow.now)
    return await uow.save(acknowledged, event)


async def confirm_visit(uow: UnitOfWork, visit_id: str, actor: Actor) -> Visit:
    """The team has called the customer, and he expects them; whoever says so has acknowledged the visit as well."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.CONFIRM_VISIT, visit.scope)
    if visit.state is VisitState.BOOKED:
        visit, event = visit.acknowledge(by=by, now=uow.now)
        uow.record(event)
    within = (await policy_of(uow, visit.oem)).confirm_from
    confirmed, event = visit.confirm(by=by, now=uow.now, within=within)
    return await uow.save(confirmed, event)


async def customer_will_be_there(uow: UnitOfWork, visit_id: str, actor: Actor) -> Visit:
    """The customer's yes to the reminder; the team still calls on the day."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.CHOOSE_SLOT, visit.scope)
    if not visit.before_site or visit.customer_confirmed_at is not None:
        raise Refused(say("{visit} is confirmed already, or no longer to be.", visit=visit.id))
    sure = replace(visit, customer_confirmed_at=uow.now)
    return await uow.save(sure, sure.tells(Happening.CUSTOMER_WILL_BE_THERE, by, uow.now))


async def customer_not_reached(uow: UnitOfWork, visit_id: str, actor: Actor) -> Visit:
    """A call that nobody answered: Ops is told, and the next one follows."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.CONFIRM_VISIT, visit.scope)
    visit.expect(VisitState.BOOKED, VisitState.ACKNOWLEDGED)
    if visit.tries and uow.now - visit.tries[-1].at < ONE_TRY:
        return visit
    tried = replace(visit, tries=(*visit.tries, Try(at=uow.now, by=by.name)))
    return await uow.save(tried, tried.tells(Happening.CUSTOMER_NOT_REACHED, by, uow.now))


def next_try(visit: Visit, policy: Policy) -> datetime | None:
    """When it makes sense to call again; None once the visit has begun by then."""
    last = visit.tries[-1].at if visit.tries else None
    after = last + policy.confirmation_retry if last is not None else None
    return after if after is not None and after < visit.window.start else None


async def team_offers_another_time(uow: UnitOfWork, visit_id: str, wish: str, actor: Actor) -> Lead:
    """The customer told the team on the phone that the time does not suit, and what would."""
    visit = await uow.get(Visit, visit_id)
    expect_to_confirm(visit, actor)
    return await reschedule(uow, visit.id, line(wish), actor)


def expect_to_confirm(visit: Visit, actor: Actor) -> None:
    actor.must(Permission.CONFIRM_VISIT, visit.scope)
    visit.expect(VisitState.BOOKED, VisitState.ACKNOWLEDGED, VisitState.CONFIRMED)
