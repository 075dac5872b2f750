"""Ten thousand payments over a bad line: a fifth of the sends end without an answer, and no money goes twice.

The bank counts the money by itself. Processes die between any two requests, calls come late, twice, or never. Ten thousand
in memory, five at a time, because what is tried is who sends what when; a few hundred with all the storage beneath.
"""

import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Final, Protocol

import httpx
import pytest

from domain.money.books import position
from domain.money.payment import Payment
from domain.settle import settle
from integrations.razorpayx import RazorpayX
from jobs.rails import Rails
from storage.database import Database
from tests.databases import Engine, opened
from tests.fakes import House
from tests.razorpayx.bank import CREDENTIALS, Bank
from tests.razorpayx.office import Office, on_its_way
from tests.razorpayx.tries import InOneHouse
from tests.web.office import HeldClock

UNKNOWN: Final = 0.2
FATES: Final = (
    *((("processing", "processed"),) * 14),
    *((("processed",),) * 2),
    ("queued", "processing", "processing", "processed"),
    ("processing", "processed", "reversed"),
    ("processing", "reversed"),
    ("processing", "failed"),
)


class Died(BaseException):
    """The process is gone."""


class Paying(Protocol):
    """An office, on whatever it keeps its things."""

    bank: Bank
    clock: HeldClock
    api: RazorpayX

    @property
    def rails(self) -> Rails: ...
    async def let_go(self, *payments: Payment) -> None: ...
    async def payments(self) -> Sequence[Payment]: ...


@dataclass(slots=True)
class Hut:
    """An office in memory."""

    bank: Bank
    clock: HeldClock
    api: RazorpayX
    house: House = field(default_factory=House)
    desk: InOneHouse = field(init=False)

    def __post_init__(self) -> None:
        self.desk = InOneHouse(self.house, self.clock)

    @property
    def rails(self) -> Rails:
        return Rails(self.desk, self.api, self.clock)

    async def let_go(self, *payments: Payment) -> None:
        uow = self.house.uow(self.clock.now())
        for payment in payments:
            await uow.add(payment)
        await settle(uow)

    async def payments(self) -> Sequence[Payment]:
        return self.house.shelves.all_of(Payment)


@dataclass(slots=True)
class Storm:
    """Trouble by chance, the same for the same seed."""

    bank: Bank
    chance: Random
    sends: int = 0
    kinds: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.bank.fate, self.bank.looks_move = lambda: self.chance.choice(FATES), True
        self.bank.trouble = self.trouble

    @property
    def unanswered(self) -> int:
        return self.kinds.total() - self.kinds["429"] - self.kinds["died"]

    def trouble(self, request: httpx.Request) -> str | None:
        if (request.method, request.url.path) != ("POST", "/v1/payouts"):
            return "500" if self.chance.random() < 0.02 else None
        self.sends += 1
        kind = None
        if self.chance.random() < UNKNOWN:
            kind = self.chance.choice(("lost", "lost", "500 after", "late", "500"))
        elif self.chance.random() < 0.02:
            kind = "429"
        self.kinds.update([kind] if kind else [])
        return kind

    async def answer(self, request: httpx.Request) -> httpx.Response:
        self.may_die()
        answer = await self.bank.answer(request)
        self.may_die()
        return answer

    def may_die(self) -> None:
        if self.chance.random() < 0.002:
            self.kinds["died"] += 1
            raise Died

    async def works(self, office: Paying, span: timedelta) -> None:
        office.clock.pass_(span)
        with contextlib.suppress(Died):
            await office.rails.work()
        await self.calls(office)

    async def calls(self, office: Paying) -> None:
        """Of what the bank has to tell most is lost, the rest comes twice, and all of it in any order."""
        told = [call for call in self.bank.calls if self.chance.random() < 0.1]
        self.bank.calls.clear()
        for call in self.chance.sample(told * 2, len(told) * 2):
            entity = httpx.Response(200, content=call.body).json()["payload"]["payout"]["entity"]
            await office.rails.hurry(call.id, entity["reference_id"])

    async def passes(self, office: Paying, numbers: range) -> None:
        """All of these come to their end."""
        await office.let_go(*(on_its_way(number) for number in numbers))
        for _ in range(200):
            await self.works(office, timedelta(minutes=self.chance.choice((1, 3, 30))))
            if not any(payment.is_open for payment in await office.payments()):
                return
        raise AssertionError(f"{numbers} have not come to their end")

    def has_passed(self, payments: Sequence[Payment]) -> None:
        """What the bank has counted, compared with what we think."""
        assert max(self.bank.most_moved.values()) == 1
        assert {len(payouts) for payouts in self.bank.references.values()} <= {0, 1}
        assert {payment.intent for payment in payments if payment.state == "paid"} == set(+self.bank.moved)
        assert {payment.state.value for payment in payments} == {"paid", "failed", "reversed"}
        assert self.sends >= len(payments)
        assert self.unanswered > 0.18 * self.sends


def a_storm(seed: int) -> tuple[Storm, RazorpayX]:
    storm = Storm(Bank(), Random(seed))  # noqa: S311  chance for a test
    return storm, RazorpayX(CREDENTIALS, transport=httpx.MockTransport(storm.answer))


@pytest.mark.parametrize("seed", range(4))
async def test_of_ten_thousand_payments_none_is_made_twice(seed: int) -> None:
    storm, api = a_storm(seed)
    clock, payments = HeldClock(), list[Payment]()
    for first in range(0, 2_500, 5):
        hut = Hut(storm.bank, clock, api)
        await storm.passes(hut, range(first, first + 5))
        for payment in await hut.payments():
            assert (await hut.house.books.booked([payment.id])).get(payment.id, {}) == position(payment)
            payments.append(payment)
    await api.close()
    storm.has_passed(payments)
    assert len(payments) == 2_500


@pytest.fixture
async def office(engine: str, engine_named: Callable[[str], Engine]) -> AsyncIterator[Office]:
    making = engine_named(engine).a_database(Database.create_all)
    async with making as url, opened(url) as database:
        yield Office(database, Bank())


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
async def test_with_storage_beneath_and_a_week_to_send_money_back_the_books_agree(office: Office) -> None:
    storm, api = a_storm(11)
    office.bank, office.api = storm.bank, api
    await storm.passes(office, range(80))
    for _ in range(8):
        await storm.works(office, timedelta(days=1))
    await api.close()
    storm.has_passed(await office.payments())
    assert (await office.breaches(), await office.unheard()) == ([], [])
