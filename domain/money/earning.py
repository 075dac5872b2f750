"""What a team earned with one approved visit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self

from domain.errors import Refused
from domain.events import Event, Happening
from domain.money.amount import Money
from domain.people.actor import By
from domain.words import say


class EarningState(StrEnum):
    EARNED = "earned"
    PAYABLE = "payable"
    IN_PAYOUT = "in_payout"
    PAID = "paid"


_E = EarningState
EARNING_MOVES: Final[Mapping[EarningState, frozenset[EarningState]]] = MappingProxyType(
    {
        _E.EARNED: frozenset({_E.PAYABLE}),
        _E.PAYABLE: frozenset({_E.IN_PAYOUT}),
        _E.IN_PAYOUT: frozenset({_E.PAID, _E.PAYABLE}),
        _E.PAID: frozenset({_E.PAYABLE}),
    }
)
"""In_payout → payable: the payout was rejected or failed; paid → payable: the bank reversed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earning:
    id: str
    version: int = 0
    lead: str
    visit: str
    team: str
    amount: Money
    state: EarningState = EarningState.EARNED
    earned_at: datetime
    payout: str | None = None

    def to(self, state: EarningState, payout: str | None = None) -> Self:
        if state not in EARNING_MOVES[self.state]:
            raise Refused(say("{earning} is already “{state}”.", earning=self.id, state=self.state.value))
        return replace(self, state=state, payout=payout)

    def tells(self, kind: Happening, by: By, now: datetime, **facts: str) -> Event:
        return Event(
            kind=kind,
            lead=self.lead,
            subject=self.id,
            by=by,
            at=now,
            after=self.state.value,
            facts={"team": self.team, **facts},
        )
