"""What happens by itself about payouts: a run, the end of a statement's time, and what is overdue about earnings."""

from datetime import date, datetime
from typing import Final

from domain.events import Event, Happening
from domain.money.bank_days import bank_holidays, is_bank_day
from domain.money.disputing import statement_stands
from domain.money.earning import Earning
from domain.money.owing import dispute_action, levels, owed_to_team
from domain.money.payment import Payment
from domain.money.payout_days import RunDay, next_run, run_after
from domain.money.payouts import run_payouts
from domain.people.actor import SYSTEM
from domain.people.roles import Permission
from domain.policy import DEFAULT
from domain.reactions import Audience
from domain.rules import Rule, Timer
from domain.unit_of_work import UnitOfWork
from domain.visits.team import owed_team

PAYOUTS: Final = "payouts"


def run_timer(run: RunDay) -> Timer:
    """Of its day and its moment, so that a run that was moved is another timer."""
    occurrence = f"{run.day.isoformat()}/{run.at.isoformat()}"
    return Timer(subject=PAYOUTS, rule=Rule.OPEN_PAYOUTS, occurrence=occurrence, due_at=run.at)


async def first_run_timer(uow: UnitOfWork) -> Timer:
    """What has to be pending when the program starts; one that was missed while it was away is pending, too."""
    return run_timer(next_run(uow.now, await bank_holidays(uow)))


async def run_timer_after(uow: UnitOfWork, timer: Timer) -> Timer:
    """None is left out: after an outage the runs that were due follow each other at once."""
    return run_timer(run_after(_day(timer), uow.now, await bank_holidays(uow)))


def _day(timer: Timer) -> date:
    """Until there was a run of its own, a timer was named by its moment alone."""
    day, _, at = timer.occurrence.partition("/")
    return date.fromisoformat(day) if at else DEFAULT.calendar.local(timer.due_at).date()


async def payouts_are_due(uow: UnitOfWork, timer: Timer) -> None:
    """Not where banks have been closed for this day since the timer was set, or the program comes back on such a day."""
    today = DEFAULT.calendar.local(uow.now).date()
    if is_bank_day(today, await bank_holidays(uow)):
        await run_payouts(uow, _day(timer), SYSTEM)


async def of_statement(uow: UnitOfWork, timer: Timer, payout: Payment) -> None:
    if timer.rule is Rule.STATEMENT_ENDS:
        await statement_stands(uow, payout)
        return
    facts = {"to": Audience.TEAM, "rule": timer.rule, "team": payout.team or ""}
    uow.record(_event(Happening.REMINDED, timer, payout.lead, uow.now, facts))


async def earnings_overdue(uow: UnitOfWork, timer: Timer, item: str) -> None:
    """Ops has not answered a dispute, or nobody has opened the payout of a team that is paid per job."""
    team = owed_team(item)
    earning = await uow.get(Earning, item) if team is None else None
    action = dispute_action(earning, DEFAULT) if earning else await owed_to_team(uow, team or "")
    if action is None or timer not in levels(action):
        return
    twice = timer.rule is Rule.OVERDUE_TWICE
    to = f"{Audience.OPS},{Audience.OPS_LEAD}" if twice else Audience.OPS
    facts = {"to": to, "rule": timer.rule, "what": action.what, "team": team or ""}
    uow.record(_event(Happening.OVERDUE, timer, earning.lead if earning else None, uow.now, facts))


def _event(kind: Happening, timer: Timer, lead: str | None, at: datetime, facts: dict[str, str]) -> Event:
    late = int((at - timer.due_at).total_seconds() // 60)
    by = SYSTEM.must(Permission.SEE_LEAD)
    return Event(
        kind=kind, lead=lead, subject=timer.subject, by=by, at=at, facts={**facts, "late_minutes": str(late)}
    )
