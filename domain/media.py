"""A picture or file that somebody sent: by Telegram, known by its ids at once and archived by its bytes later; or by the web."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

LARGEST_FILE: Final = 20 * 1024 * 1024
"""Bytes that Telegram lets a bot fetch; what comes to a page in its place is held to the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """`unique_id` names the bytes for ever; `file_id` fetches them, for this bot only.

    What came over the web has no `file_id`; its bytes are in the media store already, under `sha256`.
    """

    kind: Literal["photo", "document", "video"]
    unique_id: str
    file_id: str
    sha256: str | None = None
    file_name: str = ""
    mime_type: str = ""
    size: int = 0
    taken_at: datetime | None = None
    message: int | None = None
