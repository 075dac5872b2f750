"""The postman over a real database, on a clock that is moved: schedule, dead letters, one who is slow, a kill."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from bot.webhooks import PostDesk
from domain.errors import Rejected
from domain.people.endpoint import PAUSES, Endpoint, NotTaken, Off, PostState
from domain.people.endpoints import replay_posts, try_endpoint
from domain.people.person import Chat
from domain.people.roles import Role
from domain.unit_of_work import Kept
from jobs.webhooks import Postman
from storage.database import Database
from storage.ledger import undelivered
from storage.outgoing import outbox
from storage.screens import SqlScreens
from tests.build import NOW, an_endpoint, an_oem
from tests.domain.test_endpoints import VOLT
from tests.storage.kept import InDatabase
from tests.web.office import HeldClock

W = an_endpoint().id


@dataclass(slots=True)
class Wire:
    """The OEMs' servers: `says` is asked with the address what happens."""

    says: Callable[[str], int | Exception] = lambda _: 204
    sent: list[tuple[str, str, datetime]] = field(default_factory=list)
    held: dict[str, asyncio.Event] = field(default_factory=dict)
    began: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(
        self, url: str, post_id: str, body: str, secrets: Sequence[str], now: datetime, /
    ) -> int:
        assert (body[:8], bool(secrets)) == ('{"type":', True)
        self.sent.append((url, post_id, now))
        self.began.set()
        if url in self.held:
            await self.held[url].wait()
        said = self.says(url)
        if isinstance(said, Exception):
            raise said
        return said


@dataclass(slots=True)
class Post:
    """A post office: an OEM with endpoints, a clock, and the wire."""

    kept: InDatabase
    clock: HeldClock
    wire: Wire
    postman: Postman

    async def test(self, endpoint: str = W) -> str:
        async with self.kept.begin(self.clock.now()) as uow:
            return (await try_endpoint(uow, endpoint, VOLT)).id

    async def pass_(self, span: timedelta) -> None:
        self.clock.pass_(span)
        await self.postman.deliver()

    async def days(self, days: float) -> None:
        """In steps of five minutes, as long as anything may come of it."""
        for _ in range(int(days * 288)):
            async with self.postman._desk.reading() as posts:
                if not await posts.any_due(self.clock.now()):
                    self.clock.pass_(timedelta(minutes=5))
                    continue
            await self.postman.deliver()

    async def states(self, endpoint: str = W) -> list[PostState]:
        async with self.kept.database.read() as connection:
            return [one.state for one in await SqlScreens(connection).posts(endpoint, limit=100)]

    async def endpoint(self) -> Endpoint:
        async with self.kept.begin() as uow:
            return await uow.get(Endpoint, W)

    async def told(self) -> list[str]:
        async with self.kept.database.read() as connection:
            return list((await connection.execute(select(outbox.c.name).order_by(outbox.c.id))).scalars())

    async def listed(self) -> list[str]:
        async with self.kept.database.read() as connection:
            return list((await connection.execute(select(undelivered.c.reason))).scalars())


@pytest.fixture
async def post(database: Database) -> AsyncIterator[Post]:
    things: list[Kept] = [
        an_oem(),
        an_endpoint(),
        an_endpoint(id="W-2", url="https://two.example.org/"),
        Chat(id=-1, title="Ops", role=Role.OPS),
    ]
    kept = InDatabase(database)
    async with kept.begin() as uow:
        for thing in things:
            await uow.add(thing)
    clock, wire = HeldClock(NOW), Wire()
    made = Post(kept, clock, wire, a_postman(kept, clock, wire))
    yield made
    await made.postman.close()


def a_postman(kept: InDatabase, clock: HeldClock, wire: Wire) -> Postman:
    desk = PostDesk(database=kept.database, work=kept.work, clock=clock, committed=lambda: None)

    async def at_once(_: float) -> None:
        """Nothing sleeps in a test."""

    return Postman(desk, wire, clock, chance=lambda: 0.0, sleep=at_once)


async def test_what_arrives_is_sent_once(post: Post) -> None:
    await post.test()
    await post.postman.deliver()
    await post.days(1)
    assert len(post.wire.sent) == 1
    assert await post.states() == [PostState.DELIVERED]


async def test_the_tries_follow_the_schedule_with_one_id_and_end(post: Post) -> None:
    post.wire.says = lambda _: NotTaken("503 no", status=503)
    number = await post.test()
    await post.postman.deliver()
    for pause in PAUSES:
        await post.pass_(pause - timedelta(seconds=1))
        await post.pass_(timedelta(seconds=1))
    moments = [moment for _, _, moment in post.wire.sent]
    assert [late - early for early, late in pairwise(moments)] == list(PAUSES)
    assert {post_id for _, post_id, _ in post.wire.sent} == {number}
    assert await post.states() == [PostState.DEAD]
    await post.days(3)
    assert len(post.wire.sent) == len(PAUSES) + 1


