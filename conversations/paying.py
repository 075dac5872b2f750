"""What Finance and Procurement have to write about a payment: a rejection, the bank's reference, a failure."""

from typing import Final

from cards.actions import Action
from conversations.dialogue import Dialogue
from conversations.readers import reference
from conversations.reason import for_reason
from domain.money.paying import payment_failed, payment_reversed, record_reference, reject_payment
from domain.money.payment import Payment, PaymentState
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import N_, Words, say


async def _may_reject(uow: UnitOfWork, payment_id: str, actor: Actor) -> None:
    payment = await uow.get(Payment, payment_id)
    checking = payment.state is PaymentState.REQUESTED and payment.purchase is not None
    by = actor.must(Permission.CHECK_PAYMENT if checking else Permission.APPROVE_PAYMENT)
    payment.reject("", by=by, now=uow.now)


async def _reject(uow: UnitOfWork, payment_id: str, reason: str, actor: Actor) -> Words:
    payment = await reject_payment(uow, payment_id, reason, actor)
    return say("{payment} is rejected.", payment=payment.id)


REJECT: Final[Dialogue] = for_reason(
    Action.REJECT,
    title=N_("Reject the payment"),
    ask=N_("Why is the payment rejected?"),
    example=N_("the bill shows another amount"),
    check=_may_reject,
    command=_reject,
)


async def _being_paid(uow: UnitOfWork, payment_id: str, actor: Actor) -> None:
    payment = await uow.get(Payment, payment_id)
    payment.settle("", by=actor.must(Permission.RECORD_PAYMENT), now=uow.now)


async def _record(uow: UnitOfWork, payment_id: str, typed: str, actor: Actor) -> Words:
    payment = await record_reference(uow, payment_id, typed, actor)
    return say(
        "{payment} is paid: {amount}, reference {reference}.",
        payment=payment.id,
        amount=payment.amount,
        reference=payment.reference or "",
    )


REFERENCE: Final[Dialogue] = for_reason(
    Action.REFERENCE,
    title=N_("Paid"),
    ask=N_("What is the bank's reference (UTR)?"),
    example="523223155921",
    check=_being_paid,
    command=_record,
    reader=reference(),
)


async def _may_fail(uow: UnitOfWork, payment_id: str, actor: Actor) -> None:
    payment = await uow.get(Payment, payment_id)
    payment.fail("", by=actor.must(Permission.RECORD_PAYMENT), now=uow.now)


async def _fail(uow: UnitOfWork, payment_id: str, reason: str, actor: Actor) -> Words:
    payment = await payment_failed(uow, payment_id, reason, actor)
    return say("{payment} has failed. What it was for is owed again.", payment=payment.id)


PAYMENT_FAILED: Final[Dialogue] = for_reason(
    Action.FAILED,
    title=N_("Payment failed"),
    ask=N_("What does the bank say?"),
    example=N_("account number does not exist"),
    check=_may_fail,
    command=_fail,
)


async def _may_reverse(uow: UnitOfWork, payment_id: str, actor: Actor) -> None:
    payment = await uow.get(Payment, payment_id)
    payment.reverse("", by=actor.must(Permission.RECORD_PAYMENT), now=uow.now)


async def _reverse(uow: UnitOfWork, payment_id: str, reason: str, actor: Actor) -> Words:
    payment = await payment_reversed(uow, payment_id, reason, actor)
    return say("{payment} came back. What it was for is owed again.", payment=payment.id)


PAYMENT_REVERSED: Final[Dialogue] = for_reason(
    Action.REVERSED,
    title=N_("Payment came back"),
    ask=N_("Why did the bank give it back?"),
    example=N_("account closed"),
    check=_may_reverse,
    command=_reverse,
)
