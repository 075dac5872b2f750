"""Rows of the outbox become messages: drawn at delivery, from present state, in the reader's language."""

from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from bot.inputs import SHOWN, chat_language
from bot.papers import Papers
from cards.card import render_card
from cards.message import Message
from cards.notices import render_notice
from cards.text import Speaker
from domain.errors import NotFound
from domain.instant import Clock
from domain.leads.lead import Lead
from domain.people.person import Chat
from domain.people.roles import Role
from domain.reactions import Audience
from domain.unit_of_work import UnitOfWork
from domain.view import view_of
from jobs.ports import Row
from storage.database import Database
from storage.screens import SqlScreens
from storage.work import Work

AUDIENCES: Final = {
    Role.OPS: Audience.OPS,
    Role.FIELD: Audience.TEAM,
    Role.PROCUREMENT: Audience.PROCUREMENT,
    Role.FINANCE: Audience.FINANCE,
    Role.REPORTING: Audience.REPORTING,
    Role.OEM: Audience.OEM,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    database: Database
    work: Work
    clock: Clock
    zone: ZoneInfo
    papers: Papers

    async def __call__(self, row: Row) -> Message | None:
        if row.kind == "message":
            return SHOWN.validate_python(row.payload)
        async with self.database.read() as connection:
            uow = self.work.on(connection, self.clock.now(), reading=True)
            language = row.args.get("language") or await chat_language(uow, row.chat_id)
            speaker = Speaker(language, self.zone)
            try:
                return await self._draw(uow, row, speaker, SqlScreens(connection))
            except NotFound:
                return None

    async def _draw(self, uow: UnitOfWork, row: Row, speaker: Speaker, screens: SqlScreens) -> Message:
        view = await view_of(uow, row.subject)
        if row.kind == "notice":
            message = render_notice(row.name, row.args, view, speaker)
            return await self.papers.attached(uow, screens, row.name, row.subject, message)
        chat = await uow.find(Chat, row.chat_id)
        audience = AUDIENCES.get(chat.role, Audience.OPS) if chat else Audience.CUSTOMER
        return render_card(row.name, view, audience, speaker, team=chat.team if chat else None)

    async def is_forum(self, chat_id: int) -> bool:
        async with self.database.read() as connection:
            uow = self.work.on(connection, self.clock.now(), reading=True)
            chat = await uow.find(Chat, chat_id)
        return chat is not None and chat.is_forum

    async def topic_name(self, lead: str) -> str:
        async with self.database.read() as connection:
            uow = self.work.on(connection, self.clock.now(), reading=True)
            found = await uow.find(Lead, lead)
        return f"{lead} {found.customer.name}" if found else lead
