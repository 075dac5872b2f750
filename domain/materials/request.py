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
from domain.materials.catalogue import is_numbered
from domain.materials.charger import Charger, Sticker
from domain.materials.custody import Custody, Difference
from domain.people.actor import By, Scope
from domain.serials import plain_serial
from domain.words import say


class LineState(StrEnum):
    OPEN = "open"
    ALLOCATED = "allocated"
    BEING_BOUGHT = "being_bought"
    RECEIVED = "received"
    ISSUED = "issued"
    RELEASED = "released"


LINE_MOVES: Final[Mapping[LineState, frozenset[LineState]]] = MappingProxyType(
    {
        LineState.OPEN: frozenset({LineState.ALLOCATED, LineState.BEING_BOUGHT, LineState.RELEASED}),
        LineState.ALLOCATED: frozenset({LineState.ISSUED, LineState.OPEN, LineState.RELEASED}),
        LineState.BEING_BOUGHT: frozenset({LineState.RECEIVED, LineState.RELEASED, LineState.OPEN}),
        LineState.RECEIVED: frozenset({LineState.ISSUED, LineState.RELEASED}),
        LineState.ISSUED: frozenset({LineState.ALLOCATED, LineState.RECEIVED, LineState.RELEASED}),
        LineState.RELEASED: frozenset(),
    }
)
"""Allocated → open: the reservation has expired; issued → allocated or received: the team brought it back, unused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`quantity` in the item's own unit (pieces, metres); without a `store` it was bought for this lead.

    `because` is why the rules have it there, a message that names the request's basis; `reason` why the desk wants it so.
    `bring_to`: the store to which it comes from its own, expected by `arrives`. Of what was issued `missing` never came
    to the team; `used` is None until the team has said so, `returned` is what was left over.
    """

    item: str
    quantity: int
    because: str = ""
    reason: str = ""
    state: LineState = LineState.OPEN
    store: str | None = None
    bring_to: str | None = None
    arrives: datetime | None = None
    missing: int = 0
    used: int | None = None
    returned: int = 0

    @property
    def left(self) -> int:
        """What the team has of it and has not used."""
        return max(0, self.quantity - self.missing - (self.used or 0) - self.returned)

    def to(self, state: LineState, store: str | None = None) -> Self:
        if state not in LINE_MOVES[self.state]:
            raise Refused(say("{item} is already “{state}”.", item=self.item, state=self.state.value))
        return replace(self, state=state, store=store or self.store)

    def reopened(self) -> Self:
        """It is to be allocated anew."""
        return replace(self.to(LineState.OPEN), store=None, bring_to=None, arrives=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A line as the desk wants it, whatever the rules say: 0 takes it out. `added`: the rules did not have it."""

    item: str
    quantity: int
    reason: str
    by: str
    at: datetime
    added: bool = False


_THERE: Final = frozenset({LineState.ALLOCATED, LineState.RECEIVED, LineState.ISSUED})
_TO_BE_INSTALLED: Final = frozenset({Stage.INSTALLATION_SCHEDULING, Stage.INSTALLATION_SCHEDULED})


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialRequest:
    """`charger` is the unit that was handed out, `chargers_before` what stood in its place; `sticker` waits to be read.

    `basis` is what its lines were computed from, None of the early days; `changes` are the desk's own, the last one last.
    `custody` says with which team the materials are, until they are used or back; `accounted_at`: the team has said
    what it used. `reserved_at` is when something was reserved last; `came_at` when what was bought for it came after it was given up.
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
    custody: Custody | None = None
    accounted_at: datetime | None = None
    reserved_at: datetime | None = None
    released_at: datetime | None = None
    came_at: datetime | None = None
    differences: tuple[Difference, ...] = ()

    @property
    def scope(self) -> Scope:
        return Scope(lead=self.lead, oem=self.oem, team=self.team)

    def line(self, item: str) -> Line | None:
        """Where it is split, the part that is open."""
        found = [line for line in self.lines if line.item == item]
        return min(found, key=lambda line: line.state is not LineState.OPEN, default=None)

    def in_state(self, state: LineState) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.state is state)

    @property
    def covered(self) -> bool:
        return all(line.state in _THERE for line in self.lines)

    @property
    def on_the_way(self) -> tuple[Line, ...]:
        """What another store sends, and has not come."""
        return tuple(line for line in self.in_state(LineState.ALLOCATED) if line.bring_to is not None)

    @property
    def unsettled(self) -> tuple[Difference, ...]:
        return tuple(one for one in self.differences if one.settled is None)

    @property
    def left_bought(self) -> tuple[Line, ...]:
        """What a vendor brought and nobody installs any more: it is to become stock."""
        return self.in_state(LineState.RECEIVED) if self.released else ()

    @property
    def with_team(self) -> Custody:
        """`Refused` where no team has its materials."""
        if self.custody is None:
            raise Refused(say("The materials of {request} are with no team.", request=self.id))
        return self.custody

    @property
    def to_return(self) -> bool:
        """Its team has to bring it back: what is left over, or all where nothing is installed any more."""
        return self.custody is not None and (self.released or self.accounted_at is not None)

    @property
    def carrier(self) -> Scope:
        """The team that has its materials, for its permission."""
        return Scope(lead=self.lead, oem=self.oem, team=self.custody.team if self.custody else None)

    def serials_of(self, line: Line) -> tuple[str, ...]:
        """Of the line that is the very unit that was handed out."""
        return (self.charger.serial,) if self.charger is not None and line == self.numbered else ()

    @property
    def numbered(self) -> Line | None:
        """The line whose piece is known by its serial number: an installation is given one."""
        return next((line for line in self.lines if is_numbered(line.item)), None)

    def line_at(self, number: int) -> Line:
        """By its place, counted from 1, which it keeps; `Refused` where there is none."""
        if not 1 <= number <= len(self.lines):
            raise Refused(say("{request} has no line {number}.", request=self.id, number=number))
        return self.lines[number - 1]

    def with_line(self, number: int, *changed: Line) -> Self:
        """What a line is split into besides the first part goes to the end."""
        first, *rest = changed
        lines = (*self.lines[: number - 1], first, *self.lines[number:], *rest)
        return replace(self, lines=lines)

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

    def put(self, items: frozenset[str], state: LineState, *, of: LineState) -> Self:
        """The lines of these items that are in the state `of`: of one item another part may come from elsewhere."""
        lines = tuple(
            line.to(state) if line.item in items and line.state is of else line for line in self.lines
        )
        return replace(self, lines=lines)

    def tells(self, kind: Happening, by: By, now: datetime, **facts: str) -> Event:
        return Event(kind=kind, lead=self.lead, subject=self.id, by=by, at=now, facts=facts)
