"""The period of a report: whole days of India, from midnight to midnight."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from domain.calendar import Calendar
from domain.errors import Invalid
from domain.reporting.period_wishes import Rhythm
from domain.words import say

DUE_AT: Final = time(9)
LONGEST: Final = 366
_DAY: Final = timedelta(days=1)
_MONTH: Final = re.compile(r"(\d{4})-(\d{2})")
_YEAR: Final = re.compile(r"FY ?(\d{4})(?:-(\d{2}))?", re.IGNORECASE)
_CALENDAR: Final = Calendar()


@lru_cache(maxsize=64)
def _midnight(day: date) -> datetime:
    """Asked for each lead of a report, many times."""
    return _CALENDAR.midnight(day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Both days are included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if not self.first <= self.last < self.first + LONGEST * _DAY:
            words = say(
                "A report covers from one day to a year. Example: {example}", example="2026-11-01 2026-11-30"
            )
            raise Invalid(words)

    @property
    def start(self) -> datetime:
        return _midnight(self.first)

    @property
    def end(self) -> datetime:
        """The first instant that no longer belongs to it."""
        return _midnight(self.last + _DAY)

    def holds(self, moment: datetime | None) -> bool:
        return moment is not None and self.start <= moment < self.end

    def __str__(self) -> str:
        return f"{self.first} {self.last}"


def week_before(day: date) -> Span:
    """The last Monday to Sunday that is over on that day."""
    monday = day - timedelta(days=day.weekday() + 7)
    return Span(first=monday, last=monday + 6 * _DAY)


def month_before(day: date) -> Span:
    last = day.replace(day=1) - _DAY
    return Span(first=last.replace(day=1), last=last)


def due_on(day: date) -> Iterator[tuple[Rhythm, Span]]:
    """What compiles itself on that day: the week on a Monday, the month on a 1st, the week first."""
    if day.weekday() == 0:
        yield Rhythm.WEEKLY, week_before(day)
    if day.day == 1:
        yield Rhythm.MONTHLY, month_before(day)


def next_due(after: datetime) -> datetime:
    """The next instant at which a report compiles itself, strictly after that one."""
    day = _CALENDAR.local(after).date()
    while not any(due_on(day)) or _CALENDAR.at(day, DUE_AT) <= after:
        day += _DAY
    return _CALENDAR.at(day, DUE_AT)


def read_span(text: str) -> Span:
    """`2026-11`, `FY2026-27` (April to March) or two days, `2026-11-01 2026-11-15`; `Invalid` otherwise."""
    said = " ".join(text.split())
    try:
        if month := _MONTH.fullmatch(said):
            first = date(int(month[1]), int(month[2]), 1)
            return Span(first=first, last=(first + 31 * _DAY).replace(day=1) - _DAY)
        if (year := _YEAR.fullmatch(said)) and year[2] in {None, f"{(int(year[1]) + 1) % 100:02d}"}:
            return Span(first=date(int(year[1]), 4, 1), last=date(int(year[1]) + 1, 3, 31))
        first, last = map(date.fromisoformat, said.split(" "))
    except (ValueError, OverflowError):
        raise Invalid(
            say(
                "“{text}” is no period. Examples: 2026-11, FY2026-27, 2026-11-01 2026-11-15",
                text=said[:40] or "–",
            )
        ) from None
    return Span(first=first, last=last)
