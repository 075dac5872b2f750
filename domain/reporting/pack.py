"""The closure pack of one lead: compiled, sent to the OEM, acknowledged or returned."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self

from domain.errors import Refused
from domain.events import Event, Happening
from domain.people.actor import By, Scope
from domain.reporting.edition import Edition
from domain.words import say


class PackState(StrEnum):
    SUBMITTED = "submitted"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    RETURNED = "returned"


PACK_MOVES: Final[Mapping[PackState, frozenset[PackState]]] = MappingProxyType(
    {
        PackState.SUBMITTED: frozenset({PackState.SENT, PackState.RETURNED}),
        PackState.SENT: frozenset({PackState.ACKNOWLEDGED, PackState.RETURNED}),
        PackState.RETURNED: frozenset({PackState.SUBMITTED}),
        PackState.ACKNOWLEDGED: frozenset(),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """`edition` counts what Ops has handed over; `facts_at` is the instant whose facts its document shows.

    `editions` are those that were compiled, oldest first. `forgotten`: the customer had his data erased.
    """

    id: str
    version: int = 0
    lead: str
    oem: str
    state: PackState = PackState.SUBMITTED
    state_since: datetime
    facts_at: datetime
    edition: int = 1
    reason: str = ""
    editions: tuple[Edition, ...] = ()
    forgotten: bool = False

    @property
    def scope(self) -> Scope:
        return Scope(lead=self.lead, oem=self.oem)

    @property
    def made(self) -> Edition | None:
        """This edition as it was compiled; None until it is."""
        return next((one for one in self.editions if one.number == self.edition), None)

    @property
    def delivered(self) -> Edition | None:
        """The last edition that went to the OEM."""
        sent = [one for one in self.editions if one.sent_at is not None]
        return sent[-1] if sent else None

    @property
    def was_sent(self) -> bool:
        """Whether the OEM knows of it."""
        return self.delivered is not None or self.state in {PackState.SENT, PackState.ACKNOWLEDGED}

    @property
    def is_wanted(self) -> bool:
        """Whether it is still to be compiled."""
        return self.made is None and not self.forgotten and self.state is not PackState.RETURNED

    def with_edition(self, edition: Edition) -> Self:
        """In the place of that number."""
        others = [one for one in self.editions if one.number != edition.number]
        return replace(self, editions=(*others, edition))

    def forget(self) -> Self:
        """What its editions say goes; that they were, and their digests, stays."""
        return replace(
            self, reason="", forgotten=True, editions=tuple(one.forgotten() for one in self.editions)
        )

    def can(self, state: PackState) -> bool:
        return state in PACK_MOVES[self.state]

    def to(
        self, state: PackState, kind: Happening, by: By, now: datetime, **facts: str
    ) -> tuple[Self, Event]:
        if not self.can(state):
            raise Refused(say("{pack} is already “{state}”.", pack=self.id, state=self.state.value))
        after = replace(self, state=state, state_since=now)
        told = self.tells(kind, by, now, **facts)
        return after, replace(told, before=self.state.value, after=state.value)

    def tells(self, kind: Happening, by: By, now: datetime, **facts: str) -> Event:
        return Event(kind=kind, lead=self.lead, subject=self.id, by=by, at=now, facts=facts)

    def expect_seen(self, edition: int | None) -> None:
        """`Refused` for a word on an edition that another one has replaced."""
        if edition is not None and edition != self.edition:
            raise Refused(
                say(
                    "That was edition {seen} of {pack}; by now it is edition {edition}. Please look at that one.",
                    pack=self.id,
                    seen=edition,
                    edition=self.edition,
                )
            )
