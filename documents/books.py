"""The books of a period for the accountant: every line as CSV, and as XLSX with the balances and what they are about.

What people have written can be no formula in either; amounts are numbers of rupees, dates are dates.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from documents.accounts import add_account_sheets, csv_of, payments_csv, rupees
from documents.cells import Value, add_sheet, content_of, workbook
from domain.calendar import Calendar
from domain.money.bookkeeping import Journal
from domain.money.books import ACCOUNTS, Account, Entry, Line

PAYMENTS_NAME: Final = "payments"
COLUMNS: Final = (
    *("Entry", "Date", "Time", "About", "State", "Account no.", "Account", "Debit", "Credit"),
    *("Lead", "Payee", "Reference", "Intent"),
)
BALANCES: Final = ("Account no.", "Account", "Opening", "Debit", "Credit", "Closing")
_WIDE: Final = {"Account": 44, "Payee": 30, "Reference": 26, "Intent": 38}
_CALENDAR: Final = Calendar()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """The files of one period, each with its name: the workbook, its entries, its payments."""

    xlsx: tuple[str, bytes]
    csv: tuple[str, bytes]
    payments: tuple[str, bytes]


def sheets_of(journal: Journal) -> Sheets:
    days = f"{journal.first:%Y-%m-%d} to {journal.last:%Y-%m-%d}"
    return Sheets(
        xlsx=(f"books {days}.xlsx", as_xlsx(journal)),
        csv=(f"books {days}.csv", as_csv(journal)),
        payments=(f"{PAYMENTS_NAME} {days}.csv", payments_csv(journal)),
    )


def made_of(journal: Journal, name: str) -> bytes:
    """The one of the files that has this name."""
    if name.startswith(PAYMENTS_NAME):
        return payments_csv(journal)
    return as_xlsx(journal) if name.endswith(".xlsx") else as_csv(journal)


def as_csv(journal: Journal) -> bytes:
    return csv_of(COLUMNS, _rows(journal))


def as_xlsx(journal: Journal) -> bytes:
    """The same facts make the same bytes."""
    book = workbook(journal.last)
    entries = list(_rows(journal))
    add_sheet(book, "Entries", COLUMNS, entries, widths=_WIDE, filtered=len(entries))
    add_sheet(book, "Balances", BALANCES, _balances(journal), widths=_WIDE)
    add_account_sheets(book, journal)
    return content_of(book)


def _rows(journal: Journal) -> Iterator[Sequence[Value]]:
    for entry in journal.entries:
        for line in sorted(entry.lines, key=lambda line: -line.paise):
            yield _row(journal, entry, line)


def _row(journal: Journal, entry: Entry, line: Line) -> Sequence[Value]:
    local, payment = _CALENDAR.local(entry.at), journal.payments.get(entry.subject)
    number, title = ACCOUNTS[line.account]
    return (
        entry.number,
        local.date(),
        f"{local:%H:%M:%S}",
        entry.subject,
        entry.state,
        number,
        title,
        rupees(line.paise) if line.paise > 0 else None,
        rupees(-line.paise) if line.paise < 0 else None,
        entry.lead,
        payment.payee_name if payment else None,
        payment.reference if payment else None,
        entry.intent,
    )


def _balances(journal: Journal) -> Iterator[Sequence[Value]]:
    """Debit above zero, credit below; the last row sums to nothing, which proves the sheet."""
    closing, sums = journal.closing, [0, 0, 0, 0]
    for account in Account:
        amounts = (journal.opening.get(account, 0), *journal.moved(account), closing.get(account, 0))
        sums = [summed + amount for summed, amount in zip(sums, amounts, strict=True)]
        yield *ACCOUNTS[account], *map(rupees, amounts)
    yield None, "Total", *map(rupees, sums)
