"""Long polling that acknowledges an update to Telegram only after it is stored."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol

from bot.intake import Intake
from domain.errors import Unavailable
from jobs.answers import ApiAnswer, Conflict, Ok, RetryAfter, Unauthorized

# Every kind the program handles, said at every call: what is left out here is never made by the server.
ALLOWED_UPDATES: Final = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
)
WAIT: Final = 30.0
LONGEST_BACKOFF: Final = 60.0
ESTABLISHED: Final = 60.0
_log = logging.getLogger(__name__)


class CannotPoll(Exception):
    """Polling makes no sense until somebody acts; the text is the one sentence to show."""


class Source(Protocol):
    async def poll(self, params: Mapping[str, Any], seconds: float) -> ApiAnswer: ...

    async def call(self, method: str, params: Mapping[str, Any]) -> ApiAnswer: ...


class Sleep(Protocol):
    async def __call__(self, seconds: float, /) -> None: ...


class Poller:
    """`jitter` gives numbers between 0 and 1, so that many programs do not come back at the same moment.

    Of two programs on one token Telegram answers whichever asked last, and 409 to the other. The one that has polled
    for a minute stays and asks again; the newcomer gives up.
    """

    def __init__(
        self,
        source: Source,
        intake: Intake,
        *,
        jitter: Callable[[], float],
        sleep: Sleep = asyncio.sleep,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds = seconds
        self._first_answer: float | None = None
        self._source = source
        self._intake = intake
        self._jitter = jitter
        self._sleep = sleep
        self._offset: int | None = (
            None  # the server remembers; an id of ours could be from before its restart
        )
        self._failures = 0

    async def run(self, *, wait: float = WAIT) -> None:
        """Polls until it is cancelled. Raises CannotPoll."""
        bot_id = await self._introduce()
        while True:
            await self._once(bot_id, wait)

    async def _introduce(self) -> int:
        """The bot's id, once the server has told it and no webhook stands in the way."""
        me = await self._until_told("getMe")
        webhook = await self._until_told("getWebhookInfo")
        if webhook.get("url"):
            raise CannotPoll(
                f"A webhook is set for this bot ({_host(webhook['url'])}): set WEBHOOK_URL to receive there, "
                "or remove it with deleteWebhook."
            )
        bot_id: int = me["id"]
        return bot_id

    async def _until_told(self, method: str) -> Any:  # noqa: ANN401  a Bot API result
        while True:
            answer = await self._source.call(method, {})
            if isinstance(answer, Ok):
                self._failures = 0
                return answer.result
            await self._wait_out(answer)

    async def _once(self, bot_id: int, wait: float) -> None:
        params: dict[str, Any] = {"allowed_updates": ALLOWED_UPDATES, "limit": 100}
        if self._offset is not None:
            params["offset"] = self._offset
        answer = await self._source.poll(params, wait)
        if not isinstance(answer, Ok):
            await self._wait_out(answer)
            return
        self._failures = 0
        if self._first_answer is None:
            self._first_answer = self._seconds()
        if answer.result:
            await self._keep(bot_id, answer.result)
            self._offset = answer.result[-1]["update_id"] + 1

    async def _keep(self, bot_id: int, updates: Sequence[Mapping[str, Any]]) -> None:
        """Returns only when the updates are durable; until then the server keeps them too."""
        while True:
            try:
                await self._intake.keep(bot_id, updates)
            except Unavailable as error:
                _log.error("%s updates from Telegram wait for the database: %s", len(updates), error)
                await self._back_off()
            else:
                self._failures = 0
                return

    async def _wait_out(self, answer: ApiAnswer) -> None:
        match answer:
            case Unauthorized():
                raise CannotPoll("Telegram does not know this bot: set TELEGRAM_TOKEN as BotFather gave it.")
            case Conflict(reason):
                if not self._is_established() or "webhook" in reason.lower():
                    raise CannotPoll(_conflict(reason))
                _log.error("%s", _conflict(reason))
                await self._back_off()
            case RetryAfter(seconds):
                _log.warning("Telegram asks to wait %s s before polling again", seconds)
                await self._sleep(seconds)
            case _:
                _log.warning("Telegram cannot be polled: %s", answer)
                await self._back_off()

    def _is_established(self) -> bool:
        return self._first_answer is not None and self._seconds() - self._first_answer > ESTABLISHED

    async def _back_off(self) -> None:
        self._failures += 1
        longest = min(LONGEST_BACKOFF, 0.5 * 2 ** min(self._failures, 8))
        await self._sleep(longest * (0.5 + self._jitter() / 2))


def _conflict(reason: str) -> str:
    if "webhook" in reason.lower():
        return "A webhook is set for this bot: set WEBHOOK_URL to receive there, or remove it with deleteWebhook."
    return "Another program polls with this bot's token: stop it, or give this one a token of its own."


def _host(url: str) -> str:
    # The path of a webhook is a secret of its own.
    return url.split("://", 1)[-1].split("/", 1)[0]
