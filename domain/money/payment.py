"""Money that leaves: a vendor payment, or a payout to a team. One machine, two beginnings (`product.md` section 8).

requested → checked → approved → paying → paid | failed | reversed | rejected
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self

from domain.errors import NotAllowed, Refused
from domain.events import Event, Happening
from domain.money.amount import Money
from domain.money.payee import Payee
from domain.people.actor import By
from domain.words import N_, say


class PaymentKind(StrEnum):
    VENDOR = "vendor"
    PAYOUT = "payout"


class PaymentState(StrEnum):
    REQUESTED = "requested"
    CHECKED = "checked"
    APPROVED = "approved"
    PAYING = "paying"
    PAID = "paid"
    FAILED = "failed"
    REVERSED = "reversed"
    REJECTED = "rejected"


_P = PaymentState
_AFTER_CHECK: Final[Mapping[PaymentState, frozenset[PaymentState]]] = {
    _P.CHECKED: frozenset({_P.APPROVED, _P.REJECTED}),
    _P.APPROVED: frozenset({_P.PAYING, _P.REJECTED}),
    _P.PAYING: frozenset({_P.PAID, _P.FAILED}),
    _P.PAID: frozenset({_P.REVERSED}),
    _P.FAILED: frozenset(),
    _P.REVERSED: frozenset(),
    _P.REJECTED: frozenset(),
}
MOVES: Final[Mapping[PaymentKind, Mapping[PaymentState, frozenset[PaymentState]]]] = MappingProxyType(
    {
        PaymentKind.VENDOR: {_P.REQUESTED: frozenset({_P.CHECKED, _P.REJECTED}), **_AFTER_CHECK},
        PaymentKind.PAYOUT: {_P.REQUESTED: frozenset({_P.APPROVED, _P.REJECTED}), **_AFTER_CHECK},
    }
)
"""A payout is computed from approved visits, so nobody checks it before Finance; a vendor's bill Procurement does."""

STATE_TITLES: Final[Mapping[PaymentState, str]] = {
    _P.REQUESTED: N_("requested"),
    _P.CHECKED: N_("checked"),
    _P.APPROVED: N_("approved"),
    _P.PAYING: N_("being paid"),
    _P.PAID: N_("paid"),
    _P.FAILED: N_("failed"),
    _P.REVERSED: N_("reversed"),
    _P.REJECTED: N_("rejected"),
}
TWO_APPROVERS_ABOVE: Final = Money(50_000_00)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """`intent` is the idempotency key, fixed at request; `approvers` are bound to `fingerprint`, what they were shown."""

    id: str
    version: int = 0
    kind: PaymentKind
    lead: str | None
    purchase: str | None = None
    team: str | None = None
    earnings: tuple[str, ...] = ()
    payee_name: str
    payee: Payee
    amount: Money
    intent: str
    state: PaymentState = PaymentState.REQUESTED
    state_since: datetime
    requested_by: str | None
    approvers: tuple[str, ...] = ()
    payer: str | None = None
    reference: str | None = None
    reason: str = ""

    @property
    def is_open(self) -> bool:
        return self.state not in {_P.PAID, _P.FAILED, _P.REVERSED, _P.REJECTED}

    @property
    def fingerprint(self) -> str:
        """Eight hex digits over payee, amount and purpose: an approval counts only for what was shown."""
        shown = f"{self.id}|{self.payee_name}|{self.payee.name}|{self.payee.text}|{self.amount.paise}"
        return hashlib.sha256(shown.encode()).hexdigest()[:8]

    @property
    def approvals_needed(self) -> int:
        return 2 if self.amount > TWO_APPROVERS_ABOVE else 1

    def _move(
        self, state: PaymentState, kind: Happening, by: By, now: datetime, **facts: str
    ) -> tuple[Self, Event]:
        if state not in MOVES[self.kind][self.state]:
            raise self._too_late()
        after = replace(self, state=state, state_since=now)
        return after, after.tells(kind, by, now, was=self.state, **facts)

    def _too_late(self) -> Refused:
        return Refused(
            say(
                "{payment} is already “{state}” since {since}.",
                payment=self.id,
                state=say(STATE_TITLES[self.state]),
                since=self.state_since,
            )
        )

    def tells(
        self, kind: Happening, by: By, now: datetime, *, was: PaymentState | None = None, **facts: str
    ) -> Event:
        return Event(
            kind=kind,
            lead=self.lead,
            subject=self.id,
            by=by,
            at=now,
            before=was.value if was else None,
            after=self.state.value,
            facts={"team": self.team or "", "kind": self.kind.value, **facts},
        )

    def check(self, *, by: By, now: datetime) -> tuple[Self, Event]:
        self._not_the_requester(by)
        return self._move(_P.CHECKED, Happening.PAYMENT_CHECKED, by, now)

    def approve(self, shown: str, *, by: By, now: datetime) -> tuple[Self, Event]:
        """`shown` is the fingerprint of the screen on which the approver tapped."""
        self._not_the_requester(by)
        if _P.APPROVED not in MOVES[self.kind][self.state]:
            raise self._too_late()
        if shown != self.fingerprint:
            raise Refused(say("{payment} has changed since you saw it: look at it again.", payment=self.id))
        if by.person is None or by.person in self.approvers:
            raise NotAllowed(
                say("You have approved {payment} already; it needs a second person.", payment=self.id)
            )
        signed = replace(self, approvers=(*self.approvers, by.person))
        if len(signed.approvers) < self.approvals_needed:
            return signed, signed.tells(Happening.PAYMENT_APPROVED_ONCE, by, now)
        return signed._move(_P.APPROVED, Happening.PAYMENT_APPROVED, by, now)

    def reject(self, reason: str, *, by: By, now: datetime) -> tuple[Self, Event]:
        after, event = self._move(_P.REJECTED, Happening.PAYMENT_REJECTED, by, now, reason=reason)
        return replace(after, reason=reason), event

    def start(self, *, by: By, now: datetime) -> tuple[Self, Event]:
        if self.approvals_needed > 1 and by.person in self.approvers:
            raise NotAllowed(
                say("You approved {payment}; above the limit somebody else pays it.", payment=self.id)
            )
        after, event = self._move(_P.PAYING, Happening.PAYMENT_STARTED, by, now)
        return replace(after, payer=by.person), event

    def settle(self, reference: str, *, by: By, now: datetime) -> tuple[Self, Event]:
        after, event = self._move(_P.PAID, Happening.PAYMENT_PAID, by, now, reference=reference)
        return replace(after, reference=reference), event

    def fail(self, reason: str, *, by: By, now: datetime) -> tuple[Self, Event]:
        after, event = self._move(_P.FAILED, Happening.PAYMENT_FAILED, by, now, reason=reason)
        return replace(after, reason=reason), event

    def reverse(self, reason: str, *, by: By, now: datetime) -> tuple[Self, Event]:
        after, event = self._move(_P.REVERSED, Happening.PAYMENT_REVERSED, by, now, reason=reason)
        return replace(after, reason=reason), event

    def _not_the_requester(self, by: By) -> None:
        if by.person is not None and by.person == self.requested_by:
            raise NotAllowed(say("You asked for {payment}, so somebody else decides on it.", payment=self.id))
