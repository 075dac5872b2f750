"""The search for a backup team: who is asked when and until when, and exactly one winner."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from domain.errors import Refused
from domain.events import Event, Happening
from domain.leads.lead import Lead
from domain.overriding import policy_of
from domain.people.actor import SYSTEM, Actor, By
from domain.people.roles import Permission
from domain.policy import Policy
from domain.slot import Slot
from domain.unit_of_work import UnitOfWork
from domain.visits.availability import expect_free, obstacle_to, reserve
from domain.visits.emergency import BackupOffer, OfferState, Withdrawal
from domain.visits.ranking import Candidate, Nearness, candidates_for
from domain.visits.states import VisitKind, VisitState
from domain.visits.team import Team
from domain.visits.visit import Visit
from domain.words import say


async def ask_backups(uow: UnitOfWork, visit: Visit, by: By) -> Visit:
    """Far from the start one team at a time, near it all at once; nobody is asked twice.

    Ops is told at once when nobody is left, and the customer waits no longer than needed.
    """
    policy = await policy_of(uow, visit.oem)
    emergency = visit.alarmed
    near = is_near(visit, policy, uow.now)
    if uow.now >= emergency.deadline or (emergency.waiting and not near):
        return visit
    fresh = [team for team in await backups(uow, visit) if emergency.asked(team.id) is None]
    if asked := fresh if near else fresh[:1]:
        return await _ask(uow, visit, asked, by, policy)
    if emergency.waiting or emergency.exhausted:
        return visit
    last = _without_backup(policy, uow.now, near=near)
    spent = replace(emergency.until(min(emergency.deadline, last)), exhausted=True)
    told = replace(visit, emergency=spent)
    return await uow.save(told, told.tells(Happening.NO_BACKUP_LEFT, by, uow.now))


def is_near(visit: Visit, policy: Policy, now: datetime) -> bool:
    return visit.window.start - now <= policy.near_start


def _without_backup(policy: Policy, now: datetime, *, near: bool) -> datetime:
    """How long Ops may still find a team by hand."""
    if near:
        return now + policy.search
    return max(now + policy.search, policy.calendar.after_working_time(now, policy.by_hand_working))


async def backups(uow: UnitOfWork, visit: Visit) -> list[Team]:
    """Whom the bot may ask, best first: free teams within reach, that have not said before that they cannot."""
    lead, policy = await uow.get(Lead, visit.lead), await policy_of(uow, visit.oem)
    near, down = lead.customer.pin_code[: policy.backup_digits], await _down(uow, visit)
    free = [
        candidate
        for candidate in await candidates_for(uow, visit)
        if candidate.team.id not in visit.given_up | down
        and any(zone.startswith(near) for zone in candidate.team.zones)
    ]
    return [candidate.team for candidate in sorted(free, key=_backup_rank)]


async def _down(uow: UnitOfWork, visit: Visit) -> set[str]:
    """Teams that have said, or let it be known by silence, that they cannot make another visit at that time."""
    around = Slot(start=visit.window.start - timedelta(days=1), end=visit.window.end)
    others = [one for one in await uow.all(Visit, starts_at=around) if one.window.overlaps(visit.window)]
    return {found.lost_team for one in others for found in one.all_rounds}


def _backup_rank(candidate: Candidate) -> tuple[bool, bool, Nearness, int, float, str]:
    """Same zone, both skills, next zone, few visits that day, a good record: the lower, the earlier it is asked."""
    return (
        candidate.nearness is not Nearness.IN_ZONE,
        len(candidate.team.skills) < len(VisitKind),
        candidate.nearness,
        candidate.visits_that_day,
        -candidate.record.standing,
        candidate.team.id,
    )


async def _ask(uow: UnitOfWork, visit: Visit, teams: Collection[Team], by: By, policy: Policy) -> Visit:
    ends = _expires(visit, policy, uow.now)
    offers = [BackupOffer(team=team.id, asked_at=uow.now, expires_at=ends) for team in teams]
    asking = replace(visit, emergency=visit.alarmed.asking(*offers))
    events = [_about(asking, Happening.BACKUP_ASKED, team.id, by, uow.now) for team in teams]
    return await uow.save(asking, *events)


def _about(visit: Visit, kind: Happening, team: str, by: By, now: datetime) -> Event:
    """What happened between the search and a team that does not have the visit."""
    return replace(visit.tells(kind, by, now), facts={"team": team})


def _expires(visit: Visit, policy: Policy, now: datetime) -> datetime:
    """Near the start with the search; far from it after a short time, which at night runs from the morning on."""
    deadline = visit.alarmed.deadline
    if is_near(visit, policy, now):
        return deadline
    awake = policy.calendar.after_quiet_hours(now) + policy.offer
    soon = min(awake, visit.window.start - policy.near_start)
    return min(deadline, max(now + policy.offer, soon))


async def accept_backup(uow: UnitOfWork, visit_id: str, team_id: str, actor: Actor) -> Visit:
    """The first to accept has the visit; the offer, not the visit's present team, gives the right to answer."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.ANSWER_BACKUP_OFFER, replace(visit.scope, team=team_id))
    _expect_not_outrun(visit, team_id)
    stands = _confirmation_stands(visit, await policy_of(uow, visit.oem), uow.now)
    saved, event = visit.take_over(team_id, by=by, now=uow.now, confirmed=stands)
    await reserve(uow, await uow.get(Team, team_id), visit)
    return await uow.save(saved, event)


def _expect_not_outrun(visit: Visit, team_id: str) -> None:
    offer = visit.emergency.asked(team_id) if visit.emergency is not None else None
    if offer is not None and offer.state is OfferState.OUTRUN and visit.team != team_id:
        raise Refused(say("Another team has taken {visit} already. Thank you all the same.", visit=visit.id))


