"""Phase 5: what the installation needs, from stock or from a local vendor."""

from dataclasses import replace

from domain.contact import line
from domain.errors import Invalid, NotAllowed, Refused
from domain.events import Happening
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.materials.allowing import (
    LONGEST_REASON,
    asks_to_allow,
    bill_fits,
    estimated,
    is_large,
    may_spend,
)
from domain.materials.bill_of_materials import bill_of_materials
from domain.materials.buying_at_site import into_the_job
from domain.materials.purchase import Purchase, PurchaseState
from domain.materials.quoting import quote_anew
from domain.materials.readiness import expect_settled, ready_when_covered
from domain.materials.request import LineState, MaterialRequest
from domain.materials.surveying import site_basis
from domain.materials.vendor_payment import ask_for_payment
from domain.media import Picture
from domain.money.amount import Money
from domain.money.payee import Payee
from domain.money.payment import Payment
from domain.overriding import policy_of
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.surveyed import last_survey
from domain.words import say


async def request_materials(uow: UnitOfWork, lead_id: str, actor: Actor) -> MaterialRequest:
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.REQUEST_MATERIALS, lead.scope)
    lead.expect(Stage.MATERIALS)
    earlier = await uow.all(MaterialRequest, lead=lead.id)
    if any(not request.released for request in earlier):
        raise Refused(say("Procurement has been asked already for {lead}.", lead=lead.id))
    survey = await last_survey(uow, lead.id)
    basis = await site_basis(uow, lead, survey)
    request = MaterialRequest(
        id=f"M-{lead.number}" + (f"-{len(earlier) + 1}" if earlier else ""),
        lead=lead.id,
        oem=lead.oem,
        team=survey.team if survey else None,
        requested_at=uow.now,
        lines=bill_of_materials(basis, await policy_of(uow, lead.oem)),
        basis=basis,
    )
    await uow.add(request, request.tells(Happening.MATERIALS_REQUESTED, by, uow.now))
    await quote_anew(uow, request, by)
    return request


async def open_purchase(uow: UnitOfWork, request_id: str, actor: Actor) -> Purchase:
    """What stock does not have is bought locally: the field team is asked for the vendor's details."""
    request = await uow.get(MaterialRequest, request_id)
    by = actor.must(Permission.OPEN_LOCAL_PURCHASE, request.scope)
    await expect_settled(uow, request.lead)
    lacking = frozenset(wanted.item for wanted in request.in_state(LineState.OPEN))
    if not lacking:
        raise Refused(say("No line of {request} is open.", request=request.id))
    count = 1 + len(await uow.all(Purchase, lead=request.lead))
    expected = estimated(request.in_state(LineState.OPEN))
    purchase = Purchase(
        id=f"B-{request.lead.removeprefix('L-')}-{count}",
        lead=request.lead,
        oem=request.oem,
        request=request.id,
        team=request.team,
        items=lacking,
        state_since=uow.now,
        estimate=expected if not is_large(expected, await policy_of(uow, request.oem)) else None,
    )
    await uow.save(request.put(lacking, LineState.BEING_BOUGHT, of=LineState.OPEN))
    event = purchase.tells(Happening.LOCAL_PURCHASE_OPENED, by, uow.now, team=purchase.team or "")
    await uow.add(purchase, event)
    return purchase


async def share_vendor_details(  # noqa: PLR0913  what Finance must know to pay
    uow: UnitOfWork,
    purchase_id: str,
    actor: Actor,
    *,
    vendor: str,
    payee: Payee,
    amount: Money,
    phone: str = "",
    gstin: str = "",
    qr: Picture | None = None,
    quote: Picture | None = None,
) -> Payment | None:
    """The vendor, where he is paid and the amount; None where somebody has to allow it before the payment is asked for."""
    purchase = await uow.get(Purchase, purchase_id)
    by = actor.must(Permission.SHARE_VENDOR_DETAILS, purchase.scope)
    if amount.paise == 0:
        raise Invalid(say("The amount must be more than zero. Example: 2,450.00"))
    purchase.expect(PurchaseState.DETAILS_WANTED)
    noted = replace(
        purchase.sold_by(vendor, phone=phone, gstin=gstin),
        payee=payee,
        amount=amount,
        qr=qr,
        quote=quote,
        code=None,
        asked_by=actor.person,
        declined="",
    )
    await uow.ledger.want_media([one for one in (qr, quote) if one is not None], purchase.lead, uow.now)
    shared = noted.tells(Happening.VENDOR_DETAILS_SHARED, by, uow.now, amount=str(amount))
    policy = await policy_of(uow, purchase.oem)
    if not may_spend(noted, by.role, policy):
        waits = noted.to(PurchaseState.APPROVAL_WANTED, uow.now)
        await uow.save(waits, shared, asks_to_allow(waits, by, policy))
        return None
    pays = await uow.save(noted.to(PurchaseState.PAYMENT_PENDING, uow.now), shared)
    return await ask_for_payment(uow, pays, payee, by)


async def confirm_goods(
    uow: UnitOfWork, purchase_id: str, bill: Picture, actor: Actor, *, billed: Money | None = None
) -> Purchase:
    """The goods came; the vendor's bill is the proof, and a purchase without one stays open. `billed` None: as was paid.

    A bill over more or less than the policy's share is looked at by somebody else; the goods count all the same.
    """
    purchase = await uow.get(Purchase, purchase_id)
    by = actor.must(Permission.CONFIRM_GOODS, purchase.scope)
    amount, policy = billed or purchase.amount, await policy_of(uow, purchase.oem)
    alike = bill_fits(amount, purchase.amount, policy)
    state = PurchaseState.RECEIVED if alike else PurchaseState.BILL_DIFFERS
    received = replace(purchase.to(state, uow.now), bill=bill, billed=amount, goods_by=actor.person)
    await uow.ledger.want_media([bill], purchase.lead, uow.now)
    events = [received.tells(Happening.GOODS_RECEIVED, by, uow.now, team=purchase.team or "")]
    if not alike:
        events.append(received.tells(Happening.BILL_DIFFERS, by, uow.now, billed=str(amount)))
    saved = await uow.save(received, *events)
    if purchase.request:
        request = await uow.get(MaterialRequest, purchase.request)
        came = request.put(purchase.items, LineState.RECEIVED, of=LineState.BEING_BOUGHT)
        request = await uow.save(replace(came, came_at=uow.now if came.released else None))
        await ready_when_covered(uow, request, by)
    else:
        await into_the_job(uow, saved)
    return saved


async def settle_bill(uow: UnitOfWork, purchase_id: str, reason: str, actor: Actor) -> Purchase:
    """Why the bill says another amount than was paid; said by somebody else than who brought it."""
    purchase = await uow.get(Purchase, purchase_id)
    by = actor.must(Permission.SETTLE_BILL, purchase.scope)
    purchase.expect(PurchaseState.BILL_DIFFERS)
    if actor.person is not None and actor.person == purchase.goods_by:
        raise NotAllowed(say("You brought this bill, so somebody else looks at it."))
    why = line(reason, longest=LONGEST_REASON)
    settled = replace(purchase.to(PurchaseState.RECEIVED, uow.now), bill_reason=why)
    return await uow.save(settled, settled.tells(Happening.BILL_SETTLED, by, uow.now, reason=why))
