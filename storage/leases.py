"""Who may poll: a named lease with a fencing token; and the heartbeat that tells an outage afterwards."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import BigInteger, Column, String, Table, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.schema import INSERTS, UtcDateTime, metadata

leases: Final = Table(
    "leases",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("holder", String(128), nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("until", UtcDateTime, nullable=False),
)
heartbeats: Final = Table(
    "heartbeats",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)

_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
LEASE_LASTS: Final = timedelta(seconds=30)
TAPS_LIVE: Final = timedelta(seconds=150)  # Telegram forgets an unfetched tap after this


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """`fence` grows with every taking: what was done under an older one is refused."""

    name: str
    holder: str
    fence: int
    until: datetime


_RENEW: Final = (
    update(leases)
    .where(
        leases.c.name == bindparam("lease"),
        leases.c.holder == bindparam("by"),
        leases.c.fence == bindparam("token"),
    )
    .values(until=bindparam("later"))
)


class Leases:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(
        self, name: str, holder: str, now: datetime, *, lasts: timedelta = LEASE_LASTS
    ) -> Lease | None:
        """The lease if it is free, expired or already the holder's; None while somebody else has it."""
        offered = INSERTS[self._database.dialect](leases).values(
            name=name, holder=holder, fence=1, until=now + lasts
        )
        statement = offered.on_conflict_do_update(
            index_elements=[leases.c.name],
            set_={
                "holder": offered.excluded.holder,
                "until": offered.excluded.until,
                "fence": leases.c.fence + 1,
            },
            where=or_(leases.c.until <= now, leases.c.holder == offered.excluded.holder),
        ).returning(leases.c.fence, leases.c.until)
        async with self._database.begin() as connection:
            taken = (await connection.execute(statement)).one_or_none()
        return Lease(name=name, holder=holder, fence=taken.fence, until=taken.until) if taken else None

    async def renew(self, lease: Lease, now: datetime, *, lasts: timedelta = LEASE_LASTS) -> bool:
        """False where somebody else has taken it in the meantime: stop at once."""
        bound = {"lease": lease.name, "by": lease.holder, "token": lease.fence, "later": now + lasts}
        async with self._database.begin() as connection:
            return bool((await connection.execute(_RENEW, bound)).rowcount)

    async def release(self, lease: Lease) -> None:
        """Expires it at once; the row stays, so that the fence goes on growing."""
        async with self._database.begin() as connection:
            bound = {"lease": lease.name, "by": lease.holder, "token": lease.fence, "later": _LONG_AGO}
            await connection.execute(_RENEW, bound)

    async def held(self, connection: AsyncConnection, lease: Lease) -> bool:
        """Asked inside the transaction whose effect the lease protects."""
        found = await connection.execute(select(leases.c.fence).where(leases.c.name == lease.name))
        return found.scalar_one_or_none() == lease.fence


class Heartbeat:
    def __init__(self, database: Database, name: str = "telegram") -> None:
        self._database = database
        self._name = name

    async def beat(self, now: datetime) -> None:
        offered = INSERTS[self._database.dialect](heartbeats).values(name=self._name, at=now)
        async with self._database.begin() as connection:
            await connection.execute(
                offered.on_conflict_do_update(
                    index_elements=[heartbeats.c.name], set_={"at": offered.excluded.at}
                )
            )

    async def outage_since(self, now: datetime, *, longer_than: timedelta = TAPS_LIVE) -> datetime | None:
        """The last sign of life, if it is longer ago than taps live; None after a short gap or on the first start."""
        async with self._database.read() as connection:
            found = await connection.execute(select(heartbeats.c.at).where(heartbeats.c.name == self._name))
        last: datetime | None = found.scalar_one_or_none()
        return last if last and now - last > longer_than else None
