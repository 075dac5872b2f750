"""What of the company's money waits, for whom and on whom; and what became of it in a month. Pure: from stored facts alone.

Each state of a payment, a purchase and an earning has its row here, so a new one is never left out unseen.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.materials.purchase import Purchase, PurchaseState
from domain.money.amount import Signed, net
from domain.money.earning import Earning, EarningState
from domain.money.name_match import name_key
from domain.money.owing import dispute_action, payable_action
from domain.money.payment import Payment, PaymentKind, PaymentState
from domain.money.payout_days import following, next_run, run_on, schedules_on
from domain.owed import NextAction, Owed, payment_action, purchase_action
from domain.people.roles import Role
from domain.policy import DEFAULT, Policy
from domain.visits.team import PaymentSchedule, Team
from domain.words import N_


class Step(StrEnum):
    """In the order in which money goes on, what is nearest to the bank last."""

    EARNED = "earned"
    DISPUTED = "disputed"
    PAYABLE = "payable"
    WITH_TEAM = "with_team"
    TO_ALLOW = "to_allow"
    TO_CHECK = "to_check"
    TO_ANSWER = "to_answer"
    TO_APPROVE = "to_approve"
    SECOND_APPROVER = "second_approver"
    TO_PAY = "to_pay"
    BEING_PAID = "being_paid"
    UNKNOWN = "unknown"
    BILL_DIFFERS = "bill_differs"


STEP_TITLES: Final[Mapping[Step, str]] = MappingProxyType(
    {
        Step.EARNED: N_("Earned, not yet payable"),
        Step.DISPUTED: N_("Disputed by the team"),
        Step.PAYABLE: N_("Payable, not in a payout"),
        Step.WITH_TEAM: N_("Statement with the team"),
        Step.TO_ALLOW: N_("Purchase to be allowed"),
        Step.TO_CHECK: N_("To be checked"),
        Step.TO_ANSWER: N_("Answer to Finance awaited"),
        Step.TO_APPROVE: N_("To be approved"),
        Step.SECOND_APPROVER: N_("Second approver awaited"),
        Step.TO_PAY: N_("To be paid"),
        Step.BEING_PAID: N_("Being paid, reference awaited"),
        Step.UNKNOWN: N_("Outcome not known"),
        Step.BILL_DIFFERS: N_("Bill says another amount"),
    }
)
STREAM_TITLES: Final[Mapping[PaymentKind, str]] = MappingProxyType(
    {PaymentKind.VENDOR: N_("Vendor payments"), PaymentKind.PAYOUT: N_("Payouts to teams")}
)
_P, _B, _E = PaymentState, PurchaseState, EarningState
OF_PAYMENT: Final[Mapping[PaymentState, Step | None]] = MappingProxyType(
    {
        _P.PROPOSED: Step.WITH_TEAM,
        _P.REQUESTED: Step.TO_CHECK,
        _P.CHECKED: Step.TO_APPROVE,
        _P.APPROVED: Step.TO_PAY,
        _P.PAYING: Step.BEING_PAID,
        _P.UNKNOWN: Step.UNKNOWN,
        _P.PAID: None,
        _P.FAILED: None,
        _P.REVERSED: None,
        _P.REJECTED: None,
    }
)
"""What a payment in this state waits for; one that Finance decides on is looked at more closely (`_deciding`)."""
OF_PURCHASE: Final[Mapping[PurchaseState, Step | None]] = MappingProxyType(
    {
        _B.DETAILS_WANTED: None,
        _B.APPROVAL_WANTED: Step.TO_ALLOW,
        _B.PAYMENT_PENDING: None,
        _B.PAID: None,
        _B.BILL_DIFFERS: Step.BILL_DIFFERS,
        _B.RECEIVED: None,
        _B.CANCELLED: None,
    }
)
"""As long as its payment waits, that is counted instead; before there are details nobody knows an amount."""
OF_EARNING: Final[Mapping[EarningState, Step | None]] = MappingProxyType(
    {
        _E.EARNED: Step.EARNED,
        _E.PAYABLE: Step.PAYABLE,
        _E.IN_PAYOUT: None,
        _E.DISPUTED: Step.DISPUTED,
        _E.PAID: None,
    }
)
"""In a payout, the payment waits in its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that waits. `payee` is for whom the money is: a vendor, or a team, which then has an id in `team`.

    `owes` and `person` (his id, where the next step is his alone) have the next step, `due` until when; None where no clock runs.
    `opens` is the thing with a card of its own.
    """

    id: str
    opens: str
    step: Step
    stream: PaymentKind
    amount: Signed
    since: datetime
    due: datetime | None
    owes: Role
    person: str | None = None
    payee: str
    team: str | None = None
    lead: str | None = None

    def is_late(self, now: datetime) -> bool:
        return self.due is not None and self.due < now

    @property
    def key(self) -> str:
        """The same for the same vendor or team, however the name was written."""
        return self.team or name_key(self.payee)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Some things that wait, together."""

    items: tuple[Item, ...]

    @property
    def count(self) -> int:
        return len(self.items)

    @property
    def amount(self) -> Signed:
        return net(item.amount for item in self.items)

    @property
    def oldest(self) -> datetime:
        return min(item.since for item in self.items)

    def late(self, now: datetime) -> tuple[Item, ...]:
        """Longest late first."""
        return tuple(sorted((i for i in self.items if i.is_late(now)), key=lambda i: i.due or i.since))


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting(Group):
    """All that waits at `now`, by due time; what has none last."""

    now: datetime
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def by_step(self) -> Mapping[Step, Group]:
        """Steps at which nothing waits are left out."""
        found = {step: tuple(i for i in self.items if i.step is step) for step in Step}
        return {step: Group(items=items) for step, items in found.items() if items}

    @property
    def is_late(self) -> Group:
        return Group(items=self.late(self.now))


