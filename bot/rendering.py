"""Rows of the outbox become messages: drawn at delivery, from present state, in the reader's language."""

from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from bot.inputs import SHOWN, chat_language
from bot.papers import Papers
from cards.card import render_card
from cards.form import form_card
from cards.message import Message
from cards.money import month_card, waiting_card
from cards.my_day import my_day_card
from cards.notices import is_over, render_notice
from cards.text import Speaker
from cards.today import today_card
from domain.errors import DomainError, NotFound
from domain.instant import Clock
from domain.leads.lead import Lead
from domain.money.bookkeeping import month_of, months_until
from domain.money.money_board import MoneyBoard, Section
from domain.money.money_pages import money_month, money_waiting
from domain.people.access import actor_of, person_of
from domain.people.actor import Actor, Scope
from domain.people.person import Chat
from domain.people.roles import Permission, Role
from domain.reactions import FORM_CARD, Audience, BoardName
from domain.unit_of_work import UnitOfWork
from domain.view import view_of
from domain.visits.board import Board, day_board, team_day
from domain.visits.pages import page_of
from domain.words import say
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


def _reader(chat: Chat) -> Actor:
    """A group reads as whoever it is bound for."""
    teams = frozenset({chat.team}) if chat.team else frozenset[str]()
    return Actor(person=None, name=chat.title, roles=frozenset({chat.role}), oem=chat.oem, teams=teams)


async def _who_reads(uow: UnitOfWork, chat_id: int) -> Actor:
    chat = await uow.find(Chat, chat_id)
    return _reader(chat) if chat else actor_of(await person_of(uow, chat_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    database: Database
    work: Work
    clock: Clock
    zone: ZoneInfo
    papers: Papers

    async def __call__(self, row: Row) -> Message | None:
        if row.kind == "message":
            return await self._on_paper(SHOWN.validate_python(row.payload))
        async with self.database.read() as connection:
            uow = self.work.on(connection, self.clock.now(), reading=True)
            language = row.args.get("language") or await chat_language(uow, row.chat_id)
            speaker = Speaker(language, self.zone)
            try:
                return await self._draw(uow, row, speaker, SqlScreens(connection))
            except NotFound:
                return None

    async def _on_paper(self, message: Message) -> Message | None:
        """With what is set only when it is sent; None where the report is gone by then."""
        if not any(picture.report or picture.books for picture in message.pictures):
            return message
        async with self.database.read() as connection:
            uow = self.work.on(connection, self.clock.now(), reading=True)
            screens = SqlScreens(connection)
            try:
                pictures = [await self.papers.set(uow, screens, one) for one in message.pictures]
            except DomainError:
                return None
        return replace(message, pictures=tuple(pictures))

    async def _board(self, uow: UnitOfWork, row: Row, speaker: Speaker) -> Message:
        """For whoever reads in this chat now; one who may not see it any more sees nothing."""
        board = Board.read(row.subject)
        chat = await uow.find(Chat, row.chat_id)
        reader = await _who_reads(uow, row.chat_id)
        if board.team is not None and reader.may(Permission.SEE_OWN_DAY, Scope(team=board.team)):
            return my_day_card(await team_day(uow, board), speaker, named=chat is None)
        if board.team is None and reader.may(Permission.SEE_DAY):
            return today_card(await day_board(uow, board), speaker)
        return Message(text=speaker.say(say("There is nothing to show here.")))

    async def _money(self, uow: UnitOfWork, row: Row, speaker: Speaker) -> Message:
        board, reader = MoneyBoard.read(row.subject), await _who_reads(uow, row.chat_id)
        sees_books = reader.may(Permission.SEE_BOOKS)
        if not reader.may(board.section.permission):
            return Message(text=speaker.say(say("There is nothing to show here.")))
        if board.section in {Section.WAITING, Section.LATE}:
            return waiting_card(board, await money_waiting(uow, reader), speaker, sees_books=sees_books)
        month = months_until(uow.now)[1 if board.section is Section.BEFORE else 0]
        return month_card(board, await money_month(uow, reader, *month_of(f"{month:%Y-%m}")), speaker)

    async def _draw(self, uow: UnitOfWork, row: Row, speaker: Speaker, screens: SqlScreens) -> Message | None:
        if row.name == BoardName.MONEY:
            return await self._money(uow, row, speaker)
        if row.name in set(BoardName):
            return await self._board(uow, row, speaker)
        if row.name == FORM_CARD:
            page = await page_of(uow, row.subject)
            return form_card(page, speaker, private=await uow.find(Chat, row.chat_id) is None)
        view = await view_of(uow, row.subject)
        if row.kind == "notice":
            if is_over(row.name, row.args, view):
                return None
            message = render_notice(row.name, row.args, view, speaker)
            return await self.papers.attached(uow, screens, row, message, speaker)
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
