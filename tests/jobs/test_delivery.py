import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from cards.message import Button, Message, Picture
from domain.errors import Unavailable
from jobs.answers import (
    ApiAnswer,
    BadRequest,
    CardGone,
    Migrated,
    NotModified,
    NotSent,
    Ok,
    RetryAfter,
    TopicGone,
    Unknown,
    Unreachable,
)
from jobs.budgets import Budgets
from jobs.delivery import Delivery
from jobs.ports import Row
from jobs.saying import Means
from storage.database import Database
from storage.outbox import Outbox
from storage.outgoing import NOTHING, Asked, Claimed, Kind, Lane, Outcome, Outgoing, cards, outbox
from storage.standing import forget_card

NOW = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
GROUP, FORUM = -5, -6


@dataclass
class World:
    """The clock, Telegram's side and the words, in one hand; `faults` are answered first, per chat."""

    at: datetime = NOW
    calls: list[tuple[datetime, str, dict[str, Any]]] = field(default_factory=list)
    faults: dict[int, list[ApiAnswer]] = field(default_factory=dict)
    looks: dict[str, Message | None] = field(default_factory=dict)
    held: dict[int, asyncio.Event] = field(default_factory=dict)
    asked: defaultdict[int, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))
    uploaded: list[tuple[str, bytes]] = field(default_factory=list)
    last: int = 100

    def now(self) -> datetime:
        return self.at

    async def call(
        self, method: str, params: Mapping[str, Any], uploads: Mapping[str, tuple[str, bytes]] | None = None
    ) -> ApiAnswer:
        chat = params["chat_id"]
        self.calls.append((self.at, method, dict(params)))
        self.asked[chat].set()
        if chat in self.held:
            await self.held[chat].wait()
        if self.faults.get(chat):
            return self.faults[chat].pop(0)
        self.uploaded += (uploads or {}).values()
        self.last += 1
        thread = {"message_thread_id": params.get("message_thread_id", self.last)}
        return Ok(
            [{"message_id": self.last}] if method == "sendMediaGroup" else {"message_id": self.last, **thread}
        )

    async def render(self, row: Row) -> Message | None:
        return self.looks.get(row.key, Message(text=row.key))

    async def get(self, sha256: str) -> bytes:
        return sha256.encode()

    async def is_forum(self, chat_id: int) -> bool:
        return chat_id == FORUM

    async def topic_name(self, lead: str) -> str:
        return f"{lead} {'x' * 200}"

    def said(self, chat: int | None = None) -> list[str]:
        return [
            params.get("text", method)
            for _, method, params in self.calls
            if chat is None or params["chat_id"] == chat
        ]


async def never(_: float) -> None:
    await asyncio.Event().wait()


class Bench:
    def __init__(self, database: Database, *, budgets: bool = True) -> None:
        self.database = database
        self.world = World()
        self.undeliverable: list[tuple[str, str]] = []
        self.outbox = Outbox(database, self._on_undeliverable)
        self.delivery = self.a_delivery(budgets=budgets)

    def a_delivery(self, *, budgets: bool = True) -> Delivery:
        means = Means(
            outbox=self.outbox,
            render=self.world.render,
            telegram=self.world,
            media=self.world,
            forums=self.world,
            budgets=Budgets(enabled=budgets),
            clock=self.world,
        )
        return Delivery(means, sleep=never)

    async def put(
        self,
        *keys: str,
        chat: int = 1,
        kind: Kind = "notice",
        topic_of: str | None = None,
        lane: int = Lane.NOTICE,
    ) -> None:
        rows = [
            Outgoing(key=key, chat_id=chat, kind=kind, name="n", subject=key, topic_of=topic_of, lane=lane)
            for key in keys
        ]
        async with self.database.begin() as connection:
            await self.outbox.put_many(connection, rows, now=self.world.at)

    async def until_quiet(self, most: timedelta = timedelta(hours=2)) -> None:
        """Delivers, and jumps to each moment at which there is more to do."""
        end = self.world.at + most
        while (again := await self.delivery.deliver()) is not None and again <= end:
            self.world.at = max(again, self.world.at)

    async def statuses(self) -> dict[str, str]:
        async with self.database.read() as connection:
            found = (await connection.execute(select(outbox.c.key, outbox.c.status))).all()
            return {row.key: row.status for row in found}

    async def shown(self) -> list[tuple[int, int]]:
        async with self.database.read() as connection:
            found = (await connection.execute(select(cards.c.chat_id, cards.c.message_id))).all()
            return [(row.chat_id, row.message_id) for row in found]

    async def _on_undeliverable(self, _: AsyncConnection, row: Claimed, reason: str) -> None:
        self.undeliverable.append((row.key, reason))


