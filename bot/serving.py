"""The commands that keep running: all in one process, or web and work apart over one PostgreSQL."""

import argparse
import asyncio
import contextlib
import fcntl
import logging
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI

from bot import demo
from bot.administering_keys import TERMINAL
from bot.clocks import RemoteClock, SystemClock
from bot.company import first_lead, found_company
from bot.intake import Intake
from bot.keeping import keep
from bot.poller import ALLOWED_UPDATES, CannotPoll
from bot.program import Parts, assemble
from bot.rail_webhook import router as rail_router
from bot.running import Worker, poll, until_told_to_stop
from bot.settings import Settings
from bot.telegram import Telegram
from bot.webhook import router as webhook_router
from bot.webports import WebPorts, rates_of
from domain.errors import DomainError
from domain.instant import Clock
from domain.people.access import make_claim
from domain.people.addresses import Reach
from domain.people.person import Oem
from domain.people.sessions import open_portal
from domain.settle import settle
from jobs.answers import Ok, Unauthorized
from storage.api_keys import KeyUses
from storage.migrating import is_current, migrate
from web.app import create_app
from web.rates import Quota

_log = logging.getLogger(__name__)
STARTUP_PATIENCE: Final = 2.0


class AlreadyRunning(Exception):
    """One sentence for the person at the terminal."""


async def run(settings: Settings, _: argparse.Namespace) -> int:
    """Everything in one process."""
    with _alone(settings):
        async with AsyncExitStack() as stack:
            if settings.demo:
                base = await stack.enter_async_context(
                    demo.simulator(settings.simulator_port, settings.data_dir)
                )
                settings = _simulated(settings, base)
            parts, worker = await started(stack, settings)
            if settings.demo:
                await _prepare_demo(parts)
            else:
                await _offer_claim(parts)
            await stack.enter_async_context(worker.working())
            await listen(stack, parts, worker)
            return await _until_end(_receiving(parts, worker))


async def serve_web(settings: Settings, _: argparse.Namespace) -> int:
    """API, board and webhook; whatever they cause is sent by `work`."""
    async with AsyncExitStack() as stack:
        parts, worker = await started(stack, settings, migrating=False)
        await listen(stack, parts, worker)
        return await _until_end(asyncio.sleep(float("inf")))


async def work_only(settings: Settings, _: argparse.Namespace) -> int:
    async with AsyncExitStack() as stack:
        parts, worker = await started(stack, settings, migrating=False)
        await stack.enter_async_context(worker.working())
        return await _until_end(_receiving(parts, worker))


async def migrate_only(settings: Settings, _: argparse.Namespace) -> int:
    settings.folder()
    keeping = keep(settings.database)
    try:
        await migrate(keeping.database)
    finally:
        await keeping.database.close()
    sys.stdout.write("The database is up to date.\n")
    return 0


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """One process for one data folder; the operating system lets go of the lock however the process ends."""
    with (settings.folder() / "running.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(
                f"ChargeOps is running already with the data in {settings.data_dir}: stop it, or set DATA_DIR to another folder."
            ) from None
        yield


def _simulated(settings: Settings, base: str) -> Settings:
    return settings.model_copy(update={"telegram_api_url": base, "clock_url": f"{base}/sim/clock"})


async def started(
    stack: AsyncExitStack, settings: Settings, *, migrating: bool = True
) -> tuple[Parts, Worker]:
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else demo.TOKEN
    telegram = await stack.enter_async_context(Telegram(token, settings.telegram_api_url))
    if settings.demo:
        await demo.people_it(settings.telegram_api_url)
    moved: list[Callable[[], None]] = []
    clock = await _clock(stack, settings, lambda: [call() for call in moved])
    parts = assemble(settings, token, clock, await _identity(telegram), telegram)
    stack.push_async_callback(parts.database.close)
    if migrating and not await is_current(parts.database):
        await migrate(parts.database)
    while not await is_current(parts.database):
        _log.warning("the database is not up to date: run `chargeops migrate`")
        await asyncio.sleep(STARTUP_PATIENCE)
    worker = Worker(parts)
    moved.append(worker.moved)
    return parts, worker


async def _clock(stack: AsyncExitStack, settings: Settings, moved: Callable[[], Any]) -> Clock:
    if settings.clock_url is None:
        return SystemClock()
    clock = RemoteClock(settings.clock_url, moved)
    await clock.start()
    stack.push_async_callback(clock.close)
    await stack.enter_async_context(_running(clock.follow()))
    return clock


@asynccontextmanager
async def _running(work: Any) -> AsyncIterator[None]:  # noqa: ANN401  a coroutine
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _identity(telegram: Telegram) -> tuple[int, str]:
    """Who the token belongs to; waits while Telegram is out of reach. Raises CannotPoll for a wrong token."""
    while True:
        told = await telegram.call("getMe", {})
        if isinstance(told, Ok):
            return int(told.result["id"]), str(told.result["username"])
        if isinstance(told, Unauthorized):
            raise CannotPoll("Telegram does not know this bot: set TELEGRAM_TOKEN as BotFather gave it.")
        _log.warning("Telegram cannot be reached, trying again: %s", told)
        await asyncio.sleep(STARTUP_PATIENCE)


