"""What the screens in chat ask: who owes what, where the leads stand, what has happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.events import Event, Happening
from domain.owed import NextAction, Owed
from domain.people.actor import Actor, By
from domain.people.roles import Role
from storage.ledger import owed, timeline, undelivered
from storage.records import leads


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedItem:
    """One next action, and the lead (or payment) it belongs to."""

    item: str
    action: NextAction


class Desk:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def owed_by(self, actor: Actor, limit: int = 50) -> list[OwedItem]:
        """What this person owes now, most urgent first."""
        mine = _mine(actor)
        if mine is None:
            return []
        query = select(owed).where(mine).order_by(owed.c.due).limit(limit)
        rows = (await self._connection.execute(query)).all()
        return [OwedItem(item=row.item, action=_action(row)) for row in rows]

    async def count_owed_by(self, actor: Actor) -> int:
        mine = _mine(actor)
        if mine is None:
            return 0
        query = select(func.count()).select_from(owed).where(mine)
        return int((await self._connection.execute(query)).scalar_one())

    async def stages(self) -> dict[str, int]:
        query = select(leads.c.stage, func.count()).group_by(leads.c.stage)
        return {stage: count for stage, count in (await self._connection.execute(query)).all()}  # noqa: C416  rows

    async def overdue(self, now: datetime) -> list[OwedItem]:
        query = select(owed).where(owed.c.due < now).order_by(owed.c.due).limit(20)
        rows = (await self._connection.execute(query)).all()
        return [OwedItem(item=row.item, action=_action(row)) for row in rows]

    async def timeline(self, lead: str, limit: int = 60) -> list[Event]:
        """Oldest first; the latest `limit`."""
        query = select(timeline).where(timeline.c.lead == lead).order_by(timeline.c.seq.desc()).limit(limit)
        rows = (await self._connection.execute(query)).all()
        return [_event(row) for row in reversed(rows)]

    async def find(self, text: str, limit: int = 8) -> list[str]:
        """Ids of leads whose phone, OEM reference or own id contains the text."""
        like = f"%{text.replace('%', '').replace('_', '').strip()}%"
        query = (
            select(leads.c.id)
            .where(or_(leads.c.id.ilike(like), leads.c.phone.like(like), leads.c.oem_reference.ilike(like)))
            .order_by(leads.c.seq.desc())
            .limit(limit)
        )
        return [str(found) for found in (await self._connection.execute(query)).scalars()]

    async def undelivered(self) -> Sequence[tuple[datetime, str, str, str]]:
        query = select(undelivered.c.at, undelivered.c.what, undelivered.c.subject, undelivered.c.reason)
        rows = await self._connection.execute(query.where(undelivered.c.seen_at.is_(None)).limit(50))
        return [tuple(row) for row in rows.all()]


def _mine(actor: Actor) -> ColumnElement[bool] | None:
    reaches: list[ColumnElement[bool]] = []
    for role in actor.roles:
        wanted = owed.c.role == role.value
        if role is Role.FIELD:
            wanted = and_(wanted, owed.c.team.in_(sorted(actor.teams)))
        elif role is Role.OEM:
            wanted = and_(wanted, owed.c.oem == actor.oem)
        elif role is Role.CUSTOMER:
            wanted = and_(wanted, owed.c.lead.in_(sorted(actor.leads)))
        reaches.append(wanted)
    return or_(*reaches) if reaches else None


def _action(row: Row[Any]) -> NextAction:
    values = row._mapping  # noqa: SLF001  SQLAlchemy's name for it
    return NextAction(
        role=Role(values["role"]),
        what=Owed(values["what"]),
        due=values["due"],
        subject=values["subject"],
        team=values["team"],
        oem=values["oem"],
    )


def _event(row: Row[Any]) -> Event:
    values = row._mapping  # noqa: SLF001  SQLAlchemy's name for it
    by = By(
        person=values["person"],
        name=values["name"],
        role=Role(values["role"]),
        on_behalf_of=Role(values["on_behalf_of"]) if values["on_behalf_of"] else None,
    )
    return Event(
        kind=Happening(values["kind"]),
        lead=values["lead"],
        subject=values["subject"],
        by=by,
        at=values["at"],
        before=values["before"],
        after=values["after"],
        facts=values["facts"],
    )
