"""Trouble on demand, and the log of what was done all the same."""

import asyncio

import httpx
import pytest

from simulator.crowd import Crowd
from simulator.errors import Refused
from tests.simulator.driving import Town, a_photo, a_simulator


def test_too_many_requests_says_when_to_come_again(town: Town) -> None:
    chat = town.start()
    town.control("faults", kind="too_many_requests", chat=chat, retry_after=7)
    body = town.answer("sendMessage", chat_id=chat, text="x")
    assert (body["error_code"], body["description"]) == (429, "Too Many Requests: retry after 7")
    assert body["parameters"] == {"retry_after": 7}
    assert town.ok("sendMessage", chat_id=chat, text="x")["text"] == "x"


def test_a_fault_lasts_so_many_calls_of_one_method(town: Town) -> None:
    chat = town.start()
    town.control("faults", kind="server_error", method="sendMessage", count=2)
    assert town.ok("getMe")["is_bot"] is True
    for _ in range(2):
        assert town.refusal("sendMessage", chat_id=chat, text="x") == "500 Internal Server Error"
    assert town.ok("sendMessage", chat_id=chat, text="x")["text"] == "x"


def test_a_fault_lasts_so_many_seconds_of_the_simulated_clock(town: Town) -> None:
    chat = town.start()
    town.control("faults", kind="too_many_requests", seconds=30)
    assert town.refusal("sendMessage", chat_id=chat, text="x") == "429 Too Many Requests: retry after 30"
    town.advance("31s")
    assert town.ok("sendMessage", chat_id=chat, text="x")["text"] == "x"


def test_a_lost_answer_was_done(town: Town) -> None:
    chat = town.start()
    town.control("faults", kind="lost_answer", method="sendMessage")
    with pytest.raises(httpx.TransportError):
        town.answer("sendMessage", chat_id=chat, text="x")
    assert town.seen(chat)[-1]["text"] == "x"


def test_offline_cuts_every_connection(town: Town) -> None:
    chat = town.start()
    town.control("faults", kind="offline", seconds=60)
    for method in ("getMe", "getUpdates"):
        with pytest.raises(httpx.TransportError):
            town.answer(method)
    town.http.delete("/sim/faults")
    assert town.ok("sendMessage", chat_id=chat, text="x")["text"] == "x"


@pytest.mark.parametrize(
    ("kind", "refusal"),
    [
        ("blocked", "403 Forbidden: bot was blocked by the user"),
        ("kicked", "403 Forbidden: bot was kicked from the group chat"),
        ("migrated", "400 Bad Request: group chat was upgraded to a supergroup chat"),
    ],
)
def test_a_chat_fails_as_it_does_in_life(town: Town, kind: str, refusal: str) -> None:
    group = town.group()
    town.control("faults", kind=kind, chat=group)
    assert town.refusal("sendMessage", chat_id=group, text="x") == refusal


def test_duplicates_come_again_after_they_were_confirmed(town: Town) -> None:
    chat = town.start()
    town.control("faults", kind="duplicate")
    said = town.says(chat, "once")
    first = town.updates()[0]
    assert town.ok("getUpdates", offset=town.offset) == [first]
    assert first["message"]["message_id"] == said["id"]


def test_reordered_updates_come_the_last_first(town: Town) -> None:
    chat = town.start()
    town.control("faults", kind="reorder")
    town.says(chat, "one")
    town.says(chat, "two")
    assert [message["text"] for message in town.messages()] == ["two", "one"]


def test_an_unknown_fault_is_refused(town: Town) -> None:
    assert "too_many_requests" in town.wrong("faults", kind="earthquake")


def test_budgets_answer_429_above_telegrams_rates() -> None:
    with a_simulator("--frozen", "--budgets") as address:
        town = Town(address)
        group = town.group()
        said = [town.answer("sendMessage", chat_id=group, text=str(n))["ok"] for n in range(7)]
        assert said == [True] * 5 + [False] * 2
        town.advance("10s")
        refused = [town.answer("sendMessage", chat_id=group, text=str(n)) for n in range(1)]
        assert refused[0]["ok"]
        town.http.close()


