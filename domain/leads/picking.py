"""What the desk has in hand on a lead's calendar: the day that is opened, and the times for the next proposal."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from domain.slot import Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Picking:
    """`day` is None where all days are shown."""

    day: date | None = None
    slots: tuple[Slot, ...] = ()

    def toggled(self, slot: Slot) -> Self:
        """With the time, or without it where it was picked already."""
        rest = tuple(other for other in self.slots if other != slot)
        return replace(self, slots=rest if slot in self.slots else tuple(sorted((*rest, slot))))

    def without_others(self, free: Collection[Slot]) -> Self:
        """Only what is among these."""
        return replace(self, slots=tuple(slot for slot in self.slots if slot in free))
