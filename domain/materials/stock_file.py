"""A file with what came into the stores: looked at first, booked whole when somebody says so, and only once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self

from domain.errors import Refused
from domain.events import Event, Happening
from domain.leads.imports import Fault, Problem
from domain.materials.delivery import Delivery
from domain.media import Picture
from domain.people.actor import By
from domain.words import N_, say

MOST_ROWS: Final = 1_000
"""They are booked in one transaction."""


class StockFileState(StrEnum):
    READING = "reading"
    UNREADABLE = "unreadable"
    CHECKED = "checked"
    BOOKED = "booked"
    CANCELLED = "cancelled"


_S = StockFileState
STOCK_FILE_MOVES: Final[Mapping[StockFileState, frozenset[StockFileState]]] = MappingProxyType(
    {
        _S.READING: frozenset({_S.CHECKED, _S.UNREADABLE, _S.CANCELLED}),
        _S.UNREADABLE: frozenset(),
        _S.CHECKED: frozenset({_S.BOOKED, _S.CANCELLED}),
        _S.BOOKED: frozenset(),
        _S.CANCELLED: frozenset(),
    }
)
STOCK_FILE_TITLES: Final[Mapping[StockFileState, str]] = MappingProxyType(
    {
        _S.READING: N_("being read"),
        _S.UNREADABLE: N_("cannot be read"),
        _S.CHECKED: N_("checked, nothing booked yet"),
        _S.BOOKED: N_("booked"),
        _S.CANCELLED: N_("cancelled"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockFile:
    """`rows` are what would be received; `faults` what is wrong, then nothing is. `content` is the same for the same rows.

    `before` is the file with the same rows that was booked already.
    """

    id: str
    version: int = 0
    file_name: str
    picture: Picture
    state: StockFileState = StockFileState.READING
    state_since: datetime
    made_by: By
    rows: tuple[Delivery, ...] = ()
    faults: tuple[Fault, ...] = ()
    faulty: int = 0
    missing: tuple[str, ...] = ()
    problem: Problem | None = None
    content: str = ""
    before: str = ""
    decided_by: By | None = None

    @property
    def booked_content(self) -> str | None:
        """Unique in the database: the same rows are booked once."""
        return self.content if self.state is StockFileState.BOOKED else None

    @property
    def can_be_booked(self) -> bool:
        sound = bool(self.rows) and not self.faulty and not self.missing and not self.before
        return self.state is StockFileState.CHECKED and sound

    @property
    def is_open(self) -> bool:
        return bool(STOCK_FILE_MOVES[self.state])

    def moved(self, to: StockFileState, now: datetime) -> Self:
        """Only this changes `state`. `Refused` if the table has no such row."""
        if to not in STOCK_FILE_MOVES[self.state]:
            title = say(STOCK_FILE_TITLES[self.state])
            raise Refused(say("{file} is already “{state}”.", file=self.file_name, state=title))
        return replace(self, state=to, state_since=now)

    def tells(self, kind: Happening, by: By, now: datetime) -> Event:
        facts = {"file": self.file_name, "rows": str(len(self.rows))}
        return Event(
            kind=kind, lead=None, subject=self.id, by=by, at=now, after=self.state.value, facts=facts
        )
