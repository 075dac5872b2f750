"""Plain queries, made for what is shown: the API's lists, the live board, a lead's timeline."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.events import Event, Happening
from domain.leads.lead import Lead
from domain.leads.listing import LeadFilter, Listed, Place
from domain.leads.stages import Stage
from domain.leads.trial import TrialLead
from domain.owed import NextAction, Owed
from domain.people.actor import Actor, By
from domain.people.endpoint import PostState, Standing
from domain.people.roles import Role
from storage.album import to_look_at
from storage.inbox import inbox
from storage.lead_lists import leads_wanted
from storage.ledger import action_of, media, owed, timeline, undelivered
from storage.records import RECORDS, leads, trial_leads
from storage.webhooks_out import failing_since, has_post, posts_of

EVERY: Final = LeadFilter()
# Signs of a pattern, and the null character, which PostgreSQL does not take.
_NO_PATTERN: Final = str.maketrans("", "", "%_\x00")


class SqlScreens:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def leads(
        self, oem: str | None, wanted: LeadFilter = EVERY, *, after: Place | None = None, limit: int
    ) -> list[Listed]:
        """Of one OEM, or of all; `after` is the place of the last one seen. The order: see `LeadFilter`."""
        rows = await self._connection.execute(leads_wanted(leads, oem, wanted, after, limit))
        return [Listed(place=_place(row), lead=RECORDS[Lead].codec.validate_json(row.body)) for row in rows]

    async def trial_leads(
        self, oem: str, wanted: LeadFilter = EVERY, *, after: Place | None = None, limit: int
    ) -> list[Listed]:
        """As `leads`, of those that sandbox keys have made."""
        rows = await self._connection.execute(leads_wanted(trial_leads, oem, wanted, after, limit))
        return [
            Listed(place=_place(row), lead=RECORDS[TrialLead].codec.validate_json(row.body).as_lead)
            for row in rows
        ]

    async def changed_at(self, lead: str) -> datetime | None:
        """When anything of a lead or trial lead last changed."""
        table = trial_leads if lead.startswith("T-") else leads
        changed: datetime | None = (
            await self._connection.execute(select(table.c.changed_at).where(table.c.id == lead))
        ).scalar_one_or_none()
        return changed

    async def owed(self, items: Sequence[str]) -> dict[str, NextAction]:
        rows = await self._connection.execute(select(owed).where(owed.c.item.in_(items)))
        return {row.item: action_of(row) for row in rows}

    async def timeline(self, *of: str) -> list[Event]:
        """Of one lead, or of several that became one; oldest first."""
        wanted = select(timeline).where(timeline.c.lead.in_(of)).order_by(timeline.c.seq)
        return [event_of(row) for row in await self._connection.execute(wanted)]

    async def latest_lead(self) -> str | None:
        """The lead of which there is news: what somebody has done counts, what a timer said does not."""
        by_somebody = and_(timeline.c.lead.is_not(None), timeline.c.role != Role.SYSTEM.value)
        newest = select(timeline.c.lead).where(by_somebody).order_by(timeline.c.seq.desc()).limit(1)
        found: str | None = (await self._connection.execute(newest)).scalar_one_or_none()
        return found

    async def stages(self) -> dict[Stage, int]:
        counted = select(leads.c.stage, func.count()).group_by(leads.c.stage)
        return {Stage(stage): count for stage, count in await self._connection.execute(counted)}

    async def overdue(self, now: datetime, limit: int) -> list[tuple[str, NextAction]]:
        """Urgent ones, then the longest overdue first, each with the lead, or the payment that belongs to none."""
        wanted = (
            select(owed).where(owed.c.due < now).order_by(owed.c.rank, owed.c.due, owed.c.item).limit(limit)
        )
        return [(row.lead or row.item, action_of(row)) for row in await self._connection.execute(wanted)]

    async def owed_by(self, actor: Actor, limit: int = 50) -> list[tuple[str, NextAction]]:
        """What this person owes now, urgent ones and then by due time, each with the lead, or the payment that belongs to none."""
        mine = _mine(actor)
        if mine is None:
            return []
        wanted = select(owed).where(mine).order_by(owed.c.rank, owed.c.due, owed.c.item).limit(limit)
        return [(row.lead or row.item, action_of(row)) for row in await self._connection.execute(wanted)]

    async def overdue_counts(self, now: datetime) -> dict[Owed, int]:
        counted = select(owed.c.what, func.count()).where(owed.c.due < now).group_by(owed.c.what)
        return {Owed(what): count for what, count in await self._connection.execute(counted)}

    async def find(self, text: str, limit: int = 8) -> list[str]:
        """Ids of leads whose phone, OEM reference or own id contains the text, newest first."""
        like = f"%{text.translate(_NO_PATTERN).strip()}%"
        wanted = (
            select(leads.c.id)
            .where(or_(leads.c.id.ilike(like), leads.c.phone.like(like), leads.c.oem_reference.ilike(like)))
            .order_by(leads.c.seq.desc())
            .limit(limit)
        )
        return [str(found) for found in (await self._connection.execute(wanted)).scalars()]

    async def undelivered(self, limit: int = 20) -> list[tuple[datetime, str, str, str]]:
        """What could not be said, newest first: when, what, about what, why."""
        columns = (undelivered.c.at, undelivered.c.what, undelivered.c.subject, undelivered.c.reason)
        wanted = select(*columns).order_by(undelivered.c.id.desc()).limit(limit)
        return [(row.at, row.what, row.subject, row.reason) for row in await self._connection.execute(wanted)]

    async def oldest_waiting(self) -> datetime | None:
        waiting = select(func.min(inbox.c.received_at)).where(inbox.c.status == "new")
        oldest: datetime | None = (await self._connection.execute(waiting)).scalar_one()
        return oldest

    async def archived(self, unique_ids: Sequence[str]) -> dict[str, str]:
        """Picture → SHA-256, for those whose bytes are in the media store."""
        wanted = select(media.c.unique_id, media.c.sha256).where(
            media.c.unique_id.in_(unique_ids), media.c.sha256.is_not(None)
        )
        return {row.unique_id: row.sha256 for row in await self._connection.execute(wanted)}

    async def to_look_at(self, limit: int) -> list[tuple[str, str]]:
        """Photos of reports whose bytes have come, or never will: with their SHA-256, or without. The longest waiting first."""
        return await to_look_at(self._connection, limit)

    async def posts(
        self, endpoint: str, state: PostState | None = None, *, before: int | None = None, limit: int
    ) -> list[Standing]:
        """The webhooks of one endpoint, newest first; `before` is the place of the last one seen."""
        return await posts_of(self._connection, endpoint, state, before=before, limit=limit)

    async def has_post(self, endpoint: str, post: str) -> bool:
        return await has_post(self._connection, endpoint, post)

    async def failing_since(self, endpoints: Sequence[str]) -> dict[str, datetime]:
        """Of those endpoints whose last message did not arrive: since when nothing has."""
        return await failing_since(self._connection, endpoints)

    async def still_wanted(self, unique_ids: Sequence[str]) -> bool:
        """Whether the bytes of any of these pictures may still come."""
        wanted = select(media.c.unique_id).where(
            media.c.unique_id.in_(unique_ids), media.c.status == "wanted"
        )
        return (await self._connection.execute(wanted.limit(1))).first() is not None


def _mine(actor: Actor) -> ColumnElement[bool] | None:
    """Rows that one of the actor's roles owes, narrowed as the role is; None where he has no role."""
    narrow = {
        Role.FIELD: owed.c.team.in_(sorted(actor.teams)),
        Role.OEM: owed.c.oem == actor.oem,
        Role.CUSTOMER: owed.c.lead.in_(sorted(actor.leads)),
    }
    reaches = [and_(owed.c.role == role.value, narrow.get(role, true())) for role in sorted(actor.roles)]
    return or_(*reaches) if reaches else None


def _place(row: Row[Any]) -> Place:
    return Place(seq=row.seq, changed_at=row.changed_at)


def event_of(row: Row[Any]) -> Event:
    return Event(
        kind=Happening(row.kind),
        lead=row.lead,
        subject=row.subject,
        by=By(
            person=row.person,
            name=row.name,
            role=Role(row.role),
            on_behalf_of=Role(row.on_behalf_of) if row.on_behalf_of else None,
        ),
        at=row.at,
        before=row.before,
        after=row.after,
        facts=row.facts,
    )
