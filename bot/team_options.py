"""What is written behind the options of `chargeops admin team…`: hours, days, areas, a place on the map."""

import argparse
import re
from datetime import date, time
from typing import Final

from domain.errors import Invalid
from domain.indian_states import state_named
from domain.money.amount import Money
from domain.money.tax_numbers import pan as pan_number
from domain.money.tds import LowerDeduction
from domain.visits.states import VisitKind

_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ID: Final = re.compile(r"[a-z0-9_-]{1,24}")
_ZONE: Final = re.compile(r"[1-9]\d{0,5}")


def team_id(text: str) -> str:
    """Short and plain, because it goes into buttons and timers."""
    if not _ID.fullmatch(text):
        raise argparse.ArgumentTypeError("an id is 1 to 24 of a-z 0-9 _ -, for example sunrise")
    return text


def hours(text: str) -> tuple[time, time]:
    try:
        opens, closes = (time.fromisoformat(part.strip()) for part in text.split("-"))
    except ValueError:
        raise argparse.ArgumentTypeError("from when to when, for example 09:00-18:00") from None
    return opens, closes


def weekdays(text: str) -> frozenset[int]:
    """`mon-sat` or `mon,wed,fri`, as Monday=0 to Sunday=6."""
    found: set[int] = set()
    for part in text.casefold().split(","):
        first, _, last = part.strip().partition("-")
        if first not in _WEEKDAYS or (last or first) not in _WEEKDAYS:
            raise argparse.ArgumentTypeError("days of the week, for example mon-sat or mon,wed,fri")
        begin, end = _WEEKDAYS.index(first), _WEEKDAYS.index(last or first)
        found |= {day % 7 for day in range(begin, end + (7 if end < begin else 0) + 1)}
    return frozenset(found)


def zones(text: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in text.split(","))
    if not all(_ZONE.fullmatch(part) for part in parts):
        raise argparse.ArgumentTypeError("how the PIN codes begin, for example 411,412")
    return parts


def skills(text: str) -> frozenset[VisitKind]:
    try:
        return frozenset(VisitKind(part.strip()) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError("survey, installation, or survey,installation") from None


def capacity(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 50:
        raise argparse.ArgumentTypeError("how many visits a day, for example 3")
    return int(text)


def base(text: str) -> tuple[float, float]:
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError:
        latitude = longitude = 1000.0
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise argparse.ArgumentTypeError("where the day begins, for example 18.5204,73.8567")
    return latitude, longitude


def pan(text: str) -> str:
    try:
        return pan_number(text)
    except Invalid as wrong:
        raise argparse.ArgumentTypeError(str(wrong.words)) from None


def lower_tds(text: str) -> LowerDeduction:
    """`AB12/2026 0.5 2026-04-01 2027-03-31 200000`: number, per cent, first and last day, up to which amount."""
    try:
        number, percent, first, last, most = text.split()
        return LowerDeduction(
            number=number,
            rate_bp=round(float(percent) * 100),
            first=date.fromisoformat(first),
            last=date.fromisoformat(last),
            most=Money.rupees(most),
        )
    except (ValueError, Invalid):
        raise argparse.ArgumentTypeError(
            'number, per cent, days, amount: for example "AB12/2026 0.5 2026-04-01 2027-03-31 200000"'
        ) from None


def state(text: str) -> str:
    try:
        return state_named(text)
    except Invalid as wrong:
        raise argparse.ArgumentTypeError(str(wrong.words)) from None
