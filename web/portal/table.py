"""A table that is shown on a page and downloaded as it is shown: sorted by its headings, without scripts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Self
from urllib.parse import urlencode

from documents.accounts import csv_of
from documents.cells import Value, add_sheet, content_of, workbook
from domain.calendar import Calendar
from domain.errors import NotFound
from domain.money.amount import Signed
from domain.words import Speak, say
from web.pages import moment_of
from web.portal.markup import Html, Part, put, tag

_CALENDAR: Final = Calendar()
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv; charset=utf-8"
_WIDTH: Final = 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`href` is where its first cell leads to; `is_late` is shown."""

    cells: tuple[Value, ...]
    href: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`heads` are catalogue messages; `summed` the columns whose sum stands below."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    summed: tuple[int, ...] = ()
    query: Mapping[str, str] = field(default_factory=dict)

    def sorted_by(self, given: str) -> Self:
        """`3` by the third column, `-3` the other way round; anything else leaves it as it is. Empty cells are last."""
        number = given.removeprefix("-")
        if not number.isdecimal() or not 1 <= int(number) <= len(self.heads):
            return self
        column = int(number) - 1
        known = [row for row in self.rows if row.cells[column] is not None]
        empty = [row for row in self.rows if row.cells[column] is None]
        known.sort(key=lambda row: _order(row.cells[column]), reverse=given.startswith("-"))
        return replace(self, rows=(*known, *empty))

    def total(self, column: int) -> Decimal | int:
        return sum(cell for row in self.rows if isinstance(cell := row.cells[column], Decimal | int))

    def shown(self, address: str, speak: Speak) -> Html:
        heads = [self._head(number, title, address, speak) for number, title in enumerate(self.heads, 1)]
        titles = [speak(title) for title in self.heads]
        body = [_row(row, titles, speak) for row in self.rows]
        return tag(
            "div",
            tag(
                "table",
                tag("thead", tag("tr", heads)),
                tag("tbody", body),
                self._foot(titles, speak) if self.summed and self.rows else None,
                class_="money",
            ),
            class_="scroll",
        )

    def _head(self, number: int, title: str, address: str, speak: Speak) -> Html:
        now = self.query.get("sort", "")
        wanted = f"-{number}" if now == str(number) else str(number)
        arrow = {str(number): " ↑", f"-{number}": " ↓"}.get(now, "")
        order = {" ↑": "ascending", " ↓": "descending"}.get(arrow)
        href = f"{address}?{urlencode({**self.query, 'sort': wanted})}"
        link = tag("a", f"{speak(title)}{arrow}", href=href)
        look = _look(self.rows[0].cells[number - 1]) if self.rows else None
        return tag("th", link, scope="col", aria_sort=order, class_=look)

    def _foot(self, titles: Sequence[str], speak: Speak) -> Html:
        cells: list[Part] = []
        for column, title in enumerate(titles):
            total = self.total(column) if column in self.summed else None
            words = drawn(total) if total is not None else speak(say("Together")) if column == 0 else ""
            cells.append(tag("td", words, data_label=title, class_=_look(total)))
        return tag("tfoot", tag("tr", cells))

    def csv(self, speak: Speak) -> bytes:
        return csv_of([speak(head) for head in self.heads], [_written(row) for row in self.rows])

    def xlsx(self, speak: Speak, day: date) -> bytes:
        heads = [speak(head) for head in self.heads]
        book = workbook(day)
        rows = [_written(row) for row in self.rows]
        add_sheet(book, self.name, heads, rows, widths=dict.fromkeys(heads, _WIDTH), filtered=len(rows))
        return content_of(book)

    def file(self, kind: str, speak: Speak, day: date) -> tuple[bytes, str]:
        """The bytes and their type; `NotFound` for another kind than `csv` and `xlsx`."""
        if kind == "csv":
            return self.csv(speak), CSV
        if kind == "xlsx":
            return self.xlsx(speak, day), XLSX
        raise NotFound(say("There is no {key}.", key=kind))


def _order(value: Value) -> tuple[int, float, str]:
    if isinstance(value, datetime):
        return 0, value.timestamp(), ""
    if isinstance(value, date):
        return 0, float(value.toordinal()), ""
    if isinstance(value, str) or value is None:
        return 1, 0.0, (value or "").casefold()
    return 0, float(value), ""


def _row(row: Row, titles: Sequence[str], speak: Speak) -> Html:
    cells: list[Part] = []
    for column, (title, value) in enumerate(zip(titles, row.cells, strict=True)):
        words: Part = drawn(value)
        if column == 0 and row.href:
            words = tag("a", words, href=row.href)
        late = tag("strong", speak(say("late")), class_="fail") if column == 0 and row.is_late else None
        cells.append(
            tag("td", put(words, " ", late) if late else words, data_label=title, class_=_look(value))
        )
    return tag("tr", cells)


def _look(value: Value) -> str | None:
    return "number" if isinstance(value, Decimal | int) else None


def drawn(value: Value) -> str:
    """As people read it: a `Decimal` is an amount of rupees."""
    if isinstance(value, Decimal):
        return str(Signed(int(value.scaleb(2))))
    if isinstance(value, datetime):
        return moment_of(value)
    return "" if value is None else str(value)


def _written(row: Row) -> list[Value]:
    return [
        _CALENDAR.local(cell).replace(tzinfo=None) if isinstance(cell, datetime) else cell
        for cell in row.cells
    ]
