"""A moment as people write it: `16:30`, `tomorrow 11`, `24 Nov 16:30`, `24/11 4 pm`, `in 2 hours`."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from cards.text import Speaker
from conversations.given import Given, Kind
from conversations.readers import Option
from domain.calendar import Calendar
from domain.contact import ascii_digits
from domain.dates import day_in
from domain.errors import Invalid
from domain.words import N_, Words, say

_TIME: Final = re.compile(r"(?<![\d/.])(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?\s*$", re.IGNORECASE)
_SPAN: Final = re.compile(r"^(?:in\s+)?(\d{1,3})\s*(min|minutes?|m|h|hrs?|hours?)$", re.IGNORECASE)
_SOON: Final[Mapping[str, tuple[str, Callable[[datetime, Calendar], datetime]]]] = {
    "1h": (N_("In an hour"), lambda now, _: now + timedelta(hours=1)),
    "18": (N_("Today 18:00"), lambda now, calendar: _at(now, calendar, 0, 18)),
    "t10": (N_("Tomorrow 10:00"), lambda now, calendar: _at(now, calendar, 1, 10)),
    "t18": (N_("Tomorrow 18:00"), lambda now, calendar: _at(now, calendar, 1, 18)),
}


def _at(now: datetime, calendar: Calendar, days: int, hour: int) -> datetime:
    return calendar.at(calendar.local(now).date() + timedelta(days=days), time(hour))


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A moment after `now`; the answer is kept in ISO form, or as the key of a button."""

    now: datetime
    calendar: Calendar
    takes: frozenset[Kind] = frozenset({Kind.TEXT})

    @property
    def options(self) -> tuple[Option, ...]:
        return tuple(Option(key, label) for key, (label, _) in _SOON.items())

    @property
    def wants(self) -> Words:
        return say("Please write a day and a time. Example: tomorrow 16:30, or 24 Nov 11:00.")

    def read(self, given: Given, speaker: Speaker) -> str:
        typed = " ".join(ascii_digits(given.text).split()).casefold()
        for option in self.options:
            if typed in {option.label.casefold(), speaker.say(option.label).casefold()}:
                return option.key
        moment = self._moment(typed.replace(",", " "))
        if moment is None:
            raise Invalid(self.wants)
        if moment <= self.now:
            raise Invalid(say("{moment} is over. Example of what works: tomorrow 11:00.", moment=moment))
        return moment.isoformat()

    def show(self, answer: str, speaker: Speaker) -> str:
        if answer in _SOON:
            return speaker.say(_SOON[answer][0])
        return speaker.time(datetime.fromisoformat(answer))

    def moment(self, answer: str) -> datetime:
        return (
            _SOON[answer][1](self.now, self.calendar) if answer in _SOON else datetime.fromisoformat(answer)
        )

    def _moment(self, typed: str) -> datetime | None:
        if span := _SPAN.match(typed):
            return self.now + timedelta(**{"minutes" if span[2][0] == "m" else "hours": int(span[1])})
        found = _TIME.search(typed)
        hour = _hour(found) if found else None
        if found is None or hour is None:
            return None
        words = typed[: found.start()].removesuffix(" at ").strip()
        today = self.calendar.local(self.now).date()
        day = day_in(words.removesuffix(" at").strip() or "today", today)
        if day is None:
            return None
        moment = self.calendar.at(day, hour)
        return moment + timedelta(days=1) if not words and moment <= self.now else moment


def _hour(found: re.Match[str]) -> time | None:
    hour, minute = int(found[1]), int(found[2] or 0)
    half = (found[3] or "")[:1].casefold()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
