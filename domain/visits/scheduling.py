"""Phases 2 and 5: slots are proposed, one is chosen, a team is assigned. The same for both kinds of visit."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from domain.errors import Refused
from domain.events import Happening
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.leads.wish import Wish
from domain.overriding import policy_of
from domain.people.actor import SYSTEM, Actor, By
from domain.people.roles import Permission, Role
from domain.slot import Slot
from domain.unit_of_work import UnitOfWork
from domain.visits.availability import obstacle_to, reserve
from domain.visits.calling_off import expect_not_under_way
from domain.visits.dropping import drop_visit, open_visit, unscheduled
from domain.visits.ranking import candidates_for
from domain.visits.slots import open_places, places_on_offer, suggested, wished
from domain.visits.states import BEFORE_SITE, VisitKind, VisitState
from domain.visits.team import Team
from domain.visits.visit import Hold, Visit
from domain.words import say

_ANY: Final = Wish()
KIND_OF: Final = {
    Stage.SURVEY_SCHEDULING: VisitKind.SURVEY,
    Stage.INSTALLATION_SCHEDULING: VisitKind.INSTALLATION,
}


async def propose_slots(uow: UnitOfWork, lead_id: str, actor: Actor, *, seen: int | None = None) -> Visit:
    """Offer the customer the next windows in which some able team is free.

    `seen` is the version of the visit that the proposer knows to be on offer, held or chosen: its times are given free.
    """
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.PROPOSE_SLOTS, lead.scope)
    lead.expect(*KIND_OF)
    waiting = await open_visit(uow, lead.id)
    if waiting is not None and waiting.version != seen:
        raise on_offer_already(waiting)
    visit = await propose_for(uow, lead, by)
    if visit is None:
        days = (await policy_of(uow, lead.oem)).days_ahead
        raise Refused(say("No team is free in the next {days} days for this site.", days=days))
    return visit


def on_offer_already(visit: Visit) -> Refused:
    """For somebody who proposes times and has not seen that others have been proposed since, or are taken."""
    taken = visit.hold.slot if visit.hold is not None else visit.slot
    if taken is not None:
        return Refused(say("The customer has {slot} already. The lead’s card shows it.", slot=taken))
    return Refused(
        say(
            "Times are on offer since {since} already. The customer has not chosen yet.",
            since=visit.state_since,
        )
    )


async def propose_for(uow: UnitOfWork, lead: Lead, by: By) -> Visit | None:
    """Offer what the system suggests to the customer of a lead that is to be scheduled; None if no time is free."""
    policy, waiting = await policy_of(uow, lead.oem), await open_visit(uow, lead.id)
    places = await open_places(uow, lead, KIND_OF[lead.stage], waiting.id if waiting else "")
    suiting = wished(places, lead.wish, policy.calendar, uow.now)
    slots = suggested(suiting, policy.slots_offered, policy.calendar)
    return await offer(uow, lead, slots, by) if slots else None


async def offer(uow: UnitOfWork, lead: Lead, slots: tuple[Slot, ...], by: By) -> Visit:
    """These times, and no others, are the customer's to choose from; what was held or chosen is free again."""
    visit = await visit_to_plan(uow, lead)
    offered, event = visit.offer(slots, by=by, now=uow.now)
    await uow.capacity.free(visit.id)
    return await uow.save(offered, event)


async def visit_to_plan(uow: UnitOfWork, lead: Lead) -> Visit:
    """The lead's visit that has no team yet; a new one where there is none."""
    return await open_visit(uow, lead.id) or await new_visit(uow, lead, KIND_OF[lead.stage])


async def new_visit(uow: UnitOfWork, lead: Lead, kind: VisitKind) -> Visit:
    sequence = 1 + len([visit for visit in await uow.all(Visit, lead=lead.id) if visit.kind is kind])
    visit = Visit(
        id=f"{kind.letter}-{lead.number}-{sequence}",
        lead=lead.id,
        oem=lead.oem,
        kind=kind,
        state_since=uow.now,
        priority=lead.priority,
        rework=lead.rework if kind is VisitKind.INSTALLATION else None,
    )
    await uow.add(visit)
    await uow.save(replace(lead, visits_made=lead.visits_made + 1))
    return visit


