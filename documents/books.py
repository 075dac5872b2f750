"""The books of a period for the accountant: every line as CSV, and with the balances as XLSX.

What people have written can be no formula in either; amounts are numbers of rupees, dates are dates.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from documents.cells import Value, add_sheet, content_of, plain, workbook
from domain.calendar import Calendar
from domain.money.bookkeeping import Journal
from domain.money.books import ACCOUNTS, Account, Entry, Line

COLUMNS: Final = (
    *("Entry", "Date", "Time", "About", "State", "Account no.", "Account", "Debit", "Credit"),
    *("Lead", "Payee", "Reference", "Intent"),
)
BALANCES: Final = ("Account no.", "Account", "Opening", "Debit", "Credit", "Closing")
_WIDE: Final = {"Account": 44, "Payee": 30, "Reference": 26, "Intent": 38}
_CALENDAR: Final = Calendar()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """Both files of one period, each with its name."""

    xlsx: tuple[str, bytes]
    csv: tuple[str, bytes]


def sheets_of(journal: Journal) -> Sheets:
    name = f"books {journal.first:%Y-%m-%d} to {journal.last:%Y-%m-%d}"
    return Sheets(xlsx=(f"{name}.xlsx", as_xlsx(journal)), csv=(f"{name}.csv", as_csv(journal)))


def as_csv(journal: Journal) -> bytes:
    """With a byte-order mark, without which Excel takes it for another encoding."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([plain(value) for value in row] for row in _rows(journal))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(journal: Journal) -> bytes:
    """The same facts make the same bytes."""
    book = workbook(journal.last)
    add_sheet(book, "Entries", COLUMNS, _rows(journal), widths=_WIDE)
    add_sheet(book, "Balances", BALANCES, _balances(journal), widths=_WIDE)
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
        _rupees(line.paise) if line.paise > 0 else None,
        _rupees(-line.paise) if line.paise < 0 else None,
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
        yield *ACCOUNTS[account], *map(_rupees, amounts)
    yield None, "Total", *map(_rupees, sums)


def _rupees(paise: int) -> Decimal:
    return Decimal(paise).scaleb(-2)
