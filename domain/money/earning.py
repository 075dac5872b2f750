"""What a team earned with one visit, or owes for one that was done again for its fault; in lines that say what for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self

from domain.errors import Refused
from domain.events import Event, Happening
from domain.money.amount import Signed, net
from domain.people.actor import By
from domain.words import N_, say


class EarningState(StrEnum):
    EARNED = "earned"
    PAYABLE = "payable"
    IN_PAYOUT = "in_payout"
    DISPUTED = "disputed"
    PAID = "paid"


_E = EarningState
EARNING_MOVES: Final[Mapping[EarningState, frozenset[EarningState]]] = MappingProxyType(
    {
        _E.EARNED: frozenset({_E.PAYABLE}),
        _E.PAYABLE: frozenset({_E.IN_PAYOUT}),
        _E.IN_PAYOUT: frozenset({_E.PAID, _E.PAYABLE, _E.DISPUTED}),
        _E.DISPUTED: frozenset({_E.PAYABLE}),
        _E.PAID: frozenset({_E.PAYABLE}),
    }
)
"""In_payout → payable: the payout was rejected or failed; paid → payable: the bank reversed it. In_payout → disputed: the team does
not agree with it, so it waits for Ops' answer outside of any payout."""


def is_earning(subject: str) -> bool:
    """`E-S-1042-1`; a bill has the same letter and the lead's number."""
    return subject.startswith(("E-S-", "E-I-"))


class LineKind(StrEnum):
    VISIT = "visit"
    EXTRA_CABLE = "extra_cable"
    EMERGENCY = "emergency"
    ABSENT = "absent"
    ON_THE_WAY = "on_the_way"
    REWORK = "rework"
    CORRECTION = "correction"


LINE_TITLES: Final[Mapping[LineKind, str]] = MappingProxyType(
    {
        LineKind.VISIT: N_("Visit"),
        LineKind.EXTRA_CABLE: N_("Extra cable"),
        LineKind.EMERGENCY: N_("Stepped in as backup"),
        LineKind.ABSENT: N_("Customer was absent"),
        LineKind.ON_THE_WAY: N_("Came or was on the way"),
        LineKind.REWORK: N_("Rework"),
        LineKind.CORRECTION: N_("Correction"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EarningLine:
    """One thing that was earned, or taken off; `note` says how it was reckoned (`12 m × ₹80.00`) or the visit it is about."""

    kind: LineKind
    amount: Signed
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """What the team holds against it, found on the statement of that payout; and what Ops says to it."""

    payout: str
    name: str
    reason: str
    at: datetime
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Earning:
    """`amount` is the sum of `lines`; below zero it is a deduction, and comes off the team's next payout.

    An earning from before there were lines is one line for its visit.
    """

    id: str
    version: int = 0
    lead: str
    visit: str
    team: str
    amount: Signed
    lines: tuple[EarningLine, ...] = ()
    state: EarningState = EarningState.EARNED
    earned_at: datetime
    payout: str | None = None
    payable_since: datetime | None = None
    disputes: tuple[Dispute, ...] = ()

    def __post_init__(self) -> None:
        if not self.lines:
            object.__setattr__(self, "lines", (EarningLine(kind=LineKind.VISIT, amount=self.amount),))
        if net(line.amount for line in self.lines) != self.amount:
            raise ValueError("an earning is the sum of its lines")

    @classmethod
    def of(cls, *lines: EarningLine, id: str, lead: str, visit: str, team: str, earned_at: datetime) -> Self:  # noqa: A002  its fields
        amount = net(line.amount for line in lines)
        return cls(id=id, lead=lead, visit=visit, team=team, amount=amount, lines=lines, earned_at=earned_at)

    def to(self, state: EarningState, payout: str | None = None) -> Self:
        if state not in EARNING_MOVES[self.state]:
            raise Refused(say("{earning} is already “{state}”.", earning=self.id, state=self.state.value))
        return replace(self, state=state, payout=payout)

    @property
    def open_dispute(self) -> Dispute | None:
        return self.disputes[-1] if self.state is EarningState.DISPUTED and self.disputes else None

    def fallen_back(self, now: datetime) -> Self:
        """No payout has it any more; it waits for the next one."""
        return replace(self.to(EarningState.PAYABLE), payable_since=now)

    def dispute(self, dispute: Dispute) -> Self:
        return replace(self.to(EarningState.DISPUTED), disputes=(*self.disputes, dispute))

    def answer(self, words: str, correction: Signed | None, *, by: By, now: datetime) -> Self:
        """It stands as it is, or is put right by a line that says why; either way it can be paid again."""
        dispute = self.open_dispute
        if dispute is None:
            raise Refused(say("Nothing of {earning} is disputed any more.", earning=self.id))
        answered = replace(dispute, answer=words, answered_by=by.name, answered_at=now)
        settled = replace(self.fallen_back(now), disputes=(*self.disputes[:-1], answered))
        if correction is None:
            return settled
        line = EarningLine(kind=LineKind.CORRECTION, amount=correction, note=words)
        return replace(settled, lines=(*settled.lines, line), amount=self.amount + correction)

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
