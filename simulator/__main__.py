"""`python -m simulator`: the simulator alone, on 127.0.0.1."""

import argparse
import asyncio
import contextlib
import gc
import itertools
import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import uvloop
from aiohttp import web

from simulator.clock import moment_of
from simulator.errors import Wrong
from simulator.server import build, web_server
from simulator.state import State, folder_of

SAVE_EVERY_S = 0.1
LOOK_ALL_OVER_EVERY = 10
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
    folder = folder_of(options.state) if options.state else None
    server = build(frozen=options.frozen, folder=folder, budgets=options.budgets)
    if options.at is not None:
        server.world.clock.start_at(options.at)
    state = (
        State(options.state, server.world, server.webhooks, server.control.tours) if options.state else None
    )
    if state is not None:
        state.open()
    runner = web.ServerRunner(web_server(server), shutdown_timeout=STOP_WITHIN_S)
    await runner.setup()
    site = web.TCPSite(runner, HOST, options.port, reuse_address=True)
    await site.start()
    print(f"simulator http://{HOST}:{_port(runner)}", flush=True)  # noqa: T201  the promised first line
    await (_keep(state, stop) if state is not None else stop.wait())
    server.pollers.stop_all()
    await server.webhooks.close()
    await runner.cleanup()


def _port(runner: web.ServerRunner) -> int:
    return int(runner.addresses[0][1])


async def _keep(state: State, stop: asyncio.Event) -> None:
    """Saves what changed, so often that each time it is little; what nobody notes is looked at every second."""
    for turn in itertools.count(1):
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), SAVE_EVERY_S)
        if stop.is_set():
            break
        if state.world.changes or turn % LOOK_ALL_OVER_EVERY == 0:
            await state.save()
    state.close()


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
