"""`chargeops books`: the files of a period for the accountant, written into a folder."""

import argparse
import sys
from datetime import date
from pathlib import Path

from bot.clocks import SystemClock
from bot.keeping import keep
from bot.settings import Settings
from documents.books import sheets_of
from domain.money.bookkeeping import journal, month_of, period_of
from storage.migrating import is_current


def add_books_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "first",
        help="a month, for example 2026-11, a financial year, FY2026-27, or the first day: 2026-04-01",
    )
    parser.add_argument("last", nargs="?", type=_day, help="the last day, which is included: 2027-03-31")
    parser.add_argument("--into", type=Path, default=Path(), metavar="FOLDER", help="here by default")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day, for example 2026-11-30") from None


def _period(options: argparse.Namespace) -> tuple[date, date]:
    """Days are days in India. Raises Invalid."""
    if options.last is None:
        return period_of(options.first)
    try:
        return date.fromisoformat(options.first), options.last
    except ValueError:
        return month_of(options.first)[0], options.last


async def write_books_out(settings: Settings, options: argparse.Namespace) -> int:
    first, last = _period(options)
    settings.folder()
    keeping = keep(settings.database)
    try:
        if not await is_current(keeping.database):
            sys.stderr.write("chargeops: the database is not up to date: run `chargeops migrate` first.\n")
            return 2
        async with keeping.database.report() as connection:
            uow = keeping.work.on(connection, SystemClock().now(), reading=True)
            found = await journal(uow, first, last)
    finally:
        await keeping.database.close()
    made = sheets_of(found)
    for name, content in (made.xlsx, made.csv, made.payments):
        try:
            (options.into / name).write_bytes(content)
        except OSError as error:
            sys.stderr.write(f"chargeops: {options.into} cannot be written to: {error.strerror or error}\n")
            return 2
        sys.stdout.write(f"{options.into / name}\n")
    return 0
