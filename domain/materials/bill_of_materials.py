"""The bill of materials: a table of rules (`files/bill.toml`), the site's facts, and what the OEM has otherwise."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from importlib.resources import files
from math import ceil
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, model_validator

from domain.materials.basis import Basis
from domain.materials.catalogue import CATALOGUE
from domain.materials.request import Change, Line
from domain.policy import Policy
from domain.words import N_


class Rule(BaseModel):
    """A line of every bill for which its conditions hold; exactly one of `pieces`, `per_metre`, `each_m` says how much."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    item: str
    kw: tuple[float, float] | None = None
    when: Mapping[str, tuple[str, ...]] = {}
    pieces: int | None = None
    per_metre: float | None = None
    each_m: float | None = None
    spare: bool = False
    because: str

    @model_validator(mode="after")
    def _can_be(self) -> Self:
        if self.item not in CATALOGUE:
            raise ValueError(f"no such item: {self.item}")
        if unknown := self.when.keys() - _ANY.facts.keys():
            raise ValueError(f"{self.item}: no such facts: {unknown}")
        if sum(amount is not None for amount in (self.pieces, self.per_metre, self.each_m)) != 1:
            raise ValueError(f"{self.item}: say once how much")
        self.because.format(**_ANY.said(0))
        return self

    def holds(self, basis: Basis) -> bool:
        if self.kw is not None and not self.kw[0] < basis.kw <= self.kw[1]:
            return False
        facts = basis.facts
        return all(set(facts[name].split(",")) & set(count) for name, count in self.when.items())

    def quantity(self, metres: int, spare_percent: int) -> int:
        """Rounded up to whole pieces or metres; exact, so that 20 m and a tenth are 22."""
        if self.pieces is not None:
            return self.pieces
        if self.each_m is not None:
            return ceil(metres / Fraction(str(self.each_m)))
        spare = Fraction(100 + spare_percent, 100) if self.spare else 1
        return ceil(metres * Fraction(str(self.per_metre)) * spare)


_ANY: Final = Basis(kw=7.4, phases=1, metres=1, measured=True, mm2=6, breaker_a=40)


def read_rules(text: str) -> tuple[Rule, ...]:
    """ValueError for a table that cannot be."""
    return tuple(Rule.model_validate(row) for row in tomllib.loads(text)["lines"])


RULES: Final = read_rules(
    (files("domain.materials") / "files" / "bill.toml").read_text(encoding="utf-8"),
)
BY_PACKAGE: Final = N_("as the car maker's package says")


def bill_of_materials(basis: Basis, policy: Policy, rules: Iterable[Rule] = RULES) -> tuple[Line, ...]:
    """The lines in the table's order; what the OEM's package fixes goes before what the table says, and none is left out."""
    fixed = policy.package_items.of
    lines = [
        Line(
            item=rule.item,
            quantity=rule.quantity(basis.metres, policy.cable_spare_percent),
            because=rule.because,
        )
        for rule in rules
        if rule.holds(basis) and rule.item not in fixed
    ]
    lines += [
        Line(item=item, quantity=quantity, because=BY_PACKAGE) for item, quantity in fixed.items() if quantity
    ]
    return tuple(lines)


def as_changed(lines: Sequence[Line], changes: Iterable[Change]) -> tuple[Line, ...]:
    """The bill with what the desk wants otherwise: the last word about an item counts."""
    latest = {change.item: change for change in changes}
    kept = [
        replace(line, quantity=latest[line.item].quantity, reason=latest[line.item].reason)
        if line.item in latest
        else line
        for line in lines
    ]
    known = {line.item for line in lines}
    added = [
        Line(item=change.item, quantity=change.quantity, reason=change.reason)
        for change in latest.values()
        if change.added and change.item not in known
    ]
    return tuple(line for line in (*kept, *added) if line.quantity)
