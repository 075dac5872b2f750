"""What an installation needs, item by item, and where each item comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self

from domain.errors import Refused
from domain.events import Event, Happening
from domain.people.actor import By, Scope
from domain.words import say


class LineState(StrEnum):
    OPEN = "open"
    ALLOCATED = "allocated"
    BEING_BOUGHT = "being_bought"
    RECEIVED = "received"
    RELEASED = "released"


LINE_MOVES: Final[Mapping[LineState, frozenset[LineState]]] = MappingProxyType(
    {
        LineState.OPEN: frozenset({LineState.ALLOCATED, LineState.BEING_BOUGHT, LineState.RELEASED}),
        LineState.ALLOCATED: frozenset({LineState.RELEASED}),
        LineState.BEING_BOUGHT: frozenset({LineState.RECEIVED, LineState.RELEASED, LineState.OPEN}),
        LineState.RECEIVED: frozenset({LineState.RELEASED}),
        LineState.RELEASED: frozenset(),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`quantity` in the item's own unit (pieces, metres)."""

    item: str
    quantity: int
    state: LineState = LineState.OPEN
    store: str | None = None

    def to(self, state: LineState, store: str | None = None) -> Self:
        if state not in LINE_MOVES[self.state]:
            raise Refused(say("{item} is already “{state}”.", item=self.item, state=self.state.value))
        return replace(self, state=state, store=store or self.store)


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialRequest:
    id: str
    version: int = 0
    lead: str
    oem: str
    team: str | None
    requested_at: datetime
    lines: tuple[Line, ...]
    released: bool = False

    @property
    def scope(self) -> Scope:
        return Scope(lead=self.lead, oem=self.oem, team=self.team)

    def in_state(self, state: LineState) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.state is state)

    @property
    def covered(self) -> bool:
        return all(line.state in {LineState.ALLOCATED, LineState.RECEIVED} for line in self.lines)

    def put(self, items: frozenset[str], state: LineState, store: str | None = None) -> Self:
        lines = tuple(line.to(state, store) if line.item in items else line for line in self.lines)
        return replace(self, lines=lines)

    def tells(self, kind: Happening, by: By, now: datetime, **facts: str) -> Event:
        return Event(kind=kind, lead=self.lead, subject=self.id, by=by, at=now, facts=facts)
