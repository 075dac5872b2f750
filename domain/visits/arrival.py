"""The check-in on site: the server's time counts, the place is evidence, and nothing of it ever keeps the team from working."""

from dataclasses import replace
from datetime import datetime

from domain.contact import line
from domain.events import Happening
from domain.leads.lead import Lead
from domain.overriding import policy_of
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.places import Point, km_between
from domain.policy import Policy
from domain.unit_of_work import UnitOfWork
from domain.visits.states import VisitState
from domain.visits.travel import site_of
from domain.visits.underway import CheckIn, Sighting
from domain.visits.visit import Visit
from domain.words import Words, say


async def check_in(uow: UnitOfWork, visit_id: str, actor: Actor) -> Visit:
    """The team is there, now; where it shares its location live, that is its place."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.CHECK_IN, visit.scope)
    here, seen = CheckIn(at=uow.now), visit.journey.seen if visit.journey else None
    if seen is not None and unfit(seen, await policy_of(uow, visit.oem), uow.now) is None:
        here = _placed(here, seen, site_of(await uow.get(Lead, visit.lead)))
    arrived, event = visit.arrive(here, by=by)
    return await uow.save(arrived, event)


async def place_check_in(uow: UnitOfWork, visit_id: str, sighting: Sighting, actor: Actor) -> Visit:
    """Where the team is, sent after it checked in."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.CHECK_IN, visit.scope)
    visit.expect(VisitState.ON_SITE)
    here = _placed(visit.checked_in, sighting, site_of(await uow.get(Lead, visit.lead)))
    placed = replace(visit, check_in=here)
    distance = "" if here.distance_m is None else str(here.distance_m)
    return await uow.save(placed, placed.tells(Happening.ARRIVAL_PLACED, by, uow.now, distance_m=distance))


async def explain_check_in(uow: UnitOfWork, visit_id: str, reason: str, actor: Actor) -> Visit:
    """Why it is far from the site, or why no place is shown."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.CHECK_IN, visit.scope)
    visit.expect(VisitState.ON_SITE)
    if visit.checked_in.reason == line(reason):
        return visit
    explained = replace(visit, check_in=replace(visit.checked_in, reason=line(reason)))
    return await uow.save(explained, explained.tells(Happening.ARRIVAL_EXPLAINED, by, uow.now, reason=reason))


def unfit(sighting: Sighting, policy: Policy, now: datetime) -> Words | None:
    """Why this does not show where the team is now; None if it does."""
    if now - sighting.at > policy.place_fresh:
        return say(
            "This location is of {moment}, too old to count. Please send where you are now.",
            moment=sighting.at,
        )
    if sighting.accuracy_m is not None and sighting.accuracy_m > policy.place_exact_m:
        return say(
            "The phone knows where it is only to within {metres} m. Please send it again in the open, or tap “I cannot share my location”.",
            metres=sighting.accuracy_m,
        )
    return None


def is_far(check_in: CheckIn, policy: Policy) -> bool:
    """Farther off than a site is large, whatever the phone's own doubt."""
    return check_in.distance_m is not None and check_in.distance_m > policy.near_site_m


def wants_place(visit: Visit, lead: Lead) -> bool:
    """It is known where the site is, and not yet where the team checked in or why not."""
    here = visit.check_in
    if visit.state is not VisitState.ON_SITE or visit.redo or here is None:
        return False
    return not here.is_placed and not here.reason and site_of(lead) is not None


def wants_reason(visit: Visit, policy: Policy) -> bool:
    here = visit.check_in
    return visit.state is VisitState.ON_SITE and here is not None and not here.reason and is_far(here, policy)


def _placed(here: CheckIn, sighting: Sighting, site: Point | None) -> CheckIn:
    return replace(
        here,
        latitude=sighting.latitude,
        longitude=sighting.longitude,
        accuracy_m=sighting.accuracy_m,
        distance_m=round(km_between(sighting.point, site) * 1000) if site is not None else None,
        reason="",
    )
