"""HTML as values: whatever is plain text is escaped, so that nothing a person typed can become markup."""

from collections.abc import Iterable
from html import escape
from typing import Final, TypeAlias

_VOID: Final = frozenset({"input", "meta", "br", "hr", "link", "img"})


class Html(str):
    """Markup that is safe already; only this module and constants make it."""

    __slots__ = ()


Part: TypeAlias = str | Iterable["Part"] | None
Attribute: TypeAlias = str | int | bool | None


def text(words: str) -> Html:
    """Half characters, which no page can carry, are replaced."""
    return Html(escape(words.encode("utf-8", "replace").decode()))


def put(*parts: Part) -> Html:
    return Html("".join(_flat(parts)))


def _flat(parts: Iterable[Part]) -> Iterable[str]:
    for part in parts:
        if isinstance(part, Html):
            yield part
        elif isinstance(part, str):
            yield text(part)
        elif part is not None:
            yield from _flat(part)


def tag(name: str, /, *inside: Part, **attributes: Attribute) -> Html:
    """`class_` and `for_` are `class` and `for`, `aria_label` is `aria-label`; True is a bare attribute, None or False none."""
    given = "".join(
        f" {_name(key)}" if value is True else f' {_name(key)}="{text(str(value))}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _VOID:
        return Html(f"<{name}{given}>")
    return Html(f"<{name}{given}>{put(*inside)}</{name}>")


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
