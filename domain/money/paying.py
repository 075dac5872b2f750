"""Both payment streams, from the check to the bank's reference. The default rail is Finance's own bank app."""

from domain.contact import bank_reference, line
from domain.errors import Refused
from domain.materials.purchase import Purchase, PurchaseState
from domain.money.earning import Earning, EarningState
from domain.money.payment import Payment, PaymentKind, PaymentState
from domain.people.actor import Actor, By
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import say


async def check_payment(uow: UnitOfWork, payment_id: str, actor: Actor) -> Payment:
    payment = await uow.get(Payment, payment_id)
    by = actor.must(Permission.CHECK_PAYMENT)
    checked, event = payment.check(by=by, now=uow.now)
    return await uow.save(checked, event)


async def approve_payment(uow: UnitOfWork, payment_id: str, shown: str, actor: Actor) -> Payment:
    """`shown` is the fingerprint of what the approver had before him."""
    payment = await uow.get(Payment, payment_id)
    by = actor.must(Permission.APPROVE_PAYMENT)
    approved, event = payment.approve(shown, by=by, now=uow.now)
    return await uow.save(approved, event)


async def reject_payment(uow: UnitOfWork, payment_id: str, reason: str, actor: Actor) -> Payment:
    payment = await uow.get(Payment, payment_id)
    checking = payment.state is PaymentState.REQUESTED and payment.purchase is not None
    by = actor.must(Permission.CHECK_PAYMENT if checking else Permission.APPROVE_PAYMENT)
    rejected, event = payment.reject(line(reason), by=by, now=uow.now)
    await _fall_back(uow, rejected)
    return await uow.save(rejected, event)


async def start_payment(uow: UnitOfWork, payment_id: str, actor: Actor) -> Payment:
    """Finance goes to its bank app now; from here on the outcome is entered, never assumed."""
    payment = await uow.get(Payment, payment_id)
    by = actor.must(Permission.RECORD_PAYMENT)
    paying, event = payment.start(by=by, now=uow.now)
    return await uow.save(paying, event)


async def record_reference(uow: UnitOfWork, payment_id: str, reference: str, actor: Actor) -> Payment:
    """The bank's reference: used once in all the books."""
    payment = await uow.get(Payment, payment_id)
    by = actor.must(Permission.RECORD_PAYMENT)
    read = bank_reference(reference)
    if await uow.all(Payment, reference=read):
        raise Refused(say("The reference {reference} stands in the books already.", reference=read))
    paid, event = payment.settle(read, by=by, now=uow.now)
    saved = await uow.save(paid, event)
    await _after_paid(uow, saved)
    return saved


async def _after_paid(uow: UnitOfWork, payment: Payment) -> None:
    if payment.purchase is not None:
        purchase = await uow.get(Purchase, payment.purchase)
        await uow.save(purchase.to(PurchaseState.PAID, uow.now))
    for earning_id in payment.earnings:
        earning = await uow.get(Earning, earning_id)
        await uow.save(earning.to(EarningState.PAID, payment.id))


async def payment_failed(uow: UnitOfWork, payment_id: str, reason: str, actor: Actor) -> Payment:
    payment = await uow.get(Payment, payment_id)
    by = actor.must(Permission.RECORD_PAYMENT)
    failed, event = payment.fail(line(reason), by=by, now=uow.now)
    await _fall_back(uow, failed)
    return await uow.save(failed, event)


async def payment_reversed(uow: UnitOfWork, payment_id: str, reason: str, actor: Actor) -> Payment:
    """The bank gave it back: what it paid for is owed again."""
    payment = await uow.get(Payment, payment_id)
    by = actor.must(Permission.RECORD_PAYMENT)
    reversed_, event = payment.reverse(line(reason), by=by, now=uow.now)
    await _fall_back(uow, reversed_)
    return await uow.save(reversed_, event)


async def _fall_back(uow: UnitOfWork, payment: Payment) -> None:
    if payment.purchase is not None:
        purchase = await uow.get(Purchase, payment.purchase)
        if purchase.state in {PurchaseState.PAYMENT_PENDING, PurchaseState.PAID}:
            await uow.save(purchase.to(PurchaseState.DETAILS_WANTED, uow.now))
    for earning_id in payment.earnings:
        earning = await uow.get(Earning, earning_id)
        await uow.save(earning.to(EarningState.PAYABLE))


async def drop_payments(uow: UnitOfWork, lead_id: str, reason: str, by: By) -> None:
    """A vendor's pending approvals fall with the lead; money on its way or paid, and what teams earned, stands."""
    pending = {PaymentState.REQUESTED, PaymentState.CHECKED, PaymentState.APPROVED}
    for payment in await uow.all(Payment, lead=lead_id):
        if payment.kind is PaymentKind.VENDOR and payment.state in pending:
            rejected, event = payment.reject(reason, by=by, now=uow.now)
            await uow.save(rejected, event)
