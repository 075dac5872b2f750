"""What is to be said: written with the change that causes it, claimed in order, marked before and after sending."""

import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Insert,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.outgoing import (
    NOTHING,
    Asked,
    Claimed,
    Lane,
    Outcome,
    Outgoing,
    Wanted,
    cards,
    is_pending,
    is_sending,
    outbox,
    reach,
    topics,
)
from storage.prepared import Prepared
from storage.schema import INSERTS
from storage.standing import remember

KEPT: Final = timedelta(days=30)
OnUndeliverable = Callable[[AsyncConnection, Claimed, str], Awaitable[None]]
_log = logging.getLogger(__name__)

_COLUMNS: Final = tuple(
    outbox.c[name]
    for name in (
        "id",
        "key",
        "chat_id",
        "topic_of",
        "lane",
        "kind",
        "name",
        "subject",
        "args",
        "payload",
        "revision",
        "attempts",
        "parts_sent",
        "created_at",
    )
)
_first = outbox.alias("first")
_flying = outbox.alias("flying")
_head = (
    select(_first.c.id)
    .where(
        _first.c.chat_id == outbox.c.chat_id,
        _first.c.status == "pending",
        _first.c.not_before <= bindparam("now"),
    )
    .order_by(_first.c.lane, _first.c.id)
    .limit(1)
    .correlate(outbox)
    .scalar_subquery()
)
_claim: Final[Select[*tuple[Any, ...]]] = (
    select(
        *_COLUMNS,
        cards.c.message_id,
        cards.c.shown,
        topics.c.thread_id,
        reach.c.dead_reason,
        reach.c.migrated_to,
    )
    .select_from(
        outbox.outerjoin(
            cards,
            and_(
                outbox.c.kind == "card",
                cards.c.chat_id == outbox.c.chat_id,
                cards.c.name == outbox.c.name,
                cards.c.subject == outbox.c.subject,
            ),
        )
        .outerjoin(topics, and_(topics.c.chat_id == outbox.c.chat_id, topics.c.lead == outbox.c.topic_of))
        .outerjoin(reach, reach.c.chat_id == outbox.c.chat_id)
    )
    .where(
        is_pending,
        outbox.c.not_before <= bindparam("now"),
        outbox.c.lane <= bindparam("last_lane"),
        or_(reach.c.paused_until.is_(None), reach.c.paused_until <= bindparam("now")),
        ~exists().where(_flying.c.chat_id == outbox.c.chat_id, _flying.c.status == "sending"),
        outbox.c.id == _head,
    )
    .order_by(outbox.c.lane, outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=outbox, skip_locked=True)
)
_CLAIM: Final = Prepared(_claim)
_CLAIM_SKIPPING: Final = _claim.where(outbox.c.chat_id.not_in(bindparam("skipped", expanding=True)))
_MARK: Final = Prepared(
    update(outbox).where(outbox.c.id == bindparam("row")).values(status="sending", claimed_at=bindparam("at"))
)
_unrevised = outbox.c.revision == bindparam("seen_revision")
_FINISH: Final = Prepared(
    update(outbox)
    .where(outbox.c.id == bindparam("row"), is_sending, outbox.c.attempts == bindparam("seen"))
    .values(
        # A card refreshed while it was in flight goes out once more.
        status=case((_unrevised, bindparam("ending", type_=String())), else_="pending"),
        attempts=case((_unrevised, bindparam("tried", type_=Integer())), else_=0),
        parts_sent=case((_unrevised, bindparam("parts", type_=Integer())), else_=0),
        message_id=func.coalesce(bindparam("message", type_=BigInteger()), outbox.c.message_id),
        sent_at=func.coalesce(bindparam("at", type_=outbox.c.sent_at.type), outbox.c.sent_at),
        error=bindparam("reason"),
    )
)
_CLAIM_LOCK: Final = text("SELECT pg_advisory_xact_lock(7217001)")


