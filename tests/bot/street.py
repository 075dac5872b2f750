"""A town whose program is a process of its own, which dies and comes back while people act.

People do what they do on ordinary days (`tests/scenarios/days.py`). What a crash may cost is allowed for, and no more:
a toast that was on its way, and one message twice in a chat.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from signal import Signals
from typing import Any, Final

import httpx
from sqlalchemy import func, select

from bot import demo
from bot.company import found_company
from bot.program import assemble
from bot.running import Worker
from bot.serving import _clock
from bot.settings import Settings
from bot.telegram import Telegram
from domain.settle import settle
from storage.inbox import inbox
from storage.ledger import timeline
from storage.migrating import migrate
from storage.outgoing import outbox
from storage.records import packs
from storage.screens import SqlScreens
from tests.bot.outside import Program
from tests.loopback import NO_CERTIFICATES
from tests.ports import a_free_port
from tests.scenarios.days import LEAD
from tests.scenarios.town import KEYS, Message, Town, Unexpected, a_simulator, settings_for, without_reports

Deed = Callable[[], Awaitable[Any]]
APOLOGY: Final = "The bot was away from"


class Lost(str):
    """A toast that was on its way when the program died: whatever was expected, it would have said it."""

    __slots__ = ()

    def __eq__(self, _: object) -> bool:
        return True

    def __contains__(self, _: object) -> bool:
        return True

    __hash__ = str.__hash__


class Moment(StrEnum):
    """When, within a deed, the program is struck."""

    AT_ONCE = "at once"
    STORED = "its update is in the inbox"
    COMMITTED = "what it causes is in the timeline"
    SENDING = "a message about it is on its way"


@dataclass(frozen=True, slots=True)
class Blow:
    """What befalls the program; `slowly` makes Telegram answer after seconds, so that messages pile up.

    `again`: once more while it starts.
    """

    when: Moment
    signal: Signals = Signals.SIGKILL
    slowly: bool = False
    again: bool = False


@dataclass(slots=True, kw_only=True)
class Street(Town):
    """`blows` by the deed they fall into, such as `tap Reached` or `clock 2026-11-24T07:00`."""

    program: Program
    blows: dict[str, Blow] = field(default_factory=dict)
    crashes: int = 0
    looked: dict[int, int] = field(default_factory=dict)
    twice: int = 0
    met: Counter[Moment] = field(default_factory=Counter)

    async def say(self, person: str, text: str, chat: int | None = None, **more: Any) -> None:  # noqa: ANN401  fields of JSON
        await self._struck(f"say {text or 'location'}", lambda: Town.say(self, person, text, chat, **more))

    async def photo(
        self, person: str, chat: int | None = None, *, count: int = 1, reply: bool = False
    ) -> None:
        await self._struck(
            f"photo of {person}", lambda: Town.photo(self, person, chat, count=count, reply=reply)
        )

    async def tap_on(self, person: str, button: str, chat: int, message: int) -> str:
        struck = any(f"tap {button}".startswith(key) for key in self.blows)
        said = await self._struck(f"tap {button}", lambda: Town.tap_on(self, person, button, chat, message))
        return Lost(said) if struck else str(said)

    async def packs_are_compiled(self) -> None:
        """By the program itself, in its own time."""
        for _ in range(600):
            async with self.parts.database.read() as connection:
                waits = select(packs.c.id).where(packs.c.wanted.is_not(None)).limit(1)
                if (await connection.execute(waits)).first() is None:
                    break
            await asyncio.sleep(0.05)
        await self.quiet()

    async def clock_to(self, moment: str) -> None:
        await self._struck(f"clock {moment[:16]}", lambda: Town.clock_to(self, moment))

    async def api(self, method: str, path: str, key: str = KEYS["voltera"], **more: Any) -> httpx.Response:  # noqa: ANN401  what httpx takes
        """A client that tries again with the same `Idempotency-Key`, as the OEM's does."""
        headers = {"Idempotency-Key": f"{method}{path}"} if method == "POST" else {}

        async def call() -> httpx.Response:
            for _ in range(200):
                try:
                    return await Town.api(self, method, path, key, headers=headers, **more)
                except httpx.TransportError:
                    await asyncio.sleep(0.1)
            raise Unexpected(f"{path} is out of reach")

        answer = await self._struck(f"api {path}", call)
        assert isinstance(answer, httpx.Response)
        return answer

    async def _struck(self, name: str, deed: Deed) -> Any:  # noqa: ANN401  what the deed answers
        blow = self._blow_for(name)
        if blow is None:
            return await deed()
        if blow.slowly:
            await self._post("/sim/faults", {"kind": "slow", "method": "sendMessage", "count": 3, "delay": 2})
        before = await self._marks()
        acting = asyncio.ensure_future(deed())
        await self._come(blow.when, before, acting)
        await self.strike(blow)
        return await acting

    def _blow_for(self, name: str) -> Blow | None:
        key = next((key for key in self.blows if name.startswith(key)), None)
        return self.blows.pop(key) if key else None

    async def _come(self, moment: Moment, before: dict[Moment, int], acting: asyncio.Future[Any]) -> None:
        """Returns when the moment is there, or when it has passed unseen."""
        await asyncio.sleep(0)
        while moment is not Moment.AT_ONCE and not acting.done():
            if (await self._marks())[moment] > before[moment]:
                self.met[moment] += 1
                return
            await asyncio.sleep(0)

    async def _marks(self) -> dict[Moment, int]:
        """Counts that grow at each moment."""
        marks = {
            Moment.STORED: select(func.count()).select_from(inbox),
            Moment.COMMITTED: select(func.count()).select_from(timeline),
            Moment.SENDING: select(func.count()).where(outbox.c.status == "sending"),
        }
        async with self.parts.database.read() as connection:
            return {
                moment: int((await connection.execute(mark)).scalar_one()) for moment, mark in marks.items()
            }

    async def strike(self, blow: Blow) -> None:
        if blow.signal is Signals.SIGSTOP:
            self.program.process.send_signal(Signals.SIGSTOP)
            await asyncio.sleep(2)
            self.program.process.send_signal(Signals.SIGCONT)
            return
        self.crashes += blow.signal is Signals.SIGKILL
        await self.program.end(blow.signal)
        await self.program.start()
        if blow.again:
            await asyncio.sleep(0.2)
            await self.program.end(Signals.SIGKILL)
            await self.program.start()
        await self.program.serving()

    async def dead_until(self, moment: str) -> None:
        """It dies while nothing is on its way; the clock goes on without it, and it comes back."""
        await self.program.end(Signals.SIGKILL)
        await self._post("/sim/clock", {"to": moment})
        await self.program.start()
        await self.program.serving()
        await self.quiet()

    async def happened(self) -> list[str]:
        """The kinds of all that stands in the lead's timeline, in order."""
        async with self.parts.database.read() as connection:
            return [event.kind.value for event in await SqlScreens(connection).timeline(LEAD)]

    async def nobody_else(self) -> None:
        """Looks into every chat, so that no doubt about it is left from the last crash."""
        for chat in await self._last_messages():
            await self.told(chat)

    async def told(self, chat: int, *fragments: str) -> list[Message]:
        """As in any town; after a crash one message of this chat may have come twice."""
        fresh = await self._fresh(chat)
        allowed = self.crashes - self.looked.get(chat, 0)
        if not allowed:
            return await Town.told(self, chat, *fragments)
        self.looked[chat] = self.crashes
        expected, doubled = _sorted_out(fresh, fragments)
        known = Counter(message.get("text") for message in await self.messages(chat))
        doubles = [message for message in doubled if not (message.get("text") or "").startswith(APOLOGY)]
        if (
            len(expected) < len(fragments)
            or len(doubles) > allowed
            or any(known[m.get("text")] < 2 for m in doubles)
        ):
            texts = [message.get("text") for message in fresh]
            raise Unexpected(f"chat {chat} after a crash expected {list(fragments)} and was told {texts}")
        self.twice += len(doubles)
        self.seen[chat] = max([self.seen.get(chat, 0), *(message["id"] for message in fresh)])
        return expected