async def _prepare_demo(parts: Parts) -> None:
    made = demo.keys(parts.settings.data_dir)
    async with parts.database.begin() as connection:
        uow = parts.work.on(connection, parts.clock.now())
        if not await uow.all(Oem):
            await found_company(uow, made)
            await first_lead(uow)
            await settle(uow)
        sign_in = parts.inputs.links.portal((await open_portal(uow, TERMINAL, oem="voltera"))[2])
    base, address = parts.settings.telegram_api_url, parts.settings.address
    demo.describe(parts.settings.data_dir, base, address, made, sign_in)
    await demo.guide(base, f"http://127.0.0.1:{parts.settings.http_port}", made["voltera"])
    sys.stdout.write(
        f"\nPlayground  {base}\nBoard       {address}\nAPI         {address}/docs\n"
        f"Portal      {sign_in}  (Voltera Motors, once)\n"
        f"OEM key     {made['voltera']}  (Voltera Motors)\n"
        f"All of it   {parts.settings.data_dir / 'demo.json'}\n\n"
        "A first lead waits in the Central Ops phone: tap “Customer link”, paste the link into Asha’s phone, and go on from there.\n\n"
    )
    sys.stdout.flush()


async def _offer_claim(parts: Parts) -> None:
    """At the first start: the code with which the first admin claims the bot."""
    async with parts.database.begin() as connection:
        uow = parts.work.on(connection, parts.clock.now())
        try:
            claim = await make_claim(uow)
        except DomainError:
            return
    sys.stdout.write(f"\nClaim this bot: {parts.inputs.links.start(claim.id)}\n\n")
    sys.stdout.flush()


async def _receiving(parts: Parts, worker: Worker) -> None:
    if parts.settings.webhook_url:
        await asyncio.sleep(float("inf"))
    await poll(parts, worker)


async def _until_end(receiving: Any) -> int:  # noqa: ANN401  a coroutine
    """Until a signal comes, or receiving makes no sense any more."""
    stop = asyncio.create_task(until_told_to_stop())
    task = asyncio.create_task(receiving)
    try:
        await asyncio.wait({stop, task}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
    finally:
        for waiting in (stop, task):
            waiting.cancel()
        await asyncio.gather(stop, task, return_exceptions=True)
    return 0


@dataclass(slots=True)
class _QuietServer:
    """uvicorn without its own signal handling: the program has one."""

    server: uvicorn.Server

    async def run(self) -> None:
        with contextlib.suppress(SystemExit):
            await self.server._serve()  # noqa: SLF001  `serve` would take the signals over


def _web_ports(parts: Parts, worker: Worker, uses: KeyUses) -> WebPorts:
    return WebPorts(
        database=parts.database,
        work=parts.work,
        clock=parts.clock,
        media=parts.media,
        committed=worker.changed,
        zone=parts.settings.time_zone,
        quota=Quota(per_second=parts.settings.api_requests_per_second, burst=parts.settings.api_burst),
        rates=rates_of(parts.database),
        uses=uses,
        address=parts.settings.address,
        reach=Reach(loopback=parts.settings.webhooks_allow_loopback),
    )


async def listen(stack: AsyncExitStack, parts: Parts, worker: Worker) -> None:
    uses = KeyUses(parts.database)
    app = create_app(_web_ports(parts, worker, uses))
    stack.push_async_callback(uses.settle)
    await _take_webhook(app, parts, worker)
    _take_calls(app, parts, worker)
    config = uvicorn.Config(
        app,
        host=parts.settings.http_host,
        port=parts.settings.http_port,
        log_level="warning",
        log_config=None,  # its lines go where all others go, and are masked there
        access_log=False,
        lifespan="off",
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(_QuietServer(server).run())

    async def stop() -> None:
        server.should_exit = True
        await task

    stack.push_async_callback(stop)
    while not server.started:
        if task.done():
            raise AlreadyRunning(
                f"Port {parts.settings.http_port} is taken: set HTTP_PORT to a free one, for example 8090."
            )
        await asyncio.sleep(0.02)


async def _take_webhook(app: FastAPI, parts: Parts, worker: Worker) -> None:
    settings = parts.settings
    if not settings.webhook_url or settings.webhook_secret is None:
        return
    secret = settings.webhook_secret.get_secret_value()
    intake = Intake(store=parts.inbox, clock=parts.clock, stored=worker.stored)
    app.include_router(
        webhook_router(urlsplit(settings.webhook_url).path or "/", secret, parts.bot_id, intake)
    )
    told = await parts.telegram.call("setWebhook", webhook_call(settings.webhook_url, secret))
    if not isinstance(told, Ok):
        _log.error("the webhook could not be set: %s", told)


def _take_calls(app: FastAPI, parts: Parts, worker: Worker) -> None:
    """Those of the payout provider; without a secret nobody could tell who calls."""
    settings = parts.settings
    given = (settings.razorpayx_webhook_secret, settings.razorpayx_webhook_secret_before)
    secrets = [secret.get_secret_value() for secret in given if secret is not None]

    async def hurry(call: str, intent: str) -> None:
        await parts.rails.hurry(call, intent)
        worker.called()

    if secrets:
        app.include_router(rail_router(secrets, hurry))


def webhook_call(url: str, secret: str) -> dict[str, object]:
    return {"url": url, "secret_token": secret, "allowed_updates": list(ALLOWED_UPDATES)}
