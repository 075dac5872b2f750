"""What a payout provider says of a payment, in our words. `integrations/` speaks with it, `jobs/rails.py` asks.

Three answers must never be taken for each other: what was told, `NotSent` (nothing was taken, it can be tried again under
the same key), and `NoAnswer` (it may have been taken: look, and never send it under another key).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.errors import Unavailable
from domain.money.amount import Money
from domain.money.methods import Method
from domain.money.payment import Payment


class Standing(StrEnum):
    ON_ITS_WAY = "on_its_way"
    PAID = "paid"
    FAILED = "failed"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """`name` is the provider's own name for it, `reference` the bank's as soon as there is one."""

    name: str
    intent: str
    amount: Money
    standing: Standing
    method: Method
    reference: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """`tries` counts all of them and fences this one off from those before; `silent` those without an answer since the last.

    With a `fund_account` something may have been sent already.
    """

    payment: Payment
    tries: int
    silent: int = 0
    looks: int = 0
    fund_account: str | None = None


class NotSent(Unavailable):
    """Nothing was taken, for certain; `asked` is how long the provider wants to be left alone."""

    def __init__(self, said: str, *, asked: timedelta | None = None) -> None:
        super().__init__(said)
        self.asked = asked


class NoAnswer(Unavailable):
    """It may have been taken, and it may not."""


_M: Final = timedelta(minutes=1)
_LOOKS: Final[Mapping[Standing, tuple[timedelta, ...]]] = MappingProxyType(
    {
        Standing.ON_ITS_WAY: (_M, _M, 2 * _M, 5 * _M, 15 * _M, 30 * _M, 60 * _M),
        Standing.PAID: tuple(timedelta(days=days) for days in (1, 1, 1, 2, 2)),
    }
)
_AFTER_SILENCE: Final = (*(timedelta(seconds=s) for s in (15, 30, 60, 120, 300)), 15 * _M)


def next_look(standing: Standing, looks: int) -> timedelta | None:
    """How long after the `looks`-th time in this standing it is looked at again.

    What is on its way is looked at until it arrives, be it days; what is paid, for a week, because banks send money back;
    all else has come to its end.
    """
    steps = _LOOKS.get(standing, ())
    if standing is Standing.ON_ITS_WAY:
        return steps[min(looks, len(steps) - 1)]
    return steps[looks] if looks < len(steps) else None


def after_silence(tries: int, asked: timedelta | None = None) -> timedelta:
    """How long to wait after the `tries`-th try without an answer, or longer if the provider has asked for it."""
    return max(_AFTER_SILENCE[min(tries, len(_AFTER_SILENCE) - 1)], asked or timedelta(0))
