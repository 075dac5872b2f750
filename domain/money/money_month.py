"""What was paid in a period, and what came back: read from the books, so that it is what the books say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.money.bookkeeping import Journal
from domain.money.books import Account, Entry
from domain.money.overview import STREAM_TITLES, Moved, Outcome, Sum, sums_of
from domain.money.payment import PaymentKind, PaymentState

_BACK = {PaymentState.FAILED.value: Outcome.FAILED, PaymentState.REVERSED.value: Outcome.REVERSED}


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyMonth:
    """Days of India, both included; `moves` in the order in which they were booked."""

    first: date
    last: date
    moves: tuple[Moved, ...]

    @property
    def paid(self) -> tuple[Moved, ...]:
        return tuple(move for move in self.moves if move.outcome is Outcome.PAID)

    @property
    def came_back(self) -> tuple[Moved, ...]:
        return tuple(move for move in self.moves if move.outcome is not Outcome.PAID)

    def of(self, stream: PaymentKind) -> tuple[Moved, ...]:
        return tuple(move for move in self.moves if move.payment.kind is stream)

    @property
    def streams(self) -> list[Sum]:
        return sums_of(
            self.moves,
            lambda move: move.payment.kind.value,
            lambda move: STREAM_TITLES[move.payment.kind],
        )

    def by_payee(self, stream: PaymentKind) -> list[Sum]:
        """By team for payouts, by vendor for his payments."""
        return sums_of(self.of(stream), lambda move: move.key, lambda move: move.payment.payee_name)


def month_of_money(journal: Journal) -> MoneyMonth:
    return MoneyMonth(first=journal.first, last=journal.last, moves=tuple(_moves(journal)))


def _moves(journal: Journal) -> Iterator[Moved]:
    """What is paid and only then known to have failed is an entry each."""
    for entry in journal.entries:
        payment = journal.payments.get(entry.subject)
        outcome = _outcome(entry)
        if payment is not None and outcome is not None:
            yield Moved(payment=payment, at=entry.at, outcome=outcome, paise=-_bank(entry))


def _bank(entry: Entry) -> int:
    return sum(line.paise for line in entry.lines if line.account is Account.BANK)


def _outcome(entry: Entry) -> Outcome | None:
    if entry.state in _BACK:
        return _BACK[entry.state]
    return Outcome.PAID if _bank(entry) < 0 else None
