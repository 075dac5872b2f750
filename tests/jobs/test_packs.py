"""Packs are compiled once all their photos have come, and once only."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from domain.events import Event, Happening
from domain.leads.stages import Stage
from domain.reporting.pack import Pack, PackState
from domain.unit_of_work import UnitOfWork
from domain.visits.states import VisitKind
from jobs.packs import Packs
from tests.build import NOW, a_pack, an_oem, at_stage
from tests.documents.closure import INSTALLATION_ANSWERS, Kept, a_photo, a_report
from tests.fakes import House


class Still:
    def now(self) -> object:
        return NOW


@dataclass
class Desk:
    """One house, and which of its pictures are on their way."""

    house: House
    coming: set[str] = field(default_factory=set)
    there: dict[str, str] = field(default_factory=dict)
    told: list[Event] = field(default_factory=list)
    happened: list[Happening] = field(default_factory=list)

    @property
    def uow(self) -> UnitOfWork:
        return self.house.uow(NOW)

    @property
    def screens(self) -> "Desk":
        return self

    async def archived(self, unique_ids: Sequence[str]) -> dict[str, str]:
        return {one: self.there[one] for one in unique_ids if one in self.there}

    async def still_wanted(self, unique_ids: Sequence[str]) -> bool:
        return bool(self.coming & set(unique_ids))

    async def timeline(self, *of: str) -> Sequence[Event]:
        return [event for event in self.told if event.lead in of]

    @asynccontextmanager
    async def reading(self) -> AsyncIterator["Desk"]:
        yield self

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[UnitOfWork]:
        uow = self.house.uow(NOW)
        yield uow
        self.happened += [event.kind for event in uow.events]


async def a_desk() -> tuple[Desk, Packs]:
    desk = Desk(House())
    uow = desk.uow
    await uow.add(an_oem())
    await uow.add(at_stage(Stage.CLOSURE))
    visit = a_report(VisitKind.INSTALLATION, INSTALLATION_ANSWERS, (a_photo("one"),)).visit
    await uow.add(replace(visit, oem="volt"))
    await uow.add(a_pack(editions=()))
    return desk, Packs(desk=desk, media=Kept(), clock=Still(), speak=str, address="https://ops.example.org")  # type: ignore[arg-type]  # a clock that stands


async def test_a_pack_is_compiled_once_however_often_it_is_looked_at() -> None:
    desk, packs = await a_desk()
    assert sum(await asyncio.gather(packs.work(), packs.work())) == 1
    assert desk.happened == [Happening.PACK_COMPILED]
    edition = (await desk.uow.get(Pack, "C-1042")).made
    assert edition is not None
    assert {gap.kind.value for gap in edition.gaps} >= {"no_survey", "no_file", "not_signed", "no_call"}


async def test_a_pack_waits_for_the_last_of_its_photos() -> None:
    desk, packs = await a_desk()
    desk.coming.add("one")
    assert await packs.work() == 0
    assert (await desk.uow.get(Pack, "C-1042")).is_wanted
    desk.coming.clear()
    assert await packs.work() == 1


async def test_a_pack_that_was_returned_before_it_was_compiled_is_left_alone() -> None:
    desk, packs = await a_desk()
    pack = await desk.uow.get(Pack, "C-1042")
    await desk.uow.save(replace(pack, state=PackState.RETURNED))
    assert await packs.work() == 0
    assert (await desk.uow.get(Pack, "C-1042")).made is None
