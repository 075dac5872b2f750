"""What an installation needs, item by item, and where each item comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self

from domain.errors import Refused
from domain.events import Event, Happening
from domain.leads.stages import Stage
from domain.materials.basis import Basis
from domain.materials.charger import Charger, Sticker
from domain.people.actor import By, Scope
from domain.serials import plain_serial
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
    """`quantity` in the item's own unit (pieces, metres).

    `because` is why the rules have it there, a message that names the request's basis; `reason` why the desk wants it so.
    """

    item: str
    quantity: int
    because: str = ""
    reason: str = ""
    state: LineState = LineState.OPEN
    store: str | None = None

    def to(self, state: LineState, store: str | None = None) -> Self:
        if state not in LINE_MOVES[self.state]:
            raise Refused(say("{item} is already “{state}”.", item=self.item, state=self.state.value))
        return replace(self, state=state, store=store or self.store)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A line as the desk wants it, whatever the rules say: 0 takes it out. `added`: the rules did not have it."""

    item: str
    quantity: int
    reason: str
    by: str
    at: datetime
    added: bool = False


_TO_BE_INSTALLED: Final = frozenset({Stage.INSTALLATION_SCHEDULING, Stage.INSTALLATION_SCHEDULED})


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialRequest:
    """`charger` is the unit that was handed out, `chargers_before` what stood in its place; `sticker` waits to be read.

    `basis` is what its lines were computed from, None of the early days; `changes` are the desk's own, the last one last.
    """

    id: str
    version: int = 0
    lead: str
    oem: str
    team: str | None
    requested_at: datetime
    lines: tuple[Line, ...]
    basis: Basis | None = None
    changes: tuple[Change, ...] = ()
    released: bool = False
    charger: Charger | None = None
    chargers_before: tuple[Charger, ...] = ()
    sticker: Sticker | None = None

    @property
    def scope(self) -> Scope:
        return Scope(lead=self.lead, oem=self.oem, team=self.team)

    def line(self, item: str) -> Line | None:
        return next((line for line in self.lines if line.item == item), None)

    def in_state(self, state: LineState) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.state is state)

    @property
    def covered(self) -> bool:
        return all(line.state in {LineState.ALLOCATED, LineState.RECEIVED} for line in self.lines)

    @property
    def serial(self) -> str | None:
        """By which the unit that is out for this lead is found, however its number is written."""
        return plain_serial(self.charger.serial) if self.charger is not None and not self.released else None

    def hands_out(self, stage: Stage) -> bool:
        """Whether its charger can be handed out, or another one: all is there, and no report says yet what was installed."""
        return self.covered and not self.released and stage in _TO_BE_INSTALLED

    def handing_out(self, charger: Charger) -> Self:
        before = (*self.chargers_before, self.charger) if self.charger is not None else self.chargers_before
        return replace(self, charger=charger, chargers_before=before, sticker=None)

    def put(self, items: frozenset[str], state: LineState, store: str | None = None) -> Self:
        lines = tuple(line.to(state, store) if line.item in items else line for line in self.lines)
        return replace(self, lines=lines)

    def tells(self, kind: Happening, by: By, now: datetime, **facts: str) -> Event:
        return Event(kind=kind, lead=self.lead, subject=self.id, by=by, at=now, facts=facts)
