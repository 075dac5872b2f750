"""A dialogue that is not finished: kept like everything else, so that a restart loses nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.media import Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """`question` is the key now asked; `answers` are texts as read, `pictures` by question in order of arrival."""

    id: str
    version: int = 0
    dialogue: str
    subject: str
    person: str
    chat: int
    thread: int | None = None
    question: str
    answers: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, tuple[Picture, ...]] = field(default_factory=dict)
    open: bool = True
    paused: bool = False
    touched_at: datetime
