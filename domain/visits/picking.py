"""The calendar of a lead at the desk: times are picked for a proposal, or booked for the customer on the phone."""

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from domain.errors import Refused
from domain.events import Happening
from domain.leads.lead import Lead
from domain.leads.picking import Picking
from domain.overriding import policy_of
from domain.people.actor import Actor, By
from domain.people.roles import Permission
from domain.slot import Slot
from domain.unit_of_work import UnitOfWork
from domain.visits.dropping import open_visit
from domain.visits.scheduling import KIND_OF, choose_for, offer, on_offer_already, visit_to_plan
from domain.visits.slots import Place, open_places
from domain.visits.visit import Visit
from domain.words import Words, say

_GONE: Final[Words] = say("That time has just been taken or has passed. Please choose another one.")


async def open_calendar(uow: UnitOfWork, lead_id: str, actor: Actor) -> Lead:
    """The calendar card comes up; what was picked before stays picked."""
    lead, by = await _to_schedule(uow, lead_id, actor)
    opened = replace(lead, picking=replace(lead.picking or Picking(), day=None))
    return await uow.save(opened, opened.tells(Happening.CALENDAR_OPENED, by, uow.now))


async def show_day(uow: UnitOfWork, lead_id: str, day: date | None, actor: Actor) -> Lead:
    """One day's times, or all days; free places are counted anew each time."""
    lead, _ = await _to_schedule(uow, lead_id, actor)
    return await uow.save(replace(lead, picking=replace(lead.picking or Picking(), day=day)))


async def pick_slot(uow: UnitOfWork, lead_id: str, start: datetime, actor: Actor) -> Lead:
    """Into the proposal, or out of it again; what is not free any more goes out with it."""
    lead, _ = await _to_schedule(uow, lead_id, actor)
    free = [place.slot for place in await places_for(uow, lead)]
    picking = (lead.picking or Picking()).without_others(free)
    slot = next((slot for slot in free if slot.start == start), None)
    if slot is None:
        raise Refused(_GONE)
    if slot not in picking.slots:
        most = (await policy_of(uow, lead.oem)).slots_offered
        if len(picking.slots) >= most:
            raise Refused(say("At most {most} times go into one proposal. Take one out first.", most=most))
    return await uow.save(replace(lead, picking=picking.toggled(slot)))


async def propose_picked(uow: UnitOfWork, lead_id: str, actor: Actor) -> Visit:
    """Those of the picked times that are still free are offered to the customer."""
    lead, by = await _to_schedule(uow, lead_id, actor)
    waiting = await open_visit(uow, lead.id)
    if lead.picking is None and waiting is not None:
        raise on_offer_already(waiting)
    free = {place.slot for place in await places_for(uow, lead)}
    slots = tuple(slot for slot in lead.picking.slots if slot in free) if lead.picking else ()
    if not slots:
        raise Refused(say("None of the picked times is free any more. Please pick others."))
    lead = await uow.save(replace(lead, picking=None))
    return await offer(uow, lead, slots, by)


async def book_for_customer(uow: UnitOfWork, lead_id: str, start: datetime, actor: Actor) -> Visit:
    """On the phone the customer has taken this time: it is chosen at once, without a hold."""
    lead, _ = await _to_schedule(uow, lead_id, actor)
    by = actor.must(Permission.CHOOSE_SLOT, lead.scope)
    slot = await _free_slot(uow, lead, start)
    visit = await visit_to_plan(uow, lead)
    if visit.has(slot, sure=True):
        return visit
    if slot not in visit.offered:
        visit = replace(visit, offered=(*visit.offered, slot))
    return await choose_for(uow, visit, slot, by)


async def places_for(uow: UnitOfWork, lead: Lead) -> list[Place]:
    """What can be offered to this lead now; what its own visit has taken counts as free."""
    waiting = await open_visit(uow, lead.id)
    return await open_places(uow, lead, KIND_OF[lead.stage], waiting.id if waiting else "")


async def _free_slot(uow: UnitOfWork, lead: Lead, start: datetime) -> Slot:
    slot = next((place.slot for place in await places_for(uow, lead) if place.slot.start == start), None)
    if slot is None:
        raise Refused(_GONE)
    return slot


async def _to_schedule(uow: UnitOfWork, lead_id: str, actor: Actor) -> tuple[Lead, By]:
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.PROPOSE_SLOTS, lead.scope)
    lead.expect(*KIND_OF)
    return lead, by
