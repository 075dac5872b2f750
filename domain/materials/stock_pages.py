"""What the stock is looked at by: all stores or one of them, one item, and what has to be ordered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.errors import NotFound
from domain.materials.catalogue import CATALOGUE, Item
from domain.materials.movement import Level, Movement, Piece, Place, Where
from domain.materials.reordering import Reorder, reorder_list
from domain.materials.store import Store
from domain.unit_of_work import UnitOfWork
from domain.words import say

MOVEMENTS: Final = 10
"""How many of an item's movements are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockPage:
    """`stores` are those looked at; `levels` by store and item, in the order of the catalogue, without what is used up."""

    stores: tuple[Store, ...]
    others: tuple[Store, ...]
    levels: Mapping[str, Mapping[str, Level]]
    low: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPage:
    item: Item
    stores: tuple[Store, ...]
    levels: Mapping[str, Level]
    low: frozenset[str]
    pieces: Mapping[str, Sequence[Piece]]
    movements: Sequence[Movement]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReorderPage:
    stores: Mapping[str, str]
    rows: Sequence[Reorder]


async def stock_page(uow: UnitOfWork, store: str | None = None) -> StockPage:
    """`NotFound` for a store that there is not."""
    known = tuple(await uow.all(Store))
    shown = known if store is None else (await uow.get(Store, store),)
    kept = await uow.stock.book.levels()
    order = {key: place for place, key in enumerate(CATALOGUE)}
    levels = {
        one.id: {
            item: level
            for (where, item), level in sorted(kept.items(), key=lambda row: order.get(row[0][1], len(order)))
            if where == one.id
        }
        for one in shown
    }
    low = frozenset((row.store, row.item.key) for row in await reorder_list(uow))
    others = tuple(one for one in known if one not in shown)
    return StockPage(stores=shown, others=others, levels=levels, low=low)


async def item_page(uow: UnitOfWork, item: Item) -> ItemPage:
    stores = tuple(await uow.all(Store))
    levels = {store: level for (store, _), level in (await uow.stock.book.levels(item.key)).items()}
    low = frozenset(row.store for row in await reorder_list(uow) if row.item.key == item.key)
    pieces = {
        store.id: await uow.stock.book.pieces(Place(Where.STORE, store.id), item.key) for store in stores
    }
    moved = await uow.stock.book.movements(item=item.key, limit=MOVEMENTS)
    return ItemPage(item=item, stores=stores, levels=levels, low=low, pieces=pieces, movements=moved)


async def reorder_page(uow: UnitOfWork) -> ReorderPage:
    titles = {store.id: store.title for store in await uow.all(Store)}
    return ReorderPage(stores=titles, rows=await reorder_list(uow))


def items_like(text: str) -> list[Item]:
    """Those whose key it is, else those in whose title it stands, the shortest first."""
    wanted = text.casefold().strip()
    if wanted in CATALOGUE:
        return [CATALOGUE[wanted]]
    named = [item for item in CATALOGUE.values() if wanted and wanted in item.title.casefold()]
    exact = [item for item in named if item.title.casefold() == wanted]
    return exact or sorted(named, key=lambda item: len(item.title))


async def found_in_stock(uow: UnitOfWork, wanted: str) -> Store | Item | Piece:
    """What somebody means: a store, an item, or the very unit by its serial number."""
    text = wanted.casefold().strip()
    for store in await uow.all(Store):
        if text in {store.id.casefold(), store.title.casefold()}:
            return store
    named = items_like(text)
    piece = await uow.stock.piece(wanted.strip())
    if piece is not None or named:
        return piece or named[0]
    raise NotFound(
        say("Nothing in stock is called “{text}”. Examples: /stock pune, /stock cable.", text=wanted[:40])
    )
