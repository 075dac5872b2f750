"""Words put into a reader's language, and styled text whose entities count UTF-16 units."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal, Self
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date
from babel.messages.pofile import read_po

from cards.message import Button, Entity, Message, Picture
from domain.slot import Slot
from domain.words import Words

_LOCALES: Final = Path(__file__).parent.parent / "locales"
_INDIA: Final = ZoneInfo("Asia/Kolkata")
MESSAGE_MOST: Final = 4096  # UTF-16 units
VALUE_MOST: Final = 600  # longer than any reason we accept, so that only abuse is cut
# What turns the direction of the text around it goes; what would begin a line of its own becomes a space.
_TAMED: Final[Mapping[int, str]] = {
    **dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029], " "),
    **dict.fromkeys([0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF], ""),
}
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"


@cache
def _catalogue(language: str) -> Mapping[str, str]:
    path = _LOCALES / language / "LC_MESSAGES" / "chargeops.po"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file)
    return {str(message.id): str(message.string) for message in catalogue if message.id and message.string}


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return Locale("en")


@lru_cache(maxsize=1024)
def _day(language: str, day: date) -> str:
    """`Tue 24 Nov`; kept, because a chat speaks of few days and of each of them often."""
    return format_date(day, "EEE d MMM", locale=_locale(language))


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
            return _day(self.language, value)
        return harmless(value) if isinstance(value, str) else value

    def time(self, moment: datetime) -> str:
        """`Tue 24 Nov, 10:00`."""
        local = moment.astimezone(self.zone)
        return f"{_day(self.language, local.date())}, {local:%H:%M}"

    def slot(self, slot: Slot) -> str:
        """`Tue 24 Nov, 10:00–12:00`."""
        return f"{self.time(slot.start)}–{slot.end.astimezone(self.zone):%H:%M}"


@dataclass(slots=True)
class Text:
    """Builds text and its entities together, so that nothing a person typed can ever become markup."""

    _parts: list[str] = field(default_factory=list)
    _entities: list[Entity] = field(default_factory=list)
    _length: int = 0
    _gap: bool = False

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

    def line(self, text: str) -> Self:
        """One more line, if there is anything to say in it."""
        return self._begin_line().plain(text) if text else self

    def bold_line(self, text: str) -> Self:
        return self._begin_line().bold(text) if text else self

    def link_line(self, text: str, url: str) -> Self:
        return self._begin_line().link(text, url)

    def gap(self) -> Self:
        """An empty line before the next line, if one comes."""
        self._gap = True
        return self

    def _begin_line(self) -> Self:
        if self._parts:
            self.plain("\n\n" if self._gap else "\n")
        self._gap = False
        return self

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

    def message(
        self, keyboard: tuple[tuple[Button, ...], ...] = (), *, pictures: tuple[Picture, ...] = ()
    ) -> Message:
        """What was built, as a message that is never longer than Telegram takes."""
        text = clipped(self.text, MESSAGE_MOST)
        end = utf16_length(text)
        kept = tuple(entity for entity in self._entities if entity.offset + entity.length <= end)
        return Message(text=text, entities=kept, keyboard=keyboard, pictures=pictures)


def harmless(text: str, longest: int = VALUE_MOST) -> str:
    """Somebody's own words: cut where they go on for ever, and unable to turn the text around them."""
    if text.isascii() and text.isprintable() and len(text) <= longest:
        return text  # the usual case, a hundred times faster
    clean = clipped(text.translate(_TAMED), longest)
    if any(unicodedata.bidirectional(character) in {"R", "AL"} for character in clean):
        return f"{_ISOLATE}{clean}{_END_ISOLATE}"
    return clean


def clipped(text: str, longest: int) -> str:
    """At most so many UTF-16 units, with an ellipsis where something was left out."""
    if utf16_length(text) <= longest:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (longest - 1)].decode("utf-16-le", "ignore")
    return f"{kept.rstrip()}…"


def utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
