"""The tables of what is to be said to whom, and the rows that go in and come out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal, Protocol

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, String, Table, Text

from storage.schema import BigId, Json, UtcDateTime, metadata

Kind = Literal["message", "notice", "card"]
Ending = Literal["pending", "sent", "dead", "superseded"]

outbox: Final = Table(
    "outbox",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("key", String(200), nullable=False, unique=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("topic_of", String(64)),
    Column("lane", Integer, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("name", String(64), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("args", Json, nullable=False),
    Column("payload", Json),
    Column("revision", Integer, nullable=False),
    Column("status", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("parts_sent", Integer, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("claimed_at", UtcDateTime),
    Column("sent_at", UtcDateTime),
    Column("message_id", BigInteger),
    Column("error", Text),
    CheckConstraint("lane BETWEEN 0 AND 3", name="lane"),
    CheckConstraint("kind IN ('message', 'notice', 'card')", name="kind"),
    CheckConstraint("status IN ('pending', 'sending', 'sent', 'dead', 'superseded')", name="status"),
)
is_pending: Final = outbox.c.status == "pending"
is_sending: Final = outbox.c.status == "sending"
Index("ix_outbox_pending", outbox.c.lane, outbox.c.id, sqlite_where=is_pending, postgresql_where=is_pending)
Index(
    "ix_outbox_pending_chat",
    outbox.c.chat_id,
    outbox.c.lane,
    outbox.c.id,
    sqlite_where=is_pending,
    postgresql_where=is_pending,
)
# One message in flight per chat: whatever the code does, the database lets no second one through.
Index(
    "uq_outbox_sending_chat",
    outbox.c.chat_id,
    unique=True,
    sqlite_where=is_sending,
    postgresql_where=is_sending,
)
Index("ix_outbox_created_at", outbox.c.created_at)

cards: Final = Table(
    "cards",
    metadata,
    Column("chat_id", BigInteger, primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("subject", String(64), primary_key=True),
    Column("message_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger),
    Column("shown", String(80), nullable=False),
)
topics: Final = Table(
    "topics",
    metadata,
    Column("chat_id", BigInteger, primary_key=True),
    Column("lead", String(64), primary_key=True),
    Column("thread_id", BigInteger, nullable=False),
)
reach: Final = Table(
    "reach",
    metadata,
    Column("chat_id", BigInteger, primary_key=True),
    Column("paused_until", UtcDateTime),
    Column("dead_reason", Text),
    Column("migrated_to", BigInteger),
)


class Lane:
    """Within a chat a lower lane goes first."""

    ALERT: Final = 0
    ANSWER: Final = 1
    NOTICE: Final = 2
    DIGEST: Final = 3


class Asked(Protocol):
    """How many rows are asked for, and the chats that must wait."""

    @property
    def limit(self) -> int: ...
    @property
    def skip_chats(self) -> Collection[int]: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    limit: int
    skip_chats: Collection[int] = ()


NOTHING: Final = Wanted(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """What to say to whom. `key` says it once: a message or notice with a known key is ignored, a card is refreshed.

    `name`, `subject` and `args` are the fact that is rendered at delivery; `payload` is a finished message instead.
    `topic_of` is the lead whose forum topic it belongs to, where the chat is a forum.
    """

    key: str
    chat_id: int
    kind: Kind
    name: str
    subject: str
    lane: int = Lane.NOTICE
    args: Mapping[str, Any] = field(default_factory=dict)
    payload: Any = None
    topic_of: str | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that is being sent. `card_message_id`, `card_shown`: the card as it stands in the chat; `thread_id`: its topic."""

    id: int
    key: str
    chat_id: int
    topic_of: str | None
    lane: int
    kind: Kind
    name: str
    subject: str
    args: dict[str, Any]
    payload: Any
    revision: int
    attempts: int
    parts_sent: int
    created_at: datetime
    card_message_id: int | None = None
    card_shown: str | None = None
    thread_id: int | None = None
    dead_reason: str | None = None
    migrated_to: int | None = None


class ShownCard(Protocol):
    @property
    def chat_id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def message_id(self) -> int: ...
    @property
    def thread_id(self) -> int | None: ...
    @property
    def shown(self) -> str: ...
    @property
    def edited(self) -> str | None: ...


class Outcome(Protocol):
    """What became of a claimed row. `revision` and `seen_attempts` as claimed: a row changed since is left alone."""

    @property
    def id(self) -> int: ...
    @property
    def chat_id(self) -> int: ...
    @property
    def revision(self) -> int: ...
    @property
    def seen_attempts(self) -> int: ...
    @property
    def status(self) -> Ending: ...
    @property
    def attempts(self) -> int: ...
    @property
    def parts_sent(self) -> int: ...
    @property
    def message_id(self) -> int | None: ...
    @property
    def sent_at(self) -> datetime | None: ...
    @property
    def error(self) -> str | None: ...
    @property
    def pause_until(self) -> datetime | None: ...
    @property
    def card(self) -> ShownCard | None: ...
