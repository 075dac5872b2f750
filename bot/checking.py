"""The promises, checked over a live database: what should follow from the leads is computed anew and compared."""

import argparse
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.checking_books import of_books
from bot.checking_marks import of_marks
from bot.checking_payouts import of_payouts
from bot.checking_reports import of_reports
from bot.checking_stock import of_stock
from bot.clocks import SystemClock
from bot.keeping import keep
from bot.settings import Settings
from domain.leads.lead import Lead
from domain.materials.duties import ASPECTS, duties, material_timers
from domain.materials.purchase import Purchase
from domain.money.earning import Earning, EarningState
from domain.money.payment import Payment
from domain.money.payout_run import DEAD
from domain.overriding import policy_of
from domain.owed import (
    NextAction,
    cancelling_action,
    earning_action,
    marking_of,
    next_action,
    own_action,
    own_purchase_action,
    report_action,
)
from domain.policy import DEFAULT
from domain.reporting.period_report import PeriodReport
from domain.rules import Timer
from domain.settle import situation_of
from domain.situation import Situation
from domain.timers import earning_timers, payment_timers, purchase_timers, report_timers, timers
from domain.unit_of_work import UnitOfWork
from domain.visits.certificates import team_timers
from domain.visits.day_steps import LAPSING
from domain.visits.states import MADE, VisitState
from domain.visits.team import Team
from domain.visits.visit import Visit
from storage.capacity import bookings, cells, day_places
from storage.database import Database
from storage.ledger import action_of, owed
from storage.migrating import is_current
from storage.timers import timers as timer_table
from storage.work import Work


async def check(settings: Settings, _: argparse.Namespace) -> int:
    """0 when every promise holds; each breach is a line on standard output otherwise."""
    settings.folder()
    keeping = keep(settings.database)
    try:
        if not await is_current(keeping.database):
            sys.stderr.write("chargeops: the database is not up to date: run `chargeops migrate` first.\n")
            return 2
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
        async for breach in _of_items(connection, uow):
            yield breach
        async for breach in _of_money(uow):
            yield breach
        async for breach in of_stock(connection):
            yield breach
        async for breach in _of_capacity(connection, uow):
            yield breach
        async for breach in of_marks(connection):
            yield breach
        async for breach in of_books(connection, uow):
            yield breach
        async for breach in _of_periods(connection, uow):
            yield breach
        async for breach in of_reports(connection, uow):
            yield breach


async def _of_items(connection: AsyncConnection, uow: UnitOfWork) -> AsyncIterator[str]:
    """Leads, payouts and teams with what they earned, each by itself."""
    for lead in await uow.all(Lead):
        situation = await situation_of(uow, lead.id)
        async for breach in _of_item(connection, lead.id, next_action(situation), timers(situation), uow.now):
            yield breach
        async for breach in _beside(connection, situation, uow.now):
            yield breach
    for payment in await uow.all(Payment):
        of = await uow.find(Lead, payment.lead) if payment.lead is not None else None
        action, wanted = own_action(payment, of), payment_timers(payment, of)
        async for breach in _of_item(connection, payment.id, action, wanted, uow.now):
            yield breach
    async for breach in _of_purchases(connection, uow):
        yield breach
    async for breach in of_payouts(connection, uow, _of_item):
        yield breach
    for team in await uow.all(Team):
        async for breach in _of_item(connection, team.subject, None, team_timers(team), uow.now):
            yield breach


async def _of_purchases(connection: AsyncConnection, uow: UnitOfWork) -> AsyncIterator[str]:
    for purchase in await uow.all(Purchase):
        lead = await uow.get(Lead, purchase.lead)
        policy = await policy_of(uow, lead.oem)
        action = own_purchase_action(purchase, lead, policy)
        wanted = purchase_timers(purchase, lead, policy)
        async for breach in _of_item(connection, purchase.id, action, wanted, uow.now):
            yield breach
    async for breach in _of_earnings(connection, uow):
        yield breach


async def _of_earnings(connection: AsyncConnection, uow: UnitOfWork) -> AsyncIterator[str]:
    for earning in await uow.all(Earning):
        action, wanted = earning_action(earning), earning_timers(earning)
        async for breach in _of_item(connection, marking_of(earning.id), action, wanted, uow.now):
            yield breach


async def _beside(connection: AsyncConnection, situation: Situation, now: datetime) -> AsyncIterator[str]:
    """What is owed and timed beside a lead's next action: an answer to who wants to cancel, and about its materials."""
    asked = f"{situation.lead.id}/cancel"
    found, answer = await _owed(connection, asked), cancelling_action(situation)
    if found != answer:
        yield f"{asked}: owed is {found}, derived {answer}"
    for request in situation.requests:
        due, timed = duties(request, situation), material_timers(request, situation)
        for aspect in ASPECTS:
            found = await _owed(connection, f"{request.id}{aspect}")
            if found != due.get(aspect):
                yield f"{request.id}{aspect}: owed is {found}, derived {due.get(aspect)}"
        async for breach in _timed(connection, request.id, timed, now):
            yield breach


