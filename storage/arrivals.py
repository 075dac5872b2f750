"""What became of messages in chats and to endpoints, found by their keys."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.people.endpoint import PostState
from storage.outgoing import outbox
from storage.webhooks_out import webhook_posts


class Arrived(NamedTuple):
    """`failed` says why it was given up; empty where it arrived."""

    at: datetime
    proof: str
    failed: str


class SqlArrivals:
    def __init__(self, connection: AsyncConnection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    async def said(self, keys: Collection[str]) -> dict[str, Arrived]:
        """By the number that Telegram gave the message."""
        row = outbox.c
        wanted = select(row.key, row.status, row.sent_at, row.message_id, row.error)
        over = wanted.where(row.key.in_(sorted(keys)), row.status.in_(("sent", "dead")))
        rows = await self._connection.execute(over) if keys else ()
        return {
            key: Arrived(sent_at or self._now, f"{message}" if message else "", error or "")
            if status == "sent"
            else Arrived(self._now, "", error or "given up")
            for key, status, sent_at, message, error in rows
        }

    async def posted(self, posts: Collection[str]) -> dict[str, Arrived]:
        """By the status with which the endpoint took it."""
        row = webhook_posts.c
        wanted = select(row.id, row.state, row.ended_at, row.status, row.said)
        ended = (PostState.DELIVERED.value, PostState.DEAD.value)
        over = wanted.where(row.id.in_(sorted(posts)), row.state.in_(ended))
        rows = await self._connection.execute(over) if posts else ()
        return {
            post: Arrived(ended_at or self._now, f"HTTP {status}", "")
            if state == PostState.DELIVERED.value
            else Arrived(ended_at or self._now, "", said or f"HTTP {status}")
            for post, state, ended_at, status, said in rows
        }
