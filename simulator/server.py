"""The HTTP side: Bot API, file downloads, control interface, playground."""

import asyncio
import re
import time
from dataclasses import dataclass, field
from pathlib import Path

import orjson
from aiohttp import StreamReader, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http import RawRequestMessage
from aiohttp.web import BaseRequest, HTTPException, RequestHandler, Response, StreamResponse

from simulator.body import parameters
from simulator.budgets import Budgets
from simulator.call import Call
from simulator.calls import CallLog, Entry
from simulator.clock import Clock
from simulator.control import Control
from simulator.crowd import Crowd
from simulator.errors import Refused, Wrong, bad_request
from simulator.events import Events
from simulator.faults import Faults
from simulator.files import FileStore
from simulator.methods import METHODS, NOT_SIMULATED
from simulator.model import Bot
from simulator.polling import CUT, Pollers
from simulator.schema import Schema
from simulator.webhooks import Webhooks
from simulator.world import World

TOKEN = re.compile(r"\d+:[\w-]+")
PLAYGROUND = Path(__file__).with_name("playground")
KINDS = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".json": "application/json",
}
NOT_FOUND = Refused(404, "Not Found")
MAX_BODY_BYTES = 64 * 1024 * 1024


def as_json(body: object, status: int = 200) -> Response:
    return Response(body=orjson.dumps(body, default=str), status=status, content_type="application/json")


@dataclass(slots=True)
class Server:
    world: World
    events: Events
    budgets: Budgets | None = None
    schema: Schema = field(default_factory=Schema.load)
    calls: CallLog = field(default_factory=CallLog)
    crowd: Crowd = field(init=False)
    faults: Faults = field(init=False)
    pollers: Pollers = field(init=False)
    webhooks: Webhooks = field(init=False)
    control: Control = field(init=False)

    def __post_init__(self) -> None:
        self.crowd = Crowd(limited=self.budgets is not None)
        self.faults = Faults(self.world.clock)
        self.pollers = Pollers(self.world, self.faults)
        self.webhooks = Webhooks(self.world, self.faults)
        self.control = Control(self.world, self.events, self.faults, self.calls, self.pollers)

    async def handle(self, request: BaseRequest) -> StreamResponse:
        path = request.path
        if path.startswith("/bot"):
            return await self._bot_api(request, path)
        if path.startswith("/file/bot"):
            return self._download(request, path)
        if path.startswith("/sim/"):
            return await self._control(request)
        return _page(path)

    async def _bot_api(self, request: BaseRequest, path: str) -> Response:
        token, _, name = path.removeprefix("/bot").partition("/")
        try:
            bot = self._bot(token)
            method = self._method(name)
            if self.faults.spend("offline", method):
                return _cut(request)
            return await self._performed(request, bot, method)
        except Refused as refusal:
            return _cut(request) if refusal.code == CUT else as_json(refusal.body(), refusal.code)
        except HTTPException as error:
            return as_json(Refused(error.status, error.reason).body(), error.status)

    def _bot(self, token: str) -> Bot:
        bot = self.world.tokens.get(token)
        if bot is None:
            raise Refused(401, "Unauthorized") if TOKEN.fullmatch(token) else NOT_FOUND
        if bot.logged_out_until > self.world.clock.now():
            raise Refused(400, "Logged out")
        return bot

    def _method(self, name: str) -> str:
        method = self.schema.names.get(name.lower())
        if method is None:
            raise Refused(404, "Not Found: method not found")
        return method

    async def _performed(self, request: BaseRequest, bot: Bot, method: str) -> Response:
        started = time.perf_counter()
        raw, uploads = await parameters(request)
        entry = Entry(self.world.clock.now(), bot.username, method, raw)
        try:
            files = {name: upload for name, upload in uploads.items() if self._is_parameter(method, name)}
            entry.params = params = self.schema.read(method, raw | files)
            call = Call(self.world, bot, method, params, self.pollers, self.webhooks, uploads, self.budgets)
            async with self.crowd.admitted(bot.id, params.get("chat_id"), uploads=bool(uploads)):
                lost = await self._struck(method, params.get("chat_id"))
                entry.result = orjson.dumps(await self._perform(call))
        except Refused as refusal:
            entry.refusal = refusal
            raise
        finally:
            entry.ms = (time.perf_counter() - started) * 1000
            self._log(entry)
        return _cut(request) if lost else _done(entry.result)

    def _is_parameter(self, method: str, name: str) -> bool:
        return name in self.schema.methods[method]["fields"]

    async def _struck(self, method: str, chat: object) -> bool:
        """Lets the faults strike before the call; True when its answer shall be lost."""
        if not self.faults.active:
            return False
        if slow := self.faults.spend("slow", method, chat):
            await self.control.delay(slow)
        if refusal := self.faults.refusal(self.world, method, chat):
            raise refusal
        return self.faults.spend("lost_answer", method, chat) is not None

    @staticmethod
    async def _perform(call: Call) -> object:
        for name in NOT_SIMULATED & call.params.keys():
            raise bad_request(f'parameter "{name}" is not simulated')
        method = METHODS.get(call.method)
        if method is None:
            raise bad_request(f"method {call.method} is not simulated")
        return await method(call)

    def _log(self, entry: Entry) -> None:
        if entry.is_no_news:
            return
        line = self.calls.add(entry)
        if self.events.readers:
            self.events.publish({"type": "call", "call": orjson.Fragment(line)})

    def _download(self, request: BaseRequest, path: str) -> Response:
        token, _, name = path.removeprefix("/file/bot").partition("/")
        if self.faults.spend("offline", "download"):
            return _cut(request)
        bot = self.world.tokens.get(token)
        if bot is None:
            return as_json(Refused(401, "Unauthorized").body(), 401)
        stored = self.world.files.by_link(name, bot.id, self.world.clock.now())
        if stored is None:
            return as_json(NOT_FOUND.body(), 404)
        return Response(body=self.world.files.data(stored), content_type="application/octet-stream")

    async def _control(self, request: BaseRequest) -> StreamResponse:
        try:
            if request.path == "/sim/events":
                return await self._stream(request)
            if request.path.startswith("/sim/files/"):
                return self._file(request.path.removeprefix("/sim/files/"))
            return as_json(await self.control.handle(request))
        except Wrong as wrong:
            return as_json({"error": wrong.text}, wrong.status)
        except Refused as refusal:
            return as_json({"error": refusal.description}, 400)

    def _file(self, unique: str) -> Response:
        stored = self.world.files.files.get(unique)
        if stored is None:
            raise Wrong(
                f'there is no file "{unique}"; ids stand in messages: {{"photo": {{"file_unique_id": …}}}}',
                404,
            )
        kind = stored.mime or "application/octet-stream"
        headers = {"Cache-Control": "max-age=86400"}
        return Response(
            body=self.world.files.data(stored), content_type=kind.partition(";")[0], headers=headers
        )

    async def _stream(self, request: BaseRequest) -> StreamResponse:
        stream = StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await stream.prepare(request)
        reader = self.events.subscribe()
        try:
            await stream.write(b": open\n\n")
            while True:
                await stream.write(await reader.get())
        except ConnectionError:
            return stream
        finally:
            self.events.unsubscribe(reader)


