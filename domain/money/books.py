"""The books: what each money thing stands for in the accounts, and the balanced entries by which that changes.

Nothing writes an entry by hand. What a payment, an earning or a purchase stands for follows from its state (`position`);
an entry is the difference between that and what is booked for it already, so every entry balances and none is missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.instant import aware
from domain.materials.purchase import Purchase, PurchaseState
from domain.money.earning import Earning, EarningState
from domain.money.payment import Payment, PaymentKind, PaymentState
from domain.words import N_


class Account(StrEnum):
    BANK = "bank"
    ON_ITS_WAY = "on_its_way"
    VENDORS = "vendors"
    TEAMS = "teams"
    TDS = "tds"
    MATERIALS = "materials"
    FIELD_WORK = "field_work"


ACCOUNTS: Final[Mapping[Account, tuple[str, str]]] = MappingProxyType(
    {
        Account.BANK: ("1100", N_("Bank")),
        Account.ON_ITS_WAY: ("1150", N_("Payments on their way")),
        Account.VENDORS: ("2100", N_("Vendors: owed, or paid ahead of the bill")),
        Account.TEAMS: ("2200", N_("Field teams: owed")),
        Account.TDS: ("2300", N_("Tax deducted at source: owed to the tax office")),
        Account.MATERIALS: ("5100", N_("Materials bought locally")),
        Account.FIELD_WORK: ("5200", N_("Work of field teams")),
    }
)
"""The chart of accounts: number and title. On accrual: a cost stands there when it is owed, the bank when money moved."""

Position = Mapping[Account, int]
"""Paise by account, debit above zero; the sum is always zero, and no account stands there with zero."""
Booked = Payment | Earning | Purchase

_P = PaymentState
_GIVES: Final[Mapping[PaymentState, Account | None]] = MappingProxyType(
    {
        _P.PROPOSED: None,
        _P.REQUESTED: None,
        _P.CHECKED: None,
        _P.APPROVED: None,
        _P.PAYING: Account.ON_ITS_WAY,
        _P.UNKNOWN: Account.ON_ITS_WAY,
        _P.PAID: Account.BANK,
        _P.FAILED: None,
        _P.REVERSED: None,
        _P.REJECTED: None,
    }
)
"""From which account the money of a payment has gone, by its state. While it may have left the bank it is on its way; in a trial of a
rail none goes."""
_TO: Final[Mapping[PaymentKind, Account]] = MappingProxyType(
    {PaymentKind.VENDOR: Account.VENDORS, PaymentKind.PAYOUT: Account.TEAMS}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Debit above zero, credit below."""

    account: Account
    paise: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`subject` is what it is about, `state` the state that it had come to, `intent` the key of the payment's one debit.

    `number` is given when it is written; entries are only ever added.
    """

    number: int = 0
    at: datetime
    subject: str
    state: str
    lead: str | None
    intent: str | None = None
    lines: tuple[Line, ...]

    def __post_init__(self) -> None:
        aware(self.at)
        if not self.lines or any(line.paise == 0 for line in self.lines):
            raise ValueError("an entry has lines, and each moves something")
        if len({line.account for line in self.lines}) != len(self.lines):
            raise ValueError("an entry names each account once")
        if sum(line.paise for line in self.lines) != 0:
            raise ValueError("debits and credits of an entry are equal")


def position(thing: Booked) -> Position:
    if isinstance(thing, Payment):
        return _of_payment(thing, None if thing.test else _GIVES[thing.state])
    if isinstance(thing, Earning):
        owed = Account.TEAMS if thing.state is not EarningState.EARNED else None
        return _moved(Account.FIELD_WORK, owed, thing.amount.paise)
    billed = thing.goods_are_in and thing.state is not PurchaseState.BILL_DIFFERS
    giver = Account.VENDORS if billed else None
    cost = thing.amount if thing.billed is None else thing.billed
    return _moved(Account.MATERIALS, giver, cost.paise)


def _of_payment(payment: Payment, giver: Account | None) -> Position:
    """With the money of a payout the tax that was kept of it is owed to the tax office instead of the team."""
    withheld = payment.gross.paise - payment.amount.paise
    if giver is None or not withheld:
        return _moved(_TO[payment.kind], giver, payment.amount.paise)
    return {_TO[payment.kind]: payment.gross.paise, giver: -payment.amount.paise, Account.TDS: -withheld}


def _moved(to: Account, giver: Account | None, paise: int) -> Position:
    return {to: paise, giver: -paise} if giver is not None and paise else {}


def entry_for(thing: Booked, booked: Position, at: datetime) -> Entry | None:
    """What has to be written so that the books say what the thing stands for now; None where they do."""
    wanted = position(thing)
    lines = tuple(
        Line(account=account, paise=change)
        for account in Account
        if (change := wanted.get(account, 0) - booked.get(account, 0))
    )
    if not lines:
        return None
    intent = thing.intent if isinstance(thing, Payment) else None
    return Entry(
        at=at, subject=thing.id, state=thing.state.value, lead=thing.lead, intent=intent, lines=lines
    )
