"""Messages to OEMs' endpoints: written with what causes them, claimed by one worker each, kept for 30 days."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.people.endpoint import Claimed, Endpoint, Failing, Post, PostState, Standing, Topic
from storage.ledger import SqlLedger
from storage.records import RECORDS, webhook_endpoints
from storage.schema import INSERTS, BigId, UtcDateTime, metadata

KEPT: Final = timedelta(days=30)
AT_ONCE: Final = 4
"""To one endpoint; to one that is failing, one at a time."""

webhook_posts: Final = Table(
    "webhook_posts",
    metadata,
    Column("seq", BigId, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("endpoint", String(64), nullable=False),
    Column("topic", String(32), nullable=False),
    Column("lead", String(64), index=True),
    Column("sequence", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False, index=True),
    Column("claimed_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("status", Integer),
    Column("said", Text),
    Index(None, "endpoint", "state", "due_at"),
    Index(None, "state", "due_at"),
)
webhook_health: Final = Table(
    "webhook_health",
    metadata,
    Column("endpoint", String(64), primary_key=True),
    Column("failing_since", UtcDateTime),
    Column("told_at", UtcDateTime),
)
_posts: Final = webhook_posts.c
_is_pending: Final = _posts.state == PostState.PENDING.value
_is_sending: Final = _posts.state == PostState.SENDING.value


class PostingLedger(SqlLedger):
    async def post(self, posts: Iterable[Post]) -> None:
        rows = [_row(post, self._now) for post in posts]
        if rows:
            await self._connection.execute(insert(webhook_posts), rows)

    async def post_again(self, endpoint: str, post: str | None, at: datetime) -> int:
        dead = _posts.state == PostState.DEAD.value
        over = or_(dead, _posts.state == PostState.DELIVERED.value)
        meant = dead if post is None else (over & (_posts.id == post))
        again = {"state": PostState.PENDING.value, "tries": 0, "due_at": at, "ended_at": None}
        change = update(webhook_posts).where(_posts.endpoint == endpoint, meant).values(again)
        return (await self._connection.execute(change)).rowcount

    async def forget_posts(self, endpoint: str) -> None:
        await self._connection.execute(delete(webhook_posts).where(_posts.endpoint == endpoint))

    async def endpoint_trusted(self, endpoint: str) -> None:
        await trust(self._connection, endpoint)


class Posts:
    """Of one transaction; what is claimed must be committed before anything is sent."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name

    async def any_due(self, now: datetime) -> bool:
        wanted = (
            select(_posts.seq)
            .join(webhook_endpoints, webhook_endpoints.c.id == _posts.endpoint)
            .where(_is_pending, _posts.due_at <= now, webhook_endpoints.c.is_on)
            .limit(1)
        )
        return (await self._connection.execute(wanted)).first() is not None

    async def claim(self, now: datetime, room: int) -> list[Claimed]:
        """Endpoints that another worker is looking at are left to it, so that their limits hold among all workers."""
        waiting = select(_posts.seq).where(
            _posts.endpoint == webhook_endpoints.c.id, _is_pending, _posts.due_at <= now
        )
        due = (
            select(webhook_endpoints.c.body)
            .where(webhook_endpoints.c.is_on, waiting.exists())
            .order_by(webhook_endpoints.c.seq)
            .with_for_update(skip_locked=True)
        )
        found = [
            RECORDS[Endpoint].codec.validate_json(body)
            for body in (await self._connection.execute(due)).scalars()
        ]
        claimed: list[Claimed] = []
        for endpoint in await self._longest_waiting_first(found, now):
            if len(claimed) >= room:
                break
            claimed += await self._claim(endpoint, now, room - len(claimed))
        return claimed

    async def delivered(self, claimed: Claimed, now: datetime, status: int) -> None:
        change = {"state": PostState.DELIVERED.value, "ended_at": now, "status": status, "said": None}
        if await self._end(claimed, change):
            await trust(self._connection, claimed.endpoint.id)

    async def failed(
        self, claimed: Claimed, now: datetime, again_at: datetime | None, *, status: int | None, said: str
    ) -> Failing | None:
        """Without `again_at` it is dead. None if somebody else has settled it meanwhile."""
        change: dict[str, Any] = {"status": status, "said": said}
        if again_at is None:
            change |= {"state": PostState.DEAD.value, "ended_at": now}
        else:
            change |= {"state": PostState.PENDING.value, "due_at": again_at}
        if not await self._end(claimed, change):
            return None
        return await self._note_failing(claimed.endpoint.id, now, dead=again_at is None)

    async def recover(self, now: datetime, *, older_than: timedelta = timedelta(0)) -> int:
        """Puts back what a process that died was sending: it goes out again under its id."""
        lost = update(webhook_posts).where(_is_sending, _posts.claimed_at <= now - older_than)
        back = lost.values(state=PostState.PENDING.value, claimed_at=None)
        return (await self._connection.execute(back)).rowcount

    async def prune(self, now: datetime) -> int:
        """The dead too, and what has waited all the time for an endpoint that is switched off."""
        old = delete(webhook_posts).where(_posts.created_at < now - KEPT, ~_is_sending)
        return (await self._connection.execute(old)).rowcount

    async def _longest_waiting_first(self, found: Sequence[Endpoint], now: datetime) -> list[Endpoint]:
        since = (
            select(_posts.endpoint, func.min(_posts.due_at))
            .where(_posts.endpoint.in_([one.id for one in found]), _is_pending, _posts.due_at <= now)
            .group_by(_posts.endpoint)
        )
        waits = dict((await self._connection.execute(since)).all()) if found else {}
        return sorted(found, key=lambda one: waits.get(one.id, now))

    async def _claim(self, endpoint: Endpoint, now: datetime, room: int) -> list[Claimed]:
        here = _posts.endpoint == endpoint.id
        flying = select(func.count()).where(here, _is_sending)
        failing = select(webhook_health.c.failing_since).where(webhook_health.c.endpoint == endpoint.id)
        is_failing = (await self._connection.execute(failing)).scalar_one_or_none() is not None
        free = (1 if is_failing else AT_ONCE) - (await self._connection.execute(flying)).scalar_one()
        if free <= 0:
            return []
        wanted = (
            select(_posts.id, _posts.topic, _posts.lead, _posts.body, _posts.tries)
            .where(here, _is_pending, _posts.due_at <= now)
            .order_by(_posts.due_at, _posts.seq)
            .limit(min(free, room))
            .with_for_update(skip_locked=True)
        )
        rows = (await self._connection.execute(wanted)).all()
        mark = update(webhook_posts).where(_posts.id.in_([row.id for row in rows]))
        await self._connection.execute(mark.values(state=PostState.SENDING.value, claimed_at=now))
        return [Claimed(endpoint=endpoint, **row._mapping) for row in rows]  # noqa: SLF001  SQLAlchemy's public way

    async def _end(self, claimed: Claimed, change: dict[str, Any]) -> bool:
        mine = (_posts.id == claimed.id, _is_sending, _posts.tries == claimed.tries)
        ended = update(webhook_posts).where(*mine).values(tries=claimed.tries + 1, claimed_at=None, **change)
        return (await self._connection.execute(ended)).rowcount == 1

    async def _note_failing(self, endpoint: str, now: datetime, *, dead: bool) -> Failing:
        health = webhook_health.c
        noted = INSERTS[self._dialect](webhook_health).values(endpoint=endpoint, failing_since=now)
        first = noted.on_conflict_do_update(
            index_elements=[health.endpoint],
            set_={"failing_since": func.coalesce(health.failing_since, noted.excluded.failing_since)},
        ).returning(health.failing_since)
        since: datetime = (await self._connection.execute(first)).scalar_one()
        if not dead:
            return Failing(since=since, is_news=False)
        untold = (health.endpoint == endpoint, health.told_at.is_(None))
        told = await self._connection.execute(update(webhook_health).where(*untold).values(told_at=now))
        return Failing(since=since, is_news=told.rowcount == 1)


