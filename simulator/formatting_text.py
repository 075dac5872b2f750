"""Positions in texts: Telegram counts UTF-16 code units, Python counts characters."""

from dataclasses import dataclass, field

from simulator.model import Json

Markup = tuple[str, list[Json]]


class MarkupError(ValueError):
    """Telegram's words for what is wrong with the markup."""


def units(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def in_units(text: str, index: int) -> int:
    return index if text.isascii() else units(text[:index])


def in_bytes(text: str, index: int) -> int:
    return len(text[:index].encode("utf-8", "surrogatepass"))


@dataclass(slots=True)
class Plain:
    """The text without markup while it grows, and how long it is in UTF-16 units."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    entities: list[Json] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += units(text)

    def mark(self, start: int, entity: Json) -> None:
        if self.length > start:
            self.entities.append({"offset": start, "length": self.length - start, **entity})

    def since(self, start: int) -> str:
        """The words from that position on, in UTF-16 units."""
        plain = "".join(self.parts).encode("utf-16-le", "surrogatepass")
        return plain[2 * start :].decode("utf-16-le", "surrogatepass")

    def done(self) -> Markup:
        return "".join(self.parts), self.entities
