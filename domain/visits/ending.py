"""How an emergency ends without a backup: the customer has the first pick of new times."""

from dataclasses import replace

from domain.events import Happening
from domain.leads.lead import Lead
from domain.people.actor import SYSTEM, Actor, By
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.emergency import DelayAnswer, OfferState
from domain.visits.scheduling import back_to_scheduling
from domain.visits.searching import expire
from domain.visits.visit import Visit


async def answer_delay(uow: UnitOfWork, visit_id: str, wants: DelayAnswer, actor: Actor) -> Visit:
    """The customer's word on the delay: wait, the first new slot, or a call."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.ANSWER_DELAY, visit.scope)
    answered = replace(visit, emergency=replace(visit.alarmed, customer_wants=wants))
    event = answered.tells(Happening.DELAY_ANSWERED, by, uow.now, wants=wants)
    saved = await uow.save(answered, event)
    if wants is DelayAnswer.FIRST_SLOT:
        await _priority_reschedule(uow, saved, by)
    return saved


async def stop_search(uow: UnitOfWork, visit_id: str, actor: Actor) -> Lead:
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.TAKE_EMERGENCY, visit.scope)
    _ = visit.alarmed
    return await _priority_reschedule(uow, visit, by)


async def search_ended(uow: UnitOfWork, visit: Visit) -> Lead:
    """No backup by the deadline; offers that are still open end with the search."""
    by = SYSTEM.must(Permission.DECLARE_EMERGENCY)
    for offer in visit.alarmed.offers:
        if offer.state is OfferState.ASKED:
            visit = await expire(uow, visit, offer.team, by)
    return await _priority_reschedule(uow, visit, by)


async def _priority_reschedule(uow: UnitOfWork, visit: Visit, by: By) -> Lead:
    return await back_to_scheduling(
        uow, visit, Happening.PRIORITY_RESCHEDULED, "no team could make it", by, priority=True
    )
