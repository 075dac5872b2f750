import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.telegram import Telegram, decoded
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

TOKEN = "123456:AAE-invented-token-of-the-right-length-x"


class Server:
    """Answers what it is told to, and remembers what it was asked."""

    def __init__(self) -> None:
        self.status = 200
        self.body: bytes = b'{"ok":true,"result":true}'
        self.cut = False
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.named: list[str] = []
        self.beside = self.most_beside = 0

    async def answer(self, request: web.Request) -> web.Response:
        self.beside += 1
        self.most_beside = max(self.most_beside, self.beside)
        self.asked.append((request.path, await self._params(request)))
        await asyncio.sleep(0.002)
        self.beside -= 1
        if self.cut and request.transport:
            request.transport.abort()
        return web.Response(status=self.status, body=self.body)

    def fails(self, code: int, description: str, **parameters: object) -> None:
        self.status = code
        told = {"ok": False, "error_code": code, "description": description}
        self.body = orjson.dumps({**told, "parameters": parameters} if parameters else told)

    async def _params(self, request: web.Request) -> dict[str, Any]:
        if request.content_type == "application/json":
            found: dict[str, Any] = orjson.loads(await request.read())
            return found
        fields = await request.post()
        files = [value for value in fields.values() if isinstance(value, web.FileField)]
        self.named += [file.headers["Content-Disposition"] for file in files]
        return {
            name: value.file.read() if isinstance(value, web.FileField) else value
            for name, value in fields.items()
        }


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
async def telegram(server: Server) -> AsyncIterator[Telegram]:
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", server.answer)
    async with TestServer(app) as running, Telegram(TOKEN, str(running.make_url("/"))) as client:
        yield client


async def test_a_call_is_json_and_its_result_comes_back(telegram: Telegram, server: Server) -> None:
    server.body = b'{"ok":true,"result":{"message_id":5}}'
    answer = await telegram.call("sendMessage", {"chat_id": 1, "text": "₹"})
    assert answer == Ok({"message_id": 5})
    assert server.asked == [(f"/bot{TOKEN}/sendMessage", {"chat_id": 1, "text": "₹"})]


async def test_files_travel_beside_the_parameters(telegram: Telegram, server: Server) -> None:
    params = {"chat_id": 1, "media": [{"type": "photo", "media": "attach://file0"}], "caption": "roof"}
    await telegram.call("sendMediaGroup", params, {"file0": ("roof.jpg", b"\xff\xd8")})
    [(_, seen)] = server.asked
    assert seen == {
        "chat_id": "1",
        "media": '[{"type":"photo","media":"attach://file0"}]',
        "caption": "roof",
        "file0": b"\xff\xd8",
    }


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("R-3 voltera.pdf", "R-3 voltera.pdf"),
        ("बिल.pdf", "बिल.pdf"),
        ('say "hi"\r\nX: y/z.pdf', "say _hi___X: y_z.pdf"),
    ],
)
async def test_a_file_has_the_name_that_people_read(
    telegram: Telegram, server: Server, name: str, sent: str
) -> None:
    await telegram.call("sendDocument", {"chat_id": 1}, {"document": (name, b"%PDF")})
    assert server.named == [f'form-data; name="document"; filename="{sent}"']


