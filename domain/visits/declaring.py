"""A team that cannot make it says so, or is silent, or nobody was sent; and it may find that it can after all."""

from dataclasses import replace

from domain.contact import line
from domain.events import Happening
from domain.leads.lead import Lead
from domain.overriding import policy_of
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.alerting import climb
from domain.visits.assigning import scheduled
from domain.visits.availability import reserve
from domain.visits.emergency import Emergency
from domain.visits.ending import search_ended
from domain.visits.searching import ask_backups
from domain.visits.states import VisitState
from domain.visits.team import Team
from domain.visits.visit import Visit


async def declare_emergency(uow: UnitOfWork, visit_id: str, cause: str, actor: Actor) -> Visit:
    """Any member, any time, one tap and a reason; or the silence before the visit, the desk's own included.

    The desk is alerted and the customer told at once, by day and by night. Of a visit whose time is over nobody is
    asked any more: the customer has the first pick of new times.
    """
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.DECLARE_EMERGENCY, visit.scope)
    policy = await policy_of(uow, visit.oem)
    emergency = Emergency(
        cause=line(cause),
        opened_at=uow.now,
        deadline=min(max(visit.window.start, uow.now + policy.search), max(visit.window.end, uow.now)),
        lost_team=visit.last_team,
    )
    alarmed, event = visit.alarm(emergency, by=by)
    await uow.capacity.free(visit.id)
    if visit.state is VisitState.PROPOSED:
        await uow.save(scheduled(await uow.get(Lead, visit.lead), visit.kind, uow.now))
    if emergency.deadline <= uow.now:
        await search_ended(uow, await uow.save(alarmed, event))
        return await uow.get(Visit, visit.id)
    told = alarmed.tells(Happening.DELAY_TOLD, by, uow.now)
    saved = await climb(uow, await uow.save(alarmed, event, told))
    return await ask_backups(uow, saved, by)


async def withdraw_emergency(uow: UnitOfWork, visit_id: str, actor: Actor) -> Visit:
    """The team can make it after all, and nobody has taken the visit over: it has it back, exactly once."""
    visit = await uow.get(Visit, visit_id)
    lost = visit.alarmed.lost_team
    by = actor.must(Permission.DECLARE_EMERGENCY, replace(visit.scope, team=lost))
    kept, event = visit.regain(by=by, now=uow.now)
    await reserve(uow, await uow.get(Team, lost), visit)
    return await uow.save(kept, event)