async def test_a_dead_letter_is_listed_ops_is_told_once_and_it_can_be_replayed(post: Post) -> None:
    post.wire.says = lambda _: NotTaken("503 no", status=503)
    numbers = [await post.test() for _ in range(3)]
    await post.days(3.5)
    assert await post.states() == [PostState.DEAD] * 3
    assert await post.listed() == ["Volt Motors: W-a1b2c3d4e5 at hooks.volt.example: 503 no"] * 3
    assert await post.told() == ["endpoint_failing"]
    post.wire.says = lambda _: 200
    post.wire.sent.clear()
    async with post.kept.begin(post.clock.now()) as uow:
        assert await replay_posts(uow, W, VOLT) == 3
    await post.postman.deliver()
    assert sorted(number for _, number, _ in post.wire.sent) == sorted(numbers)
    assert await post.states() == [PostState.DELIVERED] * 3


async def test_one_who_fails_for_days_is_switched_off(post: Post) -> None:
    post.wire.says = lambda _: NotTaken("no answer within 15 s")
    for _ in range(7):
        if not (await post.endpoint()).is_on:
            break
        await post.test()
        await post.days(1)
    found = await post.endpoint()
    assert found.off is Off.FAILING
    assert found.off_since is not None
    assert timedelta(days=5) <= found.off_since - NOW < timedelta(days=6)
    assert await post.told() == ["endpoint_failing", "endpoint_switched_off"]
    post.wire.sent.clear()
    await post.days(2)
    assert post.wire.sent == []


async def test_one_success_and_the_days_are_counted_anew(post: Post) -> None:
    for day in range(12):
        post.wire.says = (lambda _: 200) if day == 4 else (lambda _: NotTaken("503"))
        await post.test()
        await post.days(0.6)
    assert (await post.endpoint()).is_on


async def test_410_switches_off_at_once(post: Post) -> None:
    post.wire.says = lambda _: Rejected("410: gone")
    await post.test()
    await post.postman.deliver()
    assert ((await post.endpoint()).off, await post.states()) == (Off.GONE, [PostState.DEAD])
    assert await post.told() == ["endpoint_switched_off"]


async def test_a_pause_that_was_asked_for_is_kept(post: Post) -> None:
    post.wire.says = lambda _: NotTaken("429", status=429, retry_after=timedelta(hours=1))
    await post.test()
    await post.postman.deliver()
    await post.pass_(timedelta(minutes=59))
    assert len(post.wire.sent) == 1
    await post.pass_(timedelta(minutes=1))
    assert len(post.wire.sent) == 2


async def test_one_who_is_slow_delays_nobody_else(post: Post) -> None:
    slow = an_endpoint().url
    post.wire.held[slow] = asyncio.Event()
    for _ in range(10):
        await post.test()
    await post.postman.tick()
    for _ in range(10):
        await post.test("W-2")
    await post.postman.tick()
    for _ in range(400):
        if await post.states("W-2") == [PostState.DELIVERED] * 10:
            break
        await asyncio.sleep(0.01)
    assert await post.states("W-2") == [PostState.DELIVERED] * 10
    assert [url for url, _, _ in post.wire.sent].count(slow) == 4
    post.wire.held[slow].set()
    await post.postman.deliver()
    assert await post.states() == [PostState.DELIVERED] * 10


async def test_what_a_killed_process_was_sending_is_sent_by_the_next_under_its_id(post: Post) -> None:
    post.wire.held[an_endpoint().url] = asyncio.Event()
    number = await post.test()
    await post.postman.tick()
    await post.wire.began.wait()
    [task] = post.postman._flying
    task.cancel()
    await asyncio.wait([task])
    assert await post.states() == [PostState.SENDING]
    post.wire.held.clear()
    following = a_postman(post.kept, post.clock, post.wire)
    await following.deliver()
    assert len(post.wire.sent) == 1
    await following.recover(timedelta(0))
    await following.deliver()
    assert [post_id for _, post_id, _ in post.wire.sent] == [number, number]
    assert await post.states() == [PostState.DELIVERED]


async def test_a_fault_of_ours_is_tried_again_too(post: Post) -> None:
    post.wire.says = lambda _: ZeroDivisionError("oops")
    await post.test()
    await post.postman.deliver()
    assert await post.states() == [PostState.PENDING]


async def test_nothing_is_claimed_after_the_close(post: Post) -> None:
    await post.postman.close()
    await post.test()
    await post.postman.deliver()
    assert post.wire.sent == []
