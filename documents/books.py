"""The books of a period for the accountant: every line as CSV, and with the balances as XLSX.

What people have written can be no formula in either; amounts are numbers of rupees, dates are dates.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

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
_FORMULA: Final = re.compile(r"^\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""How a cell begins that a spreadsheet would compute, the wide forms of its signs included."""
_HEADING: Final = PatternFill("solid", fgColor="DDE6F0")
_BOLD: Final = Font(bold=True)
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
Value = str | int | date | Decimal | None


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
    writer.writerows([_plain(value) for value in row] for row in _rows(journal))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(journal: Journal) -> bytes:
    """The same facts make the same bytes."""
    book = Workbook(write_only=True)
    book.properties.creator = "ChargeOps"
    book.properties.created = book.properties.modified = datetime(
        journal.last.year, journal.last.month, journal.last.day, tzinfo=UTC
    ).replace(tzinfo=None)
    _sheet(book, "Entries", COLUMNS, _rows(journal))
    _sheet(book, "Balances", BALANCES, _balances(journal))
    out = io.BytesIO()
    book.save(out)
    return _same_each_time(out.getvalue())


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


def _plain(value: Value) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return f"'{value}" if _FORMULA.match(value) else value
    return "" if value is None else f"{value}"


def _sheet(book: Workbook, name: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for column, heading in enumerate(headings):
        sheet.column_dimensions[get_column_letter(column + 1)].width = _WIDE.get(heading, 14)
    sheet.append([_heading(sheet, heading) for heading in headings])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _heading(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    cell = _cell(sheet, text)
    cell.font, cell.fill = _BOLD, _HEADING
    return cell


def _cell(sheet: WriteOnlyWorksheet, value: Value) -> Cell:
    if isinstance(value, Decimal):
        return _typed(sheet, value, "#,##0.00")
    if isinstance(value, date):
        return _typed(sheet, value, "dd-mm-yyyy")
    if not isinstance(value, str):
        return _typed(sheet, value, "0")
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub(" ", value))
    cell.data_type, cell.number_format = "s", "@"
    cell.quotePrefix = True  # it stays text when somebody edits it
    return cell


def _typed(sheet: WriteOnlyWorksheet, value: int | date | Decimal | None, form: str) -> Cell:
    cell = WriteOnlyCell(sheet)
    cell.value, cell.number_format = value, form
    return cell


def _same_each_time(content: bytes) -> bytes:
    """A ZIP file notes when each part was written: here always the same moment."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as made, zipfile.ZipFile(out, "w") as kept:
        for part in made.namelist():
            info = zipfile.ZipInfo(part, _LONG_AGO)
            info.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(info, made.read(part))
    return out.getvalue()
