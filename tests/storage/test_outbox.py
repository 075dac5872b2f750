import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from jobs.outcomes import Outcome, ShownCard
from jobs.saying import ending
from storage.database import Database
from storage.outbox import Outbox
from storage.outgoing import Claimed, Kind, Lane, Outgoing, Wanted, cards, outbox, topics
from storage.standing import forget_card, replace_card, take_down

NOW = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ADMIN = 999


def a_row(key: str, chat: int = 1, kind: Kind = "notice", **but: Any) -> Outgoing:  # noqa: ANN401  fields of Outgoing
    facts: dict[str, Any] = {"name": "visit_booked", "subject": "L-1042", **but}
    return Outgoing(key=key, chat_id=chat, kind=kind, **facts)


def sent(
    row: Claimed, message_id: int = 100, shown: str | None = None, *, edited: str | None = None
) -> Outcome:
    outcome = ending(row, "sent", message_id=message_id, sent_at=NOW)
    if shown is None:
        return outcome
    card = ShownCard(
        chat_id=row.chat_id,
        name=row.name,
        subject=row.subject,
        message_id=message_id,
        thread_id=None,
        shown=shown,
        edited=edited,
    )
    return replace(outcome, card=card)


@dataclass
class Bench:
    database: Database
    undeliverable: list[tuple[str, str]] = field(default_factory=list)
    fails: bool = False

    def __post_init__(self) -> None:
        self.outbox = Outbox(self.database, self._on_undeliverable)

    async def put(self, *rows: Outgoing, now: datetime = NOW) -> None:
        async with self.database.begin() as connection:
            await self.outbox.put_many(connection, rows, now=now)

    async def claim(self, now: datetime = NOW, limit: int = 100, skip: Sequence[int] = ()) -> list[Claimed]:
        return await self.outbox.claim(now, limit, skip)

    async def keys(self, now: datetime = NOW) -> list[str]:
        return [row.key for row in await self.claim(now)]

    async def statuses(self) -> dict[str, str]:
        async with self.database.read() as connection:
            found = (await connection.execute(select(outbox.c.key, outbox.c.status))).all()
            return {row.key: row.status for row in found}

    async def _on_undeliverable(self, connection: AsyncConnection, row: Claimed, reason: str) -> None:
        self.undeliverable.append((row.key, reason))
        if self.fails:
            await connection.execute(text("SELECT nonsense"))
        told = a_row(f"told:{row.key}", chat=ADMIN, lane=Lane.ALERT)
        await self.outbox.put_many(connection, [told], now=NOW)


@pytest.fixture
def bench(database: Database) -> Bench:
    return Bench(database)


async def test_a_chat_is_told_one_thing_at_a_time_by_lane_and_then_by_age(bench: Bench) -> None:
    await bench.put(
        a_row("digest", lane=Lane.DIGEST),
        a_row("notice 1"),
        a_row("answer", lane=Lane.ANSWER),
        a_row("notice 2"),
        a_row("alert", lane=Lane.ALERT),
    )
    order: list[str] = []
    while claimed := await bench.claim():
        assert await bench.claim() == []
        order += [row.key for row in claimed]
        await bench.outbox.finish([sent(row) for row in claimed])
    assert order == ["alert", "answer", "notice 1", "notice 2", "digest"]


async def test_chats_do_not_wait_for_each_other(bench: Bench) -> None:
    await bench.put(*(a_row(f"{chat}", chat=chat) for chat in range(1, 6)))
    assert sorted(await bench.keys()) == ["1", "2", "3", "4", "5"]


async def test_a_chat_that_is_skipped_or_paused_gets_nothing(bench: Bench) -> None:
    await bench.put(a_row("one", chat=1), a_row("two", chat=2), a_row("three", chat=3))
    [claimed] = await bench.claim(skip=[1, 2])
    pausing = replace(ending(claimed, "pending"), pause_until=NOW + SECOND)
    await bench.outbox.finish([pausing])
    assert [row.key for row in await bench.claim(skip=[1, 2])] == []
    assert await bench.outbox.next_due(NOW) == NOW + SECOND
    assert [row.key for row in await bench.claim(NOW + SECOND, skip=[1, 2])] == ["three"]


