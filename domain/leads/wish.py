"""Which days and hours suit a customer whom none of the offered times did."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from types import MappingProxyType
from typing import Final

AFTERNOON: Final = time(14)
LATER_DAYS: Final = 7
_SATURDAY: Final = 5


class Preference(StrEnum):
    MORNINGS = "mornings"
    AFTERNOONS = "afternoons"
    SATURDAYS = "saturdays"
    LATER = "later"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """`words` are the customer's own, for people to read."""

    prefers: Preference = Preference.ANY
    words: str = ""

    def fits(self, start: datetime, today: date) -> bool:
        """`start` in the site's time zone."""
        return _FITS[self.prefers](start, today)


_FITS: Final[Mapping[Preference, Callable[[datetime, date], bool]]] = MappingProxyType(
    {
        Preference.MORNINGS: lambda start, _: start.time() < AFTERNOON,
        Preference.AFTERNOONS: lambda start, _: start.time() >= AFTERNOON,
        Preference.SATURDAYS: lambda start, _: start.weekday() == _SATURDAY,
        Preference.LATER: lambda start, today: (start.date() - today).days >= LATER_DAYS,
        Preference.ANY: lambda _start, _today: True,
    }
)
