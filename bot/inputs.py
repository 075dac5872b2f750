"""One stored update: decoded, routed by aiogram, settled; everything it causes goes into the caller's transaction."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from zoneinfo import ZoneInfo

from aiogram import Bot, Dispatcher
from aiogram.types import CallbackQuery, Chat, InaccessibleMessage, Message, Update, User
from aiogram.types.update import UpdateTypeLookupError
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.membership import follow
from cards.answer import Answer, Here
from cards.message import Message as Shown
from cards.text import Speaker
from domain.errors import DomainError
from domain.instant import Clock
from domain.people.access import actor_of, person_of
from domain.people.person import Chat as BoundChat
from domain.people.person import Person
from domain.people.roles import Role
from domain.settle import settle
from domain.unit_of_work import UnitOfWork
from domain.words import Words, say
from storage.inbox import AfterCommit, Received, Undecodable
from storage.outbox import Outbox
from storage.outgoing import Lane, Outgoing
from storage.screens import SqlScreens
from storage.work import Work

SHOWN: Final = TypeAdapter(Shown)
TOAST_MOST: Final = 200
_log = logging.getLogger(__name__)

AnswerTap = Callable[[str, str | None, bool], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Links:
    """Deep links to this bot, and links to its pages."""

    username: str
    address: str = ""
    has_pages: bool = False

    def start(self, token: str) -> str:
        return f"https://t.me/{self.username}?start={token}"

    def portal(self, secret: str) -> str:
        return f"{self.address.rstrip('/')}/portal/in/{secret}"

    def review(self, secret: str, visit: str) -> str:
        return f"{self.portal(secret)}?review={visit}"

    def page(self, token: str) -> str:
        return f"{self.address.rstrip('/')}/c/{token}"

    def payment(self, payment: str, token: str) -> str:
        return f"{self.address.rstrip('/')}/pay/{payment}/{token}"

    def report(self, visit: str, token: str) -> str:
        return f"{self.address.rstrip('/')}/f/{visit}/{token}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """`handle` and `on_broken` are what the inbox calls."""

    dispatcher: Dispatcher
    bot: Bot
    work: Work
    outbox: Outbox
    clock: Clock
    zone: ZoneInfo
    links: Links
    answer_tap: AnswerTap
    answering: set[asyncio.Future[None]] = field(default_factory=set)

    async def handle(self, connection: AsyncConnection, received: Received) -> Sequence[AfterCommit]:
        update = self._decoded(received)
        uow = self.work.on(connection, self.clock.now())
        here, speaker, data = await self._around(connection, uow, update)
        try:
            await follow(connection, uow, self.outbox, update)
            # Posts in a group's or channel's name have no person behind them, so they have no role either.
            result = await self.dispatcher.feed_update(self.bot, update, **data) if here else None
            await settle(uow)
        except DomainError as refusal:
            if uow.wrote.done:
                raise
            result = _refusal(update, refusal.words)
        answer = result if isinstance(result, Answer) else Answer()
        await self._reply(connection, received, here, speaker, answer)
        return self._toast(update, speaker, answer)

    async def on_broken(self, connection: AsyncConnection, received: Received, error: Exception) -> None:
        """What was written is undone: the person is told, in words of ours."""
        uow = self.work.on(connection, self.clock.now())
        update = self._try_decoded(received)
        if update is None:
            await self._tell_admins(connection, uow, received)
            return
        here, speaker, _ = await self._around(connection, uow, update)
        words = say("Sorry, that did not work. We keep what you sent and look into it.")
        if isinstance(error, DomainError):
            words = error.words
        answer = _refusal(update, words)
        await self._reply(connection, received, here, speaker, answer)
        for call in self._toast(update, speaker, answer):
            task = asyncio.ensure_future(call())
            self.answering.add(task)
            task.add_done_callback(self.answering.discard)

    async def _tell_admins(self, connection: AsyncConnection, uow: UnitOfWork, received: Received) -> None:
        """Nobody else can be: who sent it is what cannot be read."""
        number = str(received.update_id)
        words = say(
            "Telegram sent something that could not be read; it is kept: update {number}.", number=number
        )
        said = [
            (admin.telegram_id, None, Shown(text=Speaker(admin.language, self.zone).say(words)))
            for admin in await uow.all(Person, staff=1)
            if admin.telegram_id is not None and Role.ADMIN in actor_of(admin).roles
        ]
        await self._say(connection, received, said)

    def _decoded(self, received: Received) -> Update:
        try:
            update = Update.model_validate(received.update, context={"bot": self.bot})
            _ = update.event_type
        except (ValidationError, UpdateTypeLookupError) as error:
            raise Undecodable(str(error)) from error
        return update

    def _try_decoded(self, received: Received) -> Update | None:
        try:
            return self._decoded(received)
        except Undecodable:
            return None

    async def _around(
        self, connection: AsyncConnection, uow: UnitOfWork, update: Update
    ) -> tuple[Here | None, Speaker, dict[str, Any]]:
        user, chat, thread, message = _origin(update)
        known = await person_of(uow, user.id) if user is not None else None
        speaker = Speaker(known.language if known else _language(user), self.zone)
        here = None
        if user is not None and chat is not None:
            here = Here(
                chat=chat.id,
                thread=thread,
                private=chat.type == "private",
                person=known,
                telegram_id=user.id,
                name=user.full_name[:120],
                message=message,
            )
        data = {
            "uow": uow,
            "actor": actor_of(known),
            "speaker": speaker,
            "here": here,
            "screens": SqlScreens(connection),
            "links": self.links,
        }
        return here, speaker, data

    async def _reply(
        self,
        connection: AsyncConnection,
        received: Received,
        here: Here | None,
        speaker: Speaker,
        answer: Answer,
    ) -> None:
        if here is None:
            return
        messages = list(answer.messages)
        if answer.toast is not None and not _is_tap(received):
            messages.insert(0, Shown(text=speaker.say(answer.toast)))
        said = [(here.chat, here.thread, message) for message in messages]
        said += [(here.telegram_id, None, message) for message in answer.private]
        await self._say(connection, received, said)

    async def _say(
        self, connection: AsyncConnection, received: Received, said: Sequence[tuple[int, int | None, Shown]]
    ) -> None:
        rows = [
            Outgoing(
                key=f"in:{received.bot_id}:{received.update_id}:{number}",
                chat_id=chat,
                kind="message",
                name="answer",
                subject="",
                lane=Lane.ANSWER,
                args={"thread": thread} if thread else {},
                payload=SHOWN.dump_python(message, mode="json", exclude_defaults=True),
            )
            for number, (chat, thread, message) in enumerate(said)
        ]
        await self.outbox.put_many(connection, rows, now=self.clock.now())

    def _toast(self, update: Update, speaker: Speaker, answer: Answer) -> list[AfterCommit]:
        query = update.callback_query
        if query is None:
            return []
        text = speaker.say(answer.toast)[:TOAST_MOST] if answer.toast is not None else None

        async def answer_it() -> None:
            await self.answer_tap(query.id, text, answer.alert)

        return [answer_it]


def _refusal(update: Update, words: Words) -> Answer:
    return Answer(toast=words, alert=update.callback_query is not None)


def _is_tap(received: Received) -> bool:
    return '"callback_query"' in received.raw[:400]


def _language(user: User | None) -> str:
    return (user.language_code or "en")[:2] if user is not None else "en"


def _origin(update: Update) -> tuple[User | None, Chat | None, int | None, int | None]:
    """Who, in which chat, topic and message; a message sent in a group's name has nobody behind it."""
    event: Any = update.event
    if isinstance(event, CallbackQuery):
        message = event.message
        thread = (
            message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None
        )
        if message is None or isinstance(message, InaccessibleMessage):
            return event.from_user, message.chat if message else None, None, None
        return event.from_user, message.chat, thread, message.message_id
    if isinstance(event, Message):
        user = None if event.sender_chat is not None else event.from_user
        thread = event.message_thread_id if event.is_topic_message else None
        return user, event.chat, thread, event.message_id
    return getattr(event, "from_user", None), getattr(event, "chat", None), None, None


async def chat_language(uow: UnitOfWork, chat: int) -> str:
    """A group speaks its own language, a private chat its person's."""
    bound = await uow.find(BoundChat, chat)
    if bound is not None:
        return bound.language
    person = await person_of(uow, chat)
    return person.language if person else "en"