async def test_what_is_meant_for_later_holds_nothing_back(bench: Bench) -> None:
    await bench.put(a_row("morning", not_before=NOW + SECOND), a_row("now"))
    [claimed] = await bench.claim()
    assert claimed.key == "now"
    await bench.outbox.finish([sent(claimed)])
    assert await bench.outbox.next_due(NOW) == NOW + SECOND
    assert await bench.keys(NOW + SECOND) == ["morning"]


@pytest.mark.parametrize("kind", ["message", "notice"])
async def test_the_same_thing_is_said_once(bench: Bench, kind: Kind) -> None:
    await bench.put(a_row("k", kind=kind, args={"first": True}), a_row("k", kind=kind, args={"first": False}))
    [claimed] = await bench.claim()
    assert claimed.args == {"first": True}
    await bench.outbox.finish([sent(claimed)])
    await bench.put(a_row("k", kind=kind))
    assert await bench.claim() == []


async def test_refreshes_of_a_card_become_one_and_the_last_wins(bench: Bench) -> None:
    await bench.put(*(a_row("card", kind="card", args={"turn": turn}) for turn in range(5)))
    [claimed] = await bench.claim()
    assert (claimed.args, claimed.revision) == ({"turn": 4}, 5)
    await bench.outbox.finish([sent(claimed, shown="t:1")])
    assert await bench.claim() == []


async def test_a_card_that_was_shown_is_claimed_with_its_message(bench: Bench) -> None:
    await bench.put(a_row("card", kind="card"))
    [first] = await bench.claim()
    assert (first.card_message_id, first.card_shown) == (None, None)
    await bench.outbox.finish([sent(first, message_id=55, shown="t:1")])
    await bench.put(a_row("card", kind="card"))
    [again] = await bench.claim()
    assert (again.card_message_id, again.card_shown) == (55, "t:1")


async def test_a_card_that_is_to_be_replaced_is_sent_anew_and_the_old_one_deleted(bench: Bench) -> None:
    """Nothing looks like what stands there, so `Saying` posts it instead of editing."""
    await bench.put(a_row("card", kind="card"))
    await bench.outbox.finish([sent(row, 7, shown="t1") for row in await bench.claim()])
    async with bench.database.begin() as connection:
        await replace_card(connection, 1, "visit_booked", "L-1042")
    await bench.put(a_row("card", kind="card"))
    [row] = await bench.claim()
    assert (row.card_message_id, row.card_shown) == (7, "")


@pytest.mark.parametrize(("ask", "stands"), [(forget_card, (None, None)), (replace_card, (7, ""))])
async def test_an_edit_on_its_way_does_not_undo_that_the_card_is_to_be_posted_anew(
    bench: Bench, ask: Callable[..., Awaitable[None]], stands: tuple[int | None, str | None]
) -> None:
    """Otherwise the new message would become an edit, which nobody notices."""
    await bench.put(a_row("card", kind="card"))
    await bench.outbox.finish([sent(row, 7, shown="t1") for row in await bench.claim()])
    await bench.put(a_row("card", kind="card"))
    [flying] = await bench.claim()
    async with bench.database.begin() as connection:
        await ask(connection, 1, "visit_booked", "L-1042")
    await bench.put(a_row("card", kind="card"))
    await bench.outbox.finish([sent(flying, 7, shown="t2", edited="t1")])
    [row] = await bench.claim()
    assert (row.card_message_id, row.card_shown) == stands


async def test_an_edit_is_remembered(bench: Bench) -> None:
    await bench.put(a_row("card", kind="card"))
    await bench.outbox.finish([sent(row, 7, shown="t1") for row in await bench.claim()])
    await bench.put(a_row("card", kind="card"))
    await bench.outbox.finish([sent(row, 7, shown="t2", edited="t1") for row in await bench.claim()])
    await bench.put(a_row("card", kind="card"))
    [row] = await bench.claim()
    assert (row.card_message_id, row.card_shown) == (7, "t2")


