"""The public holidays of a state: three of them everywhere, the others as an admin has taken them over."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Final, Self

from domain.indian_states import STATES
from domain.words import N_

_BANKS: Final = "the banks"
BANKS: Final = "BANK"
"""In place of a state: the days on which banks are closed besides those that a rule tells (`domain/money/bank_days.py`)."""
NATIONAL: Final[Mapping[tuple[int, int], str]] = MappingProxyType(
    {(1, 26): N_("Republic Day"), (8, 15): N_("Independence Day"), (10, 2): N_("Gandhi Jayanti")}
)
"""By month and day: nobody can take these away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysOff:
    """The public holidays of one state by date, without the national ones; `id` is the state's two letters, or `BANKS`."""

    id: str
    version: int = 0
    days: Mapping[date, str] = field(default_factory=dict)

    def with_days(self, more: Mapping[date, str]) -> Self:
        return replace(self, days=dict(sorted({**self.days, **more}.items())))

    def without(self, day: date) -> Self:
        return replace(self, days={other: name for other, name in self.days.items() if other != day})


def whose(state: str) -> str:
    """What it is called."""
    return STATES.get(state, _BANKS)


def is_national(day: date) -> bool:
    return (day.month, day.day) in NATIONAL
