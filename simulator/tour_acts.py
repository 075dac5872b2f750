"""What a tour does for somebody: the same doing as a finger on his phone, an outside system, or the clock."""

import asyncio
import contextlib
import math
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp
import orjson

from simulator import people, samples
from simulator.clock import LOOK_EVERY_S, moment_of, seconds_of
from simulator.errors import Wrong
from simulator.model import Chat, Json, Message, Tap, Upload
from simulator.panels import is_on_loopback
from simulator.tour_script import CLOCK_ACTS, Step
from simulator.tour_sights import chat_of, link_in, name_of, that_asks, with_button
from simulator.tour_words import as_far_as_known, as_json, at_path, filled, text
from simulator.world import World

CALL_PATIENCE = aiohttp.ClientTimeout(total=10)
TAP_WAIT_S = 5.0
SETTLED_WITHIN = 50
FILES = {"photo", "document", "video"}


class NotYet(Exception):
    """What the step needs is not there; it may still come. The words say what is missing."""


@dataclass(slots=True)
class Doing:
    """One step as it is done: whose, where, and what has been kept so far (a call adds to it)."""

    world: World
    step: Step
    kept: dict[str, str]

    @property
    def chat(self) -> Chat:
        return chat_of(self.world, self.step.place or 0)

    async def do(self) -> str:
        """What the bot said to the one who tapped, if anything. Raises NotYet, or Wrong where waiting is no use."""
        act = self.step.act
        if act is None:
            return ""
        if act in CLOCK_ACTS:
            return await self._turn()
        if act in FILES:
            return await self._send(act)
        if act == "tap":
            return await self._tap()
        if act == "call":
            return await self._call()
        return {"write": self._write, "share": self._share, "open": self._open}[act]()

    def told(self, act: str) -> str:
        return text(str(self.step.do[act]), self.kept)

    def _draft(self, words: str, asked: Message | None = None) -> people.Draft:
        """In the topic of what is answered, where the step says so; a reply only where it asks for one."""
        if asked is None and (self.step.do.get("reply") or self.step.thread):
            asked = that_asks(self.world, self.chat)
            if asked is None:
                raise NotYet(f"nothing in {name_of(self.world, self.chat)} asks for an answer yet")
        body: Json = {"from": self.step.phone, "text": words}
        if asked is not None:
            body["reply_to"] = asked.id if self.step.do.get("reply") else None
            body["thread"] = asked.thread if asked.topic else None
        return people.draft(self.world, self.chat, body)

    def _write(self) -> str:
        people.write(self.world, self.chat, self._draft(self.told("write")), {})
        return ""

    def _share(self) -> str:
        given = self.step.do["share"]
        extra = {"contact": True} if given == "contact" else {"location": given}
        people.write(self.world, self.chat, self._draft(""), extra)
        return ""

    async def _send(self, act: str) -> str:
        draft = self._draft(text(str(self.step.do.get("caption", "")), self.kept))
        await people.send_files(
            self.world, self.chat, draft, [(act, upload) for upload in self._uploads(act)]
        )
        return ""

    def _uploads(self, act: str) -> list[Upload]:
        given = filled(self.step.do[act], self.kept)
        if act == "photo":
            return [samples.photo(str(words)) for words in (given if isinstance(given, list) else [given])]
        if act == "video":
            return [samples.video(str(given))]
        return [samples.document(str(given), text(str(self.step.do.get("text", given)), self.kept))]

    async def _tap(self) -> str:
        label, within = self.told("tap"), text(str(self.step.do.get("in", "")), self.kept)
        pressed = with_button(self.chat, label, within)
        if pressed is None:
            about = f" under a message with “{within}”" if within else ""
            raise NotYet(f"there is no button “{label}”{about} in {name_of(self.world, self.chat)}")
        done = people.tap(self.world, self.chat, pressed.id, {"from": self.step.phone, "button": label})
        if not isinstance(done, Tap):
            return ""
        await self.world.answered(done, TAP_WAIT_S)
        if done.answer is None and self.step.expect is None:
            raise Wrong(f"the bot has not answered the tap on “{label}”")
        return str((done.answer or {}).get("text") or "")

    def _open(self) -> str:
        shown = chat_of(self.world, self.step.do["open"]["chat"])
        token = link_in(self.world, shown)
        if token is None:
            raise NotYet(f"there is no link to the bot in {name_of(self.world, shown)}")
        people.write(self.world, self.chat, self._draft(f"/start {token}"), {})
        return ""

    async def _turn(self) -> str:
        """Forward only: a moment that somebody has already gone past needs no journey."""
        clock, act = self.world.clock, self.step.act
        if act == "until":
            await self._move(self._next_wake(math.inf))
        elif act == "advance":
            await self._travel(clock.now() + seconds_of(self.told("advance")))
        else:
            before, after = (seconds_of(str(self.step.do.get(name, "0s"))) for name in ("before", "after"))
            await self._travel(moment_of(self.told("to")) - before + after)
        return ""

    def _next_wake(self, before: float) -> float:
        """Raises NotYet where nobody waits for a moment between now and then."""
        clock = self.world.clock
        ahead = [at for at in clock.wakes.values() if clock.now() < at < before]
        if not ahead:
            raise NotYet("nobody is waiting for a later moment")
        return min(ahead)

    async def _travel(self, moment: float) -> None:
        """Halts wherever somebody wants to wake on the way, so that nothing happens later than it should."""
        with contextlib.suppress(NotYet):
            while True:
                await self._move(self._next_wake(moment))
        if moment > self.world.clock.now():
            await self._move(moment)

    async def _move(self, moment: float) -> None:
        """Returns when those who follow the clock know, and say for when they wait now; or after a real second."""
        clock = self.world.clock
        clock.move_to(moment)
        self.world.publish({"type": "clock", **clock.show()})
        await clock.followed()
        for _ in range(SETTLED_WITHIN):
            if all(at > clock.now() for at in clock.wakes.values()):
                return
            await asyncio.sleep(LOOK_EVERY_S)

    async def _call(self) -> str:
        asked = as_json(filled(self.step.do["call"], self.kept))
        method, url = str(asked.get("method", "GET")), str(asked["url"])
        if not is_on_loopback(url):
            raise Wrong(f"“{url}” is not on this machine, and nothing outside is called")
        try:
            async with (
                aiohttp.ClientSession(timeout=CALL_PATIENCE) as session,
                session.request(
                    method, url, headers=asked.get("headers"), json=asked.get("json"), allow_redirects=False
                ) as answer,
            ):
                status, body = answer.status, await answer.read()
        except (aiohttp.ClientError, TimeoutError):
            raise NotYet(f"nobody answers at {urlsplit(url).netloc}") from None
        if status >= 400:
            raise Wrong(f"{method} {url} was refused with {status}: {body.decode('utf-8', 'replace')[:200]}")
        self._keep(body)
        return ""

    def _keep(self, body: bytes) -> None:
        if not self.step.keep:
            return
        try:
            answer = orjson.loads(body)
        except ValueError:
            raise Wrong("the answer of the call is no JSON, so nothing of it can be kept") from None
        self.kept.update({name: at_path(answer, path) for name, path in self.step.keep.items()})


def shown(step: Step, kept: dict[str, str]) -> Json | None:
    """The doing as the watcher sees it announced: `{kind, label?, text?}`."""
    if step.act is None:
        return None
    given = step.do[step.act]
    view: Json = {"kind": step.act}
    if step.act == "tap":
        return view | {"label": as_far_as_known(str(given), kept)}
    if step.act == "call":
        return view | {
            "text": as_far_as_known(f"{given.get('method', 'GET')} {urlsplit(given['url']).path}", kept)
        }
    if isinstance(given, str):
        return view | {"text": as_far_as_known(given, kept)}
    if isinstance(given, list):
        return view | {"text": ", ".join(given)}
    return view | ({"text": "location"} if step.act == "share" else {})
