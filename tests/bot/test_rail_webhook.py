"""Calls of RazorpayX: signed or not listened to, and answered at once."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import pytest
from fastapi import FastAPI

from bot.rail_webhook import BODY_MOST, PATH, router
from domain.errors import Unavailable
from tests.razorpayx.bank import SECRET, Call

NEWS = b'{"event":"payout.processed","payload":{"payout":{"entity":{"id":"pout_1","reference_id":"0a"}}}}'
PAYOUT = Call("evt_1", NEWS)


@dataclass(slots=True)
class Desk:
    heard: list[tuple[str, str]] = field(default_factory=list)
    gone: bool = False

    async def hurry(self, call: str, intent: str) -> None:
        if self.gone:
            raise Unavailable("gone")
        self.heard.append((call, intent))


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def web(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(router([SECRET, "the one before"], desk.hurry))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
        yield client


@pytest.mark.parametrize("secret", [SECRET, "the one before"])
async def test_a_signed_call_is_heard_under_either_secret(
    web: httpx.AsyncClient, desk: Desk, secret: str
) -> None:
    answer = await web.post(PATH, content=NEWS, headers=PAYOUT.headers(secret))
    assert (answer.status_code, desk.heard) == (200, [("evt_1", "0a")])


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Razorpay-Signature": ""},
        {"X-Razorpay-Signature": "0" * 64},
        {"X-Razorpay-Signature": "ü".encode("latin-1").decode("latin-1")},
        PAYOUT.headers("a wrong secret"),
        Call("evt_1", NEWS + b" ").headers(),
    ],
)
async def test_what_is_not_signed_is_not_heard(
    web: httpx.AsyncClient, desk: Desk, headers: dict[str, str]
) -> None:
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    answer = await web.post(PATH, content=NEWS, headers=raw)
    assert (answer.status_code, desk.heard) == (401, [])


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"<html>",
        b'{"payload":{}}',
        b'{"payload":{"payout":{"entity":{"reference_id":null}}}}',
        b'{"event":"payout.downtime.started"}',
    ],
)
async def test_a_call_about_something_else_is_answered_and_nothing_follows(
    web: httpx.AsyncClient, desk: Desk, body: bytes
) -> None:
    answer = await web.post(PATH, content=body, headers=Call("evt_1", body).headers())
    assert (answer.status_code, desk.heard) == (200, [])


async def test_a_call_without_an_id_is_known_again_by_its_words(web: httpx.AsyncClient, desk: Desk) -> None:
    signed = {"X-Razorpay-Signature": PAYOUT.headers()["X-Razorpay-Signature"]}
    await web.post(PATH, content=NEWS, headers=signed)
    assert desk.heard == [(hashlib.sha256(NEWS).hexdigest(), "0a")]


async def test_what_no_call_is_as_long_as_is_not_read(web: httpx.AsyncClient, desk: Desk) -> None:
    long = b" " * (BODY_MOST + 1)
    answer = await web.post(PATH, content=long, headers=Call("evt_1", long).headers())
    assert (answer.status_code, desk.heard) == (413, [])


async def test_while_the_database_is_gone_it_is_asked_to_call_again(
    web: httpx.AsyncClient, desk: Desk
) -> None:
    desk.gone = True
    answer = await web.post(PATH, content=NEWS, headers=PAYOUT.headers())
    assert answer.status_code == 503
