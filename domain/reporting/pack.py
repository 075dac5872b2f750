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
    """`edition` counts what was sent to the OEM; `facts_at` is the instant whose facts the document shows."""

    id: str
    version: int = 0
    lead: str
    oem: str
    state: PackState = PackState.SUBMITTED
    state_since: datetime
    facts_at: datetime
    edition: int = 1
    reason: str = ""

    @property
    def scope(self) -> Scope:
        return Scope(lead=self.lead, oem=self.oem)

    def can(self, state: PackState) -> bool:
        return state in PACK_MOVES[self.state]

    def to(
        self, state: PackState, kind: Happening, by: By, now: datetime, **facts: str
    ) -> tuple[Self, Event]:
        if not self.can(state):
            raise Refused(say("{pack} is already “{state}”.", pack=self.id, state=self.state.value))
        after = replace(self, state=state, state_since=now)
        return after, Event(
            kind=kind,
            lead=self.lead,
            subject=self.id,
            by=by,
            at=now,
            before=self.state.value,
            after=state.value,
            facts=facts,
        )
