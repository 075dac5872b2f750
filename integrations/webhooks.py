"""Sends a signed message to an OEM's own server, and to no other machine (https://www.standardwebhooks.com).

The name is resolved here, every answer is checked, and the connection is made to an address that was checked: what
the name says a moment later does not matter. TLS still proves the name.
"""

import asyncio
import base64
import hashlib
import hmac
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import IPv4Address, IPv6Address, ip_address
from types import TracebackType
from typing import Final, Self

import httpx

from domain.errors import Invalid, Rejected
from domain.people.addresses import Reach, callable_url
from domain.people.endpoint import NotTaken

TIMEOUT: Final = 15.0
"""Seconds for all of it: the name, the connection, the answer."""
MOST_READ: Final = 64 * 1024
_GONE: Final = 410
_EXCERPT: Final = 120
_LOOKING_UP: Final = 100  # as many as may be on their way, because a slow name server holds a thread
Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


def signature(secret: str, post_id: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the HMAC-SHA256 of id, timestamp and body, in Base64."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{post_id}.{timestamp}.".encode() + body
    return f"v1,{base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()}"


class Webhooks:
    """`resolve` gives the addresses of a name as text; it may raise OSError."""

    def __init__(self, reach: Reach, *, resolve: Resolve | None = None, timeout: float = TIMEOUT) -> None:
        self._reach = reach
        self._threads = ThreadPoolExecutor(_LOOKING_UP, "names")
        self._resolve = resolve or self._look_up
        self._timeout = timeout
        self._client = httpx.AsyncClient(
            verify=ssl.create_default_context(),
            follow_redirects=False,
            trust_env=False,
            timeout=timeout,
            # Connections are never shared: two names may lie at one address, and TLS has proved only one of them.
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._client.aclose()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def send(self, url: str, post_id: str, body: str, secrets: Sequence[str], now: datetime) -> int:
        """The status, one of 2xx. Raises NotTaken, and Rejected where the receiver says that he is gone for good."""
        until = asyncio.get_running_loop().time() + self._timeout
        headers = _headers(post_id, body.encode(), secrets, now)
        try:
            async with asyncio.timeout_at(until):
                request = await self._request(url, headers, body.encode())
                answer = await self._client.send(request, stream=True)
        except TimeoutError:
            raise NotTaken(f"no answer within {self._timeout:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise NotTaken(f"no connection: {type(error).__name__} {error}"[:_EXCERPT]) from None
        try:
            beginning = await _beginning(answer, until)
        finally:
            await answer.aclose()
        if not answer.is_success:
            raise _refusal(answer, beginning, now)
        return answer.status_code

    async def _request(self, url: str, headers: dict[str, str], body: bytes) -> httpx.Request:
        """To an address that was checked, with the name where TLS and the server look for it."""
        try:
            whole = httpx.URL(callable_url(url, self._reach))
        except Invalid as refused:
            raise NotTaken(f"the address may not be called: {refused}") from None
        port = whole.port or {"https": 443, "http": 80}[whole.scheme]
        address = await self._checked(whole, port)
        return self._client.build_request(
            "POST",
            whole.copy_with(host=str(address)),
            content=body,
            headers={**headers, "Host": whole.netloc.decode("ascii")},
            extensions={"sni_hostname": whole.host, "timeout": self._client.timeout.as_dict()},
        )

    async def _checked(self, url: httpx.URL, port: int) -> Address:
        """One address, after all were looked at; NotTaken if any of them is not for us to call."""
        found = [ip_address(text) for text in await self._resolve(url.host, port)]
        if not found:
            raise NotTaken(f"{url.host} has no address")
        for address in found:
            # What is http was let through as this very machine, so that is what it must be.
            if not self._reach.allows(address) or (url.scheme == "http" and not address.is_loopback):
                raise NotTaken(f"{url.host} lies at {address}, which is not a public address")
        return found[0]

    async def _look_up(self, host: str, port: int) -> Sequence[str]:
        def ask() -> list[str]:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            return [str(answer[4][0]) for answer in answers]

        return await asyncio.get_running_loop().run_in_executor(self._threads, ask)


def _headers(post_id: str, body: bytes, secrets: Sequence[str], now: datetime) -> dict[str, str]:
    timestamp = int(now.timestamp())
    return {
        "Content-Type": "application/json",
        "User-Agent": "ChargeOps-Webhooks/1",
        "Accept-Encoding": "identity",
        "Connection": "close",
        "webhook-id": post_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(secret, post_id, timestamp, body) for secret in secrets),
    }


def _refusal(answer: httpx.Response, beginning: bytes, now: datetime) -> NotTaken | Rejected:
    status = answer.status_code
    if status == _GONE:
        return Rejected("410: the receiver says that it is gone for good")
    said = "redirects are not followed" if answer.has_redirect_location else _plain(beginning)
    return NotTaken(f"{status} {said}".strip(), status=status, retry_after=_asked(answer, now))


async def _beginning(answer: httpx.Response, until: float) -> bytes:
    """As much as came in time, raw, so that nothing is unpacked into something larger; the status counts without it."""
    read = bytearray()
    with suppress(TimeoutError, httpx.HTTPError):
        async with asyncio.timeout_at(until):
            async for chunk in answer.aiter_raw():
                read += chunk[: MOST_READ - len(read)]
                if len(read) >= MOST_READ:
                    break
    return bytes(read)


def _plain(body: bytes) -> str:
    """A few words of what was answered, for the list of failures."""
    text = body[: 4 * _EXCERPT].decode("utf-8", "replace")
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:_EXCERPT]


def _asked(answer: httpx.Response, now: datetime) -> timedelta | None:
    """`Retry-After`, in seconds or as a moment; what makes no sense is left out."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdecimal() and len(text) <= 9:
        return timedelta(seconds=int(text))
    with suppress(ValueError, TypeError):
        moment = parsedate_to_datetime(text)
        return max(timedelta(0), moment.replace(tzinfo=moment.tzinfo or UTC) - now)
    return None
