import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import Unavailable, VersionConflict
from storage.database import Database
from storage.inbox import Inbox, Received, Undecodable, inbox

NOW = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
BOT = 7

# The effect of an input, in the same transaction: what stays is what really happened.
_own = MetaData()
effects = Table(
    "effects", _own, Column("id", Integer, primary_key=True), Column("said", Text, nullable=False)
)


def a_message(number: int, chat: int = 1, person: int = 1, text: str | None = None) -> dict[str, Any]:
    words = text if text is not None else str(number)
    return {"update_id": number, "message": {"chat": {"id": chat}, "from": {"id": person}, "text": words}}


def a_tap(number: int, tap: str, chat: int = 1, person: int = 1) -> dict[str, Any]:
    return {
        "update_id": number,
        "callback_query": {"id": tap, "from": {"id": person}, "message": {"chat": {"id": chat}}, "data": "x"},
    }


@dataclass
class Bench:
    """An inbox, what its handler does with certain texts, and what it has told."""

    database: Database
    answers: dict[str, Exception] = field(default_factory=dict)
    broken: list[tuple[int, str]] = field(default_factory=list)
    runs: list[int] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.inbox = Inbox(self.database, self._on_broken)

    async def store(self, *updates: dict[str, Any]) -> None:
        await self.inbox.store(BOT, updates, now=NOW)

    async def drain(self, now: datetime = NOW, limit: int = 16) -> int:
        return await self.inbox.drain(self.handle, now=now, limit=limit)

    async def handle(
        self, connection: AsyncConnection, received: Received
    ) -> Sequence[Callable[[], Awaitable[None]]]:
        self.runs.append(received.update_id)
        words = received.update.get("message", {}).get("text", "")
        await connection.execute(insert(effects), {"said": words})
        if words in self.answers:
            raise self.answers[words]

        async def say() -> None:
            self.said.append(words)

        return [say]

    async def effects(self) -> list[str]:
        async with self.database.read() as connection:
            return list((await connection.execute(select(effects.c.said).order_by(effects.c.id))).scalars())

    async def statuses(self) -> dict[int, str]:
        async with self.database.read() as connection:
            found = (await connection.execute(select(inbox.c.update_id, inbox.c.status))).all()
            return {row.update_id: row.status for row in found}

    async def _on_broken(self, connection: AsyncConnection, received: Received, error: Exception) -> None:
        await connection.execute(insert(effects), {"said": f"sorry {received.update_id}"})
        self.broken.append((received.update_id, type(error).__name__))


@pytest.fixture
async def bench(database: Database) -> Bench:
    async with database.begin() as connection:
        await connection.run_sync(_own.create_all)
    return Bench(database)


async def test_inputs_are_handled_once_and_in_order(bench: Bench) -> None:
    await bench.store(*(a_message(number) for number in range(5)))
    assert await bench.drain() == 5
    assert await bench.drain() == 0
    assert await bench.effects() == ["0", "1", "2", "3", "4"]


async def test_an_update_told_twice_is_stored_once(bench: Bench) -> None:
    await bench.store(a_message(1), a_message(2))
    await bench.store(a_message(2), a_message(1, text="other"), a_message(3))
    await bench.drain()
    assert await bench.effects() == ["1", "2", "3"]


async def test_a_tap_told_again_under_another_update_id_is_stored_once(bench: Bench) -> None:
    await bench.store(a_tap(1, "tap"), a_tap(9, "tap"), a_tap(10, "other"))
    assert set(await bench.statuses()) == {1, 10}


async def test_the_raw_update_comes_back_whole(bench: Bench) -> None:
    hostile = a_message(1, text="\x00 \u202e <b>₹ नमस्ते 👨‍👩‍👧")
    await bench.store(hostile)
    seen: list[dict[str, Any]] = []

    async def keep(_: AsyncConnection, received: Received) -> list[Any]:
        seen.append(received.update)
        return []

    await bench.inbox.drain(keep, now=NOW)
    assert seen == [hostile]


async def test_one_input_that_raises_does_not_undo_its_neighbours(bench: Bench) -> None:
    bench.answers["2"] = ZeroDivisionError("no")
    await bench.store(*(a_message(number) for number in range(1, 5)))
    assert await bench.drain() == 4
    assert await bench.effects() == ["1", "sorry 2", "3", "4"]
    assert bench.broken == [(2, "ZeroDivisionError")]
    assert (await bench.statuses())[2] == "failed"


async def test_what_cannot_be_decoded_is_quarantined_and_reported(bench: Bench) -> None:
    bench.answers["1"] = Undecodable("what is this")
    await bench.store(a_message(1), a_message(2))
    await bench.drain()
    assert await bench.statuses() == {1: "quarantined", 2: "done"}
    assert bench.broken == [(1, "Undecodable")]


@pytest.mark.parametrize("error", [Unavailable("away"), VersionConflict("later")])
async def test_a_passing_fault_holds_back_its_chat_and_its_person_only(
    bench: Bench, error: Exception
) -> None:
    bench.answers["1"] = error
    await bench.store(
        a_message(1, chat=1, person=1),
        a_message(2, chat=1, person=2),  # waits for chat 1
        a_message(3, chat=2, person=2),  # waits for person 2, who waits above
        a_message(4, chat=3, person=3),
        a_message(5, chat=4, person=1),  # waits for person 1
    )
    await bench.drain()
    await bench.drain()
    assert await bench.effects() == ["4"]
    bench.answers.clear()
    await bench.drain(NOW + timedelta(seconds=5))
    assert await bench.effects() == ["4", "1", "2", "3", "5"]
    assert bench.broken == []


