"""Whether a lead can go on from its materials: all are there, and the customer agrees to what he pays."""

from domain.errors import Refused
from domain.events import Happening
from domain.leads.lead import Lead
from domain.leads.stages import Step
from domain.materials.quote import Quote
from domain.materials.request import MaterialRequest
from domain.people.actor import By
from domain.unit_of_work import UnitOfWork
from domain.words import say


async def quote_of(uow: UnitOfWork, lead_id: str) -> Quote | None:
    """The one that counts."""
    found = [quote for quote in await uow.all(Quote, lead=lead_id) if quote.counts]
    return found[-1] if found else None


async def expect_settled(uow: UnitOfWork, lead_id: str) -> None:
    """`Refused` as long as the customer has not agreed to what he pays: until then nothing is bound or bought."""
    quote = await quote_of(uow, lead_id)
    if quote is not None and not quote.is_settled:
        raise Refused(
            say("The customer has not accepted {quote} yet ({amount}).", quote=quote.id, amount=quote.total)
        )


async def ready_when_covered(uow: UnitOfWork, request: MaterialRequest, by: By) -> None:
    lead, quote = await uow.get(Lead, request.lead), await quote_of(uow, request.lead)
    settled = quote is None or quote.is_settled
    if request.covered and settled and lead.can(Step.MATERIALS_READY):
        ready, event = lead.moved(Step.MATERIALS_READY, Happening.MATERIALS_READY, by, uow.now)
        await uow.save(ready, event)


async def ready_when_settled(uow: UnitOfWork, lead_id: str, by: By) -> None:
    """The customer's word was the last thing that was missing."""
    asked = [request for request in await uow.all(MaterialRequest, lead=lead_id) if not request.released]
    if asked:
        await ready_when_covered(uow, asked[-1], by)
