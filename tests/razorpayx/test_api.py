"""What we ask of RazorpayX, and what we conclude from its answers, against a bank that behaves as documented."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import httpx
import pytest

from domain.errors import Rejected
from domain.money.amount import Money
from domain.money.methods import Method
from domain.money.payee import Payee
from domain.money.payment import Payment, PaymentState
from domain.money.rails import Rail
from domain.money.told import NoAnswer, NotSent, Standing, Told, after_silence, next_look
from integrations.razorpayx import RazorpayX, contact_of, mode_of, narration_of, payout_of
from tests.build import a_payment, a_payout
from tests.razorpayx.bank import CREDENTIALS, Bank

PAYMENT: Final = a_payment(state=PaymentState.PAYING, rail=Rail.RAZORPAYX)
ACCOUNT: Final = Payee(name="Shree Electricals", account="00501000123456", ifsc="HDFC0001234")


def at(bank: Bank) -> RazorpayX:
    return RazorpayX(CREDENTIALS, transport=bank.transport)


async def sent(bank: Bank, payment: Payment = PAYMENT) -> Told:
    async with at(bank) as api:
        return await api.send(payment, await api.payee(payment))


async def looked(bank: Bank, payment: Payment = PAYMENT) -> Told | None:
    async with at(bank) as api:
        return await api.look(payment)


@pytest.mark.parametrize(
    ("payee", "amount", "mode"),
    [
        (PAYMENT.payee, Money(1_00_000_00), Method.UPI),
        (ACCOUNT, Money(5_00_000_00), Method.IMPS),
        (ACCOUNT, Money(5_00_000_01), Method.RTGS),
        (ACCOUNT, Money(1_00), Method.IMPS),
    ],
)
async def test_money_goes_by_the_mode_that_carries_it(payee: Payee, amount: Money, mode: Method) -> None:
    bank = Bank()
    told = await sent(bank, replace(PAYMENT, payee=payee, amount=amount))
    assert (told.method, told.amount, told.standing) == (mode, amount, Standing.ON_ITS_WAY)
    assert told.intent == PAYMENT.intent


@pytest.mark.parametrize(
    ("payee", "amount"),
    [(PAYMENT.payee, Money(1_00_000_01)), (ACCOUNT, Money(99)), (PAYMENT.payee, Money(99))],
)
def test_what_no_mode_carries_is_refused_before_anything_is_asked(payee: Payee, amount: Money) -> None:
    with pytest.raises(Rejected, match="cannot carry"):
        mode_of(replace(PAYMENT, payee=payee, amount=amount))


@pytest.mark.parametrize("name", ["A", "x" * 80, "श्री इलेक्ट्रिकल्स", "O'Neil & Sons (Pune)", "=1+1"])
async def test_any_name_can_be_paid(name: str) -> None:
    payment = replace(PAYMENT, payee_name=name, payee=replace(PAYMENT.payee, name=""))
    assert 3 <= len(contact_of(payment)["name"]) <= 50
    assert (await sent(Bank(), payment)).standing is Standing.ON_ITS_WAY


def test_the_bank_statement_begins_with_our_number() -> None:
    assert narration_of(PAYMENT) == "V 1042 1 Shree Electricals"
    assert len(narration_of(replace(PAYMENT, payee_name="x" * 90))) == 30


def test_the_same_payment_makes_the_same_request_each_time() -> None:
    assert payout_of(PAYMENT, "fa_1", "232") == payout_of(replace(PAYMENT, version=9), "fa_1", "232")
    assert payout_of(a_payout(), "fa_1", "232")["purpose"] == "payout"


async def test_the_same_key_and_words_are_one_payout() -> None:
    bank = Bank()
    first, second = await sent(bank), await sent(bank)
    assert (first.name, len(bank.payouts)) == (second.name, 1)


async def test_other_words_under_the_same_key_are_refused() -> None:
    bank = Bank()
    await sent(bank)
    with pytest.raises(Rejected, match="Different request body"):
        await sent(bank, replace(PAYMENT, amount=Money(1_00)))
    assert len(bank.payouts) == 1


async def test_it_is_found_by_our_key_and_by_its_own_name() -> None:
    bank = Bank()
    assert await looked(bank) is None
    told = await sent(bank)
    bank.step(told.name)
    for payment in (PAYMENT, replace(PAYMENT, rail_reference=told.name)):
        found = await looked(bank, payment)
        assert found is not None
        assert (found.name, found.standing, len(found.reference)) == (told.name, Standing.PAID, 12)


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        *((status, Standing.ON_ITS_WAY) for status in ("pending", "queued", "scheduled", "processing")),
        ("processed", Standing.PAID),
        ("reversed", Standing.REVERSED),
        *((status, Standing.FAILED) for status in ("failed", "rejected", "cancelled")),
    ],
)
async def test_every_state_of_theirs_is_one_of_ours(status: str, standing: Standing) -> None:
    assert (await sent(Bank(fate=lambda: (status,)))).standing is standing


@pytest.mark.parametrize("trouble", ["lost", "late", "409", "500", "500 after"])
async def test_without_an_answer_nothing_is_concluded(trouble: str) -> None:
    bank = Bank(trouble=lambda it: trouble if it.url.path.endswith("payouts") else None)
    with pytest.raises(NoAnswer):
        await sent(bank)


@pytest.mark.parametrize("trouble", ["away", "429", "401"])
async def test_what_was_surely_not_taken_is_told_apart(trouble: str) -> None:
    with pytest.raises(NotSent):
        await sent(Bank(trouble=lambda _: trouble))


@pytest.mark.parametrize("trouble", ["lost", "500", "away"])
async def test_no_trouble_before_the_payout_leaves_it_in_doubt(trouble: str) -> None:
    bank = Bank(trouble=lambda it: None if it.url.path.endswith("payouts") else trouble)
    with pytest.raises(NotSent):
        await sent(bank)
    assert not bank.payouts


@pytest.mark.parametrize("trouble", ["lost", "500", "away"])
async def test_looking_takes_nothing(trouble: str) -> None:
    with pytest.raises(NotSent):
        await looked(Bank(trouble=lambda _: trouble))


async def test_a_payee_whom_the_bank_does_not_know_is_refused() -> None:
    with pytest.raises(Rejected, match="Invalid IFSC"):
        await sent(Bank(), replace(PAYMENT, payee=replace(ACCOUNT, ifsc="HDFC1")))


ANSWER: Final = {"id": "pout_1", "status": "processing", "amount": 245000, "reference_id": "0", "mode": "UPI"}


@pytest.mark.parametrize(
    "answer",
    [
        {**ANSWER, "status": "on holiday"},
        {**ANSWER, "amount": 24.5},
        {**ANSWER, "amount": -1},
        {**ANSWER, "id": ""},
        {name: value for name, value in ANSWER.items() if name != "reference_id"},
        {**ANSWER, "mode": "pigeon"},
        [],
        "<html>",
    ],
)
async def test_from_an_answer_that_cannot_be_read_nothing_is_concluded(answer: Any) -> None:  # noqa: ANN401  JSON
    def answers(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=answer)

    api = RazorpayX(CREDENTIALS, transport=httpx.MockTransport(answers))
    with pytest.raises(NoAnswer):
        await api.send(PAYMENT, "fa_1")
    await api.close()


async def test_a_bank_that_wants_to_be_left_alone_is() -> None:
    def answers(_: httpx.Request) -> httpx.Response:
        return httpx.Response(429, headers={"Retry-After": "90"})

    api = RazorpayX(CREDENTIALS, transport=httpx.MockTransport(answers))
    with pytest.raises(NotSent) as caught:
        await api.send(PAYMENT, "fa_1")
    assert caught.value.asked == timedelta(seconds=90)
    assert after_silence(0, caught.value.asked) == timedelta(seconds=90)
    await api.close()


def test_what_is_on_its_way_is_looked_at_until_it_arrives_and_what_is_paid_for_a_week() -> None:
    assert next_look(Standing.ON_ITS_WAY, 0) == timedelta(minutes=1)
    assert next_look(Standing.ON_ITS_WAY, 1000) == timedelta(hours=1)
    week = [next_look(Standing.PAID, looks) for looks in range(6)]
    assert sum((wait for wait in week if wait), timedelta()) == timedelta(days=7)
    assert (week[5], next_look(Standing.FAILED, 0), next_look(Standing.REVERSED, 0)) == (None, None, None)


def test_silence_is_answered_with_patience() -> None:
    assert [after_silence(tries).total_seconds() for tries in (0, 1, 99)] == [15, 30, 900]


def test_a_key_for_trying_out_is_known_by_its_beginning() -> None:
    assert CREDENTIALS.test
    assert not replace(CREDENTIALS, key_id="rzp_live_x").test
