"""Delivery of updates to a webhook: one request at a time in each lane, retried with growing pauses."""

import asyncio
import ipaddress
from dataclasses import asdict, dataclass, field
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


@dataclass(slots=True)
class Webhook:
    url: str
    secret: str = ""
    max_connections: int = 40
    last_error_date: int | None = None
    last_error_message: str | None = None
    lanes: dict[str, "asyncio.Task[None]"] = field(default_factory=dict)

    def kept(self) -> Json:
        plain = asdict(Webhook(self.url, self.secret, self.max_connections))
        del plain["lanes"]
        return plain


class Webhooks:
    def __init__(self, world: World, faults: Faults) -> None:
        self.world = world
        self.faults = faults
        self.active: dict[int, Webhook] = {}
        self._session: aiohttp.ClientSession | None = None

    def set(self, bot: int, webhook: Webhook) -> None:
        self.remove(bot)
        self.active[bot] = webhook
        queue = self.world.queues[bot]
        queue.listener = lambda update: self._start(bot, update.lane)
        for update in list(queue.pending):
            self._start(bot, update.lane)

    def remove(self, bot: int) -> None:
        webhook = self.active.pop(bot, None)
        self.world.queues[bot].listener = None
        for task in list(webhook.lanes.values()) if webhook else []:
            task.cancel()

    async def close(self) -> None:
        for bot in list(self.active):
            self.remove(bot)
        if self._session is not None:
            await self._session.close()

    def _start(self, bot: int, lane: str) -> None:
        webhook = self.active[bot]
        if lane not in webhook.lanes:
            webhook.lanes[lane] = asyncio.get_running_loop().create_task(self._work(bot, webhook, lane))

    def _next(self, bot: int, lane: str) -> Pending | None:
        queue = self.world.queues[bot]
        queue.expire(self.world.clock.now())
        waiting = [update for update in queue.pending if update.lane == lane]
        if len(waiting) > 1 and self.faults.spend("reorder"):
            return waiting[1]
        return waiting[0] if waiting else None

    async def _work(self, bot: int, webhook: Webhook, lane: str) -> None:
        failures = 0
        try:
            while (update := self._next(bot, lane)) is not None:
                pause = await self._deliver(webhook, update)
                if pause is None:
                    failures = 0
                    self._done(bot, update)
                else:
                    failures += 1
                    await self.world.clock.pass_by(max(pause, min(2.0 ** (failures - 1), LONGEST_PAUSE_S)))
        finally:
            webhook.lanes.pop(lane, None)

    def _done(self, bot: int, update: Pending) -> None:
        if not update.twice and self.faults.has("duplicate") and self.faults.spend("duplicate"):
            update.twice = True
            return
        self.world.queues[bot].remove(update)

    async def _deliver(self, webhook: Webhook, update: Pending) -> float | None:
        """None when the update was accepted, else the least pause in seconds before the next try."""
        headers = {"Content-Type": "application/json"}
        if webhook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
        if self.faults.has("offline"):
            self._failed(webhook, "Network is unreachable")
            return 0.0
        try:
            async with self._client().post(webhook.url, data=update.raw, headers=headers) as answer:
                if answer.ok:
                    return None
                self._failed(webhook, f"Wrong response from the webhook: {answer.status} {answer.reason}")
                return _retry_after(answer.headers.get("Retry-After", ""))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            timed_out = isinstance(error, TimeoutError)
            self._failed(webhook, "Read timeout expired" if timed_out else "Connection refused")
            return 0.0

    def _failed(self, webhook: Webhook, message: str) -> None:
        webhook.last_error_date = self.world.clock.stamp()
        webhook.last_error_message = message

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN_S))
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
