"""What a team's record is counted from: one mark of each sort for a visit and team, by the primary key."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import Boolean, Column, Index, String, Table, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.unit_of_work import Wrote
from domain.visits.marks import TURNED_OVER, Mark, Sort
from storage.schema import INSERTS, UtcDateTime, metadata

marks: Final = Table(
    "marks",
    metadata,
    Column("visit", String(64), primary_key=True),
    Column("team", String(64), primary_key=True),
    Column("sort", String(32), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("good", Boolean, nullable=False),
    # All that counting looks at, so that it reads the index alone.
    Index(None, "team", "at", "sort", "good"),
)


class SqlMarks:
    def __init__(self, connection: AsyncConnection, dialect: str, wrote: Wrote) -> None:
        self._connection = connection
        self._dialect = dialect
        self._wrote = wrote

    async def note(self, noted: Iterable[Mark]) -> None:
        rows = [
            {
                "visit": mark.visit,
                "team": mark.team,
                "sort": mark.sort.value,
                "at": mark.at,
                "good": mark.good,
            }
            for mark in noted
        ]
        if not rows:
            return
        self._wrote.done = True
        offered = INSERTS[self._dialect](marks)
        turned = and_(or_(*(marks.c.sort == sort.value for sort in TURNED_OVER)), ~offered.excluded.good)
        await self._connection.execute(
            offered.on_conflict_do_update(
                index_elements=[marks.c.visit, marks.c.team, marks.c.sort], set_={"good": False}, where=turned
            ),
            rows,
        )

    async def counted(
        self, teams: Collection[str], since: datetime
    ) -> dict[str, dict[tuple[Sort, bool], int]]:
        wanted = (
            select(marks.c.team, marks.c.sort, marks.c.good, func.count())
            .where(marks.c.team.in_(sorted(teams)), marks.c.at >= since)
            .group_by(marks.c.team, marks.c.sort, marks.c.good)
        )
        found: dict[str, dict[tuple[Sort, bool], int]] = defaultdict(dict)
        for team, sort, good, count in await self._connection.execute(wanted):
            found[team][Sort(sort), good] = count
        return found
