"""Queues of updates, the clock they live by, and their delivery by poll."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.simulator.driving import Json, Town

GO: Json = {"inline_keyboard": [[{"text": "Go", "callback_data": "go:1"}]]}


def test_updates_come_again_until_they_are_confirmed(town: Town) -> None:
    chat = town.start()
    town.says(chat, "one")
    town.says(chat, "two")
    first = town.ok("getUpdates", limit=1)[0]
    second = town.ok("getUpdates", offset=first["update_id"] + 1)
    assert [first["message"]["text"], *(update["message"]["text"] for update in second)] == ["one", "two"]
    assert town.ok("getUpdates", offset=first["update_id"]) == second


def test_a_negative_offset_forgets_all_but_the_last(town: Town) -> None:
    chat = town.start()
    for text in ("one", "two", "three"):
        town.says(chat, text)
    assert [update["message"]["text"] for update in town.ok("getUpdates", offset=-1)] == ["three"]
    assert town.pending() == 1


def test_the_same_offset_at_once_gets_one_update_at_a_time(town: Town) -> None:
    chat = town.start()
    town.says(chat, "one")
    town.says(chat, "two")
    assert [len(town.ok("getUpdates")), len(town.ok("getUpdates"))] == [2, 1]


@pytest.mark.parametrize(("duration", "left"), [("149s", 2), ("151s", 1), ("23h", 1), ("25h", 0)])
def test_taps_live_150_seconds_and_messages_a_day(town: Town, duration: str, left: int) -> None:
    chat = town.start()
    sent = town.ok("sendMessage", chat_id=chat, text="x", reply_markup=GO)
    town.says(chat, "hello")
    town.taps(chat, sent["message_id"], "Go")
    town.advance(duration)
    assert len(town.updates()) == left


def test_allowed_updates_hold_from_then_on(town: Town) -> None:
    chat = town.start()
    sent = town.ok("sendMessage", chat_id=chat, text="x", reply_markup=GO)
    town.says(chat, "before")
    town.ok("getUpdates", allowed_updates=["callback_query"])
    town.says(chat, "after")
    town.taps(chat, sent["message_id"], "Go")
    assert [next(iter(update.keys() - {"update_id"})) for update in town.ok("getUpdates", offset=-9)] == [
        "message",
        "callback_query",
    ]


def test_a_long_poll_ends_with_the_first_update(town: Town) -> None:
    chat = town.start()
    with ThreadPoolExecutor(1) as pool:
        poll = pool.submit(town.ok, "getUpdates", offset=7, timeout=10)
        time.sleep(0.2)
        town.says(chat, "hello")
        assert poll.result(2)[0]["message"]["text"] == "hello"


def test_a_second_poller_ends_the_first(town: Town) -> None:
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(town.refusal, "getUpdates", offset=7, timeout=10)
        time.sleep(0.2)
        town.ok("getUpdates", offset=8)
        assert first.result(2) == (
            "409 Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
        )


def test_the_clock_stands_jumps_and_never_goes_back(town: Town) -> None:
    before = town.look("clock")
    town.advance("1d2h")
    after = town.look("clock")
    assert after["revision"] > before["revision"]
    assert "never goes backwards" in town.wrong("clock", to=before["now"])


def test_the_clock_jumps_to_the_next_wake(town: Town) -> None:
    town.control("clock", wake={"who": town.username, "at": "2099-01-01T00:00:00+00:00"})
    town.control("clock", wake={"who": "later", "at": "2099-01-02T00:00:00+00:00"})
    assert town.control("clock", until="next")["now"] == "2099-01-01T00:00:00+00:00"
    town.control("clock", wake={"who": "later", "at": None})
    town.control("clock", wake={"who": town.username, "at": None})
    assert town.look("clock")["wakes"] == []


def test_a_change_of_the_clock_ends_a_long_poll(town: Town) -> None:
    revision = town.look("clock")["revision"]
    with ThreadPoolExecutor(1) as pool:
        poll = pool.submit(town.look, "clock", after=revision, timeout=10)
        time.sleep(0.1)
        town.advance("1m")
        assert poll.result(2)["revision"] > revision


@pytest.mark.parametrize("body", [{"advance": "soon"}, {"to": "2099-01-01T00:00"}, {}, {"until": "next"}])
def test_the_clock_says_what_it_does_not_understand(town: Town, body: Json) -> None:
    assert "example" in town.wrong("clock", **body)


def test_ids_of_updates_begin_anywhere_after_an_idle_week(town: Town) -> None:
    chat = town.start()
    town.says(chat, "one")
    first = town.updates()[0]["update_id"]
    town.advance("6d")
    town.says(chat, "two")
    assert town.updates()[0]["update_id"] == first + 1
    town.advance("8d")
    town.says(chat, "three")
    assert town.ok("getUpdates", offset=-1)[0]["update_id"] not in {first + 2, first + 3}


def test_an_offset_from_before_the_ids_began_anew_confirms_nothing(town: Town) -> None:
    chat = town.start()
    town.says(chat, "one")
    assert town.ok("getUpdates", offset=2_000_000_000)[0]["message"]["text"] == "one"
    assert town.pending() == 1


def test_an_update_that_is_narrowed_away_never_comes(town: Town) -> None:
    chat = town.start()
    town.ok("getUpdates", offset=1, allowed_updates=["callback_query"])
    town.says(chat, "lost")
    town.ok("getUpdates", offset=2, allowed_updates=["message"])
    town.says(chat, "heard")
    assert [message["text"] for message in town.messages()] == ["heard"]


def test_pending_updates_are_dropped_when_the_bot_says_so(town: Town) -> None:
    town.says(town.start(), "from a customer")
    town.ok("deleteWebhook", drop_pending_updates=True)
    assert town.pending() == 0


def test_edits_of_yesterday_never_arrive(town: Town) -> None:
    chat = town.start()
    said = town.says(chat, "befor")
    town.advance("25h")
    path = f"chats/{chat}/messages/{said['id']}/edits"
    town.control(path, **{"from": chat, "text": "before"})
    assert town.pending() == 0
    assert town.seen(chat)[-1]["text"] == "before"
    town.advance("24h")
    assert "two days" in town.wrong(path, **{"from": chat, "text": "again"})


@pytest.mark.parametrize(("duration", "readable"), [("29d", True), ("31d", False)])
def test_the_message_of_a_tap_is_out_of_reach_when_it_is_very_old(
    town: Town,
    duration: str,
    readable: bool,  # noqa: FBT001  given by the parameters
) -> None:
    chat = town.start()
    sent = town.ok("sendMessage", chat_id=chat, text="x", reply_markup=GO)
    town.advance(duration)
    town.taps(chat, sent["message_id"], "Go")
    pressed = town.updates()[-1]["callback_query"]["message"]
    assert (pressed["date"] > 0, "text" in pressed) == (readable, readable)


def test_a_crash_gets_the_last_updates_again(town: Town) -> None:
    chat = town.start()
    town.says(chat, "one")
    first = town.ok("getUpdates", offset=1)
    assert town.ok("getUpdates", offset=2) == first
