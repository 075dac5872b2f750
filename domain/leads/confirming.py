"""Phase 7, the confirmation call."""

from dataclasses import replace

from domain.events import Happening
from domain.leads.lead import Lead
from domain.leads.stages import Step
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork


async def confirmation_call(uow: UnitOfWork, lead_id: str, *, satisfied: bool, actor: Actor) -> Lead:
    """Satisfied: on to closure. A problem: a rework visit, to be scheduled."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.LOG_CONFIRMATION_CALL, lead.scope)
    step, kind = (
        (Step.CUSTOMER_SATISFIED, Happening.CUSTOMER_SATISFIED)
        if satisfied
        else (Step.REWORK_OPENED, Happening.REWORK_OPENED)
    )
    moved, event = lead.moved(step, kind, by, uow.now)
    # What comes after a rework is rated by itself.
    return await uow.save(moved if satisfied else replace(moved, rating=None), event)