class Outbox:
    """`on_undeliverable` is told of every row that is given up, in the commit that gives it up."""

    def __init__(self, database: Database, on_undeliverable: OnUndeliverable) -> None:
        self._database = database
        self._on_undeliverable = on_undeliverable
        self._put = _PUT[database.dialect]

    async def put_many(self, connection: AsyncConnection, rows: Sequence[Outgoing], *, now: datetime) -> None:
        if rows:
            await self._put.run(connection, [_row(outgoing, now) for outgoing in rows])

    async def claim(self, now: datetime, limit: int, skip_chats: Collection[int] = ()) -> list[Claimed]:
        """The next row of each chat that is free, marked `sending` and committed before anybody sends it."""
        return await self.exchange((), now, Wanted(limit, skip_chats))

    async def finish(self, outcomes: Sequence[Outcome]) -> None:
        async with self._database.begin() as connection:
            await self._finish(connection, outcomes)

    async def exchange(
        self, outcomes: Sequence[Outcome], now: datetime, wanted: Asked, alerts: Asked = NOTHING
    ) -> list[Claimed]:
        """Finishes what was sent and claims what is next, in one commit: alerts first, by an allowance of their own."""
        async with self._database.begin() as connection:
            await self._finish(connection, outcomes)
            claimed = await self._claim(connection, now, alerts, Lane.ALERT) if alerts.limit else []
            left = Wanted(wanted.limit - len(claimed), wanted.skip_chats)
            return claimed + (await self._claim(connection, now, left) if left.limit > 0 else [])

    async def recover(self, now: datetime, *, older_than: timedelta = timedelta(0)) -> int:
        """Puts back what a process that died was sending; nobody knows whether it arrived.

        A card is edited again. A message or notice is sent once more; the second time it is given up and listed.
        Where several processes deliver, `older_than` must exceed the longest time a call may take.
        """
        lost = and_(is_sending, outbox.c.claimed_at <= now - older_than)
        async with self._database.begin() as connection:
            rows = [Claimed(*row) for row in await connection.execute(select(*_COLUMNS).where(lost))]
            spent = [row for row in rows if row.kind != "card" and row.attempts >= 1]
            await self._give_up(connection, spent, "sent twice without an answer")
            again = [{"row": row.id} for row in rows if row not in spent]
            if again:
                back = update(outbox).where(outbox.c.id == bindparam("row"))
                await connection.execute(back.values(status="pending", attempts=outbox.c.attempts + 1), again)
        return len(rows)

    async def next_due(self, now: datetime) -> datetime | None:
        """When something that waits now for its hour or for a chat's pause may go; None where nothing waits so."""
        hours = select(func.min(outbox.c.not_before)).where(is_pending, outbox.c.not_before > now)
        paused = select(func.min(reach.c.paused_until)).where(
            reach.c.paused_until > now, exists().where(outbox.c.chat_id == reach.c.chat_id, is_pending)
        )
        async with self._database.read() as connection:
            moments = [(await connection.execute(wanted)).scalar_one() for wanted in (hours, paused)]
        return min((moment for moment in moments if moment), default=None)

    async def is_empty(self) -> bool:
        """Whether nothing waits or is on its way."""
        left = select(outbox.c.id).where(or_(is_pending, is_sending)).limit(1)
        async with self._database.read() as connection:
            return (await connection.execute(left)).first() is None

    async def bury(self, chat_id: int, reason: str) -> None:
        """The chat is out of reach for good: everything pending to it is given up and listed."""
        async with self._database.begin() as connection:
            await self._set_reach(connection, [{"chat_id": chat_id, "dead_reason": reason}])
            waiting = select(*_COLUMNS).where(is_pending, outbox.c.chat_id == chat_id).order_by(outbox.c.id)
            rows = [Claimed(*row) for row in await connection.execute(waiting)]
            await self._give_up(connection, rows, reason)

    async def revive(self, connection: AsyncConnection, chat_id: int) -> None:
        """The chat can be reached (again): somebody started or unblocked the bot, or added it."""
        alive = update(reach).where(reach.c.chat_id == chat_id).values(dead_reason=None, paused_until=None)
        await connection.execute(alive)

    async def is_dead(self, connection: AsyncConnection, chat_id: int) -> bool:
        found = await connection.execute(select(reach.c.dead_reason).where(reach.c.chat_id == chat_id))
        return found.scalar_one_or_none() is not None

    async def migrate(self, old: int, new: int) -> None:
        """A group became a supergroup: its rows move, its cards are posted anew (message ids have restarted)."""
        async with self._database.begin() as connection:
            await self.migrate_in(connection, old, new)

    async def migrate_in(self, connection: AsyncConnection, old: int, new: int) -> None:
        standing = exists().where(
            cards.c.chat_id == old, cards.c.name == outbox.c.name, cards.c.subject == outbox.c.subject
        )
        moving = or_(is_pending, is_sending, and_(outbox.c.kind == "card", standing))
        await self._set_reach(connection, [{"chat_id": old, "migrated_to": new}])
        await connection.execute(
            update(outbox)
            .where(outbox.c.chat_id == old, moving)
            .values(chat_id=new, status="pending", revision=outbox.c.revision + 1, message_id=None)
        )
        await connection.execute(delete(cards).where(cards.c.chat_id == old))
        await connection.execute(delete(topics).where(topics.c.chat_id == old))

    async def remember_topic(self, chat_id: int, lead: str, thread_id: int) -> None:
        offered = INSERTS[self._database.dialect](topics).values(
            chat_id=chat_id, lead=lead, thread_id=thread_id
        )
        async with self._database.begin() as connection:
            await connection.execute(
                offered.on_conflict_do_update(
                    index_elements=[topics.c.chat_id, topics.c.lead],
                    set_={"thread_id": offered.excluded.thread_id},
                )
            )

    async def forget_topic(self, chat_id: int, lead: str) -> None:
        async with self._database.begin() as connection:
            await connection.execute(delete(topics).where(topics.c.chat_id == chat_id, topics.c.lead == lead))

    async def prune(self, now: datetime) -> None:
        """Forgets what was said more than 30 days ago; a card's row stays, it is where its refreshes meet."""
        over = outbox.c.status.in_(("sent", "superseded"))
        old = and_(over, outbox.c.kind != "card", outbox.c.created_at < now - KEPT)
        async with self._database.begin() as connection:
            await connection.execute(delete(outbox).where(old))

    async def _claim(
        self, connection: AsyncConnection, now: datetime, asked: Asked, last_lane: int = Lane.DIGEST
    ) -> list[Claimed]:
        if self._database.dialect == "postgresql":
            # Two workers that look at once would each see a chat free.
            await connection.execute(_CLAIM_LOCK)
        bound: dict[str, object] = {"now": now, "most": asked.limit, "last_lane": last_lane}
        if asked.skip_chats:
            bound["skipped"] = list(asked.skip_chats)
            skipping = await connection.execute(_CLAIM_SKIPPING, bound)
            found = [tuple(row) for row in skipping]
        else:
            found = await _CLAIM.all(connection, bound)
        claimed = [Claimed(*row) for row in found]
        if claimed:
            await _MARK.run(connection, [{"row": row.id, "at": now} for row in claimed])
        return claimed

    async def _finish(self, connection: AsyncConnection, outcomes: Sequence[Outcome]) -> None:
        if not outcomes:
            return
        await _FINISH.run(connection, [_finished(outcome) for outcome in outcomes])
        await remember(connection, [outcome.card for outcome in outcomes if outcome.card])
        paused = {outcome.chat_id: outcome.pause_until for outcome in outcomes if outcome.pause_until}
        await self._set_reach(
            connection, [{"chat_id": chat, "paused_until": until} for chat, until in paused.items()]
        )
        for outcome in outcomes:
            if outcome.status == "dead":
                await self._tell(connection, outcome.id, outcome.error or "")

    async def _tell(self, connection: AsyncConnection, row: int, reason: str) -> None:
        found = await connection.execute(
            select(*_COLUMNS).where(outbox.c.id == row, outbox.c.status == "dead")
        )
        await self._give_up(connection, [Claimed(*given_up) for given_up in found.all()], reason)

    async def _give_up(self, connection: AsyncConnection, rows: Sequence[Claimed], reason: str) -> None:
        if rows:
            dead = update(outbox).where(outbox.c.id == bindparam("row")).values(status="dead", error=reason)
            await connection.execute(dead, [{"row": row.id} for row in rows])
        for row in rows:
            try:
                async with connection.begin_nested():
                    await self._on_undeliverable(connection, row, reason)
            except Exception:  # noqa: BLE001  the row is given up even where telling of it fails
                _log.exception(
                    "nobody could be told that message %s to chat %s was given up", row.id, row.chat_id
                )

    async def _set_reach(self, connection: AsyncConnection, rows: Sequence[dict[str, object]]) -> None:
        if not rows:
            return
        offered = INSERTS[self._database.dialect](reach)
        changed = {column: offered.excluded[column] for column in rows[0] if column != "chat_id"}
        await connection.execute(
            offered.on_conflict_do_update(index_elements=[reach.c.chat_id], set_=changed), list(rows)
        )


