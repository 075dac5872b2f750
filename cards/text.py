"""Words put into a reader's language, and styled text whose entities count UTF-16 units."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Final, Literal, Self
from zoneinfo import ZoneInfo

from babel.messages.pofile import read_po

from cards.message import Entity
from domain.slot import Slot
from domain.words import Words

_LOCALES: Final = Path(__file__).parent.parent / "locales"
_INDIA: Final = ZoneInfo("Asia/Kolkata")


@cache
def _catalogue(language: str) -> Mapping[str, str]:
    path = _LOCALES / language / "LC_MESSAGES" / "chargeops.po"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file)
    return {str(message.id): str(message.string) for message in catalogue if message.id and message.string}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Speaks one language in one time zone; an unknown language or message falls back to English."""

    language: str = "en"
    zone: ZoneInfo = _INDIA

    def say(self, words: Words | str) -> str:
        if isinstance(words, str):
            return _catalogue(self.language).get(words, words)
        template = _catalogue(self.language).get(words.msgid, words.msgid)
        return template.format(**{name: self._value(value) for name, value in words.values.items()})

    def _value(self, value: object) -> object:
        if isinstance(value, Words):
            return self.say(value)
        if isinstance(value, Slot):
            return self.slot(value)
        if isinstance(value, datetime):
            return self.time(value)
        if isinstance(value, date):
            return f"{value:%a} {value.day} {value:%b}"
        return value

    def time(self, moment: datetime) -> str:
        """`Tue 24 Nov, 10:00`."""
        local = moment.astimezone(self.zone)
        return f"{local:%a} {local.day} {local:%b, %H:%M}"

    def slot(self, slot: Slot) -> str:
        """`Tue 24 Nov, 10:00–12:00`."""
        return f"{self.time(slot.start)}–{slot.end.astimezone(self.zone):%H:%M}"


@dataclass(slots=True)
class Text:
    """Builds text and its entities together, so that nothing a person typed can ever become markup."""

    _parts: list[str] = field(default_factory=list)
    _entities: list[Entity] = field(default_factory=list)
    _length: int = 0

    def plain(self, text: str) -> Self:
        self._parts.append(text)
        self._length += utf16_length(text)
        return self

    def bold(self, text: str) -> Self:
        return self._styled(text, "bold")

    def italic(self, text: str) -> Self:
        return self._styled(text, "italic")

    def code(self, text: str) -> Self:
        return self._styled(text, "code")

    def link(self, text: str, url: str) -> Self:
        self._entities.append(
            Entity(type="text_link", offset=self._length, length=utf16_length(text), url=url)
        )
        return self.plain(text)

    def newline(self) -> Self:
        return self.plain("\n")

    def _styled(self, text: str, style: Literal["bold", "italic", "code"]) -> Self:
        if text:
            self._entities.append(Entity(type=style, offset=self._length, length=utf16_length(text)))
        return self.plain(text)

    @property
    def text(self) -> str:
        return "".join(self._parts)

    @property
    def entities(self) -> tuple[Entity, ...]:
        return tuple(self._entities)


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
