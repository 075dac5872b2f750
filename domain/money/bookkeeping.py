"""The one place where the books are written, and how a period is read for the accountant."""

import calendar
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, TypeVar

from domain.calendar import Calendar
from domain.errors import Invalid
from domain.materials.purchase import Purchase
from domain.money.books import Account, Entry, Position, entry_for
from domain.money.earning import Earning
from domain.money.payment import Payment
from domain.slot import Slot
from domain.unit_of_work import UnitOfWork
from domain.visits.team import Team
from domain.words import say

_CALENDAR: Final = Calendar()
_MONTH: Final = re.compile(r"(\d{4})-(\d{2})")
_YEAR: Final = re.compile(r"FY *(\d{4})-(\d{2})", re.IGNORECASE)
_APRIL: Final = 4
_LAST_YEAR: Final = 9999
MONTHS_OFFERED: Final = 6
_AT_ONCE: Final = 5_000
_T = TypeVar("_T", Payment, Purchase, Earning)


async def write_books(uow: UnitOfWork) -> None:
    """Called by `settle` for everything of money that an input has changed."""
    changed = [thing for thing in uow.touched.values() if isinstance(thing, Payment | Earning | Purchase)]
    if not changed:
        return
    booked = await uow.books.booked([thing.id for thing in changed])
    entries = [entry_for(thing, booked.get(thing.id, {}), uow.now) for thing in changed]
    await uow.books.write([entry for entry in entries if entry is not None])


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """The entries of some days in India, both included; `opening` are the balances with which the first day begins.

    What they are about is there as it stands now, with the purchases that the payments are for.
    """

    first: date
    last: date
    opening: Position
    entries: tuple[Entry, ...]
    payments: Mapping[str, Payment]
    purchases: Mapping[str, Purchase] = field(default_factory=dict)
    earnings: Mapping[str, Earning] = field(default_factory=dict)
    teams: Mapping[str, Team] = field(default_factory=dict)

    @property
    def closing(self) -> Position:
        found = dict(self.opening)
        for entry in self.entries:
            for line in entry.lines:
                found[line.account] = found.get(line.account, 0) + line.paise
        return found

    def moved(self, account: Account) -> tuple[int, int]:
        """Debits and credits of the period, both counted upwards."""
        moves = [line.paise for entry in self.entries for line in entry.lines if line.account is account]
        return sum(m for m in moves if m > 0), -sum(m for m in moves if m < 0)


async def journal(uow: UnitOfWork, first: date, last: date) -> Journal:
    if last < first:
        raise Invalid(say("The period ends before it begins. Example: 2026-11-01 2026-11-30."))
    span = Slot(start=_CALENDAR.midnight(first), end=_CALENDAR.midnight(last + timedelta(days=1)))
    entries = await uow.books.between(span)
    payments = await _some(uow, Payment, {entry.subject for entry in entries if entry.intent is not None})
    others = {entry.subject for entry in entries if entry.intent is None}
    bought = {payment.purchase for payment in payments.values() if payment.purchase}
    return Journal(
        first=first,
        last=last,
        opening=await uow.books.balances(span.start),
        entries=tuple(entries),
        payments=payments,
        purchases=await _some(uow, Purchase, others | bought),
        earnings=await _some(uow, Earning, others),
        teams={team.id: team for team in await uow.all(Team)},
    )


async def _some(uow: UnitOfWork, kind: type[_T], keys: Collection[str]) -> dict[str, _T]:
    """A part at a time: a database takes only so many values in one question."""
    asked, found = sorted(keys), dict[str, _T]()
    for at in range(0, len(asked), _AT_ONCE):
        found |= {thing.id: thing for thing in await uow.some(kind, asked[at : at + _AT_ONCE])}
    return found


def month_of(text: str) -> tuple[date, date]:
    """First and last day of `2026-11`."""
    found = _MONTH.fullmatch(text.strip())
    if found is None or not 1 <= int(found[2]) <= 12 or not 0 < int(found[1]) < _LAST_YEAR:
        raise Invalid(say("“{text}” is no month. Example: 2026-11.", text=text))
    year, month = int(found[1]), int(found[2])
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def year_of(text: str) -> tuple[date, date]:
    """First and last day of the financial year `FY2026-27`: April to March."""
    found = _YEAR.fullmatch(text.strip())
    begins = int(found[1]) if found is not None else 0
    if found is None or (begins + 1) % 100 != int(found[2]) or not 0 < begins < _LAST_YEAR - 1:
        raise Invalid(say("“{text}” is no financial year. Example: FY2026-27.", text=text))
    return date(begins, _APRIL, 1), date(begins + 1, _APRIL - 1, 31)


def period_of(text: str) -> tuple[date, date]:
    """First and last day of a month, or of a financial year, whose name says so: `2026-12` is a month, `FY2026-27` a year."""
    if text.strip().casefold().startswith("fy"):
        return year_of(text)
    return month_of(text)


def year_named(day: date) -> str:
    """`FY2026-27`, in which this day lies."""
    first = day.year if day.month >= _APRIL else day.year - 1
    return f"FY{first:04d}-{(first + 1) % 100:02d}"


def months_until(now: datetime) -> list[date]:
    """The first days of the months that can be asked for with one tap, the present one first."""
    day = _CALENDAR.local(now).date().replace(day=1)
    months = [day]
    while len(months) < MONTHS_OFFERED:
        day = (day - timedelta(days=1)).replace(day=1)
        months.append(day)
    return months