def _done(result: bytes) -> Response:
    return Response(body=b'{"ok":true,"result":%b}' % result, content_type="application/json")


def _cut(request: BaseRequest) -> Response:
    """Ends the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return Response(status=500)


def _page(path: str) -> Response:
    name = "index.html" if path == "/" else path.removeprefix("/playground/")
    file = (PLAYGROUND / name).resolve()
    if not file.is_relative_to(PLAYGROUND) or not file.is_file():
        return as_json({"error": f'there is nothing at "{path}"; the playground is at "/"'}, 404)
    headers = {"Cache-Control": "no-cache"}
    kind = KINDS.get(file.suffix, "application/octet-stream")
    charset = "utf-8" if kind.startswith("text/") else None
    return Response(body=file.read_bytes(), content_type=kind, charset=charset, headers=headers)


def web_server(server: Server) -> web.Server:
    loop = asyncio.get_running_loop()

    def with_room(
        message: RawRequestMessage,
        payload: StreamReader,
        protocol: RequestHandler,
        writer: AbstractStreamWriter,
        task: "asyncio.Task[None]",
    ) -> BaseRequest:
        return BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=MAX_BODY_BYTES)

    return web.Server(server.handle, request_factory=with_room, access_log=None)


def build(*, frozen: bool, folder: Path | None, budgets: bool) -> Server:
    clock = Clock(frozen=frozen)
    events = Events()
    world = World(clock, FileStore(folder), events.publish)
    return Server(world, events, Budgets(clock) if budgets else None)
