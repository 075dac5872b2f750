"""A Bot API of a few methods on loopback, in its own process, too fast to be what is measured.

Prints its port. Beside the Bot API it serves `/stub/offer` (updates, a rate), `/stub/wait` (until so many replies have
been sent or nothing more comes) and `/stub/report` (when each update was offered, when each reply came).
"""

import asyncio
import gc
import re
from collections import Counter, deque
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from time import perf_counter
from typing import Any, Final
from urllib.parse import parse_qs, unquote

import orjson
import uvloop

Json = dict[str, Any]

BOT: Final = {
    "id": 1,
    "is_bot": True,
    "first_name": "Bench",
    "username": "bench_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
REPLIES: Final = frozenset({b"sendMessage", b"editMessageText"})
LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CHAT: Final = re.compile(rb'chat_id["=:\s]+(-?\d+)')
NUMBER: Final = re.compile(rb'(offset|limit|timeout)["=:\s]+(-?\d+)')
OK_TRUE: Final = b'{"ok":true,"result":true}'
MOST_AT_ONCE: Final = 100


@dataclass
class Telegram:
    """Everything the stub knows; times are seconds of the system's own clock, as the loop's counts milliseconds."""

    loop: asyncio.AbstractEventLoop
    queue: deque[tuple[int, bytes]] = field(default_factory=deque)
    offered: dict[int, float] = field(default_factory=dict)
    said: list[tuple[float, bytes]] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    goal: int = 0
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    served: int = 0

    def offer(self, updates: list[Json], rate: float | None) -> None:
        """All at once, or `rate` a second from now on."""
        start = self.loop.time()
        for index, update in enumerate(updates):
            row = (update["update_id"], orjson.dumps(update))
            if rate is None:
                self._arrive(row)
            else:
                self.loop.call_at(start + index / rate, self._arrive, row)

    def _arrive(self, row: tuple[int, bytes]) -> None:
        self.offered[row[0]] = perf_counter()
        self.queue.append(row)
        self.news.set()

    async def updates(self, body: bytes) -> bytes:
        wanted = {name: int(number) for name, number in NUMBER.findall(body)}
        self._confirm(wanted.get(b"offset", 0))
        if not self.queue and wanted.get(b"timeout"):
            self.news.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.news.wait(), wanted[b"timeout"])
        some = islice(self.queue, wanted.get(b"limit", MOST_AT_ONCE))
        return b'{"ok":true,"result":[' + b",".join(raw for _, raw in some) + b"]}"

    def _confirm(self, offset: int) -> None:
        while self.queue and self.queue[0][0] < offset:
            self.queue.popleft()

    def hear(self, body: bytes) -> bytes:
        """A message to somebody: noted as it came, read when the report is asked for."""
        self.said.append((perf_counter(), body))
        if len(self.said) == self.goal:
            self.reached.set()
        chat = CHAT.search(body)
        return (
            b'{"ok":true,"result":{"message_id":%d,"date":1790000000,"chat":{"id":%s,"type":"private"},"text":"."}}'
            % (
                len(self.said),
                chat[1] if chat else b"0",
            )
        )

    async def wait(self, said: int, seconds: float, quiet: float) -> Json:
        """Until `said` replies have come; gives up after `seconds`, or after `quiet` seconds of nothing."""
        self.goal = said
        self.reached.clear()
        end = perf_counter() + seconds
        while len(self.said) < said and perf_counter() < end and not self._quiet(quiet):
            with suppress(TimeoutError):
                await asyncio.wait_for(self.reached.wait(), 0.1)
        return {"said": len(self.said), "now": perf_counter()}

    def _quiet(self, seconds: float) -> bool:
        """Everything has been fetched and confirmed, and nothing has been said since."""
        last = self.said[-1][0] if self.said else perf_counter()
        due = max(self.offered.values(), default=0.0)
        return not self.queue and perf_counter() - max(last, due) > seconds

    def report(self) -> Json:
        said = [{"at": at, **spoken(body)} for at, body in self.said]
        return {"offered": {str(k): v for k, v in self.offered.items()}, "said": said, "calls": self.calls}

    def forget(self) -> None:
        self.offered.clear()
        self.said.clear()
        self.calls.clear()


def spoken(body: bytes) -> Json:
    if body.startswith(b"{"):
        call = orjson.loads(body)
        return {"chat": int(call["chat_id"]), "text": call.get("text", "")}
    form = parse_qs(body.decode())
    return {"chat": int(form["chat_id"][0]), "text": form.get("text", [""])[0]}


class Connection(asyncio.Protocol):
    """HTTP/1.1 with keep-alive and `Content-Length`, which is all that the contenders speak."""

    def __init__(self, telegram: Telegram) -> None:
        self.telegram = telegram
        self.buffer = b""
        self.transport: asyncio.Transport | None = None
        self.waiting: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]  # a stream's transport is always of this kind

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end]
            found = LENGTH.search(head)
            stop = end + 4 + (int(found[1]) if found else 0)
            if len(self.buffer) < stop:
                return
            body, self.buffer = self.buffer[end + 4 : stop], self.buffer[stop:]
            self._request(head.split(b" ", 2)[1], body)

    def _request(self, target: bytes, body: bytes) -> None:
        method = target.partition(b"?")[0].rpartition(b"/")[2]
        if target.startswith(b"/stub/"):
            self._later(self._control(method, body))
            return
        self.telegram.calls[method.decode()] += 1
        if method in REPLIES:
            self._answer(self.telegram.hear(body))
        elif method == b"getUpdates":
            self._later(self._updates(body or unquote(target.decode()).encode()))
        elif method == b"getMe":
            self._answer(orjson.dumps({"ok": True, "result": BOT}))
        elif method == b"getWebhookInfo":
            self._answer(orjson.dumps({"ok": True, "result": {"url": "", "pending_update_count": 0}}))
        else:
            self._answer(OK_TRUE)

    async def _updates(self, body: bytes) -> None:
        self._answer(await self.telegram.updates(body))

    async def _control(self, method: bytes, body: bytes) -> None:
        asked = orjson.loads(body) if body else {}
        answer: Json = {}
        match method:
            case b"offer":
                self.telegram.offer(asked["updates"], asked["rate"])
            case b"wait":
                answer = await self.telegram.wait(asked["said"], asked["seconds"], asked["quiet"])
            case b"report":
                answer = self.telegram.report()
            case _:
                self.telegram.forget()
        self._answer(orjson.dumps(answer))

    def _later(self, work: Any) -> None:  # noqa: ANN401  a coroutine of any kind
        task = self.telegram.loop.create_task(work)
        self.waiting.add(task)
        task.add_done_callback(self.waiting.discard)

    def _answer(self, body: bytes) -> None:
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                % (len(body), body)
            )

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        for task in self.waiting:
            task.cancel()


async def serve() -> None:
    loop = asyncio.get_running_loop()
    telegram = Telegram(loop)
    server = await loop.create_server(lambda: Connection(telegram), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    gc.disable()
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve())
