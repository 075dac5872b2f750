"""Contents of compiled reports: canonical JSON, packed, under its SHA-256; rows are only ever added."""

import asyncio
import hashlib
import zlib
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import Column, Integer, LargeBinary, String, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.reporting.content import Content
from domain.unit_of_work import Wrote
from storage.schema import metadata

report_contents: Final = Table(
    "report_contents",
    metadata,
    Column("report", String(64), primary_key=True),
    Column("edition", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("packed", LargeBinary, nullable=False),
)
_CODEC: Final = TypeAdapter(Content)


class SqlFrozen:
    def __init__(self, connection: AsyncConnection, wrote: Wrote) -> None:
        self._connection = connection
        self._wrote = wrote

    async def freeze(self, report: str, edition: int, content: Content) -> str:
        self._wrote.done = True
        sha256, packed = await asyncio.to_thread(_packed, content)
        row = {"report": report, "edition": edition, "sha256": sha256, "packed": packed}
        await self._connection.execute(insert(report_contents), row)
        return sha256

    async def content(self, report: str, edition: int) -> Content:
        kept = report_contents.c
        wanted = select(kept.packed).where(kept.report == report, kept.edition == edition)
        packed = (await self._connection.execute(wanted)).scalar_one_or_none()
        if packed is None:
            raise KeyError(f"{report}, edition {edition}")
        return await asyncio.to_thread(lambda: _CODEC.validate_json(zlib.decompress(packed)))


def _packed(content: Content) -> tuple[str, bytes]:
    """Fast rather than small: it is written within a transaction."""
    written = _CODEC.dump_json(content)
    return hashlib.sha256(written).hexdigest(), zlib.compress(written, 1)


async def digest_of(connection: AsyncConnection, report: str, edition: int) -> str | None:
    """Of what is kept now, counted anew; None where there is nothing."""
    kept = report_contents.c
    wanted = select(kept.packed).where(kept.report == report, kept.edition == edition)
    packed = (await connection.execute(wanted)).scalar_one_or_none()
    return None if packed is None else hashlib.sha256(zlib.decompress(packed)).hexdigest()
