"""A team that cannot make it says so, or is silent for too long."""

from domain.contact import line
from domain.overriding import policy_of
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.emergency import Emergency
from domain.visits.searching import ask_backups
from domain.visits.visit import Visit


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
