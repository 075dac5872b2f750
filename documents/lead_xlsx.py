"""Leads as an Excel workbook: the first visible sheet that has headings, with values as people see them."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from domain.errors import Invalid
from domain.words import Words, say

MOST_UNPACKED: Final = 200 * 1024 * 1024
MOST_ENTRIES: Final = 2_000
MOST_MERGED: Final = 20_000
MOST_COLUMNS: Final = 200
Place = tuple[int, int]
"""Row as the spreadsheet counts, column from 0."""
_MERGED: Final = re.compile(rb'<mergeCell\s[^>]*ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
_FORMULA: Final = re.compile(rb"<f[\s>/]")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    number: int
    cells: tuple[str, ...]
    spoiled: Mapping[int, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Raw:
    """What the library does not say when it reads row by row: merged cells, and whether there are formulas."""

    merged: Mapping[Place, Place]
    has_formulas: bool


def sheets(content: bytes) -> Iterator[Iterator[SheetRow]]:
    """Every visible sheet in its order, row by row. `Invalid` where it is no workbook that may be opened."""
    _must_be_harmless(content)
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                yield _rows(content, sheet)
    finally:
        book.close()


def _must_be_harmless(content: bytes) -> None:
    """By what the archive says of itself: Python unpacks no entry beyond its declared size."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise Invalid(
            say(
                "This workbook is damaged. Open it in your spreadsheet, save it anew as .xlsx, and send that."
            )
        ) from None
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names:
        raise Invalid(_not_a_workbook(names))
    if any(entry.flag_bits & 1 for entry in entries):
        raise Invalid(say("This workbook is protected by a password. Save it without one and send that."))
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MOST_UNPACKED or len(entries) > MOST_ENTRIES:
        raise Invalid(
            say(
                "Unpacked, this workbook is too large to be read. Copy the leads into a new one, as values, and send that."
            )
        )


def _not_a_workbook(names: set[str]) -> Words:
    if "xl/workbook.bin" in names:
        return say("Binary workbooks (.xlsb) cannot be read. Save it as .xlsx or CSV and send that.")
    if "content.xml" in names:
        return say("OpenDocument files (.ods) cannot be read. Save it as .xlsx or CSV and send that.")
    return say("This is an archive, not a workbook. Send the .xlsx or .csv file itself.")


def _rows(content: bytes, sheet: Any) -> Iterator[SheetRow]:  # noqa: ANN401  openpyxl's read-only sheet has no public type
    raw = _raw(content, sheet._worksheet_path)  # noqa: SLF001  nothing public tells where a sheet lies
    formulas = _formulas(content, sheet.title) if raw.has_formulas else set()
    kept: dict[Place, str] = {}
    anchors = set(raw.merged.values())
    sheet.reset_dimensions()
    for number, given in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        cells: list[str] = []
        spoiled: dict[int, Words] = {}
        for column, cell in enumerate(given):
            place = (number, column)
            shown = _shown(cell.value)
            if place in raw.merged and not shown:
                shown = kept.get(raw.merged[place], "")
            if place in anchors:
                kept[place] = shown
            if (wrong := _spoiled(cell, shown, formula=place in formulas)) is not None:
                spoiled[column] = wrong
            cells.append(shown)
        yield SheetRow(number=number, cells=tuple(cells), spoiled=spoiled)


def _spoiled(cell: Any, shown: str, *, formula: bool) -> Words | None:  # noqa: ANN401  of any kind of cell
    if getattr(cell, "data_type", "") == "e":
        return say("The cell shows the error {error}. Type the value itself.", error=shown)
    if formula and not shown:
        return say("The cell has a formula without a value. Copy it and paste it as a value.")
    return None


def _shown(value: object) -> str:
    """As a person reads it: numbers in full, whole ones without a point, days as 2026-11-24."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _raw(content: bytes, path: str) -> _Raw:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read(path)
    ranges = (range_boundaries(found[1].decode()) for found in _MERGED.finditer(xml))
    merged = dict(islice((pair for edges in ranges for pair in _below(edges)), MOST_MERGED))
    return _Raw(merged=merged, has_formulas=_FORMULA.search(xml) is not None)


def _below(edges: tuple[int | None, ...]) -> Iterator[tuple[Place, Place]]:
    """Each place of a merged range with the one that has its value."""
    left, top, right, bottom = (edge or 1 for edge in edges)
    for row in range(top, bottom + 1):
        for column in range(left, min(right, MOST_COLUMNS) + 1):
            yield (row, column - 1), (top, left - 1)


def _formulas(content: bytes, title: str) -> set[Place]:
    """Where formulas stand: read a second time, because the library gives either them or their values."""
    book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    try:
        sheet = book[title]
        sheet.reset_dimensions()
        rows = enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1)
        return {
            (number, column)
            for number, cells in rows
            for column, cell in enumerate(cells)
            if getattr(cell, "data_type", "") == "f"
        }
    finally:
        book.close()
