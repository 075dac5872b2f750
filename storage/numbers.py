"""Numbers that are given once.

On PostgreSQL those of leads come from a sequence, so that leads that arrive together do not wait for each other's commit; a
number taken by what was rolled back is left out. All others count in a table.
"""

from typing import Final

from sqlalchemy import Column, Integer, Sequence, String, Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema import INSERTS, metadata

LEAD: Final = "lead"
FIRST_NUMBER: Final = {LEAD: 1042}

numbers: Final = Table(
    "numbers",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("last", Integer, nullable=False),
)
lead_numbers: Final = Sequence("lead_numbers", start=FIRST_NUMBER[LEAD], metadata=metadata)


async def next_numbers(connection: AsyncConnection, dialect: str, kind: str, count: int = 1) -> list[int]:
    """So many that nobody has had, ascending."""
    if dialect == "postgresql" and kind == LEAD:
        series = func.generate_series(1, count).alias("series")
        taken = await connection.execute(select(lead_numbers.next_value()).select_from(series))
        return sorted(taken.scalars())
    first = INSERTS[dialect](numbers).values(kind=kind, last=FIRST_NUMBER.get(kind, 1) + count - 1)
    counted = first.on_conflict_do_update(
        index_elements=[numbers.c.kind], set_={"last": numbers.c.last + count}
    ).returning(numbers.c.last)
    last = int((await connection.execute(counted)).scalar_one())
    return list(range(last - count + 1, last + 1))