@pytest.fixture
async def bench(database: Database) -> Bench:
    return Bench(database)


async def test_what_is_put_is_said_in_order_and_only_once(bench: Bench) -> None:
    await bench.put("a", "b", "c")
    await bench.until_quiet()
    await bench.until_quiet()
    assert bench.world.said() == ["a", "b", "c"]
    assert set((await bench.statuses()).values()) == {"sent"}


async def test_nothing_left_to_say_is_superseded_and_costs_nothing(bench: Bench) -> None:
    keys = [f"k{number}" for number in range(10)]
    bench.world.looks = dict.fromkeys(keys)
    await bench.put(*keys)
    await bench.delivery.deliver()
    assert set((await bench.statuses()).values()) == {"superseded"}
    assert bench.world.calls == []


async def test_a_group_hears_at_most_fifteen_in_a_minute_edits_included(bench: Bench) -> None:
    await bench.put(*(f"k{number}" for number in range(25)), chat=GROUP)
    await bench.put("card", chat=GROUP, kind="card")
    await bench.until_quiet()
    for turn in range(5):
        bench.world.looks["card"] = Message(text=f"turn {turn}")
        await bench.put("card", chat=GROUP, kind="card")
        await bench.until_quiet()
    moments = [at for at, _, _ in bench.world.calls]
    assert len(moments) == 31
    assert max(sum(start <= at < start + timedelta(minutes=1) for at in moments) for start in moments) == 15


async def test_a_chat_told_to_wait_waits_and_the_others_do_not(bench: Bench) -> None:
    bench.world.faults[1] = [RetryAfter(3600)]
    await bench.put("a", "b", chat=1)
    await bench.put("c", "d", chat=2)
    await bench.delivery.deliver()
    assert bench.world.said(2) == ["c", "d"]
    await bench.until_quiet()
    assert [at - NOW for at, _, params in bench.world.calls if params["chat_id"] == 1] == [
        timedelta(0),
        timedelta(hours=1),
        timedelta(hours=1),
    ]
    assert bench.world.said(1) == ["a", "a", "b"]


async def test_a_pause_outlives_the_process(bench: Bench) -> None:
    bench.world.faults[1] = [RetryAfter(60)]
    await bench.put("a")
    await bench.delivery.deliver()
    bench.delivery = bench.a_delivery()
    assert await bench.delivery.deliver() == NOW + 60 * SECOND
    assert len(bench.world.calls) == 1


async def test_three_chats_told_to_wait_make_everything_wait(bench: Bench) -> None:
    for chat in (1, 2, 3):
        bench.world.faults[chat] = [RetryAfter(10)]
        await bench.put(f"to {chat}", chat=chat)
    await bench.delivery.deliver()
    await bench.put("other", chat=4)
    assert await bench.delivery.deliver() == NOW + 10 * SECOND
    assert bench.world.said(4) == []
    await bench.until_quiet()
    assert bench.world.said(4) == ["other"]


async def test_a_slow_chat_holds_nobody_up(bench: Bench) -> None:
    bench.world.held[1] = asyncio.Event()
    await bench.put("slow", "after", chat=1)
    work = asyncio.create_task(bench.delivery.deliver())
    await bench.world.asked[1].wait()
    await bench.put("quick", chat=2)
    bench.delivery.wake()
    await bench.world.asked[2].wait()
    assert bench.world.said(1) == ["slow"]
    bench.world.held.pop(1).set()
    await work
    assert bench.world.said(1) == ["slow", "after"]


async def test_a_second_call_only_wakes_the_first(bench: Bench) -> None:
    bench.world.held[1] = asyncio.Event()
    await bench.put("a")
    work = asyncio.create_task(bench.delivery.deliver())
    await bench.world.asked[1].wait()
    assert await bench.delivery.deliver() is None
    bench.world.held[1].set()
    await work
    assert bench.world.said() == ["a"]


async def test_what_was_not_sent_is_sent_later_as_often_as_it_takes(bench: Bench) -> None:
    bench.world.faults[1] = [NotSent("refused")] * 8
    await bench.put("a", "b")
    await bench.until_quiet()
    assert bench.world.said() == ["a"] * 9 + ["b"]
    assert bench.undeliverable == []


