"""A bot and the people around it, driven by plain HTTP against a simulator that is its own process."""

import io
import itertools
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from PIL import Image

from simulator.schema import Schema
from tests.loopback import NO_CERTIFICATES

Json = dict[str, Any]

NUMBERS = itertools.count(1)
SCHEMA = Schema.load()


@contextmanager
def a_simulator(*options: str) -> Iterator[str]:
    """The address of a fresh simulator process, stopped at the end through its standard input."""
    command = [sys.executable, "-m", "simulator", "--port", "0", "--until-eof", *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[-1]
            process.stdin.close()
            assert process.wait(10) == 0
        finally:
            process.kill()


def a_photo(width: int = 1600, height: int = 1200) -> bytes:
    """A JPEG that tells its maker in EXIF."""
    target, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "Maker"
    Image.new("RGB", (width, height), (200, 60, 40)).save(target, "JPEG", exif=exif)
    return target.getvalue()


class Town:
    """A bot of its own, and Asha, who has a private chat with it."""

    def __init__(self, address: str) -> None:
        number = next(NUMBERS)
        self.address = address
        self.http = httpx.Client(base_url=address, timeout=20, verify=NO_CERTIFICATES)
        self.token = f"{900_000 + number}:town"
        self.username = f"town{number}_bot"
        self.offset = 0
        self.control("bots", token=self.token, username=self.username, first_name="Town")
        self.asha = self.person("Asha", last_name="Rao", phone="+919800000001")

    def person(self, first_name: str, **more: object) -> int:
        number = 5000 + next(NUMBERS)
        self.control("users", id=number, first_name=first_name, **more)
        return number

    def group(self, *members: int, **more: object) -> int:
        number = -1000 - next(NUMBERS)
        self.control("groups", id=number, title="Team", members=[self.asha, *members], **more)
        self.drain()
        return number

    def forum(self) -> int:
        return self.group(forum=True, bot_is_admin=True)

    def control(self, path: str, **body: object) -> Any:  # noqa: ANN401  whatever JSON it answers
        answer = self.http.post(f"/sim/{path}", params={"bot": self.username}, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def wrong(self, path: str, **body: object) -> str:
        """What the control interface says against it."""
        answer = self.http.post(f"/sim/{path}", params={"bot": self.username}, json=body)
        assert 400 <= answer.status_code < 500, answer.text
        return str(answer.json()["error"])

    def look(self, path: str, **query: Any) -> Any:  # noqa: ANN401  whatever JSON it answers
        return self.http.get(f"/sim/{path}", params={"bot": self.username, **query}).raise_for_status().json()

    def says(self, person: int, text: str, chat: int | None = None, **more: object) -> Json:
        body = {"from": person, "text": text, **more}
        answer: Json = self.control(f"chats/{chat or person}/messages", **body)
        return dict(answer["message"])

    def shows(
        self, person: int, *files: tuple[str, bytes], chat: int | None = None, **fields: object
    ) -> list[Json]:
        parts = [(kind, (f"{kind}.bin", data)) for kind, data in files]
        answer = self.http.post(
            f"/sim/chats/{chat or person}/messages",
            params={"bot": self.username},
            data={"from": str(person), **fields},
            files=parts,
        )
        assert answer.status_code == 200, answer.text
        return list(answer.json()["messages"])

    def taps(self, person: int, message: int, button: str, chat: int | None = None, wait: float = 0) -> Json:
        path = f"chats/{chat or person}/messages/{message}/taps"
        answer = self.http.post(
            f"/sim/{path}",
            params={"bot": self.username, "wait": str(wait)},
            json={"from": person, "button": button},
        )
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def start(self) -> int:
        """Asha opens her chat; nothing of it is left in the queue."""
        self.says(self.asha, "/start")
        self.drain()
        return self.asha

    def answer(self, method: str, **parameters: object) -> Json:
        body: Json = self.http.post(f"/bot{self.token}/{method}", json=parameters).json()
        if body["ok"]:
            kinds = SCHEMA.methods[SCHEMA.names[method.lower()]]["returns"]
            assert any(not SCHEMA.violations(kind, body["result"]) for kind in kinds), body
        return body

    def ok(self, method: str, **parameters: object) -> Any:  # noqa: ANN401  whatever the method returns
        body = self.answer(method, **parameters)
        assert body["ok"], body
        return body["result"]

    def refusal(self, method: str, **parameters: object) -> str:
        """`400 Bad Request: …` as one line."""
        body = self.answer(method, **parameters)
        assert not body["ok"], body
        return f"{body['error_code']} {body['description']}"

    def uploads(self, method: str, files: dict[str, tuple[str, bytes]], **fields: Any) -> Any:  # noqa: ANN401  JSON of any shape
        body: Json = self.http.post(f"/bot{self.token}/{method}", data=fields, files=files).json()
        assert body["ok"], body
        return body["result"]

    def pending(self) -> int:
        return next(int(queue["pending"]) for queue in self.look("updates") if queue["bot"] == self.username)

    def updates(self) -> list[Json]:
        """What waits for the bot; the next call confirms it."""
        if not self.pending():
            return []
        found: list[Json] = self.ok("getUpdates", offset=self.offset)
        self.offset = found[-1]["update_id"] + 1 if found else self.offset
        return found

    def messages(self) -> list[Json]:
        return [update["message"] for update in self.updates() if "message" in update]

    def drain(self) -> None:
        self.ok("deleteWebhook", drop_pending_updates=True)

    def advance(self, duration: str) -> None:
        self.control("clock", advance=duration)

    def seen(self, chat: int, viewer: int | None = None) -> list[Json]:
        answer: Json = self.look(f"chats/{chat}/messages", viewer=viewer or self.asha)
        return list(answer["messages"])
