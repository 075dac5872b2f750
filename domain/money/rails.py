"""By what a payment leaves: Finance's own bank app, or a payout provider over HTTP.

A rail never decides. The intent is stored first, and the commands of `domain/money/by_rail.py` say what became of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.words import N_


class Rail(StrEnum):
    MANUAL = "manual"
    RAZORPAYX = "razorpayx"


RAILS: Final[Mapping[Rail, str]] = MappingProxyType(
    {Rail.MANUAL: N_("by hand, in the bank's app"), Rail.RAZORPAYX: N_("RazorpayX")}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The rail that the company has set up; in test mode no money moves, and every card says so."""

    rail: Rail = Rail.MANUAL
    test: bool = False

    @property
    def is_manual(self) -> bool:
        return self.rail is Rail.MANUAL


BY_HAND: Final = Line()
