"""Tries at a payout provider: claimed by one worker for a while; and which of its calls came already."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Column, Integer, String, Table, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.money.payment import ON_ITS_WAY, Payment
from domain.money.rails import Rail
from domain.money.told import Try
from storage.records import RECORDS, payments
from storage.schema import INSERTS, UtcDateTime, metadata

rail_tries: Final = Table(
    "rail_tries",
    metadata,
    Column("payment", String(64), primary_key=True),
    # None: nothing is expected any more
    Column("due_at", UtcDateTime, index=True),
    Column("claimed_until", UtcDateTime),
    Column("tries", Integer, nullable=False),
    Column("silent", Integer, nullable=False),
    Column("looks", Integer, nullable=False),
    Column("fund_account", String(64)),
)
rail_calls: Final = Table(
    "rail_calls",
    metadata,
    Column("id", String(128), primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
)
KEPT: Final = timedelta(days=30)
"""Calls are repeated for a day."""
_FREE: Final[dict[str, Any]] = {"claimed_until": None}
_tries: Final = rail_tries.c
_way: Final = [state.value for state in ON_ITS_WAY]


class RailTries:
    """Of one transaction; what is claimed must be committed before anything is asked."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name

    async def claim(self, now: datetime, room: int, lease: timedelta) -> list[Try]:
        claimed: list[Try] = []
        for payment in await self._waiting(now, room):
            row = await self._claimed(payment.id, now, now + lease)
            if row is not None:
                claimed.append(
                    Try(
                        payment=payment,
                        tries=row.tries,
                        silent=row.silent,
                        looks=row.looks,
                        fund_account=row.fund_account,
                    )
                )
        return claimed

    async def will_send(self, one: Try, fund_account: str) -> bool:
        return await self._note(one, {"fund_account": fund_account})

    async def told(self, one: Try, again_at: datetime | None, *, looks: int) -> bool:
        return await self._note(one, {**_FREE, "due_at": again_at, "silent": 0, "looks": looks})

    async def silent(self, one: Try, again_at: datetime) -> bool:
        return await self._note(one, {**_FREE, "due_at": again_at, "silent": one.silent + 1})

    async def hurry(self, intents: Collection[str], now: datetime) -> int:
        """What the provider has called about is looked at now; how many payments of ours that are.

        A try that is on its way has its answer from before that, so it counts for nothing.
        """
        ours = select(payments.c.id).where(payments.c.intent.in_(sorted(intents)))
        anew = {**_FREE, "due_at": now, "looks": 0, "tries": _tries.tries + 1}
        sooner = update(rail_tries).where(_tries.payment.in_(ours)).values(anew)
        return (await self._connection.execute(sooner)).rowcount

    async def is_new(self, call: str, now: datetime) -> bool:
        """Notes the call; False for one that came before."""
        offered = INSERTS[self._dialect](rail_calls).values(id=call, at=now)
        return (await self._connection.execute(offered.on_conflict_do_nothing())).rowcount == 1

    async def prune(self, now: datetime) -> None:
        await self._connection.execute(delete(rail_calls).where(rail_calls.c.at < now - KEPT))

    async def _waiting(self, now: datetime, room: int) -> list[Payment]:
        """Those that were never tried, and those whose time has come; a claim that has run out holds nothing."""
        due = and_(_tries.due_at <= now, or_(_tries.claimed_until.is_(None), _tries.claimed_until <= now))
        never = and_(_tries.payment.is_(None), payments.c.state.in_(_way))
        by_rail = (
            select(payments.c.body)
            .outerjoin(rail_tries, _tries.payment == payments.c.id)
            .where(payments.c.rail == Rail.RAZORPAYX.value, or_(due, never))
            .order_by(payments.c.seq)
            .limit(room)
        )
        bodies = (await self._connection.execute(by_rail)).scalars()
        return [RECORDS[Payment].codec.validate_json(body) for body in bodies]

    async def _claimed(self, payment: str, now: datetime, until: datetime) -> Any:  # noqa: ANN401  a row
        """None where another worker was faster."""
        first = {
            "payment": payment,
            "due_at": now,
            "claimed_until": until,
            "tries": 1,
            "silent": 0,
            "looks": 0,
        }
        free = or_(_tries.claimed_until.is_(None), _tries.claimed_until <= now)
        taken = (
            INSERTS[self._dialect](rail_tries)
            .values(first)
            .on_conflict_do_update(
                index_elements=[_tries.payment],
                set_={"claimed_until": until, "tries": _tries.tries + 1},
                where=and_(_tries.due_at <= now, free),
            )
            .returning(rail_tries)
        )
        return (await self._connection.execute(taken)).one_or_none()

    async def _note(self, one: Try, change: dict[str, Any]) -> bool:
        mine = (_tries.payment == one.payment.id, _tries.tries == one.tries)
        noted = update(rail_tries).where(*mine).values(change)
        return (await self._connection.execute(noted)).rowcount == 1
