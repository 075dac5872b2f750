"""Requests that named themselves by `Idempotency-Key`, with what they were answered, for 72 hours; what else goes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from sqlalchemy import Column, Index, Integer, String, Table, Text, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import Refused
from domain.leads.trial import TRIAL_LIVES
from domain.words import say
from storage.records import trial_leads
from storage.schema import INSERTS, UtcDateTime, metadata

KEPT: Final = timedelta(hours=72)

api_requests: Final = Table(
    "api_requests",
    metadata,
    Column("oem", String(64), primary_key=True),
    Column("route", String(128), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("body_sha256", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("answered_at", UtcDateTime, nullable=False),
    Index("ix_api_requests_answered_at", "answered_at"),
)


class Asked(Protocol):
    @property
    def oem(self) -> str: ...
    @property
    def route(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def body_sha256(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Remembered:
    body_sha256: str
    status: int
    body: str


class SqlRequests:
    """Over the connection whose transaction carries the request out: the answer is kept with the change or not at all."""

    def __init__(self, connection: AsyncConnection, dialect: str) -> None:
        self._connection = connection
        self._dialect = dialect

    async def begin(self, asked: Asked, now: datetime) -> Remembered | None:
        await self._lock(asked)
        wanted = select(api_requests.c.body_sha256, api_requests.c.status, api_requests.c.body).where(
            api_requests.c.oem == asked.oem,
            api_requests.c.route == asked.route,
            api_requests.c.key == asked.key,
            api_requests.c.answered_at > now - KEPT,
        )
        found = (await self._connection.execute(wanted)).one_or_none()
        return Remembered(*found) if found else None

    async def finish(self, asked: Asked, status: int, body: str, now: datetime) -> None:
        answer = {
            "body_sha256": asked.body_sha256,
            "status": status,
            "body": body,
            "answered_at": now,
        }
        statement = INSERTS[self._dialect](api_requests).values(
            oem=asked.oem, route=asked.route, key=asked.key, **answer
        )
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=list(api_requests.primary_key), set_=answer)
        )

    async def _lock(self, asked: Asked) -> None:
        """Until the transaction ends. On SQLite writers take turns anyway: the second finds the first one's answer."""
        if self._dialect != "postgresql":
            return
        name = f"{asked.oem}\n{asked.route}\n{asked.key}"
        locked = await self._connection.execute(
            select(func.pg_try_advisory_xact_lock(func.hashtextextended(name, 0)))
        )
        if not locked.scalar_one():
            raise Refused(say("The same request is being handled now. Ask again in a moment."))


async def forget_old_requests(connection: AsyncConnection, now: datetime) -> int:
    """For housekeeping: how many were forgotten."""
    done = await connection.execute(delete(api_requests).where(api_requests.c.answered_at <= now - KEPT))
    return done.rowcount


async def forget_old_trials(connection: AsyncConnection, now: datetime) -> int:
    """Leads of sandbox keys, a month after they were made."""
    done = await connection.execute(delete(trial_leads).where(trial_leads.c.created_at <= now - TRIAL_LIVES))
    return done.rowcount
