"""Days in a row, as people write them."""

from datetime import date
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.text import Speaker
from conversations.days import SeveralDays, read_day, read_days
from conversations.given import Given, Kind
from domain.errors import Invalid
from domain.visits.leave import Days

MONDAY: Final = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("tomorrow", date(2026, 11, 24), date(2026, 11, 24)),
        ("24 Nov", date(2026, 11, 24), date(2026, 11, 24)),
        ("24/11", date(2026, 11, 24), date(2026, 11, 24)),
        ("24–26 Nov", date(2026, 11, 24), date(2026, 11, 26)),
        ("24-26 Nov", date(2026, 11, 24), date(2026, 11, 26)),
        ("24 - 26 Nov 2026", date(2026, 11, 24), date(2026, 11, 26)),
        ("24th to 26th Nov", date(2026, 11, 24), date(2026, 11, 26)),
        ("From 24 Nov to 2 Dec", date(2026, 11, 24), date(2026, 12, 2)),
        ("24/11-2/12", date(2026, 11, 24), date(2026, 12, 2)),
        ("2026-11-24 - 2026-11-26", date(2026, 11, 24), date(2026, 11, 26)),
        ("30 Dec – 2 Jan", date(2026, 12, 30), date(2027, 1, 2)),
        ("today till Wednesday", MONDAY, date(2026, 11, 25)),
        ("26 Nov – 24 Nov", date(2026, 11, 26), date(2026, 11, 24)),
        ("20 Nov – 24 Nov", date(2026, 11, 20), date(2026, 11, 24)),
        ("२४–२६ Nov", date(2026, 11, 24), date(2026, 11, 26)),
    ],
)
def test_days_are_understood(typed: str, first: date, last: date) -> None:
    assert read_days(typed, MONDAY) == Days(first=first, last=last)


@pytest.mark.parametrize(
    "typed", ["", "soon", "24", "24 to", "– 26 Nov", "24 Nov 26 Nov", "a week", "31 Feb"]
)
def test_what_names_no_days_is_answered_with_an_example(typed: str) -> None:
    with pytest.raises(Invalid, match="Example: tomorrow, or 24–26 Nov"):
        SeveralDays(today=MONDAY).read(Given(kind=Kind.TEXT, text=typed), Speaker())


def test_a_day_that_has_just_passed_is_not_taken_for_next_years() -> None:
    assert read_day("22 Nov", MONDAY) == date(2026, 11, 22)
    assert read_day("22 Nov 2027", MONDAY) == date(2027, 11, 22)
    assert read_day("20 Oct", MONDAY) == date(2027, 10, 20)


def test_an_answer_is_shown_as_it_was_meant() -> None:
    reader = SeveralDays(today=MONDAY)
    assert reader.show("2026-11-24/2026-11-26", Speaker()) == "Tue 24 Nov – Thu 26 Nov"
    assert reader.show(reader.read(Given(kind=Kind.TEXT, text="Today"), Speaker()), Speaker()) == "Mon 23 Nov"


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_words_name_days_or_not(typed: str) -> None:
    assert isinstance(read_days(typed, MONDAY), Days | None)
