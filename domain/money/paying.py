"""Both payment streams, from the check to the bank's reference. The default rail is Finance's own bank app."""

from collections.abc import Collection

from domain.contact import line
from domain.errors import Refused
from domain.media import Picture
from domain.money.capping import count_approval, count_payment
from domain.money.methods import Method, bank_reference, expect_method
from domain.money.payment import ON_ITS_WAY, Payment, PaymentKind, PaymentState
from domain.money.rails import BY_HAND, RAILS, Rail
from domain.money.settling import books_failed, books_paid, books_reversed, fall_back
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import say


async def check_payment(uow: UnitOfWork, payment_id: str, actor: Actor) -> Payment:
    payment = await uow.get(Payment, payment_id)
    by = actor.must(Permission.CHECK_PAYMENT)
    checked, event = payment.check(by=by, now=uow.now)
    return await uow.save(checked, event)


async def approve_payment(uow: UnitOfWork, payment_id: str, shown: str, actor: Actor) -> Payment:
    """`shown` is what the approver had before him (`Payment.shown`)."""
    payment = await uow.get(Payment, payment_id)
    by = actor.must(Permission.APPROVE_PAYMENT)
    approved, event = payment.approve(shown, by=by, now=uow.now)
    await count_approval(uow, payment, by)
    return await uow.save(approved, event)


async def reject_payment(uow: UnitOfWork, payment_id: str, reason: str, actor: Actor) -> Payment:
    payment = await uow.get(Payment, payment_id)
    by = actor.must(deciding(payment))
    rejected, event = payment.reject(line(reason), by=by, now=uow.now)
    await fall_back(uow, rejected)
    return await uow.save(rejected, event)


def deciding(payment: Payment) -> Permission:
    """Whose word a rejection is now: before its check a vendor payment is Procurement's."""
    checking = payment.kind is PaymentKind.VENDOR and payment.state is PaymentState.REQUESTED
    return Permission.CHECK_PAYMENT if checking else Permission.APPROVE_PAYMENT


async def start_payment(uow: UnitOfWork, payment_id: str, actor: Actor, *, by_hand: bool = False) -> Payment:
    """It leaves by the company's rail, or by hand; from here on the outcome is said by the bank, never assumed."""
    payment = await uow.get(Payment, payment_id)
    by = actor.must(Permission.RECORD_PAYMENT)
    paying, event = payment.start(BY_HAND if by_hand else uow.line, by=by, now=uow.now)
    await count_payment(uow, payment, by)
    return await uow.save(paying, event)


async def record_reference(  # noqa: PLR0913  what the bank said of it
    uow: UnitOfWork,
    payment_id: str,
    actor: Actor,
    *,
    method: Method,
    reference: str,
    proof: Picture | None = None,
) -> Payment:
    """The bank's reference of a payment by hand, with a picture that shows it; used once in all the books."""
    payment = await uow.get(Payment, payment_id)
    by = actor.must(Permission.RECORD_PAYMENT)
    _expect_not_with_rail(payment, {PaymentState.PAYING})
    expect_method(method, payment.amount)
    return await books_paid(uow, payment, method, bank_reference(method, reference), by, proof)


async def payment_doubted(uow: UnitOfWork, payment_id: str, reason: str, actor: Actor) -> Payment:
    """The bank's app hung, or shows it as pending: it is found out, and never paid a second time."""
    payment = await uow.get(Payment, payment_id)
    by = actor.must(Permission.RECORD_PAYMENT)
    doubted, event = payment.doubt(line(reason), by=by, now=uow.now)
    return await uow.save(doubted, event)


async def payment_failed(uow: UnitOfWork, payment_id: str, reason: str, actor: Actor) -> Payment:
    """By hand only: while a rail may still send it, nobody but the rail says that it did not go."""
    payment = await uow.get(Payment, payment_id)
    by = actor.must(Permission.RECORD_PAYMENT)
    _expect_not_with_rail(payment, ON_ITS_WAY)
    return await books_failed(uow, payment, line(reason), by)


def _expect_not_with_rail(payment: Payment, states: Collection[PaymentState]) -> None:
    if payment.rail is not Rail.MANUAL and payment.state in states:
        raise Refused(
            say(
                "{payment} went by {rail}, which is asked until it says what became of it: it may still be paid.",
                payment=payment.id,
                rail=say(RAILS[payment.rail]),
            )
        )


async def payment_reversed(uow: UnitOfWork, payment_id: str, reason: str, actor: Actor) -> Payment:
    """The bank gave it back: what it paid for is owed again."""
    payment = await uow.get(Payment, payment_id)
    by = actor.must(Permission.RECORD_PAYMENT)
    return await books_reversed(uow, payment, line(reason), by)