def _confirmation_stands(visit: Visit, policy: Policy, now: datetime) -> bool:
    """Shortly before the visit a customer who has been called once is not called again."""
    called = visit.alarmed.was in {VisitState.CONFIRMED, VisitState.ON_THE_WAY, VisitState.ON_SITE}
    return called and visit.window.start - now <= policy.confirmation_stands


async def decline_backup(uow: UnitOfWork, visit_id: str, team_id: str, actor: Actor) -> Visit:
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.ANSWER_BACKUP_OFFER, replace(visit.scope, team=team_id))
    offer = visit.alarmed.asked(team_id)
    if offer is None or not offer.waits:
        raise Refused(say("This offer is over."))
    declined = replace(visit, emergency=visit.alarmed.with_offer(team_id, OfferState.DECLINED))
    event = _about(declined, Happening.BACKUP_DECLINED, team_id, by, uow.now)
    return await ask_backups(uow, await uow.save(declined, event), by)


async def offer_expired(uow: UnitOfWork, visit: Visit, team_id: str, *, unheard: bool) -> Visit:
    """The search goes on with others; with the same team once more where it could not be heard meanwhile (`unheard`)."""
    offer = visit.alarmed.asked(team_id)
    if offer is None or not offer.waits:
        return visit
    by = SYSTEM.must(Permission.DECLARE_EMERGENCY)
    if unheard and uow.now < visit.alarmed.deadline:
        return await _ask(uow, visit, [await uow.get(Team, team_id)], by, await policy_of(uow, visit.oem))
    return await ask_backups(uow, await expire(uow, visit, team_id, by), by)


async def expire(uow: UnitOfWork, visit: Visit, team_id: str, by: By) -> Visit:
    expired = replace(visit, emergency=visit.alarmed.with_offer(team_id, OfferState.EXPIRED))
    return await uow.save(expired, _about(expired, Happening.BACKUP_OFFER_EXPIRED, team_id, by, uow.now))


async def ask_backup(uow: UnitOfWork, visit_id: str, team_id: str, actor: Actor) -> Visit:
    """Ops asks one more team by hand, also one that the bot would not ask (again)."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.TAKE_EMERGENCY, visit.scope)
    asked, team = visit.alarmed.asked(team_id), await uow.get(Team, team_id)
    if asked is not None and asked.waits:
        raise Refused(say("{team} has been asked already and has not answered yet.", team=team.name))
    await expect_free(uow, team, visit)
    return await _ask(uow, _handled(visit), [team], by, await policy_of(uow, visit.oem))


async def assign_backup(uow: UnitOfWork, visit_id: str, team_id: str, actor: Actor) -> Visit:
    """Ops assigns by hand at any moment; the team still acknowledges."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.TAKE_EMERGENCY, visit.scope)
    team = await uow.get(Team, team_id)
    if visit.alarmed.lost_team == team.id:
        raise Refused(
            say("{team} is the team that cannot make it. Tap “They can make it after all”.", team=team.name)
        )
    await reserve(uow, team, visit)
    booked, event = visit.book(team.id, by=by, now=uow.now)
    return await uow.save(booked, event)


async def extend_search(uow: UnitOfWork, visit_id: str, actor: Actor) -> Visit:
    """Half an hour more to find a team, at most until the visit's time is over."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.TAKE_EMERGENCY, visit.scope)
    policy, emergency = await policy_of(uow, visit.oem), visit.alarmed
    deadline = min(emergency.deadline + policy.search, visit.window.end)
    if deadline <= emergency.deadline:
        raise Refused(say("The time of {visit} ends then: the search cannot go on.", visit=visit.id))
    longer = replace(_handled(visit), emergency=replace(emergency.until(deadline), handled=True))
    return await uow.save(longer, longer.tells(Happening.SEARCH_EXTENDED, by, uow.now))


def _handled(visit: Visit) -> Visit:
    return replace(visit, emergency=replace(visit.alarmed, handled=True))


_TAKES_TIME: Final = frozenset(
    {
        Happening.VISIT_BOOKED,
        Happening.VISIT_REASSIGNED,
        Happening.VISIT_GIVEN_BACK,
        Happening.BACKUP_FOUND,
        Happening.EMERGENCY_WITHDRAWN,
    }
)


async def withdraw_impossible(uow: UnitOfWork) -> None:
    """Teams that this input has made busy, or that have changed, cannot take what they were asked for any more.

    Such offers end, and their searches go on at once.
    """
    changed = {thing.id for thing in uow.touched.values() if isinstance(thing, Team)}
    changed |= {event.facts.get("team", "") for event in uow.events if event.kind in _TAKES_TIME}
    if not changed - {""}:
        return
    for visit in await uow.all(Visit, state=VisitState.EMERGENCY.value):
        doubtful = [offer.team for offer in visit.alarmed.waiting if offer.team in changed]
        if doubtful:
            await _withdraw(uow, visit, doubtful)


async def _withdraw(uow: UnitOfWork, visit: Visit, teams: Collection[str]) -> None:
    by, before = SYSTEM.must(Permission.DECLARE_EMERGENCY), visit
    for team in teams:
        if await obstacle_to(uow, await uow.get(Team, team), visit) is not None:
            emergency = visit.alarmed.with_offer(team, OfferState.WITHDRAWN, Withdrawal.BUSY)
            withdrawn = replace(visit, emergency=emergency)
            event = _about(withdrawn, Happening.BACKUP_WITHDRAWN, team, by, uow.now)
            visit = await uow.save(withdrawn, event)
    if visit is not before:
        await ask_backups(uow, visit, by)
