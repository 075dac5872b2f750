"""On which days banks are open in India: what a payout run may fall on, and how it is moved forward from any other day.

Closed are Sundays, second and fourth Saturdays (RBI, since 1 September 2015), the three national holidays, and 1 April for the closing of
the year's accounts. All others are published by the RBI for each of its offices and year by year (rbi.org.in, *Bank holidays*): an admin
enters those of the company's bank by `chargeops admin holiday add bank …`, and they are kept as the days off of `BANKS`.
"""

from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from typing import Final

from domain.unit_of_work import UnitOfWork
from domain.visits.day_off import BANKS, DaysOff, is_national

_SATURDAY: Final = 5
_SUNDAY: Final = 6
_CLOSING: Final = (4, 1)
_DAY: Final = timedelta(days=1)


def is_bank_day(day: date, closed: AbstractSet[date] = frozenset()) -> bool:
    """`closed`: the bank holidays that no rule tells."""
    if day.weekday() == _SUNDAY or (day.weekday() == _SATURDAY and (day.day - 1) // 7 in {1, 3}):
        return False
    return not is_national(day) and (day.month, day.day) != _CLOSING and day not in closed


def next_bank_day(day: date, closed: AbstractSet[date] = frozenset()) -> date:
    """That day, or the first one after it on which banks are open."""
    while not is_bank_day(day, closed):
        day += _DAY
    return day


async def bank_holidays(uow: UnitOfWork) -> frozenset[date]:
    known = await uow.find(DaysOff, BANKS)
    return frozenset(known.days) if known is not None else frozenset()
