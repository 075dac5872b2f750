"""A server of an OEM on this machine: it keeps what it is sent and answers as it is told."""

import asyncio
import base64
import hashlib
import hmac
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Received:
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Receiver:
    """`answer` is sent as it stands; `hold` seconds pass before it; `drip` goes on sending a byte now and then."""

    port: int = 0
    answer: bytes = b"HTTP/1.1 204 No Content\r\n\r\n"
    hold: float = 0
    drip: bool = False
    got: list[Received] = field(default_factory=list)
    sent: int = 0
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?of=volt"

    def answers(self, status: int, body: bytes = b"", **headers: str) -> None:
        lines = [f"HTTP/1.1 {status} Any", f"Content-Length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.answer = "\r\n".join([*lines, "", ""]).encode() + body

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = dict(line.split(": ", 1) for line in head[1:] if line)
            known = {name.lower(): value for name, value in headers.items()}
            body = await reader.readexactly(int(known.get("content-length", "0")))
            self.got.append(Received(head[0].split()[1], known, body))
            self.arrived.set()
            await asyncio.sleep(self.hold)
            await self._send(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _send(self, writer: asyncio.StreamWriter) -> None:
        for start in range(0, len(self.answer), 4096):
            writer.write(self.answer[start : start + 4096])
            await writer.drain()
            self.sent += 4096
        while self.drip:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.01)


@asynccontextmanager
async def a_receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    server = await asyncio.start_server(receiver.handle, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    async with server:
        yield receiver
        receiver.drip = False


def verified(secret: str, received: Received, *, now: float, tolerance: float = 300) -> bool:
    """As the specification of Standard Webhooks says it, written from it alone."""
    at = received.headers["webhook-timestamp"]
    if abs(int(at) - now) > tolerance:
        return False
    key = base64.b64decode(secret.split("whsec_")[1])
    content = b".".join([received.headers["webhook-id"].encode(), at.encode(), received.body])
    expected = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    given = [one.split(",", 1) for one in received.headers["webhook-signature"].split(" ")]
    return any(version == "v1" and hmac.compare_digest(value, expected) for version, value in given)
