"""The control interface: `/sim/…` calls on the world. The README is its contract."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import orjson
from aiohttp.web import BaseRequest
from aiohttp.web_request import FileField

from simulator import people, people_changes, show
from simulator.body import UNREADABLE, read_upload
from simulator.calls import CallLog
from simulator.clock import moment_of, seconds_of
from simulator.control_people import (
    add_bot,
    add_group,
    add_person,
    change_members,
    change_permissions,
    owner_of,
    show_bot,
    show_person,
)
from simulator.errors import Wrong
from simulator.events import Events
from simulator.faults import SLOW_S, Fault, Faults
from simulator.invites import join_by_link
from simulator.menus import menu
from simulator.model import Chat, Json, Message, Tap
from simulator.polling import Pollers
from simulator.posting import migrate
from simulator.tour import Tours
from simulator.world import World

LONGEST_WAIT_S = 60.0
TAP_WAIT_S = 5.0
KINDS = ("photo", "video", "document", "voice", "audio", "sticker", "video_note")


@dataclass(slots=True)
class Ask:
    """A control request: the numbers in its path, its query, its JSON body."""

    request: BaseRequest
    chat: Chat | None
    message: int
    query: dict[str, str]
    body: Json = field(default_factory=dict)

    @property
    def place(self) -> Chat:
        if self.chat is None:
            raise Wrong("no chat is named in this path", 404)
        return self.chat

    def number(self, name: str, default: float) -> float:
        try:
            return float(self.query.get(name) or default)
        except ValueError:
            raise Wrong(f'"{name}" is a number; example: ?{name}={default}') from None


Action = Callable[["Control", Ask], Awaitable[object]]


class Control:
    def __init__(
        self, world: World, events: Events, faults: Faults, calls: CallLog, pollers: Pollers
    ) -> None:
        self.world = world
        self.events = events
        self.faults = faults
        self.calls = calls
        self.pollers = pollers
        self.tours = Tours(world)

    async def handle(self, request: BaseRequest) -> object:
        action, numbers = _route(request)
        query = dict(request.query)
        chat = self._chat(int(numbers[0]), query.get("bot")) if numbers else None
        ask = Ask(request, chat, int(numbers[1]) if len(numbers) > 1 else 0, query)
        if request.method == "POST" and request.content_type != "multipart/form-data":
            ask.body = _object(await request.read())
        return await action(self, ask)

    def _chat(self, chat_id: int, bot: str | None) -> Chat:
        if chat_id < 0:
            found = self.world.groups.get(chat_id)
        else:
            named = [b.id for b in self.world.bots.values() if bot in {None, b.username}]
            found = self.world.private.get((named[0], chat_id)) if named else None
        if found is None:
            raise Wrong(f"there is no chat {chat_id}; chats: GET /sim/chats", 404)
        self.world.changes.chat(found)
        return found

    async def delay(self, fault: Fault) -> None:
        await asyncio.sleep(fault.detail if fault.detail is not None else SLOW_S)

    async def bots(self, ask: Ask) -> object:
        if ask.request.method == "GET":
            return [show_bot(bot) | {"token": bot.token} for bot in self.world.bots.values()]
        return add_bot(self.world, ask.body)

    async def users(self, ask: Ask) -> object:
        if ask.request.method == "GET":
            return [show_person(person) for person in self.world.people.values()]
        return add_person(self.world, ask.body)

    async def groups(self, ask: Ask) -> object:
        return show.chat(self.world, add_group(self.world, ask.body))

    async def chats(self, ask: Ask) -> object:
        viewer = int(ask.number("viewer", 0))
        chats = [chat for chat in self.world.chats() if not viewer or chat.has(viewer)]
        return [show.chat(self.world, chat) for chat in chats]

    async def messages(self, ask: Ask) -> object:
        if ask.request.method == "POST":
            return await self._write(ask)
        chat, viewer, after = ask.place, int(ask.number("viewer", 0)), int(ask.number("after", 0))
        if viewer and not chat.has(viewer):
            raise Wrong(f"person {viewer} is not in chat {chat.id}", 403)
        found = show.messages(self.world, chat, after)
        chat.seen = self.world.revision
        return {"messages": found, "revision": self.world.revision}

    async def _write(self, ask: Ask) -> object:
        if ask.request.content_type != "multipart/form-data":
            draft = people.draft(self.world, ask.place, ask.body)
            return {"message": self._shown(ask.place, people.write(self.world, ask.place, draft, ask.body))}
        try:
            form = await ask.request.post()
        except UNREADABLE:
            raise Wrong("the multipart body cannot be read; fields: from, text, photo, document, …") from None
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        uploads = [
            (_kind(name), read_upload(value)) for name, value in form.items() if isinstance(value, FileField)
        ]
        draft = people.draft(self.world, ask.place, fields)
        if not uploads:
            return {"message": self._shown(ask.place, people.write(self.world, ask.place, draft, {}))}
        sent = await people.send_files(self.world, ask.place, draft, uploads)
        return {"messages": [self._shown(ask.place, message) for message in sent]}

    def _shown(self, chat: Chat, message: Message) -> Json:
        return show.message(self.world, chat, message)

    async def edits(self, ask: Ask) -> object:
        return {
            "message": self._shown(
                ask.place, people_changes.edit(self.world, ask.place, ask.message, ask.body)
            )
        }

    async def deletion(self, ask: Ask) -> object:
        return {"message": self._shown(ask.place, people_changes.delete(self.world, ask.place, ask.message))}

    async def taps(self, ask: Ask) -> object:
        done = people.tap(self.world, ask.place, ask.message, ask.body)
        if isinstance(done, str):
            return {"answered": True, "url": done}
        if isinstance(done, Message):
            return {"answered": True, "message": self._shown(ask.place, done)}
        return await self._answered(done, min(ask.number("wait", TAP_WAIT_S), LONGEST_WAIT_S))

    async def _answered(self, tap: Tap, wait_s: float) -> Json:
        await self.world.answered(tap, wait_s)
        return {"answered": tap.answer is not None, "id": tap.id, **(tap.answer or {})}

    async def members(self, ask: Ask) -> object:
        return show.chat(self.world, change_members(self.world, ask.place, ask.body, ask.query.get("bot")))

    async def permissions(self, ask: Ask) -> object:
        return show.chat(self.world, change_permissions(self.world, ask.place, ask.body))

    async def join(self, ask: Ask) -> object:
        person = people.person_of(self.world, ask.body.get("user"))
        return show.chat(self.world, join_by_link(self.world, person.id, str(ask.body.get("link"))))

    async def menu(self, ask: Ask) -> object:
        return {"commands": menu(self.world, ask.place, int(ask.number("viewer", 0)))}

    async def reactions(self, ask: Ask) -> object:
        reacted = people_changes.react(self.world, ask.place, ask.message, ask.body)
        return {"message": self._shown(ask.place, reacted)}

    async def votes(self, ask: Ask) -> object:
        voted = people_changes.vote(self.world, ask.place, ask.message, ask.body)
        return {"message": self._shown(ask.place, voted)}

    async def block(self, ask: Ask) -> object:
        people.block(self.world, ask.place, blocked=bool(ask.body.get("blocked", True)))
        return show.chat(self.world, ask.place)

    async def migrate(self, ask: Ask) -> object:
        if ask.place.is_private:
            raise Wrong(f"chat {ask.place.id} is private; only groups become supergroups", 409)
        return {"chat": migrate(self.world, ask.place, by=owner_of(ask.place)).id}

    async def log(self, ask: Ask) -> object:
        return {"calls": self.calls.after(int(ask.number("after", 0))), "last": self.calls.last}

    async def trouble(self, ask: Ask) -> object:
        if ask.request.method == "DELETE":
            self.faults.active.clear()
        elif ask.request.method == "POST":
            self.faults.add(self._fault(ask.body))
            if ask.body.get("kind") == "offline":
                self.pollers.stop_all()
        return {"faults": self.faults.show()}

    def _fault(self, body: Json) -> Fault:
        seconds, count = _figure(body, "seconds"), _figure(body, "count")
        details = [_figure(body, name) for name in ("retry_after", "delay", "status")]
        return Fault(
            kind=str(body.get("kind")),
            chat=body.get("chat"),
            method=body.get("method"),
            left=None if count is None else int(count),
            until=None if seconds is None else self.world.clock.now() + seconds,
            detail=next((detail for detail in details if detail is not None), None),
        )

    async def clock(self, ask: Ask) -> object:
        clock = self.world.clock
        if ask.request.method == "POST":
            self._turn(ask.body)
        elif "after" in ask.query:
            await clock.changed_since(
                int(ask.number("after", 0)), min(ask.number("timeout", 25), LONGEST_WAIT_S)
            )
        return clock.show()

    def _turn(self, body: Json) -> None:
        clock = self.world.clock
        if "frozen" in body:
            clock.freeze(frozen=bool(body["frozen"]))
        if "advance" in body:
            clock.move_to(clock.now() + seconds_of(str(body["advance"])))
        elif "to" in body:
            clock.move_to(moment_of(str(body["to"])))
        elif body.get("until") == "next":
            clock.move_to_next()
        elif isinstance(body.get("wake"), dict):
            at = body["wake"].get("at")
            clock.wake(str(body["wake"].get("who")), None if at is None else moment_of(str(at)))
        elif "frozen" not in body:
            raise Wrong(
                'what shall the clock do? examples: {"advance": "3h"}, {"until": "next"}, {"frozen": true}'
            )
        self.events.publish({"type": "clock", **clock.show()})

    async def panels(self, ask: Ask) -> object:
        if ask.request.method == "POST":
            return self.tours.add_panel(ask.body)
        return self.tours.show_panels()

    async def panel(self, ask: Ask) -> object:
        return self.tours.drop_panel(ask.request.path.removeprefix("/sim/panels/"))

    async def all_tours(self, ask: Ask) -> object:
        if ask.request.method == "POST":
            return await self.tours.add_tour(ask.body)
        return self.tours.show_tours()

    async def tour(self, ask: Ask) -> object:
        if ask.request.method == "POST":
            return await self.tours.command(ask.body)
        return self.tours.show()

    async def updates(self, ask: Ask) -> object:  # noqa: ARG002  every action has this shape
        now = self.world.clock.now()
        return [self._queue(bot, now) for bot in self.world.bots]

    def _queue(self, bot: int, now: float) -> Json:
        queue = self.world.queues[bot]
        queue.expire(now)
        oldest = now - queue.pending[0].created if queue.pending else None
        return {"bot": self.world.bots[bot].username, "pending": len(queue.pending), "oldest_s": oldest}


def _object(body: bytes) -> Json:
    try:
        parsed = orjson.loads(body or b"{}")
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict):
        raise Wrong('the body is not a JSON object; example: {"from": 7, "text": "hello"}')
    return parsed


def _figure(body: Json, name: str) -> float | None:
    value = body.get(name)
    if value is not None and (not isinstance(value, int | float) or value <= 0):
        raise Wrong(f'"{name}" is a number above zero; example: {{"{name}": 3}}')
    return value


def _kind(name: str) -> str:
    if name not in KINDS:
        raise Wrong(f'a file is sent in a field named {", ".join(KINDS)}, not "{name}"')
    return name


ROUTES: list[tuple[str, re.Pattern[str], Action]] = [
    (methods, re.compile(f"/sim/{pattern}"), action)
    for methods, pattern, action in (
        ("GET POST", "bots", Control.bots),
        ("GET POST", "users", Control.users),
        ("POST", "groups", Control.groups),
        ("GET", "chats", Control.chats),
        ("GET POST", r"chats/(-?\d+)/messages", Control.messages),
        ("POST", r"chats/(-?\d+)/messages/(\d+)/edits", Control.edits),
        ("DELETE", r"chats/(-?\d+)/messages/(\d+)", Control.deletion),
        ("POST", r"chats/(-?\d+)/messages/(\d+)/taps", Control.taps),
        ("POST", r"chats/(-?\d+)/members", Control.members),
        ("POST", r"chats/(-?\d+)/messages/(\d+)/reactions", Control.reactions),
        ("POST", r"chats/(-?\d+)/messages/(\d+)/votes", Control.votes),
        ("POST", r"chats/(-?\d+)/permissions", Control.permissions),
        ("GET", r"chats/(-?\d+)/menu", Control.menu),
        ("POST", "join", Control.join),
        ("POST", r"chats/(-?\d+)/block", Control.block),
        ("POST", r"chats/(-?\d+)/migrate", Control.migrate),
        ("GET", "calls", Control.log),
        ("GET POST DELETE", "faults", Control.trouble),
        ("GET POST", "clock", Control.clock),
        ("GET", "updates", Control.updates),
        ("GET POST", "panels", Control.panels),
        ("DELETE", r"panels/[^/]+", Control.panel),
        ("GET POST", "tours", Control.all_tours),
        ("GET POST", "tour", Control.tour),
    )
]


def _route(request: BaseRequest) -> tuple[Action, tuple[str, ...]]:
    for methods, pattern, action in ROUTES:
        if found := pattern.fullmatch(request.path):
            if request.method not in methods.split():
                raise Wrong(f"{request.path} takes {methods}, not {request.method}", 405)
            return action, found.groups()
    raise Wrong(f"there is no control call {request.path}; the calls stand in simulator/README.md", 404)
