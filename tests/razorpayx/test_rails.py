"""A payment by RazorpayX from its start to its end, with all that goes wrong on the way."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final

import httpx
import pytest

from domain.errors import Unavailable
from domain.money.amount import Money
from domain.money.methods import Method
from domain.money.payment import PaymentState
from domain.money.rails import Rail
from domain.settle import settle
from jobs.rails import LEASE
from tests.razorpayx.office import Office, on_its_way

MINUTE: Final = timedelta(minutes=1)
DAY: Final = timedelta(days=1)


def troubles(*these: str | None) -> Iterator[str | None]:
    """One after the other for the payouts that are sent; none after the last."""
    yield from these
    while True:
        yield None


def on_sending(office: Office, *these: str | None) -> None:
    """What goes wrong with the first requests to send a payout."""
    coming = troubles(*these)

    def trouble(request: httpx.Request) -> str | None:
        return next(coming) if (request.method, request.url.path) == ("POST", "/v1/payouts") else None

    office.bank.trouble = trouble


async def test_it_is_sent_once_and_paid_when_the_bank_says_so(office: Office) -> None:
    await office.let_go(on_its_way())
    await office.rails.work()
    payment = await office.payment()
    assert (payment.state, payment.rail_reference) == ("paying", next(iter(office.bank.payouts)))
    office.bank.step(payment.rail_reference or "")
    await office.pass_(MINUTE)
    paid = await office.payment()
    assert (paid.state, paid.method, paid.reference) == (
        "paid",
        "upi",
        office.bank.payouts[paid.rail_reference or ""]["utr"],
    )
    assert dict(office.bank.moved) == {paid.intent: 1}
    assert await office.breaches() == []


async def test_what_is_processing_for_days_is_looked_at_and_not_sent_again(office: Office) -> None:
    await office.let_go(on_its_way())
    for _ in range(4 * 24):
        await office.pass_(timedelta(hours=1))
    assert await office.state() == "paying"
    assert office.bank.seen.count("POST /v1/payouts") == 1
    assert 90 < office.bank.seen.count(f"GET /v1/payouts/{next(iter(office.bank.payouts))}") < 110


@pytest.mark.parametrize("trouble", ["lost", "500 after"])
async def test_a_lost_answer_is_looked_for_and_nothing_is_sent_again(office: Office, trouble: str) -> None:
    on_sending(office, trouble)
    await office.let_go(on_its_way())
    await office.rails.work()
    assert (await office.payment()).rail_reference is None
    await office.pass_(MINUTE)
    assert (await office.payment()).rail_reference == next(iter(office.bank.payouts))
    assert office.bank.seen.count("POST /v1/payouts") == 1


@pytest.mark.parametrize("trouble", ["late", "500", "429", "401", "away"])
async def test_what_did_not_arrive_is_sent_again_under_the_same_key(office: Office, trouble: str) -> None:
    on_sending(office, trouble)
    await office.let_go(on_its_way())
    for _ in range(2):
        await office.pass_(MINUTE)
    assert list(office.bank.keys) == [on_its_way().intent]
    assert await office.state() == "paying"


async def test_after_a_second_silence_finance_is_told_that_nobody_knows_and_then_what_became_of_it(
    office: Office,
) -> None:
    office.bank.trouble = lambda it: "late" if "payouts" in it.url.path else None
    await office.let_go(on_its_way())
    await office.rails.work()
    assert await office.state() == "paying"
    await office.pass_(MINUTE)
    unknown = await office.payment()
    assert (unknown.state, "RazorpayX: no answer" in unknown.reason) == ("unknown", True)
    office.bank.trouble = lambda _: None
    await office.pass_(MINUTE)
    office.bank.step(next(iter(office.bank.payouts)))
    await office.pass_(MINUTE)
    assert await office.state() == "paid"
    assert (await office.happened()).count("payment_unknown") == 1


async def test_who_lets_us_not_in_for_long_is_told_of(office: Office) -> None:
    office.bank.trouble = lambda _: "401"
    await office.let_go(on_its_way())
    for _ in range(4):
        await office.pass_(2 * MINUTE)
    assert await office.state() == "paying"
    await office.pass_(5 * MINUTE)
    assert "our key or address is refused" in (await office.payment()).reason


@pytest.mark.parametrize(
    ("fate", "state", "reason"),
    [
        (("failed",), "failed", "Account closed"),
        (("rejected",), "failed", "rejected"),
        (("processing", "cancelled"), "failed", "cancelled"),
        (("queued", "processing", "reversed"), "reversed", "Sent back"),
    ],
)
async def test_what_did_not_go_is_owed_again(
    office: Office, fate: tuple[str, ...], state: str, reason: str
) -> None:
    office.bank.fate, office.bank.looks_move = (lambda: fate), True
    await office.let_go(on_its_way())
    for _ in range(4):
        await office.pass_(2 * MINUTE)
    payment = await office.payment()
    assert (payment.state, payment.reason) == (state, reason)
    assert (+office.bank.moved, await office.breaches()) == ({}, [])


async def test_what_came_back_after_it_was_paid_is_seen_within_the_week(office: Office) -> None:
    office.bank.fate = lambda: ("processed", "reversed")
    await office.let_go(on_its_way())
    await office.rails.work()
    assert await office.state() == "paid"
    await office.pass_(3 * DAY)
    office.bank.step(next(iter(office.bank.payouts)))
    await office.pass_(2 * DAY)
    assert await office.state() == "reversed"
    assert await office.breaches() == []


async def test_after_a_week_a_paid_one_is_left_alone_until_the_bank_calls(office: Office) -> None:
    office.bank.fate = lambda: ("processed", "reversed")
    await office.let_go(on_its_way())
    for _ in range(10):
        await office.pass_(DAY)
    seen = len(office.bank.seen)
    await office.pass_(30 * DAY)
    assert len(office.bank.seen) == seen
    office.bank.step(next(iter(office.bank.payouts)))
    await office.rails.hurry("evt_1", on_its_way().intent)
    await office.rails.work()
    assert await office.state() == "reversed"


async def test_what_the_bank_refuses_for_good_has_failed(office: Office) -> None:
    wrong = on_its_way()
    await office.let_go(on_its_way(payee=wrong.payee, amount=Money(2_00_000_00)))
    await office.rails.work()
    payment = await office.payment()
    assert (payment.state, "cannot carry" in payment.reason) == ("failed", True)
    assert not office.bank.payouts


async def test_a_refusal_does_not_fail_what_was_taken_and_cannot_be_seen_yet(office: Office) -> None:
    on_sending(office, "500 after")
    await office.let_go(on_its_way())
    await office.rails.work()
    office.bank.trouble = lambda it: "400" if it.method == "POST" else "unseen"
    for _ in range(2):
        await office.pass_(MINUTE)
    assert await office.state() == "unknown"
    office.bank.trouble = lambda _: None
    office.bank.step(next(iter(office.bank.payouts)))
    await office.pass_(10 * MINUTE)
    assert await office.state() == "paid"
    assert len(office.bank.payouts) == 1


async def test_what_is_refused_again_and_again_has_failed_in_the_end(office: Office) -> None:
    on_sending(office, "late")
    await office.let_go(on_its_way())
    await office.rails.work()
    office.bank.trouble = lambda it: "400" if it.url.path == "/v1/payouts" and it.method == "POST" else None
    for _ in range(3):
        await office.pass_(10 * MINUTE)
    assert await office.state() == "unknown"
    for _ in range(4):
        await office.pass_(10 * MINUTE)
    assert await office.state() == "failed"
    assert not office.bank.payouts


async def test_a_key_that_was_used_with_other_words_has_not_failed(office: Office) -> None:
    """Somebody has changed the amount in the database: there is a payout behind that key, and it is not this one."""
    await office.let_go(on_its_way(amount=Money(1_00)))
    await office.rails.work()
    other = next(iter(office.bank.payouts.values()))
    other["amount"] = 2_00
    await office.pass_(2 * MINUTE)
    assert await office.state() == "unknown"
    assert await office.unheard() == [f"{other['id']} is ₹2.00 for {on_its_way().intent}"]
    await office.pass_(MINUTE)
    assert len(await office.unheard()) == 1


async def test_a_reference_that_proves_another_payment_is_looked_at_by_somebody(office: Office) -> None:
    office.bank.fate = lambda: ("processed",)
    await office.let_go(on_its_way(7), on_its_way(8))
    await office.rails.work()
    first, second = office.bank.payouts.values()
    assert (await office.state(7), await office.state(8)) == ("paid", "paid")
    await office.let_go(on_its_way(9))
    office.bank.fate = lambda: ("processing",)
    await office.rails.work()
    third = list(office.bank.payouts.values())[-1]
    third |= {"status": "processed", "utr": first["utr"]}
    await office.pass_(MINUTE)
    assert await office.state(9) == "unknown"
    assert "stands in the books already" in (await office.unheard())[0]
    assert second["utr"] != first["utr"]


async def test_paid_is_said_only_with_the_banks_reference(office: Office) -> None:
    await office.let_go(on_its_way())
    await office.rails.work()
    payout = next(iter(office.bank.payouts.values()))
    payout["status"] = "processed"
    await office.pass_(MINUTE)
    assert await office.state() == "paying"
    payout["utr"] = "523223155921"
    await office.pass_(MINUTE)
    assert await office.state() == "paid"


async def test_a_process_that_died_before_the_answer_is_followed_by_one_that_looks(office: Office) -> None:
    async def dies(request: httpx.Request) -> httpx.Response:
        answer = await office.bank.answer(request)
        if request.url.path == "/v1/payouts":
            raise asyncio.CancelledError
        return answer

    office.api._client._transport = httpx.MockTransport(dies)
    await office.let_go(on_its_way())
    with pytest.raises(asyncio.CancelledError):
        await office.rails.work()
    office.api._client._transport = office.bank.transport
    await office.pass_(MINUTE)
    assert (await office.payment()).rail_reference is None
    await office.pass_(LEASE)
    assert (await office.payment()).rail_reference is not None
    assert office.bank.seen.count("POST /v1/payouts") == 1


async def test_one_that_was_slow_says_nothing_after_another_took_over(office: Office) -> None:
    slow, going = asyncio.Event(), asyncio.Event()

    async def waits(request: httpx.Request) -> httpx.Response:
        answer = await office.bank.answer(request)
        if request.url.path == "/v1/payouts" and not going.is_set():
            going.set()
            await slow.wait()
        return answer

    office.api._client._transport = httpx.MockTransport(waits)
    await office.let_go(on_its_way())
    first = asyncio.create_task(office.rails.work())
    await going.wait()
    office.clock.pass_(LEASE)
    await office.rails.work()
    office.bank.step(next(iter(office.bank.payouts)))
    await office.pass_(MINUTE)
    slow.set()
    await first
    assert await office.state() == "paid"
    assert (await office.happened()).count("payment_taken") == 1


async def test_two_workers_do_not_send_the_same(office: Office) -> None:
    await office.let_go(*(on_its_way(number) for number in range(1, 21)))
    await asyncio.gather(office.rails.work(), office.rails.work(), office.rails.work())
    assert office.bank.seen.count("POST /v1/payouts") == 20


async def test_a_database_that_is_gone_for_a_moment_loses_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.let_go(on_its_way())
    rails = office.rails
    noted = rails._noted

    async def gone(*_: object) -> None:
        raise Unavailable("gone")

    monkeypatch.setattr(rails, "_noted", gone)
    await rails.work()
    monkeypatch.setattr(rails, "_noted", noted)
    await office.pass_(LEASE)
    assert (await office.payment()).rail_reference is not None
    assert office.bank.seen.count("POST /v1/payouts") == 1


async def test_a_payment_by_hand_is_none_of_its_business(office: Office) -> None:
    await office.let_go(on_its_way(rail=Rail.MANUAL))
    await office.rails.work()
    assert office.bank.seen == []


async def test_what_was_settled_by_hand_while_nobody_knew_is_not_sent_afterwards(office: Office) -> None:
    office.bank.trouble = lambda it: "late" if "payouts" in it.url.path else None
    await office.let_go(on_its_way())
    await office.rails.work()
    await office.pass_(MINUTE)
    unknown = await office.payment()
    async with office.kept.begin(office.clock.now()) as uow:
        await uow.save(replace(unknown, state=PaymentState.PAID, reference="523223155921", method=Method.UPI))
        await settle(uow)
    office.bank.trouble = lambda _: None
    await office.pass_(DAY)
    await office.pass_(DAY)
    assert (office.bank.payouts, await office.state()) == ({}, "paid")


async def test_a_call_hurries_its_payment_and_coming_again_changes_nothing(office: Office) -> None:
    await office.let_go(on_its_way())
    await office.rails.work()
    office.bank.step(next(iter(office.bank.payouts)))
    await office.rails.hurry("evt_1", on_its_way().intent)
    await office.rails.work()
    assert await office.state() == "paid"
    seen = len(office.bank.seen)
    await office.rails.hurry("evt_1", on_its_way().intent)
    await office.rails.hurry("evt_2", "somebody else's")
    await office.rails.work()
    assert len(office.bank.seen) == seen


async def test_a_call_that_comes_before_the_answer_is_right_too(office: Office) -> None:
    """The answer is of before the call, so it is asked once more, and nothing is sent twice."""

    async def calls_first(request: httpx.Request) -> httpx.Response:
        answer = await office.bank.answer(request)
        if (request.method, request.url.path) == ("POST", "/v1/payouts"):
            office.bank.step(next(iter(office.bank.payouts)))
            await office.rails.hurry("evt_1", on_its_way().intent)
        return answer

    office.api._client._transport = httpx.MockTransport(calls_first)
    await office.let_go(on_its_way())
    await office.rails.work()
    assert await office.state() == "paid"
    assert office.bank.seen.count("POST /v1/payouts") == 1
