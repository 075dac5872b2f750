"""What is let go in a day, and by whom: the daily caps are kept on it.

One thing for each day, saved by every approval and every payment, so that two at once cannot both slip under a cap.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from domain.errors import Refused
from domain.money.amount import NOTHING, Money, total
from domain.words import Words, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlay:
    """`id` is the day (`2026-11-23`); amounts by person: what each approved, and what each paid."""

    id: str
    version: int = 0
    approved: Mapping[str, Money] = field(default_factory=dict)
    paid: Mapping[str, Money] = field(default_factory=dict)

    @property
    def total_paid(self) -> Money:
        return total(list(self.paid.values()))

    def approving(self, amount: Money, person: str, *, most: Money) -> Self:
        """`Refused` over what one person may approve in a day, with what is left of it."""
        before = self.approved.get(person, NOTHING)
        if before + amount > most:
            raise Refused(
                say(
                    "One person approves at most {most} a day; you have {left} left today, and this is {amount}. Somebody else can approve it, or you tomorrow.",
                    most=most,
                    left=_left(most, before),
                    amount=amount,
                )
            )
        return replace(self, approved={**self.approved, person: before + amount})

    def paying(self, amount: Money, person: str, *, most: Money, most_together: Money) -> Self:
        """`Refused` over what one person, or all together, may pay in a day, with what is left of it."""
        before = self.paid.get(person, NOTHING)
        if self.total_paid + amount > most_together:
            raise Refused(_over_all(most_together, _left(most_together, self.total_paid), amount))
        if before + amount > most:
            raise Refused(
                say(
                    "One person pays at most {most} a day; you have {left} left today, and this is {amount}. Somebody else can pay it, or you tomorrow.",
                    most=most,
                    left=_left(most, before),
                    amount=amount,
                )
            )
        return replace(self, paid={**self.paid, person: before + amount})

    def without(self, amount: Money, person: str) -> Self:
        """It did not go: it takes nothing of the day any more."""
        return replace(self, paid={**self.paid, person: _left(self.paid.get(person, NOTHING), amount)})


def _over_all(most: Money, left: Money, amount: Money) -> Words:
    return say(
        "At most {most} leave the company in a day; {left} are left today, and this is {amount}. It can be paid tomorrow.",
        most=most,
        left=left,
        amount=amount,
    )


def _left(most: Money, used: Money) -> Money:
    return Money(max(0, most.paise - used.paise))
