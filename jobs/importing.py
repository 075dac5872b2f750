"""Files of leads, worked off beside all else: read and looked at, then imported a few rows at a time.

Where an import stands is in the database: a process that dies is followed by one that reads the file again and goes on
behind the last row that was committed.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from cards.text import Speaker
from documents.lead_sheets import error_file, read_table
from domain.errors import Invalid, Unavailable, VersionConflict
from domain.leads.columns import taken_for
from domain.leads.filing import clear_imports
from domain.leads.importing import AT_ONCE, Before, Met, count_alike, import_part
from domain.leads.imports import FAULTS_KEPT, MOST_BYTES, Counts, Import, ImportState, Problem
from domain.leads.intake import NewLead
from domain.leads.judging import Judged, Table, faults_of, judge
from domain.people.actor import SYSTEM
from domain.people.person import Oem
from domain.unit_of_work import UnitOfWork
from domain.words import Words, say

KEPT_READ: Final = 4
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
    async def put(self, content: bytes) -> str: ...
    async def get(self, sha256: str) -> bytes: ...


@dataclass(frozen=True, slots=True)
class _Read:
    """A file as it was read and judged. The same bytes and columns always give the same."""

    table: Table
    columns: tuple[str, ...]
    judged: tuple[Judged, ...]


@dataclass(slots=True)
class Imports:
    desk: Desk
    media: MediaStore
    _met: dict[str, Met] = field(default_factory=dict)
    _read: dict[tuple[str, str, tuple[str, ...]], _Read] = field(default_factory=dict)

    async def work(self) -> None:
        """Everything that can be gone on with now; several imports take turns, and files to be looked at go first."""
        while waiting := await self._waiting():
            for upload in waiting:
                await self._go_on(upload)

    async def clear(self) -> None:
        """Nobody keeps files of leads for ever: once in a while, what is old goes."""
        async with self.desk.transaction() as uow:
            await clear_imports(uow, SYSTEM)

    async def _waiting(self) -> list[Import]:
        async with self.desk.reading() as looking:
            fresh = [
                upload
                for upload in await looking.uow.all(Import, state=ImportState.READING)
                if upload.sha256 or upload.picture is None or not await self._coming(looking, upload)
            ]
            return [*fresh, *await looking.uow.all(Import, state=ImportState.IMPORTING)]

    async def _coming(self, looking: Looking, upload: Import) -> bool:
        """Whether its bytes are still being fetched."""
        return upload.picture is not None and await looking.screens.still_wanted([upload.picture.unique_id])

    async def _go_on(self, upload: Import) -> None:
        try:
            if upload.state is ImportState.READING:
                await self._look_at(await self._archived(upload))
            else:
                await self._import_part(upload)
        except VersionConflict as conflict:
            _log.info("%s was changed meanwhile, so it is looked at again: %s", upload.id, conflict)
        except Invalid as unreadable:
            await self._give_up(upload, unreadable.words)

    async def _archived(self, upload: Import) -> Import:
        """With the name of the original; `Invalid` if Telegram never gave it."""
        if upload.sha256 or upload.picture is None:
            return upload
        async with self.desk.reading() as looking:
            found = await looking.screens.archived([upload.picture.unique_id])
        if not found:
            raise Invalid(say("Telegram does not give this file to me. Please send it once more."))
        return replace(upload, sha256=found[upload.picture.unique_id])

    async def _look_at(self, upload: Import) -> None:
        read = await self._table(upload)
        given = [one.new for one in read.judged if one.new is not None]
        async with self.desk.reading() as looking:
            known = await looking.uow.newcomers.known(upload.oem, [new.reference for new in given])
        fresh = [new for new in given if new.reference not in known]
        faults = tuple(faults_of(read.judged))
        checked = replace(
            upload,
            headings=read.table.headings,
            columns=read.columns,
            counts=await self._counts(read, fresh, known=len(known)),
            faults=faults[:FAULTS_KEPT],
            error_file=await self._error_file(upload, read) if faults else "",
        )
        async with self.desk.transaction() as uow:
            await uow.save(checked.moved(ImportState.CHECKED, uow.now))

    async def _counts(self, read: _Read, fresh: Sequence[NewLead], *, known: int) -> Counts:
        return Counts(
            rows=len(read.table.rows),
            good=len(fresh),
            faulty=sum(bool(one.faults) and one.repeats is None for one in read.judged),
            repeated=sum(one.repeats is not None for one in read.judged),
            known=known,
            alike=await self._alike(fresh),
        )

    async def _alike(self, fresh: Sequence[NewLead]) -> int:
        """In parts, so that others have their turn between them."""
        before: Before = {}
        count = 0
        for start in range(0, len(fresh), AT_ONCE):
            async with self.desk.reading() as looking:
                count += await count_alike(looking.uow, fresh[start : start + AT_ONCE], before)
            await asyncio.sleep(0)
        return count

    async def _error_file(self, upload: Import, read: _Read) -> str:
        speak = Speaker(upload.language).say
        return await self.media.put(await asyncio.to_thread(error_file, read.table, read.judged, speak))

    async def _import_part(self, upload: Import) -> None:
        judged = (await self._table(upload)).judged
        met = self._met.pop(upload.id, {})
        async with self.desk.transaction() as uow:
            after = await import_part(uow, upload.id, judged, met)
        if after.state is ImportState.IMPORTING:
            self._met[upload.id] = met

    async def _table(self, upload: Import) -> _Read:
        key = (upload.id, upload.sha256, upload.columns)
        if key not in self._read:
            found = await self._read_anew(upload)
            while len(self._read) >= KEPT_READ:
                del self._read[next(iter(self._read))]
            self._read[upload.id, upload.sha256, found.columns] = found
            return found
        return self._read[key]

    async def _read_anew(self, upload: Import) -> _Read:
        async with self.desk.reading() as looking:
            oem = await looking.uow.get(Oem, upload.oem)
        try:
            content = await self.media.get(upload.sha256)
        except KeyError:
            raise Unavailable(f"the original of {upload.id} is not in the media store") from None
        if len(content) > MOST_BYTES:
            most = MOST_BYTES // 2**20
            raise Invalid(say("The file is larger than {most} MB. Split it into several files.", most=most))
        return await asyncio.to_thread(_understood, content, upload, oem)

    async def _give_up(self, upload: Import, words: Words) -> None:
        async with self.desk.transaction() as uow:
            known = await uow.get(Import, upload.id)
            if known.state is ImportState.READING:
                unreadable = replace(known.moved(ImportState.UNREADABLE, uow.now), problem=Problem.of(words))
                await uow.save(unreadable)


def _understood(content: bytes, upload: Import, oem: Oem) -> _Read:
    """Takes seconds for a large file, so it runs beside the event loop."""
    table = read_table(content, oem.headings)
    chosen = upload.columns if len(upload.columns) == len(table.headings) else ()
    columns = chosen or taken_for(table.headings, oem.headings)
    return _Read(table, columns, judge(table, columns, oem=oem.id, file=upload.id))
