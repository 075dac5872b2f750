"""Which payout has which earning: the primary key lets no earning be in two."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import Column, String, Table, delete, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import VersionConflict
from domain.unit_of_work import Wrote
from storage.schema import metadata

payout_lines: Final = Table(
    "payout_lines",
    metadata,
    Column("earning", String(64), primary_key=True),
    Column("payout", String(64), nullable=False, index=True),
)


class SqlPayoutLines:
    def __init__(self, connection: AsyncConnection, wrote: Wrote) -> None:
        self._connection = connection
        self._wrote = wrote

    async def take(self, payout: str, earnings: Collection[str]) -> None:
        self._wrote.done = True
        rows = [{"earning": earning, "payout": payout} for earning in earnings]
        try:
            await self._connection.execute(insert(payout_lines), rows)
        except IntegrityError as error:
            raise VersionConflict(f"somebody pays an earning of {payout} already") from error

    async def free(self, payout: str, earning: str | None = None) -> None:
        self._wrote.done = True
        wanted = delete(payout_lines).where(payout_lines.c.payout == payout)
        if earning is not None:
            wanted = wanted.where(payout_lines.c.earning == earning)
        await self._connection.execute(wanted)
