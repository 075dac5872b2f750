"""The tiny client: raw HTTP over a few kept connections, in its own process, so that its time is not the simulator's.

Reads one job as a line of JSON, says `ready`, waits for another line, calls, and prints what it saw as JSON.
"""

import asyncio
import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from typing import Any, Final
from urllib.parse import urlencode

import orjson
import uvloop

TOKEN: Final = "700:bench"
CONNECTIONS: Final = 8
PREPARED: Final = 2000
EDITED: Final = 400
PROBE_EVERY_S: Final = 0.005
LONGEST_S: Final = 60.0
TRADE: Final = (
    "visit site load meter main panel cable charger install photo survey confirm tomorrow morning crew customer address "
    "sector tower basement parking slot earthing phase kilowatt advance balance invoice document bill owner society "
    "approval pending reached started finished bracket conduit route metre trench drill isolator switch breaker gland "
    "torque reading volt handover signed training call later number language"
)
WORDS: Final = TRADE.split()

Json = dict[str, Any]
Next = Callable[[bytes], bytes | None]


def words(chance: random.Random, length: int = 250) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(length // 4))[:length].strip()


def html(chance: random.Random) -> str:
    """About 250 characters with three entities."""
    return f"<b>Visit {chance.randrange(9999)}</b> at <i>Sector 62</i> for ₹1,200: {words(chance, 205)} <code>L-1042</code>"


def keyboard(chance: random.Random) -> Json:
    lead = chance.randrange(100_000)
    rows = (
        (("Confirm visit", "visit:{}:confirm"), ("Another time", "visit:{}:move")),
        (("Call the customer", "lead:{}:call"), ("Documents", "lead:{}:documents")),
    )
    return {
        "inline_keyboard": [
            [{"text": text, "callback_data": data.format(lead)} for text, data in row] for row in rows
        ]
    }


def post(path: str, body: Json, *, form: bool = False) -> bytes:
    if form:
        plain = {k: json.dumps(v) if isinstance(v, dict) else v for k, v in body.items()}
        kind, data = "application/x-www-form-urlencoded", urlencode(plain).encode()
    else:
        kind, data = "application/json", orjson.dumps(body)
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\n\r\n"
    return head.encode() + data


def call(method: str, body: Json, *, form: bool = False) -> bytes:
    return post(f"/bot{TOKEN}/{method}", body, form=form)


class Connection(asyncio.Protocol):
    """Sends what `following` gives for the last answer, until it gives nothing."""

    def __init__(self, following: Next, ended: "asyncio.Future[None]", waits: list[float]) -> None:
        self.following = following
        self.ended = ended
        self.waits = waits
        self.buffer = b""
        self.at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]  # a stream's transport is always of this kind
        self._send(b"")

    def _send(self, answer: bytes) -> None:
        request = self.following(answer)
        if request is None:
            self.transport.close()
            self.ended.set_result(None)
            return
        self.at = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, found, body = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
        if len(body) < length:
            return
        if not head.startswith(b"HTTP/1.1 200"):
            self.ended.set_exception(RuntimeError(f"the simulator refused a call: {body[:300]!r}"))
            return
        self.waits.append(time.perf_counter() - self.at)
        self.buffer = b""
        self._send(body)


async def talk(port: int, followings: list[Next]) -> list[float]:
    """Seconds that each call took."""
    loop, waits = asyncio.get_running_loop(), list[float]()
    ends = [loop.create_future() for _ in followings]
    for following, ended in zip(followings, ends, strict=True):
        await loop.create_connection(
            lambda f=following, e=ended: Connection(f, e, waits),  # type: ignore[misc]  # mypy sees no defaults of a lambda
            "127.0.0.1",
            port,
        )
    await asyncio.gather(*ends)
    return waits


def all_of(requests: Iterator[bytes] | list[bytes]) -> list[Next]:
    """Shared by all connections."""
    rest = iter(requests)
    return [lambda _: next(rest, None)] * CONNECTIONS


def for_seconds(requests: list[bytes], seconds: float) -> Iterator[bytes]:
    end = time.perf_counter() + seconds
    for request in cycle(requests):
        if time.perf_counter() > end:
            return
        yield request


