"""What has to be ordered: items of which a store has less than their reorder level."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.events import Event, Happening
from domain.materials.catalogue import CATALOGUE, Item
from domain.materials.movement import Level
from domain.materials.storekeeping import cost_of
from domain.money.amount import Money
from domain.people.actor import SYSTEM
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Reorder:
    """`wanted` fills the store up to twice the reorder level; `cost` is that of all of it."""

    store: str
    item: Item
    level: Level
    wanted: int
    cost: Money


async def reorder_list(uow: UnitOfWork) -> list[Reorder]:
    """By store and item. An item that a store never had is not kept there."""
    found = []
    for (store, key), level in (await uow.stock.book.levels()).items():
        item = CATALOGUE.get(key)
        if item is not None and is_low(item, level.available):
            wanted = 2 * item.reorder_level - level.available
            cost = Money(wanted * (await cost_of(uow, item)).paise)
            found.append(Reorder(store=store, item=item, level=level, wanted=wanted, cost=cost))
    return found


def is_low(item: Item, available: int) -> bool:
    return available < item.reorder_level


async def tell_low_stock(uow: UnitOfWork) -> None:
    """Once, by the input with which items of a store fall below; as long as they stay there, the list says it."""
    fallen: dict[str, list[tuple[str, int]]] = {}
    for (store, key), before in sorted(uow.stock.before.items()):
        item, level = CATALOGUE.get(key), await uow.stock.level(store, key)
        if item is not None and not is_low(item, before) and is_low(item, level.available):
            fallen.setdefault(store, []).append((key, level.available))
    for store, items in fallen.items():
        uow.record(_low(uow, store, items))


def _low(uow: UnitOfWork, store: str, items: Sequence[tuple[str, int]]) -> Event:
    """`items`: each with what is free of it."""
    by = SYSTEM.must(Permission.SEE_LEAD)
    facts = {"store": store, "low": " ".join(f"{key}:{available}" for key, available in items)}
    return Event(
        kind=Happening.STOCK_LOW, lead=None, subject=f"stock/{store}", by=by, at=uow.now, facts=facts
    )
