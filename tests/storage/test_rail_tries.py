"""The port of tries at a payout provider: one worker at a time, and nothing noted by one that was overtaken."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from typing import Final, Protocol

import pytest

from domain.money.payment import Payment, PaymentState
from domain.money.rails import Rail
from jobs.rails import Tries
from storage.database import Database
from storage.rail_tries import KEPT, RailTries
from tests.build import NOW, a_payment
from tests.databases import Engine, opened
from tests.fakes import House
from tests.razorpayx.tries import FakeTries
from tests.storage.kept import InDatabase

LEASE: Final = timedelta(minutes=2)
MINUTE: Final = timedelta(minutes=1)
SENT: Final = a_payment(state=PaymentState.PAYING, rail=Rail.RAZORPAYX)


class Shop(Protocol):
    async def add(self, *payments: Payment) -> None: ...
    async def save(self, payment: Payment) -> None: ...
    def tries(self) -> AbstractAsyncContextManager[Tries]: ...


class InMemory:
    def __init__(self) -> None:
        self._house = House()
        self._tries = FakeTries(self._house)

    async def add(self, *payments: Payment) -> None:
        for payment in payments:
            await self._house.uow().add(payment)

    async def save(self, payment: Payment) -> None:
        await self._house.uow().save(payment)

    @asynccontextmanager
    async def tries(self) -> AsyncIterator[Tries]:
        yield self._tries


class InSql:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept = InDatabase(database)

    async def add(self, *payments: Payment) -> None:
        async with self._kept.begin() as uow:
            for payment in payments:
                await uow.add(payment)

    async def save(self, payment: Payment) -> None:
        async with self._kept.begin() as uow:
            await uow.save(payment)

    @asynccontextmanager
    async def tries(self) -> AsyncIterator[Tries]:
        async with self._database.begin() as connection:
            yield RailTries(connection)


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def shop(request: pytest.FixtureRequest, engine_named: Callable[[str], Engine]) -> AsyncIterator[Shop]:
    if request.param == "memory":
        yield InMemory()
        return
    making = engine_named(request.param).a_database(Database.create_all)
    async with making as url, opened(url) as database:
        yield InSql(database)


async def claimed(shop: Shop, after: timedelta = timedelta(0), room: int = 5) -> list[str]:
    async with shop.tries() as tries:
        return [one.payment.id for one in await tries.claim(NOW + after, room, LEASE)]


async def test_what_is_on_its_way_by_the_rail_is_tried_and_nothing_else(shop: Shop) -> None:
    others = [
        a_payment(id=f"V-7-{number}", intent=f"{number:032x}", state=state, rail=rail)
        for number, (state, rail) in enumerate(
            (
                (PaymentState.PAYING, Rail.MANUAL),
                (PaymentState.APPROVED, Rail.RAZORPAYX),
                (PaymentState.PAID, Rail.RAZORPAYX),
                (PaymentState.UNKNOWN, Rail.RAZORPAYX),
            ),
            start=1,
        )
    ]
    await shop.add(SENT, *others)
    assert await claimed(shop) == ["V-1042-1", "V-7-4"]


async def test_what_is_claimed_is_left_alone_until_the_claim_runs_out(shop: Shop) -> None:
    await shop.add(SENT)
    assert await claimed(shop) == ["V-1042-1"]
    assert await claimed(shop, MINUTE) == []
    async with shop.tries() as tries:
        [again] = await tries.claim(NOW + LEASE, 5, LEASE)
    assert (again.tries, again.fund_account) == (2, None)


async def test_there_is_room_for_so_many_and_the_rest_waits(shop: Shop) -> None:
    await shop.add(
        *(
            a_payment(id=f"V-{n}", intent=f"{n:032x}", state=PaymentState.PAYING, rail=Rail.RAZORPAYX)
            for n in range(5)
        )
    )
    assert await claimed(shop, room=3) == ["V-0", "V-1", "V-2"]
    assert await claimed(shop, room=3) == ["V-3", "V-4"]


async def test_what_could_have_been_sent_is_known_to_whoever_comes_after(shop: Shop) -> None:
    await shop.add(SENT)
    async with shop.tries() as tries:
        [one] = await tries.claim(NOW, 5, LEASE)
        assert await tries.will_send(one, "fa_1")
    async with shop.tries() as tries:
        [again] = await tries.claim(NOW + LEASE, 5, LEASE)
    assert again.fund_account == "fa_1"


async def test_one_that_was_overtaken_notes_nothing(shop: Shop) -> None:
    await shop.add(SENT)
    async with shop.tries() as tries:
        [late] = await tries.claim(NOW, 5, LEASE)
    async with shop.tries() as tries:
        [now] = await tries.claim(NOW + LEASE, 5, LEASE)
    async with shop.tries() as tries:
        assert not await tries.will_send(late, "fa_1")
        assert not await tries.told(late, None, looks=1)
        assert not await tries.silent(late, NOW)
        assert await tries.told(now, None, looks=1)
    assert await claimed(shop, timedelta(days=9)) == []


async def test_silence_is_counted_until_there_is_an_answer(shop: Shop) -> None:
    await shop.add(SENT)
    for silent in range(2):
        async with shop.tries() as tries:
            [one] = await tries.claim(NOW + silent * MINUTE, 5, LEASE)
            assert one.silent == silent
            await tries.silent(one, NOW + (silent + 1) * MINUTE)
    async with shop.tries() as tries:
        [one] = await tries.claim(NOW + 2 * MINUTE, 5, LEASE)
        await tries.told(one, NOW + 3 * MINUTE, looks=4)
    async with shop.tries() as tries:
        [one] = await tries.claim(NOW + 3 * MINUTE, 5, LEASE)
    assert (one.silent, one.looks) == (0, 4)


async def test_a_call_makes_it_due_and_what_is_under_way_count_for_nothing(shop: Shop) -> None:
    await shop.add(SENT)
    async with shop.tries() as tries:
        [one] = await tries.claim(NOW, 5, LEASE)
        assert await tries.hurry([SENT.intent, "somebody else's"], NOW) == 1
    async with shop.tries() as tries:
        assert not await tries.told(one, None, looks=1)
    assert await claimed(shop) == ["V-1042-1"]


async def test_what_is_over_is_looked_at_once_more_when_the_provider_calls(shop: Shop) -> None:
    await shop.add(SENT)
    async with shop.tries() as tries:
        [one] = await tries.claim(NOW, 5, LEASE)
        await tries.told(one, None, looks=1)
    assert await claimed(shop, timedelta(days=9)) == []
    async with shop.tries() as tries:
        await tries.hurry([SENT.intent], NOW + timedelta(days=9))
    assert await claimed(shop, timedelta(days=9)) == ["V-1042-1"]


async def test_a_call_is_new_once(shop: Shop) -> None:
    async with shop.tries() as tries:
        assert await tries.is_new("evt_1", NOW)
    async with shop.tries() as tries:
        assert not await tries.is_new("evt_1", NOW + MINUTE)
        assert await tries.is_new("evt_2", NOW + MINUTE)


async def test_calls_are_kept_for_a_while(database: Database) -> None:
    async with database.begin() as connection:
        tries = RailTries(connection)
        await tries.is_new("evt_1", NOW)
        await tries.prune(NOW + KEPT)
        assert not await tries.is_new("evt_1", NOW)
        await tries.prune(NOW + KEPT + MINUTE)
        assert await tries.is_new("evt_1", NOW)


async def test_of_two_workers_at_once_one_gets_it(database: Database) -> None:
    shop = InSql(database)
    await shop.add(SENT)
    found = await asyncio.gather(*(claimed(shop) for _ in range(4)))
    assert sorted(map(len, found)) == [0, 0, 0, 1]
