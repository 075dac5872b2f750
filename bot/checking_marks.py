"""The marks of teams, counted again from the timeline and compared."""

from collections.abc import AsyncIterator
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.visits.marks import COUNTED, JUDGED, Mark, Sort, kept_once, marks_of
from storage.ledger import timeline
from storage.marks import marks
from storage.screens import event_of


async def of_marks(connection: AsyncConnection) -> AsyncIterator[str]:
    """Of all that has happened since the first mark was set: records begin with it."""
    first = (await connection.execute(select(func.min(marks.c.at)))).scalar_one()
    if first is None:
        return
    stored = {mark.key: mark for mark in await _stored(connection)}
    counted = kept_once(await _counted(connection, first))
    for key in sorted(stored.keys() | counted.keys()):
        if stored.get(key) != counted.get(key):
            yield f"{key}: marked {stored.get(key)}, counted {counted.get(key)}"


async def _stored(connection: AsyncConnection) -> list[Mark]:
    return [
        Mark(visit=row.visit, team=row.team, sort=Sort(row.sort), at=row.at, good=row.good)
        for row in await connection.execute(select(marks))
    ]


async def _counted(connection: AsyncConnection, since: datetime) -> list[Mark]:
    wanted = select(timeline).where(timeline.c.kind.in_(sorted(COUNTED | JUDGED)), timeline.c.at >= since)
    rows = await connection.execute(wanted.order_by(timeline.c.seq))
    return [mark for row in rows for mark in marks_of(event_of(row))]
