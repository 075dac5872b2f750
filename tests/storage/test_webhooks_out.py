"""Messages to endpoints on each database: who takes them, how many at once, and what becomes of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest

from domain.people.endpoint import Claimed, Endpoint, Failing, Off, Post, PostState, Standing, Topic
from domain.unit_of_work import Traces
from storage.database import Database
from storage.screens import SqlScreens
from storage.webhooks_out import AT_ONCE, KEPT, Posts
from tests.build import NOW, an_endpoint
from tests.storage.kept import InDatabase

HOUR = timedelta(hours=1)
W = an_endpoint().id


def a_post(number: int, endpoint: str = W, **but: object) -> Post:
    post: dict[str, object] = {
        "id": f"msg_{endpoint}_{number}",
        "endpoint": endpoint,
        "topic": Topic.STAGE_CHANGED,
        "lead": "L-1042",
        "sequence": number,
        "body": '{"name":"Asha Rao"}',
    }
    return Post(**{**post, **but})  # type: ignore[arg-type]  # fields of Post


async def given(database: Database, *things: Endpoint | Post, now: datetime = NOW) -> None:
    async with InDatabase(database).begin(now) as uow:
        for thing in things:
            if isinstance(thing, Endpoint):
                await uow.add(thing)
            else:
                await uow.ledger.post([thing])


@asynccontextmanager
async def posts(database: Database) -> AsyncIterator[Posts]:
    async with database.begin() as connection:
        yield Posts(connection)


async def claim(database: Database, now: datetime = NOW, room: int = 100) -> list[Claimed]:
    async with posts(database) as found:
        return await found.claim(now, room)


async def fail(database: Database, claimed: Claimed, again_at: datetime | None) -> Failing | None:
    async with posts(database) as found:
        return await found.failed(claimed, NOW, again_at, status=503, said="503 soon")


async def listed(database: Database, state: PostState | None = None) -> list[Standing]:
    async with database.read() as connection:
        return await SqlScreens(connection).posts(W, state, limit=100)


async def test_a_message_is_taken_once_with_its_endpoint(database: Database) -> None:
    await given(database, an_endpoint(), a_post(1))
    [one] = await claim(database)
    assert (one.id, one.body, one.tries, one.endpoint) == (
        "msg_W-a1b2c3d4e5_1",
        '{"name":"Asha Rao"}',
        0,
        an_endpoint(),
    )
    assert await claim(database) == []


async def test_what_belongs_to_a_transaction_that_failed_is_not_sent(database: Database) -> None:
    await given(database, an_endpoint())

    async def fails() -> None:
        async with InDatabase(database).begin() as uow:
            await uow.ledger.post([a_post(1)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()
    assert await listed(database) == []


async def test_an_endpoint_takes_so_many_at_once_and_others_go_beside_it(database: Database) -> None:
    await given(database, an_endpoint(), an_endpoint(id="W-2"))
    await given(database, *[a_post(n) for n in range(AT_ONCE + 3)], a_post(1, "W-2"))
    taken = await claim(database)
    assert [one.endpoint.id for one in taken].count(W) == AT_ONCE
    assert [one.endpoint.id for one in taken].count("W-2") == 1
    async with posts(database) as found:
        await found.delivered(taken[0], NOW, 204)
    assert len(await claim(database)) == 1


async def test_the_longest_waiting_goes_first_where_there_is_little_room(database: Database) -> None:
    await given(database, an_endpoint(), an_endpoint(id="W-2"))
    await given(database, a_post(1, "W-2"), now=NOW - HOUR)
    await given(database, a_post(1), a_post(2))
    assert [one.endpoint.id for one in await claim(database, room=2)] == ["W-2", W]


async def test_nothing_goes_to_one_that_is_off_until_it_is_on(database: Database) -> None:
    await given(database, an_endpoint(off=Off.FAILING), a_post(1))
    async with posts(database) as found:
        assert not await found.any_due(NOW)
    assert await claim(database) == []
    async with InDatabase(database).begin() as uow:
        await uow.save(an_endpoint())
    assert len(await claim(database)) == 1


async def test_a_failed_one_waits_for_its_hour(database: Database) -> None:
    await given(database, an_endpoint(), a_post(1))
    [one] = await claim(database)
    failing = await fail(database, one, NOW + HOUR)
    assert failing == Failing(since=NOW, is_news=False)
    async with posts(database) as found:
        assert [await found.any_due(NOW), await found.any_due(NOW + HOUR)] == [False, True]
    assert await claim(database) == []
    [again] = await claim(database, NOW + HOUR)
    assert (again.id, again.tries) == (one.id, 1)


async def test_one_that_is_failing_is_tried_with_one_at_a_time(database: Database) -> None:
    await given(database, an_endpoint(), *[a_post(n) for n in range(6)])
    for one in await claim(database):
        await fail(database, one, NOW)
    [one] = await claim(database)
    async with posts(database) as found:
        await found.delivered(one, NOW, 200)
    assert len(await claim(database)) == AT_ONCE


async def test_the_first_dead_one_is_news_until_something_arrives(database: Database) -> None:
    await given(database, an_endpoint(), *[a_post(n) for n in range(4)])
    first, second, third, fourth = await claim(database)
    assert await fail(database, first, None) == Failing(since=NOW, is_news=True)
    assert await fail(database, second, None) == Failing(since=NOW, is_news=False)
    async with posts(database) as found:
        await found.delivered(third, NOW, 200)
    assert await fail(database, fourth, None) == Failing(since=NOW, is_news=True)
    async with database.read() as connection:
        assert await SqlScreens(connection).failing_since([W, "W-2"]) == {W: NOW}


async def test_dead_ones_are_replayed_with_their_ids(database: Database) -> None:
    await given(database, an_endpoint(), a_post(1), a_post(2))
    first, second = await claim(database)
    await fail(database, first, None)
    async with posts(database) as found:
        await found.delivered(second, NOW, 200)
    async with InDatabase(database).begin() as uow:
        assert await uow.ledger.post_again(W, None, NOW) == 1
        assert await uow.ledger.post_again(W, first.id, NOW) == 0
        assert await uow.ledger.post_again(W, second.id, NOW) == 1
        assert await uow.ledger.post_again("W-2", second.id, NOW) == 0
    assert {(one.id, one.tries) for one in await claim(database)} == {
        (first.id, 0),
        (second.id, 0),
    }


async def test_what_is_listed_says_how_far_it_has_come(database: Database) -> None:
    await given(database, an_endpoint(), a_post(1), a_post(2), a_post(3))
    first, second, _ = await claim(database)
    await fail(database, first, NOW + HOUR)
    await fail(database, second, None)
    third, dead, waiting = await listed(database)
    assert (third.state, third.next_try_at, third.status) == (PostState.SENDING, None, None)
    assert (dead.state, dead.ended_at, dead.said) == (PostState.DEAD, NOW, "503 soon")
    assert (waiting.state, waiting.next_try_at, waiting.tries, waiting.status) == (
        PostState.PENDING,
        NOW + HOUR,
        1,
        503,
    )
    assert await listed(database, PostState.DEAD) == [dead]
    async with database.read() as connection:
        assert await SqlScreens(connection).posts(W, before=dead.place, limit=1) == [waiting]


async def test_what_a_dead_process_was_sending_goes_out_again_and_its_late_word_counts_no_more(
    database: Database,
) -> None:
    await given(database, an_endpoint(), a_post(1))
    [lost] = await claim(database)
    async with posts(database) as found:
        assert await found.recover(NOW + HOUR, older_than=2 * HOUR) == 0
        assert await found.recover(NOW + HOUR, older_than=HOUR) == 1
    [again] = await claim(database, NOW + HOUR)
    assert (again.id, again.tries, again.body) == (lost.id, 0, lost.body)
    assert await fail(database, again, NOW + 2 * HOUR) == Failing(since=NOW, is_news=False)
    assert await fail(database, lost, None) is None


async def test_two_workers_never_take_the_same_nor_too_many(database: Database) -> None:
    names = [f"W-{n}" for n in range(3)]
    await given(database, *[an_endpoint(id=name) for name in names])
    await given(database, *[a_post(n, name) for name in names for n in range(10)])
    taken = [one for claimed in await asyncio.gather(*[claim(database) for _ in range(8)]) for one in claimed]
    taken += await claim(database)
    assert len({one.id for one in taken}) == len(taken) == 3 * AT_ONCE


async def test_old_ones_are_forgotten(database: Database) -> None:
    await given(database, an_endpoint(), a_post(1))
    await given(database, a_post(2), now=NOW + HOUR)
    async with posts(database) as found:
        assert await found.prune(NOW + KEPT) == 0
        assert await found.prune(NOW + KEPT + HOUR) == 1
    assert [one.sequence for one in await listed(database)] == [2]


async def test_a_removed_endpoints_messages_are_gone(database: Database) -> None:
    await given(database, an_endpoint(), an_endpoint(id="W-2"), a_post(1), a_post(1, "W-2"))
    async with InDatabase(database).begin() as uow:
        await uow.ledger.forget_posts(W)
    assert [one.endpoint.id for one in await claim(database)] == ["W-2"]


async def test_a_forgotten_customer_is_in_no_message(database: Database) -> None:
    await given(database, an_endpoint(), a_post(1), a_post(2, lead="L-7"))
    async with InDatabase(database).begin() as uow:
        await uow.ledger.forget(Traces(leads=("L-1042",), person=None, chat=None, needles=("Asha Rao",)))
    assert [one.body for one in await claim(database)] == ['{"name":"(erased)"}', '{"name":"Asha Rao"}']
