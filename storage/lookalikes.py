"""By which keys leads are found that may be the same request. Only hashes: no phone and no address is read from here."""

from collections.abc import Iterable
from functools import cache
from typing import Any, Final

from sqlalchemy import BigInteger, Column, Select, Table, bindparam, delete, insert, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.unit_of_work import Wrote
from storage.prepared import Prepared
from storage.schema import metadata

MOST: Final = 50
MOST_OF_A_KEY: Final = 20
"""However many share a key, for example the phone of a dealer: a search never looks at more."""

lead_keys: Final = Table(
    "lead_keys",
    metadata,
    Column("value", BigInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False, index=True),
    sqlite_with_rowid=False,
)
_FORGET: Final = Prepared(delete(lead_keys).where(lead_keys.c.number == bindparam("key_number")))
_NOTE: Final = Prepared(insert(lead_keys).values(value=bindparam("value"), number=bindparam("number")))


class SqlLookalikes:
    def __init__(self, connection: AsyncConnection, wrote: Wrote) -> None:
        self._connection = connection
        self._wrote = wrote

    async def note(self, lead: str, keys: Iterable[int]) -> None:
        self._wrote.done = True
        number = number_of(lead)
        await _FORGET.run(self._connection, [{"key_number": number}])
        if rows := [{"value": key, "number": number} for key in sorted(keys)]:
            await _NOTE.run(self._connection, rows)

    async def sharing(self, keys: Iterable[int], *, but: str) -> list[str]:
        values = sorted(set(keys))
        if not values:
            return []
        given = {f"value_{index}": value for index, value in enumerate(values)}
        found = await _search(len(values)).all(self._connection, given)
        numbers = sorted({number for (number,) in found} - {number_of(but)}, reverse=True)
        return [f"L-{number}" for number in numbers[:MOST]]


def number_of(lead: str) -> int:
    return int(lead.removeprefix("L-"))


@cache
def _search(count: int) -> Prepared:
    """The newest few of each key, in one statement."""
    newest: list[Select[Any]] = []
    for index in range(count):
        of_key = select(lead_keys.c.number).where(lead_keys.c.value == bindparam(f"value_{index}"))
        few = of_key.order_by(lead_keys.c.number.desc()).limit(MOST_OF_A_KEY).subquery()
        newest.append(select(few.c.number))
    return Prepared(select(union_all(*newest).subquery().c.number))
