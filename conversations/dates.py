"""One day, as people write it: `tomorrow`, `24 Nov`, `24/11`."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from cards.text import Speaker
from conversations.days import read_day
from conversations.given import Given, Kind
from conversations.readers import Option
from domain.contact import ascii_digits
from domain.errors import Invalid
from domain.words import N_, Words, say

TODAY: Final = N_("Today")


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """From `first` to `last`, where these are given; kept in ISO form."""

    today: date
    first: date | None = None
    last: date | None = None
    takes: frozenset[Kind] = frozenset({Kind.TEXT})

    @property
    def options(self) -> tuple[Option, ...]:
        return (Option(self.today.isoformat(), TODAY),)

    @property
    def wants(self) -> Words:
        return say("Please write a day. Example: {example}.", example=self.today)

    def read(self, given: Given, speaker: Speaker) -> str:
        typed = " ".join(ascii_digits(given.text).split())
        if typed.casefold() in {TODAY.casefold(), speaker.say(TODAY).casefold()}:
            return self.today.isoformat()
        day = read_day(typed, self.today)
        if day is None:
            raise Invalid(self.wants)
        if self.first is not None and day < self.first:
            raise Invalid(
                say("{day} is over. Example of what works: {example}.", day=day, example=self.today)
            )
        if self.last is not None and day > self.last:
            raise Invalid(say("That day has not come yet. Example: {example}.", example=self.today))
        return day.isoformat()

    def show(self, answer: str, speaker: Speaker) -> str:
        return speaker.say(say("{day}", day=self.of(answer)))

    @staticmethod
    def of(answer: str) -> date:
        return date.fromisoformat(answer)
