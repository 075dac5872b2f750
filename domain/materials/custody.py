"""With whom the materials of an installation are, and what does not add up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.people.actor import By


@dataclass(frozen=True, slots=True, kw_only=True)
class Custody:
    """`team` has them, or is to say that it has, `since` then: the store or the team `former` gave them to it.

    `to` is the team that goes in its place, to which it was asked at `asked_at` to bring them; `brought_at` is when
    it said that they are back in the store, which the store has still to confirm.
    """

    team: str
    since: datetime
    by: By
    former: str | None = None
    received_at: datetime | None = None
    to: str | None = None
    asked_at: datetime | None = None
    brought_at: datetime | None = None


class Cause(StrEnum):
    """Why issued is not used and returned."""

    NOT_RECEIVED = "not_received"
    USED_MORE = "used_more"
    NOT_RETURNED = "not_returned"


class Outcome(StrEnum):
    """What became of it: the store had it all the time or has it again, the team got it later, it is gone, or it is explained."""

    IN_STORE = "in_store"
    GIVEN_LATER = "given_later"
    LOST = "lost"
    EXPLAINED = "explained"


OUTCOMES: Final[Mapping[Cause, tuple[Outcome, ...]]] = MappingProxyType(
    {
        Cause.NOT_RECEIVED: (Outcome.GIVEN_LATER, Outcome.IN_STORE, Outcome.LOST),
        Cause.USED_MORE: (Outcome.EXPLAINED,),
        Cause.NOT_RETURNED: (Outcome.IN_STORE, Outcome.LOST),
    }
)
"""What a difference of each cause can be settled as."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    outcome: Outcome
    reason: str
    by: By
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """`line` counts from 1; `quantity` of its item, never below 1."""

    line: int
    item: str
    quantity: int
    cause: Cause
    by: By
    at: datetime
    settled: Settled | None = None
