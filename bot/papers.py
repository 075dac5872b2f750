"""Documents that go out in chat: made when they are delivered, kept under their SHA-256 like any other media."""

import asyncio
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from cards.message import Message, Picture
from cards.pack import pack_messages
from cards.period import period_files
from cards.text import Speaker
from documents.books import made_of
from documents.calendar_entry import NAME, calendar_entry
from documents.copies import copy_of
from documents.packs import compile_report
from documents.payout_statement import payout_statement, statement_name
from domain.errors import Unavailable
from domain.events import Happening
from domain.leads.lead import Lead
from domain.money.bookkeeping import journal, period_of
from domain.money.payment import Payment
from domain.reactions import Audience
from domain.reporting.pack import Pack
from domain.reporting.period_report import PeriodReport
from domain.unit_of_work import UnitOfWork
from domain.visits.reviewing import report_read
from domain.visits.team import Team
from domain.visits.visit import Visit
from jobs.ports import Row
from storage.media import MediaStore
from storage.screens import SqlScreens

WITH_ENTRY: Final = frozenset(
    {
        Happening.VISIT_BOOKED.value,
        Happening.VISIT_REASSIGNED.value,
        Happening.BACKUP_FOUND.value,
        Happening.VISIT_RESCHEDULED.value,
        Happening.VISIT_CALLED_OFF.value,
        Happening.PRIORITY_RESCHEDULED.value,
        Happening.LEAD_HELD.value,
        Happening.LEAD_CANCELLED.value,
    }
)
"""Of what a customer gets an entry for his calendar, or one that takes it back."""
WITH_STATEMENT: Final = frozenset({Happening.PAYOUT_OPENED.value, Happening.PAYOUT_RESTATED.value})
WITH_PACK: Final = frozenset({Happening.PACK_COMPILED.value, Happening.PACK_SENT.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    media: MediaStore
    zone: ZoneInfo

    async def attached(
        self, uow: UnitOfWork, screens: SqlScreens, row: Row, message: Message, speaker: Speaker
    ) -> Message:
        """The notice with the document that belongs to it, where it tells of one."""
        happening, subject = row.name, row.subject
        if happening in WITH_ENTRY and row.args.get("to") == Audience.CUSTOMER:
            return await self._entry(uow, subject, message, speaker)
        if happening == Happening.DATA_EXPORTED:
            return await self._copy(uow, screens, subject, message)
        return await self._kept(uow, row, message, speaker)

    async def _kept(self, uow: UnitOfWork, row: Row, message: Message, speaker: Speaker) -> Message:
        """With the papers that are kept in the media store."""
        happening, subject = row.name, row.subject
        if happening == Happening.PERIOD_REPORT_RELEASED:
            report = await uow.get(PeriodReport, subject)
            return replace(message, pictures=period_files(report), keyboard=())
        if happening in WITH_STATEMENT:
            return await self._statement(uow, subject, message)
        if happening in WITH_PACK:
            return await self._pack(uow, row, message, speaker)
        return message

    async def _statement(self, uow: UnitOfWork, subject: str, message: Message) -> Message:
        """As it stands now: who is told of a version that was made anew meanwhile gets the new one."""
        payout = await uow.get(Payment, subject)
        if payout.statement is None:
            return message
        team = await uow.get(Team, payout.team or "")
        content = await asyncio.to_thread(
            payout_statement, payout, payout.statement, team.name, Speaker("en", self.zone).say
        )
        name = statement_name(payout, payout.statement)
        picture = Picture(kind="document", sha256=await self.media.put(content), file_name=name)
        return replace(message, pictures=(picture,))

    async def set(self, uow: UnitOfWork, screens: SqlScreens, picture: Picture) -> Picture:
        """The picture itself, unless it is a paper that is set when it is sent."""
        if picture.report:
            return await self.report(uow, screens, picture.report)
        return await self._books(uow, picture) if picture.books else picture

    async def _books(self, uow: UnitOfWork, picture: Picture) -> Picture:
        found = await journal(uow, *period_of(picture.books))
        return replace(picture, content=await asyncio.to_thread(made_of, found, picture.file_name))

    async def report(self, uow: UnitOfWork, screens: SqlScreens, visit_id: str) -> Picture:
        """A visit's report on paper, as it stands now: kept nowhere, because the same facts make the same bytes."""
        review = await report_read(uow, await uow.get(Visit, visit_id))
        wanted = [file.unique_id for file in review.files]
        archived = await screens.archived(wanted)
        if await screens.still_wanted([one for one in wanted if one not in archived]):
            raise Unavailable(f"the photos of {visit_id} are still being fetched")
        paper = await compile_report(review, archived, self.media, Speaker("en", self.zone).say)
        return Picture(kind="document", file_name=paper.name, content=paper.content)

    async def _entry(self, uow: UnitOfWork, subject: str, message: Message, speaker: Speaker) -> Message:
        """For the customer's calendar: his visit as it stands, or as it was taken back together with the lead."""
        visit = await uow.find(Visit, subject)
        lead = await uow.get(Lead, visit.lead if visit else subject)
        if visit is None:
            ended = [one for one in await uow.all(Visit, lead=lead.id) if one.state_since == lead.stage_since]
            visit = ended[-1] if ended else None
        team = await uow.find(Team, visit.team) if visit is not None and visit.team else None
        content = calendar_entry(visit, lead, team, speaker.say) if visit is not None else None
        if content is None:
            return message
        return replace(message, pictures=(Picture(kind="document", file_name=NAME, content=content),))

    async def _copy(self, uow: UnitOfWork, screens: SqlScreens, lead: str, message: Message) -> Message:
        """All that is kept of a customer, made now and kept nowhere."""
        found = await copy_of(uow, lead, await screens.timeline(lead))
        files = ((f"{lead}.txt", found.readable()), (f"{lead}.json", found.as_json()))
        pictures = tuple(Picture(kind="document", file_name=name, content=content) for name, content in files)
        return replace(message, pictures=pictures, keyboard=())

    async def _pack(self, uow: UnitOfWork, row: Row, message: Message, speaker: Speaker) -> Message:
        """With the PDF as it was kept; the ZIP is a tap away."""
        pack = await uow.get(Pack, row.subject)
        edition = pack.delivered if row.name == Happening.PACK_SENT else pack.made
        if edition is None or pack.forgotten:
            return message
        paper, *_ = pack_messages(pack.id, edition, speaker)
        text = message.text if paper.pictures else f"{message.text}\n\n{paper.text}"
        return replace(message, text=text, pictures=paper.pictures)
