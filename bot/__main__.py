"""`chargeops`: the command line."""

import argparse
import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from bot.accounting import add_books_arguments, write_books_out
from bot.administering import add_admin_commands, administer
from bot.checking import check
from bot.demo import NoSimulator
from bot.health import health
from bot.masking import log_masked
from bot.poller import CannotPoll
from bot.serving import AlreadyRunning, migrate_only, run, serve_web, work_only
from bot.settings import BadSettings, Settings, load_settings
from bot.webhook import NoSecret
from domain.errors import DomainError, Unavailable

Command = Callable[[Settings, argparse.Namespace], Awaitable[int]]
COMMANDS: Final[Mapping[str, tuple[Command, str]]] = {
    "run": (
        run,
        "everything in one process; without TELEGRAM_TOKEN a simulated Telegram and a small company",
    ),
    "web": (serve_web, "API, board and webhook only"),
    "work": (work_only, "inbox, timers and delivery only"),
    "migrate": (migrate_only, "bring the database to this program's tables"),
    "check": (check, "prove the promises over the database as it stands"),
    "books": (write_books_out, "the books of a period for the accountant, as XLSX and CSV"),
    "health": (health, "ask the running program; exit code 0 when it serves"),
    "admin": (administer, "people, OEMs, teams, keys, groups"),
}
EXPECTED: Final = (AlreadyRunning, BadSettings, CannotPoll, DomainError, NoSecret, NoSimulator, Unavailable)


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    log_masked(logging.INFO)
    for chatty in ("apscheduler", "alembic", "aiogram.event", "httpx"):  # httpx would write OEMs' addresses
        logging.getLogger(chatty).setLevel(logging.WARNING)
    command, _ = COMMANDS[options.command]
    try:
        return _awaited(command(load_settings(), options))
    except EXPECTED as error:
        print(f"chargeops: {error}", file=sys.stderr)  # noqa: T201  the terminal is where it is read
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="chargeops", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (_, words) in COMMANDS.items():
        command = commands.add_parser(name, help=words, description=words)
        if name == "admin":
            add_admin_commands(command)
        if name == "books":
            add_books_arguments(command)
    return parser


def _awaited(work: Awaitable[int]) -> int:
    async def whole() -> int:
        return await work

    try:
        import uvloop  # noqa: PLC0415  not on every platform
    except ImportError:
        return asyncio.run(whole())
    return uvloop.run(whole())


if __name__ == "__main__":
    sys.exit(main())
