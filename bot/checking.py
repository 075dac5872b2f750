"""The promises, checked over a live database: what should follow from the leads is computed anew and compared."""

import argparse
import sys
from collections.abc import AsyncIterator
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clocks import SystemClock
from bot.keeping import keep
from bot.settings import Settings
from domain.leads.lead import Lead
from domain.money.earning import Earning, EarningState
from domain.money.payment import Payment
from domain.owed import next_action
from domain.settle import situation_of
from domain.timers import LAPSING, timers
from domain.unit_of_work import UnitOfWork
from storage.database import Database
from storage.ledger import owed
from storage.stock import levels, movements
from storage.timers import timers as timer_table
from storage.work import Work


async def check(settings: Settings, _: argparse.Namespace) -> int:
    """0 when every promise holds; each breach is a line on standard output otherwise."""
    keeping = keep(settings.database)
    try:
        found = [breach async for breach in breaches(keeping.database, keeping.work, SystemClock().now())]
    finally:
        await keeping.database.close()
    for breach in found:
        sys.stdout.write(f"{breach}\n")
    sys.stdout.write(f"{len(found)} breaches\n")
    return 1 if found else 0


async def breaches(database: Database, work: Work, now: datetime) -> AsyncIterator[str]:
    async with database.report() as connection:
        uow = work.on(connection, now, reading=True)
        for lead in await uow.all(Lead):
            async for breach in _of_lead(connection, uow, lead):
                yield breach
        async for breach in _of_money(uow):
            yield breach
        async for breach in _of_stock(connection):
            yield breach


async def _of_lead(connection: AsyncConnection, uow: UnitOfWork, lead: Lead) -> AsyncIterator[str]:
    situation = await situation_of(uow, lead.id)
    action = next_action(situation)
    row = (await connection.execute(select(owed).where(owed.c.item == lead.id))).one_or_none()
    if lead.is_open and row is None:
        yield f"{lead.id}: open without a next action"
    stored = (row.role, row.what, row.due, row.subject) if row else None
    derived = (action.role.value, action.what.value, action.due, action.subject) if action else None
    if stored != derived:
        yield f"{lead.id}: owed is {stored}, derived {derived}"
    async for breach in _of_timers(connection, uow, lead.id):
        yield breach


async def _of_timers(connection: AsyncConnection, uow: UnitOfWork, lead: str) -> AsyncIterator[str]:
    rows = (await connection.execute(select(timer_table).where(timer_table.c.lead == lead))).all()
    pending = {(row.subject, row.rule, row.occurrence) for row in rows if row.status == "pending"}
    fired = {(row.subject, row.rule, row.occurrence) for row in rows if row.status == "fired"}
    wanted = {(t.subject, t.rule.value, t.occurrence): t for t in timers(await situation_of(uow, lead))}
    for key in sorted(pending - set(wanted)):
        yield f"{lead}: timer {key} is pending without a reason"
    for key, timer in sorted(wanted.items()):
        lapsed = timer.rule in LAPSING and timer.due_at <= uow.now
        if key not in pending and key not in fired and not lapsed:
            yield f"{lead}: timer {key} is missing"


async def _of_money(uow: UnitOfWork) -> AsyncIterator[str]:
    payments = {payment.id: payment for payment in await uow.all(Payment)}
    for earning in await uow.all(Earning):
        paid = earning.state in {EarningState.IN_PAYOUT, EarningState.PAID}
        holders = [
            p.id for p in payments.values() if earning.id in p.earnings and (p.is_open or p.state == "paid")
        ]
        if len(holders) > 1 or (paid and holders != [earning.payout]):
            yield f"{earning.id}: is {earning.state} in {holders}, says {earning.payout}"
    for payment in payments.values():
        amounts = [e.amount.paise for e in await uow.all(Earning) if e.id in payment.earnings]
        if payment.earnings and sum(amounts) != payment.amount.paise:
            yield f"{payment.id}: its earnings do not add up"


async def _of_stock(connection: AsyncConnection) -> AsyncIterator[str]:
    for level in (await connection.execute(select(levels))).all():
        for kinds, stored in ((("receipt",), level.on_hand), (("reserve", "release"), level.reserved)):
            query = select(movements.c.kind, func.sum(movements.c.quantity)).where(
                movements.c.store == level.store, movements.c.item == level.item, movements.c.kind.in_(kinds)
            )
            sums = {
                kind: int(total) for kind, total in await connection.execute(query.group_by(movements.c.kind))
            }
            moved = sum(amount if kind != "release" else -amount for kind, amount in sums.items())
            if moved != stored:
                yield f"stock {level.store}/{level.item}: {stored} stored, {moved} moved"
