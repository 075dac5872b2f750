"""Files of stock, read beside all else: what stands in them is noted, and booked only when somebody says so."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from documents.lead_sheets import read_sheet
from domain.errors import Invalid, Unavailable, VersionConflict
from domain.leads.imports import MOST_BYTES
from domain.materials.stock_file import StockFile, StockFileState
from domain.materials.stock_filing import note_stock_rows, note_unreadable
from domain.materials.stock_rows import HEADINGS, Judged, judge_rows, recognised
from domain.materials.store import Store
from domain.words import say
from jobs.importing import Desk, MediaStore

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StockFiles:
    desk: Desk
    media: MediaStore

    async def work(self) -> None:
        """Every file whose bytes have come, or never will."""
        for file in await self._waiting():
            try:
                await self._look_at(file)
            except VersionConflict as conflict:
                _log.info("%s was changed meanwhile, so it is looked at again: %s", file.id, conflict)

    async def _waiting(self) -> list[StockFile]:
        async with self.desk.reading() as looking:
            files = await looking.uow.all(StockFile, state=StockFileState.READING)
            return [
                file for file in files if not await looking.screens.still_wanted([file.picture.unique_id])
            ]

    async def _look_at(self, file: StockFile) -> None:
        try:
            judged = await self._judged(file)
        except Invalid as wrong:
            async with self.desk.transaction() as uow:
                await note_unreadable(uow, file.id, wrong.words)
        else:
            async with self.desk.transaction() as uow:
                await note_stock_rows(uow, file.id, judged)

    async def _judged(self, file: StockFile) -> Judged:
        async with self.desk.reading() as looking:
            found = await looking.screens.archived([file.picture.unique_id])
            stores = await looking.uow.all(Store)
        if not found:
            raise Invalid(say("Telegram does not give this file to me. Please send it once more."))
        try:
            content = await self.media.get(found[file.picture.unique_id])
        except KeyError:
            raise Unavailable(f"the original of {file.id} is not in the media store") from None
        if len(content) > MOST_BYTES:
            most = MOST_BYTES // 2**20
            raise Invalid(say("The file is larger than {most} MB. Split it into several files.", most=most))
        return await asyncio.to_thread(_understood, content, stores)


def _understood(content: bytes, stores: Sequence[Store]) -> Judged:
    table = read_sheet(
        content, recognised, names=HEADINGS, without_rows=say("There is nothing below the headings.")
    )
    return judge_rows(table, stores)
