"""Money: an integer of paise, Indian rupees."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_RUPEES = re.compile(r"^(?:₹|rs\.?|inr)?\s*([0-9][0-9,]*)(?:\.([0-9]{1,2}))?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    paise: int

    def __post_init__(self) -> None:
        if type(self.paise) is not int:
            raise TypeError("money is a whole number of paise")
        if self.paise < 0:
            raise ValueError("money is never negative; a deduction is a line of its own")

    def __add__(self, other: "Money") -> "Money":
        return Money(self.paise + other.paise)

    def __str__(self) -> str:
        """`₹1,25,000.50`: lakh grouping, always two decimals."""
        rupees, paise = divmod(self.paise, 100)
        head, tail = str(rupees)[:-3], str(rupees)[-3:]
        groups = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)][::-1]
        return f"₹{','.join([*groups, tail])}.{paise:02d}"

    @classmethod
    def rupees(cls, text: str) -> "Money":
        """Read what a person typed (`1,250`, `₹1250.50`); ValueError if it is not an amount of rupees."""
        match = _RUPEES.match(text.strip())
        if match is None:
            raise ValueError(f"not an amount: {text!r}")
        whole, cents = match.groups()
        return cls(int(whole.replace(",", "")) * 100 + int((cents or "0").ljust(2, "0")))


@dataclass(frozen=True, slots=True, order=True)
class Signed:
    """What may be a deduction: paise, below zero too. Money that is paid is `Money`."""

    paise: int

    def __add__(self, other: "Signed") -> "Signed":
        return Signed(self.paise + other.paise)

    def __str__(self) -> str:
        return f"{'−' if self.paise < 0 else ''}{Money(abs(self.paise))}"


NOTHING: Final = Money(0)


def total(amounts: "list[Money]") -> Money:
    return Money(sum(amount.paise for amount in amounts))


def net(amounts: Iterable[Signed]) -> Signed:
    return Signed(sum(amount.paise for amount in amounts))
