"""python-telegram-bot as a client: its Bot's methods say the call, its classes read the answer."""

import asyncio
import inspect
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import telegram
from telegram import TelegramObject
from telegram.error import TelegramError
from telegram.request import HTTPXRequest, RequestData

from tests.simulator.conformance.clients import TIMEOUT_S, Answer, File
from tests.simulator.driving import SCHEMA, Json


class Request(HTTPXRequest):
    """Keeps what came over the wire."""

    status = 0
    content = b""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *timeouts: Any,  # noqa: ANN401  the library's own sentinels
        **more: Any,  # noqa: ANN401  the library's own sentinels
    ) -> tuple[int, bytes]:
        self.status, self.content = await super().do_request(url, method, request_data, *timeouts, **more)
        return self.status, self.content


class PythonTelegramBot:
    name = "python-telegram-bot"

    def __init__(self, address: str, request: Request, runner: asyncio.Runner) -> None:
        self._address = address
        self._request = request
        self._runner = runner

    def call(self, token: str, method: str, params: Json) -> Answer:
        bot = telegram.Bot(
            token,
            base_url=f"{self._address}/bot",
            base_file_url=f"{self._address}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )
        self._request.status, self._request.content = 0, b"{}"
        answer = Answer(status=0, body={})
        try:
            found = self._runner.run(_said(bot, method, params))
            answer.back, answer.unknown = dumped(found), list(unknown(found))
        except TelegramError as error:
            answer.error = error
        answer.status, answer.body = self._request.status, orjson.loads(self._request.content)
        return answer


async def _said(bot: telegram.Bot, method: str, params: Json) -> object:
    """What the library has no argument for goes the way that it keeps open for it."""
    ask = getattr(bot, re.sub(r"(?=[A-Z])", "_", method).lower())
    names = inspect.signature(ask).parameters
    types = {name: spec["types"] for name, spec in SCHEMA.methods[method]["fields"].items()}
    own = {name: _own(types[name], value) for name, value in params.items() if name in names}
    more = {name: value for name, value in params.items() if name not in names}
    return await ask(**own, api_kwargs=more or None)


def _own(types: list[str], value: Any) -> Any:  # noqa: ANN401  any JSON
    if isinstance(value, File):
        return telegram.InputFile(value.data, value.name)
    if isinstance(value, list):
        inner = re.split(r", | and ", types[0].removeprefix("Array of "))
        return [_own(inner, item) for item in value]
    return _object(types, value) if isinstance(value, dict) else value


def _object(types: list[str], value: Json) -> TelegramObject:
    if "media" in value:
        return _media(value)
    fits = (name for name in types if SCHEMA.types[name].get("subtypes") or _required(name) <= value.keys())
    made: TelegramObject = getattr(telegram, next(fits)).de_json(value, None)
    return made


def _required(name: str) -> set[str]:
    return {key for key, spec in SCHEMA.types[name]["fields"].items() if spec["required"]}


def _media(value: Json) -> TelegramObject:
    more = {key: item for key, item in value.items() if key not in {"type", "media"}}
    file = value["media"]
    if isinstance(file, File):
        more |= {"filename": file.name}
        file = file.data
    made: TelegramObject = getattr(telegram, f"InputMedia{value['type'].capitalize()}")(file, **more)
    return made


def dumped(value: object) -> object:
    if isinstance(value, tuple | list):
        return [dumped(item) for item in value]
    return orjson.loads(value.to_json()) if isinstance(value, TelegramObject) else value


def unknown(value: object, where: str = "result") -> Iterator[str]:
    """Fields that the library keeps without having a name for them."""
    if isinstance(value, tuple | list):
        for index, item in enumerate(value):
            yield from unknown(item, f"{where}[{index}]")
    if isinstance(value, TelegramObject):
        yield from (f"{where}.{name}" for name in value.api_kwargs)
        for name in value.to_dict(recursive=False):
            yield from unknown(getattr(value, name, None), f"{where}.{name}")


@contextmanager
def opened(
    address: str, runner: asyncio.Runner, *, timeout_s: float = TIMEOUT_S
) -> Iterator[PythonTelegramBot]:
    # Without it the library warns at every duration that it will answer with timedelta one day.
    before = os.environ.get("PTB_TIMEDELTA")
    os.environ["PTB_TIMEDELTA"] = "true"
    request = Request(read_timeout=timeout_s)
    yield PythonTelegramBot(address, request, runner)
    runner.run(request.shutdown())
    if before is None:
        del os.environ["PTB_TIMEDELTA"]