async def test_a_card_that_is_taken_down_is_known_no_more(bench: Bench) -> None:
    await bench.put(a_row("card", kind="card"), a_row("other", kind="card", subject="L-7"))
    await bench.outbox.finish([sent(row, 7, shown="t1") for row in await bench.claim()])
    async with bench.database.begin() as connection:
        await take_down(connection, 1, "visit_booked", "L-1042")
    assert set(await bench.statuses()) == {"other"}
    async with bench.database.read() as connection:
        assert (await connection.execute(select(cards.c.subject))).scalars().all() == []


async def test_a_card_refreshed_while_it_is_in_flight_goes_out_again(bench: Bench) -> None:
    await bench.put(a_row("card", kind="card"))
    [flying] = await bench.claim()
    await bench.put(a_row("card", kind="card", args={"new": 1}))
    assert await bench.claim() == []
    await bench.outbox.finish([sent(flying, message_id=55, shown="t:1")])
    [again] = await bench.claim()
    assert (again.args, again.card_message_id) == ({"new": 1}, 55)


async def test_a_row_left_in_flight_is_said_once_more_and_then_given_up(bench: Bench) -> None:
    await bench.put(a_row("notice"))
    await bench.claim()
    assert await bench.outbox.recover(NOW) == 1
    [again] = await bench.claim()
    assert again.attempts == 1
    await bench.outbox.recover(NOW)
    assert await bench.statuses() == {"notice": "dead", "told:notice": "pending"}
    assert bench.undeliverable == [("notice", "sent twice without an answer")]


async def test_a_card_left_in_flight_is_always_shown_again(bench: Bench) -> None:
    await bench.put(a_row("card", kind="card"))
    for _ in range(5):
        assert await bench.keys() == ["card"]
        await bench.outbox.recover(NOW)
    assert bench.undeliverable == []


async def test_a_row_that_another_process_has_just_claimed_is_not_recovered(bench: Bench) -> None:
    await bench.put(a_row("notice"))
    await bench.claim(NOW)
    assert await bench.outbox.recover(NOW + SECOND, older_than=timedelta(minutes=2)) == 0


async def test_a_late_answer_to_a_recovered_row_changes_nothing(bench: Bench) -> None:
    await bench.put(a_row("notice"))
    [zombie] = await bench.claim()
    await bench.outbox.recover(NOW)
    [again] = await bench.claim()
    await bench.outbox.finish([ending(zombie, "dead", error="late")])
    assert await bench.statuses() == {"notice": "sending"}
    await bench.outbox.finish([sent(again)])
    assert await bench.statuses() == {"notice": "sent"}


async def test_what_is_given_up_is_told_in_the_same_commit(bench: Bench) -> None:
    await bench.put(a_row("notice"))
    [claimed] = await bench.claim()
    await bench.outbox.finish([ending(claimed, "dead", error="refused")])
    assert bench.undeliverable == [("notice", "refused")]
    assert await bench.statuses() == {"notice": "dead", "told:notice": "pending"}


async def test_a_row_is_given_up_even_where_telling_of_it_fails(bench: Bench) -> None:
    bench.fails = True
    await bench.put(a_row("notice"))
    [claimed] = await bench.claim()
    await bench.outbox.finish([ending(claimed, "dead", error="refused")])
    assert await bench.statuses() == {"notice": "dead"}


async def test_a_buried_chat_loses_what_waits_and_says_so_for_each(bench: Bench) -> None:
    await bench.put(a_row("a"), a_row("b"), a_row("other", chat=2))
    await bench.outbox.bury(1, "bot was blocked by the user")
    assert [key for key, _ in bench.undeliverable] == ["a", "b"]
    await bench.put(a_row("later"))
    claimed = {row.key: row.dead_reason for row in await bench.claim()}
    assert claimed["later"] == "bot was blocked by the user"
    async with bench.database.begin() as connection:
        assert await bench.outbox.is_dead(connection, 1)
        await bench.outbox.revive(connection, 1)
        assert not await bench.outbox.is_dead(connection, 1)


