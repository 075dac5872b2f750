"""Queues of updates, the clock they live by, and their delivery by poll and by webhook."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import orjson
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


class Receiver(BaseHTTPRequestHandler):
    """Notes each update, and answers with the next planned status, 200 when none is planned."""

    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, Inbox)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server.got.append((orjson.loads(body), self.headers.get("X-Telegram-Bot-Api-Secret-Token")))
        self.send_response(server.planned.pop(0) if server.planned else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name http.server uses
        """Says nothing."""


class Inbox(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Receiver)
        self.got: list[tuple[Json, str | None]] = []
        self.planned: list[int] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"

    def texts(self, count: int) -> list[str]:
        """The texts that arrived, once there are so many."""
        deadline = time.monotonic() + 4
        while len(self.got) < count and time.monotonic() < deadline:
            time.sleep(0.02)
        return [update["message"]["text"] for update, _ in self.got]


@contextmanager
def an_inbox() -> Iterator[Inbox]:
    with Inbox() as inbox:
        thread = threading.Thread(target=inbox.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield inbox
        finally:
            inbox.shutdown()
            thread.join()


def test_a_webhook_gets_updates_in_order_with_its_secret(town: Town) -> None:
    chat = town.start()
    with an_inbox() as inbox:
        town.ok("setWebhook", url=inbox.url, secret_token="s3cret")
        for text in ("one", "two", "three"):
            town.says(chat, text)
        assert inbox.texts(3) == ["one", "two", "three"]
        assert {secret for _, secret in inbox.got} == {"s3cret"}
        town.ok("deleteWebhook")


def test_a_failing_webhook_is_tried_again_and_keeps_the_order(town: Town) -> None:
    chat = town.start()
    with an_inbox() as inbox:
        inbox.planned = [500]
        town.ok("setWebhook", url=inbox.url)
        town.says(chat, "one")
        town.says(chat, "two")
        assert inbox.texts(1) == ["one"]
        time.sleep(0.1)
        assert town.ok("getWebhookInfo")["last_error_message"].startswith(
            "Wrong response from the webhook: 500"
        )
        town.advance("2s")
        assert inbox.texts(3) == ["one", "one", "two"]
        town.ok("deleteWebhook")


def test_polling_beside_a_webhook_is_a_conflict(town: Town) -> None:
    town.ok("setWebhook", url="http://127.0.0.1:9/hook")
    assert town.ok("getWebhookInfo")["url"] == "http://127.0.0.1:9/hook"
    assert town.refusal("getUpdates").startswith(
        "409 Conflict: can't use getUpdates method while webhook is active"
    )
    town.ok("deleteWebhook")
    assert town.ok("getUpdates") == []


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/x", "https://example.org/hook"])
def test_webhooks_are_on_this_machine(town: Town, url: str) -> None:
    assert town.refusal("setWebhook", url=url).startswith("400 Bad Request: bad webhook: ")
