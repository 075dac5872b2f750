"""A town for a scenario: the simulated Telegram beside the program, people who act, and what they were told.

Every message of the bot is either expected by the scenario or makes it fail.
"""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr
from sqlalchemy import select

from bot import demo
from bot.checking import breaches
from bot.company import MEMBERS, found_company
from bot.program import Parts
from bot.running import Worker, poll
from bot.serving import listen, started
from bot.settings import Settings
from domain.people.person import Oem
from domain.reporting.period_wishes import ReportWishes
from domain.settle import settle
from domain.unit_of_work import UnitOfWork
from storage.album import WAITING, album
from tests import preloaded
from tests.loopback import NO_CERTIFICATES
from tests.photos import a_photo

ROOT = Path(__file__).parents[2]
PEOPLE = {member.name.split()[0].lower(): member.id for member in MEMBERS}
KEYS = {"voltera": "voltera-test-key", "kaveri": "kaveri-test-key"}
ERRORS = 2  # where those of the tests go as well
Message = dict[str, Any]


class Unexpected(AssertionError):
    """Somebody was told something the scenario does not know of, or was not told what it expects."""


@dataclass(slots=True)
class Town:
    sim: httpx.AsyncClient
    parts: Parts
    worker: Worker
    seen: dict[int, int] = field(default_factory=dict)

    async def say(self, person: str, text: str, chat: int | None = None, **more: Any) -> None:  # noqa: ANN401  fields of JSON
        """A text, or with `contact`/`location`/`reply_to` what the control interface takes."""
        body = {"from": PEOPLE[person], "text": text or None, **more}
        body = {key: value for key, value in body.items() if value is not None}
        await self._post(f"/sim/chats/{chat or PEOPLE[person]}/messages", body)
        await self.quiet()

    async def answer(self, person: str, text: str, chat: int) -> None:
        """A reply to the bot's last message in the group, as its forced reply asks for."""
        last = [message for message in await self.messages(chat) if message["from"]["is_bot"]][-1]
        await self.say(person, text, chat, reply_to=last["id"], thread=last.get("thread"))

    async def edit(self, person: str, text: str, chat: int, message: int) -> None:
        """A message of this person says something else now."""
        await self._post(
            f"/sim/chats/{chat}/messages/{message}/edits", {"from": PEOPLE[person], "text": text}
        )
        await self.quiet()

    async def photo(
        self, person: str, chat: int | None = None, *, count: int = 1, reply: bool = False
    ) -> None:
        """Good ones, each of something else."""
        await self.pictures(person, [a_photo(number) for number in range(count)], chat, reply=reply)

    async def pictures(
        self, person: str, files: Sequence[bytes], chat: int | None = None, *, reply: bool = False
    ) -> None:
        place = chat or PEOPLE[person]
        fields: dict[str, str] = {"from": str(PEOPLE[person])}
        if reply:
            last = [message for message in await self.messages(place) if message["from"]["is_bot"]][-1]
            fields["reply_to"] = str(last["id"])
        photos = [("photo", (f"{number}.jpg", file, "image/jpeg")) for number, file in enumerate(files)]
        answer = await self.sim.post(f"/sim/chats/{place}/messages", data=fields, files=photos)
        assert answer.is_success, answer.text
        await self.quiet()

    async def document(self, person: str, name: str, content: bytes, kind: str) -> None:
        """A file in the person's own chat."""
        place = PEOPLE[person]
        files = [("document", (name, content, kind))]
        answer = await self.sim.post(f"/sim/chats/{place}/messages", data={"from": str(place)}, files=files)
        assert answer.is_success, answer.text
        await self.quiet()

    async def video(self, person: str, size: int = 20_000, chat: int | None = None) -> None:
        """A short film in the person's own chat, or in another one."""
        place, who = chat or PEOPLE[person], PEOPLE[person]
        files = [("video", ("film.mp4", b"\0" * size, "video/mp4"))]
        answer = await self.sim.post(f"/sim/chats/{place}/messages", data={"from": str(who)}, files=files)
        assert answer.is_success, answer.text
        await self.quiet()

    async def tap(self, person: str, label: str, chat: int | None = None, *, within: str = "") -> str:
        """Tap the newest button with this label (in a message that contains `within`); the toast it answers."""
        place = chat or PEOPLE[person]
        message = await self.with_button(place, label, within)
        return await self.tap_on(person, label, place, message["id"])

    async def tap_on(self, person: str, button: str, chat: int, message: int) -> str:
        toast = await self.tap_only(person, button, chat, message)
        await self.quiet()
        return toast

    async def tap_only(self, person: str, button: str, chat: int, message: int) -> str:
        """Without waiting for what follows."""
        body = {"from": PEOPLE[person], "button": button}
        answer = await self._post(f"/sim/chats/{chat}/messages/{message}/taps", body)
        return str(answer.get("text") or "")

    async def fault(self, kind: str, **more: Any) -> None:  # noqa: ANN401  fields of JSON
        await self._post("/sim/faults", {"kind": kind, **more})

    async def faults_are_over(self) -> None:
        """Every fault has struck, and time has passed for what was tried again."""
        for _ in range(40):
            await asyncio.sleep(0.1)
            faults = (await self.sim.get("/sim/faults")).json()["faults"]
            if not faults and await self.parts.outbox.is_empty():
                break
            await self._post("/sim/clock", {"advance": "2s"})
        await self.advance("2s")

    async def with_button(self, chat: int, label: str, within: str = "") -> Message:
        messages = await self.messages(chat)
        for message in reversed(messages):
            labels = [button["text"] for row in message.get("inline_keyboard") or [] for button in row]
            if within in (message.get("text") or "") and label in labels:
                return message
        shown = "\n---\n".join(_drawn(message) for message in messages[-6:])
        raise Unexpected(f"no button {label!r} in chat {chat}; the last messages are:\n{shown}")

    async def messages(self, chat: int) -> list[Message]:
        answer = await self.sim.get(f"/sim/chats/{chat}/messages")
        assert answer.is_success, answer.text
        return [message for message in answer.json()["messages"] if not message.get("deleted")]

    async def told(self, chat: int, *fragments: str) -> list[Message]:
        """The bot's new messages in this chat are exactly these, in order, each containing its fragment."""
        fresh = await self._fresh(chat)
        matches = len(fresh) == len(fragments) and all(
            fragment in (message.get("text") or "")
            for fragment, message in zip(fragments, fresh, strict=True)
        )
        if not matches:
            drawn = "\n---\n".join(_drawn(message) for message in fresh) or "nothing"
            raise Unexpected(f"chat {chat} expected {list(fragments)} and was told:\n{drawn}")
        self.seen[chat] = max([self.seen.get(chat, 0), *(message["id"] for message in fresh)])
        return fresh

    async def nobody_else(self) -> None:
        """No chat holds a message of the bot that the scenario has not looked at."""
        for chat, last in (await self._last_messages()).items():
            if last > self.seen.get(chat, 0):
                await self.told(chat)

    async def skip(self, *chats: int) -> None:
        """What stands in these chats (all, if none is named) is looked at elsewhere."""
        last = await self._last_messages()
        self.seen.update({chat: last[chat] for chat in chats or last})

    async def _last_messages(self) -> dict[int, int]:
        """The newest message of each chat, 0 where there is none."""
        chats = (await self.sim.get("/sim/chats")).json()
        return {chat["id"]: (chat["last_message"] or {"id": 0})["id"] for chat in chats}

    async def _fresh(self, chat: int) -> list[Message]:
        after = self.seen.get(chat, 0)
        return [
            m
            for m in await self.messages(chat)
            if m["id"] > after and m["from"]["is_bot"] and not m.get("service")
        ]

    async def advance(self, span: str) -> None:
        await self._clock({"advance": span})

    async def clock_to(self, moment: str) -> None:
        """To an instant such as `2026-11-24T02:30:00+00:00`."""
        await self._clock({"to": moment})

    async def _clock(self, body: dict[str, Any]) -> None:
        moved = await self._post("/sim/clock", body)
        for _ in range(500):
            if self.parts.clock.now().isoformat() >= moved["now"][:19]:
                break
            await asyncio.sleep(0.01)
        self.worker.moved()
        await self.quiet()

    async def api(self, method: str, path: str, key: str = KEYS["voltera"], **more: Any) -> httpx.Response:  # noqa: ANN401  what httpx takes
        address = f"http://127.0.0.1:{self.parts.settings.http_port}"
        headers = {"Authorization": f"Bearer {key}"}
        async with httpx.AsyncClient(base_url=address, headers=headers, verify=NO_CERTIFICATES) as client:
            answer = await client.request(method, path, **more)
        await self.quiet()
        return answer

    async def quiet(self) -> None:
        """Until everything said is handled, everything caused is sent, and nothing is due."""
        for _ in range(3000):
            if await self._is_calm():
                return
            await asyncio.sleep(0.01)
        raise Unexpected("the program does not come to rest")

    async def _is_calm(self) -> bool:
        """Asked in the order in which things go on, so that nothing slips by between two questions."""
        updates = (await self.sim.get("/sim/updates")).json()
        waiting = sum(bot["pending"] for bot in (updates if isinstance(updates, list) else updates.values()))
        if waiting or await self.parts.inbox.oldest_waiting() is not None:
            return False
        due = await self.parts.timers.next_due()
        if due is not None and due <= self.parts.clock.now():
            return False
        return await self.parts.outbox.is_empty()

    async def pictures_are_kept(self) -> None:
        """The bytes of every photo are fetched, and those of reports looked at, which happens beside all else."""
        for _ in range(100):
            await self.parts.archive.fetch_due()
            await self.parts.pictures.work()
            if await self._are_looked_at():
                break
            await asyncio.sleep(0.05)
        await self.quiet()

    async def packs_are_compiled(self) -> None:
        """Those handed over, which happens beside all else once their photos have come."""
        await self.parts.packs.work()
        await self.quiet()

    async def _are_looked_at(self) -> bool:
        waits = select(album.c.unique_id).where(album.c.status == WAITING).limit(1)
        async with self.parts.database.read() as connection:
            return (await connection.execute(waits)).first() is None

    async def file(self, message: Message) -> bytes:
        """The document of a message."""
        answer = await self.sim.get(f"/sim/files/{message['document']['file_unique_id']}")
        assert answer.is_success, answer.text
        return answer.content

    async def card(self, chat: int, fragment: str) -> str:
        """How the newest message with these words reads by now."""
        for message in reversed(await self.messages(chat)):
            if fragment in (message.get("text") or ""):
                return _drawn(message)
        raise Unexpected(f"nothing in chat {chat} says {fragment!r}")

    async def holds(self) -> None:
        """The promises, over the database as it stands."""
        found = [
            breach async for breach in breaches(self.parts.database, self.parts.work, self.parts.clock.now())
        ]
        assert found == []

    async def _post(self, path: str, body: dict[str, Any]) -> Any:  # noqa: ANN401  JSON
        answer = await self.sim.post(path, json=body)
        assert answer.is_success, f"{path} {body}: {answer.text}"
        return answer.json()


