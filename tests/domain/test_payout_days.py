"""When payouts run: the 1st and the 16th, at nine, on the next day on which banks are open; and none is left out."""

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money.bank_days import is_bank_day, next_bank_day
from domain.money.earning import EarningState
from domain.money.payment import Payment
from domain.money.payout_clock import payouts_are_due, run_timer, run_timer_after
from domain.money.payout_days import RunDay, following, next_run, run_after, run_on, schedules_on
from domain.policy import DEFAULT
from domain.rules import Rule, Timer
from domain.visits.day_off import BANKS, DaysOff
from domain.visits.team import PaymentSchedule
from tests.build import a_team, an_earning
from tests.fakes import House

INDIA: Final = ZoneInfo("Asia/Kolkata")
DAY: Final = timedelta(days=1)
MOMENTS: Final = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  hypothesis adds the zone
CLOSED: Final = st.frozensets(st.dates(date(2026, 1, 1), date(2029, 3, 1)), max_size=40)
DAYS: Final = st.dates(date(2026, 1, 1), date(2029, 3, 1))


def india(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=INDIA)


@pytest.mark.parametrize(
    ("now", "day", "run"),
    [
        ("2026-11-23 12:00", "2026-12-01", "2026-12-01 09:00"),
        ("2026-12-01 08:59", "2026-12-01", "2026-12-01 09:00"),
        ("2026-12-01 09:00", "2026-12-16", "2026-12-16 09:00"),
        ("2026-12-31 23:59", "2027-01-01", "2027-01-01 09:00"),
        ("2026-08-15 12:00", "2026-08-16", "2026-08-17 09:00"),
        ("2026-08-16 12:00", "2026-08-16", "2026-08-17 09:00"),
        ("2027-03-31 12:00", "2027-04-01", "2027-04-02 09:00"),
        ("2027-04-01 12:00", "2027-04-01", "2027-04-02 09:00"),
    ],
)
def test_payouts_run_on_the_first_and_the_sixteenth_or_the_next_bank_day(
    now: str, day: str, run: str
) -> None:
    assert next_run(india(now)) == RunDay(day=date.fromisoformat(day), at=india(run))


@pytest.mark.parametrize(
    ("day", "opened"),
    [
        ("2026-11-14", False),  # second Saturday
        ("2026-11-28", False),  # fourth
        ("2026-11-07", True),
        ("2026-08-29", True),  # fifth
        ("2026-11-15", False),  # Sunday
        ("2026-10-02", False),
        ("2027-04-01", False),
        ("2026-11-16", True),
    ],
)
def test_banks_are_closed_by_rule(day: str, opened: bool) -> None:  # noqa: FBT001  a table
    assert is_bank_day(date.fromisoformat(day)) is opened


@pytest.mark.parametrize(
    ("day", "schedules"),
    [
        ("2026-12-01", {PaymentSchedule.MONTHLY, PaymentSchedule.FORTNIGHTLY}),
        ("2026-12-16", {PaymentSchedule.FORTNIGHTLY}),
        ("2026-12-02", set()),
    ],
)
def test_each_schedule_has_its_days(day: str, schedules: set[PaymentSchedule]) -> None:
    assert schedules_on(date.fromisoformat(day)) == schedules


def runs(since: datetime, closed: frozenset[date]) -> Iterator[RunDay]:
    run = next_run(since, closed)
    while True:
        yield run
        run = run_after(run.day, run.at, closed)


@given(MOMENTS, CLOSED)
def test_over_a_whole_year_there_is_one_run_for_each_first_and_sixteenth(
    since: datetime, closed: frozenset[date]
) -> None:
    walk = runs(since, closed)
    found = [next(walk) for _ in range(25)]
    days = [run.day for run in found]
    assert days == [days[0], *map(following, days[:-1])]
    assert {day.day for day in days} == {1, 16}
    for run in found:
        local = run.at.astimezone(INDIA)
        assert local.date() == next_bank_day(run.day, closed) >= run.day
        assert local.hour == DEFAULT.payout_hour.hour
    assert all(early.at <= late.at for early, late in itertools.pairwise(found))


@given(DAYS, st.timedeltas(timedelta(0), timedelta(days=90)), CLOSED)
def test_an_outage_over_the_hour_of_a_run_leaves_none_out(
    day: date, away: timedelta, closed: frozenset[date]
) -> None:
    """The program comes back at some later moment; each run fires then, one after the other, on a day with banks."""
    run = run_on(following(day), closed)
    now, fired = run.at + away, list[date]()
    for _ in range(20):
        now = max(now, run.at)
        if is_bank_day(DEFAULT.calendar.local(now).date(), closed):
            fired.append(run.day)
        run = run_after(run.day, now, closed)
    assert fired == [fired[0], *map(following, fired[:-1])]
    assert fired[0] == following(day)


async def house_with_payable() -> House:
    house = House()
    uow = house.uow(india("2026-11-30 12:00"))
    await uow.add(a_team(schedule=PaymentSchedule.MONTHLY))
    await uow.add(an_earning(state=EarningState.PAYABLE))
    return house


async def test_a_bank_holiday_that_was_entered_after_the_timer_moves_the_run() -> None:
    house = await house_with_payable()
    timer = run_timer(run_on(date(2026, 12, 1)))
    await house.uow().add(DaysOff(id=BANKS, days={date(2026, 12, 1): "strike"}))
    uow = house.uow(timer.due_at)
    await payouts_are_due(uow, timer)
    assert await uow.all(Payment) == []
    moved = await run_timer_after(uow, timer)
    assert moved.due_at == india("2026-12-02 09:00")
    await payouts_are_due(house.uow(moved.due_at), moved)
    assert [one.run for one in await uow.all(Payment)] == ["D-2026-12-01"]


async def test_a_timer_from_before_there_were_runs_is_of_its_own_day() -> None:
    due = india("2026-12-01 09:00").astimezone(UTC)
    timer = Timer(subject="payouts", rule=Rule.OPEN_PAYOUTS, occurrence=due.isoformat(), due_at=due)
    assert (await run_timer_after(House().uow(due), timer)).due_at == india("2026-12-16 09:00")
