"""Bills are read once they are archived, one at a time; whatever goes wrong is said, or done again."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from documents.bills import BillText, Unreadable
from domain.events import Happening
from domain.leads.bill import Bill, BillState, Problem, Way
from domain.leads.stages import Stage
from domain.unit_of_work import UnitOfWork
from jobs.bills import Bills
from tests.build import NOW, a_bill, at_stage, documents
from tests.fakes import House

PAGES = (("CA No. : 152608268", "Sanctioned Load : 10.00 kW"),)


@dataclass
class Desk:
    """One house, and what of its pictures has been archived."""

    house: House
    there: dict[str, str] = field(default_factory=dict)
    coming: set[str] = field(default_factory=set)
    happened: list[Happening] = field(default_factory=list)

    @property
    def uow(self) -> UnitOfWork:
        return self.house.uow(NOW)

    @property
    def screens(self) -> "Desk":
        return self

    async def archived(self, unique_ids: Sequence[str]) -> dict[str, str]:
        return {picture: sha256 for picture, sha256 in self.there.items() if picture in unique_ids}

    async def still_wanted(self, unique_ids: Sequence[str]) -> bool:
        return bool(self.coming & set(unique_ids))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[UnitOfWork]:
        uow = self.house.uow(NOW)
        yield uow
        self.happened += [event.kind for event in uow.events]

    @asynccontextmanager
    async def reading(self) -> AsyncIterator["Desk"]:
        yield self


class Store:
    async def get(self, sha256: str) -> bytes:
        if sha256 == "lost":
            raise KeyError(sha256)
        return sha256.encode()


async def a_desk(picture: str = "u1") -> Desk:
    desk = Desk(House())
    uow = desk.house.uow(NOW)
    await uow.add(at_stage(Stage.DOCUMENTS, documents=documents(electrician=None)))
    await uow.add(a_bill(state=BillState.WAITING, reading=None, picture=picture))
    desk.there["u1"] = "the bill"
    return desk


async def found(desk: Desk) -> Bill:
    return await desk.house.uow(NOW).get(Bill, "E-1042")


async def reads(content: bytes) -> BillText:
    assert content == b"the bill"
    return BillText(pages=PAGES, way=Way.TEXT)


async def test_a_bill_that_is_there_is_read_once() -> None:
    desk = await a_desk()
    bills = Bills(desk, Store(), reads)
    await asyncio.gather(bills.work(), bills.work())
    assert desk.happened == [Happening.BILL_READ]
    assert (await found(desk)).consumer == "152608268"


async def test_a_bill_whose_bytes_are_on_their_way_is_waited_for() -> None:
    desk = await a_desk()
    desk.coming.add("u1")
    await Bills(desk, Store(), reads).work()
    assert (await found(desk)).state is BillState.WAITING


async def test_without_a_reader_nothing_is_done_and_nothing_said() -> None:
    desk = await a_desk()
    await Bills(desk, Store(), None).work()
    assert ((await found(desk)).state, desk.happened) == (BillState.WAITING, [])


async def test_what_cannot_be_read_says_why() -> None:
    async def refuses(_: bytes) -> BillText:
        raise Unreadable(Problem.LOCKED)

    desk = await a_desk()
    await Bills(desk, Store(), refuses).work()
    assert (await found(desk)).problem is Problem.LOCKED
    assert desk.happened == [Happening.BILL_UNREADABLE]


async def test_a_file_that_never_came_or_was_lost_is_said_to_be_gone() -> None:
    for there in ({}, {"u1": "lost"}):
        desk = await a_desk()
        desk.there = there
        await Bills(desk, Store(), reads).work()
        assert (await found(desk)).problem is Problem.GONE


async def test_a_program_that_stops_does_not_wait_for_a_reader_and_reads_again_later() -> None:
    begun = asyncio.Event()

    async def never(_: bytes) -> BillText:
        begun.set()
        await asyncio.sleep(3600)
        raise AssertionError

    desk = await a_desk()
    bills = Bills(desk, Store(), never)
    working = asyncio.create_task(bills.work())
    await begun.wait()
    bills.stop()
    await asyncio.wait_for(working, 1)
    assert (await found(desk)).state is BillState.WAITING
    await Bills(desk, Store(), reads).work()
    assert (await found(desk)).state is BillState.READ


async def test_a_bill_replaced_while_it_is_read_is_followed_by_the_new_one() -> None:
    desk = await a_desk()

    async def replaced(content: bytes) -> BillText:
        if content == b"the bill":
            uow = desk.house.uow(NOW)
            bill = await uow.get(Bill, "E-1042")
            await uow.save(bill.anew("u2", NOW))
            raise Unreadable(Problem.BROKEN)
        return BillText(pages=PAGES, way=Way.TEXT)

    desk.there["u2"] = "another"
    desk.coming.add("u2")
    await Bills(desk, Store(), replaced).work()
    assert ((await found(desk)).state, desk.happened) == (BillState.WAITING, [])
