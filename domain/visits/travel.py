"""The way to the site: the team sets out, shares where it is if it likes, and is expected at a time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Final

from domain.errors import Invalid
from domain.events import Happening
from domain.leads.lead import Lead
from domain.overriding import policy_of
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.places import Point, km_between
from domain.policy import Policy
from domain.unit_of_work import UnitOfWork
from domain.visits.states import VisitState
from domain.visits.team import Team
from domain.visits.underway import Journey, Sighting
from domain.visits.visit import Visit
from domain.words import say

ROADS: Final = 1.3
"""A road is so many times as long as the straight line, on the whole."""
STEP: Final = timedelta(minutes=5)
LONGEST: Final = timedelta(hours=6)


def estimate(here: Point, site: Point, policy: Policy, now: datetime) -> datetime:
    """When somebody who is here now arrives, on a full five minutes: a guess is no more exact than that."""
    span = timedelta(hours=km_between(here, site) * ROADS / policy.eta_speed_km_h)
    since = datetime(1970, 1, 1, tzinfo=UTC)
    return since + ceil((now + span - since) / STEP) * STEP


def site_of(lead: Lead) -> Point | None:
    """Where the customer says that it is; an address that was only found on a map is not exact enough."""
    place = lead.documents.location
    if place is None or place.latitude is None or place.longitude is None:
        return None
    return (place.latitude, place.longitude)


async def expected(uow: UnitOfWork, visit: Visit) -> timedelta | None:
    """How long the way is from the team's base, where both are known."""
    team = await uow.find(Team, visit.team) if visit.team else None
    site = site_of(await uow.get(Lead, visit.lead))
    if team is None or team.base is None or site is None:
        return None
    span = estimate(team.base, site, await policy_of(uow, visit.oem), uow.now) - uow.now
    return min(timedelta(minutes=ceil(span / timedelta(minutes=1))), LONGEST)


async def set_out(uow: UnitOfWork, visit_id: str, actor: Actor, *, takes: timedelta | None = None) -> Visit:
    """On the way; `takes` is the team's own estimate, else that of the distance, else the usual one."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.SET_OUT, visit.scope)
    policy = await policy_of(uow, visit.oem)
    span = takes or await expected(uow, visit) or policy.eta
    if not timedelta(0) < span <= LONGEST:
        raise Invalid(say("That is no time to be on the way. Example: 30 min."))
    on_the_way, event = visit.set_out(uow.now + span, by=by, now=uow.now, within=policy.set_out_from)
    return await uow.save(on_the_way, event)


async def team_seen(uow: UnitOfWork, visit_id: str, sighting: Sighting, actor: Actor) -> Visit:
    """A new sample of the team's shared location; samples that tell nothing new are let go."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.SET_OUT, visit.scope)
    journey, policy = visit.journey, await policy_of(uow, visit.oem)
    site = site_of(await uow.get(Lead, visit.lead))
    if visit.state is not VisitState.ON_THE_WAY or journey is None:
        return visit
    moved = _moved(journey, sighting, site, policy)
    if moved is None:
        return visit
    kinds = []
    if journey.seen is None and site is not None:
        kinds.append(Happening.TEAM_SHARES_LOCATION)
    if moved.slipped and not journey.slipped:
        kinds.append(Happening.ETA_SLIPPED)
    if moved.near and not journey.near:
        kinds.append(Happening.TEAM_NEAR)
    saved = replace(visit, journey=moved)
    return await uow.save(saved, *(saved.tells(kind, by, uow.now) for kind in kinds))


def _moved(journey: Journey, sighting: Sighting, site: Point | None, policy: Policy) -> Journey | None:
    """The journey with this sample; None for one that is old, or says nothing that is worth an edit."""
    last = journey.seen
    near = site is not None and km_between(sighting.point, site) * 1000 <= policy.near_site_m
    if last is not None and sighting.at <= last.at:
        return None
    soon = last is not None and sighting.at - last.at < policy.live_every
    if soon and (journey.near or not near):
        return None
    seen = replace(journey, seen=sighting)
    if site is None:
        return seen
    eta = estimate(sighting.point, site, policy, sighting.at)
    slips = not journey.slipped and eta - journey.told > policy.eta_slip
    told = eta if slips else journey.told
    return replace(seen, eta=eta, told=told, slipped=journey.slipped or slips, near=journey.near or near)


async def sharing_ended(uow: UnitOfWork, visit_id: str, source: str, actor: Actor) -> Visit:
    """The team no longer shares where it is: what it said last stays the estimate."""
    visit = await uow.get(Visit, visit_id)
    actor.must(Permission.SET_OUT, visit.scope)
    if visit.journey is None or visit.journey.seen is None or visit.journey.seen.source != source:
        return visit
    return await uow.save(replace(visit, journey=replace(visit.journey, seen=None)))
