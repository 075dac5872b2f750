"""A picture or file that somebody sent: known by Telegram's ids at once, archived by its bytes later."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """`unique_id` names the bytes for ever; `file_id` fetches them, for this bot only."""

    kind: Literal["photo", "document", "video"]
    unique_id: str
    file_id: str
    file_name: str = ""
    mime_type: str = ""
    size: int = 0
    taken_at: datetime | None = None
    message: int | None = None
