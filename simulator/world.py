"""The simulated world: who there is, which chats they share, what was said. Knows nothing of HTTP."""

import asyncio
from collections.abc import Callable, Iterator

from simulator.changes import Changes
from simulator.clock import Clock
from simulator.errors import Wrong
from simulator.files import FileStore
from simulator.model import PRIVATE, Bot, Chat, Json, Message, Person, Tap
from simulator.updates import UpdateQueue

MAX_TAPS = 10_000
ANONYMOUS_ADMIN = Person(id=1087968824, first_name="Group", username="GroupAnonymousBot")


class World:
    def __init__(self, clock: Clock, files: FileStore, publish: Callable[[Json], None]) -> None:
        self.clock = clock
        self.files = files
        self.publish = publish
        self.bots: dict[int, Bot] = {}
        self.tokens: dict[str, Bot] = {}
        self.queues: dict[int, UpdateQueue] = {}
        self.people: dict[int, Person] = {}
        self.groups: dict[int, Chat] = {}
        self.private: dict[tuple[int, int], Chat] = {}
        self.taps: dict[str, Tap] = {}
        self.answers: dict[str, asyncio.Event] = {}
        self.changes = Changes()
        self.revision = 0
        self.counter = 0

    def count(self) -> int:
        """A number never given before: album ids, tap ids."""
        self.counter += 1
        return self.counter

    def add_bot(self, bot: Bot) -> Bot:
        self.bots[bot.id] = bot
        self.tokens[bot.token] = bot
        self.queues.setdefault(bot.id, UpdateQueue(bot.id, self.changes.update))
        for person in self.people.values():
            self._open_private(bot, person)
        return bot

    def add_person(self, person: Person) -> Person:
        self.people[person.id] = person
        self.changes.person(person)
        for bot in self.bots.values():
            self._open_private(bot, person)
        return person

    def _open_private(self, bot: Bot, person: Person) -> None:
        if (bot.id, person.id) not in self.private:
            chat = Chat(person.id, PRIVATE, person=person.id, bot=bot.id)
            self.private[bot.id, person.id] = chat
            self.changes.chat(chat)

    def user(self, user_id: int) -> Person | Bot:
        if user_id == ANONYMOUS_ADMIN.id:
            return ANONYMOUS_ADMIN
        found = self.people.get(user_id) or self.bots.get(user_id)
        if found is None:
            raise Wrong(
                f'nobody has the id {user_id}; add him: POST /sim/users {{"id": {user_id}, "first_name": "Asha"}}',
                404,
            )
        return found

    def chats(self) -> Iterator[Chat]:
        yield from self.private.values()
        yield from self.groups.values()

    def bots_in(self, chat: Chat) -> list[Bot]:
        if chat.bot is not None:
            return [self.bots[chat.bot]]
        return [bot for bot in self.bots.values() if chat.has(bot.id)]

    def keep(self, chat: Chat, message: Message) -> Message:
        """Gives a new message its id and its place in the chat."""
        if chat.bot is not None:
            bot = self.bots[chat.bot]
            message.id, bot.next_message_id = bot.next_message_id, bot.next_message_id + 1
        else:
            message.id, chat.next_message_id = chat.next_message_id, chat.next_message_id + 1
        chat.messages[message.id] = message
        if message.sender in self.bots:
            chat.last_bot = message.sender
        self.touch(chat, message)
        return message

    def touch(self, chat: Chat, message: Message) -> None:
        """Something about the message changed: the people's screens must follow."""
        self.revision += 1
        message.revision = self.revision
        self.changes.message(chat, message)
        self.publish(
            {
                "type": "message",
                "chat": chat.id,
                "message": message.id,
                "from": message.sender,
                "thread": message.thread if message.topic else None,
                "revision": message.revision,
            }
        )

    def changed(self, chat: Chat) -> None:
        self.revision += 1
        self.changes.chat(chat)
        self.publish({"type": "chat", "chat": chat.id, "revision": self.revision})

    def remember(self, tap: Tap) -> None:
        self.taps[tap.id] = tap
        self.changes.tap(tap.id, tap)
        self.answers[tap.id] = asyncio.Event()
        if len(self.taps) > MAX_TAPS:
            oldest = next(iter(self.taps))
            del self.taps[oldest]
            self.changes.tap(oldest, None)
            self.answers.pop(oldest, None)

    def answer(self, tap: Tap, answer: Json) -> None:
        """Shows the bot's answer to the one who tapped."""
        tap.answer = answer
        self.changes.tap(tap.id, tap)
        self.publish(
            {"type": "toast", "chat": tap.chat, "user": tap.person, "message": tap.message, **answer}
        )
        if waiting := self.answers.pop(tap.id, None):
            waiting.set()

    async def answered(self, tap: Tap, timeout_s: float) -> None:
        waiting = self.answers.get(tap.id)
        if waiting is None:
            return
        try:
            await asyncio.wait_for(waiting.wait(), timeout_s)
        except TimeoutError:
            return