@pytest.mark.parametrize(
    ("kind", "refusal"),
    [
        ("restart", "500 Internal Server Error: restart"),
        ("shutdown", "429 Too Many Requests: retry after 5"),
    ],
)
def test_a_server_that_goes_down_answers_everything_so(town: Town, kind: str, refusal: str) -> None:
    town.control("faults", kind=kind, count=2)
    assert [town.refusal("getMe"), town.refusal("getUpdates")] == [refusal, refusal]
    assert town.ok("getMe")["is_bot"] is True


def test_a_message_may_come_back_without_its_number(town: Town) -> None:
    chat = town.start()
    town.control("faults", kind="no_message_id", method="sendMessage")
    assert town.ok("sendMessage", chat_id=chat, text="x")["message_id"] == 0
    assert town.seen(chat)[-1]["id"] > 0


def test_the_faults_that_wait_are_listed(town: Town) -> None:
    town.control("faults", kind="slow", method="sendPhoto", count=3)
    assert town.look("faults")["faults"] == [
        {"kind": "slow", "chat": None, "method": "sendPhoto", "count": 3, "seconds": None}
    ]


def test_a_group_takes_twenty_a_minute_edits_included() -> None:
    with a_simulator("--frozen", "--budgets") as address:
        town = Town(address)
        group = town.group()
        sent = town.ok("sendMessage", chat_id=group, text="0")["message_id"]
        for number in range(1, 20):
            town.advance("1s")
            town.ok("editMessageText", chat_id=group, message_id=sent, text=str(number))
        town.advance("1s")
        said = town.refusal("sendMessage", chat_id=group, text="x")
        assert said == "429 Too Many Requests: retry after 40"
        town.advance("40s")
        assert town.ok("sendMessage", chat_id=group, text="x")["text"] == "x"
        town.http.close()


def test_calls_before_the_time_they_were_told_lengthen_the_wait() -> None:
    with a_simulator("--frozen", "--budgets") as address:
        town = Town(address)
        chat = town.start()
        said = [town.answer("sendMessage", chat_id=chat, text=str(n)) for n in range(9)]
        waits = [body["parameters"]["retry_after"] for body in said if not body["ok"]]
        assert waits == sorted(waits)
        assert waits[-1] >= waits[0] + 2
        town.advance("10s")
        assert town.ok("sendMessage", chat_id=chat, text="x")["text"] == "x"
        town.http.close()


def test_thirty_a_second_in_all_and_answers_to_taps_beside_it() -> None:
    with a_simulator("--frozen", "--budgets") as address:
        town = Town(address)
        people = [town.person(f"P{number}") for number in range(31)]
        for person in people:
            town.says(person, "/start")
        said = [town.answer("sendMessage", chat_id=person, text="x")["ok"] for person in people]
        assert (said.count(True), said[-1]) == (30, False)
        tap = town.refusal("answerCallbackQuery", callback_query_id="1")
        assert tap.startswith("400 Bad Request: query is too old")
        town.http.close()


def test_an_album_counts_as_many_as_it_holds() -> None:
    with a_simulator("--frozen", "--budgets") as address:
        town = Town(address)
        chat = town.start()
        photo = town.uploads("sendPhoto", {"photo": ("a.jpg", a_photo(90, 90))}, chat_id=str(chat))
        item = {"type": "photo", "media": photo["photo"][0]["file_id"]}
        town.ok("sendMediaGroup", chat_id=chat, media=[item] * 4)
        assert town.refusal("sendMessage", chat_id=chat, text="x").startswith("429 Too Many Requests")
        town.http.close()


def test_a_crowd_of_open_calls_is_kept_waiting_and_sent_away() -> None:
    async def crowd(limited: bool) -> list[int]:  # noqa: FBT001  given by the test alone
        door = Crowd(limited=limited, waiting_s=0)

        async def call(*, uploads: bool = False) -> int:
            try:
                async with door.admitted(7, 5, uploads=uploads):
                    await asyncio.sleep(0.01)
            except Refused as refusal:
                return refusal.parameters["retry_after"]
            return 0

        texts = await asyncio.gather(*(call() for _ in range(312)))
        files = await asyncio.gather(*(call(uploads=True) for _ in range(101)))
        return [sum(some) for some in (texts, files, [await call()])]

    assert asyncio.run(crowd(limited=True)) == [120, 60, 0]
    assert asyncio.run(crowd(limited=False)) == [0, 0, 0]
