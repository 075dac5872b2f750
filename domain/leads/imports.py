"""An import: one file of leads, from its upload over the look at it to the leads that came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal, Self

from domain.errors import Refused
from domain.events import Event, Happening
from domain.leads.fields import REQUIRED
from domain.media import LARGEST_FILE, Picture
from domain.people.actor import By, Scope
from domain.words import N_, Words, say

MOST_BYTES: Final = LARGEST_FILE
MOST_ROWS: Final = 50_000
FAULTS_KEPT: Final = 20
Way = Literal["chat", "portal"]


class ImportState(StrEnum):
    OEM_WANTED = "oem_wanted"
    READING = "reading"
    UNREADABLE = "unreadable"
    CHECKED = "checked"
    IMPORTING = "importing"
    DONE = "done"
    CANCELLED = "cancelled"


_S = ImportState
IMPORT_MOVES: Final[Mapping[ImportState, frozenset[ImportState]]] = MappingProxyType(
    {
        _S.OEM_WANTED: frozenset({_S.READING, _S.CANCELLED}),
        _S.READING: frozenset({_S.CHECKED, _S.UNREADABLE, _S.CANCELLED}),
        _S.UNREADABLE: frozenset(),
        _S.CHECKED: frozenset({_S.READING, _S.IMPORTING, _S.CANCELLED}),
        _S.IMPORTING: frozenset({_S.DONE}),
        _S.DONE: frozenset(),
        _S.CANCELLED: frozenset(),
    }
)
STATE_TITLES: Final[Mapping[ImportState, str]] = MappingProxyType(
    {
        _S.OEM_WANTED: N_("whose leads are they?"),
        _S.READING: N_("being read"),
        _S.UNREADABLE: N_("cannot be read"),
        _S.CHECKED: N_("checked, nothing imported yet"),
        _S.IMPORTING: N_("being imported"),
        _S.DONE: N_("imported"),
        _S.CANCELLED: N_("cancelled"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Words as they can be kept: a message of the catalogue and its values."""

    msgid: str
    values: Mapping[str, str | int] = field(default_factory=dict)

    @classmethod
    def of(cls, words: Words) -> Self:
        values = {
            name: value if isinstance(value, int) else str(value) for name, value in words.values.items()
        }
        return cls(msgid=words.msgid, values=values)

    @property
    def words(self) -> Words:
        return Words(self.msgid, self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What cannot be used in one cell (`C12`); `field` is the name in `fields.py`, `given` what stands there."""

    cell: str
    field: str
    problem: Problem
    given: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Rows of a file: fine ones, faulty ones, those whose reference came before in the file or is known already.

    `alike` of the fine ones may be the same request as another lead.
    """

    rows: int = 0
    good: int = 0
    faulty: int = 0
    repeated: int = 0
    known: int = 0
    alike: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """`sha256` names the original in the media store; a file sent in chat is known by its `picture` until it is there.

    `headings` are those of the file, `columns` what each is taken for: a name in `fields.py`, or empty. `faults` are
    the first of all; `error_file` (SHA-256) has the others. `passed` rows have been dealt with, `added` became leads.
    """

    id: str
    version: int = 0
    oem: str = ""
    state: ImportState = ImportState.READING
    state_since: datetime
    way: Way
    file_name: str
    size: int = 0
    sha256: str = ""
    picture: Picture | None = None
    language: str = "en"
    made_by: By
    made_at: datetime
    headings: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    counts: Counts = field(default_factory=Counts)
    faults: tuple[Fault, ...] = ()
    problem: Problem | None = None
    error_file: str = ""
    confirmed_by: By | None = None
    passed: int = 0
    added: int = 0
    known: int = 0
    alike: int = 0

    @property
    def scope(self) -> Scope:
        return Scope(oem=self.oem or None)

    @property
    def missing(self) -> tuple[str, ...]:
        """Required fields that no column is taken for."""
        return tuple(name for name in REQUIRED if name not in self.columns) if self.headings else ()

    @property
    def not_understood(self) -> tuple[str, ...]:
        """Headings that are taken for nothing."""
        return tuple(
            heading for heading, name in zip(self.headings, self.columns, strict=True) if heading and not name
        )

    @property
    def offers(self) -> int:
        """How many leads would be added now."""
        return self.counts.good if self.state is ImportState.CHECKED and not self.missing else 0

    @property
    def is_open(self) -> bool:
        return bool(IMPORT_MOVES[self.state])

    def moved(self, to: ImportState, now: datetime) -> Self:
        """Only this changes `state`. `Refused` if the table has no such row."""
        if to not in IMPORT_MOVES[self.state]:
            raise self.too_late()
        return replace(self, state=to, state_since=now)

    def expect(self, *states: ImportState) -> None:
        if self.state not in states:
            raise self.too_late()

    def too_late(self) -> Refused:
        return Refused(
            say(
                "{file} is at “{state}” since {since}, so this can no longer be done.",
                file=self.file_name,
                state=say(STATE_TITLES[self.state]),
                since=self.state_since,
            )
        )

    def tells(self, kind: Happening, by: By, now: datetime, **facts: str) -> Event:
        return Event(
            kind=kind,
            lead=None,
            subject=self.id,
            by=by,
            at=now,
            after=self.state.value,
            facts={"oem": self.oem, "file": self.file_name, **facts},
        )
