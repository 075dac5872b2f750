"""Makes the unit of work of one transaction."""

import secrets
import uuid
from datetime import datetime
from random import Random

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.materials.stock import Stock
from domain.money.rails import BY_HAND, Line
from domain.unit_of_work import Ids, UnitOfWork, Wrote
from storage.album import SqlAlbum
from storage.books import SqlBooks
from storage.capacity import SqlCapacity
from storage.database import Database
from storage.forgetting import ForgettingLedger
from storage.frozen import SqlFrozen
from storage.lookalikes import SqlLookalikes
from storage.marks import SqlMarks
from storage.newcomers import SqlNewcomers
from storage.outbox import Outbox
from storage.payout_lines import SqlPayoutLines
from storage.shelves import SqlShelves
from storage.stock import SqlStockBook
from storage.timers import Timers


class RandomIds:
    """From the operating system's randomness."""

    def new(self) -> str:
        return uuid.UUID(bytes=secrets.token_bytes(16)).hex

    def token(self) -> str:
        return secrets.token_urlsafe(16)


class SeededIds:
    """The same ids for the same seed, for tests and simulations only."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311  not for secrets of a live bot

    def new(self) -> str:
        return f"{self._random.getrandbits(128):032x}"

    def token(self) -> str:
        return f"{self._random.getrandbits(128):032x}"[:22]


class Work:
    """`on(connection, now)` is the unit of work of that transaction."""

    def __init__(
        self, database: Database, outbox: Outbox, timers: Timers, ids: Ids, line: Line = BY_HAND
    ) -> None:
        self._dialect = database.dialect
        self._outbox = outbox
        self._timers = timers
        self._ids = ids
        self._line = line

    def on(self, connection: AsyncConnection, now: datetime, *, reading: bool = False) -> UnitOfWork:
        """`reading` takes no row locks: for screens, and for cards drawn at delivery."""
        lock = self._dialect == "postgresql" and not reading
        wrote = Wrote()
        return UnitOfWork(
            wrote=wrote,
            shelves=SqlShelves(connection, wrote, now, lock=lock),
            capacity=SqlCapacity(connection, wrote),
            marks=SqlMarks(connection, self._dialect, wrote),
            stock=Stock(SqlStockBook(connection, wrote)),
            lookalikes=SqlLookalikes(connection, wrote),
            newcomers=SqlNewcomers(connection, self._dialect, wrote),
            album=SqlAlbum(connection, self._dialect, wrote, now),
            ledger=ForgettingLedger(connection, self._dialect, self._outbox, self._timers, now),
            books=SqlBooks(connection, wrote),
            frozen=SqlFrozen(connection, wrote),
            payout_lines=SqlPayoutLines(connection, wrote),
            ids=self._ids,
            now=now,
            line=self._line,
        )
