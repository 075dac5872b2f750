"""Electricity bills, read beside all else: after their bytes are archived, one at a time, and never in anybody's way.

That a bill waits is in the database: a process that dies while it reads is followed by one that reads it again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Final, Protocol

from documents.bills import BillText, Unreadable
from domain.errors import VersionConflict
from domain.leads.bill import Bill, BillState, Problem
from domain.leads.bill_text import read_bill
from domain.leads.bills import bill_not_read, bill_was_read
from domain.unit_of_work import UnitOfWork

AT_ONCE: Final = 20
_log = logging.getLogger(__name__)


class Screens(Protocol):
    async def archived(self, unique_ids: Sequence[str]) -> dict[str, str]: ...
    async def still_wanted(self, unique_ids: Sequence[str]) -> bool: ...


class Looking(Protocol):
    @property
    def uow(self) -> UnitOfWork: ...
    @property
    def screens(self) -> Screens: ...


class Desk(Protocol):
    """Raises Unavailable where the database cannot be reached."""

    def transaction(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Settled and committed when its block ends well; what it causes goes out."""

    def reading(self) -> AbstractAsyncContextManager[Looking]: ...


class MediaStore(Protocol):
    async def get(self, sha256: str) -> bytes: ...


class TextOf(Protocol):
    def __call__(self, content: bytes, /) -> Awaitable[BillText]:
        """Raises Unreadable."""


@dataclass(slots=True)
class Bills:
    """`text_of` is None where nobody can read bills: they are kept as they came, and nothing is said."""

    desk: Desk
    media: MediaStore
    text_of: TextOf | None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _reading: asyncio.Task[BillText] | None = None
    _stopped: bool = False

    async def work(self) -> None:
        """Reads what waits and has arrived."""
        if self.text_of is None:
            return
        async with self._turn:
            while not self._stopped and (waiting := await self._waiting()):
                for bill, sha256 in waiting:
                    await self._read(bill, sha256)

    def stop(self) -> None:
        """What is being read is read again after the next start."""
        self._stopped = True
        if self._reading is not None:
            self._reading.cancel()

    async def _waiting(self) -> list[tuple[Bill, str]]:
        """With the SHA-256 of the original, empty where Telegram never gave it."""
        async with self.desk.reading() as looking:
            bills = await looking.uow.all(Bill, state=BillState.WAITING)
            came = [bill for bill in bills if not await looking.screens.still_wanted([bill.picture])]
            there = await looking.screens.archived([bill.picture for bill in came[:AT_ONCE]])
        return [(bill, there.get(bill.picture, "")) for bill in came[:AT_ONCE]]

    async def _read(self, bill: Bill, sha256: str) -> None:
        if self._stopped or self.text_of is None:
            return
        try:
            content = await self.media.get(sha256) if sha256 else None
        except KeyError:
            content = None
        if content is None:
            await self._told(bill, Problem.GONE)
            return
        self._reading = asyncio.ensure_future(self.text_of(content))
        try:
            text = await self._reading
        except Unreadable as unreadable:
            await self._told(bill, unreadable.problem)
        except asyncio.CancelledError:
            if not self._stopped:
                raise
        else:
            await self._told(bill, text)
        finally:
            self._reading = None

    async def _told(self, bill: Bill, came: BillText | Problem) -> None:
        try:
            if isinstance(came, Problem):
                async with self.desk.transaction() as uow:
                    await bill_not_read(uow, bill.id, bill.picture, came)
                return
            # Beside the event loop: a text made for it can keep the search for labels busy for a second.
            reading = await asyncio.to_thread(read_bill, came.pages, came.way)
            async with self.desk.transaction() as uow:
                await bill_was_read(uow, bill.id, bill.picture, reading)
        except VersionConflict as conflict:
            _log.info("%s was changed meanwhile, so it is looked at again: %s", bill.id, conflict)
