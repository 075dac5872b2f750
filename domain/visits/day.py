"""Phases 3 and 6: the day of the visit, from the team's acknowledgement to its report."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from domain.errors import Refused
from domain.events import Happening
from domain.leads.lead import Lead
from domain.leads.stages import Step
from domain.media import Picture
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import CheckIn, Report, Visit
from domain.words import say

_REPORTED: Final = {
    VisitKind.SURVEY: Step.SURVEY_REPORTED,
    VisitKind.INSTALLATION: Step.INSTALLATION_REPORTED,
}


async def acknowledge_visit(uow: UnitOfWork, visit_id: str, actor: Actor) -> Visit:
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.ACKNOWLEDGE_VISIT, visit.scope)
    acknowledged, event = visit.acknowledge(by=by, now=uow.now)
    return await uow.save(acknowledged, event)


async def confirm_visit(uow: UnitOfWork, visit_id: str, actor: Actor) -> Visit:
    """The team has called the customer, and he expects them."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.CONFIRM_VISIT, visit.scope)
    confirmed, event = visit.confirm(by=by, now=uow.now)
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
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.CONFIRM_VISIT, visit.scope)
    visit.expect(VisitState.BOOKED, VisitState.ACKNOWLEDGED)
    uow.record(visit.tells(Happening.CUSTOMER_NOT_REACHED, by, uow.now))
    return visit


async def set_out(uow: UnitOfWork, visit_id: str, actor: Actor, *, minutes: int = 30) -> Visit:
    """On the way; `minutes` is the team's own estimate of its arrival."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.SET_OUT, visit.scope)
    on_the_way, event = visit.set_out(by=by, now=uow.now, minutes=minutes)
    return await uow.save(on_the_way, event)


async def check_in(
    uow: UnitOfWork,
    visit_id: str,
    actor: Actor,
    *,
    latitude: float | None = None,
    longitude: float | None = None,
) -> Visit:
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.CHECK_IN, visit.scope)
    here = CheckIn(at=uow.now, latitude=latitude, longitude=longitude)
    arrived, event = visit.arrive(here, by=by)
    return await uow.save(arrived, event)


async def report_absent(uow: UnitOfWork, visit_id: str, actor: Actor) -> Visit:
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.REPORT_ABSENT, visit.scope)
    absent, event = visit.absent(by=by, now=uow.now)
    await uow.capacity.finish(visit.id)
    return await uow.save(absent, event)


async def submit_report(
    uow: UnitOfWork, visit_id: str, answers: Mapping[str, str], photos: tuple[Picture, ...], actor: Actor
) -> Visit:
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.SUBMIT_REPORT, visit.scope)
    if not photos:
        raise Refused(say("A report needs at least one photo."))
    report = Report(answers=dict(answers), photos=photos, submitted_at=uow.now, by=by.name, person=by.person)
    reported, event = visit.submit(report, by=by)
    await uow.capacity.finish(visit.id)
    await uow.ledger.want_media(photos, visit.lead, uow.now)
    lead = await uow.get(Lead, visit.lead)
    await uow.save(lead.take(_REPORTED[visit.kind], now=uow.now))
    return await uow.save(reported, event)
