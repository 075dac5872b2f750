"""Which team goes: assigned, taken from a team that can no longer go, given to another. The same for both kinds."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from domain.errors import Refused
from domain.events import Event, Happening
from domain.leads.lead import Lead
from domain.leads.stages import Step
from domain.people.actor import Actor, By
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.availability import reserve
from domain.visits.states import STATE_TITLES, TEAM_EXPECTED, VisitKind, VisitState
from domain.visits.team import Team
from domain.visits.visit import Visit
from domain.words import Words, say

_ASSIGNED: Final = {
    VisitKind.SURVEY: Step.SURVEY_ASSIGNED,
    VisitKind.INSTALLATION: Step.INSTALLATION_ASSIGNED,
}
HANDED_OVER: Final = "given to another team"


async def assign_team(uow: UnitOfWork, visit_id: str, team_id: str, actor: Actor) -> Visit:
    """Book the team for the chosen slot; the database refuses a second visit in the same window."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.ASSIGN_TEAM, visit.scope)
    if visit.state in TEAM_EXPECTED:
        raise Refused(await theirs(uow, visit))
    visit.expect(VisitState.PROPOSED, VisitState.UNASSIGNED)
    team = await uow.get(Team, team_id)
    await reserve(uow, team, visit)
    booked, event = visit.book(team.id, by=by, now=uow.now)
    if visit.state is VisitState.UNASSIGNED:
        return await uow.save(booked, event)
    await uow.save(scheduled(await uow.get(Lead, visit.lead), visit.kind, uow.now))
    return await uow.save(booked, event, *_pre_installation(booked, by, uow.now))


def scheduled(lead: Lead, kind: VisitKind, now: datetime) -> Lead:
    """The lead as it is when its visit has a team, or an emergency searches one: no longer to be scheduled."""
    return replace(lead.take(_ASSIGNED[kind], now=now), priority=False)


def _pre_installation(visit: Visit, by: By, now: datetime) -> list[Event]:
    if visit.kind is VisitKind.SURVEY:
        return []
    return [visit.tells(Happening.PRE_INSTALLATION_CONFIRMATION_SENT, by, now)]


async def give_to(uow: UnitOfWork, visit_id: str, team_id: str, seen: int, actor: Actor) -> Visit:
    """Another team goes; `seen` is the version of the visit that the giver looked at."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.ASSIGN_TEAM, visit.scope)
    visit.expect(*TEAM_EXPECTED)
    team = await uow.get(Team, team_id)
    if visit.version != seen or visit.team == team.id:
        raise Refused(await theirs(uow, visit))
    return await hand_over(uow, visit, team, by)


async def hand_over(uow: UnitOfWork, visit: Visit, team: Team, by: By) -> Visit:
    """It is the team's from now on, with its time and what the customer said; the team is to acknowledge."""
    released, _ = visit.release(HANDED_OVER, by=by, now=uow.now)
    await reserve(uow, team, released)
    booked, event = released.book(team.id, by=by, now=uow.now)
    return await uow.save(booked, replace(event, before=visit.state.value))


async def theirs(uow: UnitOfWork, visit: Visit) -> Words:
    """Whose visit it is, for somebody who saw it otherwise."""
    team = await uow.find(Team, visit.team or "")
    return say(
        "{visit} is “{state}” with {team} since {since}.",
        visit=visit.id,
        state=say(STATE_TITLES[visit.state]),
        team=team.name if team else "–",
        since=visit.state_since,
    )


async def open_for_reassignment(uow: UnitOfWork, visit: Visit, reason: str, by: By) -> Visit:
    """The team of a visit before the site can no longer take it: the time stays the customer's, Ops assigns another team.

    `Refused` for a visit that has no team, is under way or over.
    """
    released, event = visit.release(reason, by=by, now=uow.now)
    await uow.capacity.free(visit.id)
    return await uow.save(released, event)
