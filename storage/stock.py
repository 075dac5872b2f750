"""What the database itself forbids to break: two visits of one team at a time, and stock below zero."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    Integer,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import Refused, VersionConflict
from domain.slot import Slot
from domain.unit_of_work import Wrote
from domain.words import say
from storage.schema import BigId, UtcDateTime, metadata

CELL: Final = timedelta(minutes=30)

bookings: Final = Table(
    "bookings",
    metadata,
    Column("team", String(64), primary_key=True),
    Column("cell", UtcDateTime, primary_key=True),
    Column("visit", String(64), nullable=False, index=True),
)
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
    Column("lead", String(64)),
    Column("reason", Text, nullable=False),
)


class SqlCapacity:
    """A team's time in half-hour cells: the primary key lets nobody book a cell twice."""

    def __init__(self, connection: AsyncConnection, wrote: Wrote) -> None:
        self._connection = connection
        self._wrote = wrote

    async def take(self, team: str, slot: Slot, visit: str) -> None:
        rows = [{"team": team, "cell": cell, "visit": visit} for cell in _cells(slot)]
        clash = select(bookings.c.visit).where(
            bookings.c.team == team, bookings.c.cell.in_([row["cell"] for row in rows])
        )
        if (await self._connection.execute(clash)).first() is not None:
            raise Refused(say("This team has another visit at that time."))
        self._wrote.done = True
        try:
            await self._connection.execute(insert(bookings), rows)
        except IntegrityError as error:
            raise VersionConflict(f"{team} was booked by somebody else just now") from error

    async def free(self, visit: str) -> None:
        self._wrote.done = True
        await self._connection.execute(delete(bookings).where(bookings.c.visit == visit))

    async def taken(self, start: datetime, end: datetime) -> list[tuple[str, Slot]]:
        start = _cells(Slot(start=start, end=end))[0]
        query = (
            select(bookings.c.team, func.min(bookings.c.cell), func.max(bookings.c.cell))
            .where(bookings.c.cell >= start, bookings.c.cell < end)
            .group_by(bookings.c.team, bookings.c.visit)
        )
        rows = (await self._connection.execute(query)).all()
        return [(team, Slot(start=first, end=last + CELL)) for team, first, last in rows]


def _cells(slot: Slot) -> list[datetime]:
    first = datetime.fromtimestamp(slot.start.timestamp() // 1800 * 1800, tz=slot.start.tzinfo)
    count = -(-(slot.end - first) // CELL)
    return [first + CELL * index for index in range(count)]


class SqlStock:
    def __init__(self, connection: AsyncConnection, wrote: Wrote) -> None:
        self._connection = connection
        self._wrote = wrote

    async def available(self, item: str) -> Mapping[str, int]:
        query = select(levels.c.store, levels.c.on_hand - levels.c.reserved).where(levels.c.item == item)
        return dict((await self._connection.execute(query)).all())

    async def receive(self, store: str, item: str, quantity: int, *, reason: str, at: datetime) -> None:
        grown = (
            update(levels)
            .where(levels.c.store == store, levels.c.item == item)
            .values(on_hand=levels.c.on_hand + quantity)
        )
        if (await self._connection.execute(grown)).rowcount == 0:
            row = {"store": store, "item": item, "on_hand": quantity, "reserved": 0}
            await self._connection.execute(insert(levels), row)
        await self._move("receipt", store, item, quantity, None, reason, at)

    async def reserve(self, store: str, item: str, quantity: int, *, lead: str, at: datetime) -> None:
        taken = (
            update(levels)
            .where(
                levels.c.store == store,
                levels.c.item == item,
                levels.c.on_hand - levels.c.reserved >= quantity,
            )
            .values(reserved=levels.c.reserved + quantity)
        )
        if (await self._connection.execute(taken)).rowcount == 0:
            raise Refused(say("{store} has not enough of {item} left.", store=store, item=item))
        await self._move("reserve", store, item, quantity, lead, "", at)

    async def release(self, store: str, item: str, quantity: int, *, lead: str, at: datetime) -> None:
        given_back = (
            update(levels)
            .where(levels.c.store == store, levels.c.item == item, levels.c.reserved >= quantity)
            .values(reserved=levels.c.reserved - quantity)
        )
        if (await self._connection.execute(given_back)).rowcount == 0:
            raise VersionConflict(f"{store} has not reserved {quantity} of {item}")
        await self._move("release", store, item, quantity, lead, "", at)

    async def _move(  # noqa: PLR0913, PLR0917  the columns of the ledger
        self, kind: str, store: str, item: str, quantity: int, lead: str | None, reason: str, at: datetime
    ) -> None:
        self._wrote.done = True
        row = {
            "kind": kind,
            "store": store,
            "item": item,
            "quantity": quantity,
            "lead": lead,
            "reason": reason,
            "at": at,
        }
        await self._connection.execute(insert(movements), row)
