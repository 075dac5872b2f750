"""The ledger of stock: what moved, and what each kind of movement does to what lies in a store."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.money.amount import Money
from domain.people.actor import By


class MovementKind(StrEnum):
    RECEIPT = "receipt"
    RESERVE = "reserve"
    RELEASE = "release"
    ISSUE = "issue"
    RETURN = "return"
    USE = "use"
    TRANSFER = "transfer"
    ADJUST = "adjust"


@dataclass(frozen=True, slots=True)
class Effect:
    """By which factor the quantity counts: in the store, among what is reserved, and in what is out for the lead."""

    on_hand: int
    reserved: int
    out: int


_K = MovementKind
EFFECTS: Final[Mapping[MovementKind, Effect]] = MappingProxyType(
    {
        _K.RECEIPT: Effect(1, 0, 0),
        _K.RESERVE: Effect(0, 1, 0),
        _K.RELEASE: Effect(0, -1, 0),
        _K.ISSUE: Effect(-1, -1, 1),
        _K.RETURN: Effect(1, 0, -1),
        _K.USE: Effect(0, 0, -1),
        _K.TRANSFER: Effect(1, 0, 0),
        _K.ADJUST: Effect(1, 0, 0),
    }
)
SIGNED: Final = frozenset({MovementKind.TRANSFER, MovementKind.ADJUST})
"""Their quantity says by its sign whether the store has more or less afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One row of the ledger; never changed. `quantity` in the item's own unit (pieces, metres).

    `other` is the store at the other end of a transfer, `document` the vendor's bill or the file that it came by.
    """

    kind: MovementKind
    store: str
    item: str
    quantity: int
    at: datetime
    by: By | None = None
    lead: str | None = None
    reason: str = ""
    serials: tuple[str, ...] = ()
    unit_cost: Money | None = None
    document: str = ""
    other: str | None = None

    def __post_init__(self) -> None:
        if self.quantity == 0 or (self.quantity < 0 and self.kind not in SIGNED):
            raise ValueError(f"{self.kind} of {self.quantity} moves nothing")
        if len(self.serials) > abs(self.quantity):
            raise ValueError("more serial numbers than pieces")

    @property
    def effect(self) -> Effect:
        """What it adds to each."""
        factor = EFFECTS[self.kind]
        return Effect(
            factor.on_hand * self.quantity, factor.reserved * self.quantity, factor.out * self.quantity
        )


@dataclass(frozen=True, slots=True)
class Level:
    """What lies in a store of one item, and how much of it is promised to leads."""

    on_hand: int = 0
    reserved: int = 0

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True)
class Held:
    """What one lead holds of an item: `reserved` in a store, `out` with its team and not yet used or returned."""

    reserved: int = 0
    out: int = 0


class Where(StrEnum):
    STORE = "store"
    OUT = "out"
    INSTALLED = "installed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Place:
    """`holder` is the store or the lead; what is gone (sent back, broken, lost) has none."""

    where: Where
    holder: str = ""


GONE: Final = Place(Where.GONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One unit known by its serial number. There is one row for it, so it is in one place at a time."""

    serial: str
    item: str
    place: Place = GONE


def held_of(sums: Iterable[tuple[str, str, MovementKind, int]]) -> Mapping[tuple[str, str], Held]:
    """From what one lead's movements add up to: store, item, kind, quantity."""
    found: dict[tuple[str, str], Held] = {}
    for store, item, kind, quantity in sums:
        before, factor = found.get((store, item), Held()), EFFECTS[kind]
        found[store, item] = Held(
            reserved=before.reserved + factor.reserved * quantity, out=before.out + factor.out * quantity
        )
    return found
