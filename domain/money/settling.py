"""What an outcome of a payment does to what it was for: the purchase, or the earnings of a payout."""

from typing import Final

from domain.errors import Refused
from domain.materials.allowing import bill_fits
from domain.materials.giving_up import is_given_up
from domain.materials.purchase import Purchase, PurchaseState
from domain.media import Picture
from domain.money.capping import uncount
from domain.money.earning import Earning, EarningState
from domain.money.methods import Method
from domain.money.payment import Payment
from domain.overriding import policy_of
from domain.people.actor import By
from domain.unit_of_work import UnitOfWork
from domain.words import say


async def books_paid(  # noqa: PLR0913, PLR0917  what the bank said, and who says so
    uow: UnitOfWork,
    payment: Payment,
    method: Method,
    reference: str,
    by: By,
    proof: Picture | None = None,
) -> Payment:
    """`Refused` for a reference that stands in the books already: each is used once (and the database says so, too)."""
    paid, event = payment.settle(method, reference, by=by, now=uow.now, proof=proof)
    for other in await uow.all(Payment, method=method.value, reference=reference):
        raise Refused(
            say(
                "The reference {reference} stands in the books already, for {payment} of {amount}. Please look at it again in the bank's app.",
                reference=reference,
                payment=other.id,
                amount=other.amount,
            )
        )
    if proof is not None:
        await uow.ledger.want_media([proof], payment.lead, uow.now)
    saved = await uow.save(paid, event)
    if payment.purchase is not None:
        purchase = await uow.get(Purchase, payment.purchase)
        if purchase.state is PurchaseState.PAYMENT_PENDING:
            await uow.save(await _paid_for(uow, purchase))
    for earning_id in payment.earnings:
        earning = await uow.get(Earning, earning_id)
        await uow.save(earning.to(EarningState.PAID, payment.id))
    return saved


async def _paid_for(uow: UnitOfWork, purchase: Purchase) -> Purchase:
    """The goods are fetched next; where they came before the bank gave the money back, the bill is held against what was paid now."""
    paid = purchase.to(PurchaseState.PAID, uow.now)
    if not paid.goods_are_in:
        return paid
    policy = await policy_of(uow, paid.oem)
    fits = bool(paid.bill_reason) or bill_fits(paid.billed or paid.amount, paid.amount, policy)
    return paid.to(PurchaseState.RECEIVED if fits else PurchaseState.BILL_DIFFERS, uow.now)


async def books_failed(uow: UnitOfWork, payment: Payment, reason: str, by: By) -> Payment:
    """It did not go, for certain: what it was for is owed again, by a new request with an intent of its own."""
    failed, event = payment.fail(reason, by=by, now=uow.now)
    await uncount(uow, failed)
    await fall_back(uow, failed)
    return await uow.save(failed, event)


async def books_reversed(uow: UnitOfWork, payment: Payment, reason: str, by: By) -> Payment:
    """The bank gave it back: what it paid for is owed again."""
    reversed_, event = payment.reverse(reason, by=by, now=uow.now)
    await fall_back(uow, reversed_)
    return await uow.save(reversed_, event)


_PAID_FOR: Final = frozenset(
    {
        PurchaseState.PAYMENT_PENDING,
        PurchaseState.PAID,
        PurchaseState.BILL_DIFFERS,
        PurchaseState.RECEIVED,
    }
)


async def fall_back(uow: UnitOfWork, payment: Payment) -> None:
    """What it was for is owed again: a vendor's details once more, also where his goods are here already.

    Where its lead has ended meanwhile nothing is bought any more.
    """
    if payment.purchase is not None:
        purchase = await uow.get(Purchase, payment.purchase)
        if purchase.state in _PAID_FOR:
            over = await is_given_up(uow, purchase)
            back = PurchaseState.CANCELLED if over else PurchaseState.DETAILS_WANTED
            await uow.save(purchase.to(back, uow.now))
    for earning_id in payment.earnings:
        earning = await uow.get(Earning, earning_id)
        await uow.save(earning.fallen_back(uow.now))
    if payment.earnings:
        await uow.payout_lines.free(payment.id)