async def test_a_message_without_an_answer_is_said_once_more_and_then_listed(bench: Bench) -> None:
    bench.world.faults = {1: [Unknown("timeout")], 2: [Unknown("timeout"), Unknown("timeout")]}
    await bench.put("a", chat=1)
    await bench.put("b", "next", chat=2)
    await bench.until_quiet()
    assert bench.world.said(1) == ["a", "a"]
    assert bench.world.said(2) == ["b", "b", "next"]
    assert bench.undeliverable == [("b", "sent twice without an answer: timeout")]


async def test_a_card_without_an_answer_is_edited_again(bench: Bench) -> None:
    await bench.put("card", kind="card")
    await bench.until_quiet()
    bench.world.faults[1] = [Unknown("reset")] * 4
    bench.world.looks["card"] = Message(text="new")
    await bench.put("card", kind="card")
    await bench.until_quiet()
    assert [method for _, method, _ in bench.world.calls] == ["sendMessage"] + ["editMessageText"] * 5
    assert bench.undeliverable == []


async def test_a_blocked_chat_is_given_up_and_each_row_is_listed(bench: Bench) -> None:
    bench.world.faults[1] = [Unreachable("bot was blocked by the user")]
    await bench.put("a", "b", "c")
    await bench.until_quiet()
    await bench.put("later")
    await bench.until_quiet()
    assert bench.world.said() == ["a"]
    assert sorted(key for key, _ in bench.undeliverable) == ["a", "b", "c", "later"]
    assert {reason for _, reason in bench.undeliverable} == {"bot was blocked by the user"}


async def test_a_refused_message_is_listed_and_the_next_one_goes(bench: Bench) -> None:
    bench.world.faults[1] = [BadRequest("Bad Request: BUTTON_DATA_INVALID")]
    await bench.put("a", "b")
    await bench.until_quiet()
    assert bench.world.said() == ["a", "b"]
    assert bench.undeliverable == [("a", "Bad Request: BUTTON_DATA_INVALID")]


async def test_styling_that_telegram_cannot_read_is_left_out(bench: Bench) -> None:
    bench.world.faults[1] = [BadRequest("Bad Request: can't parse entities")]
    await bench.put("a")
    await bench.until_quiet()
    assert ["entities" in params for _, _, params in bench.world.calls] == [True, False]
    assert bench.undeliverable == []


@pytest.mark.parametrize(
    "reason",
    [
        "Bad Request: wrong file identifier/HTTP URL specified",
        "Bad Request: wrong file_id or the file is temporarily unavailable",
        "Bad Request: can't use file of type Voice as Document",
    ],
)
async def test_an_old_file_id_is_replaced_by_the_bytes_that_are_kept(bench: Bench, reason: str) -> None:
    picture = Picture(kind="document", sha256="abc", file_id="old", file_name="voice.ogg")
    bench.world.looks["a"] = Message(text="", pictures=(picture,))
    bench.world.faults[1] = [BadRequest(reason)]
    await bench.put("a")
    await bench.until_quiet()
    assert [params["document"] for _, _, params in bench.world.calls] == ["old", "attach://kept0"]
    assert bench.world.uploaded == [("voice.ogg", b"abc")]
    assert bench.undeliverable == []


async def test_an_old_file_id_of_what_nobody_has_kept_is_listed(bench: Bench) -> None:
    bench.world.looks["a"] = Message(text="", pictures=(Picture(kind="photo", file_id="old"),))
    bench.world.faults[1] = [BadRequest("Bad Request: wrong file identifier/HTTP URL specified")]
    await bench.put("a")
    await bench.until_quiet()
    assert len(bench.world.calls) == 1
    assert [key for key, _ in bench.undeliverable] == ["a"]


async def test_a_message_that_cannot_be_made_is_listed_and_stops_nobody(bench: Bench) -> None:
    async def render(row: Row) -> Message | None:
        if row.key == "bad":
            raise ZeroDivisionError
        return Message(text=row.key)

    bench.world.render = render  # type: ignore[method-assign]  # the words this test needs
    bench.delivery = bench.a_delivery()
    await bench.put("bad", "good")
    await bench.until_quiet()
    assert bench.world.said() == ["good"]
    assert [key for key, _ in bench.undeliverable] == ["bad"]


async def test_a_picture_out_of_reach_is_waited_for(bench: Bench) -> None:
    away = [Unavailable("media"), Unavailable("media")]

    async def get(sha256: str) -> bytes:
        if away:
            raise away.pop()
        return sha256.encode()

    bench.world.get = get  # type: ignore[method-assign]  # the store this test needs
    bench.delivery = bench.a_delivery()
    bench.world.looks["p"] = Message(
        text="meter", pictures=(Picture(kind="photo", sha256="ab", file_name="m.jpg"),)
    )
    await bench.put("p")
    await bench.until_quiet()
    assert bench.world.uploaded == [("m.jpg", b"ab")]


