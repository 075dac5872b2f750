"""The photos of reports, looked at beside all else: after their bytes are archived, one at a time.

That a photo waits is in the database: a process that dies while it looks is followed by one that looks again.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Final, Protocol

from domain.errors import VersionConflict
from domain.evidence import Looks, Seen
from domain.unit_of_work import UnitOfWork
from domain.visits.evidence import picture_was_read

AT_ONCE: Final = 20
_log = logging.getLogger(__name__)


class Screens(Protocol):
    async def to_look_at(self, limit: int) -> Sequence[tuple[str, str]]:
        """Photos whose bytes have come, with their SHA-256, or never will, without."""


class Looking(Protocol):
    @property
    def screens(self) -> Screens: ...


class Desk(Protocol):
    """Raises Unavailable where the database cannot be reached."""

    def transaction(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Settled and committed when its block ends well; what it causes goes out."""

    def reading(self) -> AbstractAsyncContextManager[Looking]: ...


class MediaStore(Protocol):
    """Raises Unavailable."""

    async def get(self, sha256: str) -> bytes: ...
    async def put(self, content: bytes) -> str: ...


class Reader(Protocol):
    async def read(self, content: bytes) -> Seen | None:
        """None for what is no picture."""

    async def rest(self) -> None:
        """Until the next rush: whatever it keeps for reading may go."""


@dataclass(slots=True)
class Pictures:
    """A crash between the thumbnail and the commit costs a second look, never a second word."""

    desk: Desk
    media: MediaStore
    reader: Reader
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _reading: asyncio.Task[Seen | None] | None = None
    _stopped: bool = False

    async def work(self) -> None:
        """Looks at what waits and has arrived."""
        async with self._turn:
            try:
                while not self._stopped and (waiting := await self._waiting()):
                    for unique_id, sha256 in waiting:
                        await self._look(unique_id, sha256)
            finally:
                await self.reader.rest()

    def stop(self) -> None:
        """What is being looked at is looked at again after the next start."""
        self._stopped = True
        if self._reading is not None:
            self._reading.cancel()

    async def _waiting(self) -> Sequence[tuple[str, str]]:
        async with self.desk.reading() as looking:
            return await looking.screens.to_look_at(AT_ONCE)

    async def _look(self, unique_id: str, sha256: str) -> None:
        if self._stopped:
            return
        try:
            content = await self.media.get(sha256) if sha256 else b""
        except KeyError:
            content = b""
        self._reading = asyncio.ensure_future(self._seen(content, sha256))
        try:
            seen = await self._reading
        except asyncio.CancelledError:
            if not self._stopped:
                raise
        else:
            await self._told(unique_id, seen)
        finally:
            self._reading = None

    async def _seen(self, content: bytes, sha256: str) -> Seen | None:
        """What never came, or was lost, cannot be opened either."""
        seen = await self.reader.read(content) if content else Seen(Looks(sha256=sha256))
        if seen is not None and seen.thumbnail:
            await self.media.put(seen.thumbnail)
        return seen

    async def _told(self, unique_id: str, seen: Seen | None) -> None:
        try:
            async with self.desk.transaction() as uow:
                await picture_was_read(uow, unique_id, seen.looks if seen is not None else None)
        except VersionConflict as conflict:
            _log.info(
                "%s is looked at again, because its visit was changed meanwhile: %s", unique_id, conflict
            )
