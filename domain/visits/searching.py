"""The search for a backup team: who is asked when, and exactly one winner."""

from dataclasses import replace
from datetime import datetime

from domain.errors import Refused
from domain.events import Happening
from domain.overriding import policy_of
from domain.people.actor import SYSTEM, Actor, By
from domain.people.roles import Permission
from domain.policy import Policy
from domain.unit_of_work import UnitOfWork
from domain.visits.availability import reserve
from domain.visits.emergency import BackupOffer, OfferState
from domain.visits.ranking import candidates_for
from domain.visits.team import Team
from domain.visits.visit import Visit
from domain.words import say


async def ask_backups(uow: UnitOfWork, visit: Visit, by: By) -> Visit:
    """Far from the start one team at a time, near it all at once; nobody is asked twice."""
    policy = await policy_of(uow, visit.oem)
    emergency = visit.alarmed
    if any(offer.state is OfferState.ASKED for offer in emergency.offers):
        return visit
    fresh = [
        candidate.team
        for candidate in await candidates_for(uow, visit, but=emergency.lost_team)
        if emergency.asked(candidate.team.id) is None
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
    return await ask_backups(uow, await expire(uow, visit, team_id, by), by)


async def expire(uow: UnitOfWork, visit: Visit, team_id: str, by: By) -> Visit:
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
