"""The Bot API over HTTP: a call goes out, and what comes back is sorted by what it means. The token is never logged."""

import asyncio
import json
import re
from collections.abc import Mapping
from io import BytesIO
from types import TracebackType
from typing import Any, Final, Self

import aiohttp
import orjson

from jobs.answers import (
    ApiAnswer,
    BadRequest,
    CardGone,
    Conflict,
    Migrated,
    NotModified,
    NotSent,
    Ok,
    RetryAfter,
    TopicGone,
    Unauthorized,
    Unknown,
    Unreachable,
)

OFFICIAL: Final = "https://api.telegram.org"
IN_FLIGHT: Final = 30  # the server answers more with a minute's pause
UPLOADS: Final = 4
PATIENCE: Final = aiohttp.ClientTimeout(total=60, connect=10)
_TOKEN: Final = re.compile(r"\d+:[A-Za-z0-9_-]{30,}")
_NOT_IN_A_NAME: Final = re.compile(r'["\\/\x00-\x1f\x7f]')

# Texts of the server's own code; codes and parameters decide first, these only within a 400 or 403.
_NOT_MODIFIED: Final = "message is not modified"
_CARD_GONE: Final = ("message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID")
_TOPIC_GONE: Final = (
    "message thread not found",
    "TOPIC_CLOSED",
    "TOPIC_DELETED",
    "TOPIC_ID_INVALID",
    "topic not found",
)
_UNREACHABLE: Final = (
    "chat not found",
    "PEER_ID_INVALID",
    "user not found",
    "USER_DEACTIVATED",
    "have no rights to send",
    "not enough rights to send",
    "CHAT_WRITE_FORBIDDEN",
    "need administrator rights in the channel chat",
)


class Telegram:
    """`base` is the server's address without the token; use it as an asynchronous context."""

    def __init__(self, token: str, base: str = OFFICIAL) -> None:
        self._url = f"{base.rstrip('/')}/bot{token}/"
        self._files = f"{base.rstrip('/')}/file/bot{token}/"
        self._session: aiohttp.ClientSession | None = None
        self._calls = asyncio.Semaphore(IN_FLIGHT)
        self._uploads = asyncio.Semaphore(UPLOADS)

    async def __aenter__(self) -> Self:
        self._opened()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        if self._session:
            await self._session.close()
            self._session = None

    async def call(
        self, method: str, params: Mapping[str, Any], uploads: Mapping[str, tuple[str, bytes]] | None = None
    ) -> ApiAnswer:
        """Never raises for what the server or the network does. `uploads`: attachment name → (file name, bytes)."""
        async with self._calls:
            if not uploads:
                return await self._post(method, orjson.dumps(params), PATIENCE)
            async with self._uploads:
                return await self._post(method, _form(params, uploads), PATIENCE)

    async def poll(self, params: Mapping[str, Any], seconds: float) -> ApiAnswer:
        """`getUpdates`, which waits at the server; it takes no place from other calls."""
        patience = aiohttp.ClientTimeout(total=seconds + 15, connect=10)
        return await self._post("getUpdates", orjson.dumps({**params, "timeout": int(seconds)}), patience)

    async def download(self, file_path: str) -> ApiAnswer:
        """The bytes behind `getFile`'s `file_path`. The address holds the token, so it goes nowhere else."""
        try:
            async with self._calls, self._opened().get(self._files + file_path, timeout=PATIENCE) as response:
                if response.status == 200:
                    return Ok(await response.read())
                return _meaning(response.status, {"description": f"file: {response.reason}"})
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return NotSent(_told(error))

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=60)
            self._session = aiohttp.ClientSession(connector=connector, auto_decompress=True)
        return self._session

    async def _post(
        self, method: str, body: bytes | aiohttp.FormData, patience: aiohttp.ClientTimeout
    ) -> ApiAnswer:
        headers = {"Content-Type": "application/json"} if isinstance(body, bytes) else None
        try:
            async with self._opened().post(
                self._url + method, data=body, headers=headers, timeout=patience
            ) as response:
                raw = await response.read()
                return _read(response.status, raw)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            return NotSent(_told(error))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return Unknown(_told(error))


def _read(status: int, raw: bytes) -> ApiAnswer:
    body = decoded(raw)
    if not isinstance(body, dict):
        return _meaning(status, {})
    if body.get("ok") is True:
        return Ok(body.get("result"))
    return _meaning(body.get("error_code", status), body)


def decoded(raw: bytes) -> Any:  # noqa: ANN401  JSON
    """JSON as it came; half characters, which JSON can spell but no text can hold, become question marks."""
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return _mended(raw)


def _mended(raw: bytes) -> Any:  # noqa: ANN401  JSON
    try:
        loose = json.loads(raw)
    except ValueError:
        return None
    return orjson.loads(json.dumps(loose, ensure_ascii=False).encode("utf-8", "replace"))


def _meaning(code: int, body: Mapping[str, Any]) -> ApiAnswer:
    reason = _TOKEN.sub("…", str(body.get("description") or f"HTTP {code}"))
    parameters = body.get("parameters") or {}
    if moved := parameters.get("migrate_to_chat_id"):
        return Migrated(moved)
    if code == 429 or "retry_after" in parameters:
        return RetryAfter(float(parameters.get("retry_after", 5)))
    if code == 400:
        return _bad_request(reason)
    if code == 404 and "method" in reason:
        return BadRequest(reason)
    return _FIXED.get(code, Unknown if code >= 500 or code < 400 else BadRequest)(reason)


_FIXED: Final[dict[int, type[Unauthorized | Unreachable | Conflict]]] = {
    401: Unauthorized,
    403: Unreachable,
    404: Unauthorized,  # the address is made of the token: a bot nobody knows is "Not Found"
    409: Conflict,
}


def _bad_request(reason: str) -> ApiAnswer:
    if _NOT_MODIFIED in reason:
        return NotModified()
    if any(told in reason for told in _CARD_GONE):
        return CardGone()
    if any(told in reason for told in _TOPIC_GONE):
        return TopicGone()
    return Unreachable(reason) if any(told in reason for told in _UNREACHABLE) else BadRequest(reason)


def _told(error: BaseException) -> str:
    return _TOKEN.sub("…", f"{type(error).__name__}: {error}")


def _form(params: Mapping[str, Any], uploads: Mapping[str, tuple[str, bytes]]) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)
    for name, value in params.items():
        form.add_field(name, value if isinstance(value, str) else orjson.dumps(value).decode())
    for name, (file_name, content) in uploads.items():
        # As a file it goes out piece by piece: a large one in one piece would hold up everything else.
        form.add_field(
            name, BytesIO(content), filename=_as_sent(file_name), content_type="application/octet-stream"
        )
    return form


def _as_sent(file_name: str) -> str:
    """As people are to read it: percent signs would be shown as they are. What would end the name or its header is left out."""
    return _NOT_IN_A_NAME.sub("_", file_name)
