"""A webhook of a bot: notes what comes and answers as planned."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import orjson

from tests.simulator.driving import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`after_s` are real seconds."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    after_s: float = 0


class Receiver(BaseHTTPRequestHandler):
    """Notes each update, and answers with the next planned answer, 200 when none is planned."""

    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, Inbox)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with server.lock:
            server.got.append((orjson.loads(body), self.headers.get("X-Telegram-Bot-Api-Secret-Token")))
            server.open_now += 1
            server.most_open = max(server.most_open, server.open_now)
            answer = server.planned.pop(0) if server.planned else server.usual
        time.sleep(answer.after_s)
        with server.lock:
            server.open_now -= 1
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name http.server uses
        """Says nothing."""


class Inbox(ThreadingHTTPServer):
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Receiver)
        self.got: list[tuple[Json, str | None]] = []
        self.planned: list[Answer] = []
        self.usual = Answer()
        self.open_now = 0
        self.most_open = 0
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"

    def updates(self, count: int, within_s: float = 4) -> list[Json]:
        """What arrived, once there are so many."""
        deadline = time.monotonic() + within_s
        while len(self.got) < count and time.monotonic() < deadline:
            time.sleep(0.01)
        return [update for update, _ in self.got]

    def texts(self, count: int) -> list[str]:
        return [update["message"]["text"] for update in self.updates(count)]


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
