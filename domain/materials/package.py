"""What an OEM's contract says of materials: items that its installations always or never get, and what its customers pay for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from domain.errors import Invalid
from domain.materials.catalogue import item_named
from domain.money.amount import Money
from domain.words import Words, say

MOST_PIECES: Final = 999


@dataclass(frozen=True, slots=True)
class Pieces:
    """By item, how many of it are on every bill of materials; 0: none, whatever the table says."""

    of: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str) -> Self:
        """`spd_2p:1,earth_wire:0`; `Invalid` for anything else."""
        found: dict[str, int] = {}
        for item, amount in _pairs(text, say("Example: spd_2p:1, earth_wire:0.")):
            if not (amount.isascii() and amount.isdecimal()) or int(amount) > MOST_PIECES:
                raise Invalid(say("“{amount}” is no number of pieces. Example: spd_2p:1.", amount=amount))
            found[item] = int(amount)
        return cls(found)


@dataclass(frozen=True, slots=True)
class Prices:
    """By item, what the customer pays without tax: of a cable for each metre beyond the package, of all else for each piece."""

    of: Mapping[str, Money] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str) -> Self:
        """`cable:350,spd_2p:3500.50`, in rupees; `Invalid` for anything else."""
        found: dict[str, Money] = {}
        for item, amount in _pairs(text, say("Example: cable:350, spd_2p:3500.")):
            try:
                found[item] = Money.rupees(amount)
            except ValueError:
                raise Invalid(
                    say("“{amount}” is no price in rupees. Example: cable:350.", amount=amount)
                ) from None
        return cls(found)


def _pairs(text: str, example: Words) -> Iterator[tuple[str, str]]:
    """Items of the catalogue with what stands behind the colon."""
    for part in text.split(","):
        item, colon, amount = (piece.strip() for piece in part.partition(":"))
        if not colon:
            raise Invalid(
                say(
                    "“{part}” should be an item and what it is. {example}", part=part.strip(), example=example
                )
            )
        yield item_named(item).key, amount
