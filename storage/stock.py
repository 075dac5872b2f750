"""The ledger of stock: what lies in each store never goes below zero, nor below what is reserved of it."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ColumnElement,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    and_,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import VersionConflict
from domain.materials.movement import Held, Level, Movement, MovementKind, Piece, Place, Where, held_of
from domain.money.amount import Money
from domain.people.actor import By
from domain.serials import plain_serial
from domain.unit_of_work import Wrote
from storage.schema import BigId, Json, UtcDateTime, metadata

levels: Final = Table(
    "stock_levels",
    metadata,
    Column("store", String(64), primary_key=True),
    Column("item", String(64), primary_key=True),
    Column("on_hand", Integer, nullable=False),
    Column("reserved", Integer, nullable=False),
    CheckConstraint("on_hand >= 0", name="on_hand"),
    CheckConstraint("reserved >= 0 AND reserved <= on_hand", name="reserved"),
)
movements: Final = Table(
    "stock_movements",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("store", String(64), nullable=False),
    Column("item", String(64), nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("lead", String(64), index=True),
    Column("reason", Text, nullable=False),
    Column("made_by", Json),
    Column("serials", Json),
    Column("unit_cost_paise", BigInteger),
    Column("document", String(128), index=True),
    Column("other", String(64)),
    Index(None, "item", "id"),
)
pieces: Final = Table(
    "stock_pieces",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("serial", String(64), nullable=False),
    Column("item", String(64), nullable=False),
    Column("place", String(16), nullable=False),
    Column("holder", String(64), nullable=False),
    Index(None, "place", "holder", "item"),
)
_BY: Final = TypeAdapter(By)


class SqlStockBook:
    def __init__(self, connection: AsyncConnection, wrote: Wrote) -> None:
        self._connection = connection
        self._wrote = wrote

    async def levels(self, item: str | None = None) -> Mapping[tuple[str, str], Level]:
        query = select(levels).order_by(levels.c.store, levels.c.item)
        if item is not None:
            query = query.where(levels.c.item == item)
        rows = await self._connection.execute(query)
        return {(row.store, row.item): Level(row.on_hand, row.reserved) for row in rows}

    async def level(self, store: str, item: str) -> Level:
        query = select(levels.c.on_hand, levels.c.reserved).where(_of(store, item)).with_for_update()
        row = (await self._connection.execute(query)).one_or_none()
        return Level(*row) if row else Level()

    async def held(self, lead: str) -> Mapping[tuple[str, str], Held]:
        query = (
            select(movements.c.store, movements.c.item, movements.c.kind, func.sum(movements.c.quantity))
            .where(movements.c.lead == lead)
            .group_by(movements.c.store, movements.c.item, movements.c.kind)
        )
        rows = (await self._connection.execute(query)).all()
        return held_of((store, item, MovementKind(kind), int(total)) for store, item, kind, total in rows)

    async def write(self, movement: Movement) -> None:
        self._wrote.done = True
        effect = movement.effect
        changed = {
            "on_hand": levels.c.on_hand + effect.on_hand,
            "reserved": levels.c.reserved + effect.reserved,
        }
        level = update(levels).where(_of(movement.store, movement.item)).values(changed)
        try:
            if (await self._connection.execute(level)).rowcount == 0:
                row = {"store": movement.store, "item": movement.item}
                fresh = {**row, "on_hand": effect.on_hand, "reserved": effect.reserved}
                await self._connection.execute(insert(levels), fresh)
        except IntegrityError as error:
            raise VersionConflict(f"{movement.store} has no longer so much of {movement.item}") from error
        await self._connection.execute(insert(movements), _row(movement))

    async def movements(
        self,
        *,
        item: str | None = None,
        store: str | None = None,
        lead: str | None = None,
        document: str | None = None,
        limit: int = 50,
    ) -> list[Movement]:
        asked = {"item": item, "store": store, "lead": lead, "document": document}
        alike = [movements.c[name] == value for name, value in asked.items() if value is not None]
        query = select(movements).where(*alike).order_by(movements.c.id.desc()).limit(limit)
        return [_movement(row) for row in await self._connection.execute(query)]

    async def last_cost(self, item: str) -> Money | None:
        known = select(movements.c.unit_cost_paise).where(
            movements.c.item == item, movements.c.unit_cost_paise.is_not(None)
        )
        row = (await self._connection.execute(known.order_by(movements.c.id.desc()).limit(1))).first()
        return Money(row[0]) if row else None

    async def piece(self, serial: str) -> Piece | None:
        query = select(pieces).where(pieces.c.id == serial).with_for_update()
        row = (await self._connection.execute(query)).one_or_none()
        return _piece(row) if row else None

    async def pieces(self, place: Place, item: str | None = None) -> list[Piece]:
        there = select(pieces).where(pieces.c.place == place.where.value, pieces.c.holder == place.holder)
        query = there if item is None else there.where(pieces.c.item == item)
        return [_piece(row) for row in await self._connection.execute(query.order_by(pieces.c.id))]

    async def put(self, piece: Piece) -> None:
        self._wrote.done = True
        row = {"item": piece.item, "serial": piece.serial}
        row |= {"place": piece.place.where.value, "holder": piece.place.holder}
        known = update(pieces).where(pieces.c.id == plain_serial(piece.serial)).values(row)
        try:
            if (await self._connection.execute(known)).rowcount == 0:
                await self._connection.execute(insert(pieces), {"id": plain_serial(piece.serial), **row})
        except IntegrityError as error:
            raise VersionConflict(f"{piece.serial} was put somewhere else just now") from error


def _of(store: str, item: str) -> ColumnElement[bool]:
    return and_(levels.c.store == store, levels.c.item == item)


def _row(movement: Movement) -> dict[str, Any]:
    cost = movement.unit_cost
    return {
        "kind": movement.kind.value,
        "store": movement.store,
        "item": movement.item,
        "quantity": movement.quantity,
        "lead": movement.lead,
        "reason": movement.reason,
        "at": movement.at,
        "made_by": _BY.dump_python(movement.by, mode="json") if movement.by else None,
        "serials": list(movement.serials),
        "unit_cost_paise": cost.paise if cost is not None else None,
        "document": movement.document or None,
        "other": movement.other,
    }


def _movement(row: Row[Any]) -> Movement:
    return Movement(
        kind=MovementKind(row.kind),
        store=row.store,
        item=row.item,
        quantity=row.quantity,
        at=row.at,
        by=_BY.validate_python(row.made_by) if row.made_by else None,
        lead=row.lead,
        reason=row.reason,
        serials=tuple(row.serials or ()),
        unit_cost=Money(row.unit_cost_paise) if row.unit_cost_paise is not None else None,
        document=row.document or "",
        other=row.other,
    )


def _piece(row: Row[Any]) -> Piece:
    return Piece(serial=row.serial, item=row.item, place=Place(Where(row.place), row.holder))
