"""`python -m simulator`: the simulator alone, on 127.0.0.1."""

import argparse
import asyncio
import contextlib
import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import uvloop
from aiohttp import web

from simulator import state
from simulator.clock import moment_of
from simulator.errors import Wrong
from simulator.server import Server, build, web_server

SAVE_EVERY_S = 3.0
SAVE_SHARE = 20
STOP_WITHIN_S = 0.5
HOST = "127.0.0.1"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="simulator", description="A Telegram Bot API on loopback.")
    parser.add_argument("--port", type=int, default=8081, help="0 picks a free one")
    parser.add_argument("--state", type=Path, help="keep chats, people, files and the clock in this file")
    parser.add_argument("--frozen", action="store_true", help="the clock moves only when told")
    parser.add_argument("--at", type=_moment, help="the world begins then, e.g. 2026-11-22T12:00:00+05:30")
    parser.add_argument("--budgets", action="store_true", help="answer 429 above Telegram's rates")
    parser.add_argument("--until-eof", action="store_true", help="stop when standard input closes")
    return parser.parse_args()


def _moment(text: str) -> float:
    try:
        return moment_of(text)
    except Wrong as wrong:
        raise argparse.ArgumentTypeError(wrong.text) from None


async def serve(options: argparse.Namespace) -> None:
    stop = _told_to_stop(until_eof=options.until_eof)
    folder = state.folder_of(options.state) if options.state else None
    server = build(frozen=options.frozen, folder=folder, budgets=options.budgets)
    if options.at is not None:
        server.world.clock.start_at(options.at)
    if options.state and options.state.exists():
        for bot, webhook in state.load(options.state, server.world, server.control.tours).items():
            server.webhooks.set(bot, webhook)
    runner = web.ServerRunner(web_server(server), shutdown_timeout=STOP_WITHIN_S)
    await runner.setup()
    site = web.TCPSite(runner, HOST, options.port, reuse_address=True)
    await site.start()
    print(f"simulator http://{HOST}:{_port(runner)}", flush=True)  # noqa: T201  the promised first line
    keeping = asyncio.create_task(_keep(options.state, server)) if options.state else None
    await stop.wait()
    if keeping is not None:
        keeping.cancel()
        state.save(options.state, server.world, server.webhooks, server.control.tours)
    server.pollers.stop_all()
    await server.webhooks.close()
    await runner.cleanup()


def _port(runner: web.ServerRunner) -> int:
    return int(runner.addresses[0][1])


async def _keep(path: Path, server: Server) -> None:
    """Writes the state when something happened; writing takes a twentieth of the time at most."""
    seen, took = None, 0.0
    while True:
        await asyncio.sleep(max(SAVE_EVERY_S, took * SAVE_SHARE))
        tours = server.control.tours.revision
        now = (server.world.revision, server.calls.last, server.world.clock.revision, tours)
        if now != seen:
            started = time.monotonic()
            state.save(path, server.world, server.webhooks, server.control.tours)
            seen, took = now, time.monotonic() - started


def _told_to_stop(*, until_eof: bool) -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if until_eof:
        read = partial(_read_to_the_end, sys.stdin.fileno(), partial(loop.call_soon_threadsafe, stop.set))
        threading.Thread(target=read, daemon=True).start()
    return stop


def _read_to_the_end(descriptor: int, done: Callable[[], object]) -> None:
    """Without Python's buffer, whose lock a stopped program could not take at its end."""
    while os.read(descriptor, 4096):
        pass
    done()


def main() -> None:
    options = arguments()
    gc.set_threshold(50_000, 20, 50)  # the world is many small objects that stay
    with contextlib.suppress(KeyboardInterrupt):
        uvloop.run(serve(options))


if __name__ == "__main__":
    main()