def _put_statement(dialect: str) -> Insert:
    offered = INSERTS[dialect](outbox)
    refreshed = ("lane", "args", "payload", "topic_of", "not_before", "chat_id")
    return offered.on_conflict_do_update(
        index_elements=[outbox.c.key],
        set_={
            **{column: offered.excluded[column] for column in refreshed},
            "status": case((is_sending, "sending"), else_="pending"),
            "revision": outbox.c.revision + 1,
            "attempts": case((is_sending, outbox.c.attempts), else_=0),
            "parts_sent": 0,
            "error": None,
        },
        where=outbox.c.kind == "card",
    )


_PUT: Final = {dialect: Prepared(_put_statement(dialect)) for dialect in INSERTS}


def _row(outgoing: Outgoing, now: datetime) -> dict[str, object]:
    return {
        "key": outgoing.key,
        "chat_id": outgoing.chat_id,
        "topic_of": outgoing.topic_of,
        "lane": outgoing.lane,
        "kind": outgoing.kind,
        "name": outgoing.name,
        "subject": outgoing.subject,
        "args": dict(outgoing.args),
        "payload": outgoing.payload,
        "revision": 1,
        "status": "pending",
        "attempts": 0,
        "parts_sent": 0,
        "not_before": outgoing.not_before or now,
        "created_at": now,
    }


def _finished(outcome: Outcome) -> dict[str, object]:
    return {
        "row": outcome.id,
        "seen": outcome.seen_attempts,
        "seen_revision": outcome.revision,
        "ending": outcome.status,
        "tried": outcome.attempts,
        "parts": outcome.parts_sent,
        "message": outcome.message_id,
        "at": outcome.sent_at,
        "reason": outcome.error,
    }
