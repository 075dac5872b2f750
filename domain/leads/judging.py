"""Every row of a file, looked at by itself: a lead that can be added, or what is wrong in which cell. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final

from domain.errors import Invalid
from domain.leads.fields import FIELDS, REQUIRED
from domain.leads.imports import Fault, Problem
from domain.leads.intake import NewLead
from domain.words import Words, say

GIVEN_MOST: Final = 60
_SHORTENED: Final = re.compile(r"^[0-9](?:\.([0-9]+))?E\+?([0-9]{1,2})$", re.IGNORECASE)
_WHOLE: Final = re.compile(r"^([0-9]+)\.0+$")
_NUMBERS: Final = frozenset({"phone", "pin_code"})
"""What a spreadsheet takes for a number although it is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`number` as the spreadsheet counts; `spoiled` cells, by column, have no value that can be used."""

    number: int
    cells: tuple[str, ...]
    spoiled: Mapping[int, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What a file holds: headings, and the rows below them that are not empty."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Either `new`, checked, or faults. `repeats` is the row in which its reference stood first."""

    row: Row
    new: NewLead | None
    faults: tuple[Fault, ...] = ()
    repeats: int | None = None


def judge(table: Table, columns: Sequence[str], *, oem: str, file: str) -> tuple[Judged, ...]:
    """`columns` names the field of each heading. The first row of a reference counts, each later one is a fault."""
    where = {name: column for column, name in enumerate(columns) if name}
    if any(name not in where for name in REQUIRED):
        return ()
    first: dict[str, int] = {}
    blank = NewLead(oem=oem, reference="", name="", phone="", pin_code="", channel="import", file=file)
    return tuple(_judged(row, where, first, blank) for row in table.rows)


def _judged(row: Row, where: Mapping[str, int], first: dict[str, int], blank: NewLead) -> Judged:
    values: dict[str, str] = {}
    faults: list[Fault] = []
    for name, column in where.items():
        try:
            value = _value(row, name, column)
        except Invalid as wrong:
            given = row.cells[column][:GIVEN_MOST] if column < len(row.cells) else ""
            faults.append(_fault(row, column, name, wrong.words, given))
        else:
            if value:
                values[name] = value
    reference = values.get("reference", "")
    before = first.setdefault(reference, row.number) if reference else row.number
    if before != row.number:
        words = say("The same reference stands in row {row} already.", row=before)
        faults.append(_fault(row, where["reference"], "reference", words, reference))
        return Judged(row=row, new=None, faults=tuple(faults), repeats=before)
    if faults:
        return Judged(row=row, new=None, faults=tuple(faults))
    return Judged(row=row, new=_lead(blank, values))


def _lead(blank: NewLead, values: Mapping[str, str]) -> NewLead:
    """`values` are checked and not empty; what was not given stays as it is in the blank."""
    texts: Mapping[str, Any] = {name: value for name, value in values.items() if name != "charger_kw"}
    return replace(blank, **texts, charger_kw=float(values.get("charger_kw", blank.charger_kw)))


def _value(row: Row, name: str, column: int) -> str:
    """The value as it is kept; empty where an optional one is missing. `Invalid`."""
    if column in row.spoiled:
        raise Invalid(row.spoiled[column])
    text = row.cells[column].strip() if column < len(row.cells) else ""
    if not text:
        if FIELDS[name].required:
            raise Invalid(say("This is missing. Example: {example}.", example=FIELDS[name].example))
        return ""
    return FIELDS[name].check(_whole(text) if name in _NUMBERS else text)


def _whole(text: str) -> str:
    """A number that a spreadsheet has written its own way, in full; `Invalid` where digits are lost for good."""
    if (whole := _WHOLE.match(text)) is not None:
        return whole[1]
    short = _SHORTENED.match(text)
    if short is None:
        return text
    if len(short[1] or "") < int(short[2]):
        raise Invalid(
            say(
                "The spreadsheet has cut this number down to {number}: make the column a text column and type it again. Example: 9876543210.",
                number=text,
            )
        )
    return f"{Decimal(text):f}".split(".", 1)[0]


def _fault(row: Row, column: int, name: str, words: Words, given: str) -> Fault:
    cell = f"{letters(column)}{row.number}"
    return Fault(cell=cell, field=name, problem=Problem.of(words), given=given[:GIVEN_MOST])


def letters(column: int) -> str:
    """The column's name in a spreadsheet: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, left = divmod(column - 1, 26)
        name = chr(ord("A") + left) + name
    return name


def index_of(cell: str) -> int:
    """The column of a cell: that of `AA7` is 26."""
    place = 0
    for letter in cell.rstrip("0123456789"):
        place = 26 * place + ord(letter) - ord("A") + 1
    return place - 1


def faults_of(judged: Sequence[Judged]) -> Iterator[Fault]:
    for one in judged:
        yield from one.faults
