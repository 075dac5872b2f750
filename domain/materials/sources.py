"""Where a line can come from: the stores nearest to the site first, another store's stock, or a local vendor."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain.materials.catalogue import CATALOGUE
from domain.materials.request import Line, LineState, MaterialRequest
from domain.materials.store import Store
from domain.money.amount import NOTHING, Money
from domain.policy import Policy


class Way(StrEnum):
    OWN = "own"
    TRANSFER = "transfer"
    BUY = "buy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """`quantity` of a line from a `store`, or bought; `cost` by the catalogue, `takes` until it is there."""

    way: Way
    quantity: int
    cost: Money
    takes: timedelta
    store: str = ""

    @property
    def days(self) -> int:
        """Until it is there, whole days; 0 for what lies in the zone's own store."""
        return -(-self.takes // timedelta(days=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What the stores have free of one item, by store; `near` are the stores, those of the site's own zone first."""

    near: Sequence[Store]
    free: Mapping[str, int]
    pin_code: str = ""

    @property
    def home(self) -> str | None:
        """The store from which the site is served."""
        return self.near[0].id if self.near else None

    @property
    def own(self) -> frozenset[str]:
        """The stores of the zone; where none serves it, the nearest."""
        serving = frozenset(store.id for store in self.near if store.serves(self.pin_code))
        return serving or frozenset(store.id for store in self.near[:1])

    def stocked(self) -> Iterator[tuple[str, int]]:
        """Those that have any, nearest first."""
        for store in self.near:
            if self.free.get(store.id, 0) > 0:
                yield store.id, self.free[store.id]


def suggested(line: Line, shelf: Shelf, policy: Policy) -> tuple[Source, ...]:
    """The nearest store that has all of it; else what each has, nearest first, and a vendor for the rest."""
    for store, free in shelf.stocked():
        if free >= line.quantity:
            return (from_store(line.item, line.quantity, store, shelf, policy),)
    found, wanted = list[Source](), line.quantity
    for store, free in shelf.stocked():
        found.append(from_store(line.item, free, store, shelf, policy))
        wanted -= free
    return (*found, _bought(line.item, wanted, policy))


def from_store(item: str, quantity: int, store: str, shelf: Shelf, policy: Policy) -> Source:
    own = store in shelf.own
    return Source(
        way=Way.OWN if own else Way.TRANSFER,
        store=store,
        quantity=quantity,
        cost=_cost(item, quantity),
        takes=timedelta(0) if own else policy.transfer,
    )


def _bought(item: str, quantity: int, policy: Policy) -> Source:
    return Source(way=Way.BUY, quantity=quantity, cost=_cost(item, quantity), takes=policy.local_purchase)


def _cost(item: str, quantity: int) -> Money:
    known = CATALOGUE.get(item)
    return Money(known.cost.paise * quantity) if known is not None else NOTHING


def open_lines(request: MaterialRequest) -> Iterator[tuple[int, Line]]:
    """With their numbers."""
    for number, line in enumerate(request.lines, start=1):
        if line.state is LineState.OPEN:
            yield number, line
