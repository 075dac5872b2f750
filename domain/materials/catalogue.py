"""The items that an installation may need, as data (`files/catalogue.toml`; list and sizes: `domain-facts.md` 1.1 and 3)."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType
from typing import Final, Self

from pydantic import BaseModel, ConfigDict

from domain.errors import Invalid
from domain.money.amount import Money
from domain.words import say

KEY: Final = re.compile(r"[a-z][a-z0-9_]{1,15}")


class Unit(StrEnum):
    PIECE = "piece"
    METRE = "metre"


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    unit: Unit
    serials: bool = False
    cable: bool = False
    extra: bool = False
    cost: str
    reorder_level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """`title` is a message of the catalogue of words; `cost` of one unit where nothing is known of what was paid.

    `is_cable`: it runs from the meter to the charger, so that a package holds the first metres of it.
    `is_extra`: no site needs it as such; the desk may add it.
    `serials`: each piece is known by its serial number. A store that has less than `reorder_level` has to order.
    """

    key: str
    title: str
    unit: Unit
    serials: bool
    is_cable: bool
    is_extra: bool
    cost: Money
    reorder_level: int

    @classmethod
    def read(cls, key: str, row: object) -> Self:
        """ValueError for a row that cannot be: then the program does not start."""
        said = _Row.model_validate(row)
        if not KEY.fullmatch(key) or said.reorder_level < 0 or (said.serials and said.unit is Unit.METRE):
            raise ValueError(f"no item can be like this: {key}")
        return cls(
            key=key,
            title=said.title,
            unit=said.unit,
            serials=said.serials,
            is_cable=said.cable,
            is_extra=said.extra,
            cost=Money.rupees(said.cost),
            reorder_level=said.reorder_level,
        )


def _all() -> Mapping[str, Item]:
    text = (files("domain.materials") / "files" / "catalogue.toml").read_text(encoding="utf-8")
    return MappingProxyType({key: Item.read(key, row) for key, row in tomllib.loads(text).items()})


CATALOGUE: Final[Mapping[str, Item]] = _all()
"""By key, in the order in which a bill names them."""


def item_named(key: str) -> Item:
    """`Invalid` where the catalogue has no such item."""
    item = CATALOGUE.get(key)
    if item is None:
        raise Invalid(say("There is no item “{key}”. Example: {example}.", key=key, example="cable"))
    return item


def title_of(key: str) -> str:
    """What people call it; an item that the catalogue no longer has by its key."""
    item = CATALOGUE.get(key)
    return item.title if item is not None else key


def is_numbered(key: str) -> bool:
    """Whether each piece of it is known by its serial number."""
    item = CATALOGUE.get(key)
    return item is not None and item.serials