async def test_a_migrated_chat_takes_its_rows_along_and_shows_its_cards_anew(bench: Bench) -> None:
    await bench.put(a_row("card", chat=-5, kind="card"), a_row("gone", chat=-5), a_row("other", chat=2))
    [card] = await bench.claim(limit=1)
    await bench.outbox.finish([sent(card, message_id=55, shown="t:1")])
    [flying] = await bench.claim(limit=1)
    await bench.outbox.remember_topic(-5, "L-1", 7)
    await bench.outbox.migrate(-5, -1005)
    await bench.outbox.finish([sent(flying)])  # a late answer from the old chat
    assert {row.chat_id for row in await bench.claim()} == {-1005, 2}
    async with bench.database.read() as connection:
        assert (await connection.execute(select(cards))).all() == []
        assert (await connection.execute(select(topics))).all() == []
        moved = (await connection.execute(select(outbox.c.key).where(outbox.c.chat_id == -1005))).scalars()
        assert sorted(moved) == ["card", "gone"]


async def test_a_row_put_for_the_old_chat_knows_where_it_went(bench: Bench) -> None:
    await bench.outbox.migrate(-5, -1005)
    await bench.put(a_row("late", chat=-5))
    assert [row.migrated_to for row in await bench.claim()] == [-1005]


async def test_a_topic_is_claimed_with_the_row_until_it_is_forgotten(bench: Bench) -> None:
    await bench.put(a_row("a", chat=-5, topic_of="L-1"))
    await bench.outbox.remember_topic(-5, "L-1", 7)
    await bench.outbox.remember_topic(-5, "L-1", 8)
    [row] = await bench.claim()
    assert row.thread_id == 8
    await bench.outbox.forget_topic(-5, "L-1")
    await bench.outbox.finish([ending(row, "pending")])
    [row] = await bench.claim()
    assert row.thread_id is None


async def test_the_database_itself_allows_one_message_in_flight_per_chat(bench: Bench) -> None:
    await bench.put(a_row("a"), a_row("b"))
    with pytest.raises(IntegrityError):
        async with bench.database.begin() as connection:
            await connection.execute(update(outbox).values(status="sending"))


async def test_a_worker_that_looks_while_another_claims_does_not_think_the_chat_free(bench: Bench) -> None:
    async def put_something_urgent_and_claim() -> list[Claimed]:
        await bench.put(a_row("alert", lane=Lane.ALERT))
        return await bench.claim()

    await bench.put(a_row("notice"))
    async with bench.database.begin() as connection:
        await bench.outbox._claim(connection, NOW, Wanted(10))
        other = asyncio.create_task(put_something_urgent_and_claim())
        await asyncio.wait([other], timeout=0.1)
    assert await other == []


async def test_workers_that_claim_at_once_share_the_rows_and_keep_the_order(bench: Bench) -> None:
    await bench.put(*(a_row(f"{chat}:{turn}", chat=chat) for turn in range(4) for chat in range(50)))
    order: list[str] = []

    async def worker() -> None:
        while claimed := await bench.claim(limit=7):
            order.extend(row.key for row in claimed)
            await asyncio.sleep(0)
            await bench.outbox.finish([sent(row) for row in claimed])

    await asyncio.gather(worker(), worker(), worker())
    await worker()
    assert len(order) == len(set(order)) == 200
    for chat in range(50):
        assert [key for key in order if key.startswith(f"{chat}:")] == [f"{chat}:{turn}" for turn in range(4)]


async def test_what_was_said_long_ago_is_forgotten_but_cards_stay(bench: Bench) -> None:
    await bench.put(a_row("said", chat=1), a_row("card", chat=2, kind="card"), a_row("waiting", chat=3))
    await bench.outbox.finish([sent(row) for row in await bench.claim(skip=[3])])
    await bench.outbox.prune(NOW + timedelta(days=31))
    assert set(await bench.statuses()) == {"card", "waiting"}
