"""The alarm of an emergency: it climbs until somebody has it in hand."""

from dataclasses import replace

from domain.errors import Refused
from domain.events import Happening
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.visit import Visit
from domain.words import say


async def take_emergency(uow: UnitOfWork, visit_id: str, actor: Actor) -> Visit:
    """Somebody at the desk has it in hand: the alert stops climbing."""
    visit = await uow.get(Visit, visit_id)
    by = actor.must(Permission.TAKE_EMERGENCY, visit.scope)
    if visit.alarmed.taken_by is not None:
        raise Refused(say("{name} has it in hand already.", name=visit.alarmed.taken_by))
    taken = replace(visit, emergency=replace(visit.alarmed, taken_by=by.name))
    return await uow.save(taken, taken.tells(Happening.EMERGENCY_TAKEN, by, uow.now))
