"""Trouble on demand, and the log of what was done all the same."""

import httpx
import pytest

from tests.simulator.driving import Town, a_simulator


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
