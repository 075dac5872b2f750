"""What the simulated world consists of. Dates are whole seconds since 1970, ids as Telegram has them."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from simulator.content import packed, unpacked

Json = dict[str, Any]
T = TypeVar("T")

BASIC = "group"
SUPER = "supergroup"
PRIVATE = "private"
PRESENT = frozenset({"creator", "administrator", "member", "restricted"})
SUPERGROUP_BELOW = -1_000_000_000_000
MOST_OPEN = 100


@dataclass(slots=True)
class Person:
    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    phone: str | None = None
    deactivated: bool = False

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name


@dataclass(slots=True)
class Bot:
    id: int
    token: str
    username: str
    first_name: str
    can_read_all_group_messages: bool = False
    next_message_id: int = 1
    commands: dict[str, list[Json]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    menu_buttons: dict[str, Json] = field(default_factory=dict)
    can_join_groups: bool = True
    logged_out_until: float = 0

    @property
    def name(self) -> str:
        return self.first_name


@dataclass(slots=True)
class Topic:
    id: int
    name: str
    icon_color: int = 7322096
    icon_custom_emoji_id: str | None = None
    closed: bool = False


class Part(Generic[T]):
    """One part of what a message says: reading or setting it opens a message that is packed."""

    def __init__(self, place: int) -> None:
        self.place = place

    def __get__(self, message: "Message", _: type) -> T:
        content = message.content
        part: T = (content if isinstance(content, list) else message.opened())[self.place]
        return part

    def __set__(self, message: "Message", part: T) -> None:
        content = message.content
        (content if isinstance(content, list) else message.opened())[self.place] = part


class Message:
    """`body` is the content in Bot API form without file ids, which differ from bot to bot.

    `kind` is text, photo, document, location, … or service. A caption is in `text`. `more` holds what few
    messages have: `quote`, `external` (a reply to another chat), `reactions` by person, `votes` of a poll.
    What a message says is plain JSON: it is packed when a hundred others have been opened since.
    """

    __slots__ = ("content", "date", "deleted", "id", "kind", "revision", "sender", "thread", "topic")

    text = Part[str](0)
    entities = Part[list[Json]](1)
    body = Part[Any](2)
    markup = Part[Json | None](3)
    extra = Part[Json | None](4)
    forward = Part[Json | None](5)
    more = Part[Json | None](6)
    reply_to = Part[int | None](7)
    edited = Part[int | None](8)
    album = Part[str | None](9)
    anonymous = Part[bool](10)

    def __init__(self, date: int, sender: int, **given: Any) -> None:  # noqa: ANN401  fields and parts by their names
        self.date = date
        self.sender = sender
        self.id: int = 0
        self.kind: str = "text"
        self.thread: int | None = None
        self.topic: bool = False
        self.revision: int = 0
        self.deleted: bool = False
        self.content: list[Any] | bytes = given.pop("content", None) or self._lay_open(
            ["", [], None, None, None, None, None, None, None, None, False]
        )
        for name, value in given.items():
            setattr(self, name, value)

    def opened(self) -> list[Any]:
        """The parts, each in its place."""
        if isinstance(self.content, list):
            return self.content
        self.content = content = self._lay_open(unpacked(self.content))
        return content

    def _lay_open(self, content: list[Any]) -> list[Any]:
        OPEN.append(self)
        if len(OPEN) > MOST_OPEN:
            OPEN.popleft().packed()
        return content

    def packed(self) -> bytes:
        """The parts in a tenth of the memory; whoever asks for one opens the message again."""
        if isinstance(self.content, list):
            self.content = packed(self.content)
        return self.content


OPEN: deque[Message] = deque()


@dataclass(slots=True)
class Chat:
    """`rules` is plain JSON that only groups have, keyed by strings; simulator/rights.py reads and writes it."""

    id: int
    type: str
    title: str = ""
    person: int | None = None
    bot: int | None = None
    forum: bool = False
    started: bool = False
    blocked: bool = False
    members: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    next_message_id: int = 1
    migrated_to: int | None = None
    seen: int = 0
    last_bot: int | None = None
    rules: Json = field(default_factory=dict)

    @property
    def is_private(self) -> bool:
        return self.type == PRIVATE

    def has(self, user: int) -> bool:
        return user == self.person or self.members.get(user, "left") in PRESENT

    def message(self, message_id: int | None) -> Message | None:
        found = self.messages.get(message_id) if message_id else None
        return None if found is None or found.deleted else found


@dataclass(slots=True)
class StoredFile:
    """`sha256` names the bytes, `unique` is the file_unique_id, `sizes` all sizes of one photo."""

    unique: str
    kind: str
    sha256: str
    size: int
    name: str | None = None
    mime: str | None = None
    width: int = 0
    height: int = 0
    sizes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Upload:
    """A file that came in a multipart body."""

    name: str
    mime: str
    data: bytes


@dataclass(slots=True)
class Tap:
    """A pressed inline button that waits for the bot's answer."""

    id: str
    bot: int
    person: int
    chat: int
    message: int
    data: str
    at: float
    answer: Json | None = None