def payment_item(payment: Payment, policy: Policy) -> Item | None:
    step, action = OF_PAYMENT[payment.state], payment_action(payment, policy)
    if step is None or action is None:
        return None
    payout = payment.kind is PaymentKind.PAYOUT
    return Item(
        id=payment.id,
        opens=payment.id,
        step=_deciding(payment) if payment.awaits_approval else step,
        stream=payment.kind,
        amount=Signed(payment.amount.paise),
        since=payment.state_since,
        due=action.due,
        owes=action.role,
        person=_person(payment, action),
        payee=payment.payee_name,
        team=payment.team if payout else None,
        lead=payment.lead,
    )


def _deciding(payment: Payment) -> Step:
    if payment.open_inquiry is not None:
        return Step.TO_ANSWER
    return Step.SECOND_APPROVER if payment.approvers else Step.TO_APPROVE


def _person(payment: Payment, action: NextAction) -> str | None:
    """Who has the next step himself: who pays looks after the outcome, who asked for it answers Finance."""
    if action.what in {Owed.RECORD_PAYMENT, Owed.FIND_OUT_PAYMENT}:
        return payment.payer
    return payment.requested_by if action.what is Owed.ANSWER_FINANCE else None


def purchase_item(purchase: Purchase, policy: Policy) -> Item | None:
    """With a bill of another amount, what waits is the difference."""
    step = OF_PURCHASE[purchase.state]
    if step is None:
        return None
    action = purchase_action(purchase, policy)
    amount = purchase.amount.paise
    if step is Step.BILL_DIFFERS and purchase.billed is not None:
        amount = purchase.billed.paise - amount
    return Item(
        id=purchase.id,
        opens=purchase.id,
        step=step,
        stream=PaymentKind.VENDOR,
        amount=Signed(amount),
        since=purchase.state_since,
        due=action.due,
        owes=action.role,
        payee=purchase.vendor,
        lead=purchase.lead,
    )


def earning_item(earning: Earning, team: Team | None, now: datetime) -> Item | None:
    """What is payable waits for the next run of its team's schedule, or for Ops where no run pays it; what is disputed for Ops' answer."""
    step = OF_EARNING[earning.state]
    if step is None:
        return None
    due, owes = _earning_due(earning, team, now)
    return Item(
        id=earning.id,
        opens=earning.lead,
        step=step,
        stream=PaymentKind.PAYOUT,
        amount=earning.amount,
        since=earning.earned_at,
        due=due,
        owes=owes,
        payee=team.name if team is not None else earning.team,
        team=earning.team,
        lead=earning.lead,
    )


def _earning_due(earning: Earning, team: Team | None, now: datetime) -> tuple[datetime | None, Role]:
    action = dispute_action(earning, DEFAULT)
    if action is None and team is not None and earning.state is EarningState.PAYABLE:
        run = run_of(team.schedule, now)
        if run is not None:
            return run, Role.SYSTEM
        action = payable_action(team, [earning], DEFAULT)
    return (action.due, action.role) if action is not None else (None, Role.OPS)


def run_of(schedule: PaymentSchedule | None, now: datetime) -> datetime | None:
    """The next run that pays teams of this schedule; None for those that no run pays."""
    if schedule not in {PaymentSchedule.FORTNIGHTLY, PaymentSchedule.MONTHLY}:
        return None
    run = next_run(now)
    while schedule not in schedules_on(run.day):
        run = run_on(following(run.day))
    return run.at


def by_due(items: Iterable[Item | None]) -> tuple[Item, ...]:
    known = [item for item in items if item is not None]
    return tuple(sorted(known, key=lambda i: (i.due is None, i.due or i.since, i.since, i.id)))


class Outcome(StrEnum):
    PAID = "paid"
    FAILED = "failed"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What became of a payment at a moment. `paise` is what the bank account lost by it: below zero where money came back."""

    payment: Payment
    at: datetime
    outcome: Outcome
    paise: int

    @property
    def key(self) -> str:
        if self.payment.kind is PaymentKind.PAYOUT and self.payment.team:
            return self.payment.team
        return name_key(self.payment.payee_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """For one payee or stream: how many payments were paid, how much that was, and what came back."""

    key: str
    title: str
    stream: PaymentKind
    count: int
    paid: Signed
    back: Signed

    @property
    def net(self) -> Signed:
        return Signed(self.paid.paise - self.back.paise)


def sums_of(moves: Sequence[Moved], key: Callable[[Moved], str], title: Callable[[Moved], str]) -> list[Sum]:
    """Largest first; in the words of the newest of each."""
    groups: dict[str, list[Moved]] = {}
    for move in moves:
        groups.setdefault(key(move), []).append(move)
    found = [_sum(name, title(group[-1]), group) for name, group in groups.items()]
    return sorted(found, key=lambda one: (-one.net.paise, one.title))


def _sum(key: str, title: str, moves: Sequence[Moved]) -> Sum:
    return Sum(
        key=key,
        title=title,
        stream=moves[-1].payment.kind,
        count=sum(move.outcome is Outcome.PAID for move in moves),
        paid=Signed(sum(move.paise for move in moves if move.paise > 0)),
        back=Signed(-sum(move.paise for move in moves if move.paise < 0)),
    )
