from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from bot.intake import Intake
from bot.webhook import NoSecret, router
from domain.errors import Unavailable

SECRET = "a-secret-of-enough-length"
HEADER = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
NOW = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)


class Inbox:
    def __init__(self) -> None:
        self.stored: list[Mapping[str, Any]] = []
        self.away = False
        self.woken = 0

    def now(self) -> datetime:
        return NOW

    async def store(self, bot_id: int, updates: Sequence[Mapping[str, Any]], *, now: datetime) -> None:
        assert (bot_id, now) == (7, NOW)
        if self.away:
            raise Unavailable("locked")
        self.stored += updates

    def wake(self) -> None:
        self.woken += 1


async def push(inbox: Inbox, body: bytes, headers: Mapping[str, str]) -> int:
    app = FastAPI()
    app.include_router(router("/hook", SECRET, 7, Intake(store=inbox, clock=inbox, stored=inbox.wake)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as client:
        return (await client.post("/hook", content=body, headers=headers)).status_code


async def test_an_update_is_answered_after_it_is_stored() -> None:
    inbox = Inbox()
    assert await push(inbox, b'{"update_id":5,"message":{}}', HEADER) == 200
    assert (inbox.stored, inbox.woken) == ([{"update_id": 5, "message": {}}], 1)


@pytest.mark.parametrize("headers", [{}, {"X-Telegram-Bot-Api-Secret-Token": SECRET + "x"}])
async def test_without_the_secret_nothing_is_stored(headers: dict[str, str]) -> None:
    inbox = Inbox()
    assert await push(inbox, b'{"update_id":5}', headers) == 403
    assert inbox.stored == []


async def test_while_the_database_is_away_telegram_keeps_the_update() -> None:
    inbox = Inbox()
    inbox.away = True
    assert await push(inbox, b'{"update_id":5}', HEADER) == 503
    assert inbox.woken == 0


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"update_id":"5"}'])
async def test_what_is_no_update_is_not_asked_for_again(body: bytes) -> None:
    inbox = Inbox()
    assert await push(inbox, body, HEADER) == 200
    assert inbox.stored == []


@pytest.mark.parametrize("secret", ["", "short", "with spaces in it, and more", "x" * 257])
def test_without_a_good_secret_it_does_not_start(secret: str) -> None:
    inbox = Inbox()
    with pytest.raises(NoSecret, match="WEBHOOK_SECRET"):
        router("/hook", secret, 7, Intake(store=inbox, clock=inbox, stored=inbox.wake))
