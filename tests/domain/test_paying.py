"""Payments from the request to what the bank says: who may, in which order, and what is said twice or too late."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

import pytest

from domain.errors import Invalid, NotAllowed, Refused
from domain.events import Happening
from domain.leads.cancelling import cancel_lead
from domain.leads.keeping import hold_lead, resume_lead
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.materials.purchase import Purchase, PurchaseState
from domain.materials.request import Line, LineState
from domain.money.amount import Money
from domain.money.asking import answer_about_payment, ask_about_payment, lift_cooling
from domain.money.by_rail import rail_doubts, rail_failed, rail_reversed, rail_settled, rail_took
from domain.money.flag import FlagKind
from domain.money.flagging import guarded
from domain.money.methods import Method
from domain.money.outlay import Outlay
from domain.money.payee import Payee
from domain.money.paying import (
    approve_payment,
    payment_doubted,
    payment_failed,
    record_reference,
    start_payment,
)
from domain.money.payment import Payment, PaymentState
from domain.money.rails import Line as RailLine
from domain.money.rails import Rail
from domain.owed import Owed
from domain.people.actor import SYSTEM, Actor
from domain.people.roles import Role
from domain.policy import DEFAULT, with_overrides
from domain.rules import Rule, Timer
from domain.settle import settle
from domain.timekeeping import fire
from domain.timers import payment_timers
from domain.unit_of_work import UnitOfWork
from tests.build import NOW, a_flag, a_payment, a_payout, a_purchase, a_request, an_oem, at_stage
from tests.fakes import House

P: Final = PaymentState
V: Final = "V-1042-1"
REFERENCE: Final = "632723155921"
HOUR: Final = timedelta(hours=1)


def of_finance(name: str) -> Actor:
    return Actor(person=f"p-{name.lower()}", name=name, roles=frozenset({Role.FINANCE}))


FARAH: Final = of_finance("Farah")
FEROZ: Final = of_finance("Feroz")
FATIMA: Final = of_finance("Fatima")
RAVI: Final = Actor(person="p-crew", name="Ravi", roles=frozenset({Role.FIELD}), teams=frozenset({"sunrise"}))
OPS: Final = Actor(person="p-ops", name="Om", roles=frozenset({Role.OPS}))


async def a_house(payment: Payment, *others: Any, stage: Stage = Stage.MATERIALS) -> House:  # noqa: ANN401  what can be kept
    """A lead whose purchase waits for this payment."""
    house = House()
    uow = house.uow(NOW)
    bought = a_request(lines=(Line(item="cable", quantity=18, state=LineState.BEING_BOUGHT),))
    waits = a_purchase(state=PurchaseState.PAYMENT_PENDING)
    for thing in (an_oem(), at_stage(stage, visits_made=1), bought, waits, payment, *others):
        await uow.add(thing)
    await settle(uow)
    house.ledger.events.clear()
    return house


async def now(house: House) -> Payment:
    return await house.uow(NOW).get(Payment, V)


# New and changed payees


async def flagged(*paid: Payment, payment: Payment | None = None) -> Payment:
    house = await a_house(*paid) if paid else House()
    return await guarded(house.uow(NOW), payment or a_payment(), DEFAULT, Role.FIELD)


PAID: Final = a_payment(id="V-900-1", intent="9" * 32, state=P.PAID, method=Method.UPI, reference="1" * 12)


async def test_a_payee_that_was_never_paid_waits() -> None:
    flag = (await flagged()).flag
    assert flag is not None
    assert (flag.kind, flag.until, flag.last) == (FlagKind.NEW, NOW + DEFAULT.new_payee, None)


async def test_other_details_under_the_same_name_wait_longer() -> None:
    changed = a_payment(payee=Payee(vpa="other@okbank"), payee_name=" shree  ELECTRICALS ")
    flag = (await flagged(PAID, payment=changed)).flag
    assert flag is not None
    assert (flag.kind, flag.until, flag.last) == (
        FlagKind.CHANGED,
        NOW + DEFAULT.changed_payee,
        "V-900-1",
    )


async def test_who_was_paid_before_need_not_wait() -> None:
    assert (await flagged(PAID)).flag is None
    failed = replace(PAID, state=P.FAILED)
    assert (await flagged(failed)).flag is not None, "it never went there"


async def test_a_teams_first_payout_need_not_wait_but_a_changed_account_does() -> None:
    assert (await flagged(payment=a_payout())).flag is None
    paid = a_payout(id="P-1", intent="1" * 32, state=P.PAID, payee=Payee(vpa="former@okbank"))
    flag = (await flagged(paid, payment=a_payout())).flag
    assert flag is not None
    assert flag.kind is FlagKind.CHANGED


async def test_limits_are_those_of_the_policy_at_request() -> None:
    policy = with_overrides({"two_approvers_above": "2,000", "new_payee": "3h"})
    payment = await guarded(House().uow(NOW), a_payment(), policy, Role.PROCUREMENT)
    assert payment.approvals_needed == 2
    assert payment.flag is not None
    assert payment.flag.until == NOW + 3 * HOUR
    assert payment.asked_role is Role.PROCUREMENT


async def test_more_than_a_upi_address_can_be_paid_is_refused_at_once() -> None:
    with pytest.raises(Invalid, match="give the vendor's account and IFSC"):
        await flagged(payment=a_payment(amount=Money(1_00_000_01)))


async def test_a_flagged_payee_is_paid_when_its_time_has_come() -> None:
    house = await a_house(a_payment(state=P.APPROVED, approvers=("p-farah",), flag=a_flag()))
    with pytest.raises(Refused, match="is paid from"):
        await start_payment(house.uow(NOW), V, FARAH)
    due = NOW + 2 * HOUR
    uow = house.uow(due)
    [cooled] = [one for one in payment_timers(await now(house), None) if one.rule is Rule.PAYEE_COOLED]
    assert cooled.due_at == due
    await fire(uow, cooled, V)
    assert [event.facts["to"] for event in uow.events] == ["finance"]
    assert (await start_payment(uow, V, FARAH)).state is P.PAYING


@pytest.mark.parametrize("approvers", [(), ("p-farah",)])
async def test_a_second_person_lets_it_go_early(approvers: tuple[str, ...]) -> None:
    state = P.APPROVED if approvers else P.CHECKED
    house = await a_house(a_payment(state=state, approvers=approvers, flag=a_flag()))
    uow = house.uow(NOW)
    lifted = await lift_cooling(uow, V, "called the shop", FEROZ)
    if not approvers:
        with pytest.raises(NotAllowed, match="another one approves"):
            await approve_payment(uow, V, lifted.shown, FEROZ)
        await approve_payment(uow, V, lifted.shown, FARAH)
    assert (await start_payment(uow, V, FEROZ)).state is P.PAYING
    assert Happening.PAYMENT_LIFTED in {event.kind for event in uow.events}


async def test_who_approved_it_alone_does_not_let_it_go_early() -> None:
    house = await a_house(a_payment(state=P.APPROVED, approvers=("p-farah",), flag=a_flag()))
    with pytest.raises(NotAllowed, match="another one approves"):
        await lift_cooling(house.uow(NOW), V, "trust me", FARAH)
    with pytest.raises(Invalid):
        await lift_cooling(house.uow(NOW), V, " ", FEROZ)
    with pytest.raises(Refused, match="does not have to wait"):
        await lift_cooling(house.uow(NOW + 2 * HOUR), V, "called the shop", FEROZ)


# Questions


async def test_finance_asks_the_team_answers_and_both_stay() -> None:
    house = await a_house(a_payment(state=P.CHECKED, requested_as=Role.FIELD))
    uow = house.uow(NOW)
    before = await now(house)
    await ask_about_payment(uow, V, "why two kits?", FARAH)
    await settle(uow)
    owed = house.ledger.owed["L-1042"]
    assert (owed.what, owed.role, owed.team) == (Owed.ANSWER_FINANCE, Role.FIELD, "sunrise")
    with pytest.raises(Refused, match="has changed since"):
        await approve_payment(house.uow(NOW), V, before.shown, FEROZ)
    asked = await now(house)
    with pytest.raises(Refused, match="The answer is awaited"):
        await approve_payment(house.uow(NOW), V, asked.shown, FEROZ)
    with pytest.raises(Refused, match="has asked about"):
        await ask_about_payment(house.uow(NOW), V, "and the bill?", FEROZ)
    uow = house.uow(NOW + HOUR)
    await answer_about_payment(uow, V, "the first pit is dry", RAVI)
    await settle(uow)
    assert house.ledger.owed["L-1042"].what is Owed.APPROVE_PAYMENT
    answered = await now(house)
    assert [(one.question, one.answer) for one in answered.inquiries] == [
        ("why two kits?", "the first pit is dry")
    ]
    assert (await approve_payment(house.uow(NOW), V, answered.shown, FEROZ)).state is P.APPROVED


async def test_who_asked_may_do_without_the_answer() -> None:
    house = await a_house(a_payment(state=P.CHECKED))
    asked = await ask_about_payment(house.uow(NOW), V, "why two kits?", FARAH)
    assert (await approve_payment(house.uow(NOW), V, asked.shown, FARAH)).state is P.APPROVED
    with pytest.raises(Refused, match="Nothing is asked"):
        await answer_about_payment(house.uow(NOW), V, "too late", RAVI)


# What the bank says


async def test_what_nobody_knows_is_owed_until_it_is_known_and_never_paid_again() -> None:
    house = await a_house(a_payment(state=P.PAYING, approvers=("p-farah",)))
    uow = house.uow(NOW)
    await payment_doubted(uow, V, "pending in the app", FARAH)
    await settle(uow)
    owed = house.ledger.owed["L-1042"]
    assert (owed.what, owed.role, owed.due) == (
        Owed.FIND_OUT_PAYMENT,
        Role.FINANCE,
        NOW + DEFAULT.outcome_known,
    )
    with pytest.raises(Refused, match="outcome not known"):
        await start_payment(house.uow(NOW), V, FARAH)
    paid = await record_reference(house.uow(NOW), V, FARAH, method=Method.UPI, reference=REFERENCE)
    assert paid.state is P.PAID
    assert (await house.uow(NOW).get(Purchase, "B-1042-1")).state is PurchaseState.PAID


async def test_a_reference_counts_once_for_its_method() -> None:
    house = await a_house(a_payment(state=P.PAYING), replace(PAID, reference=REFERENCE))
    with pytest.raises(Refused, match="stands in the books already, for V-900-1"):
        await record_reference(house.uow(NOW), V, FARAH, method=Method.UPI, reference=REFERENCE)
    paid = await record_reference(house.uow(NOW), V, FARAH, method=Method.IMPS, reference=REFERENCE)
    assert paid.state is P.PAID


async def test_a_method_that_cannot_carry_it_is_refused() -> None:
    house = await a_house(a_payment(state=P.PAYING, amount=Money(1_00_000_01)))
    with pytest.raises(Invalid, match="UPI carries at most"):
        await record_reference(house.uow(NOW), V, FARAH, method=Method.UPI, reference=REFERENCE)


async def test_what_failed_takes_nothing_of_the_days_cap() -> None:
    big = DEFAULT.daily_cap_person
    house = await a_house(a_payment(state=P.APPROVED, amount=big, two_above=big))
    second = a_payment(id="V-1042-2", intent="2" * 32, state=P.APPROVED, amount=Money(1))
    await house.uow(NOW).add(second)
    await start_payment(house.uow(NOW), V, FARAH)
    with pytest.raises(Refused, match="One person pays at most"):
        await start_payment(house.uow(NOW), "V-1042-2", FARAH)
    await payment_failed(house.uow(NOW), V, "no such account", FARAH)
    assert (await house.uow(NOW).get(Outlay, "2026-11-23")).total_paid == Money(0)
    assert (await start_payment(house.uow(NOW), "V-1042-2", FARAH)).state is P.PAYING


async def test_what_failed_on_another_day_leaves_the_day_alone() -> None:
    house = await a_house(a_payment(state=P.APPROVED))
    await start_payment(house.uow(NOW), V, FARAH)
    await payment_failed(house.uow(NOW + 24 * HOUR), V, "no such account", FARAH)
    assert (await house.uow(NOW).get(Outlay, "2026-11-23")).total_paid == Money(2450_00)


# What a rail says


def by_rail(uow: UnitOfWork) -> UnitOfWork:
    uow.line = RailLine(rail=Rail.RAZORPAYX, test=True)
    return uow


async def on_the_rail() -> House:
    house = await a_house(a_payment(state=P.APPROVED, approvers=("p-farah",)))
    started = await start_payment(by_rail(house.uow(NOW)), V, FARAH)
    assert (started.rail, started.test) == (Rail.RAZORPAYX, True)
    return house


async def test_a_company_with_a_rail_may_pay_by_hand_all_the_same() -> None:
    house = await a_house(a_payment(state=P.APPROVED, approvers=("p-farah",)))
    started = await start_payment(by_rail(house.uow(NOW)), V, FARAH, by_hand=True)
    assert (started.rail, started.test) == (Rail.MANUAL, False)


async def test_what_a_rail_says_twice_changes_nothing() -> None:
    house = await on_the_rail()
    said: tuple[Callable[[UnitOfWork], Awaitable[Payment]], ...] = (
        lambda u: rail_took(u, V, "pout_1", SYSTEM),
        lambda u: rail_doubts(u, V, "503", SYSTEM),
        lambda u: rail_settled(u, V, Method.IMPS, REFERENCE, SYSTEM),
        lambda u: rail_reversed(u, V, "account closed", SYSTEM),
    )
    for say_it in said:
        await say_it(house.uow(NOW))
        once = await now(house)
        uow = house.uow(NOW + HOUR)
        await say_it(uow)
        assert (await now(house), uow.events) == (once, [])
    assert (once.state, once.rail_reference, once.reference) == (P.REVERSED, "pout_1", REFERENCE)
    assert (await house.uow(NOW).get(Purchase, "B-1042-1")).state is PurchaseState.DETAILS_WANTED


async def test_a_rail_may_say_things_in_the_wrong_order() -> None:
    house = await on_the_rail()
    await rail_reversed(house.uow(NOW), V, "account closed", SYSTEM)
    await rail_settled(house.uow(NOW), V, Method.IMPS, REFERENCE, SYSTEM)
    assert (await now(house)).state is P.REVERSED
    house = await on_the_rail()
    await rail_failed(house.uow(NOW), V, "account closed", SYSTEM)
    await rail_reversed(house.uow(NOW), V, "account closed", SYSTEM)
    await rail_doubts(house.uow(NOW), V, "503", SYSTEM)
    assert (await now(house)).state is P.FAILED


async def test_what_contradicts_the_books_is_refused() -> None:
    house = await on_the_rail()
    await rail_took(house.uow(NOW), V, "pout_1", SYSTEM)
    with pytest.raises(Refused, match="as pout_1, not as pout_2"):
        await rail_took(house.uow(NOW), V, "pout_2", SYSTEM)
    await rail_settled(house.uow(NOW), V, Method.IMPS, REFERENCE, SYSTEM)
    with pytest.raises(Refused, match="already “paid”"):
        await rail_settled(house.uow(NOW), V, Method.IMPS, "632723155922", SYSTEM)
    with pytest.raises(Refused, match="already “paid”"):
        await rail_failed(house.uow(NOW), V, "account closed", SYSTEM)


# Whose it is when its lead is put aside


async def test_money_on_its_way_is_owed_by_somebody_though_the_lead_is_put_aside() -> None:
    house = await a_house(a_payment(state=P.PAYING))
    assert V not in house.ledger.owed
    uow = house.uow(NOW)
    await hold_lead(uow, "L-1042", "on holiday", OPS)
    await settle(uow)
    assert house.ledger.owed[V].what is Owed.RECORD_PAYMENT
    assert {timer.rule for timer in house.ledger.timers[V]} == {Rule.OVERDUE, Rule.OVERDUE_TWICE}
    uow = house.uow(NOW)
    await resume_lead(uow, "L-1042", OPS)
    await settle(uow)
    assert V not in house.ledger.owed
    assert house.ledger.timers[V] == frozenset()


async def test_a_late_payment_of_a_cancelled_lead_is_told_of() -> None:
    house = await a_house(a_payment(state=P.PAYING))
    uow = house.uow(NOW)
    await cancel_lead(uow, "L-1042", "sold the car", OPS)
    await settle(uow)
    [late] = [timer for timer in house.ledger.timers[V] if timer.rule is Rule.OVERDUE]
    assert await told_by(house, late, late.due_at) == ["finance"]
    paid = await record_reference(house.uow(NOW), V, FARAH, method=Method.UPI, reference=REFERENCE)
    assert paid.state is P.PAID
    assert await told_by(house, late, late.due_at) == [], "it is done"


async def told_by(house: House, timer: Timer, at: datetime) -> list[str]:
    uow = house.uow(at)
    await fire(uow, timer, V)
    return [event.facts["to"] for event in uow.events]


async def test_a_lead_without_its_payment_is_as_before() -> None:
    house = await a_house(a_payment(state=P.REJECTED))
    uow = house.uow(NOW)
    await hold_lead(uow, "L-1042", "on holiday", OPS)
    await settle(uow)
    assert (await house.uow(NOW).get(Lead, "L-1042")).stage is Stage.ON_HOLD
    assert V not in house.ledger.owed
