"""Closure packs, compiled beside all else once their photos have come: one at a time, and kept under their digests.

That a pack waits is in the database: a process that dies while it compiles is followed by one that begins again.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from documents.packs import MediaStore, compile_pack
from domain.errors import VersionConflict
from domain.events import Event
from domain.instant import Clock
from domain.reporting.closure import pack_was_compiled
from domain.reporting.dossier import Dossier, dossier_of
from domain.reporting.pack import Pack
from domain.reporting.saying import compared
from domain.unit_of_work import UnitOfWork
from domain.words import Speak

WANTED: Final = "yes"
_log = logging.getLogger(__name__)


class Screens(Protocol):
    async def archived(self, unique_ids: Sequence[str]) -> dict[str, str]: ...
    async def still_wanted(self, unique_ids: Sequence[str]) -> bool: ...
    async def timeline(self, *of: str) -> Sequence[Event]: ...


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Packs:
    """`address` is where the portal is: the OEM finds its films below it."""

    desk: Desk
    media: MediaStore
    clock: Clock
    speak: Speak
    address: str
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def work(self) -> int:
        """Compiles what waits and has all its photos; how many that were."""
        async with self._turn:
            compiled = 0
            for pack in await self._wanted():
                compiled += await self._compile(pack)
            return compiled

    async def _wanted(self) -> list[str]:
        async with self.desk.reading() as looking:
            return [pack.id for pack in await looking.uow.all(Pack, wanted=WANTED)]

    async def _compile(self, pack: str) -> bool:
        read = await self._read(pack)
        if read is None:
            return False
        dossier, archived = read
        edition = await compile_pack(dossier, archived, self.media, self.speak, now=self.clock.now())
        try:
            async with self.desk.transaction() as uow:
                return await pack_was_compiled(uow, pack, edition)
        except VersionConflict as conflict:
            _log.info("%s was changed meanwhile, so it is compiled again: %s", pack, conflict)
            return False

    async def _read(self, pack: str) -> tuple[Dossier, dict[str, str]] | None:
        """None while photos are still being fetched."""
        async with self.desk.reading() as looking:
            lead = (await looking.uow.get(Pack, pack)).lead
            dossier = await dossier_of(looking.uow, pack, await looking.screens.timeline(lead))
            files = [file.unique_id for file in dossier.photos]
            archived = await looking.screens.archived(files)
            if await looking.screens.still_wanted([one for one in files if one not in archived]):
                return None
        return compared(replace(dossier, files_at=f"{self.address}/portal/leads/{lead}/files")), archived
