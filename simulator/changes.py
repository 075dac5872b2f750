"""What the state file has not seen yet. Where none is kept, nothing is noted."""

from dataclasses import dataclass, field

from simulator.model import Chat, Message, Person, Tap
from simulator.updates import Pending

ChatKey = tuple[int | None, int]
UpdateKey = tuple[int, int]


@dataclass(slots=True)
class Changes:
    """A chat is noted when it is named, since whoever names it may change it; None stands for what is gone."""

    noted: bool = False
    people: dict[int, Person] = field(default_factory=dict)
    chats: dict[ChatKey, Chat] = field(default_factory=dict)
    messages: dict[Message, Chat] = field(default_factory=dict)
    taps: dict[str, Tap | None] = field(default_factory=dict)
    updates: dict[UpdateKey, Pending] = field(default_factory=dict)
    done: list[UpdateKey] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.people or self.chats or self.messages or self.taps or self.updates or self.done)

    def person(self, person: Person) -> None:
        if self.noted:
            self.people[person.id] = person

    def chat(self, chat: Chat) -> None:
        if self.noted:
            self.chats[chat.bot, chat.id] = chat

    def message(self, chat: Chat, message: Message) -> None:
        if self.noted:
            self.chats[chat.bot, chat.id] = chat
            self.messages[message] = chat

    def tap(self, tap_id: str, tap: Tap | None) -> None:
        if self.noted:
            self.taps[tap_id] = tap

    def update(self, bot: int, update: Pending, *, gone: bool) -> None:
        """One that came and went between two savings is never written."""
        if not self.noted:
            return
        if not gone:
            self.updates[bot, update.id] = update
        elif self.updates.pop((bot, update.id), None) is None:
            self.done.append((bot, update.id))

    def taken(self) -> "Changes":
        """All that was noted so far; noting begins anew."""
        before = Changes(
            self.noted, self.people, self.chats, self.messages, self.taps, self.updates, self.done
        )
        self.people, self.chats, self.messages = {}, {}, {}
        self.taps, self.updates, self.done = {}, {}, []
        return before
