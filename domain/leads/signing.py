"""Phase 6, the customer signs off what was installed."""

from dataclasses import replace

from domain.errors import Invalid
from domain.events import Happening
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import say


async def sign_off(uow: UnitOfWork, lead_id: str, rating: int, actor: Actor) -> Lead:
    """The customer's word on the installation: 1 to 5."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.SIGN_OFF, lead.scope)
    lead.expect(
        Stage.INSTALLATION_SCHEDULED, Stage.INSTALLATION_REVIEW, Stage.CONFIRMATION_CALL, Stage.CLOSURE
    )
    if not 1 <= rating <= 5:
        raise Invalid(say("A rating is a number from 1 to 5."))
    signed = replace(lead, rating=rating)
    return await uow.save(
        signed, signed.tells(Happening.CUSTOMER_SIGNED_OFF, by, uow.now, rating=str(rating))
    )