@asynccontextmanager
async def a_simulator(folder: Path, start: str) -> AsyncIterator[str]:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    with ours:
        with theirs:
            words = (
                "--port",
                "0",
                "--frozen",
                "--until-eof",
                "--at",
                start,
                "--state",
                str(folder / "sim.json"),
            )
            pipe = theirs.fileno()
            process = preloaded.started("simulator.__main__", *words, streams=(pipe, pipe, ERRORS))
        try:
            said = await asyncio.wait_for(asyncio.get_running_loop().sock_recv(ours, 256), 20)
            yield said.decode().split()[1]
        finally:
            process.kill()  # what it holds is thrown away, so it need not say goodbye
            await process.wait()


def settings_for(base: str, database_url: str, folder: Path, http_port: int) -> Settings:
    return Settings(
        _env_file=None,
        telegram_token=SecretStr(demo.TOKEN),
        telegram_api_url=base,
        clock_url=f"{base}/sim/clock",
        database_url=database_url,
        data_dir=folder,
        http_port=http_port,
        send_budget=False,
        webhooks_allow_loopback=True,
        read_bills=False,
    )


@asynccontextmanager
async def a_town(  # noqa: PLR0913  where it stands and what it has
    folder: Path,
    database_url: str,
    http_port: int,
    start: str,
    *,
    webhook: bool = False,
    pages: bool = False,
    **more: object,
) -> AsyncIterator[Town]:
    """`start` is the instant at which the scenario begins, on a clock that stands still.

    `pages`: the address is known outside, so customers get a page of their own; `more` are settings by their names.
    """
    async with a_simulated_telegram(folder, start) as sim:
        settings = settings_for(str(sim.base_url).rstrip("/"), database_url, folder, http_port)
        if webhook:
            settings = settings.model_copy(update=_webhook(http_port))
        if pages:
            settings = settings.model_copy(update={"public_url": f"http://127.0.0.1:{http_port}"})
        settings = settings.model_copy(update=more)
        async with at_work(sim, settings, founded=False) as town:
            await town.skip()
            yield town


