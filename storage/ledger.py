"""What an input leaves behind: the timeline, what is owed, timers, notices, cards, media to fetch."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.events import Event
from domain.leads.stages import Stage
from domain.media import Picture
from domain.owed import NextAction, Owed
from domain.people.roles import Role
from domain.rules import Timer
from domain.unit_of_work import CardRefresh, Notice
from domain.visits.day_steps import LAPSING
from storage.api_keys import api_key_uses
from storage.numbers import next_numbers
from storage.outbox import Outbox
from storage.outgoing import Outgoing, outbox, reach
from storage.prepared import Prepared
from storage.records import leads
from storage.schema import INSERTS, BigId, Json, UtcDateTime, metadata
from storage.standing import forget_card, replace_card
from storage.timers import Timer as TimerRow
from storage.timers import Timers

timeline: Final = Table(
    "timeline",
    metadata,
    Column("seq", BigId, primary_key=True, autoincrement=True),
    Column("lead", String(64), index=True),
    Column("subject", String(64), nullable=False, index=True),
    Column("kind", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("person", String(64)),
    Column("name", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("on_behalf_of", String(16)),
    Column("before", String(64)),
    Column("after", String(64)),
    Column("facts", Json, nullable=False),
)
lead_stages: Final = Table(
    "lead_stages",
    metadata,
    Column("lead", String(64), primary_key=True),
    Column("at", UtcDateTime, primary_key=True),
    Column("stage", String(32), nullable=False),
)
owed: Final = Table(
    "owed",
    metadata,
    Column("item", String(64), primary_key=True),
    Column("lead", String(64)),
    Column("role", String(16), nullable=False),
    Column("what", String(32), nullable=False),
    Column("due", UtcDateTime, nullable=False),
    Column("subject", String(64), nullable=False),
    Column("team", String(64)),
    Column("oem", String(64)),
    # 0 for what goes before everything else, 1 for the rest
    Column("rank", Integer, nullable=False),
    Index(None, "role", "rank", "due"),
    Index(None, "rank", "due"),
)
URGENT_MOST: Final = 100
ERASING: Final = "erasing"
ERASED: Final = "erased"
"""The status of a file whose bytes are to be deleted, and of one that has none any more."""
media: Final = Table(
    "media",
    metadata,
    Column("unique_id", String(128), primary_key=True),
    Column("file_id", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("mime_type", Text, nullable=False),
    Column("lead", String(64), index=True),
    Column("wanted_at", UtcDateTime, nullable=False),
    Column("status", String(16), nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("sha256", String(64)),
    Column("size", BigInteger),
    Column("error", Text),
)
undelivered: Final = Table(
    "undelivered",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("what", String(64), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("seen_at", UtcDateTime),
)
Index(
    "ix_outbox_cards",
    outbox.c.subject,
    sqlite_where=outbox.c.kind == "card",
    postgresql_where=outbox.c.kind == "card",
)

_APPEND: Final = insert(timeline).returning(timeline.c.seq, sort_by_parameter_order=True)
_CHANGED: Final = Prepared(
    update(leads).where(leads.c.id == bindparam("of_lead")).values(changed_at=bindparam("at"))
)
_CARDS: Final = select(outbox.c.chat_id, outbox.c.name, outbox.c.subject, outbox.c.topic_of).where(
    outbox.c.kind == "card", outbox.c.subject.in_(bindparam("subjects", expanding=True))
)


def _noting(dialect: str) -> Prepared:
    """The last of several stages within one moment stays."""
    row: dict[str, Any] = {column.name: bindparam(column.name) for column in lead_stages.c}
    noted = INSERTS[dialect](lead_stages).values(row)
    kept = noted.on_conflict_do_update(
        index_elements=[lead_stages.c.lead, lead_stages.c.at], set_={"stage": noted.excluded.stage}
    )
    return Prepared(kept)


_NOTE_STAGE: Final = {dialect: _noting(dialect) for dialect in INSERTS}


class SqlLedger:
    def __init__(
        self, connection: AsyncConnection, dialect: str, says: Outbox, timers: Timers, now: datetime
    ) -> None:
        self._connection = connection
        self._dialect = dialect
        self._outbox = says
        self._timers = timers
        self._now = now

    async def next_number(self, kind: str) -> int:
        return (await next_numbers(self._connection, self._dialect, kind))[0]

    async def append(self, events: Iterable[Event]) -> list[int]:
        rows = [event_row(event) for event in events]
        if not rows:
            return []
        changed = sorted({row["lead"] for row in rows if row["lead"]})
        if changed:
            await _CHANGED.run(self._connection, [{"of_lead": lead, "at": self._now} for lead in changed])
        return [int(seq) for seq in (await self._connection.execute(_APPEND, rows)).scalars()]

    async def owe(self, item: str, lead: str | None, action: NextAction | None) -> None:
        if action is None:
            await self._connection.execute(delete(owed).where(owed.c.item == item))
            return
        row = owed_row(lead, action)
        statement = INSERTS[self._dialect](owed).values(item=item, **row)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=[owed.c.item], set_=row)
        )

    async def urgent(self) -> list[tuple[str, NextAction]]:
        wanted = select(owed).where(owed.c.rank == 0).order_by(owed.c.due, owed.c.item).limit(URGENT_MOST)
        return [(row.lead or row.item, action_of(row)) for row in await self._connection.execute(wanted)]

    async def keep_timers(self, lead: str, wanted: frozenset[Timer], now: datetime) -> None:
        rows = [
            TimerRow(
                subject=timer.subject,
                rule=timer.rule.value,
                occurrence=timer.occurrence,
                lead=lead,
                due_at=timer.due_at,
            )
            for timer in sorted(wanted, key=lambda timer: timer.due_at)
        ]
        lapsed = {
            (row.subject, row.rule, row.occurrence)
            for row in rows
            if row.rule in LAPSING and row.due_at <= now
        }
        await self._timers.reconcile(self._connection, lead, rows, not_anew=lapsed)

    async def note_stage(self, lead: str, stage: Stage, at: datetime) -> None:
        row = {"lead": lead, "at": at, "stage": stage.value}
        await _NOTE_STAGE[self._dialect].run(self._connection, [row])

    async def tell(self, notices: Iterable[Notice]) -> None:
        rows = [
            Outgoing(
                key=notice.key,
                chat_id=notice.chat,
                kind="notice",
                name=notice.name,
                subject=notice.subject,
                lane=notice.lane,
                args=notice.args,
                topic_of=notice.topic,
            )
            for notice in notices
        ]
        await self._outbox.put_many(self._connection, rows, now=self._now)

    async def show(self, cards: Iterable[CardRefresh]) -> None:
        known = list(cards)
        for card in known:
            if card.anew:
                await forget_card(self._connection, card.chat, card.card, card.subject)
            if card.instead:
                await replace_card(self._connection, card.chat, card.card, card.subject)
        rows = [
            Outgoing(
                key=f"card:{card.chat}:{card.card}:{card.subject}",
                chat_id=card.chat,
                kind="card",
                name=card.card,
                subject=card.subject,
                lane=card.lane,
                topic_of=card.topic,
            )
            for card in known
        ]
        await self._outbox.put_many(self._connection, rows, now=self._now)

    async def cards_of(self, subjects: Iterable[str]) -> list[CardRefresh]:
        asked = sorted(subjects)
        if not asked:
            return []
        rows = (await self._connection.execute(_CARDS, {"subjects": asked})).all()
        return [
            CardRefresh(chat=chat, card=name, subject=subject, topic=topic)
            for chat, name, subject, topic in rows
        ]

    async def want_media(self, pictures: Iterable[Picture], lead: str | None, at: datetime) -> None:
        rows = [_media_row(picture, lead, at) for picture in pictures]
        if rows:
            await self._connection.execute(INSERTS[self._dialect](media).on_conflict_do_nothing(), rows)

    async def discard(self, files: Iterable[str], picture: Picture | None, at: datetime) -> None:
        names = sorted(set(files))
        gone = {"file_id": "", "file_name": "", "error": None}
        sent = picture.unique_id if picture is not None else ""
        his = or_(media.c.sha256.in_(names), media.c.unique_id == sent)
        kept = media.c.sha256.is_not(None)
        await self._connection.execute(update(media).where(his, kept).values(status=ERASING, **gone))
        await self._connection.execute(update(media).where(his, ~kept).values(status=ERASED, **gone))
        rows = [discarded(name, at) for name in names]
        if rows:
            await self._connection.execute(INSERTS[self._dialect](media).on_conflict_do_nothing(), rows)

    async def undelivered(self, what: str, subject: str, reason: str, at: datetime) -> None:
        row = {"what": what, "subject": subject, "reason": reason, "at": at}
        await self._connection.execute(insert(undelivered), row)

    async def out_of_reach(self, chats: Collection[int]) -> set[int]:
        dead = select(reach.c.chat_id).where(
            reach.c.chat_id.in_(sorted(chats)), reach.c.dead_reason.is_not(None)
        )
        return set(await self._connection.scalars(dead))

    async def last_used(self, keys: Iterable[str]) -> dict[str, datetime]:
        wanted = select(api_key_uses).where(api_key_uses.c.key.in_(sorted(keys)))
        return {row.key: row.last_used_at for row in await self._connection.execute(wanted)}


def discarded(sha256: str, at: datetime) -> dict[str, Any]:
    """A file that no message brought: what the eraser needs to know of it."""
    return {
        "unique_id": f"file:{sha256}",
        "file_id": "",
        "file_name": "",
        "error": None,
        "status": ERASING,
        "kind": "document",
        "mime_type": "",
        "lead": None,
        "wanted_at": at,
        "attempts": 0,
        "not_before": at,
        "sha256": sha256,
        "size": None,
    }


def event_row(event: Event) -> dict[str, Any]:
    return {
        "lead": event.lead,
        "subject": event.subject,
        "kind": event.kind.value,
        "at": event.at,
        "person": event.by.person,
        "name": event.by.name,
        "role": event.by.role.value,
        "on_behalf_of": event.by.on_behalf_of.value if event.by.on_behalf_of else None,
        "before": event.before,
        "after": event.after,
        "facts": dict(event.facts),
    }


def owed_row(lead: str | None, action: NextAction) -> dict[str, Any]:
    """Without the item, by which it is found."""
    return {
        "lead": lead,
        "role": action.role.value,
        "what": action.what.value,
        "due": action.due,
        "subject": action.subject,
        "team": action.team,
        "oem": action.oem,
        "rank": 0 if action.urgent else 1,
    }


def action_of(row: Row[Any]) -> NextAction:
    return NextAction(
        role=Role(row.role),
        what=Owed(row.what),
        due=row.due,
        subject=row.subject,
        team=row.team,
        oem=row.oem,
        urgent=row.rank == 0,
    )


def _media_row(picture: Picture, lead: str | None, at: datetime) -> dict[str, Any]:
    return {
        "unique_id": picture.unique_id,
        "file_id": picture.file_id,
        "kind": picture.kind,
        "file_name": picture.file_name,
        "mime_type": picture.mime_type,
        "lead": lead,
        "wanted_at": at,
        "status": "archived" if picture.sha256 else "wanted",
        "attempts": 0,
        "not_before": at,
        "sha256": picture.sha256,
        "size": picture.size if picture.sha256 else None,
    }
