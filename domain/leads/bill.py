"""An electricity bill: what was read on it and where, and what the customer says to that.

Reading helps and never blocks: the bill counts as shared from the moment it was sent. One lead has one bill, `E-1042`;
another one in its place is read anew.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self

from domain.errors import Invalid, Refused
from domain.words import say

MOST_LOAD: Final = 150.0
_HORSE_POWER_KW: Final = 0.746
# A charger draws real power with hardly any reactive part, so of a limit in kVA it can use all as kW.
_KW: Final[Mapping[str, float]] = MappingProxyType({"kW": 1.0, "kVA": 1.0, "HP": _HORSE_POWER_KW})
_LOAD: Final = re.compile(r"^([0-9]{1,6}(?:\.[0-9]{1,3})?) ?([A-Za-z.]{1,10})?$")
_UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {"kw": "kW", "kilowatt": "kW", "kva": "kVA", "hp": "HP", "bhp": "HP"}
)
_CONSUMER: Final = re.compile(r"^[A-Z0-9/-]{5,20}$")


class BillState(StrEnum):
    WAITING = "waiting"
    READ = "read"
    CONFIRMED = "confirmed"
    NOT_MINE = "not_mine"
    UNREADABLE = "unreadable"
    DROPPED = "dropped"  # nobody reads it: replaced, too old, consent withdrawn, erased


_S = BillState
BILL_MOVES: Final[Mapping[BillState, frozenset[BillState]]] = MappingProxyType(
    {
        _S.WAITING: frozenset({_S.WAITING, _S.READ, _S.UNREADABLE, _S.DROPPED}),
        _S.READ: frozenset({_S.WAITING, _S.CONFIRMED, _S.NOT_MINE, _S.DROPPED}),
        _S.CONFIRMED: frozenset({_S.WAITING, _S.CONFIRMED, _S.NOT_MINE, _S.DROPPED}),
        _S.NOT_MINE: frozenset({_S.WAITING, _S.DROPPED}),
        _S.UNREADABLE: frozenset({_S.WAITING, _S.CONFIRMED, _S.NOT_MINE, _S.DROPPED}),
        _S.DROPPED: frozenset({_S.WAITING, _S.DROPPED}),
    }
)


class Problem(StrEnum):
    """Why nothing could be read."""

    LOCKED = "locked"
    BROKEN = "broken"
    WRONG_TYPE = "wrong_type"
    TOO_LARGE = "too_large"
    NO_BILL = "no_bill"
    GONE = "gone"


class Way(StrEnum):
    """How a value came: from the text of a PDF, recognised in a picture, or typed by somebody."""

    TEXT = "text"
    OCR = "ocr"
    TYPED = "typed"


class Phase(StrEnum):
    SINGLE = "1"
    THREE = "3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A value and where it was read: behind which label, on which page and line (from 1); typed ones stand nowhere."""

    value: str
    way: Way
    label: str = ""
    page: int = 0
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BillReading:
    """`load` and `demand` (the maximum that was drawn) are kept as `5 kW`, `phase` as a `Phase`.

    A load whose unit stands nowhere is kept without one. `discom` is an id of `discoms.py`, empty if not recognised.
    """

    consumer: Found | None = None
    name: Found | None = None
    load: Found | None = None
    phase: Found | None = None
    demand: Found | None = None
    discom: str = ""

    @property
    def is_bill(self) -> bool:
        return self.consumer is not None or self.load is not None

    @property
    def load_kw(self) -> float | None:
        return kilowatts(self.load.value) if self.load else None

    @property
    def demand_kw(self) -> float | None:
        return kilowatts(self.demand.value) if self.demand else None

    @property
    def consumer_key(self) -> str:
        """The consumer number as it is compared: without blanks and signs."""
        return re.sub(r"[^A-Z0-9]", "", self.consumer.value) if self.consumer else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """`picture` names the file that is or was read (`Picture.unique_id`); `same_as` are other leads with this number.

    `told` are the doubts (`bill_doubts.py`) that Ops has been told of.
    """

    id: str
    version: int = 0
    lead: str
    picture: str
    state: BillState = BillState.WAITING
    state_since: datetime
    reading: BillReading | None = None
    problem: Problem | None = None
    same_as: tuple[str, ...] = ()
    told: tuple[str, ...] = ()

    @property
    def consumer(self) -> str:
        """By which the same bill is found at another lead."""
        return self.reading.consumer_key if self.reading else ""

    def moved(self, state: BillState, now: datetime) -> Self:
        if state not in BILL_MOVES[self.state]:
            raise Refused(say("This bill has been replaced or taken away meanwhile."))
        return replace(self, state=state, state_since=now)

    def anew(self, picture: str, now: datetime) -> Self:
        """Another file in its place."""
        waiting = self.moved(BillState.WAITING, now)
        return replace(waiting, picture=picture, reading=None, problem=None, same_as=(), told=())

    def dropped(self, now: datetime) -> Self:
        """Nothing that was read is kept."""
        return replace(self.moved(BillState.DROPPED, now), reading=None, problem=None, same_as=(), told=())

    @property
    def is_shown(self) -> bool:
        return self.state in {BillState.READ, BillState.CONFIRMED}


def bill_of(lead: str) -> str:
    """`L-1042` → `E-1042`."""
    return f"E-{lead.removeprefix('L-')}"


def load_of(text: str) -> str:
    """`5kw` → `5 kW`; a unit that is missing stays missing. `Invalid` unless it is more than 0 and at most 150."""
    match = _LOAD.match(" ".join(text.replace(",", ".").split()))
    unit = _UNITS.get((match[2] or "").replace(".", "").casefold(), "") if match else ""
    if match is None or (match[2] and not unit) or not 0 < float(match[1]) <= MOST_LOAD:
        raise Invalid(say("Please type the load with its unit. Example: 5 kW."))
    return f"{float(match[1]):g} {unit}".strip()


def load_with_unit(text: str) -> str:
    """As `load_of`, for somebody who can be asked for the unit."""
    load = load_of(text)
    if " " not in load:
        raise Invalid(say("Please type the load with its unit. Example: 5 kW."))
    return load


def kilowatts(load: str) -> float | None:
    """Of `5 kVA`, as kW; None where the unit is not known."""
    number, _, unit = load.partition(" ")
    return round(float(number) * _KW[unit], 3) if unit in _KW else None


def consumer_number(text: str) -> str:
    """In capitals, blanks out, leading zeros kept; `Invalid` unless it can be one (`domain-facts.md` 2.2)."""
    number = re.sub(r"\s", "", text).upper()
    if not _CONSUMER.match(number) or not any(sign.isdigit() for sign in number):
        raise Invalid(
            say("A consumer number has 5 to 20 letters and digits, as on your bill. Example: 152608268.")
        )
    return number


def masked(number: str) -> str:
    """All but the last four signs hidden, for groups."""
    return f"{'•' * max(len(number) - 4, 4)}{number[-4:]}"
