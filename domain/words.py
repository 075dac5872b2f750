"""What is said to people, before it is put into a language: a message of the catalogue and its values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Protocol, Union

from domain.money.amount import Money
from domain.slot import Slot

Value = Union[str, int, float, datetime, date, Money, Slot, "Words"]


@dataclass(frozen=True, slots=True)
class Words:
    msgid: str
    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))

    def __str__(self) -> str:
        return self.msgid.format(**self.values)


class Speak(Protocol):
    """Puts words into the language of whoever reads them."""

    def __call__(self, words: Words | str, /) -> str: ...


def say(msgid: str, /, **values: Value) -> Words:
    """Words to be translated when they are shown; `msgid` is a `str.format` template and a catalogue key."""
    return Words(msgid, MappingProxyType(values))


def N_(msgid: str) -> str:  # noqa: N802  gettext's own name for "mark, do not translate yet"
    return msgid
