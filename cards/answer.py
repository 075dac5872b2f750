"""What the person who acted gets back: words over the tapped button, and messages in this chat."""

from dataclasses import dataclass

from cards.message import Message
from domain.people.person import Person
from domain.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`toast` is shown by Telegram over the chat (at most 200 characters); `alert` makes it a box to close.

    `private` messages go to the person's own chat with the bot even when he acted in a group.
    """

    toast: Words | None = None
    alert: bool = False
    messages: tuple[Message, ...] = ()
    private: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """Where something was said or tapped, and by whom; `person` is None for a stranger."""

    chat: int
    thread: int | None
    private: bool
    person: Person | None
    telegram_id: int
    name: str
    message: int | None = None
