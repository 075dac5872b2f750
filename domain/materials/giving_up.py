"""A lead is not to be installed: what is reserved is free again, what is out comes back, what is not paid is not bought."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from domain.errors import Refused
from domain.events import Event, Happening
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.materials.allocating import end_reservation
from domain.materials.passing_on import into_store
from domain.materials.purchase import Purchase, PurchaseState
from domain.materials.quote import Quote, QuoteState
from domain.materials.request import Line, LineState, MaterialRequest
from domain.money.payment import ON_ITS_WAY, Payment, PaymentKind, PaymentState
from domain.people.actor import Actor, By
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.visit import Visit
from domain.words import say

# What hangs on the customer's wall does not go back to the store.
_INSTALLED: Final = frozenset({Stage.INSTALLATION_REVIEW, Stage.CONFIRMATION_CALL, Stage.CLOSURE})
_NOT_PAID: Final = frozenset(
    {PurchaseState.DETAILS_WANTED, PurchaseState.APPROVAL_WANTED, PurchaseState.PAYMENT_PENDING}
)
_PENDING: Final = frozenset({PaymentState.REQUESTED, PaymentState.CHECKED, PaymentState.APPROVED})
_UNANSWERED: Final = frozenset({QuoteState.OFFERED, QuoteState.ASKED, QuoteState.DECLINED})


def stands_on_wall(lead: Lead, visits: Collection[Visit]) -> bool:
    """Also for a lead that is cancelled or on hold."""
    return bool({lead.stage, lead.stage_before} & _INSTALLED) or any(visit.is_installed for visit in visits)


def falls(purchase: Purchase, payment: Payment | None, *, built_in: bool) -> bool:
    """Not bought any more: its goods are not here or on the wall, and no money has been let go for them."""
    let_go = payment is not None and payment.state in ON_ITS_WAY
    return purchase.state in _NOT_PAID and not purchase.goods_are_in and not let_go and not built_in


async def give_up_materials(uow: UnitOfWork, lead: Lead, reason: str, by: By) -> bool:
    """Whether the materials of the lead would have to be asked for again."""
    visits = await uow.all(Visit, lead=lead.id)
    built_in = stands_on_wall(lead, visits)
    await _drop_purchases(uow, lead, reason, by, built_in=built_in)
    if built_in:
        await _end_reservations(uow, lead)
        return False
    await _drop_quote(uow, lead, by)
    return await release_materials(uow, lead.id, by)


async def _drop_purchases(uow: UnitOfWork, lead: Lead, reason: str, by: By, *, built_in: bool) -> None:
    """Approvals that are pending fall with what they are for; money on its way or paid stands."""
    payments = [one for one in await uow.all(Payment, lead=lead.id) if one.kind is PaymentKind.VENDOR]
    live = {one.purchase: one for one in payments if one.state in _PENDING | ON_ITS_WAY}
    for purchase in await uow.all(Purchase, lead=lead.id):
        payment = live.pop(purchase.id, None)
        if falls(purchase, payment, built_in=built_in):
            gone = purchase.to(PurchaseState.CANCELLED, uow.now)
            facts = {"team": purchase.team or "", "reason": reason}
            await uow.save(gone, gone.tells(Happening.PURCHASE_CALLED_OFF, by, uow.now, **facts))
            await _reject(uow, payment, reason, by)
    for payment in live.values():
        await _reject(uow, payment, reason, by)


async def _reject(uow: UnitOfWork, payment: Payment | None, reason: str, by: By) -> None:
    if payment is not None and payment.state in _PENDING:
        rejected, event = payment.reject(reason, by=by, now=uow.now)
        await uow.save(rejected, event)


async def _end_reservations(uow: UnitOfWork, lead: Lead) -> None:
    for request in await uow.all(MaterialRequest, lead=lead.id):
        if request.in_state(LineState.ALLOCATED) and not request.released:
            await end_reservation(uow, request)


async def _drop_quote(uow: UnitOfWork, lead: Lead, by: By) -> None:
    """One that he has accepted stays: asked for again at the same price, his word stands."""
    for quote in await uow.all(Quote, lead=lead.id):
        if quote.state in _UNANSWERED:
            await uow.save(quote.to(QuoteState.REPLACED, by, uow.now))


async def release_materials(uow: UnitOfWork, lead_id: str, by: By) -> bool:
    """Give back to stock what is reserved; what a team has it brings. Whether there was anything to give up."""
    asked = [request for request in await uow.all(MaterialRequest, lead=lead_id) if not request.released]
    for request in asked:
        await _release(uow, request, by)
    return bool(asked)


async def _release(uow: UnitOfWork, request: MaterialRequest, by: By) -> None:
    for kept in request.in_state(LineState.ALLOCATED):
        if kept.store is not None:
            await uow.stock.release(kept.store, kept.item, kept.quantity, lead=request.lead, at=uow.now)
    released = replace(request, released=True, released_at=uow.now)
    events: list[Event] = [released.tells(Happening.MATERIALS_RELEASED, by, uow.now)]
    if request.custody is not None:
        team = request.custody.team
        events.append(released.tells(Happening.MATERIALS_TO_RETURN, by, uow.now, team=team))
    await uow.save(released, *events)


async def is_given_up(uow: UnitOfWork, purchase: Purchase) -> bool:
    """Its lead has ended without it: where the money does not go, nothing is bought any more."""
    lead = await uow.get(Lead, purchase.lead)
    if lead.stage is not Stage.CANCELLED or purchase.goods_are_in:
        return False
    return not stands_on_wall(lead, await uow.all(Visit, lead=lead.id))


async def store_bought(uow: UnitOfWork, request_id: str, actor: Actor) -> MaterialRequest:
    """What was bought for an installation that is not made lies in the store, and is stock."""
    request = await uow.get(MaterialRequest, request_id)
    by = actor.must(Permission.TAKE_BACK_MATERIALS, request.scope)
    if not request.left_bought:
        raise Refused(say("Nothing that was bought for {request} waits for the store.", request=request.id))
    lines = [await _stored(uow, request, one, by) for one in request.lines]
    stored = replace(request, lines=tuple(lines))
    return await uow.save(stored, stored.tells(Happening.BOUGHT_STORED, by, uow.now))


async def _stored(uow: UnitOfWork, request: MaterialRequest, bought: Line, by: By) -> Line:
    if bought.state is not LineState.RECEIVED:
        return bought
    await into_store(uow, request, bought, bought.quantity, by)
    return bought.to(LineState.RELEASED)
