"""What the accountant enters from: payments, bills and earnings of a period, by payee, checked against the books.

What is booked of a thing in the period is what its entries say; the control sheet compares each sheet's sum with the accounts.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from openpyxl import Workbook

from documents.cells import Value, add_sheet, plain
from domain.calendar import Calendar
from domain.money.bookkeeping import Journal
from domain.money.books import ACCOUNTS, Account, Entry
from domain.money.earning import LINE_TITLES, Earning
from domain.money.money_month import MoneyMonth, month_of_money
from domain.money.overview import Moved, Sum
from domain.money.payment import PaymentKind

PAYMENTS: Final = (
    *("Date", "Time", "Payment", "Stream", "Outcome", "Payee", "Paid to", "Team", "PAN", "GSTIN"),
    *(
        "Method",
        "Reference",
        "Gross",
        "TDS",
        "Section",
        "Code",
        "Amount",
        "From the bank",
        "Lead",
        "Purchase",
        "Rail reference",
    ),
)
BILLS: Final = (
    *("Date", "Purchase", "Lead", "Vendor", "PAN", "GSTIN", "State", "Asked", "Bill", "Booked", "Why other"),
)
EARNINGS: Final = ("Date", "Earning", "Team", "Name", "Lead", "Visit", "State", "For", "Amount", "Booked")
PAYEES: Final = ("Stream", "Payee", "PAN", "GSTIN", "Payments", "Paid", "Came back", "Net")
CONTROL: Final = ("What", "Sheets", "Books", "Difference")
_WIDE: Final = {
    **dict.fromkeys(("Payee", "Vendor", "Name", "Paid to", "What"), 30),
    **dict.fromkeys(("Reference", "Rail reference", "For", "Why other"), 26),
    **dict.fromkeys(("Stream", "GSTIN", "Earning", "Visit"), 18),
}
_STREAMS: Final = {PaymentKind.VENDOR: "vendor payment", PaymentKind.PAYOUT: "payout"}
_CALENDAR: Final = Calendar()
_PAN_IN_GSTIN: Final = slice(2, 12)
Rows = list[Sequence[Value]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """Paise; `sheets` is the sum of a sheet, `books` what the accounts say of the same."""

    what: str
    sheets: int
    books: int


def add_account_sheets(book: Workbook, journal: Journal) -> None:
    month = month_of_money(journal)
    for name, headings, rows in (
        ("Payments", PAYMENTS, payment_rows(journal, month)),
        ("Bills", BILLS, list(_bills(journal))),
        ("Earnings", EARNINGS, list(_earnings(journal))),
        ("Payees", PAYEES, list(_payees(journal, month))),
        ("Control", CONTROL, [_control(one) for one in controls(journal)]),
    ):
        add_sheet(book, name, headings, rows, widths=_WIDE, filtered=len(rows))


def payments_csv(journal: Journal) -> bytes:
    """With a byte-order mark, without which Excel takes it for another encoding."""
    return csv_of(PAYMENTS, payment_rows(journal, month_of_money(journal)))


def csv_of(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([plain(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def payment_rows(journal: Journal, month: MoneyMonth) -> Rows:
    return [_payment(journal, move) for move in month.moves]


def _payment(journal: Journal, move: Moved) -> Sequence[Value]:
    payment, local = move.payment, _CALENDAR.local(move.at)
    gstin, tax = _gstin(journal, move), payment.statement.withheld if payment.statement else None
    return (
        local.date(),
        f"{local:%H:%M:%S}",
        payment.id,
        _STREAMS[payment.kind],
        move.outcome.value,
        payment.payee_name,
        payment.payee.masked,
        payment.team,
        (tax.pan if tax else gstin[_PAN_IN_GSTIN]) or None,
        gstin or None,
        payment.method.value if payment.method else None,
        payment.reference,
        rupees(payment.gross.paise),
        rupees(tax.tds.paise) if tax else None,
        tax.section if tax else None,
        tax.code if tax else None,
        rupees(payment.amount.paise),
        rupees(move.paise),
        payment.lead,
        payment.purchase,
        payment.rail_reference,
    )


def _gstin(journal: Journal, move: Moved) -> str:
    purchase = journal.purchases.get(move.payment.purchase or "")
    return purchase.gstin if purchase is not None else ""


def _bills(journal: Journal) -> Iterator[Sequence[Value]]:
    for entry, booked in _booked(journal, Account.MATERIALS):
        purchase = journal.purchases.get(entry.subject)
        yield (
            _CALENDAR.local(entry.at).date(),
            entry.subject,
            entry.lead,
            purchase.vendor if purchase else None,
            (purchase.gstin[_PAN_IN_GSTIN] or None) if purchase else None,
            (purchase.gstin or None) if purchase else None,
            entry.state,
            rupees(purchase.amount.paise) if purchase else None,
            rupees(purchase.billed.paise) if purchase and purchase.billed else None,
            rupees(booked),
            (purchase.bill_reason or None) if purchase else None,
        )


def _earnings(journal: Journal) -> Iterator[Sequence[Value]]:
    for entry, booked in _booked(journal, Account.FIELD_WORK):
        earning = journal.earnings.get(entry.subject)
        team = journal.teams.get(earning.team) if earning else None
        yield (
            _CALENDAR.local(entry.at).date(),
            entry.subject,
            earning.team if earning else None,
            team.name if team else None,
            entry.lead,
            earning.visit if earning else None,
            entry.state,
            _for(earning) if earning else None,
            rupees(earning.amount.paise) if earning else None,
            rupees(booked),
        )


def _for(earning: Earning) -> str:
    return ", ".join(dict.fromkeys(LINE_TITLES[line.kind] for line in earning.lines))


def _booked(journal: Journal, account: Account) -> Iterator[tuple[Entry, int]]:
    for entry in journal.entries:
        for line in entry.lines:
            if line.account is account:
                yield entry, line.paise


def _payees(journal: Journal, month: MoneyMonth) -> Iterator[Sequence[Value]]:
    numbers = {move.key: _gstin(journal, move) for move in month.moves if _gstin(journal, move)}
    for stream in PaymentKind:
        for one in month.by_payee(stream):
            yield _payee(one, numbers.get(one.key, "") if stream is PaymentKind.VENDOR else "")


def _payee(one: Sum, gstin: str) -> Sequence[Value]:
    return (
        _STREAMS[one.stream],
        one.title,
        gstin[_PAN_IN_GSTIN] or None,
        gstin or None,
        one.count,
        rupees(one.paid.paise),
        rupees(one.back.paise),
        rupees(one.net.paise),
    )


def controls(journal: Journal) -> list[Control]:
    """Where a difference is not nothing, a sheet does not say what the books say."""
    month = month_of_money(journal)
    by_payee = sum(one.net.paise for stream in PaymentKind for one in month.by_payee(stream))
    return [
        _compared(journal, "Payments", Account.BANK, -sum(map(_by_payment, month.moves))),
        _compared(journal, "Payees", Account.BANK, -by_payee),
        _compared(journal, "Bills", Account.MATERIALS, _booked_sum(journal, Account.MATERIALS)),
        _compared(journal, "Earnings", Account.FIELD_WORK, _booked_sum(journal, Account.FIELD_WORK)),
    ]


def _by_payment(move: Moved) -> int:
    """What the payment itself says of what the bank moved; where the bank moved nothing, neither does it."""
    amount = move.payment.amount.paise
    return amount if move.paise > 0 else -amount if move.paise < 0 else 0


def _booked_sum(journal: Journal, account: Account) -> int:
    return sum(paise for _, paise in _booked(journal, account))


def _compared(journal: Journal, sheet: str, account: Account, paise: int) -> Control:
    number, title = ACCOUNTS[account]
    debit, credit = journal.moved(account)
    return Control(what=f"{sheet}: {number} {title}", sheets=paise, books=debit - credit)


def _control(control: Control) -> Sequence[Value]:
    difference = control.sheets - control.books
    return control.what, rupees(control.sheets), rupees(control.books), rupees(difference)


def rupees(paise: int) -> Decimal:
    return Decimal(paise).scaleb(-2)
