"""What happened to the leads of a period, read in shares of a few hundred: the number of queries grows with the period alone."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.events import Happening
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.reporting.course import LOOKED_AT, Course, Happened, Planned
from storage.ledger import lead_stages, timeline
from storage.records import RECORDS, leads, visits

AT_ONCE: Final = 400
_KINDS: Final = sorted(kind.value for kind in LOOKED_AT)
_IN: Final[BindParameter[Any]] = bindparam("given", expanding=True)
_BODIES: Final = select(leads.c.body).where(leads.c.id.in_(_IN)).order_by(leads.c.seq)
_STAGES: Final = (
    select(lead_stages.c.lead, lead_stages.c.at, lead_stages.c.stage)
    .where(lead_stages.c.lead.in_(_IN))
    .order_by(lead_stages.c.lead, lead_stages.c.at)
)
_HAPPENED: Final = (
    select(timeline.c.lead, timeline.c.kind, timeline.c.at, timeline.c.subject, timeline.c.facts)
    .where(timeline.c.lead.in_(_IN), timeline.c.kind.in_(_KINDS))
    .order_by(timeline.c.lead, timeline.c.at, timeline.c.seq)
)
_VISITS: Final = (
    select(visits.c.lead, visits.c.id, visits.c.starts_at, visits.c.serial)
    .where(visits.c.lead.in_(_IN))
    .order_by(visits.c.seq)
)


class SqlCourses:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, oem: str, start: datetime, until: datetime) -> AsyncIterator[list[Course]]:
        """Of every lead of the OEM that came before `until` and had not ended before `start`, oldest first."""
        wanted = await self._leads(oem, start, until)
        for at in range(0, len(wanted), AT_ONCE):
            yield await self._some(wanted[at : at + AT_ONCE])

    async def _leads(self, oem: str, start: datetime, until: datetime) -> list[str]:
        """Two queries on one index: those that are open, and those that ended since."""
        here = (leads.c.oem == oem, leads.c.created_at < until)
        found: list[tuple[int, str]] = []
        for ended in (leads.c.ended_at.is_(None), leads.c.ended_at >= start):
            rows = await self._connection.execute(select(leads.c.seq, leads.c.id).where(*here, ended))
            found += [(seq, lead) for seq, lead in rows]
        return [lead for _, lead in sorted(found)]

    async def _some(self, some: Sequence[str]) -> list[Course]:
        given = {"given": list(some)}
        bodies = (await self._connection.execute(_BODIES, given)).scalars().all()
        stages = (await self._connection.execute(_STAGES, given)).all()
        happened = (await self._connection.execute(_HAPPENED, given)).all()
        planned = (await self._connection.execute(_VISITS, given)).all()
        return await asyncio.to_thread(lambda: list(_courses(bodies, stages, happened, planned)))


def _courses(
    bodies: Sequence[str], stages: Sequence[Any], happened: Sequence[Any], planned: Sequence[Any]
) -> Iterator[Course]:
    moves: dict[str, list[tuple[datetime, Stage]]] = defaultdict(list)
    for row in stages:
        moves[row.lead].append((row.at, Stage(row.stage)))
    told: dict[str, list[Happened]] = defaultdict(list)
    for row in happened:
        told[row.lead].append(Happened(Happening(row.kind), row.at, row.subject, row.facts))
    visited: dict[str, list[Planned]] = defaultdict(list)
    for row in planned:
        visited[row.lead].append(Planned(row.id, row.starts_at, row.serial))
    for body in bodies:
        lead = RECORDS[Lead].codec.validate_json(body)
        yield Course(
            lead=lead,
            stages=tuple(moves[lead.id]),
            happened=tuple(told[lead.id]),
            visits=tuple(visited[lead.id]),
        )
