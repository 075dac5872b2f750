"""A team that cannot make it: alarm, backup search, exactly one winner, or a priority reschedule."""

from dataclasses import replace
from datetime import datetime

from domain.contact import line
from domain.errors import Refused
from domain.events import Happening
from domain.leads.lead import Lead
from domain.overriding import policy_of
from domain.people.actor import SYSTEM, Actor, By
from domain.people.roles import Permission
from domain.policy import Policy
from domain.unit_of_work import UnitOfWork
from domain.visits.availability import reserve
from domain.visits.scheduling import back_to_scheduling, free_teams
from domain.visits.team import Team
from domain.visits.visit import BackupOffer, DelayAnswer, Emergency, OfferState, Visit
from domain.words import say


async def declare_emergency(uow: UnitOfWork, visit_id: str, cause: str, actor: Actor) -> Visit:
    """Any member, any time, one tap and a reason; or the silence before the visit."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.DECLARE_EMERGENCY, visit.scope)
    policy = await policy_of(uow, visit.oem)
    emergency = Emergency(
        cause=line(cause),
        opened_at=uow.now,
        deadline=max(visit.window.start, uow.now + policy.search),
        lost_team=visit.last_team,
    )
    alarmed, event = visit.alarm(emergency, by=by)
    await uow.capacity.free(visit.id)
    return await ask_backups(uow, await uow.save(alarmed, event), by)


async def ask_backups(uow: UnitOfWork, visit: Visit, by: By) -> Visit:
    """Far from the start one team at a time, near it all at once; nobody is asked twice."""
    policy = await policy_of(uow, visit.oem)
    emergency = visit.alarmed
    if any(offer.state is OfferState.ASKED for offer in emergency.offers):
        return visit
    fresh = [
        team
        for team in await free_teams(uow, visit, but=emergency.lost_team)
        if emergency.asked(team.id) is None
    ]
    near = visit.window.start - uow.now <= policy.near_start
    asked = fresh if near else fresh[:1]
    offers = tuple(
        BackupOffer(team=team.id, asked_at=uow.now, expires_at=_expires(visit, policy, uow.now, near=near))
        for team in asked
    )
    asking = replace(visit, emergency=replace(emergency, offers=emergency.offers + offers))
    events = [
        replace(asking.tells(Happening.BACKUP_ASKED, by, uow.now), facts={"team": team.id}) for team in asked
    ]
    return await uow.save(asking, *events) if asked else visit


def _expires(visit: Visit, policy: Policy, now: datetime, *, near: bool) -> datetime:
    deadline = visit.alarmed.deadline
    return deadline if near else min(deadline, now + policy.offer)


async def take_emergency(uow: UnitOfWork, visit_id: str, actor: Actor) -> Visit:
    """Somebody at the desk has it in hand: the alert stops climbing."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.TAKE_EMERGENCY, visit.scope)
    if visit.alarmed.taken_by is not None:
        raise Refused(say("{name} has it in hand already.", name=visit.alarmed.taken_by))
    taken = replace(visit, emergency=replace(visit.alarmed, taken_by=by.name))
    return await uow.save(taken, taken.tells(Happening.EMERGENCY_TAKEN, by, uow.now))


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


async def accept_backup(uow: UnitOfWork, visit_id: str, team_id: str, actor: Actor) -> Visit:
    """The first to accept has the visit; the offer, not the visit's present team, gives the right to answer."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.ANSWER_BACKUP_OFFER, replace(visit.scope, team=team_id))
    former = visit.team or ""
    saved, event = visit.take_over(team_id, by=by, now=uow.now)
    await reserve(uow, await uow.get(Team, team_id), visit)
    return await uow.save(saved, replace(event, facts={**event.facts, "former_team": former}))


async def decline_backup(uow: UnitOfWork, visit_id: str, team_id: str, actor: Actor) -> Visit:
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.ANSWER_BACKUP_OFFER, replace(visit.scope, team=team_id))
    offer = visit.alarmed.asked(team_id)
    if offer is None or offer.state is not OfferState.ASKED:
        raise Refused(say("This offer is over."))
    declined = replace(visit, emergency=visit.alarmed.with_offer(team_id, OfferState.DECLINED))
    event = replace(declined.tells(Happening.BACKUP_DECLINED, by, uow.now), facts={"team": team_id})
    return await ask_backups(uow, await uow.save(declined, event), by)


async def offer_expired(uow: UnitOfWork, visit: Visit, team_id: str) -> Visit:
    offer = visit.alarmed.asked(team_id)
    if offer is None or offer.state is not OfferState.ASKED:
        return visit
    by = SYSTEM.must(Permission.DECLARE_EMERGENCY)
    return await ask_backups(uow, await _expired(uow, visit, team_id, by), by)


async def _expired(uow: UnitOfWork, visit: Visit, team_id: str, by: By) -> Visit:
    expired = replace(visit, emergency=visit.alarmed.with_offer(team_id, OfferState.EXPIRED))
    event = replace(expired.tells(Happening.BACKUP_OFFER_EXPIRED, by, uow.now), facts={"team": team_id})
    return await uow.save(expired, event)


async def assign_backup(uow: UnitOfWork, visit_id: str, team_id: str, actor: Actor) -> Visit:
    """Ops assigns by hand at any moment; the team still acknowledges."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.TAKE_EMERGENCY, visit.scope)
    team = await uow.get(Team, team_id)
    former = visit.alarmed.lost_team
    await reserve(uow, team, visit)
    booked, event = visit.book(team.id, by=by, now=uow.now)
    return await uow.save(booked, replace(event, facts={**event.facts, "former_team": former}))


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
            visit = await _expired(uow, visit, offer.team, by)
    return await _priority_reschedule(uow, visit, by)


async def _priority_reschedule(uow: UnitOfWork, visit: Visit, by: By) -> Lead:
    return await back_to_scheduling(
        uow, visit, Happening.PRIORITY_RESCHEDULED, "no team could make it", by, priority=True
    )
