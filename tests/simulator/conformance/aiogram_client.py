"""aiogram as a client: its method classes say the call, its types read the answer."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import aiogram
import orjson
from aiogram import methods
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError
from aiogram.methods import Response, TelegramMethod
from aiogram.types import BufferedInputFile, TelegramObject

from tests.simulator.conformance.clients import TIMEOUT_S, Answer, File
from tests.simulator.driving import Json


class Session(AiohttpSession):
    """Keeps what came over the wire."""

    status = 0
    content = ""

    def check_response(
        self,
        bot: aiogram.Bot,
        method: TelegramMethod[Any],
        status_code: int,
        content: str,
    ) -> Response[Any]:
        self.status, self.content = status_code, content
        return super().check_response(bot, method, status_code, content)


class Aiogram:
    name = "aiogram"

    def __init__(self, session: Session, runner: asyncio.Runner) -> None:
        self._session = session
        self._runner = runner

    def call(self, token: str, method: str, params: Json) -> Answer:
        said = getattr(methods, method[0].upper() + method[1:]).model_validate(_own(params))
        bot = aiogram.Bot(token, session=self._session)
        self._session.status, self._session.content = 0, "{}"
        answer = Answer(status=0, body={})
        try:
            found = self._runner.run(bot(said))
            answer.back, answer.unknown = dumped(found), list(unknown(found))
        except AiogramError as error:
            answer.error = error
        answer.status, answer.body = self._session.status, orjson.loads(self._session.content)
        return answer


def _own(value: Any) -> Any:  # noqa: ANN401  any JSON
    if isinstance(value, File):
        return BufferedInputFile(value.data, value.name)
    if isinstance(value, dict):
        return {key: _own(item) for key, item in value.items()}
    return [_own(item) for item in value] if isinstance(value, list) else value


def dumped(value: object) -> object:
    if isinstance(value, list):
        return [dumped(item) for item in value]
    if isinstance(value, TelegramObject):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return value


def unknown(value: object, where: str = "result") -> Iterator[str]:
    """Fields that the library keeps without having a name for them."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from unknown(item, f"{where}[{index}]")
    if isinstance(value, TelegramObject):
        yield from (f"{where}.{name}" for name in value.model_extra or {})
        for name, item in value:
            yield from unknown(item, f"{where}.{name}")


@contextmanager
def opened(address: str, runner: asyncio.Runner, *, timeout_s: float = TIMEOUT_S) -> Iterator[Aiogram]:
    session = Session(api=TelegramAPIServer.from_base(address), timeout=timeout_s)
    yield Aiogram(session, runner)
    runner.run(session.close())
