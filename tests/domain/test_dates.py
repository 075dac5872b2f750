"""People write a day in many ways; what is no day is not guessed at."""

from datetime import date, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import day_in

MONDAY: Final = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", MONDAY),
        ("Tomorrow", date(2026, 11, 24)),
        ("कल", date(2026, 11, 24)),
        ("yesterday", date(2026, 11, 22)),
        ("mon", MONDAY),
        ("Tuesday", date(2026, 11, 24)),
        ("Sun", date(2026, 11, 29)),
        ("24 Nov", date(2026, 11, 24)),
        ("24nov", date(2026, 11, 24)),
        ("Tue 24 Nov", date(2026, 11, 24)),
        ("Tuesday, 24th November 2026", date(2026, 11, 24)),
        ("24/11", date(2026, 11, 24)),
        ("24.11.2026", date(2026, 11, 24)),
        ("2026-11-24", date(2026, 11, 24)),
        ("22 Nov", date(2027, 11, 22)),
        ("3 sept", date(2027, 9, 3)),
        ("29 Feb", date(2028, 2, 29)),
        ("1.1.2020", date(2020, 1, 1)),
    ],
)
def test_a_day_is_understood(words: str, day: date) -> None:
    assert day_in(words, MONDAY) == day


@pytest.mark.parametrize(
    "words", ["", "soon", "31 Feb", "24", "0/11", "24/13", "24 Novak", "monkey", "32 Dec 2026", "2026-13-01"]
)
def test_what_is_no_day_is_not_guessed_at(words: str) -> None:
    assert day_in(words, MONDAY) is None


@given(st.integers(0, 364).map(lambda days: MONDAY + timedelta(days=days)))
def test_every_coming_day_can_be_written_without_its_year(day: date) -> None:
    assert day_in(f"{day.day} {day:%b}", MONDAY) == day
    assert day_in(f"{day:%d/%m/%Y}", MONDAY) == day


@given(st.text(max_size=30))
def test_any_words_are_a_day_or_not(words: str) -> None:
    assert day_in(words, MONDAY) is None or isinstance(day_in(words, MONDAY), date)
