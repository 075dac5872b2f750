"""When payouts run: fortnightly on the 1st and 16th, monthly on the 1st, at the set hour; moved forward to a day on which banks are open."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from domain.money.bank_days import is_bank_day, next_bank_day
from domain.policy import DEFAULT, Policy
from domain.visits.team import PaymentSchedule

_FIRST: Final = 1
_SIXTEENTH: Final = 16
_DAYS: Final = {
    PaymentSchedule.PER_JOB: frozenset[int](),
    PaymentSchedule.FORTNIGHTLY: frozenset({_FIRST, _SIXTEENTH}),
    PaymentSchedule.MONTHLY: frozenset({_FIRST}),
}
_LONGEST_CLOSED: Final = timedelta(days=28)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDay:
    """`day` names the run, the 1st or 16th; `at` is when it takes place."""

    day: date
    at: datetime


def schedules_on(day: date) -> frozenset[PaymentSchedule]:
    return frozenset(schedule for schedule, days in _DAYS.items() if day.day in days)


def following(day: date) -> date:
    """The 1st or 16th after that day."""
    if day.day < _SIXTEENTH:
        return day.replace(day=_SIXTEENTH)
    return (day.replace(day=_FIRST) + timedelta(days=32)).replace(day=_FIRST)


def run_on(day: date, closed: AbstractSet[date] = frozenset(), policy: Policy = DEFAULT) -> RunDay:
    """The run of a 1st or 16th."""
    at = policy.calendar.at(next_bank_day(day, closed), policy.payout_hour)
    return RunDay(day=day, at=at)


def next_run(now: datetime, closed: AbstractSet[date] = frozenset(), policy: Policy = DEFAULT) -> RunDay:
    """The first run that takes place strictly after `now`; one of an earlier day may have been moved so far."""
    day = following(policy.calendar.local(now).date() - _LONGEST_CLOSED)
    while (run := run_on(day, closed, policy)).at <= now:
        day = following(day)
    return run


def run_after(
    day: date, now: datetime, closed: AbstractSet[date] = frozenset(), policy: Policy = DEFAULT
) -> RunDay:
    """What follows once the run of `day` is due: the next one, even if that should have been already; or the same one on the next bank day."""
    today = policy.calendar.local(now).date()
    if is_bank_day(today, closed):
        return run_on(following(day), closed, policy)
    return RunDay(day=day, at=policy.calendar.at(next_bank_day(today, closed), policy.payout_hour))
