"""A UPI code as vendors have it on their counter: `upi://pay?pa=…`, static, dynamic or signed (`domain-facts.md` 4.1).

A signed one is worth nothing once a letter of it is changed, so it is only ever read: what is paid goes by address and name.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

_LINK: Final = re.compile(
    r"^\s*(?:upi|phonepe|paytmmp|bhim)://pay/?\?|^\s*(?:tez|gpay|credpay)://upi/pay/?\?", re.IGNORECASE
)
"""The apps' own schemes carry the same fields."""
MOST_FIELDS: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class UpiCode:
    """`fields` as they stand, in their order, unknown ones too; their names in small letters, their values decoded."""

    fields: tuple[tuple[str, str], ...]

    def field(self, name: str) -> str:
        """The first of that name; empty where there is none, or where it only says `null`."""
        value = next((value for key, value in self.fields if key == name), "").strip()
        return "" if value.lower() == "null" else value

    @property
    def is_signed(self) -> bool:
        return bool(self.field("sign"))

    @property
    def twice(self) -> tuple[str, ...]:
        """Names that stand there twice, with different values: nobody's own code has that."""
        given = dict(self.fields)
        return tuple(dict.fromkeys(name for name, value in self.fields if given[name] != value))


def read_upi(text: str) -> UpiCode | None:
    """None for a code of another kind. Whether it can be paid is not looked at here."""
    link = _LINK.match(text)
    if link is None:
        return None
    query = text[link.end() :].strip().partition("#")[0]
    parts = [part.partition("=") for part in query.split("&")[:MOST_FIELDS] if part]
    return UpiCode(fields=tuple((unquote(name).lower(), unquote(value)) for name, _, value in parts))
