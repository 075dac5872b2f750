"""One run of payouts: one for each team whose schedule it is, and one card for all of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from domain.events import Event, Happening
from domain.money.amount import Money, total
from domain.money.payment import Payment, PaymentState
from domain.people.actor import By
from domain.visits.team import PaymentSchedule

_PREFIX: Final = "D-"
DEAD: Final = frozenset({PaymentState.REJECTED, PaymentState.FAILED, PaymentState.REVERSED})
"""Of these nothing was paid, or it came back: what they were for is owed again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutRun:
    """`day` is the 1st or 16th that it is of, whenever it took place. How far it is stands in its payouts alone."""

    id: str
    version: int = 0
    day: date
    schedules: frozenset[PaymentSchedule]
    payouts: tuple[str, ...]
    opened_at: datetime

    def tells(self, kind: Happening, by: By, now: datetime, **facts: str) -> Event:
        return Event(kind=kind, lead=None, subject=self.id, by=by, at=now, facts=facts)


def run_id(day: date) -> str:
    """There is one for each day, so the database lets nobody open it twice."""
    return f"{_PREFIX}{day.isoformat()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Of some payouts together."""

    count: int
    gross: Money
    tds: Money
    net: Money


def sums(payouts: Iterable[Payment]) -> Sums:
    counted = list(payouts)
    gross, net = total([one.gross for one in counted]), total([one.amount for one in counted])
    return Sums(count=len(counted), gross=gross, tds=Money(gross.paise - net.paise), net=net)
