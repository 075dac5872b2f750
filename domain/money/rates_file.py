"""A CSV of rates: one rate in a row, whole cards; what is wrong is said by its cell. Pure.

team,what,zone,charger,amount
,survey,,,550
sunrise,installation,411,7.4,"3,500"
sunrise,metre,,,80
"""

import csv
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from io import StringIO
from types import MappingProxyType
from typing import Final

from domain.errors import Invalid
from domain.money.amount import Money
from domain.money.rate_card import WHOLE, ChargerClass, Rates, VisitRate
from domain.visits.states import VisitKind
from domain.words import Words, say

HEADINGS: Final = ("team", "what", "zone", "charger", "amount")
EXAMPLE: Final = 'sunrise,installation,411,7.4,"3,500"'
_ZONE: Final = re.compile(r"[1-9][0-9]{0,5}")
_KINDS: Final = tuple(kind.value for kind in VisitKind)
_AMOUNTS: Final[Mapping[str, Callable[[Rates, Money], Rates]]] = MappingProxyType(
    {
        "metre": lambda rates, amount: replace(rates, metre=amount),
        "emergency": lambda rates, amount: replace(rates, emergency=amount),
        "absent": lambda rates, amount: replace(rates, absent=amount),
    }
)
_COUNTS: Final[Mapping[str, Callable[[Rates, int], Rates]]] = MappingProxyType(
    {
        "free metres": lambda rates, count: replace(rates, free_metres=count),
        "rework share": lambda rates, count: replace(rates, rework_share=count),
        "rework deduction": lambda rates, count: replace(rates, rework_deduction=count),
    }
)
WHATS: Final = (*_KINDS, *_AMOUNTS, *_COUNTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFault:
    """`row` as a spreadsheet counts it, with the headings in row 1."""

    row: int
    column: str
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class RatesFile:
    """By team; empty: the company's card. Where there are faults, nothing of it is taken."""

    cards: Mapping[str, Rates]
    faults: tuple[CellFault, ...]


class _Wrong(Exception):
    def __init__(self, column: str, words: Words) -> None:
        self.column, self.words = column, words


def read_rates(text: str, teams: Collection[str]) -> RatesFile:
    """`Invalid` where the headings are others; `teams` are those that there are."""
    rows = list(csv.reader(StringIO(text.removeprefix("\ufeff"))))
    headings = tuple(cell.strip().casefold() for cell in rows[0]) if rows else ()
    if headings != HEADINGS:
        raise Invalid(
            say(
                "The first row has to be {headings}. An example of a row: {example}",
                headings=",".join(HEADINGS),
                example=EXAMPLE,
            )
        )
    cards: dict[str, Rates] = {}
    faults = tuple(_faults(rows[1:], teams, cards))
    if not faults and not cards:
        raise Invalid(say("There is no rate in this file. An example of a row: {example}", example=EXAMPLE))
    return RatesFile(cards=MappingProxyType(cards), faults=faults)


def _faults(rows: list[list[str]], teams: Collection[str], cards: dict[str, Rates]) -> Iterator[CellFault]:
    seen: dict[tuple[str, ...], int] = {}
    for number, cells in enumerate(rows, start=2):
        row = {name: cell.strip() for name, cell in zip(HEADINGS, cells, strict=False)}
        if not any(row.values()):
            continue
        try:
            name = _name(row, teams)
            _expect_once(seen.setdefault(name, number), number)
            cards[name[0]] = _with(cards.get(name[0], Rates()), row, name[1])
        except _Wrong as wrong:
            yield CellFault(row=number, column=wrong.column, words=wrong.words)


def _expect_once(first: int, number: int) -> None:
    if first != number:
        raise _Wrong("what", say("The same rate stands in row {row} already.", row=first))


def _name(row: Mapping[str, str], teams: Collection[str]) -> tuple[str, str, str, str]:
    """What is rated; a rate stands there once."""
    team, what = row["team"], row.get("what", "").casefold().replace("_", " ")
    zone, charger = row.get("zone", ""), row.get("charger", "")
    if team and team not in teams:
        known = ", ".join(sorted(teams))
        raise _Wrong("team", say("There is no team “{team}”. There are: {known}.", team=team, known=known))
    if what not in WHATS:
        raise _Wrong(
            "what", say("“{text}” is no rate. There are: {known}.", text=what, known=", ".join(WHATS))
        )
    for column, cell in (("zone", zone), ("charger", charger)):
        if cell and what not in _KINDS:
            raise _Wrong(column, say("Only visits have rates by place and charger. Leave it empty."))
    return team, what, zone, charger


def _with(rates: Rates, row: Mapping[str, str], what: str) -> Rates:
    text = row.get("amount", "")
    if what in _KINDS:
        return rates.with_rate(
            VisitRate(
                kind=VisitKind(what),
                zone=_zone(row.get("zone", "")),
                charger=_charger(row.get("charger", "")),
                amount=_amount(text),
            )
        )
    if what in _AMOUNTS:
        return _AMOUNTS[what](rates, _amount(text))
    return _COUNTS[what](rates, _count(what, text))


def _zone(text: str) -> str:
    if text and not _ZONE.fullmatch(text):
        raise _Wrong("zone", say("“{text}” is not how a PIN code begins. Example: 411.", text=text))
    return text


def _charger(text: str) -> ChargerClass | None:
    plain = text.casefold().removesuffix("kw").strip()
    if plain and plain not in {one.value for one in ChargerClass}:
        known = ", ".join(one.value for one in ChargerClass)
        raise _Wrong(
            "charger", say("“{text}” is no charger class. There are: {known}.", text=text, known=known)
        )
    return ChargerClass(plain) if plain else None


def _amount(text: str) -> Money:
    try:
        return Money.rupees(text)
    except ValueError:
        raise _Wrong("amount", say("“{text}” is no amount. Example: 3,500.", text=text)) from None


def _count(what: str, text: str) -> int:
    most = 500 if what == "free metres" else WHOLE
    plain = text.removesuffix("%").removesuffix("m").strip()
    if not (plain.isascii() and plain.isdecimal()) or int(plain) > most:
        raise _Wrong(
            "amount", say("“{text}” is no number from 0 to {most}. Example: 20.", text=text, most=most)
        )
    return int(plain)
