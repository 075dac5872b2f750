"""A moment as people write it, read at Monday 23 November 2026, 11:30 in India."""

from datetime import datetime, timedelta

import pytest

from cards.text import Speaker
from conversations.given import Given, Kind
from conversations.times import When
from domain.calendar import Calendar
from domain.errors import Invalid
from tests.build import NOW

CALENDAR = Calendar()
WHEN = When(now=NOW, calendar=CALENDAR)


def read(text: str) -> datetime:
    return WHEN.moment(WHEN.read(Given(kind=Kind.TEXT, text=text), Speaker())).astimezone(CALENDAR.zone)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("16:30", "23 16:30"),
        ("4 pm", "23 16:00"),
        ("4.15 p.m.", "23 16:15"),
        ("9:00", "24 09:00"),
        ("today 18", "23 18:00"),
        ("tomorrow 11", "24 11:00"),
        ("Tomorrow at 11:15", "24 11:15"),
        ("कल 11:00", "24 11:00"),
        ("24 Nov 16:30", "24 16:30"),
        ("25/11 10am", "25 10:00"),
        ("25.11, 10:00", "25 10:00"),
        ("in 2 hours", "23 13:30"),
        ("45 min", "23 12:15"),
        ("Tomorrow 18:00", "24 18:00"),
        ("In an hour", "23 12:30"),
        ("१६:३०", "23 16:30"),
    ],
)
def test_a_moment_is_read(text: str, said: str) -> None:
    assert read(text).strftime("%d %H:%M") == said


def test_a_day_that_has_passed_is_meant_for_next_year() -> None:
    assert read("2 Jan 10:00") - NOW < timedelta(days=60)
    assert read("22 Nov 10:00").year == 2027


@pytest.mark.parametrize(
    "text", ["", "soon", "25:00", "13 pm", "31 Feb 10:00", "24 Foo 10:00", "tomorrow", "x 10:00", "9" * 50]
)
def test_what_is_no_moment_is_explained_with_an_example(text: str) -> None:
    with pytest.raises(Invalid, match="Example: tomorrow 16:30"):
        read(text)


def test_a_moment_that_is_over_is_refused() -> None:
    with pytest.raises(Invalid, match="is over"):
        read("today 9:00")
