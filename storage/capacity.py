"""What the database itself forbids to break: a team's time, and its places of a day, used twice."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import (
    Column,
    Date,
    Integer,
    String,
    Table,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import Refused, VersionConflict
from domain.slot import Slot
from domain.unit_of_work import Taken, Wrote
from domain.words import say
from storage.schema import UtcDateTime, metadata

CELL: Final = timedelta(minutes=30)

bookings: Final = Table(
    "bookings",
    metadata,
    Column("team", String(64), primary_key=True),
    Column("cell", UtcDateTime, primary_key=True),
    Column("visit", String(64), nullable=False, index=True),
)
day_places: Final = Table(
    "day_places",
    metadata,
    Column("team", String(64), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("visit", String(64), nullable=False, unique=True),
)


class SqlCapacity:
    """A team's time in half-hour cells, its days in numbered places: the primary keys let nobody book one twice."""

    def __init__(self, connection: AsyncConnection, wrote: Wrote) -> None:
        self._connection = connection
        self._wrote = wrote

    async def take(self, team: str, slot: Slot, visit: str, *, day: date, most: int) -> None:
        rows = [{"team": team, "cell": cell, "visit": visit} for cell in cells(slot)]
        clash = select(bookings.c.visit).where(
            bookings.c.team == team, bookings.c.cell.in_([row["cell"] for row in rows])
        )
        if (await self._connection.execute(clash)).first() is not None:
            raise Refused(say("This team has another visit at that time."))
        place = await self._free_place(team, day, most)
        self._wrote.done = True
        try:
            await self._connection.execute(insert(bookings), rows)
            row = {"team": team, "day": day, "place": place, "visit": visit}
            await self._connection.execute(insert(day_places), row)
        except IntegrityError as error:
            raise VersionConflict(f"{team} was booked by somebody else just now") from error

    async def _free_place(self, team: str, day: date, most: int) -> int:
        used = select(day_places.c.place).where(day_places.c.team == team, day_places.c.day == day)
        taken = set((await self._connection.execute(used)).scalars())
        free = [place for place in range(1, most + 1) if place not in taken]
        if len(taken) >= most:
            raise Refused(say("This team has no free place left on that day."))
        return free[0]

    async def free(self, visit: str) -> None:
        await self.finish(visit)
        await self._connection.execute(delete(day_places).where(day_places.c.visit == visit))

    async def finish(self, visit: str) -> None:
        self._wrote.done = True
        await self._connection.execute(delete(bookings).where(bookings.c.visit == visit))

    async def taken(self, teams: Collection[str], start: datetime, end: datetime) -> list[Taken]:
        start = cells(Slot(start=start, end=end))[0]
        query = (
            select(bookings.c.team, bookings.c.visit, func.min(bookings.c.cell), func.max(bookings.c.cell))
            .where(bookings.c.team.in_(teams), bookings.c.cell >= start, bookings.c.cell < end)
            .group_by(bookings.c.team, bookings.c.visit)
        )
        rows = (await self._connection.execute(query)).all()
        return [
            Taken(team=team, visit=visit, slot=Slot(start=first, end=last + CELL))
            for team, visit, first, last in rows
        ]

    async def places(self, teams: Collection[str], first: date, last: date) -> Mapping[tuple[str, date], int]:
        query = (
            select(day_places.c.team, day_places.c.day, func.count())
            .where(day_places.c.team.in_(teams), day_places.c.day.between(first, last))
            .group_by(day_places.c.team, day_places.c.day)
        )
        return {(team, day): used for team, day, used in await self._connection.execute(query)}


def cells(slot: Slot) -> list[datetime]:
    """The half hours that it touches, in order."""
    first = datetime.fromtimestamp(slot.start.timestamp() // 1800 * 1800, tz=slot.start.tzinfo)
    count = -(-(slot.end - first) // CELL)
    return [first + CELL * index for index in range(count)]
