"""What somebody counted in a store, and what became of a difference."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self

from domain.errors import NotAllowed, Refused
from domain.events import Event, Happening
from domain.money.amount import Money
from domain.people.actor import By
from domain.words import N_, say


class CountState(StrEnum):
    WAITING = "waiting"
    BOOKED = "booked"
    REFUSED = "refused"


COUNT_MOVES: Final[Mapping[CountState, frozenset[CountState]]] = MappingProxyType(
    {
        CountState.WAITING: frozenset({CountState.BOOKED, CountState.REFUSED}),
        CountState.BOOKED: frozenset(),
        CountState.REFUSED: frozenset(),
    }
)
COUNT_TITLES: Final[Mapping[CountState, str]] = MappingProxyType(
    {
        CountState.WAITING: N_("waits for a second person"),
        CountState.BOOKED: N_("booked"),
        CountState.REFUSED: N_("refused: to be counted again"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """`booked` is what the ledger had at that moment; `serials` those that are missing, or that were found.

    `value` is what the difference is worth, by the cost of a unit.
    """

    id: str
    version: int = 0
    store: str
    item: str
    counted: int
    booked: int
    reason: str
    serials: tuple[str, ...] = ()
    value: Money
    state: CountState = CountState.WAITING
    counted_by: By
    counted_at: datetime
    decided_by: By | None = None
    decided_at: datetime | None = None
    why: str = ""

    @property
    def difference(self) -> int:
        return self.counted - self.booked

    @property
    def is_open(self) -> bool:
        return bool(COUNT_MOVES[self.state])

    def decided(self, to: CountState, by: By, now: datetime, *, why: str = "") -> Self:
        """By a second person; `Refused` where it is decided already."""
        if to not in COUNT_MOVES[self.state]:
            name = self.decided_by.name if self.decided_by else self.counted_by.name
            state = say(COUNT_TITLES[self.state])
            raise Refused(
                say("{count} is decided: {state}, by {name}.", count=self.id, state=state, name=name)
            )
        if by.person == self.counted_by.person:
            raise NotAllowed(say("You counted this yourself: somebody else has to look at it."))
        return replace(self, state=to, decided_by=by, decided_at=now, why=why)

    def tells(self, kind: Happening, by: By, now: datetime, **facts: str) -> Event:
        known = {"store": self.store, "item": self.item, "counted": str(self.counted)}
        return Event(
            kind=kind,
            lead=None,
            subject=self.id,
            by=by,
            at=now,
            after=self.state.value,
            facts={**known, "booked": str(self.booked), **facts},
        )
