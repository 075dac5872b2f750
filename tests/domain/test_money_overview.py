"""What waits of the money, for whom and on whom; and what the books say was paid."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest

from domain.errors import Invalid, NotAllowed, NotFound
from domain.materials.purchase import PurchaseState
from domain.money.amount import Money, Signed
from domain.money.bookkeeping import month_of, period_of, year_named
from domain.money.books import Account
from domain.money.earning import Dispute, EarningState
from domain.money.money_board import MoneyBoard, Section
from domain.money.money_pages import money_month, money_waiting
from domain.money.overview import (
    OF_EARNING,
    OF_PAYMENT,
    OF_PURCHASE,
    STEP_TITLES,
    Outcome,
    Step,
    earning_item,
    payment_item,
    purchase_item,
    run_of,
)
from domain.money.payment import Payment, PaymentKind, PaymentState
from domain.owed import payment_action
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.policy import DEFAULT
from domain.settle import settle
from domain.unit_of_work import UnitOfWork
from domain.visits.team import PaymentSchedule
from tests.build import (
    NOW,
    a_lead,
    a_payment,
    a_payout,
    a_person,
    a_purchase,
    a_team,
    an_earning,
    an_inquiry,
    an_oem,
)
from tests.fakes import House

FINANCE: Final = Actor(person="p-fin", name="Farah", roles=frozenset({Role.FINANCE}))
OPS: Final = Actor(person="p-ops", name="Om", roles=frozenset({Role.OPS}))
CREW: Final = Actor(person="p-crew", name="Ravi", roles=frozenset({Role.FIELD}), teams=frozenset({"sunrise"}))


def test_every_state_of_money_has_its_row() -> None:
    assert set(OF_PAYMENT) == set(PaymentState)
    assert set(OF_PURCHASE) == set(PurchaseState)
    assert set(OF_EARNING) == set(EarningState)
    assert set(STEP_TITLES) == set(Step)


@pytest.mark.parametrize("state", PaymentState)
@pytest.mark.parametrize("make", [a_payment, a_payout])
def test_a_payment_waits_as_long_as_somebody_owes_something_about_it(
    make: object, state: PaymentState
) -> None:
    assert callable(make)
    payment = make(state=state)
    item = payment_item(payment, DEFAULT)
    assert (item is None) == (payment_action(payment, DEFAULT) is None)


@pytest.mark.parametrize(
    ("payment", "step", "owes", "person"),
    [
        (a_payment(), Step.TO_CHECK, Role.PROCUREMENT, None),
        (a_payment(state=PaymentState.CHECKED), Step.TO_APPROVE, Role.FINANCE, None),
        (a_payout(), Step.TO_APPROVE, Role.FINANCE, None),
        (
            a_payment(state=PaymentState.CHECKED, amount=Money(90_000_00), approvers=("p-fin",)),
            Step.SECOND_APPROVER,
            Role.FINANCE,
            None,
        ),
        (
            a_payment(state=PaymentState.CHECKED, requested_as=Role.PROCUREMENT, inquiries=(an_inquiry(),)),
            Step.TO_ANSWER,
            Role.PROCUREMENT,
            "p-crew",
        ),
        (a_payment(state=PaymentState.APPROVED), Step.TO_PAY, Role.FINANCE, None),
        (a_payment(state=PaymentState.PAYING, payer="p-fin"), Step.BEING_PAID, Role.FINANCE, "p-fin"),
        (a_payment(state=PaymentState.UNKNOWN, payer="p-fin"), Step.UNKNOWN, Role.FINANCE, "p-fin"),
    ],
)
def test_it_says_what_it_waits_for_and_on_whom(
    payment: Payment, step: Step, owes: Role, person: str | None
) -> None:
    item = payment_item(payment, DEFAULT)
    assert item is not None
    assert (item.step, item.owes, item.person) == (step, owes, person)
    assert item.amount == Signed(payment.amount.paise)


def test_the_money_is_for_the_vendor_or_for_the_team() -> None:
    vendor, team = payment_item(a_payment(), DEFAULT), payment_item(a_payout(), DEFAULT)
    assert vendor is not None
    assert team is not None
    assert (vendor.payee, vendor.team, vendor.stream) == ("Shree Electricals", None, PaymentKind.VENDOR)
    assert (team.payee, team.team, team.stream) == ("Sunrise Crew", "sunrise", PaymentKind.PAYOUT)


def test_a_bill_of_another_amount_waits_with_the_difference() -> None:
    purchase = a_purchase(
        vendor="Shree", amount=Money(1000_00), billed=Money(1250_00), state=PurchaseState.BILL_DIFFERS
    )
    item = purchase_item(purchase, DEFAULT)
    assert item is not None
    assert (item.step, item.amount, item.owes) == (Step.BILL_DIFFERS, Signed(250_00), Role.PROCUREMENT)
    assert item.due == purchase.state_since + DEFAULT.desk


def test_what_is_payable_waits_for_the_run_of_its_team() -> None:
    payable = an_earning(state=EarningState.PAYABLE)
    item = earning_item(payable, a_team(schedule=PaymentSchedule.MONTHLY), NOW)
    assert item is not None
    assert item.due == datetime(2026, 12, 1, 3, 30, tzinfo=UTC)
    assert (item.opens, item.owes) == ("L-1042", Role.SYSTEM)
    assert run_of(PaymentSchedule.FORTNIGHTLY, datetime(2026, 12, 1, 3, 30, tzinfo=UTC)) == datetime(
        2026, 12, 16, 3, 30, tzinfo=UTC
    )
    assert run_of(PaymentSchedule.PER_JOB, NOW) is None


def test_what_no_run_pays_and_what_is_disputed_waits_for_ops() -> None:
    per_job = earning_item(
        an_earning(state=EarningState.PAYABLE), a_team(schedule=PaymentSchedule.PER_JOB), NOW
    )
    dispute = Dispute(payout="P-7", name="Lakhan", reason="two visits", at=NOW)
    disputed = earning_item(an_earning(state=EarningState.DISPUTED, disputes=(dispute,)), a_team(), NOW)
    for item in (per_job, disputed):
        assert item is not None
        assert (item.owes, item.due) == (Role.OPS, NOW + DEFAULT.desk)


async def a_house(*things: object) -> UnitOfWork:
    uow = House().uow(NOW)
    for thing in (an_oem(), a_lead(), a_team(), a_person(id="p-fin", name="Farah"), *things):
        await uow.shelves.of(type(thing)).add(thing)
    return uow


async def test_all_that_waits_stands_by_due_time_with_what_is_late() -> None:
    late = a_payment(
        id="V-1",
        intent="1" * 32,
        state=PaymentState.UNKNOWN,
        payer="p-fin",
        state_since=NOW - timedelta(hours=1),
    )
    uow = await a_house(
        late,
        a_payment(id="V-2", intent="2" * 32),
        a_payment(id="V-3", intent="3" * 32, state=PaymentState.PAID),
        an_earning(),
        an_earning(id="E-2", visit="S-2", state=EarningState.PAID),
        an_earning(id="E-3", visit="S-3", amount=Signed(-100_00), lines=(), state=EarningState.PAYABLE),
        a_purchase(id="B-9", vendor="Shree", amount=Money(700_00), state=PurchaseState.APPROVAL_WANTED),
    )
    waiting = await money_waiting(uow, FINANCE)
    assert [item.id for item in waiting.items] == [
        "V-1",
        "B-9",
        "V-2",
        "E-3",
        "E-S-1042-1",
    ]
    assert [item.id for item in waiting.is_late.items] == ["V-1"]
    assert waiting.names == {"p-fin": "Farah"}
    assert {step: (group.count, group.amount.paise) for step, group in waiting.by_step.items()} == {
        Step.EARNED: (1, 500_00),
        Step.PAYABLE: (1, -100_00),
        Step.TO_ALLOW: (1, 700_00),
        Step.TO_CHECK: (1, 2450_00),
        Step.UNKNOWN: (1, 2450_00),
    }
    assert waiting.by_step[Step.UNKNOWN].oldest == late.state_since


async def test_ops_see_what_waits_but_not_what_was_paid_and_a_team_neither() -> None:
    uow = await a_house()
    assert (await money_waiting(uow, OPS)).items == ()
    with pytest.raises(NotAllowed):
        await money_month(uow, OPS, *month_of("2026-11"))
    with pytest.raises(NotAllowed):
        await money_waiting(uow, CREW)


async def booked(house: House, at: datetime, payment: Payment) -> None:
    uow = house.uow(at)
    known = await uow.find(Payment, payment.id)
    if known is None:
        await uow.add(payment)
    else:
        await uow.save(replace(payment, version=known.version))
    await settle(uow)


async def test_a_month_is_what_the_books_say_and_ends_at_midnight_in_india() -> None:
    house = House()
    uow = house.uow(NOW)
    await uow.shelves.of(type(an_oem())).add(an_oem())
    await uow.shelves.of(type(a_lead())).add(a_lead())
    late_evening = datetime(2026, 11, 30, 18, 29, tzinfo=UTC)
    first = a_payment(id="V-1", intent="1" * 32)
    second = a_payment(id="V-2", intent="2" * 32, payee_name="SHREE  electricals", amount=Money(100_00))
    payout = a_payout(lead=None)
    for at, payment in (
        (NOW, replace(first, state=PaymentState.PAID)),
        (late_evening, replace(second, state=PaymentState.PAID)),
        (late_evening + timedelta(minutes=1), replace(payout, state=PaymentState.PAID)),
        (NOW + timedelta(days=1), replace(first, state=PaymentState.REVERSED)),
        (NOW, a_payment(id="V-4", intent="4" * 32, state=PaymentState.PAYING)),
        (NOW + timedelta(hours=1), a_payment(id="V-4", intent="4" * 32, state=PaymentState.FAILED)),
        (NOW, a_payment(id="V-5", intent="5" * 32, test=True, state=PaymentState.PAID)),
    ):
        await booked(house, at, payment)
    reading = house.uow(late_evening)
    month = await money_month(reading, FINANCE, *month_of("2026-11"))
    assert sorted((move.payment.id, move.outcome, move.paise) for move in month.moves) == [
        ("V-1", Outcome.PAID, 2450_00),
        ("V-1", Outcome.REVERSED, -2450_00),
        ("V-2", Outcome.PAID, 100_00),
        ("V-4", Outcome.FAILED, 0),
    ]
    [vendor] = month.by_payee(PaymentKind.VENDOR)
    assert (vendor.count, vendor.paid, vendor.back, vendor.net) == (
        2,
        Signed(2550_00),
        Signed(2450_00),
        Signed(100_00),
    )
    assert month.by_payee(PaymentKind.PAYOUT) == []
    december = await money_month(reading, FINANCE, *month_of("2026-12"))
    [team] = december.by_payee(PaymentKind.PAYOUT)
    assert (team.key, team.title, team.net) == ("sunrise", "Sunrise Crew", Signed(500_00))
    year = await money_month(reading, FINANCE, *period_of("FY2026-27"))
    balance = await reading.books.balances(datetime(2027, 4, 1, tzinfo=UTC))
    assert sum(one.net.paise for one in year.streams) == -balance[Account.BANK] == 600_00


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("FY2026-27", date(2026, 4, 1), date(2027, 3, 31)),
        ("fy 1999-00", date(1999, 4, 1), date(2000, 3, 31)),
    ],
)
def test_a_period_is_a_month_or_a_financial_year(text: str, first: date, last: date) -> None:
    assert period_of(text) == (first, last)


@pytest.mark.parametrize("text", ["FY2026-28", "FY26-27", "FY", "2026-13", "FY9999-00", "9999-12"])
def test_what_is_neither_is_said_with_an_example(text: str) -> None:
    with pytest.raises(Invalid, match="Example"):
        period_of(text)


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2027, 3, 31), "FY2026-27"), (date(2027, 4, 1), "FY2027-28"), (date(1999, 12, 1), "FY1999-00")],
)
def test_a_financial_year_begins_in_april(day: date, year: str) -> None:
    assert year_named(day) == year


@pytest.mark.parametrize("section", Section)
def test_a_card_of_the_money_is_known_by_its_name(section: Section) -> None:
    board = MoneyBoard(section=section, page=3)
    assert MoneyBoard.read(board.id) == board


@pytest.mark.parametrize(
    "text", ["money", "money/late", "money/late/0", "money/all/1", "D-today", "money/late/x"]
)
def test_anything_else_is_no_card_of_the_money(text: str) -> None:
    with pytest.raises(NotFound):
        MoneyBoard.read(text)