@asynccontextmanager
async def a_simulated_telegram(folder: Path, start: str) -> AsyncIterator[httpx.AsyncClient]:
    """With the town's people and groups in it; it goes on while the program is stopped and started."""
    async with (
        a_simulator(folder, start) as base,
        httpx.AsyncClient(base_url=base, timeout=30, verify=NO_CERTIFICATES) as sim,
    ):
        await demo.people_it(base)
        yield sim


@asynccontextmanager
async def at_work(
    sim: httpx.AsyncClient, settings: Settings, *, founded: bool, seen: dict[int, int] | None = None
) -> AsyncIterator[Town]:
    """The program, from its start to its end; `seen` is what was looked at before."""
    async with AsyncExitStack() as stack:
        parts, worker = await started(stack, settings)
        if not founded:
            async with parts.database.begin() as connection:
                uow = parts.work.on(connection, parts.clock.now())
                await found_company(uow, KEYS)
                await without_reports(uow)
                await settle(uow)
        await stack.enter_async_context(worker.working())
        await listen(stack, parts, worker)
        receiving = asyncio.sleep(86400) if settings.webhook_url else poll(parts, worker)
        polling = asyncio.create_task(receiving)
        town = Town(sim=sim, parts=parts, worker=worker, seen=seen if seen is not None else {})
        try:
            await town.quiet()
            yield town
        finally:
            polling.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await polling


async def without_reports(uow: UnitOfWork) -> None:
    """What compiles itself on a Monday would come into every story; `test_periods.py` tells it."""
    for oem in await uow.all(Oem):
        await uow.save(replace(oem, reports=ReportWishes(rhythms=frozenset())))


def _webhook(http_port: int) -> dict[str, object]:
    address = f"http://127.0.0.1:{http_port}/telegram/hidden"
    return {"webhook_url": address, "webhook_secret": SecretStr("only-telegram-and-we-know-this")}


def _drawn(message: Message) -> str:
    rows = [[button["text"] for button in row] for row in message.get("inline_keyboard") or []]
    return f"#{message['id']} {message['from']['name']}: {message.get('text')!r}\n{rows}"
