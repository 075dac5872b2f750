"""What the customer wants when his team cannot make it, and how an emergency ends without a backup."""

from dataclasses import replace

from domain.events import Happening
from domain.leads.lead import Lead
from domain.people.actor import SYSTEM, Actor, By
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.emergency import DelayAnswer
from domain.visits.scheduling import back_to_scheduling, propose_for
from domain.visits.searching import expire
from domain.visits.visit import Visit


async def answer_delay(uow: UnitOfWork, visit_id: str, wants: DelayAnswer, actor: Actor) -> Visit:
    """The customer's word on the delay: wait, the first new slot, or a call. He may change his mind during the search.

    A call that was asked for stays with Ops until it is made, or he asks for something else.
    """
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.ANSWER_DELAY, visit.scope)
    if visit.alarmed.customer_wants is wants:
        return visit
    await _ask_call(uow, visit, wants)
    answered = replace(visit, emergency=replace(visit.alarmed, customer_wants=wants))
    saved = await uow.save(answered, answered.tells(Happening.DELAY_ANSWERED, by, uow.now, wants=wants))
    if wants is DelayAnswer.FIRST_SLOT:
        await _priority_reschedule(uow, saved, by)
    return saved


async def _ask_call(uow: UnitOfWork, visit: Visit, wants: DelayAnswer) -> None:
    """Taken back with the answer it came with; a call that he asked for elsewhere is still to be made."""
    lead = await uow.get(Lead, visit.lead)
    if wants is DelayAnswer.CALL_ME:
        await uow.save(replace(lead, call_asked_at=uow.now))
    elif visit.alarmed.customer_wants is DelayAnswer.CALL_ME:
        await uow.save(replace(lead, call_asked_at=None))


async def stop_search(uow: UnitOfWork, visit_id: str, actor: Actor) -> Lead:
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.TAKE_EMERGENCY, visit.scope)
    _ = visit.alarmed
    return await _priority_reschedule(uow, visit, by)


async def search_ended(uow: UnitOfWork, visit: Visit, *, unheard: bool = False) -> Lead:
    """No backup by the deadline; whoever has not answered until then has been silent, unless nobody could be heard."""
    by = SYSTEM.must(Permission.DECLARE_EMERGENCY)
    for offer in () if unheard else visit.alarmed.waiting:
        visit = await expire(uow, visit, offer.team, by)
    return await _priority_reschedule(uow, visit, by)


async def _priority_reschedule(uow: UnitOfWork, visit: Visit, by: By) -> Lead:
    """The customer has the first pick: new times are proposed to him at once, if any is free."""
    lead = await back_to_scheduling(
        uow, visit, Happening.PRIORITY_RESCHEDULED, "no team could make it", by, priority=True
    )
    await propose_for(uow, lead, by)
    return await uow.get(Lead, lead.id)