class Jobs:
    """Each prepares its calls; `run` makes them, and is what is measured."""

    def __init__(self, job: Json) -> None:
        self.port: int = job["port"]
        self.people: list[int] = job["people"]
        self.seconds: float = job["seconds"]
        self.form: bool = job.get("form", False)
        self.chance = random.Random(job["kind"])  # noqa: S311  a repeatable choice, not a secret
        self.followings: list[Next] | None = None

    def _said(self, **more: object) -> Json:
        return {
            "text": html(self.chance),
            "parse_mode": "HTML",
            "reply_markup": keyboard(self.chance),
            **more,
        }

    async def send(self) -> list[bytes]:
        chosen = (self.chance.choice(self.people) for _ in range(PREPARED))
        return [call("sendMessage", self._said(chat_id=chat), form=self.form) for chat in chosen]

    async def edit(self) -> list[bytes]:
        sent: list[Json] = []
        wanted = islice(await self.send(), EDITED)

        def following(answer: bytes) -> bytes | None:
            if answer:
                sent.append(orjson.loads(answer)["result"])
            return next(wanted, None)

        await talk(self.port, [following])
        return [
            call("editMessageText", self._said(chat_id=one["chat"]["id"], message_id=one["message_id"]))
            for _ in range(PREPARED // EDITED)
            for one in sent
        ]

    async def answer(self) -> list[bytes]:
        """A tap is answered once: as many taps as calls will be made."""
        person, sent, taps = self.chance.choice(self.people), list[Json](), list[str]()
        body = call("sendMessage", self._said(chat_id=person))
        await talk(self.port, [lambda last: sent.append(orjson.loads(last)) if last else body])
        path = f"/sim/chats/{person}/messages/{sent[0]['result']['message_id']}/taps?wait=0.001"
        left = iter(range(4 * PREPARED))

        def tap(last: bytes) -> bytes | None:
            if last:
                taps.append(orjson.loads(last)["id"])
            return None if next(left, None) is None else post(path, {"from": person, "button": "Documents"})

        await talk(self.port, [tap] * CONNECTIONS)
        self.followings = all_of(
            [call("answerCallbackQuery", {"callback_query_id": tap_id}) for tap_id in taps]
        )
        return []

    async def updates(self) -> list[bytes]:
        """One poller that confirms what it got; ended by the clock or an empty answer."""
        end = time.perf_counter() + self.seconds

        def following(last: bytes) -> bytes | None:
            got = orjson.loads(last)["result"] if last else []
            if time.perf_counter() > end or (last and not got):
                return None
            return call("getUpdates", {"offset": got[-1]["update_id"] + 1 if got else 0, "limit": 100})

        self.followings = [following]
        return []

    async def probe(self) -> list[bytes]:
        """Asks who it is every few milliseconds: who blocks the loop makes it wait."""
        return [call("getMe", {})]

    async def run(self, kind: str, requests: list[bytes]) -> list[float]:
        if kind != "probe":
            return await talk(self.port, self.followings or all_of(for_seconds(requests, self.seconds)))
        waits: list[float] = []
        for request in for_seconds(requests, self.seconds):
            await asyncio.sleep(PROBE_EVERY_S)
            waits += await talk(self.port, all_of([request])[:1])
        return waits


async def main() -> None:
    async with asyncio.timeout(LONGEST_S):
        await work()


async def work() -> None:
    job = orjson.loads(sys.stdin.readline())
    jobs = Jobs(job)
    requests = await getattr(jobs, job["kind"])()
    print("ready", flush=True)
    sys.stdin.readline()
    cpu = time.process_time()
    waits = sorted(await jobs.run(job["kind"], requests))
    report = {
        "calls": len(waits),
        "cpu_s": time.process_time() - cpu,
        "p50_ms": waits[len(waits) // 2] * 1000,
        "longest_ms": waits[-1] * 1000,
    }
    print(json.dumps(report), flush=True)


if __name__ == "__main__":
    uvloop.run(main())
