"""Whether a payee is known: asked once, when the payment is asked for."""

from dataclasses import replace
from datetime import timedelta

from domain.errors import Invalid
from domain.money.flag import FlagKind, PayeeFlag
from domain.money.methods import UPI_MOST, Method, methods_for
from domain.money.name_match import name_key
from domain.money.payment import Payment, PaymentKind, PaymentState
from domain.people.roles import Role
from domain.policy import Policy
from domain.unit_of_work import UnitOfWork
from domain.words import say


async def guarded(uow: UnitOfWork, payment: Payment, policy: Policy, asked_as: Role) -> Payment:
    """The payment with what holds for it from its request on: its limit, and how long a payee that is not known waits.

    `Invalid` for more than a UPI address can be paid.
    A team's account is set up by the admin, so of payouts only a changed one is flagged.
    """
    if (
        payment.kind is PaymentKind.VENDOR
        and payment.payee.vpa
        and Method.UPI not in methods_for(payment.amount)
    ):
        raise Invalid(
            say(
                "UPI carries at most {most}. For {amount} please give the vendor's account and IFSC instead.",
                most=UPI_MOST,
                amount=payment.amount,
            )
        )
    flag = await _flag(uow, payment, policy)
    return replace(payment, two_above=policy.two_approvers_above, requested_as=asked_as, flag=flag)


async def _flag(uow: UnitOfWork, payment: Payment, policy: Policy) -> PayeeFlag | None:
    before = await paid_before(uow, payment)
    if any(one.payee.text == payment.payee.text for one in before):
        return None
    if before:
        return _waits(uow, FlagKind.CHANGED, policy.changed_payee, before[-1].id)
    if payment.kind is PaymentKind.PAYOUT:
        return None
    return _waits(uow, FlagKind.NEW, policy.new_payee, None)


def _waits(uow: UnitOfWork, kind: FlagKind, span: timedelta, last: str | None) -> PayeeFlag:
    return PayeeFlag(kind=kind, until=uow.now + span, last=last)


async def paid_before(uow: UnitOfWork, payment: Payment) -> list[Payment]:
    """What went to the same name before, or for a payout to the same team; the latest is the last."""
    payout = payment.kind is PaymentKind.PAYOUT
    keys = {"team": payment.team or ""} if payout else {"payee_name": name_key(payment.payee_name)}
    found = await uow.all(Payment, state=PaymentState.PAID.value, **keys)
    same = [one for one in found if one.kind is payment.kind and one.id != payment.id]
    return sorted(same, key=lambda one: one.state_since)