async def test_a_fault_that_does_not_pass_is_tried_less_and_less_often(bench: Bench) -> None:
    bench.answers["1"] = Unavailable("away")
    await bench.store(a_message(1))
    for second in range(600):
        await bench.drain(NOW + timedelta(seconds=second))
    assert 10 < len(bench.runs) < 60
    assert await bench.statuses() == {1: "new"}


async def test_a_long_queue_behind_a_held_chat_does_not_hide_other_chats(bench: Bench) -> None:
    bench.answers["1"] = Unavailable("away")
    await bench.store(*(a_message(number) for number in range(1, 60)), a_message(60, chat=2, person=2))
    await bench.drain(limit=4)
    await bench.drain(limit=4)
    assert await bench.effects() == ["60"]


async def test_answers_follow_the_commit_and_only_what_was_committed(bench: Bench) -> None:
    bench.answers["2"] = ZeroDivisionError()
    await bench.store(a_message(1), a_message(2), a_message(3))
    await bench.drain()
    await bench.inbox.settle()
    assert sorted(bench.said) == ["1", "3"]


async def test_answers_of_a_batch_follow_its_commit(bench: Bench) -> None:
    await bench.store(a_message(1), a_message(2))
    await bench.drain()
    await bench.inbox.settle()
    assert sorted(bench.said) == ["1", "2"]


async def test_a_drainer_that_comes_late_to_a_failing_input_changes_nothing(bench: Bench) -> None:
    seen: list[Received] = []

    async def fails(_: AsyncConnection, received: Received) -> list[Any]:
        seen.append(received)
        raise Unavailable("away")

    await bench.store(a_message(1))
    await bench.inbox.drain(fails, now=NOW)
    await bench.inbox._put_off_or_give_up(seen[0], ZeroDivisionError(), NOW)
    assert bench.broken == []
    assert await bench.statuses() == {1: "new"}


async def test_a_failed_input_can_be_replayed(bench: Bench) -> None:
    bench.answers["1"] = ZeroDivisionError()
    await bench.store(a_message(1))
    await bench.drain()
    bench.answers.clear()
    [given_up] = await bench.inbox.given_up()
    await bench.inbox.replay(given_up["id"])
    await bench.drain()
    assert await bench.effects() == ["sorry 1", "1"]


async def test_an_input_is_settled_even_where_telling_of_it_fails(bench: Bench, database: Database) -> None:
    async def cannot_tell(*_: object) -> None:
        raise ZeroDivisionError

    deaf = Inbox(database, cannot_tell)
    bench.answers["1"] = KeyError("no")
    await bench.store(a_message(1), a_message(2))
    await deaf.drain(bench.handle, now=NOW)
    assert await bench.statuses() == {1: "failed", 2: "done"}


async def test_done_inputs_are_kept_for_two_days_and_broken_ones_longer(bench: Bench) -> None:
    bench.answers["1"] = ZeroDivisionError()
    await bench.store(a_message(1), a_message(2))
    await bench.drain()
    await bench.inbox.prune(NOW + timedelta(hours=47))
    assert set(await bench.statuses()) == {1, 2}
    await bench.inbox.prune(NOW + timedelta(hours=49))
    assert set(await bench.statuses()) == {1}


async def test_the_age_of_the_backlog_is_known(bench: Bench) -> None:
    assert await bench.inbox.oldest_waiting() is None
    await bench.store(a_message(1))
    assert await bench.inbox.oldest_waiting() == NOW


async def test_two_drainers_keep_the_order_of_fifty_chats_and_their_people(bench: Bench) -> None:
    # Every person writes in two chats and every chat has two people, so the queues are woven together.
    inputs = [
        a_message(turn * 50 + chat, chat=chat, person=(chat + turn % 2) % 50, text=f"{chat}:{turn}")
        for turn in range(4)
        for chat in range(50)
    ]
    await bench.store(*inputs)
    order: list[dict[str, Any]] = []

    async def handle(connection: AsyncConnection, received: Received) -> list[Any]:
        order.append(received.update["message"])
        await asyncio.sleep(0)
        await connection.execute(insert(effects), {"said": received.update["message"]["text"]})
        return []

    async def drainer() -> None:
        while await bench.inbox.drain(handle, now=NOW, limit=5):
            pass

    await asyncio.gather(drainer(), drainer())
    await drainer()
    assert sorted(await bench.effects()) == sorted(told["message"]["text"] for told in inputs)
    for key in ("chat", "from"):
        for id_ in range(50):
            mine = [told["text"] for told in order if told[key]["id"] == id_]
            assert mine == [told["message"]["text"] for told in inputs if told["message"][key]["id"] == id_]


async def test_no_input_is_handled_by_two_drainers(bench: Bench) -> None:
    await bench.store(*(a_message(number, chat=number, person=number) for number in range(40)))
    await asyncio.gather(bench.drain(limit=40), bench.drain(limit=40))
    async with bench.database.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(effects))).scalar_one() == 40