async def test_a_card_is_posted_once_and_then_edited(bench: Bench) -> None:
    for turn in range(3):
        bench.world.looks["card"] = Message(text=f"turn {turn}", keyboard=((Button(label="x", data="x"),),))
        await bench.put("card", kind="card")
        await bench.until_quiet()
    assert [(method, params.get("message_id")) for _, method, params in bench.world.calls] == [
        ("sendMessage", None),
        ("editMessageText", 101),
        ("editMessageText", 101),
    ]


async def test_a_card_that_looks_the_same_is_not_edited(bench: Bench) -> None:
    for _ in range(3):
        await bench.put("card", kind="card")
        await bench.until_quiet()
    assert len(bench.world.calls) == 1


async def test_not_modified_is_success(bench: Bench) -> None:
    await bench.put("card", kind="card")
    await bench.until_quiet()
    bench.world.faults[1] = [NotModified()]
    bench.world.looks["card"] = Message(text="new")
    await bench.put("card", kind="card")
    await bench.until_quiet()
    assert await bench.statuses() == {"card": "sent"}


async def test_a_card_that_was_deleted_is_posted_again(bench: Bench) -> None:
    await bench.put("card", kind="card")
    await bench.until_quiet()
    bench.world.faults[1] = [CardGone()]
    bench.world.looks["card"] = Message(text="new")
    await bench.put("card", kind="card")
    await bench.until_quiet()
    assert [method for _, method, _ in bench.world.calls] == ["sendMessage", "editMessageText", "sendMessage"]
    assert await bench.shown() == [(1, 102)]


async def test_a_card_asked_for_anew_while_it_is_being_edited_is_a_new_message(bench: Bench) -> None:
    await bench.put("card", kind="card")
    await bench.until_quiet()
    bench.world.looks["card"] = Message(text="an edit")
    bench.world.held[1], bench.world.asked[1] = asyncio.Event(), asyncio.Event()
    await bench.put("card", kind="card")
    editing = asyncio.create_task(bench.delivery.deliver())
    await bench.world.asked[1].wait()
    async with bench.database.begin() as connection:
        await forget_card(connection, 1, "n", "card")
    await bench.put("card", kind="card")
    bench.world.held.pop(1).set()
    await editing
    await bench.until_quiet()
    assert [method for _, method, _ in bench.world.calls] == ["sendMessage", "editMessageText", "sendMessage"]


async def test_a_card_that_gets_a_picture_is_posted_instead_of_the_old_one(bench: Bench) -> None:
    await bench.put("card", kind="card")
    await bench.until_quiet()
    bench.world.looks["card"] = Message(text="new", pictures=(Picture(kind="photo", file_id="F"),))
    await bench.put("card", kind="card")
    await bench.until_quiet()
    assert [method for _, method, _ in bench.world.calls] == ["sendMessage", "sendPhoto", "deleteMessage"]


async def test_a_migrated_group_gets_its_message_and_its_cards_in_the_new_chat(bench: Bench) -> None:
    await bench.put("card", chat=GROUP, kind="card")
    await bench.until_quiet()
    bench.world.faults[GROUP] = [Migrated(-1005)]
    await bench.put("a", "b", chat=GROUP)
    await bench.until_quiet()
    assert bench.world.said(-1005) == ["card", "a", "b"]
    assert [chat for chat, _ in await bench.shown()] == [-1005]


async def test_a_leads_topic_is_made_once_and_used_by_all_that_belongs_there(bench: Bench) -> None:
    await bench.put("a", "b", chat=FORUM, topic_of="L-1")
    await bench.until_quiet()
    assert [(method, params.get("message_thread_id")) for _, method, params in bench.world.calls] == [
        ("createForumTopic", None),
        ("sendMessage", 101),
        ("sendMessage", 101),
    ]
    assert len(bench.world.calls[0][2]["name"]) == 128


async def test_a_chat_without_topics_is_told_in_the_chat(bench: Bench) -> None:
    await bench.put("a", chat=GROUP, topic_of="L-1")
    await bench.until_quiet()
    assert [method for _, method, _ in bench.world.calls] == ["sendMessage"]


async def test_a_topic_that_is_gone_is_made_again(bench: Bench) -> None:
    await bench.put("a", chat=FORUM, topic_of="L-1")
    await bench.until_quiet()
    bench.world.faults[FORUM] = [TopicGone()]
    await bench.put("b", chat=FORUM, topic_of="L-1")
    await bench.until_quiet()
    assert [method for _, method, _ in bench.world.calls][2:] == [
        "sendMessage",
        "createForumTopic",
        "sendMessage",
    ]
    assert bench.world.calls[-1][2]["message_thread_id"] != bench.world.calls[1][2]["message_thread_id"]


