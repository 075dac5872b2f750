"""Photos of reports are looked at once they are archived, one at a time; whatever goes wrong is an answer, or done again."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from domain.errors import Unavailable, VersionConflict
from domain.evidence import Looks, Seen
from domain.unit_of_work import UnitOfWork
from jobs.pictures import Pictures
from tests.build import NOW, a_picture, a_visit
from tests.fakes import House

VISIT = "S-1042-1"


class Crash(BaseException):
    """The process ends here."""


@dataclass
class Desk:
    """One house, and which of its photos have come: with their SHA-256, or lost. `before_commit` may fail."""

    house: House
    there: dict[str, str] = field(default_factory=dict)
    before_commit: Callable[[], None] = lambda: None
    commits: int = 0

    @property
    def screens(self) -> "Desk":
        return self

    async def to_look_at(self, limit: int) -> list[tuple[str, str]]:
        waiting = sorted({unique_id for unique_id, _ in self.house.album.waiting} & set(self.there))
        return [(unique_id, self.there[unique_id]) for unique_id in waiting[:limit]]

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[UnitOfWork]:
        before = self.house.remembered()
        try:
            yield self.house.uow(NOW)
            self.before_commit()
        except BaseException:
            self.house.undo(before)
            raise
        self.commits += 1

    @asynccontextmanager
    async def reading(self) -> AsyncIterator["Desk"]:
        yield self


@dataclass
class Store:
    kept: list[bytes] = field(default_factory=list)
    fault: Exception | None = None

    async def get(self, sha256: str) -> bytes:
        if self.fault is not None:
            raise self.fault
        return sha256.encode()

    async def put(self, content: bytes) -> str:
        self.kept.append(content)
        return content.decode()


@dataclass
class Reader:
    """Sees in each photo its own bytes; those of a film are no picture."""

    read_so_far: list[bytes] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    rests: int = 0
    endless: asyncio.Event | None = None

    async def read(self, content: bytes) -> Seen | None:
        self.read_so_far.append(content)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        if self.endless is not None:
            self.endless.set()
            await asyncio.sleep(3600)
        await asyncio.sleep(0)
        self.at_once -= 1
        if content == b"film":
            return None
        return Seen(Looks(sha256=content.decode(), width=640, height=480, thumbnail="small"), b"small")

    async def rest(self) -> None:
        self.rests += 1


async def a_desk(**there: str) -> Desk:
    desk = Desk(House(), there)
    uow = desk.house.uow(NOW)
    await uow.add(a_visit(id=VISIT))
    await uow.album.expect([a_picture(unique_id=name) for name in (*there, "coming")], VISIT, "L-1042")
    return desk


async def known(desk: Desk) -> dict[str, str]:
    return {unique_id: looks.sha256 for unique_id, looks in (await desk.house.album.of(VISIT)).items()}


async def test_photos_that_are_there_are_looked_at_once_and_one_at_a_time() -> None:
    desk, store, reader = await a_desk(u1="one", u2="two"), Store(), Reader()
    pictures = Pictures(desk, store, reader)
    await asyncio.gather(pictures.work(), pictures.work())
    assert await known(desk) == {"u1": "one", "u2": "two"}
    assert (reader.read_so_far, reader.most_at_once, desk.commits) == ([b"one", b"two"], 1, 2)
    assert store.kept == [b"small", b"small"]


async def test_one_whose_bytes_are_on_their_way_is_waited_for_and_the_reader_rests() -> None:
    desk, reader = await a_desk(), Reader()
    await Pictures(desk, Store(), reader).work()
    assert list(desk.house.album.waiting) == [("coming", VISIT)]
    assert (reader.read_so_far, reader.rests) == ([], 1)


async def test_what_is_no_picture_waits_no_more_and_has_no_looks() -> None:
    desk, store = await a_desk(u1="film"), Store()
    await Pictures(desk, store, Reader()).work()
    assert await known(desk) == {}
    assert ("u1", VISIT) not in desk.house.album.waiting
    assert store.kept == []


async def test_one_that_never_came_cannot_be_opened() -> None:
    desk, reader = await a_desk(u1=""), Reader()
    await Pictures(desk, Store(), reader).work()
    assert not (await desk.house.album.of(VISIT))["u1"].is_readable
    assert reader.read_so_far == []


async def test_one_that_was_lost_cannot_be_opened() -> None:
    desk = await a_desk(u1="one")
    await Pictures(desk, Store(fault=KeyError("one")), Reader()).work()
    looks = (await desk.house.album.of(VISIT))["u1"]
    assert (looks.is_readable, looks.sha256) == (False, "one")


async def test_a_store_out_of_reach_is_waited_for() -> None:
    desk, store, reader = await a_desk(u1="one"), Store(fault=Unavailable("no route")), Reader()
    pictures = Pictures(desk, store, reader)
    with pytest.raises(Unavailable):
        await pictures.work()
    assert (await known(desk), reader.rests) == ({}, 1)
    store.fault = None
    await pictures.work()
    assert await known(desk) == {"u1": "one"}


async def test_a_crash_before_the_commit_costs_a_second_look_and_nothing_else() -> None:
    desk, reader = await a_desk(u1="one"), Reader()

    def crash() -> None:
        desk.before_commit = lambda: None
        raise Crash

    desk.before_commit = crash
    with pytest.raises(Crash):
        await Pictures(desk, Store(), reader).work()
    assert await known(desk) == {}
    await Pictures(desk, Store(), reader).work()
    assert (await known(desk), desk.commits, len(reader.read_so_far)) == ({"u1": "one"}, 1, 2)


async def test_one_whose_visit_was_changed_meanwhile_is_looked_at_again() -> None:
    desk, reader = await a_desk(u1="one"), Reader()

    def changed() -> None:
        desk.before_commit = lambda: None
        raise VersionConflict("S-1042-1 was changed since it was read")

    desk.before_commit = changed
    await Pictures(desk, Store(), reader).work()
    assert (await known(desk), desk.commits) == ({"u1": "one"}, 1)


async def test_a_program_that_stops_does_not_wait_for_the_reader_and_looks_again_later() -> None:
    desk, reader = await a_desk(u1="one"), Reader(endless=asyncio.Event())
    pictures = Pictures(desk, Store(), reader)
    working = asyncio.create_task(pictures.work())
    assert reader.endless is not None
    await reader.endless.wait()
    pictures.stop()
    await asyncio.wait_for(working, 1)
    assert (await known(desk), reader.rests) == ({}, 1)
    await Pictures(desk, Store(), Reader()).work()
    assert await known(desk) == {"u1": "one"}
