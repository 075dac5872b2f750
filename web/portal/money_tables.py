"""What Finance's pages show, as tables: what waits, what was paid, to whom; narrowed as the filters say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Self
from urllib.parse import urlencode

from documents.accounts import rupees
from domain.errors import Invalid
from domain.money.bookkeeping import period_of
from domain.money.money_month import MoneyMonth
from domain.money.overview import STEP_TITLES, STREAM_TITLES, Item, Moved, Outcome, Waiting
from domain.money.payment import STATE_TITLES, Payment, PaymentKind
from domain.people.roles import TITLES as ROLES
from domain.words import N_, Speak, say
from web.portal.frame import MONEY
from web.portal.table import Row, Table

OUTCOMES: Final[Mapping[Outcome, str]] = {
    Outcome.PAID: N_("paid"),
    Outcome.FAILED: N_("failed"),
    Outcome.REVERSED: N_("came back"),
}
_WAITING: Final = (
    *(N_("Item"), N_("Waits for"), N_("Stream"), N_("For"), N_("Amount")),
    *(N_("Since"), N_("Due"), N_("Owed by"), N_("Lead")),
)
_PAID: Final = (
    *(N_("Payment"), N_("When"), N_("Outcome"), N_("Stream"), N_("For"), N_("Paid to")),
    *(N_("Amount"), N_("From the bank"), N_("Reference"), N_("Lead")),
)
_SUMS: Final = (N_("For"), N_("Stream"), N_("Payments"), N_("Paid"), N_("Came back"), N_("Net"))
_HISTORY: Final = (
    *(N_("Payment"), N_("Since"), N_("State"), N_("Amount"), N_("Paid to"), N_("Reference"), N_("Lead")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The filters of a page; `payee` is a team's id or the key of a vendor's name."""

    period: str
    first: date
    last: date
    stream: PaymentKind | None = None
    payee: str = ""
    late: bool = False
    sort: str = ""
    query: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, given: Mapping[str, str], period: str) -> Self:
        """`Invalid` for a period or stream that cannot be; `period` where none is given."""
        known = {name: given[name][:64] for name in _FIELDS if given.get(name)}
        asked = known.get("period", period)
        first, last = period_of(asked)
        return cls(
            period=asked,
            first=first,
            last=last,
            stream=_stream(known.get("stream", "")),
            payee=known.get("payee", ""),
            late=bool(known.get("late")),
            sort=known.get("sort", ""),
            query=known,
        )

    def takes(self, stream: PaymentKind, key: str) -> bool:
        return self.stream in {None, stream} and self.payee in {"", key}


_FIELDS: Final = ("period", "stream", "payee", "late", "sort")


def _stream(text: str) -> PaymentKind | None:
    if not text:
        return None
    try:
        return PaymentKind(text)
    except ValueError:
        raise Invalid(
            say("“{text}” is no stream of money. Example: stream=vendor, or stream=payout.", text=text)
        ) from None


def payee_page(stream: PaymentKind, key: str) -> str:
    return f"{MONEY}/payee?{urlencode({'stream': stream.value, 'payee': key})}"


def waiting_table(waiting: Waiting, wanted: Wanted, speak: Speak) -> Table:
    items = waiting.is_late.items if wanted.late else waiting.items
    rows = [_waits(item, waiting, speak) for item in items if wanted.takes(item.stream, item.key)]
    table = Table(name="Waiting", heads=_WAITING, rows=tuple(rows), summed=(4,), query=wanted.query)
    return table.sorted_by(wanted.sort)


def _waits(item: Item, waiting: Waiting, speak: Speak) -> Row:
    owes = speak(ROLES[item.owes])
    name = waiting.names.get(item.person or "")
    return Row(
        cells=(
            item.id,
            speak(STEP_TITLES[item.step]),
            speak(STREAM_TITLES[item.stream]),
            item.payee,
            rupees(item.amount.paise),
            item.since,
            item.due,
            f"{name} ({owes})" if name else owes,
            item.lead,
        ),
        href=payee_page(item.stream, item.key),
        is_late=item.is_late(waiting.now),
    )


def paid_table(month: MoneyMonth, wanted: Wanted, speak: Speak) -> Table:
    """Newest first."""
    rows = [
        _moved(move, speak) for move in reversed(month.moves) if wanted.takes(move.payment.kind, move.key)
    ]
    table = Table(name="Paid", heads=_PAID, rows=tuple(rows), summed=(7,), query=wanted.query)
    return table.sorted_by(wanted.sort)


def _moved(move: Moved, speak: Speak) -> Row:
    payment = move.payment
    return Row(
        cells=(
            payment.id,
            move.at,
            speak(OUTCOMES[move.outcome]),
            speak(STREAM_TITLES[payment.kind]),
            payment.payee_name,
            payment.payee.masked,
            rupees(payment.amount.paise),
            rupees(move.paise),
            payment.reference,
            payment.lead,
        ),
        href=payee_page(payment.kind, move.key),
    )


def payees_table(month: MoneyMonth, wanted: Wanted, speak: Speak) -> Table:
    rows = [
        Row(
            cells=(
                one.title,
                speak(STREAM_TITLES[one.stream]),
                one.count,
                rupees(one.paid.paise),
                rupees(one.back.paise),
                rupees(one.net.paise),
            ),
            href=payee_page(one.stream, one.key),
        )
        for stream in PaymentKind
        for one in month.by_payee(stream)
        if wanted.takes(one.stream, one.key)
    ]
    return Table(name="Payees", heads=_SUMS, rows=tuple(rows), summed=(2, 3, 4, 5), query=wanted.query)


def history_table(payments: list[Payment], wanted: Wanted, speak: Speak) -> Table:
    rows = [
        Row(
            cells=(
                payment.id,
                payment.state_since,
                speak(STATE_TITLES[payment.state]),
                rupees(payment.amount.paise),
                payment.payee.masked,
                payment.reference,
                payment.lead,
            )
        )
        for payment in payments
    ]
    return Table(name="History", heads=_HISTORY, rows=tuple(rows), query=wanted.query).sorted_by(wanted.sort)