@pytest.mark.parametrize(
    ("refusal", "meaning"),
    [
        ((429, "Too Many Requests: retry after 35", {"retry_after": 35}), RetryAfter(35)),
        (
            (400, "Bad Request: group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": -100}),
            Migrated(-100),
        ),
        (
            (403, "Forbidden: bot was blocked by the user", {}),
            Unreachable("Forbidden: bot was blocked by the user"),
        ),
        ((403, "Forbidden: bot was kicked from the group chat", {}), Unreachable),
        ((403, "Forbidden: user is deactivated", {}), Unreachable),
        ((400, "Bad Request: chat not found", {}), Unreachable("Bad Request: chat not found")),
        ((400, "Bad Request: message is not modified: specified new message content …", {}), NotModified()),
        ((400, "Bad Request: message to edit not found", {}), CardGone()),
        ((400, "Bad Request: message can't be edited", {}), CardGone()),
        ((400, "Bad Request: message thread not found", {}), TopicGone()),
        ((400, "Bad Request: TOPIC_CLOSED", {}), TopicGone()),
        ((400, "Bad Request: can't parse entities", {}), BadRequest("Bad Request: can't parse entities")),
        ((400, "Bad Request: not enough rights to create a topic", {}), BadRequest),
        ((401, "Unauthorized", {}), Unauthorized("Unauthorized")),
        ((404, "Not Found", {}), Unauthorized),
        ((404, "Not Found: method not found", {}), BadRequest),
        ((409, "Conflict: terminated by other getUpdates request", {}), Conflict),
        ((413, "Request Entity Too Large", {}), BadRequest),
        ((500, "Internal Server Error: restart", {}), Unknown),
        ((502, "Bad Gateway", {}), Unknown),
    ],
)
async def test_every_refusal_has_its_meaning(
    telegram: Telegram,
    server: Server,
    refusal: tuple[int, str, dict[str, object]],
    meaning: ApiAnswer | type[ApiAnswer],
) -> None:
    code, description, parameters = refusal
    server.fails(code, description, **parameters)
    answer = await telegram.call("sendMessage", {})
    assert isinstance(answer, meaning) if isinstance(meaning, type) else answer == meaning


@pytest.mark.parametrize("body", [b"", b"<html>bad gateway</html>", b'{"ok":true,"resu', b"[]"])
async def test_an_answer_that_is_none_leaves_the_result_unknown(
    telegram: Telegram, server: Server, body: bytes
) -> None:
    server.body = body
    assert isinstance(await telegram.call("sendMessage", {}), Unknown)


async def test_a_cut_connection_leaves_the_result_unknown(telegram: Telegram, server: Server) -> None:
    server.cut = True
    assert isinstance(await telegram.call("sendMessage", {}), Unknown)


async def test_a_server_that_cannot_be_reached_was_not_told_anything() -> None:
    async with Telegram(TOKEN, "http://127.0.0.1:9") as telegram:
        assert isinstance(await telegram.call("sendMessage", {}), NotSent)


async def test_at_most_thirty_calls_and_four_uploads_are_in_flight(
    telegram: Telegram, server: Server
) -> None:
    await asyncio.gather(*(telegram.call("sendMessage", {}) for _ in range(80)))
    assert server.most_beside <= 30
    server.most_beside = 0
    await asyncio.gather(*(telegram.call("sendPhoto", {}, {"a": ("a", b"a")}) for _ in range(12)))
    assert server.most_beside <= 4


async def test_the_token_is_in_no_answer_and_no_log(
    telegram: Telegram, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.fails(400, f"Bad Request: what is {TOKEN}?")
    told = [await telegram.call("x", {})]
    server.cut = True
    told += [await telegram.call("x", {}), await telegram.download("photos/1.jpg")]
    async with Telegram(TOKEN, "http://127.0.0.1:9") as away:
        told += [await away.call("x", {}), await away.download("photos/1.jpg")]
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("aiohttp.access")]
    assert TOKEN.split(":")[1] not in repr(told) + repr(ours)


async def test_a_file_is_fetched(telegram: Telegram, server: Server) -> None:
    server.body = b"\xff\xd8"
    assert await telegram.download("photos/1.jpg") == Ok(b"\xff\xd8")
    assert server.asked[0][0] == f"/file/bot{TOKEN}/photos/1.jpg"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (rb'"\ud83d\udd0c"', "🔌"),
        (rb'"\ud83d"', "?"),
        (rb'"\udd0c x"', "? x"),
        (rb'"\\ud83d"', r"\ud83d"),
        (rb'"\\\ud83d"', "\\?"),
        (rb"{", None),
    ],
)
def test_half_characters_do_not_spoil_the_rest(raw: bytes, text: str | None) -> None:
    assert decoded(raw) == text