async def trust(connection: AsyncConnection, endpoint: str) -> None:
    health = webhook_health.c
    failing = (health.endpoint == endpoint, health.failing_since.is_not(None))
    await connection.execute(update(webhook_health).where(*failing).values(failing_since=None, told_at=None))


async def posts_of(
    connection: AsyncConnection, endpoint: str, state: PostState | None, *, before: int | None, limit: int
) -> list[Standing]:
    """Newest first."""
    wanted = select(webhook_posts).where(_posts.endpoint == endpoint)
    if state is not None:
        wanted = wanted.where(_posts.state == state.value)
    if before is not None:
        wanted = wanted.where(_posts.seq < before)
    rows = await connection.execute(wanted.order_by(_posts.seq.desc()).limit(limit))
    return [_standing(row) for row in rows]


async def has_post(connection: AsyncConnection, endpoint: str, post: str) -> bool:
    wanted = select(_posts.seq).where(_posts.endpoint == endpoint, _posts.id == post)
    return (await connection.execute(wanted)).first() is not None


async def failing_since(connection: AsyncConnection, endpoints: Iterable[str]) -> dict[str, datetime]:
    health = webhook_health.c
    wanted = select(health.endpoint, health.failing_since).where(
        health.endpoint.in_(sorted(endpoints)), health.failing_since.is_not(None)
    )
    return dict((await connection.execute(wanted)).all())


def _standing(row: Any) -> Standing:  # noqa: ANN401  a row of SQLAlchemy
    state = PostState(row.state)
    return Standing(
        place=row.seq,
        id=row.id,
        topic=Topic(row.topic),
        lead=row.lead,
        sequence=row.sequence,
        state=state,
        tries=row.tries,
        created_at=row.created_at,
        next_try_at=row.due_at if state is PostState.PENDING else None,
        ended_at=row.ended_at,
        status=row.status,
        said=row.said,
    )


def _row(post: Post, now: datetime) -> dict[str, Any]:
    return {
        "id": post.id,
        "endpoint": post.endpoint,
        "topic": post.topic.value,
        "lead": post.lead,
        "sequence": post.sequence,
        "body": post.body,
        "state": PostState.PENDING.value,
        "tries": 0,
        "due_at": now,
        "created_at": now,
    }
