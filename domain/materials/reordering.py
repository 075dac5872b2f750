"""What has to be ordered: items of which a store has less than their reorder level."""

from collections.abc import Mapping
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
    """Once, by the input with which it falls below; as long as it stays there, the list says it."""
    before: Mapping[tuple[str, str], int] = uow.stock.before
    for (store, key), available in sorted(before.items()):
        item, level = CATALOGUE.get(key), await uow.stock.level(store, key)
        if item is not None and not is_low(item, available) and is_low(item, level.available):
            uow.record(_low(uow, store, item, level))


def _low(uow: UnitOfWork, store: str, item: Item, level: Level) -> Event:
    by = SYSTEM.must(Permission.SEE_LEAD)
    facts = {
        "store": store,
        "item": item.key,
        "available": str(level.available),
        "reorder_level": str(item.reorder_level),
    }
    return Event(
        kind=Happening.STOCK_LOW, lead=None, subject=f"stock/{store}", by=by, at=uow.now, facts=facts
    )
