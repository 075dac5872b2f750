"""Working hours, quiet hours and days are those of India, whatever the clock of the machine says."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import Calendar
from domain.instant import aware, parse_instant

CALENDAR = Calendar()
DIWALI = Calendar(holidays=frozenset({date(2026, 11, 9)}))
HOUR = timedelta(hours=1)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  hypothesis adds the zone
SPANS = st.timedeltas(timedelta(minutes=1), timedelta(hours=60))


def india(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Kolkata"))


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-11-23 10:00", 4, "2026-11-23 14:00"),
        ("2026-11-23 14:30", 4, "2026-11-23 18:30"),
        ("2026-11-23 16:30", 4, "2026-11-24 11:30"),
        ("2026-11-23 23:00", 4, "2026-11-24 13:30"),
        ("2026-11-23 05:00", 4, "2026-11-23 13:30"),
        ("2026-11-21 17:30", 4, "2026-11-23 12:30"),
        ("2026-11-22 12:00", 4, "2026-11-23 13:30"),
        ("2026-11-23 09:30", 10, "2026-11-24 10:30"),
    ],
)
def test_four_working_hours_skip_the_night_and_the_sunday(start: str, hours: int, due: str) -> None:
    assert CALENDAR.after_working_time(india(start), hours * HOUR) == india(due)


def test_a_holiday_is_skipped() -> None:
    assert DIWALI.after_working_time(india("2026-11-08 12:00"), 4 * HOUR) == india("2026-11-10 13:30")


@given(MOMENTS, SPANS)
def test_a_working_deadline_lies_within_opening_hours(start: datetime, span: timedelta) -> None:
    due = DIWALI.after_working_time(start, span)
    local = DIWALI.local(due)
    assert due >= start + span
    assert DIWALI.works_on(local.date())
    assert DIWALI.opens <= local.time() <= DIWALI.closes


@given(MOMENTS, SPANS, SPANS)
def test_working_time_adds_up(start: datetime, first: timedelta, second: timedelta) -> None:
    halfway = DIWALI.after_working_time(start, first)
    assert DIWALI.after_working_time(halfway, second) == DIWALI.after_working_time(start, first + second)


@given(MOMENTS, MOMENTS, SPANS)
def test_who_starts_earlier_is_never_due_later(one: datetime, other: datetime, span: timedelta) -> None:
    early, late = sorted((one, other))
    assert CALENDAR.after_working_time(early, span) <= CALENDAR.after_working_time(late, span)


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ("2026-11-23 20:59", "2026-11-23 20:59"),
        ("2026-11-23 21:00", "2026-11-24 08:00"),
        ("2026-11-23 23:59", "2026-11-24 08:00"),
        ("2026-11-24 00:00", "2026-11-24 08:00"),
        ("2026-11-24 07:59", "2026-11-24 08:00"),
        ("2026-11-24 08:00", "2026-11-24 08:00"),
    ],
)
def test_customers_are_left_alone_at_night(moment: str, told: str) -> None:
    assert CALENDAR.after_quiet_hours(india(moment)) == india(told)


@given(MOMENTS)
def test_nothing_is_put_off_longer_than_the_night(moment: datetime) -> None:
    told = CALENDAR.after_quiet_hours(moment)
    assert moment <= told <= moment + 11 * HOUR
    assert CALENDAR.quiet_until <= CALENDAR.local(told).time() < CALENDAR.quiet_from
    assert CALENDAR.after_quiet_hours(told) == told


def test_the_day_changes_at_midnight_in_india() -> None:
    before = datetime(2026, 11, 30, 18, 29, 59, tzinfo=UTC)
    assert CALENDAR.local(before).date() == date(2026, 11, 30)
    assert CALENDAR.local(before + timedelta(seconds=1)).date() == date(2026, 12, 1)
    assert CALENDAR.at(date(2026, 12, 1), time(0)) == before + timedelta(seconds=1)


def test_an_instant_knows_its_zone() -> None:
    assert parse_instant("2026-11-23T11:30:00+05:30") == datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
    with pytest.raises(ValueError, match="naive"):
        parse_instant("2026-11-23T11:30:00")
    with pytest.raises(ValueError, match="naive"):
        aware(datetime(2026, 11, 23))  # noqa: DTZ001  naive on purpose
