"""The confirmation call of an installation that stands: every try, what the customer was told in writing, what he says."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Self

from domain.errors import Invalid
from domain.leads.call import Call
from domain.words import say

SCORES: Final = range(1, 6)


class Heard(StrEnum):
    """What was heard of the customer in the end."""

    SATISFIED = "satisfied"
    SILENT = "silent"  # told in writing that this counts as accepted, and Ops has closed it so


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """Of one installation; after a rework there is another one.

    `since` is when this round of tries began, and `call_at` when the next is due. `told_at` is when the customer was told
    in writing that his silence counts as accepted, `silent_at` when the time that he had was over. `problem` is what he
    says is wrong, until it is settled. `score`, 1 to 5, is how satisfied he says that he is; None: he gave no number.
    """

    since: datetime | None = None
    calls: tuple[Call, ...] = ()
    call_at: datetime | None = None
    told_at: datetime | None = None
    silent_at: datetime | None = None
    problem: str = ""
    problem_at: datetime | None = None
    heard: Heard | None = None
    score: int | None = None

    @property
    def tries(self) -> tuple[Call, ...]:
        """Those of this round."""
        return tuple(call for call in self.calls if self.since is None or call.at >= self.since)

    @property
    def waits_for_word(self) -> bool:
        """He was told in writing, and the time that he has runs."""
        return self.told_at is not None and self.silent_at is None and self.problem_at is None

    def counts_at(self, span: timedelta) -> datetime | None:
        """When his silence begins to count; None as long as he was not told."""
        return self.told_at + span if self.told_at is not None else None

    def tried(self, call: Call) -> Self:
        return replace(self, calls=(*self.calls, call))

    def anew(self, now: datetime) -> Self:
        """Another round of tries; what was noted of those before stays."""
        return replace(self, since=now, call_at=None, told_at=None, silent_at=None)

    def answered(self, heard: Heard, score: int | None) -> Self:
        return replace(self, heard=heard, score=score, call_at=None)

    def forgotten(self) -> Self:
        return replace(self, calls=tuple(replace(call, note="") for call in self.calls), problem="")


def read_score(text: str) -> int | None:
    """`none`: he gave no number. `Invalid` for anything but that and 1 to 5."""
    if text == "none":
        return None
    if len(text) != 1 or not text.isdecimal() or int(text) not in SCORES:
        raise Invalid(say("A score is a number from 1 to 5. Example: 4."))
    return int(text)
