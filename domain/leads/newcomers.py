"""Many new leads at once: derived as one by one, written together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.events import Event
from domain.leads.lead import Lead
from domain.owed import NextAction
from domain.rules import Timer


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A lead with all that belongs to it from its first moment; `keys` are those by which it is found (`likeness.py`)."""

    lead: Lead
    keys: frozenset[int]
    events: tuple[Event, ...]
    action: NextAction | None
    timers: frozenset[Timer]


class Newcomers(Protocol):
    """In few statements, however many there are."""

    async def known(self, oem: str, references: Collection[str]) -> set[str]:
        """Those of the references that this OEM has a lead of."""

    async def numbers(self, count: int) -> Sequence[int]:
        """So many numbers of leads, ascending, that nobody else has."""

    async def shared(self, keys: Collection[int]) -> set[int]:
        """Those of the keys by which some lead is found."""

    async def add(self, newcomers: Sequence[Newcomer]) -> None:
        """`VersionConflict` if one of them has come by another way meanwhile; then none is added."""
