"""Phase 8: an approved visit makes an earning; Ops marks it payable; the team's schedule pays it."""

from datetime import datetime, time, timedelta
from typing import Final

from domain.calendar import Calendar
from domain.errors import Refused
from domain.events import Happening
from domain.leads.lead import Lead
from domain.money.amount import NOTHING, Money, total
from domain.money.earning import Earning, EarningState
from domain.money.flagging import guarded
from domain.money.payee import Payee
from domain.money.payment import Payment, PaymentKind
from domain.people.actor import Actor, By
from domain.people.roles import Permission, Role
from domain.policy import DEFAULT
from domain.unit_of_work import UnitOfWork
from domain.visits.team import PaymentSchedule, Team
from domain.visits.visit import Visit
from domain.words import say

RUN_AT: Final = time(9)
DAYS: Final = {PaymentSchedule.FORTNIGHTLY: (1, 16), PaymentSchedule.MONTHLY: (1,)}


async def earn(uow: UnitOfWork, visit: Visit, by: By) -> Earning | None:
    """What the team has earned with this approved visit, from its rate card."""
    team = await uow.get(Team, visit.team or "")
    amount = team.rates.get(visit.kind, NOTHING)
    if amount == NOTHING:
        return None
    earning = Earning(
        id=f"E-{visit.id}",
        lead=visit.lead,
        visit=visit.id,
        team=team.id,
        amount=amount,
        earned_at=uow.now,
    )
    await uow.add(earning, earning.tells(Happening.EARNED, by, uow.now, amount=str(amount)))
    return earning


async def mark_payable(uow: UnitOfWork, lead_id: str, actor: Actor) -> list[Earning]:
    """All that this lead's visits earned may be paid; teams that are paid per job get their payout at once."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.MARK_PAYABLE, lead.scope)
    waiting = await uow.all(Earning, lead=lead.id, state=EarningState.EARNED)
    if not waiting:
        raise Refused(say("Nothing of {lead} waits to be marked payable.", lead=lead.id))
    payable = [
        await uow.save(marked, marked.tells(Happening.MARKED_PAYABLE, by, uow.now, amount=str(marked.amount)))
        for marked in (earning.to(EarningState.PAYABLE) for earning in waiting)
    ]
    for team_id in sorted({earning.team for earning in payable}):
        team = await uow.get(Team, team_id)
        if team.schedule is PaymentSchedule.PER_JOB:
            await _open(uow, team, [e for e in payable if e.team == team.id], by, actor.person)
    return payable


async def open_payouts(uow: UnitOfWork, schedules: frozenset[PaymentSchedule], actor: Actor) -> list[Payment]:
    """One payout for each team of these schedules that has something payable."""
    by = actor.must(Permission.OPEN_PAYOUTS)
    opened = []
    for team in await uow.all(Team):
        payable = await uow.all(Earning, team=team.id, state=EarningState.PAYABLE)
        if team.schedule in schedules and payable:
            opened.append(await _open(uow, team, payable, by, None))
    return opened


async def _open(uow: UnitOfWork, team: Team, earnings: list[Earning], by: By, asked: str | None) -> Payment:
    amount: Money = total([earning.amount for earning in earnings])
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
