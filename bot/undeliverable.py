"""What could not be said is told to somebody who can act: never a silent failure."""

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.events import Event, Happening
from domain.instant import Clock
from domain.people.actor import SYSTEM
from domain.people.person import Chat
from domain.people.roles import Permission, Role
from domain.reactions import Audience, BoardName
from domain.rules import Rule
from domain.settle import settle
from domain.unit_of_work import UnitOfWork
from domain.visits.alerting import unheard
from storage.outbox import Outbox
from storage.outgoing import Claimed, Lane, Outgoing
from storage.standing import take_down
from storage.work import Work


class Undeliverable:
    """Called by the outbox in the commit that gives a row up; `work` and `outbox` are set when they exist."""

    work: Work
    outbox: Outbox

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, connection: AsyncConnection, row: Claimed, reason: str) -> None:
        if row.name in set(BoardName):
            # Nobody waits for it: who can be reached again asks for it again.
            await take_down(connection, row.chat_id, row.name, row.subject)
            return
        uow = self.work.on(connection, self._clock.now())
        await uow.ledger.undelivered(
            row.name, row.subject or row.key, f"chat {row.chat_id}: {reason}", uow.now
        )
        if row.kind == "notice" and row.args.get("to") == Audience.CUSTOMER:
            await self._tell_desk(connection, uow, row)
        elif row.name != Happening.UNDELIVERABLE and (row.subject or row.topic_of):
            uow.record(_event(row, reason, uow))
            if row.args.get("facts", {}).get("rule") == Rule.EMERGENCY_CLIMBS:
                await unheard(uow, row.subject, row.args["for"])
            await settle(uow)

    async def _tell_desk(self, connection: AsyncConnection, uow: UnitOfWork, row: Claimed) -> None:
        """The customer cannot be reached here: Ops tells him by phone."""
        rows = [
            Outgoing(
                key=f"{row.key}:desk:{chat.id}",
                chat_id=chat.id,
                kind="notice",
                name=row.name,
                subject=row.subject,
                lane=Lane.NOTICE,
                args={**row.args, "to": Audience.OPS.value, "for": Audience.CUSTOMER.value},
                topic_of=row.topic_of,
            )
            for chat in await uow.all(Chat, role=Role.OPS)
        ]
        await self.outbox.put_many(connection, rows, now=uow.now)


def _event(row: Claimed, reason: str, uow: UnitOfWork) -> Event:
    return Event(
        kind=Happening.UNDELIVERABLE,
        lead=row.topic_of,
        subject=row.subject or row.topic_of or "",
        by=SYSTEM.must(Permission.SEE_LEAD),
        at=uow.now,
        facts={"what": row.name, "chat": str(row.chat_id), "reason": reason[:300]},
    )
