"""What a payment and an earning wait for, each by itself: the part of the promise that is about money.

Derived from their states alone, like all that is owed (`domain/owed.py`).
"""

from collections.abc import Mapping
from typing import Final

from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.money.earning import Earning, EarningState
from domain.money.inquiry import Inquiry
from domain.money.payment import Payment, PaymentKind, PaymentState
from domain.next_action import NextAction, Owed
from domain.people.roles import Role
from domain.policy import DEFAULT, Policy

_PAYMENT: Final[Mapping[tuple[PaymentKind, PaymentState], tuple[Role, Owed]]] = {
    (PaymentKind.VENDOR, PaymentState.REQUESTED): (Role.PROCUREMENT, Owed.CHECK_PAYMENT),
    (PaymentKind.VENDOR, PaymentState.CHECKED): (Role.FINANCE, Owed.APPROVE_PAYMENT),
    (PaymentKind.VENDOR, PaymentState.APPROVED): (Role.FINANCE, Owed.START_PAYMENT),
    (PaymentKind.VENDOR, PaymentState.PAYING): (Role.FINANCE, Owed.RECORD_PAYMENT),
    (PaymentKind.VENDOR, PaymentState.UNKNOWN): (Role.FINANCE, Owed.FIND_OUT_PAYMENT),
    (PaymentKind.PAYOUT, PaymentState.PROPOSED): (Role.FIELD, Owed.CHECK_STATEMENT),
    (PaymentKind.PAYOUT, PaymentState.REQUESTED): (Role.FINANCE, Owed.APPROVE_PAYMENT),
    (PaymentKind.PAYOUT, PaymentState.APPROVED): (Role.FINANCE, Owed.START_PAYMENT),
    (PaymentKind.PAYOUT, PaymentState.PAYING): (Role.FINANCE, Owed.RECORD_PAYMENT),
    (PaymentKind.PAYOUT, PaymentState.UNKNOWN): (Role.FINANCE, Owed.FIND_OUT_PAYMENT),
}


def payment_action(payment: Payment, policy: Policy) -> NextAction | None:
    """What a payment waits for; None when it has come to its end."""
    if payment.awaits_approval and payment.open_inquiry is not None:
        return _answer(payment, payment.open_inquiry, policy)
    row = _PAYMENT.get((payment.kind, payment.state))
    if row is None:
        return None
    role, what = row
    if what is Owed.CHECK_STATEMENT:
        return _statement(payment)
    due = payment.state_since + (policy.outcome_known if what is Owed.FIND_OUT_PAYMENT else policy.desk)
    if what is Owed.START_PAYMENT and payment.flag is not None and payment.lifted is None:
        due = max(due, payment.flag.until + policy.desk)
    return NextAction(role=role, what=what, due=due, subject=payment.id)


def _statement(payment: Payment) -> NextAction:
    """The team's, until its time is over."""
    due = payment.expect_proposed().until
    return NextAction(
        role=Role.FIELD, what=Owed.CHECK_STATEMENT, due=due, subject=payment.id, team=payment.team
    )


_MARKING: Final = "/payable"


def marking_of(earning: str) -> str:
    """As it is kept that Ops has to mark it payable; a dispute about it is kept by its own id."""
    return f"{earning}{_MARKING}"


def marked_of(item: str) -> str | None:
    """The earning's id, where the item is one that is to be marked payable."""
    return item.removesuffix(_MARKING) if item.endswith(_MARKING) else None


def earning_action(earning: Earning) -> NextAction | None:
    """What a team has earned waits for Ops, whatever else its lead waits for. Its subject is the lead, which people open."""
    if earning.state is not EarningState.EARNED:
        return None
    due = earning.earned_at + DEFAULT.payable_within
    return NextAction(role=Role.OPS, what=Owed.MARK_PAYABLE, due=due, subject=earning.lead)


def _answer(payment: Payment, asked: Inquiry, policy: Policy) -> NextAction:
    role = payment.asked_role
    return NextAction(
        role=role,
        what=Owed.ANSWER_FINANCE,
        due=asked.at + policy.desk,
        subject=payment.id,
        team=payment.team if role is Role.FIELD else None,
    )


SETS_PAYMENTS_ASIDE: Final = frozenset({Stage.MATERIALS, Stage.ON_HOLD, Stage.CANCELLED})
"""When a lead comes into one of these, who looks after its payments may change."""


def own_action(payment: Payment, lead: Lead | None) -> NextAction | None:
    """What is owed for a payment by itself: a vendor's is looked after by its lead as long as that waits for materials."""
    if payment.kind is PaymentKind.VENDOR and lead is not None and lead.stage is Stage.MATERIALS:
        return None
    return payment_action(payment, DEFAULT)
