"""The payment machine under everything that people, crashes and banks do to it, in any order.

What really leaves is counted at the bank of this test, not in the books that are tested.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.errors import DomainError
from domain.leads.stages import Stage
from domain.materials.supply import share_vendor_details
from domain.money.amount import Money, total
from domain.money.asking import answer_about_payment, ask_about_payment, lift_cooling
from domain.money.by_rail import rail_failed, rail_reversed, rail_settled
from domain.money.methods import Method
from domain.money.outlay import Outlay
from domain.money.payee import Payee
from domain.money.paying import (
    approve_payment,
    check_payment,
    payment_doubted,
    payment_failed,
    payment_reversed,
    record_reference,
    reject_payment,
    start_payment,
)
from domain.money.payment import Payment, PaymentState
from domain.people.actor import SYSTEM, Actor
from domain.people.roles import Role
from domain.policy import DEFAULT
from domain.settle import settle
from domain.unit_of_work import UnitOfWork
from tests.build import NOW, a_purchase, a_request, an_oem, at_stage
from tests.fakes import House

P: Final = PaymentState
ROLES: Final = frozenset({Role.FIELD, Role.PROCUREMENT, Role.FINANCE})
PEOPLE: Final = tuple(
    Actor(person=f"p-{name}", name=name, roles=ROLES, teams=frozenset({"sunrise"}))
    for name in ("Asha", "Bina", "Chitra", "Dev")
)
"""All of them may do everything, so that only the machine keeps one from doing two things that exclude each other."""
WHO: Final = st.sampled_from(PEOPLE)
PURCHASES: Final = ("B-1042-1", "B-1042-2")
PAYEES: Final = (Payee(vpa="shree@okbank"), Payee(vpa="other@okbank"))
AMOUNTS: Final = (Money(2450_00), Money(60_000_00))
REFERENCES: Final = tuple(f"63272315592{n}" for n in range(4))
MAY_BE_GONE: Final = frozenset({P.PAYING, P.UNKNOWN, P.PAID})
APPROVED: Final = MAY_BE_GONE | {P.APPROVED, P.FAILED, P.REVERSED}
Command = Callable[[UnitOfWork], Awaitable[Any]]


class Payments(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.house = House()
        self.now = NOW
        self.debits: Counter[str] = Counter()
        """How often the bank was told to pay, by intent."""
        self.drawn: dict[str, str] = {}
        """What a screen was drawn for, by payment, when somebody last looked."""

    def teardown(self) -> None:
        self.loop.close()

    @initialize()
    def a_lead_buys_twice(self) -> None:
        async def begin(uow: UnitOfWork) -> None:
            await uow.add(an_oem())
            await uow.add(at_stage(Stage.MATERIALS, visits_made=1))
            await uow.add(a_request())
            for purchase in PURCHASES:
                await uow.add(a_purchase(id=purchase))

        self.loop.run_until_complete(begin(self.house.uow(self.now)))
        for number, purchase in enumerate(PURCHASES):
            self.asks(PEOPLE[number], purchase, PAYEES[0], AMOUNTS[number])

    def asks(self, who: Actor, purchase: str, payee: Payee, amount: Money) -> None:
        self.gives(
            lambda u: share_vendor_details(u, purchase, who, vendor="Shree", payee=payee, amount=amount),
            crash=True,
            twice=True,
        )

    def gives(self, command: Command, *, crash: bool = False, twice: bool = False) -> bool:
        """Whether it was done. A crash before the commit loses all of it, and it is handled again; so is a duplicate."""
        if crash:
            before = self.house.remembered()
            self._once(command)
            self.house.undo(before)
        done = self._once(command)
        if twice:
            self._once(command)
        return done

    def _once(self, command: Command) -> bool:
        async def run() -> None:
            uow = self.house.uow(self.now)
            await command(uow)
            await settle(uow)

        before = self.house.remembered()
        try:
            self.loop.run_until_complete(run())
        except DomainError:
            self.house.undo(before)
            return False
        return True

    @property
    def payments(self) -> list[Payment]:
        return self.house.shelves.all_of(Payment)

    def one(self, number: int) -> Payment:
        """One of those that are not over, as long as there are any."""
        open_ones = [one for one in self.payments if one.is_open or one.state is P.PAID] or self.payments
        return open_ones[number % len(open_ones)]

    @rule(
        who=WHO,
        purchase=st.sampled_from(PURCHASES),
        payee=st.sampled_from(PAYEES),
        amount=st.sampled_from(AMOUNTS),
    )
    def asks_for_money(self, who: Actor, purchase: str, payee: Payee, amount: Money) -> None:
        self.asks(who, purchase, payee, amount)

    @rule(number=st.integers(0, 9), who=WHO, twice=st.booleans())
    def decides(self, number: int, who: Actor, *, twice: bool) -> None:
        """Procurement checks, or Finance approves what it sees now."""
        payment = self.one(number)
        if payment.state is P.REQUESTED:
            self.gives(lambda u: check_payment(u, payment.id, who), twice=twice)
        else:
            self.gives(lambda u: approve_payment(u, payment.id, payment.shown, who), crash=twice, twice=twice)

    @rule(number=st.integers(0, 9), steps=st.integers(1, 4), first=st.integers(0, 3))
    def goes_ahead(self, number: int, steps: int, first: int) -> None:
        """The ordinary way: each step by the first person who may take it."""
        payment = self.one(number)
        for _ in range(steps):
            for who in (*PEOPLE[first:], *PEOPLE[:first]):
                self._step(payment.id, who)

    def _step(self, payment_id: str, who: Actor) -> None:
        payment = next(one for one in self.payments if one.id == payment_id)
        if payment.state is P.REQUESTED:
            self.gives(lambda u: check_payment(u, payment.id, who))
        elif payment.state is P.CHECKED:
            self.gives(lambda u: approve_payment(u, payment.id, payment.shown, who), twice=True)
        elif payment.state is P.APPROVED:
            self.pays_it(payment, who)
            if payment.flag is not None and payment.lifted is None:
                self.now = max(self.now, payment.flag.until)
            self.pays_it(payment, who)

    def pays_it(self, payment: Payment, who: Actor, *, crash: bool = False) -> None:
        if self.gives(lambda u: start_payment(u, payment.id, who), crash=crash):
            self.debits[payment.intent] += 1

    @rule(number=st.integers(0, 9))
    def looks(self, number: int) -> None:
        payment = self.one(number)
        self.drawn[payment.id] = payment.shown

    @precondition(lambda self: self.drawn)
    @rule(number=st.integers(0, 9), who=WHO)
    def approves_what_was_drawn_before(self, number: int, who: Actor) -> None:
        payment, shown = sorted(self.drawn.items())[number % len(self.drawn)]
        now = next(one for one in self.payments if one.id == payment)
        done = self.gives(lambda u: approve_payment(u, payment, shown, who))
        assert not done or shown == now.shown

    @rule(number=st.integers(0, 9), who=WHO, other=WHO)
    def asks_and_answers(self, number: int, who: Actor, other: Actor) -> None:
        payment = self.one(number)
        if payment.open_inquiry is None:
            self.gives(lambda u: ask_about_payment(u, payment.id, "why?", who))
        else:
            self.gives(lambda u: answer_about_payment(u, payment.id, "because", other))

    @rule(number=st.integers(0, 9), who=WHO)
    def lifts(self, number: int, who: Actor) -> None:
        payment = self.one(number)
        self.gives(lambda u: lift_cooling(u, payment.id, "called the shop", who))

    @rule(number=st.integers(7, 9), who=WHO)
    def rejects(self, number: int, who: Actor) -> None:
        payment = self.one(number)
        self.gives(lambda u: reject_payment(u, payment.id, "too dear", who))

    @rule(number=st.integers(0, 9), who=WHO, crash=st.booleans())
    def pays(self, number: int, who: Actor, *, crash: bool) -> None:
        """Whoever is told to pay pays; two at once hear it once."""
        payment = self.one(number)
        self.pays_it(payment, who, crash=crash)
        self.pays_it(payment, who)

    @rule(
        number=st.integers(0, 9),
        who=WHO,
        reference=st.sampled_from(REFERENCES),
        method=st.sampled_from(Method),
    )
    def enters_a_reference(self, number: int, who: Actor, reference: str, method: Method) -> None:
        payment = self.one(number)
        self.gives(
            lambda u: record_reference(u, payment.id, who, method=method, reference=reference), twice=True
        )

    @rule(number=st.integers(0, 9), who=WHO, said=st.sampled_from(["unknown", "failed", "reversed"]))
    def hears_of_the_bank(self, number: int, who: Actor, said: str) -> None:
        payment = self.one(number)
        command = {"unknown": payment_doubted, "failed": payment_failed, "reversed": payment_reversed}[said]
        self.gives(lambda u: command(u, payment.id, "says the bank", who), crash=True)

    @rule(
        number=st.integers(0, 9),
        reference=st.sampled_from(REFERENCES),
        said=st.sampled_from(["settled", "failed", "reversed"]),
    )
    def hears_of_the_rail(self, number: int, reference: str, said: str) -> None:
        """Late, twice, and in any order."""
        payment = self.payments[number % len(self.payments)]
        if said == "settled":
            self.gives(lambda u: rail_settled(u, payment.id, Method.IMPS, reference, SYSTEM), twice=True)
        else:
            command = rail_failed if said == "failed" else rail_reversed
            self.gives(lambda u: command(u, payment.id, "says the rail", SYSTEM), twice=True)

    @rule(hours=st.integers(1, 3))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @invariant()
    def nobody_decides_on_his_own_money(self) -> None:
        for payment in self.payments:
            assert payment.requested_by not in {*payment.approvers, payment.checked_by}
            assert len(set(payment.approvers)) == len(payment.approvers)
            if payment.state in APPROVED:
                assert len(payment.approvers) == payment.approvals_needed
                assert payment.lifted is None or not set(payment.approvers) <= {payment.lifted.person}
            if payment.payer is not None and payment.approvals_needed > 1:
                assert payment.payer not in {*payment.approvers, payment.requested_by}

    @invariant()
    def nothing_is_paid_twice(self) -> None:
        assert all(count == 1 for count in self.debits.values())
        for purchase in PURCHASES:
            gone = [one for one in self.payments if one.purchase == purchase and one.state in MAY_BE_GONE]
            assert len(gone) <= 1

    @invariant()
    def each_debit_has_its_intent(self) -> None:
        begun = {one.intent for one in self.payments if one.started_at is not None}
        assert begun == set(self.debits)
        assert len({one.intent for one in self.payments}) == len(self.payments)

    @invariant()
    def each_reference_stands_once(self) -> None:
        known = [(one.method, one.reference) for one in self.payments if one.reference is not None]
        assert len(set(known)) == len(known)
        assert all(one.reference is not None for one in self.payments if one.state is P.PAID)

    @invariant()
    def new_and_changed_payees_waited(self) -> None:
        for payment in self.payments:
            if payment.started_at is not None and payment.flag is not None and payment.lifted is None:
                assert payment.started_at >= payment.flag.until

    @invariant()
    def the_day_knows_what_left_on_it(self) -> None:
        local = DEFAULT.calendar.local
        for day in self.house.shelves.all_of(Outlay):
            begun = [
                one.amount
                for one in self.payments
                if one.started_at is not None
                and local(one.started_at).date().isoformat() == day.id
                and (one.state is not P.FAILED or local(one.state_since).date().isoformat() != day.id)
            ]
            assert day.total_paid == total(begun)


TestPayments = Payments.TestCase
TestPayments.settings = settings(max_examples=50, stateful_step_count=40, deadline=None)
