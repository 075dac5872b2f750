"""The durable parts of a process: one database, and what stands on it."""

from dataclasses import dataclass

from domain.money.rails import BY_HAND, Line
from storage.database import Database
from storage.outbox import OnUndeliverable, Outbox
from storage.timers import Timers
from storage.work import RandomIds, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    database: Database
    outbox: Outbox
    timers: Timers
    work: Work


async def nobody(*_: object) -> None:
    """For commands that send nothing, so that nothing can be undeliverable."""


def keep(url: str, on_undeliverable: OnUndeliverable = nobody, line: Line = BY_HAND) -> Keeping:
    """Connects at first use, not here."""
    database = Database(url)
    timers = Timers(database)
    outbox = Outbox(database, on_undeliverable)
    work = Work(database, outbox, timers, RandomIds(), line)
    return Keeping(database=database, outbox=outbox, timers=timers, work=work)
