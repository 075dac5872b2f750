"""The tries of `storage/rail_tries.py` in memory, for what is tried ten thousand times."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from domain.errors import DomainError
from domain.money.payment import ON_ITS_WAY, Payment
from domain.money.rails import Rail
from domain.money.told import Try
from domain.settle import settle
from jobs.rails import Noting
from tests.fakes import House
from tests.web.office import HeldClock


@dataclass(slots=True)
class FakeTries:
    """What `storage/rail_tries.py` keeps: by payment, when it is due, until when it is claimed, and the try itself."""

    house: House
    rows: dict[str, tuple[datetime | None, datetime | None, Try]] = field(default_factory=dict)
    calls: set[str] = field(default_factory=set)

    async def claim(self, now: datetime, room: int, lease: timedelta) -> list[Try]:
        """Payments are read one by one, as far as there is room, because reading is what takes time here."""
        known = [one for one, row in self.rows.items() if _is_due(row, now)]
        if len(known) < room:
            known += [one.id for one in self.house.shelves.all_of(Payment) if self._is_new(one)]
        payments = await self.house.shelves.of(Payment).some(known[:room])
        return [self._claimed(payment, now, lease) for payment in payments]

    def _is_new(self, payment: Payment) -> bool:
        by_rail = payment.rail is Rail.RAZORPAYX and payment.state in ON_ITS_WAY
        return by_rail and payment.id not in self.rows

    def _claimed(self, payment: Payment, now: datetime, lease: timedelta) -> Try:
        due_at, _, one = self.rows.get(payment.id, (now, None, Try(payment=payment, tries=0)))
        again = replace(one, payment=payment, tries=one.tries + 1)
        self.rows[payment.id] = (due_at, now + lease, again)
        return again

    async def will_send(self, one: Try, fund_account: str) -> bool:
        due_at, until, kept = self.rows[one.payment.id]
        return self._note(one, due_at, until, replace(kept, fund_account=fund_account))

    async def told(self, one: Try, again_at: datetime | None, *, looks: int) -> bool:
        kept = self.rows[one.payment.id][2]
        return self._note(one, again_at, None, replace(kept, silent=0, looks=looks))

    async def silent(self, one: Try, again_at: datetime) -> bool:
        kept = self.rows[one.payment.id][2]
        return self._note(one, again_at, None, replace(kept, silent=one.silent + 1))

    def _note(self, one: Try, due_at: datetime | None, until: datetime | None, kept: Try) -> bool:
        if self.rows[one.payment.id][2].tries != one.tries:
            return False
        self.rows[one.payment.id] = (due_at, until, kept)
        return True

    async def hurry(self, intents: Collection[str], now: datetime) -> int:
        ours = [one for _, _, one in self.rows.values() if one.payment.intent in intents]
        for one in ours:
            self.rows[one.payment.id] = (now, None, replace(one, looks=0, tries=one.tries + 1))
        return len(ours)

    async def is_new(self, call: str, now: datetime) -> bool:  # noqa: ARG002  the port's
        new = call not in self.calls
        self.calls.add(call)
        return new

    async def prune(self, now: datetime) -> None:
        """What is in memory goes with the test."""


def _is_due(row: tuple[datetime | None, datetime | None, Try], now: datetime) -> bool:
    due_at, until, _ = row
    return due_at is not None and due_at <= now and (until is None or until <= now)


@dataclass(slots=True)
class InOneHouse:
    """The desk over a house: what is refused in the middle of a transaction is not taken back, so nothing may be."""

    house: House
    clock: HeldClock
    tries: FakeTries = field(init=False)

    def __post_init__(self) -> None:
        self.tries = FakeTries(self.house)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Noting]:
        uow = self.house.uow(self.clock.now())
        try:
            yield Noting(uow=uow, tries=self.tries)
        except DomainError as refused:
            raise AssertionError(f"nothing of this is undone: {refused}") from refused
        await settle(uow)
