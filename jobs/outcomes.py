"""What became of a row that was to be said."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCard:
    """A card as it stands in the chat now; `shown` is its fingerprint, `edited` the one that an edit has replaced."""

    chat_id: int
    name: str
    subject: str
    message_id: int
    thread_id: int | None
    shown: str
    edited: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`attempts` counts calls whose result nobody knows; `parts_sent` how much of a long message is out."""

    id: int
    chat_id: int
    revision: int
    seen_attempts: int
    status: Literal["pending", "sent", "dead", "superseded"]
    attempts: int = 0
    parts_sent: int = 0
    message_id: int | None = None
    sent_at: datetime | None = None
    error: str | None = None
    pause_until: datetime | None = None
    card: ShownCard | None = None