async def choose_slot(
    uow: UnitOfWork, visit_id: str, start: datetime, actor: Actor, *, sure: bool = False
) -> Visit:
    """A place is taken at once: held while the customer decides, or, when he is `sure` or Ops speaks for him, chosen."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.CHOOSE_SLOT, visit.scope)
    sure = sure or by.role is not Role.CUSTOMER
    slot = visit.on_offer(start)
    if visit.has(slot, sure=sure):
        return visit
    visit.expect_choice(by)
    if sure:
        return await choose_for(uow, visit, slot, by)
    team = await _keep_place(uow, visit, slot)
    until = uow.now + (await policy_of(uow, visit.oem)).hold
    held, event = visit.keep(Hold(slot=slot, team=team, until=until), by=by, now=uow.now)
    return await uow.save(held, event)


async def choose_for(uow: UnitOfWork, visit: Visit, slot: Slot, by: By) -> Visit:
    """The time is settled, and what was wished or picked is done with."""
    team = await _keep_place(uow, visit, slot)
    chosen, event = visit.choose(slot, team, by=by, now=uow.now)
    await uow.save(replace(await uow.get(Lead, visit.lead), wish=None, picking=None))
    return await uow.save(chosen, event)


async def _keep_place(uow: UnitOfWork, visit: Visit, slot: Slot) -> str:
    """The best free team of the zone, its time and place taken for the visit in place of what it had.

    What is held already stays with its team, as long as that can still come.
    """
    timed = replace(visit, slot=slot)
    if visit.hold is not None and visit.hold.slot == slot:
        holder = await uow.get(Team, visit.hold.team)
        if await obstacle_to(uow, holder, timed) is None:
            return holder.id
    lead = await uow.get(Lead, visit.lead)
    places = await places_on_offer(uow, lead, visit)
    able = next((place.teams for place in places if place.slot == slot), ())
    if not able:
        raise Refused(say("That time has just been taken or has passed. Please choose another one."))
    best = next(one.team for one in await candidates_for(uow, timed) if one.team in able)
    await reserve(uow, best, timed)
    return best.id


async def end_hold(uow: UnitOfWork, visit: Visit) -> Visit:
    """The time was held long enough: it is free again, and the customer may choose anew."""
    if visit.held_until is None or uow.now < visit.held_until:
        return visit
    free, event = visit.let_go(by=SYSTEM.must(Permission.RESCHEDULE_VISIT), now=uow.now)
    await uow.capacity.free(visit.id)
    return await uow.save(free, event)


async def ask_other_slots(uow: UnitOfWork, visit_id: str, actor: Actor, *, wish: Wish = _ANY) -> Visit:
    """None of the times suits: the visit is to be proposed anew by Ops."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.CHOOSE_SLOT, visit.scope)
    visit.expect(VisitState.PROPOSED)
    dropped, _ = visit.drop(
        VisitState.RESCHEDULED, Happening.VISIT_RESCHEDULED, "other times asked", by=by, now=uow.now
    )
    await uow.capacity.free(visit.id)
    await uow.save(replace(await uow.get(Lead, visit.lead), wish=wish))
    return await uow.save(dropped, visit.tells(Happening.OTHER_SLOTS_ASKED, by, uow.now))


async def reschedule(
    uow: UnitOfWork, visit_id: str, reason: str, actor: Actor, *, wish: Wish | None = None
) -> Lead:
    """This visit is off; the lead is to be scheduled again, the customer having first pick when `priority`."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.RESCHEDULE_VISIT, visit.scope)
    await expect_not_under_way(uow, visit)
    visit.expect_move(VisitState.RESCHEDULED)
    if by.role is Role.CUSTOMER:
        visit.expect(*BEFORE_SITE)
    lead = await back_to_scheduling(uow, visit, Happening.VISIT_RESCHEDULED, reason, by)
    return await uow.save(replace(lead, wish=wish)) if wish is not None else lead


async def back_to_scheduling(  # noqa: PLR0913  which visit, why, by whom
    uow: UnitOfWork, visit: Visit, kind: Happening, reason: str, by: By, *, priority: bool = False
) -> Lead:
    await drop_visit(uow, visit.lead, VisitState.RESCHEDULED, kind, reason, by)
    lead = await uow.get(Lead, visit.lead)
    lead = unscheduled(lead, visit.kind, uow.now)
    return await uow.save(replace(lead, priority=priority or lead.priority))
