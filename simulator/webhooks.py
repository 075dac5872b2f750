"""Delivery of updates to a webhook: one request at a time in each lane, retried with growing pauses."""

import asyncio
import ipaddress
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import aiohttp

from simulator.errors import bad_request
from simulator.faults import Faults
from simulator.model import Json
from simulator.updates import Pending
from simulator.world import World

LONGEST_PAUSE_S = 60.0
ANSWER_WITHIN_S = 60.0
LONGEST_RETRY_AFTER_S = 3600.0
MOST_DOUBLINGS = 6
GONE = 410
GIVEN_UP_AFTER_S = 23 * 3600
KEPT = ("url", "secret", "max_connections", "last_error_date", "last_error_message", "gone_since")


@dataclass(slots=True)
class Webhook:
    """`gone_since` is when it began to answer 410 and nothing else."""

    url: str
    secret: str = ""
    max_connections: int = 40
    last_error_date: int | None = None
    last_error_message: str | None = None
    gone_since: float | None = None
    lanes: dict[str, "asyncio.Task[None]"] = field(default_factory=dict)
    waiting: dict[str, deque[Pending]] = field(default_factory=dict)
    room: asyncio.Semaphore | None = None

    def kept(self) -> Json:
        return {name: getattr(self, name) for name in KEPT}

    def connection(self) -> asyncio.Semaphore:
        if self.room is None:
            self.room = asyncio.Semaphore(self.max_connections)
        return self.room


class Webhooks:
    def __init__(self, world: World, faults: Faults, answer_within_s: float = ANSWER_WITHIN_S) -> None:
        self.world = world
        self.faults = faults
        self.active: dict[int, Webhook] = {}
        self.answer_within_s = answer_within_s
        self._session: aiohttp.ClientSession | None = None

    def set(self, bot: int, webhook: Webhook) -> None:
        self.remove(bot)
        self.active[bot] = webhook
        queue = self.world.queues[bot]
        queue.listener = lambda update: self._enter(bot, webhook, update)
        for update in list(queue.pending):
            self._enter(bot, webhook, update)

    def remove(self, bot: int) -> None:
        webhook = self.active.pop(bot, None)
        self.world.queues[bot].listener = None
        for task in list(webhook.lanes.values()) if webhook else []:
            if task is not asyncio.current_task():
                task.cancel()

    async def close(self) -> None:
        for bot in list(self.active):
            self.remove(bot)
        if self._session is not None:
            await self._session.close()

    def _enter(self, bot: int, webhook: Webhook, update: Pending) -> None:
        webhook.waiting.setdefault(update.lane, deque()).append(update)
        if update.lane not in webhook.lanes:
            work = self._work(bot, webhook, update.lane)
            webhook.lanes[update.lane] = asyncio.get_running_loop().create_task(work)

    def _next(self, webhook: Webhook, lane: str) -> Pending | None:
        """The first that still lives; lifetimes run while it waits for its turn and between two tries."""
        now, waiting = self.world.clock.now(), webhook.waiting[lane]
        while waiting and waiting[0].expires <= now:
            waiting.popleft()
        if len(waiting) > 1 and self.faults.spend("reorder"):
            waiting.rotate(-1)
        return waiting[0] if waiting else None

    async def _work(self, bot: int, webhook: Webhook, lane: str) -> None:
        failures = 0
        try:
            while (update := self._next(webhook, lane)) is not None:
                async with webhook.connection():
                    pause = await self._deliver(webhook, update)
                if self.active.get(bot) is not webhook:
                    return
                if pause is None:
                    failures = 0
                    self._done(bot, webhook, update)
                elif self._is_given_up(webhook):
                    self.remove(bot)
                    return
                else:
                    await self.world.clock.pass_by(pause or min(2.0**failures, LONGEST_PAUSE_S))
                    failures = min(failures + 1, MOST_DOUBLINGS)
        finally:
            webhook.lanes.pop(lane, None)
            webhook.waiting.pop(lane, None)

    def _is_given_up(self, webhook: Webhook) -> bool:
        since = webhook.gone_since
        return since is not None and self.world.clock.now() - since > GIVEN_UP_AFTER_S

    def _done(self, bot: int, webhook: Webhook, update: Pending) -> None:
        if not update.twice and self.faults.has("duplicate") and self.faults.spend("duplicate"):
            update.twice = True
            return
        webhook.waiting[update.lane].remove(update)
        self.world.queues[bot].remove(update)

    async def _deliver(self, webhook: Webhook, update: Pending) -> float | None:
        """None when the update was accepted, else the pause that was asked for, 0 when none was."""
        headers = {"Content-Type": "application/json"}
        if webhook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
        if self.faults.has("offline"):
            return self._failed(webhook, "Network is unreachable")
        try:
            async with self._client().post(webhook.url, data=update.raw, headers=headers) as answer:
                if answer.ok:
                    webhook.gone_since = None
                    return None
                self._failed(webhook, f"Wrong response from the webhook: {answer.status} {answer.reason}")
                self._note_gone(webhook, answer.status)
                return _retry_after(answer.headers.get("Retry-After", ""))
        except TimeoutError:
            return self._failed(webhook, "Read timeout expired")
        except (aiohttp.ClientError, OSError):
            return self._failed(webhook, "Connection refused")

    def _note_gone(self, webhook: Webhook, status: int) -> None:
        if status != GONE:
            webhook.gone_since = None
        elif webhook.gone_since is None:
            webhook.gone_since = self.world.clock.now()

    def _failed(self, webhook: Webhook, message: str) -> float:
        webhook.last_error_date = self.world.clock.stamp()
        webhook.last_error_message = message
        return 0.0

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self.answer_within_s))
        return self._session


def _retry_after(text: str) -> float:
    return min(float(text), LONGEST_RETRY_AFTER_S) if text.isdigit() else 0.0


def check_url(url: str) -> None:
    """Telegram takes https only; the simulator delivers to this machine only, so http will do."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not _is_loopback(parts.hostname):
        raise bad_request("bad webhook: the simulator delivers to loopback addresses only")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
