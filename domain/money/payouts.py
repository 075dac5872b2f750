"""Phase 8: what may be paid is paid by the team's schedule."""

from datetime import datetime, time, timedelta
from typing import Final

from domain.calendar import Calendar
from domain.events import Happening
from domain.money.amount import Money, net
from domain.money.earning import Earning, EarningState
from domain.money.flagging import guarded
from domain.money.payee import Payee
from domain.money.payment import Payment, PaymentKind
from domain.people.actor import Actor, By
from domain.people.roles import Permission, Role
from domain.policy import DEFAULT
from domain.unit_of_work import UnitOfWork
from domain.visits.team import PaymentSchedule, Team

RUN_AT: Final = time(9)
DAYS: Final = {PaymentSchedule.FORTNIGHTLY: (1, 16), PaymentSchedule.MONTHLY: (1,)}


async def open_payouts(uow: UnitOfWork, schedules: frozenset[PaymentSchedule], actor: Actor) -> list[Payment]:
    """One payout for each team of these schedules that has something payable."""
    by = actor.must(Permission.OPEN_PAYOUTS)
    opened = []
    for team in await uow.all(Team):
        payable = await uow.all(Earning, team=team.id, state=EarningState.PAYABLE)
        payout = await open_payout(uow, team, payable, by) if team.schedule in schedules else None
        opened += [payout] if payout is not None else []
    return opened


async def open_payout(
    uow: UnitOfWork, team: Team, earnings: list[Earning], by: By, asked: str | None = None
) -> Payment | None:
    """None while its deductions come to as much as it earned: both wait for what it earns next."""
    due = net(earning.amount for earning in earnings)
    if due.paise <= 0:
        return None
    amount = Money(due.paise)
    leads = {earning.lead for earning in earnings}
    payout = Payment(
        id=f"P-{await uow.ledger.next_number('payout')}",
        kind=PaymentKind.PAYOUT,
        lead=leads.pop() if len(leads) == 1 else None,
        team=team.id,
        earnings=tuple(earning.id for earning in earnings),
        payee_name=team.name,
        payee=Payee.written(team.payee, name=team.name),
        amount=amount,
        intent=uow.ids.new(),
        state_since=uow.now,
        requested_by=asked,
    )
    payout = await guarded(uow, payout, DEFAULT, Role.OPS)
    for earning in earnings:
        await uow.save(earning.to(EarningState.IN_PAYOUT, payout.id))
    await uow.add(payout, payout.tells(Happening.PAYOUT_OPENED, by, uow.now, amount=str(amount)))
    return payout


def schedules_on(day: datetime, calendar: Calendar) -> frozenset[PaymentSchedule]:
    local = calendar.local(day).day
    return frozenset(schedule for schedule, days in DAYS.items() if local in days)


def next_run(now: datetime, calendar: Calendar) -> datetime:
    """The next 1st or 16th at the set hour, strictly after `now`."""
    day = calendar.local(now).date()
    while day.day not in {1, 16} or calendar.at(day, RUN_AT) <= now:
        day += timedelta(days=1)
    return calendar.at(day, RUN_AT)
