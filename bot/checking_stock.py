"""The promise of the stock: each level is what its movements add up to, and pieces are where the ledger says."""

from collections import Counter
from collections.abc import AsyncIterator

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.materials.movement import EFFECTS, Level, MovementKind, Where
from storage.stock import levels, movements, pieces

Key = tuple[str, str]
"""Store or lead, and item."""


async def of_stock(connection: AsyncConnection) -> AsyncIterator[str]:
    on_hand, reserved, out = await _moved(connection)
    rows = (await connection.execute(select(levels).order_by(levels.c.store, levels.c.item))).all()
    stored = {(row.store, row.item): Level(row.on_hand, row.reserved) for row in rows}
    for key in sorted(stored.keys() | on_hand.keys() | reserved.keys()):
        level = stored.get(key, Level())
        for name, count, moved in (
            ("on hand", level.on_hand, on_hand[key]),
            ("reserved", level.reserved, reserved[key]),
        ):
            if count != moved:
                yield f"stock {key[0]}/{key[1]}: {count} {name} stored, {moved} moved"
        if not 0 <= level.reserved <= level.on_hand:
            yield f"stock {key[0]}/{key[1]}: {level.on_hand} on hand, {level.reserved} reserved"
    for (lead, item), count in sorted(out.items()):
        if count < 0:
            yield f"stock {item}: {-count} more used or returned for {lead} than was issued"
    async for breach in _of_pieces(connection, on_hand, out):
        yield breach


async def _moved(connection: AsyncConnection) -> tuple[Counter[Key], Counter[Key], Counter[Key]]:
    m = movements.c
    sums = select(m.store, m.item, m.lead, m.kind, func.sum(m.quantity))
    on_hand, reserved, out = Counter[Key](), Counter[Key](), Counter[Key]()
    for store, item, lead, kind, total in await connection.execute(
        sums.group_by(m.store, m.item, m.lead, m.kind)
    ):
        factor, quantity = EFFECTS[MovementKind(kind)], int(total)
        on_hand[store, item] += factor.on_hand * quantity
        reserved[store, item] += factor.reserved * quantity
        out[lead or "", item] += factor.out * quantity
    return on_hand, reserved, out


async def _of_pieces(
    connection: AsyncConnection, on_hand: Counter[Key], out: Counter[Key]
) -> AsyncIterator[str]:
    """No more numbered pieces lie in a store, or are out for a lead, than there are pieces at all."""
    p = pieces.c
    counted = select(p.place, p.holder, p.item, func.count()).group_by(p.place, p.holder, p.item)
    for place, holder, item, count in await connection.execute(counted):
        there = {Where.STORE: on_hand, Where.OUT: out}.get(Where(place))
        if there is not None and count > there[holder, item]:
            yield f"stock {item}: {count} numbered pieces at {holder}, {there[holder, item]} there"