async def _owed(connection: AsyncConnection, item: str) -> NextAction | None:
    row = (await connection.execute(select(owed).where(owed.c.item == item))).one_or_none()
    return action_of(row) if row is not None else None


async def _timed(
    connection: AsyncConnection, item: str, wanted: frozenset[Timer], now: datetime
) -> AsyncIterator[str]:
    rows = (await connection.execute(select(timer_table).where(timer_table.c.lead == item))).all()
    for breach in _of_timers(rows, wanted, now):
        yield f"{item}: {breach}"


async def _of_periods(connection: AsyncConnection, uow: UnitOfWork) -> AsyncIterator[str]:
    for report in await uow.all(PeriodReport):
        action, wanted = report_action(report, DEFAULT.desk), report_timers(report)
        async for breach in _of_item(connection, report.id, action, wanted, uow.now):
            yield breach


async def _of_item(
    connection: AsyncConnection,
    item: str,
    action: NextAction | None,
    wanted: frozenset[Timer],
    now: datetime,
) -> AsyncIterator[str]:
    """A lead or a payout: what is owed for it and what is timed."""
    stored = await _owed(connection, item)
    if action is not None and stored is None:
        yield f"{item}: open without a next action"
    if stored != action:
        yield f"{item}: owed is {stored}, derived {action}"
    async for breach in _timed(connection, item, wanted, now):
        yield breach


def _of_timers(rows: Sequence[Row[Any]], wanted_ones: frozenset[Timer], now: datetime) -> Iterator[str]:
    pending = {(row.subject, row.rule, row.occurrence): row.due_at for row in rows if row.status == "pending"}
    fired = {(row.subject, row.rule, row.occurrence) for row in rows if row.status == "fired"}
    wanted = {(t.subject, t.rule.value, t.occurrence): t for t in wanted_ones}
    for key in sorted(set(pending) - set(wanted)):
        yield f"timer {key} is pending without a reason"
    for key, timer in sorted(wanted.items()):
        if pending.get(key, timer.due_at) != timer.due_at:
            yield f"timer {key} is set for another time"
        lapsed = timer.rule in LAPSING and timer.due_at <= now
        if key not in pending and key not in fired and not lapsed:
            yield f"timer {key} is missing"


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
        if payment.earnings and payment.state not in DEAD and sum(amounts) != payment.gross.paise:
            yield f"{payment.id}: its earnings do not add up"


async def _of_capacity(connection: AsyncConnection, uow: UnitOfWork) -> AsyncIterator[str]:
    rows = (await connection.execute(select(bookings).order_by(bookings.c.cell))).all()
    taken = {row.visit: row.team for row in rows}
    times: dict[str, list[datetime]] = defaultdict(list)
    for row in rows:
        times[row.visit].append(row.cell)
    holding = {visit.id: visit for visit in await uow.all(Visit) if visit.holds_capacity}
    for visit, team in sorted(taken.items()):
        if visit not in holding or holding[visit].taken_team != team:
            yield f"{visit}: {team} is taken for it without a reason"
    for visit in holding.values():
        # A report that was returned finds the team still there; its time was given free when it came in.
        if visit.state is not VisitState.ON_SITE and visit.id not in taken:
            yield f"{visit.id}: its team {visit.taken_team} is not taken then"
        if visit.id in taken and times[visit.id] != cells(visit.taken_slot):
            yield f"{visit.id}: {taken[visit.id]} is not taken for just its time"
    async for breach in _of_places(connection, uow, holding):
        yield breach


async def _of_places(
    connection: AsyncConnection, uow: UnitOfWork, holding: Mapping[str, Visit]
) -> AsyncIterator[str]:
    """A visit that is booked or was made has a place of its team's day, and nothing else has one."""
    teams = {team.id: team for team in await uow.all(Team)}
    rows = (await connection.execute(select(day_places).order_by(day_places.c.visit))).all()
    for row in rows:
        visit, team = await uow.find(Visit, row.visit), teams.get(row.team)
        owner = visit.taken_team if visit is not None and visit.holds_capacity else None
        made = visit.team if visit is not None and visit.state in MADE else None
        if row.team not in {owner, made}:
            yield f"{row.visit}: has a place of {row.team} on {row.day} without a reason"
        day = await _day_of(uow, visit) if visit is not None and row.team in {owner, made} else row.day
        if row.day != day:
            yield f"{row.visit}: has a place of {row.team} on {row.day}, and is on {day}"
        if team is not None and row.place > max(team.daily_capacity, team.most_places):
            yield f"{row.visit}: has place {row.place} of {row.team} on {row.day}, and there are {team.daily_capacity}"
    for missing in sorted(set(holding) - {row.visit for row in rows}):
        yield f"{missing}: its team {holding[missing].taken_team} has no place for it on that day"


async def _day_of(uow: UnitOfWork, visit: Visit) -> date:
    calendar = (await policy_of(uow, visit.oem)).calendar
    return calendar.local(visit.taken_slot.start).date()
