"""A payee to whom nothing was paid before, or whose details are others than last time: the money waits a while.

Whoever has a shop's name but not its account gets no money unless nobody looks for hours, or two people say yes.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FlagKind(StrEnum):
    NEW = "new"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeFlag:
    """`until`: nothing is paid before that; `last` is the payment that went to the same name before, if any."""

    kind: FlagKind
    until: datetime
    last: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifted:
    """A person let the money go before its time."""

    person: str
    name: str
    reason: str
    at: datetime
