"""What stands in the books for each state, and the entries by which it gets there."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

import pytest

from domain.errors import Invalid
from domain.materials.purchase import PurchaseState
from domain.money.amount import NOTHING, Money
from domain.money.bookkeeping import journal, month_of, months_until
from domain.money.books import ACCOUNTS, Account, Entry, Line, entry_for, position
from domain.money.earning import EarningState
from domain.money.payment import PaymentState
from domain.money.rails import Rail
from domain.settle import settle
from tests.build import NOW, a_lead, a_payment, a_payout, a_picture, a_purchase, a_team, an_earning
from tests.fakes import House

BANK, WAY, VENDORS, TEAMS = Account.BANK, Account.ON_ITS_WAY, Account.VENDORS, Account.TEAMS
P: Final = PaymentState
PAID: Final = 2450_00


@pytest.mark.parametrize("state", P)
def test_money_of_a_payment_stands_where_its_state_says(state: PaymentState) -> None:
    giver = {P.PAYING: WAY, P.UNKNOWN: WAY, P.PAID: BANK}.get(state)
    assert position(a_payment(state=state)) == ({VENDORS: PAID, giver: -PAID} if giver else {})
    assert position(a_payout(state=state)) == ({TEAMS: 500_00, giver: -500_00} if giver else {})


def test_a_trial_of_a_rail_moves_no_money() -> None:
    assert position(a_payment(state=P.PAID, rail=Rail.RAZORPAYX, test=True)) == {}


@pytest.mark.parametrize("state", EarningState)
def test_what_a_team_earned_is_owed_from_when_it_is_payable(state: EarningState) -> None:
    owed = state is not EarningState.EARNED
    wanted = {Account.FIELD_WORK: 500_00, TEAMS: -500_00} if owed else {}
    assert position(an_earning(state=state)) == wanted


@pytest.mark.parametrize("state", PurchaseState)
def test_materials_are_a_cost_when_they_have_come_with_their_bill(state: PurchaseState) -> None:
    assert position(a_purchase(state=state, amount=Money(9_00))) == {}
    wanted = {} if state is PurchaseState.BILL_DIFFERS else {Account.MATERIALS: 9_00, VENDORS: -9_00}
    assert position(a_purchase(state=state, amount=Money(9_00), bill=a_picture())) == wanted


def test_the_bill_says_what_materials_cost_and_the_rest_stands_with_the_vendor() -> None:
    billed = a_purchase(
        state=PurchaseState.RECEIVED, amount=Money(9_00), billed=Money(8_50), bill=a_picture()
    )
    assert position(billed) == {Account.MATERIALS: 8_50, VENDORS: -8_50}


def test_nothing_is_booked_for_nothing() -> None:
    assert position(a_payment(state=P.PAID, amount=NOTHING)) == {}


def test_every_account_has_a_number_of_its_own() -> None:
    assert len({number for number, _ in ACCOUNTS.values()}) == len(Account)


def test_an_entry_is_the_difference_to_what_is_booked() -> None:
    paid = a_payment(state=P.PAID)
    entry = entry_for(paid, position(a_payment(state=P.PAYING)), NOW)
    assert entry is not None
    assert (entry.subject, entry.state, entry.intent, entry.lead) == (
        paid.id,
        "paid",
        paid.intent,
        "L-1042",
    )
    assert set(entry.lines) == {Line(account=BANK, paise=-PAID), Line(account=WAY, paise=PAID)}
    assert entry_for(paid, position(paid), NOW) is None


@pytest.mark.parametrize(
    "lines", [(), (5, -4), (0, 0), (5,)], ids=["none", "unequal", "nothing moved", "one-sided"]
)
def test_an_entry_that_does_not_balance_cannot_be(lines: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="entry"):
        an_entry(*lines)


def test_an_entry_names_each_account_once() -> None:
    twice = (Line(account=BANK, paise=5), Line(account=BANK, paise=-5))
    with pytest.raises(ValueError, match="once"):
        replace(an_entry(1, -1), lines=twice)


def an_entry(*paise: int, **but: Any) -> Entry:  # noqa: ANN401  fields of Entry
    lines = tuple(Line(account=account, paise=one) for account, one in zip(Account, paise, strict=False))
    entry = {"at": NOW, "subject": "V-1042-1", "state": "paid", "lead": "L-1042", "lines": lines}
    return Entry(**{**entry, **but})


async def walked(*states: PaymentState) -> House:
    """A vendor's payment goes through these states, a day apart."""
    house = House()
    uow = house.uow()
    for thing in (a_lead(), a_team(), a_purchase(state=PurchaseState.PAYMENT_PENDING), a_payment()):
        await uow.add(thing)
    for day, state in enumerate(states):
        uow = house.uow(NOW + timedelta(days=day))
        await uow.save(replace(await uow.get(type(a_payment()), "V-1042-1"), state=state))
        await settle(uow)
    return house


async def test_each_step_of_money_is_an_entry_and_the_others_are_none() -> None:
    house = await walked(P.CHECKED, P.APPROVED, P.PAYING, P.PAID, P.REVERSED)
    assert [entry.state for entry in house.books.entries] == ["paying", "paid", "reversed"]
    assert await house.books.booked(["V-1042-1"]) == {}


async def test_what_failed_leaves_nothing_on_its_way() -> None:
    house = await walked(P.PAYING, P.FAILED)
    assert await house.books.balances(NOW + timedelta(days=9)) == {}


async def test_saving_it_again_writes_nothing() -> None:
    house = await walked(P.PAYING, P.PAID, P.PAID)
    assert len(house.books.entries) == 2


async def test_a_journal_opens_with_what_was_before_and_closes_with_what_is_then() -> None:
    house = await walked(P.PAYING, P.PAID, P.REVERSED)
    day = date(2026, 11, 24)
    found = await journal(house.uow(), day, day)
    assert found.opening == {VENDORS: PAID, WAY: -PAID}
    assert [entry.state for entry in found.entries] == ["paid"]
    assert {account: paise for account, paise in found.closing.items() if paise} == {
        VENDORS: PAID,
        BANK: -PAID,
    }
    assert (found.moved(WAY), found.moved(BANK), found.moved(TEAMS)) == ((PAID, 0), (0, PAID), (0, 0))
    assert found.payments["V-1042-1"].payee_name == "Shree Electricals"


async def test_a_journal_ends_after_it_begins() -> None:
    with pytest.raises(Invalid, match="before it begins"):
        await journal(House().uow(), date(2026, 11, 24), date(2026, 11, 23))


def test_a_month_is_asked_for_by_its_number() -> None:
    assert month_of("2028-02") == (date(2028, 2, 1), date(2028, 2, 29))
    for wrong in ("2026-13", "2026-1", "November", "0000-01", ""):
        with pytest.raises(Invalid, match="2026-11"):
            month_of(wrong)


def test_the_last_months_can_be_asked_for_with_one_tap() -> None:
    months = months_until(NOW)
    assert [f"{month:%Y-%m}" for month in months] == [
        "2026-11",
        "2026-10",
        "2026-09",
        "2026-08",
        "2026-07",
        "2026-06",
    ]
