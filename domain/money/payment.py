"""Money that leaves: a vendor payment, or a payout to a team. One machine, two beginnings (`product.md` section 8).

requested → checked → approved → paying → paid | failed | reversed | rejected; what nobody knows the outcome of is not sent again.
A payout is proposed to its team before it is requested, and nobody checks it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Self

from domain.errors import NotAllowed, Refused
from domain.events import Event, Happening
from domain.media import Picture
from domain.money.amount import Money
from domain.money.bank_name import BankName
from domain.money.flag import Lifted, PayeeFlag
from domain.money.inquiry import Inquiry
from domain.money.methods import Method, methods_for
from domain.money.payee import Payee
from domain.money.payment_states import MOVES, ON_ITS_WAY, STATE_TITLES, PaymentKind, PaymentState
from domain.money.rails import Line, Rail
from domain.money.statement import Statement
from domain.people.actor import By
from domain.people.roles import Role
from domain.reactions import Audience
from domain.visits.form import WebLink
from domain.words import say

__all__ = (
    "MOVES",
    "ON_ITS_WAY",
    "STATE_TITLES",
    "TWO_APPROVERS_ABOVE",
    "Payment",
    "PaymentKind",
    "PaymentState",
)
_P = PaymentState
TWO_APPROVERS_ABOVE: Final = Money(50_000_00)
"""For payments that were asked for before the limit was a row of `Policy`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """`intent` is the idempotency key, fixed at request; `approvers` are bound to `fingerprint`, what they were shown.

    Of a payout, `amount` is what remains to be paid; what was earned and what is withheld stands in its `statement`.
    `two_above` is the limit as it was at request. `rail` by what it goes, `test` if no money moves there,
    `rail_reference` the rail's own name for it. `links` are the ways to its page, by person.
    """

    id: str
    version: int = 0
    kind: PaymentKind
    lead: str | None
    purchase: str | None = None
    team: str | None = None
    earnings: tuple[str, ...] = ()
    run: str | None = None
    statement: Statement | None = None
    payee_name: str
    payee: Payee
    amount: Money
    intent: str
    state: PaymentState = PaymentState.REQUESTED
    state_since: datetime
    requested_by: str | None
    requested_as: Role | None = None
    two_above: Money = TWO_APPROVERS_ABOVE
    flag: PayeeFlag | None = None
    lifted: Lifted | None = None
    named: BankName | None = None
    inquiries: tuple[Inquiry, ...] = ()
    checked_by: str | None = None
    approvers: tuple[str, ...] = ()
    payer: str | None = None
    started_at: datetime | None = None
    rail: Rail = Rail.MANUAL
    test: bool = False
    rail_reference: str | None = None
    method: Method | None = None
    reference: str | None = None
    proof: Picture | None = None
    reason: str = ""
    links: Mapping[str, WebLink] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        return self.state not in {_P.PAID, _P.FAILED, _P.REVERSED, _P.REJECTED}

    @property
    def gross(self) -> Money:
        """What of the debt it settles: more than is paid where tax is withheld."""
        return self.statement.withheld.gross if self.statement is not None else self.amount

    @property
    def fingerprint(self) -> str:
        """Eight hex digits over payee, amount and purpose: an approval counts only for what was shown."""
        purpose = f"{self.lead}|{self.purchase}|{','.join(self.earnings)}"
        return _digest(
            f"{self.id}|{self.payee_name}|{self.payee.name}|{self.payee.text}|{self.amount.paise}|{purpose}"
        )

    @property
    def shown(self) -> str:
        """The same over all that a card says, with the questions and their answers: what a button was drawn for."""
        asked = "|".join(f"{one.question}|{one.answer}" for one in self.inquiries)
        bank = f"|{self.named.name}|{self.named.works}" if self.named is not None else ""
        return _digest(f"{self.fingerprint}|{asked}{bank}")

    @property
    def approvals_needed(self) -> int:
        return 2 if self.amount > self.two_above else 1

    def wants_privacy(self, now: datetime) -> bool:
        """Whether an approval counts only on a screen of one's own, with all of the payee's details."""
        return self.approvals_needed > 1 or self.cools_until(now) is not None

    @property
    def open_inquiry(self) -> Inquiry | None:
        return next((one for one in self.inquiries if one.is_open), None)

    @property
    def asked_role(self) -> Role:
        """Who asked for it, and answers for it."""
        if self.requested_as is not None:
            return self.requested_as
        if self.kind is PaymentKind.PAYOUT:
            return Role.OPS
        return Role.FIELD if self.team else Role.PROCUREMENT

    @property
    def methods(self) -> tuple[Method, ...]:
        """By which it can be paid: to a UPI address by UPI, as far as that carries so much."""
        possible = methods_for(self.amount)
        return (Method.UPI,) if self.payee.vpa and Method.UPI in possible else possible

    @property
    def awaits_approval(self) -> bool:
        return _P.APPROVED in MOVES[self.kind][self.state]

    def cools_until(self, now: datetime) -> datetime | None:
        """Until when nothing is paid because the payee is new or changed; None if it may be paid."""
        if self.flag is None or self.lifted is not None or now >= self.flag.until:
            return None
        return self.flag.until

    def _move(
        self, state: PaymentState, kind: Happening, by: By, now: datetime, **facts: str
    ) -> tuple[Self, Event]:
        self._expect_move(state)
        after = replace(self, state=state, state_since=now)
        return after, after.tells(kind, by, now, was=self.state, **facts)

    def _expect_move(self, state: PaymentState) -> None:
        if state not in MOVES[self.kind][self.state]:
            raise self._too_late()

    def expect_proposed(self) -> Statement:
        """`Refused` once the statement is agreed on: from then on nothing is taken out of it."""
        if self.state is not _P.PROPOSED or self.statement is None:
            raise self._too_late()
        return self.statement

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

    def agree(self, *, by: By, now: datetime, silent: bool = False) -> tuple[Self, Event]:
        """The team finds its statement right, or has let its time pass: Finance is asked now."""
        agreed = replace(self.expect_proposed(), agreed_at=now, agreed_by="" if silent else by.name)
        kind = Happening.PAYOUT_AGREED if self.run is None else Happening.RUN_PAYOUT_AGREED
        after, event = self._move(_P.REQUESTED, kind, by, now)
        return replace(after, statement=agreed), event

    def restate(self, statement: Statement, *, by: By, now: datetime) -> tuple[Self, Event]:
        """Made anew, without what is disputed; only as long as it is with the team."""
        self.expect_proposed()
        after = replace(
            self,
            statement=statement,
            amount=statement.withheld.net,
            earnings=tuple(line.earning for line in statement.lines),
        )
        return after, after.tells(Happening.PAYOUT_RESTATED, by, now, amount=str(after.amount))

    def withdraw(self, reason: str, *, by: By, now: datetime) -> tuple[Self, Event]:
        """Nothing is left of it to be paid: what remains of its earnings waits for a later one."""
        self.expect_proposed()
        after, event = self._move(_P.REJECTED, Happening.PAYOUT_WITHDRAWN, by, now, reason=reason)
        return replace(after, reason=reason), event

    def check(self, *, by: By, now: datetime) -> tuple[Self, Event]:
        self._not_the_requester(by)
        after, event = self._move(_P.CHECKED, Happening.PAYMENT_CHECKED, by, now)
        return replace(after, checked_by=by.person), event

    def ask(self, question: str, *, by: By, now: datetime) -> tuple[Self, Event]:
        """Finance wants to know something of the requester before it decides."""
        if not self.awaits_approval:
            raise self._too_late()
        if self.open_inquiry is not None:
            raise self._answer_awaited(self.open_inquiry)
        asked = Inquiry(person=by.person or "", name=by.name, question=question, at=now)
        after = replace(self, inquiries=(*self.inquiries, asked))
        return after, after.tells(
            Happening.PAYMENT_ASKED, by, now, question=question, to=_TO[self.asked_role]
        )

    def answer(self, words: str, *, by: By, now: datetime) -> tuple[Self, Event]:
        asked = self.open_inquiry
        if asked is None or not self.awaits_approval:
            raise Refused(say("Nothing is asked about {payment} any more.", payment=self.id))
        answered = replace(asked, answer=words, answered_by=by.name, answered_at=now)
        after = replace(self, inquiries=(*self.inquiries[:-1], answered))
        return after, after.tells(Happening.PAYMENT_ANSWERED, by, now, question=asked.question, answer=words)

    def approve(self, shown: str, *, by: By, now: datetime) -> tuple[Self, Event]:
        """`shown` is what the screen on which the approver tapped was drawn for."""
        self._not_the_requester(by)
        if not self.awaits_approval:
            raise self._too_late()
        if shown != self.shown:
            raise Refused(say("{payment} has changed since you saw it: look at it again.", payment=self.id))
        if by.person is None or by.person in self.approvers:
            raise NotAllowed(
                say("You have approved {payment} already; it needs a second person.", payment=self.id)
            )
        self._expect_answered(by)
        signed = replace(self, approvers=(*self.approvers, by.person))
        if len(signed.approvers) < self.approvals_needed:
            return signed, signed.tells(Happening.PAYMENT_APPROVED_ONCE, by, now, shown=self.fingerprint)
        signed._expect_second_person()
        return signed._move(_P.APPROVED, Happening.PAYMENT_APPROVED, by, now, shown=self.fingerprint)

    def _expect_answered(self, by: By) -> None:
        """What somebody else wanted to know first is awaited; who asked himself may do without the answer."""
        asked = self.open_inquiry
        if asked is not None and asked.person != by.person:
            raise self._answer_awaited(asked)

    def _answer_awaited(self, asked: Inquiry) -> Refused:
        return Refused(
            say(
                "{name} has asked about {payment} already: “{question}”. The answer is awaited.",
                name=asked.name,
                payment=self.id,
                question=asked.question,
            )
        )

    def lift(self, reason: str, *, by: By, now: datetime) -> tuple[Self, Event]:
        """A new or changed payee is paid before its time, on a second person's word."""
        self._not_the_requester(by)
        if not self.awaits_approval and self.state is not _P.APPROVED:
            raise self._too_late()
        if by.person is None or self.flag is None or self.cools_until(now) is None:
            raise Refused(say("{payment} does not have to wait.", payment=self.id))
        after = replace(self, lifted=Lifted(person=by.person, name=by.name, reason=reason, at=now))
        if len(after.approvers) >= after.approvals_needed:
            after._expect_second_person()
        return after, after.tells(Happening.PAYMENT_LIFTED, by, now, reason=reason)

    def _expect_second_person(self) -> None:
        """Who lets the money go early does not approve it alone."""
        if self.lifted is not None and set(self.approvers) <= {self.lifted.person}:
            raise NotAllowed(
                say(
                    "The payee of {payment} is new or changed: one person lets it be paid early, and another one approves.",
                    payment=self.id,
                )
            )

    def reject(self, reason: str, *, by: By, now: datetime) -> tuple[Self, Event]:
        after, event = self._move(_P.REJECTED, Happening.PAYMENT_REJECTED, by, now, reason=reason)
        return replace(after, reason=reason), event

    def expect_payer(self, by: By) -> None:
        """`Refused` unless it is being paid; `NotAllowed` for who may not be the one to pay it."""
        if self.state not in ON_ITS_WAY:
            raise self._too_late()
        self._not_twice(by)

    def _not_twice(self, by: By) -> None:
        """Above the limit, who asks, who approves and who pays are different people."""
        if self.approvals_needed == 1:
            return
        if by.person in self.approvers:
            raise NotAllowed(
                say("You approved {payment}; above the limit somebody else pays it.", payment=self.id)
            )
        if by.person is not None and by.person == self.requested_by:
            raise NotAllowed(
                say("You asked for {payment}; above the limit somebody else pays it.", payment=self.id)
            )

    def start(self, line: Line, *, by: By, now: datetime) -> tuple[Self, Event]:
        self._expect_move(_P.PAYING)
        self._not_twice(by)
        self._expect_cooled(now)
        after, event = self._move(_P.PAYING, Happening.PAYMENT_STARTED, by, now, rail=line.rail.value)
        return replace(after, payer=by.person, started_at=now, rail=line.rail, test=line.test), event

    def _expect_cooled(self, now: datetime) -> None:
        until = self.cools_until(now)
        if until is not None:
            raise Refused(
                say(
                    "The payee of {payment} is new or changed, so it is paid from {until} on. A second person can let it go earlier, with a reason.",
                    payment=self.id,
                    until=until,
                )
            )

    def known_as(self, named: BankName, *, by: By, now: datetime) -> tuple[Self, Event]:
        """Whose account it is, as the bank has it; `Refused` once the money is let go."""
        if not self.awaits_approval and self.state not in {_P.REQUESTED, _P.APPROVED}:
            raise self._too_late()
        after = replace(self, named=named)
        return after, after.tells(Happening.PAYEE_NAMED, by, now, name=named.name)

    def taken(self, rail_reference: str, *, by: By, now: datetime) -> tuple[Self, Event]:
        """The rail has it, under this name of its own."""
        if self.state not in ON_ITS_WAY:
            raise self._too_late()
        after = replace(self, rail_reference=rail_reference)
        return after, after.tells(Happening.PAYMENT_TAKEN, by, now, rail_reference=rail_reference)

    def doubt(self, reason: str, *, by: By, now: datetime) -> tuple[Self, Event]:
        """Nobody knows what became of it; it is never sent again, but found out."""
        after, event = self._move(_P.UNKNOWN, Happening.PAYMENT_UNKNOWN, by, now, reason=reason)
        return replace(after, reason=reason), event

    def settle(
        self, method: Method, reference: str, *, by: By, now: datetime, proof: Picture | None = None
    ) -> tuple[Self, Event]:
        after, event = self._move(
            _P.PAID, Happening.PAYMENT_PAID, by, now, reference=reference, method=method.value
        )
        return replace(after, method=method, reference=reference, proof=proof, reason=""), event

    def fail(self, reason: str, *, by: By, now: datetime) -> tuple[Self, Event]:
        after, event = self._move(_P.FAILED, Happening.PAYMENT_FAILED, by, now, reason=reason)
        return replace(after, reason=reason), event

    def reverse(self, reason: str, *, by: By, now: datetime) -> tuple[Self, Event]:
        after, event = self._move(_P.REVERSED, Happening.PAYMENT_REVERSED, by, now, reason=reason)
        return replace(after, reason=reason), event

    def _not_the_requester(self, by: By) -> None:
        if by.person is not None and by.person == self.requested_by:
            raise NotAllowed(say("You asked for {payment}, so somebody else decides on it.", payment=self.id))


_TO: Final[Mapping[Role, Audience]] = {
    Role.FIELD: Audience.TEAM,
    Role.PROCUREMENT: Audience.PROCUREMENT,
    Role.OPS: Audience.OPS,
}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
