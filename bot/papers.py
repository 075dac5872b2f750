"""Documents that go out in chat: made when they are delivered, kept under their SHA-256 like any other media."""

from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from cards.message import Message, Picture
from cards.text import Speaker
from documents.copies import copy_of
from documents.facts import facts_of
from documents.packs import Paper, compile_pack
from domain.errors import Unavailable
from domain.events import Happening
from domain.unit_of_work import UnitOfWork
from storage.media import MediaStore
from storage.screens import SqlScreens

WITH_PACK: Final = frozenset({Happening.PACK_COMPILED.value, Happening.PACK_SENT.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    media: MediaStore
    zone: ZoneInfo

    async def attached(
        self, uow: UnitOfWork, screens: SqlScreens, happening: str, pack: str, message: Message
    ) -> Message:
        """The notice with the closure pack as its document, where it tells of one."""
        if happening == Happening.DATA_EXPORTED:
            return await self._copy(uow, screens, pack, message)
        if happening not in WITH_PACK:
            return message
        paper = await self._pack(uow, screens, pack)
        sha256 = await self.media.put(paper.content)
        picture = Picture(kind="document", sha256=sha256, file_name=paper.name)
        return replace(message, pictures=(picture,))

    async def _copy(self, uow: UnitOfWork, screens: SqlScreens, lead: str, message: Message) -> Message:
        """All that is kept of a customer, made now and kept nowhere."""
        found = await copy_of(uow, lead, await screens.timeline(lead))
        files = ((f"{lead}.txt", found.readable()), (f"{lead}.json", found.as_json()))
        pictures = tuple(Picture(kind="document", file_name=name, content=content) for name, content in files)
        return replace(message, pictures=pictures, keyboard=())

    async def _pack(self, uow: UnitOfWork, screens: SqlScreens, pack: str) -> Paper:
        lead = pack.partition("-")[2]
        facts = await facts_of(uow, pack, await screens.timeline(f"L-{lead}"))
        archived = await screens.archived([photo.unique_id for photo in facts.photos])
        coming = [photo.unique_id for photo in facts.photos if photo.unique_id not in archived]
        if await screens.still_wanted(coming):
            raise Unavailable(f"the photos of {pack} are still being fetched")
        return await compile_pack(facts, archived, self.media, Speaker("en", self.zone).say)
