"""The page on which Finance pays by hand: who gets in, what is there, and that nothing is paid twice over it."""

import html
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest
from starlette.status import HTTP_200_OK, HTTP_403_FORBIDDEN, HTTP_404_NOT_FOUND

from domain.money.amount import Money
from domain.money.methods import Method
from domain.money.pay_page import open_pay_page
from domain.money.payee import Payee
from domain.money.payment import Payment, PaymentState
from domain.people.access import actor_of
from domain.people.person import Grant, Person
from domain.people.roles import Role
from tests.build import a_payment
from tests.web.office import Office

P: Final = PaymentState
GITA: Final = Person(id="p-gita", telegram_id=30, name="Gita", grants=(Grant(role=Role.FINANCE),))
ACCOUNT: Final = Payee(name="Shree <Electricals>", ifsc="HDFC0001234", account="00501000123456")


async def a_way_in(office: Office, **but: Any) -> str:  # noqa: ANN401  fields of Payment
    """The address of Gita's page of a payment that is being paid."""
    async with office.ports.transaction() as work:
        await work.uow.add(GITA)
        await work.uow.add(a_payment(state=P.PAYING, lead=None, **but))
        token, _ = await open_pay_page(work.uow, "V-1042-1", actor_of(GITA))
    return f"/pay/V-1042-1/{token}"


async def becomes(office: Office, **but: Any) -> None:  # noqa: ANN401  fields of Payment
    async with office.ports.transaction() as work:
        payment = await work.uow.get(Payment, "V-1042-1")
        await work.uow.save(replace(payment, **but))


async def test_the_page_opens_the_upi_app_and_shows_what_to_type(office: Office) -> None:
    address = await a_way_in(office)
    answer = await office.client.get(address)
    assert answer.status_code == HTTP_200_OK
    [link] = re.findall(r'href="(upi:[^"]+)"', answer.text)
    assert html.unescape(link) == (
        "upi://pay?pa=shreeelectricals@okbank&pn=Shree%20Electricals&am=2450.00&cu=INR"
        f"&tr={'0' * 32}&tn=V%201042%201"
    )
    assert "<svg" in answer.text
    for shown in ("shreeelectricals@okbank", "2450.00", "V 1042 1", "being paid"):
        assert f">{shown}<" in answer.text or shown in answer.text
    assert answer.headers["cache-control"] == "no-store"


async def test_an_account_is_typed_and_has_no_code(sqlite_office: Office) -> None:
    page = (await sqlite_office.client.get(await a_way_in(sqlite_office, payee=ACCOUNT))).text
    assert "00501000123456" in page
    assert "HDFC0001234" in page
    assert "Shree &lt;Electricals&gt;" in page
    assert "upi:" not in page
    assert "<svg" not in page


async def test_more_than_upi_carries_has_no_code(sqlite_office: Office) -> None:
    address = await a_way_in(sqlite_office, amount=Money(1_00_000_01))
    assert "upi:" not in (await sqlite_office.client.get(address)).text


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (P.PAID, "It is paid already: UPI 523223155921."),
        (P.UNKNOWN, "Do not pay it again"),
        (P.FAILED, "It is not to be paid now."),
        (P.REJECTED, "It is not to be paid now."),
        (P.REVERSED, "It is not to be paid now."),
    ],
)
async def test_nothing_is_paid_again_over_it(sqlite_office: Office, state: PaymentState, told: str) -> None:
    address = await a_way_in(sqlite_office)
    await becomes(sqlite_office, state=state, method=Method.UPI, reference="523223155921")
    page = (await sqlite_office.client.get(address)).text
    assert told in page
    assert "upi:" not in page
    assert "<svg" not in page


async def test_a_link_that_is_old_or_wrong_or_another_persons_opens_nothing(sqlite_office: Office) -> None:
    address = await a_way_in(sqlite_office)
    get = sqlite_office.client.get
    assert (await get(address + "x")).status_code == HTTP_404_NOT_FOUND
    assert (await get(address.replace("V-1042-1", "V-1042-2"))).status_code == HTTP_404_NOT_FOUND
    assert (await get(address.replace("V-1042-1", "P-1"))).status_code == HTTP_404_NOT_FOUND
    sqlite_office.clock.pass_(timedelta(hours=12))
    gone = await get(address)
    assert gone.status_code == HTTP_404_NOT_FOUND
    assert "shreeelectricals" not in gone.text


async def test_who_is_not_with_finance_any_more_sees_nothing(sqlite_office: Office) -> None:
    address = await a_way_in(sqlite_office)
    async with sqlite_office.ports.transaction() as work:
        person = await work.uow.get(Person, GITA.id)
        await work.uow.save(replace(person, grants=(Grant(role=Role.OPS),)))
    answer = await sqlite_office.client.get(address)
    assert answer.status_code == HTTP_403_FORBIDDEN
    assert "shreeelectricals" not in answer.text


async def test_in_test_mode_the_page_says_so(sqlite_office: Office) -> None:
    assert "TEST MODE" in (await sqlite_office.client.get(await a_way_in(sqlite_office, test=True))).text