async def test_a_topic_that_may_not_be_made_does_not_keep_the_message_back(bench: Bench) -> None:
    bench.world.faults[FORUM] = [BadRequest("Bad Request: not enough rights to create a topic")]
    await bench.put("a", chat=FORUM, topic_of="L-1")
    await bench.until_quiet()
    assert [method for _, method, _ in bench.world.calls] == ["createForumTopic", "sendMessage"]


async def test_a_long_text_goes_on_where_it_was_interrupted(bench: Bench) -> None:
    bench.world.looks["long"] = Message(text="\n".join(f"{number} {'x' * 3000}" for number in range(4)))
    await bench.put("long")
    bench.world.faults[1] = [Ok({"message_id": 1}), RetryAfter(5)]
    await bench.until_quiet()
    assert [text[0] for text in bench.world.said()] == ["0", "1", "1", "2", "3"]


async def test_an_alert_waits_for_no_ordinary_message(bench: Bench) -> None:
    for number in range(40):
        await bench.put(f"to {number}", chat=100 + number)
    await bench.put(*(f"k{number}" for number in range(9)), chat=GROUP)
    await bench.delivery.deliver()
    before = len(bench.world.calls)
    assert before == 26
    await bench.put("alert", chat=GROUP, lane=Lane.ALERT)
    await bench.delivery.deliver()
    assert [(at, params["text"]) for at, _, params in bench.world.calls[before:]] == [(NOW, "alert")]


async def test_an_alert_waits_for_no_album_that_waits_for_its_budget(bench: Bench) -> None:
    pictures = tuple(Picture(kind="photo", file_id=str(number)) for number in range(3))
    bench.world.looks["album"] = Message(text="album", pictures=pictures)
    await bench.put("a", "b", "album", chat=GROUP)
    await bench.delivery.deliver()
    assert bench.world.said(GROUP) == ["a", "b"]
    await bench.put("alert", chat=GROUP, lane=Lane.ALERT)
    await bench.delivery.deliver()
    assert bench.world.said(GROUP) == ["a", "b", "alert"]


async def test_an_alert_waits_where_telegram_asks_for_a_pause(bench: Bench) -> None:
    bench.world.faults[GROUP] = [RetryAfter(30)]
    await bench.put("a", chat=GROUP)
    await bench.delivery.deliver()
    await bench.put("alert", chat=GROUP, lane=Lane.ALERT)
    await bench.until_quiet()
    assert [at - NOW for at, _, params in bench.world.calls if params["text"] == "alert"] == [30 * SECOND]


async def test_what_was_sent_is_noted_although_the_database_was_away(bench: Bench) -> None:
    await bench.put("a")
    exchange, asked = bench.outbox.exchange, []

    async def flaky(
        outcomes: Sequence[Outcome], now: datetime, wanted: Asked, alerts: Asked = NOTHING
    ) -> list[Claimed]:
        asked.append(outcomes)
        if len(asked) == 2:
            raise Unavailable("locked")
        return await exchange(outcomes, now, wanted, alerts)

    bench.outbox.exchange = flaky  # type: ignore[method-assign]  # the fault of this test
    with pytest.raises(Unavailable):
        await bench.delivery.deliver()
    await bench.until_quiet()
    assert bench.world.said() == ["a"]
    assert await bench.statuses() == {"a": "sent"}


async def test_closing_lets_what_is_in_flight_land_and_starts_nothing_new(bench: Bench) -> None:
    bench.world.held[1] = asyncio.Event()
    await bench.put("a", "b")
    work = asyncio.create_task(bench.delivery.run())
    await bench.world.asked[1].wait()
    closing = asyncio.create_task(bench.delivery.close())
    await asyncio.sleep(0)
    bench.world.held[1].set()
    await closing
    assert await bench.statuses() == {"a": "sent", "b": "pending"}
    await asyncio.wait_for(work, 1)


async def test_a_crash_between_sending_and_noting_doubles_one_message_and_loses_none(bench: Bench) -> None:
    await bench.put("a", "b")
    bench.world.held[1] = asyncio.Event()
    work = asyncio.create_task(bench.delivery.deliver())
    await bench.world.asked[1].wait()
    work.cancel()
    bench.delivery = bench.a_delivery()
    bench.world.held.clear()
    await bench.outbox.recover(NOW)
    await bench.until_quiet()
    assert bench.world.said() == ["a", "a", "b"]
