"""How a workbook is written: typed cells, a frozen head, filters; what people have written can be no formula.

The same rows make the same bytes.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.writer.excel import ExcelWriter

_FORMULA: Final = re.compile(r"^\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""How a cell begins that a spreadsheet would compute, the wide forms of its signs included."""
_HEADING: Final = PatternFill("solid", fgColor="DDE6F0")
_BOLD: Final = Font(bold=True)
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
_NO_WIDTHS: Final[Mapping[str, int]] = MappingProxyType({})
Value = str | int | float | date | Decimal | None


def plain(value: Value) -> str:
    """For CSV."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return f"'{value}" if _FORMULA.match(value) else value
    return "" if value is None else f"{value}"


def workbook(day: date) -> Workbook:
    """`day` stands in its properties, since the day on which it is written must not."""
    book = Workbook(write_only=True)
    book.properties.creator = "ChargeOps"
    book.properties.created = book.properties.modified = datetime(
        day.year, day.month, day.day, tzinfo=UTC
    ).replace(tzinfo=None)
    return book


def content_of(book: Workbook) -> bytes:
    """Written part by part, since `Workbook.save` notes the moment at which it is called."""
    out = io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)).save()
    return _same_each_time(out.getvalue())


def add_sheet(  # noqa: PLR0913  what a sheet is made of
    book: Workbook,
    name: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    widths: Mapping[str, int] = _NO_WIDTHS,
    filtered: int | None = None,
) -> None:
    """`filtered`: with a filter over so many rows."""
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for column, heading in enumerate(headings):
        sheet.column_dimensions[get_column_letter(column + 1)].width = widths.get(heading, 14)
    if filtered is not None:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{filtered + 1}"
    pen = _Pen(sheet)
    sheet.append(pen.heading(heading) for heading in headings)
    for row in rows:
        sheet.append(pen.cell(value) for value in row)


class _Pen:
    """One cell for each look, written again and again: a style costs more than all else of a cell.

    A row has to be handed on piece by piece, so that each is on paper before the next one is written.
    """

    def __init__(self, sheet: WriteOnlyWorksheet) -> None:
        self._sheet = sheet
        self._looks: dict[str, Cell] = {}

    def heading(self, text: str) -> Cell:
        if "heading" not in self._looks:
            made = self._text("heading", text)
            made.font, made.fill = _BOLD, _HEADING
        return self._text("heading", text)

    def cell(self, value: Value) -> Cell | None:
        """What is empty is not written at all."""
        if value is None:
            return None
        if isinstance(value, str):
            return self._text("text", value)
        cell = self._look(_form(value))
        cell.value = value
        return cell

    def _text(self, look: str, text: str) -> Cell:
        cell = self._looks.get(look)
        if cell is None:
            cell = self._look(look, "@")
            cell.quotePrefix = True  # it stays text when somebody edits it
        cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", text)
        cell.data_type = "s"
        return cell

    def _look(self, name: str, form: str | None = None) -> Cell:
        if name not in self._looks:
            made = WriteOnlyCell(self._sheet)
            made.number_format = form or name
            self._looks[name] = made
        return self._looks[name]


def _form(value: Value) -> str:
    if isinstance(value, Decimal):
        return "#,##0.00"
    if isinstance(value, datetime):
        return "dd-mm-yyyy hh:mm"
    if isinstance(value, date):
        return "dd-mm-yyyy"
    return "0.0" if isinstance(value, float) else "0"


def _same_each_time(content: bytes) -> bytes:
    """A ZIP file notes when each part was written: here always the same moment."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as made, zipfile.ZipFile(out, "w") as kept:
        for part in made.namelist():
            info = zipfile.ZipInfo(part, _LONG_AGO)
            info.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(info, made.read(part))
    return out.getvalue()
