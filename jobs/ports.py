"""What delivery needs of the world around it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from cards.message import Message
from jobs.answers import ApiAnswer
from jobs.outcomes import Outcome


class Row(Protocol):
    """A claimed row of the outbox: what to say, and what already stands in the chat."""

    @property
    def id(self) -> int: ...
    @property
    def key(self) -> str: ...
    @property
    def chat_id(self) -> int: ...
    @property
    def topic_of(self) -> str | None: ...
    @property
    def lane(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def args(self) -> dict[str, Any]: ...
    @property
    def payload(self) -> Any: ...  # noqa: ANN401  JSON
    @property
    def revision(self) -> int: ...
    @property
    def attempts(self) -> int: ...
    @property
    def parts_sent(self) -> int: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def card_message_id(self) -> int | None: ...
    @property
    def card_shown(self) -> str | None: ...
    @property
    def thread_id(self) -> int | None: ...
    @property
    def dead_reason(self) -> str | None: ...
    @property
    def migrated_to(self) -> int | None: ...


class Wanted(Protocol):
    """How many rows are asked for, and the chats that must wait."""

    @property
    def limit(self) -> int: ...
    @property
    def skip_chats(self) -> Collection[int]: ...


class Outbox(Protocol):
    """Every method raises Unavailable while the database is out of reach."""

    async def exchange(
        self, outcomes: Sequence[Outcome], now: datetime, wanted: Wanted, alerts: Wanted
    ) -> Sequence[Row]: ...

    async def next_due(self, now: datetime) -> datetime | None: ...

    async def bury(self, chat_id: int, reason: str) -> None: ...

    async def migrate(self, old: int, new: int) -> None: ...

    async def remember_topic(self, chat_id: int, lead: str, thread_id: int) -> None: ...

    async def forget_topic(self, chat_id: int, lead: str) -> None: ...


class Render(Protocol):
    async def __call__(self, row: Row, /) -> Message | None:
        """The message from present state; None where there is nothing left to say."""


class Telegram(Protocol):
    async def call(
        self, method: str, params: Mapping[str, Any], uploads: Mapping[str, tuple[str, bytes]] | None = None
    ) -> ApiAnswer:
        """`uploads`: attachment name → (file name, bytes). Never raises for what the server or the network does."""


class Media(Protocol):
    async def get(self, sha256: str) -> bytes: ...


class Forums(Protocol):
    async def is_forum(self, chat_id: int) -> bool: ...

    async def topic_name(self, lead: str) -> str: ...


class Sleep(Protocol):
    async def __call__(self, seconds: float, /) -> None: ...
