"""What teams earn: rates by kind of visit, place and charger, in versions each of which holds from a day in India on.

A version is only ever added. The latest one that holds from a day on or before the visit counts for it, so neither a late approval
nor a new version changes what a visit earns. What a team's own card leaves open, the company's says.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final, Self, TypeVar

from domain.instant import aware
from domain.money.amount import NOTHING, Money
from domain.visits.states import VisitKind

T = TypeVar("T")
COMPANY: Final = "rates"
WHOLE: Final = 100


def card_of(team: str) -> str:
    return f"{COMPANY}/{team}" if team else COMPANY


class ChargerClass(StrEnum):
    """By power (`domain-facts.md` 1.1)."""

    KW_3 = "3.3"
    KW_7 = "7.4"
    KW_11 = "11"
    KW_22 = "22"


_MOST_KW: Final = ((3.7, ChargerClass.KW_3), (7.5, ChargerClass.KW_7), (11.5, ChargerClass.KW_11))


def class_of(charger_kw: float) -> ChargerClass:
    return next((one for most, one in _MOST_KW if charger_kw <= most), ChargerClass.KW_22)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRate:
    """`zone` is how the PIN code begins; empty: anywhere. `charger` None: any."""

    kind: VisitKind
    zone: str = ""
    charger: ChargerClass | None = None
    amount: Money

    def fits(self, kind: VisitKind, pin_code: str, charger: ChargerClass) -> bool:
        return self.kind is kind and pin_code.startswith(self.zone) and self.charger in {None, charger}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """None: left to the company's card. `metre` is paid beyond `free_metres` of cable, `emergency` to a team that stepped in.

    `absent` is the fee for a way in vain. `rework_share`: percent of the rate that a team earns where it puts its own work right;
    `rework_deduction`: percent of what the faulty visit earned that comes off where another team had to do that.
    """

    visits: tuple[VisitRate, ...] = ()
    metre: Money | None = None
    free_metres: int | None = None
    emergency: Money | None = None
    absent: Money | None = None
    rework_share: int | None = None
    rework_deduction: int | None = None

    def of(self, kind: VisitKind, pin_code: str, charger: ChargerClass) -> Money | None:
        """The nearest place decides, then the charger."""
        fitting = [rate for rate in self.visits if rate.fits(kind, pin_code, charger)]
        nearest = max(fitting, key=lambda rate: (len(rate.zone), rate.charger is not None), default=None)
        return nearest.amount if nearest is not None else None

    def with_rate(self, rate: VisitRate) -> Self:
        """In place of the one for the same kind, place and charger."""
        name = (rate.kind, rate.zone, rate.charger)
        others = (one for one in self.visits if (one.kind, one.zone, one.charger) != name)
        return replace(self, visits=(*others, rate))


@dataclass(frozen=True, slots=True, kw_only=True)
class RatesVersion:
    number: int
    valid_from: date
    rates: Rates
    set_at: datetime
    by: str
    reason: str = ""

    def __post_init__(self) -> None:
        aware(self.set_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateCard:
    """`team` empty: the company's. `versions` in the order in which they were set."""

    id: str
    version: int = 0
    team: str = ""
    versions: tuple[RatesVersion, ...] = ()

    def on(self, day: date) -> RatesVersion | None:
        valid = [one for one in self.versions if one.valid_from <= day]
        return max(valid, key=lambda one: (one.valid_from, one.number), default=None)

    def adding(self, version: RatesVersion) -> Self:
        return replace(self, versions=(*self.versions, version))

    def after(self, day: date) -> tuple[RatesVersion, ...]:
        """Those that come into force later, the next one first; of several for one day the last."""
        days = sorted({one.valid_from for one in self.versions if one.valid_from > day})
        return tuple(one for when in days if (one := self.on(when)) is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What holds for a team on a day: its own rates before the company's."""

    cards: tuple[Rates, ...]

    def visit(self, kind: VisitKind, pin_code: str, charger_kw: float) -> Money:
        charger = class_of(charger_kw)
        return _first((card.of(kind, pin_code, charger) for card in self.cards), NOTHING)

    @property
    def metre(self) -> Money:
        return _first((card.metre for card in self.cards), NOTHING)

    @property
    def free_metres(self) -> int:
        return _first((card.free_metres for card in self.cards), 0)

    @property
    def emergency(self) -> Money:
        return _first((card.emergency for card in self.cards), NOTHING)

    @property
    def absent(self) -> Money:
        return _first((card.absent for card in self.cards), NOTHING)

    @property
    def rework_share(self) -> int:
        return _first((card.rework_share for card in self.cards), 0)

    @property
    def rework_deduction(self) -> int:
        return _first((card.rework_deduction for card in self.cards), 0)


def _first(values: Iterable[T | None], otherwise: T) -> T:
    return next((value for value in values if value is not None), otherwise)


def terms_on(day: date, *cards: RateCard | None) -> Terms:
    """`cards` in the order in which they are asked."""
    versions = (card.on(day) for card in cards if card is not None)
    return Terms(cards=tuple(version.rates for version in versions if version is not None))
