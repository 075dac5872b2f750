"""A day, or several in a row, as people write them: `tomorrow`, `24 Nov`, `24–26 Nov`, `24/11 - 2/12`."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from cards.team import days_words
from cards.text import Speaker
from conversations.given import Given, Kind
from conversations.readers import Option
from domain.contact import ascii_digits
from domain.dates import day_in
from domain.errors import Invalid
from domain.visits.leave import Days
from domain.words import N_, Words, say

_BETWEEN: Final = re.compile(r"–|—|-|\b(?:to|till|until)\b")
_NUMBER: Final = re.compile(r"^\d{1,2}(?:st|nd|rd|th)?(?=\D|$)")
_AHEAD: Final = timedelta(days=334)
"""A day that would come later than this, and was written without its year, is meant as the one that has just passed."""


def read_days(typed: str, today: date) -> Days | None:
    """None for anything that names no days."""
    words = " ".join(ascii_digits(typed).casefold().split()).removeprefix("from ")
    alone = read_day(words, today)
    if alone is not None:
        return Days(first=alone, last=alone)
    splits = ((words[: cut.start()].strip(), words[cut.end() :].strip()) for cut in _BETWEEN.finditer(words))
    found = (_from_to(first, last, today) for first, last in splits)
    return next((days for days in found if days is not None), None)


def _from_to(first: str, last: str, today: date) -> Days | None:
    number = _NUMBER.match(last)
    if number is not None and _NUMBER.fullmatch(first):
        first = f"{first}{last[number.end() :]}"
    start = read_day(first, today)
    end = read_day(last, start) if start is not None else None
    return Days(first=start, last=end) if start is not None and end is not None else None


def read_day(words: str, today: date) -> date | None:
    day = day_in(words, today)
    if day is None or day - today <= _AHEAD or str(day.year) in words:
        return day
    return day_in(words, today + _AHEAD - timedelta(days=365))


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveralDays:
    """The answer is kept as `2026-11-24/2026-11-26`."""

    today: date
    takes: frozenset[Kind] = frozenset({Kind.TEXT})

    @property
    def options(self) -> tuple[Option, ...]:
        today, tomorrow = (
            f"{day}/{day}" for day in (self.today.isoformat(), (self.today + timedelta(days=1)).isoformat())
        )
        return (Option(today, N_("Today")), Option(tomorrow, N_("Tomorrow")))

    @property
    def wants(self) -> Words:
        return say("Please write a day, or the first and the last. Example: tomorrow, or 24–26 Nov.")

    def read(self, given: Given, speaker: Speaker) -> str:
        typed = " ".join(given.text.split()).casefold()
        for option in self.options:
            if typed == speaker.say(option.label).casefold():
                return option.key
        days = read_days(given.text, self.today)
        if days is None:
            raise Invalid(self.wants)
        return f"{days.first.isoformat()}/{days.last.isoformat()}"

    def show(self, answer: str, speaker: Speaker) -> str:
        days = days_of(answer)
        return speaker.say(days_words(days.first, days.last))


def days_of(answer: str) -> Days:
    first, _, last = answer.partition("/")
    return Days(first=date.fromisoformat(first), last=date.fromisoformat(last))
