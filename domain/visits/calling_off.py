"""A visit that the customer does not want any more, and why a visit that is under way can no longer be changed."""

from dataclasses import replace

from domain.contact import line
from domain.errors import Refused
from domain.events import Happening
from domain.leads.lead import Lead
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.dropping import unscheduled
from domain.visits.states import VisitState
from domain.visits.team import Team
from domain.visits.visit import Visit
from domain.words import say


async def call_off(uow: UnitOfWork, visit_id: str, reason: str, actor: Actor) -> Lead:
    """The customer's word: the visit ends, its team is free, and Ops calls him about how to go on."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.CALL_OFF_VISIT, visit.scope)
    await expect_not_under_way(uow, visit)
    visit.expect_move(VisitState.RESCHEDULED)
    dropped, event = visit.drop(
        VisitState.CANCELLED, Happening.VISIT_CALLED_OFF, line(reason), by=by, now=uow.now
    )
    await uow.capacity.free(visit.id)
    await uow.save(replace(dropped, called_off=True), event)
    lead = await uow.get(Lead, visit.lead)
    return await uow.save(unscheduled(lead, visit.kind, uow.now))


async def expect_not_under_way(uow: UnitOfWork, visit: Visit) -> None:
    """`Refused` with the team's phone once it has set out."""
    if visit.state not in {VisitState.ON_THE_WAY, VisitState.ON_SITE}:
        return
    team = await uow.get(Team, visit.team or "")
    under_way = say(
        "{team} is on the way to you since {since}: this can no longer be changed here. Please call the team: {phone}",
        team=team.name,
        since=visit.state_since,
        phone=team.phone,
    )
    there = say(
        "{team} is at the site since {since}: this can no longer be changed here. Please call the team: {phone}",
        team=team.name,
        since=visit.state_since,
        phone=team.phone,
    )
    raise Refused(under_way if visit.state is VisitState.ON_THE_WAY else there)
