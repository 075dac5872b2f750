"""What came into a store: one line of a delivery note."""

from dataclasses import dataclass

from domain.money.amount import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What came. `document` is the number of the vendor's bill or delivery note; `unit_cost` what one unit cost."""

    store: str
    item: str
    quantity: int
    serials: tuple[str, ...] = ()
    unit_cost: Money | None = None
    document: str = ""
    reason: str = ""
