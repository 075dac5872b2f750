import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from domain.errors import Unavailable
from domain.media import LARGEST_FILE
from jobs.media import AT_ONCE, ATTEMPTS, Archive, Unfetchable
from storage.database import Database
from storage.ledger import media, undelivered
from storage.wanted_media import WantedMedia

NOON = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


@dataclass(slots=True)
class HeldClock:
    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment


@dataclass(slots=True)
class FakeTelegram:
    """Gives each file its own name as bytes, after raising what was prepared for it."""

    faults: dict[str, list[Exception]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    async def __call__(self, file_id: str, /) -> bytes:
        self.asked.append(file_id)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        if self.faults.get(file_id):
            raise self.faults[file_id].pop(0)
        return b"x" * self.sizes[file_id] if file_id in self.sizes else file_id.encode()


@dataclass(slots=True)
class MemoryStore:
    """Runs `after` when the bytes are in: a crash between the store and the mark."""

    kept: dict[str, bytes] = field(default_factory=dict)
    puts: int = 0
    after: Callable[[], None] = lambda: None

    async def put(self, content: bytes) -> str:
        self.puts += 1
        sha256 = hashlib.sha256(content).hexdigest()
        self.kept[sha256] = content
        self.after()
        return sha256


@dataclass(slots=True)
class Desk:
    database: Database
    clock: HeldClock = field(default_factory=HeldClock)
    telegram: FakeTelegram = field(default_factory=FakeTelegram)
    store: MemoryStore = field(default_factory=MemoryStore)

    async def wants(self, *names: str, lead: str | None = "L-1042") -> None:
        async with self.database.begin() as connection:
            await connection.execute(insert(media), [_row(name, lead) for name in names])

    async def tick(self) -> int:
        wanted = WantedMedia(self.database, self.clock)
        return await Archive(wanted, self.telegram, self.store, self.clock).fetch_due()

    async def state(self, name: str) -> tuple[str, int, str | None]:
        wanted = select(media.c.status, media.c.attempts, media.c.sha256).where(media.c.unique_id == name)
        async with self.database.read() as connection:
            status, attempts, sha256 = (await connection.execute(wanted)).one()
        return status, attempts, sha256

    async def listed(self) -> Sequence[tuple[str, str, str]]:
        wanted = select(undelivered.c.what, undelivered.c.subject, undelivered.c.reason)
        async with self.database.read() as connection:
            return [(row.what, row.subject, row.reason) for row in await connection.execute(wanted)]


def _row(name: str, lead: str | None) -> dict[str, object]:
    return {
        "unique_id": name,
        "file_id": f"file-{name}",
        "kind": "photo",
        "file_name": "",
        "mime_type": "",
        "lead": lead,
        "wanted_at": NOON,
        "status": "wanted",
        "attempts": 0,
        "not_before": NOON,
    }


def sha(name: str) -> str:
    return hashlib.sha256(f"file-{name}".encode()).hexdigest()


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


async def test_wanted_bytes_come_into_the_store(desk: Desk) -> None:
    await desk.wants("a", "b")
    assert await desk.tick() == 2
    assert await desk.state("a") == ("archived", 1, sha("a"))
    assert set(desk.store.kept) == {sha("a"), sha("b")}


async def test_what_is_archived_is_not_fetched_again(desk: Desk) -> None:
    await desk.wants("a")
    await desk.tick()
    assert await desk.tick() == 0
    assert desk.telegram.asked == ["file-a"]


async def test_only_a_few_are_fetched_at_once(desk: Desk) -> None:
    await desk.wants(*[f"p{number}" for number in range(11)])
    assert await desk.tick() == 11
    assert desk.telegram.most_at_once == AT_ONCE


async def test_a_file_too_big_for_a_bot_is_final_and_listed(desk: Desk) -> None:
    desk.telegram.faults["file-a"] = [Unfetchable("Bad Request: file is too big")]
    await desk.wants("a")
    await desk.tick()
    assert await desk.state("a") == ("failed", 1, None)
    assert await desk.listed() == [("photo", "L-1042", "Bad Request: file is too big")]
    desk.clock.moment += timedelta(days=30)
    assert await desk.tick() == 0


async def test_bytes_over_the_limit_are_not_stored(desk: Desk) -> None:
    desk.telegram.sizes["file-a"] = LARGEST_FILE + 1
    await desk.wants("a", lead=None)
    await desk.tick()
    assert (desk.store.kept, (await desk.state("a"))[0]) == ({}, "failed")
    assert [subject for _, subject, _ in await desk.listed()] == ["a"]


async def test_what_cannot_be_had_now_is_tried_later_and_later(desk: Desk) -> None:
    desk.telegram.faults["file-a"] = [Unavailable("Bad Gateway")] * 2
    await desk.wants("a")
    await desk.tick()
    assert (await desk.state("a"), await desk.tick()) == (("wanted", 1, None), 0)
    desk.clock.moment += timedelta(seconds=5)
    assert await desk.tick() == 1
    desk.clock.moment += timedelta(seconds=19)
    assert await desk.tick() == 0
    desk.clock.moment += timedelta(seconds=1)
    await desk.tick()
    assert await desk.state("a") == ("archived", 3, sha("a"))


async def test_what_can_never_be_had_is_given_up_and_listed(desk: Desk) -> None:
    desk.telegram.faults["file-a"] = [Unavailable("Bad Gateway")] * 100
    await desk.wants("a")
    for _ in range(ATTEMPTS):
        assert await desk.tick() == 1
        desk.clock.moment += timedelta(hours=6)
    assert await desk.state("a") == ("failed", ATTEMPTS, None)
    assert await desk.listed() == [("photo", "L-1042", "Bad Gateway")]


async def test_one_that_fails_holds_no_other_back(desk: Desk) -> None:
    desk.telegram.faults["file-a"] = [Unavailable("Bad Gateway")]
    desk.telegram.faults["file-b"] = [Unfetchable("Bad Request: wrong file_id")]
    await desk.wants("a", "b", "c")
    await desk.tick()
    assert [(await desk.state(name))[0] for name in "abc"] == ["wanted", "failed", "archived"]


async def test_a_store_out_of_reach_is_waited_for(desk: Desk) -> None:
    def fail() -> None:
        raise Unavailable("the media folder cannot be written")

    desk.store.after = fail
    await desk.wants("a")
    await desk.tick()
    assert (await desk.state("a"))[0] == "wanted"
    assert await desk.listed() == []


class Crash(BaseException):
    """The process ends here."""


async def test_a_crash_between_store_and_mark_costs_a_second_fetch_but_no_second_copy(desk: Desk) -> None:
    def crash() -> None:
        desk.store.after = lambda: None
        raise Crash

    desk.store.after = crash
    await desk.wants("a")
    with pytest.raises(Crash):
        await desk.tick()
    assert (await desk.state("a"), list(desk.store.kept)) == (("wanted", 0, None), [sha("a")])
    await desk.tick()
    assert await desk.state("a") == ("archived", 1, sha("a"))
    assert (desk.store.puts, list(desk.store.kept)) == (2, [sha("a")])


async def test_two_who_fetch_the_same_mark_it_once(desk: Desk) -> None:
    desk.telegram.faults["file-a"] = [Unfetchable("Bad Request: file is too big")] * 2
    await desk.wants("a")
    await asyncio.gather(desk.tick(), desk.tick())
    assert (await desk.state("a"), len(await desk.listed())) == (("failed", 1, None), 1)


async def test_the_next_beat_is_known(desk: Desk) -> None:
    wanted = WantedMedia(desk.database, desk.clock)
    assert await wanted.next_due() is None
    desk.telegram.faults["file-a"] = [Unavailable("Bad Gateway")]
    await desk.wants("a")
    await desk.tick()
    assert await wanted.next_due() == NOON + timedelta(seconds=5)
