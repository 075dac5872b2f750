"""A simulated town for the playground's tests: its people by control calls, its bot by plain Bot API calls, a browser."""

import io
import os
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.loopback import NO_CERTIFICATES

Json = dict[str, Any]

TOKEN = "700:playground"
ASHA, IMRAN = 7, 8
GROUP = -1001
FORUM = -1001000000001
WAIT_S = 5.0


class Town:
    def __init__(self, http: httpx.Client) -> None:
        self.http = http
        self.offset = 0

    def control(self, path: str, **body: object) -> Any:  # noqa: ANN401  whatever JSON it answers
        return self.http.post(f"/sim/{path}", json=body).raise_for_status().json()

    def bot(self, method: str, **parameters: object) -> Any:  # noqa: ANN401  whatever JSON it answers
        return self.http.post(f"/bot{TOKEN}/{method}", json=parameters).raise_for_status().json()["result"]

    def writes(self, person: int, text: str, chat: int | None = None) -> Json:
        message: Json = self.control(f"chats/{chat or person}/messages", **{"from": person, "text": text})
        return message

    def next_update(self, kind: str) -> Json:
        """The next update of this kind; others before it are dropped."""
        for _ in range(20):
            for update in self.bot("getUpdates", offset=self.offset, timeout=2):
                self.offset = update["update_id"] + 1
                if kind in update:
                    found: Json = update[kind]
                    return found
        raise AssertionError(f"the bot never got a {kind}")

    def next_message(self, **wanted: object) -> Json:
        """The next message that carries these fields (a value of `...` is any)."""
        while True:
            message = self.next_update("message")
            if all(
                message.get(key) == value or (value is ... and key in message)
                for key, value in wanted.items()
            ):
                return message


def settled(http: httpx.Client) -> Town:
    """Asha has opened her chat with the bot; she and Imran share a group."""
    town = Town(http)
    town.control(
        "bots", token=TOKEN, username="acme_bot", first_name="Acme", can_read_all_group_messages=True
    )
    town.control("users", id=ASHA, first_name="Asha", last_name="Rao", phone="+919800000007")
    town.control("users", id=IMRAN, first_name="Imran", last_name="Shaikh", phone="+919800000008")
    town.control("groups", id=GROUP, title="Team Kestrel", members=[IMRAN, ASHA])
    town.writes(ASHA, "/start")
    return town


def a_process(*options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "simulator", "--frozen", *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def address_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().split()[-1]


@pytest.fixture(scope="module")
def spare() -> Iterator[deque[subprocess.Popen[str]]]:
    """The simulator of the next test starts while this one runs."""
    waiting = deque([a_process("--port", "0")])
    yield waiting
    for process in waiting:
        with process:
            process.kill()


@pytest.fixture
def address(spare: deque[subprocess.Popen[str]]) -> Iterator[str]:
    """A simulator of its own for each test; it keeps nothing, so it is simply ended."""
    spare.append(a_process("--port", "0"))
    with spare.popleft() as process:
        yield address_of(process)
        process.kill()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        reason = "no Chromium: put one on the PATH or name it in CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


@pytest.fixture
def acme(address: str) -> Iterator[Town]:
    with httpx.Client(base_url=address, timeout=20, verify=NO_CERTIFICATES) as http:
        yield settled(http)


@pytest.fixture
def blank(browser: Browser) -> Iterator[Page]:
    """A page that has not been anywhere; no error may come up on it."""
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    context.set_default_timeout(WAIT_S * 1000)
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    yield page
    context.close()
    assert troubles == []


@pytest.fixture
def page(blank: Page, address: str, acme: Town) -> Page:  # noqa: ARG001  the town must stand first
    blank.goto(address)
    return blank


def phone(page: Page, name: str) -> Locator:
    """The phone of whom, in which chat: `Asha Rao: Acme`."""
    found = page.get_by_role("region", name=name)
    expect(found).to_be_visible()
    return found


def bubble(phone: Locator, text: str) -> Locator:
    return phone.locator(".row", has=phone.page.locator(".words", has_text=text))


def picture(width: int = 640, height: int = 480) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, "JPEG")
    return file.getvalue()


def upload(name: str, kind: str = "image/jpeg", data: bytes | None = None) -> Any:  # noqa: ANN401  playwright's own FilePayload
    return {"name": name, "mimeType": kind, "buffer": data or picture()}


def keyboard(*rows: list[Json]) -> Json:
    return {"inline_keyboard": list(rows)}
