"""Leads in sheets: what somebody sent becomes rows, and what could not be used goes back with its reasons.

Everything that cannot be read is refused as `Invalid`, in words that say what works instead.
"""

import io
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from documents.lead_csv import csv_rows
from documents.lead_xlsx import SheetRow, sheets
from domain.errors import Invalid
from domain.leads.columns import NAMES, REASONS, recognised
from domain.leads.fields import FIELDS
from domain.leads.imports import MOST_ROWS
from domain.leads.judging import Judged, Row, Table, index_of
from domain.words import Speak, Words, say

LOOKED_FOR_HEADINGS: Final = 20
MOST_SCANNED: Final = 4 * MOST_ROWS
_CELL_MOST: Final = 2_000
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_OTHERS: Final = (
    b"%PDF",
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"{\\rtf",
)
_HEADING: Final = PatternFill("solid", fgColor="DDE6F0")
_BOLD: Final = Font(bold=True)
_WRONG: Final = PatternFill("solid", fgColor="FFE0E0")
_log = logging.getLogger(__name__)


Recognised = Callable[[Sequence[str]], int]
"""How many of a row's cells look like headings."""


def read_table(content: bytes, remembered: Mapping[str, str]) -> Table:
    """A file of leads. `remembered`: see `taken_for`."""
    return read_sheet(
        content,
        lambda cells: recognised(cells, remembered),
        names="reference, name, phone, pin_code",
        without_rows=say("There is no lead below the headings."),
    )


def read_sheet(content: bytes, known: Recognised, *, names: str, without_rows: Words) -> Table:
    """The headings and the rows below them; by content, whatever the file is called. `names`: an example of headings."""
    if not content:
        raise Invalid(say("The file is empty."))
    _must_be_a_sheet(content)
    try:
        found = _of_workbook(content, known) if content.startswith(b"PK") else _of_text(content, known)
    except (Invalid, MemoryError):
        raise
    except Exception as error:  # a broken file makes the library trip over anything
        _log.info("a file of leads cannot be read: %r", error)
        raise Invalid(
            say("This file is damaged. Open it in your spreadsheet, save it anew as .xlsx, and send that.")
        ) from error
    if found is None:
        raise Invalid(
            say(
                "There is no row of headings in this file. The first row names the columns, for example: {names}.",
                names=names,
            )
        )
    if not found.rows:
        raise Invalid(without_rows)
    return found


def _must_be_a_sheet(content: bytes) -> None:
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise Invalid(say("This workbook is protected by a password. Save it without one and send that."))
        raise Invalid(say("Old workbooks (.xls) cannot be read. Save it as .xlsx or CSV and send that."))
    if content.startswith(_OTHERS):
        raise Invalid(say("This is not a spreadsheet. Send the leads as .xlsx or .csv."))


def _of_text(content: bytes, known: Recognised) -> Table | None:
    rows = (SheetRow(number=number, cells=cells) for number, cells in csv_rows(content))
    return _table(rows, known)


def _of_workbook(content: bytes, known: Recognised) -> Table | None:
    """The first sheet whose headings say something; else the first that has headings at all."""
    first: Table | None = None
    for rows in sheets(content):
        table = _table(rows, known)
        if table is not None and known(table.headings):
            return table
        first = first or table
    return first


def _table(rows: Iterator[SheetRow], known: Recognised) -> Table | None:
    """The row of headings is the one among the first that says most; before it a file may have a title."""
    opening: list[SheetRow] = []
    for row in rows:
        if any(cell.strip() for cell in row.cells):
            opening.append(row)
        if len(opening) == LOOKED_FOR_HEADINGS or row.number > MOST_SCANNED:
            break
    wide = [row for row in opening if sum(bool(cell.strip()) for cell in row.cells) > 1]
    if not wide:
        return None
    heading = max(wide, key=lambda row: known(_clean(row.cells)))
    below = [row for row in opening if row.number > heading.number]
    headings = _clean(heading.cells)
    return Table(headings=headings, rows=tuple(_kept(below, rows, len(headings))))


def _clean(cells: Sequence[str]) -> tuple[str, ...]:
    headings = [" ".join(cell.split())[:80] for cell in cells]
    while headings and not headings[-1]:
        headings.pop()
    return tuple(headings)


def _kept(below: Sequence[SheetRow], rows: Iterator[SheetRow], width: int) -> Iterator[Row]:
    count = 0
    for row in (*below, *_all_but_endless(rows)):
        if not any(cell.strip() for cell in row.cells) and not row.spoiled:
            continue
        count += 1
        if count > MOST_ROWS:
            raise Invalid(
                say(
                    "The file has more than {most} rows. Split it and send one after the other.",
                    most=MOST_ROWS,
                )
            )
        cells = tuple(cell[:_CELL_MOST] for cell in row.cells[:width])
        yield Row(number=row.number, cells=cells, spoiled=row.spoiled)


def _all_but_endless(rows: Iterator[SheetRow]) -> Iterator[SheetRow]:
    for row in rows:
        if row.number > MOST_SCANNED:
            raise Invalid(
                say(
                    "The file has more than {most} rows. Split it and send one after the other.",
                    most=MOST_ROWS,
                )
            )
        yield row


def error_file(table: Table, judged: Sequence[Judged], speak: Speak) -> bytes:
    """The rows that cannot be imported as they are, with a column of reasons; mended, it can be sent again."""
    headings = (*table.headings, REASONS)
    faulty = (one for one in judged if one.faults)
    return _workbook(headings, (_mended(one, headings, speak) for one in faulty))


def _mended(one: Judged, headings: Sequence[str], speak: Speak) -> tuple[Sequence[str], frozenset[int]]:
    cells = [*one.row.cells, *[""] * (len(headings) - 1 - len(one.row.cells))]
    return [*cells, _reasons(one, headings, speak)], frozenset(index_of(fault.cell) for fault in one.faults)


def template() -> bytes:
    """An empty file with every heading and one row that shows what works."""
    return _workbook(
        [NAMES[name][0] for name in FIELDS], [([field.example for field in FIELDS.values()], frozenset())]
    )


def _reasons(one: Judged, headings: Sequence[str], speak: Speak) -> str:
    return "; ".join(
        f"{headings[index_of(fault.cell)]} ({fault.cell}): {speak(fault.problem.words)}"
        for fault in one.faults
    )


def _workbook(headings: Sequence[str], lines: Iterable[tuple[Sequence[str], frozenset[int]]]) -> bytes:
    """Every cell is text, so that nothing somebody wrote can be a formula and no number loses a digit."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Leads")
    sheet.freeze_panes = "A2"
    for column, heading in enumerate(headings):
        wide = 60 if heading == REASONS else 18
        sheet.column_dimensions[get_column_letter(column + 1)].width = wide
    sheet.append([_text(sheet, heading, _HEADING) for heading in headings])
    for cells, wrong in lines:
        sheet.append([_text(sheet, cell, _WRONG if at in wrong else None) for at, cell in enumerate(cells)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text(sheet: WriteOnlyWorksheet, text: str, fill: PatternFill | None) -> Cell:
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub(" ", text))
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = True  # it stays text when somebody edits it
    if fill is not None:
        cell.fill = fill
    if fill is _HEADING:
        cell.font = _BOLD
    return cell