def _sorted_out(fresh: list[Message], fragments: tuple[str, ...]) -> tuple[list[Message], list[Message]]:
    """Those that were expected, in order, and the others."""
    wanted, expected, others = list(fragments), [], []
    for message in fresh:
        if wanted and wanted[0] in (message.get("text") or ""):
            wanted.pop(0)
            expected.append(message)
        else:
            others.append(message)
    return expected, others


@asynccontextmanager
async def a_street(folder: Path, start: str) -> AsyncIterator[Street]:
    """The demo's company in a SQLite file, the program beside it, the clock standing still at `start`."""
    async with AsyncExitStack() as stack:
        base = await stack.enter_async_context(a_simulator(folder, start))
        sim = await stack.enter_async_context(
            httpx.AsyncClient(base_url=base, timeout=60, verify=NO_CERTIFICATES)
        )
        await demo.people_it(base)
        settings = settings_for(base, f"sqlite:///{folder / 'street.db'}", folder, a_free_port())
        clock = await _clock(stack, settings, lambda: None)
        telegram = await stack.enter_async_context(Telegram(demo.TOKEN, base))
        parts = assemble(settings, demo.TOKEN, clock, (0, ""), telegram)
        stack.push_async_callback(parts.database.close)
        await migrate(parts.database)
        async with parts.database.begin() as connection:
            uow = parts.work.on(connection, clock.now())
            await found_company(uow, KEYS)
            await without_reports(uow)
            await settle(uow)
        program = Program(folder, variables(settings), forked=True)
        stack.push_async_callback(program.gone)
        await program.start()
        await program.serving()
        street = Street(sim=sim, parts=parts, worker=Worker(parts), program=program)
        await street.quiet()
        await street.skip()
        yield street


def variables(settings: Settings) -> dict[str, str]:
    return {
        "TELEGRAM_TOKEN": demo.TOKEN,
        "TELEGRAM_API_URL": settings.telegram_api_url,
        "CLOCK_URL": str(settings.clock_url),
        "DATABASE_URL": settings.database,
        "DATA_DIR": str(settings.data_dir),
        "HTTP_PORT": str(settings.http_port),
        "SEND_BUDGET": "off",
        "WEBHOOKS_ALLOW_LOOPBACK": "on",
        "READ_BILLS": "off",
    }
