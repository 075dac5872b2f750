"""Days on which money goes by RazorpayX: the bank answers over HTTP, and calls when it has news."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import or_, select

from bot.rail_webhook import PATH
from domain.money.amount import Signed
from domain.money.earning import Earning
from domain.money.marking import mark_payable
from domain.money.payment import Payment
from domain.money.rails import Rail
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.settle import settle
from storage.rail_tries import rail_tries
from tests.razorpayx.bank import CREDENTIALS, SECRET, Bank, Call
from tests.razorpayx.serving import served
from tests.scenarios.conftest import SUNDAY_NOON
from tests.scenarios.days import FINANCE, LEAD, OPS, SUNRISE, SURVEY, lead_arrives
from tests.scenarios.town import PEOPLE, Town, a_town

RAVI: Final = Actor(person=None, name="Ravi", roles=frozenset({Role.OPS}))


@pytest.fixture
def bank() -> Bank:
    return Bank()


@pytest.fixture
async def town(tmp_path: Path, database_url: str, http_port: int, bank: Bank) -> AsyncIterator[Town]:
    """The demo's company, with a key for trying RazorpayX out."""
    async with (
        served(bank) as address,
        a_town(
            tmp_path,
            database_url,
            http_port,
            SUNDAY_NOON,
            payment_rail=Rail.RAZORPAYX,
            razorpayx_key_id=CREDENTIALS.key_id,
            razorpayx_key_secret=SecretStr(CREDENTIALS.key_secret),
            razorpayx_account=CREDENTIALS.account,
            razorpayx_webhook_secret=SecretStr(SECRET),
            razorpayx_url=address,
        ) as found,
    ):
        yield found


async def earned(town: Town) -> None:
    """The crew has made its survey, and Ops marks it payable: a payout stands at Finance."""
    await lead_arrives(town)
    async with town.parts.database.begin() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now())
        await uow.add(
            Earning(
                id=f"E-{SURVEY}",
                lead=LEAD,
                visit=SURVEY,
                team="sunrise",
                amount=Signed(4_100_00),
                earned_at=uow.now,
            )
        )
        await mark_payable(uow, LEAD, RAVI)
        await settle(uow)
    town.worker.changed()
    await town.quiet()
    await town.told(SUNRISE, "Your payout P-1: ₹4,100.00", "Your payout statement P-1: ₹4,100.00")
    await town.tap("manoj", "All right", SUNRISE)


async def let_go(town: Town) -> None:
    await earned(town)
    [card] = await town.told(FINANCE, "P-1 · ₹4,100.00 · requested")
    assert "TEST MODE: by RazorpayX no money moves." in card["text"]
    await town.tap("gita", "Approve ₹4,100.00", FINANCE)
    assert await town.tap("gita", "Pay by RazorpayX", FINANCE) == "P-1 goes by RazorpayX."


async def bank_is_asked(town: Town) -> None:
    """Until nothing is due, and what a beat has begun in the meantime is finished, too."""
    now = town.parts.clock.now()
    waiting = or_(rail_tries.c.claimed_until.is_not(None), rail_tries.c.due_at <= now)
    for _ in range(500):
        await town.parts.rails.work()
        async with town.parts.database.read() as connection:
            left = (await connection.execute(select(rail_tries.c.payment).where(waiting))).all()
        if not left:
            break
        await asyncio.sleep(0.01)
    await town.quiet()


async def bank_calls(town: Town, call: Call, secret: str = SECRET) -> int:
    address = f"http://127.0.0.1:{town.parts.settings.http_port}{PATH}"
    async with httpx.AsyncClient() as client:
        answer = await client.post(address, content=call.body, headers=call.headers(secret))
    await bank_is_asked(town)
    return answer.status_code


async def state(town: Town) -> str:
    async with town.parts.database.read() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now(), reading=True)
        return (await uow.get(Payment, "P-1")).state.value


async def test_a_payout_is_sent_paid_and_comes_back_days_later(town: Town, bank: Bank) -> None:
    bank.fate = lambda: ("processing", "processed", "reversed")
    await let_go(town)
    await bank_is_asked(town)
    [payout] = bank.payouts.values()
    assert (payout["amount"], payout["narration"]) == (4_100_00, "P 1 Sunrise Crew")
    card = await town.card(FINANCE, "P-1 · ₹4,100.00 · being paid")
    assert ("TEST MODE" in card, "bank app" in card, "RazorpayX" in card) == (True, False, True)
    await town.nobody_else()

    bank.step(payout["id"])
    news = bank.calls[-1]
    assert await bank_calls(town, news, "somebody else's secret") == 401
    assert await state(town) == "paying"
    assert [await bank_calls(town, news) for _ in range(2)] == [200, 200]
    await town.card(FINANCE, "P-1 · ₹4,100.00 · paid")
    await town.told(SUNRISE, f"P-1, reference {payout['utr']}.")
    await town.holds()

    await town.advance("50h")
    await town.skip()
    bank.step(payout["id"])
    assert await bank_calls(town, bank.calls[-1]) == 200
    await town.told(OPS, "The bank reversed P-1")
    await town.told(FINANCE, "The bank reversed P-1")
    assert (await state(town), +bank.moved) == ("reversed", {})
    await the_accountant_asks(town)
    await town.holds()
    await town.nobody_else()


async def the_accountant_asks(town: Town) -> None:
    """What the team has earned stands in the books; of a trial, in which no money moved, nothing does."""
    await town.say("gita", "/books 2026-11")
    [sheet, lines, _] = await town.told(PEOPLE["gita"], "The books from", "", "")
    assert (await town.file(sheet))[:2] == b"PK"
    text = (await town.file(lines)).decode("utf-8-sig")
    about = [line.split(",")[3:5] for line in text.splitlines()[1:]]
    assert {subject for subject, _ in about} == {f"E-{SURVEY}"}


async def test_where_nobody_knows_finance_is_told_and_nothing_is_sent_twice(town: Town, bank: Bank) -> None:
    """The payout is taken, and every answer is lost."""
    bank.trouble = lambda it: "500 after" if "payouts" in it.url.path else None
    await let_go(town)
    await bank_is_asked(town)
    await town.advance("1m")
    await bank_is_asked(town)
    [told] = await town.told(FINANCE, "Nobody knows yet what became of P-1")
    assert "Do not pay it again." in told["text"]
    labels = [button["text"] for row in told["inline_keyboard"] for button in row]
    assert (("Paid: enter the reference" in labels), ("Failed" in labels)) == (True, False)
    assert (await state(town), len(bank.payouts)) == ("unknown", 1)

    bank.trouble, bank.looks_move = lambda _: None, True
    await town.advance("1m")
    await bank_is_asked(town)
    await town.card(FINANCE, "P-1 · ₹4,100.00 · paid")
    await town.told(SUNRISE, "You are paid: ₹4,100.00")
    assert list(bank.moved.values()) == [1]
    await town.holds()
    await town.nobody_else()
