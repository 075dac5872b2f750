"""Whose account it is: asked of the bank while a payment waits, and shown to who approves it."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from cards.payment import payment_card
from cards.text import Speaker
from domain.money.bank_name import BankName
from domain.money.by_rail import rail_named
from domain.money.payee import Payee
from domain.money.payment import Payment, PaymentState
from domain.people.actor import SYSTEM
from domain.reactions import Audience
from domain.view import view_of
from jobs.bank_names import KNOWN_FOR, TRIES
from tests.build import NOW, a_lead, a_payment, a_purchase, a_team, an_oem
from tests.fakes import a_uow
from tests.razorpayx.office import Office, on_its_way

MINUTE: Final = timedelta(minutes=1)
ACCOUNT: Final = Payee(name="Sunrise Crew", account="00501000123456", ifsc="HDFC0001234")


def waiting(number: int = 7, **but: object) -> Payment:
    """It has not been approved yet."""
    return on_its_way(number, state=PaymentState.REQUESTED, approvers=(), payer=None, **but)


def seen(**but: object) -> BankName:
    return replace(BankName(name="SUNRISE CREW", works=True, at=NOW), **but)  # type: ignore[arg-type]  # its fields


@pytest.mark.parametrize(
    ("known", "fits"),
    [
        (seen(), True),
        (seen(name="Sunrise  Crew."), True),
        (seen(name="Ramesh Patil"), False),
        (seen(name="Ramesh Patil", alike=70), True),
        (seen(alike=69), False),
    ],
)
def test_a_name_fits_by_the_banks_own_measure_or_by_its_letters(known: BankName, fits: bool) -> None:  # noqa: FBT001  a case
    assert known.fits("Sunrise Crew") is fits


async def test_the_bank_is_asked_once_and_its_answer_fetched_later(office: Office) -> None:
    await office.let_go(waiting())
    names = office.names()
    await names.work()
    assert (await office.payment()).named is None
    office.bank.validated(account_status="active", registered_name="SUNRISE CREW", name_match_score=96)
    for _ in range(3):
        office.clock.pass_(MINUTE)
        await names.work()
    known = (await office.payment()).named
    assert known is not None
    assert (known.name, known.works, known.alike) == ("SUNRISE CREW", True, 96)
    assert office.bank.seen.count("POST /v1/fund_accounts/validations") == 1


async def test_for_an_account_a_rupee_is_sent_and_for_an_address_none(office: Office) -> None:
    await office.let_go(waiting(7), waiting(8, payee=ACCOUNT))
    await office.names().work()
    by_address, by_account = (one["asked"] for one in office.bank.validations.values())
    assert ("amount" in by_address, by_account["amount"], by_account["currency"]) == (False, 100, "INR")


async def test_a_payee_who_is_known_is_not_asked_for_again_for_a_while(office: Office) -> None:
    await office.let_go(waiting(6, named=seen(at=office.clock.now())), waiting(7))
    await office.names().work()
    assert ((await office.payment()).named is not None, office.bank.seen) == (True, [])
    office.clock.pass_(KNOWN_FOR)
    await office.let_go(waiting(8))
    await office.names().work()
    assert len(office.bank.validations) == 1


async def test_who_is_not_known_to_the_bank_is_said(office: Office) -> None:
    await office.let_go(waiting(payee=replace(ACCOUNT, ifsc="HDFC1")))
    await office.names().work()
    known = (await office.payment()).named
    assert known is not None
    assert not known.works


async def test_a_bank_that_does_not_answer_is_not_asked_for_ever(office: Office) -> None:
    office.bank.trouble = lambda _: "500"
    await office.let_go(waiting())
    names = office.names()
    for _ in range(3 * TRIES):
        await names.work()
        office.clock.pass_(timedelta(hours=1))
    assert (len(office.bank.seen), (await office.payment()).named) == (TRIES, None)


async def test_once_it_is_let_go_nobody_asks(office: Office) -> None:
    await office.let_go(on_its_way())
    await office.names().work()
    assert office.bank.seen == []


async def shown(known: BankName) -> tuple[str, bool]:
    """The card, and whether a button that was drawn before still approves."""
    uow = a_uow()
    before = a_payment(state=PaymentState.CHECKED)
    for thing in (an_oem(), a_lead(), a_team(), a_purchase(), before):
        await uow.add(thing)
    named = await rail_named(uow, before.id, known, SYSTEM)
    view = await view_of(uow, before.id)
    return payment_card(view, Audience.FINANCE, Speaker("en")).text, named.shown == before.shown


@pytest.mark.parametrize(
    ("known", "line"),
    [
        (seen(name="SHREE ELECTRICALS"), "✓ The bank has it as “SHREE ELECTRICALS”."),
        (seen(name="Ramesh Patil"), "⚠ The bank has it as “Ramesh Patil”. Please look twice who is paid."),
        (seen(works=False), "⚠ The bank says that no money can go there."),
    ],
)
async def test_finance_sees_it_on_the_card_before_it_approves(known: BankName, line: str) -> None:
    text, still_approves = await shown(known)
    assert (line in text, still_approves) == (True, False)
