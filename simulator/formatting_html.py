"""parse_mode HTML, with the complaints of Telegram's own parser."""

import html
import re

from simulator.formatting_text import Markup, MarkupError, Plain, in_bytes
from simulator.model import Json

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
CHARACTER = re.compile(r"&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|lt|gt|amp|quot);")
ATTRIBUTE = re.compile(r"""\s*([^\s=>"']*)\s*(?:=\s*("[^"]*"|'[^']*'|[A-Za-z0-9.\-]+))?""")
NAME_END = re.compile(r"[\s>]")
USER_LINK = re.compile(r"tg://user\?id=(\d+)")


def parse_html(text: str) -> Markup:
    return _Html(text).parse()


class _Html:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.plain = Plain()
        self.open: list[tuple[str, int, Json | None]] = []

    def parse(self) -> Markup:
        while (tag := self.text.find("<", self.at)) >= 0:
            self._characters(tag)
            if self.text.startswith("</", tag):
                self._close(tag)
            else:
                self._start(tag)
        self._characters(len(self.text))
        if self.open:
            raise MarkupError(f'Can\'t find end tag corresponding to start tag "{self.open[-1][0]}"')
        return self.plain.done()

    def _characters(self, end: int) -> None:
        piece = self.text[self.at : end]
        self.plain.add(
            CHARACTER.sub(lambda match: html.unescape(match.group()), piece) if "&" in piece else piece
        )
        self.at = end

    def _offset(self, index: int) -> str:
        return f"at byte offset {in_bytes(self.text, index)}"

    def _start(self, tag: int) -> None:
        end = NAME_END.search(self.text, tag + 1)
        if end is None:
            raise MarkupError(f"Unclosed start tag {self._offset(tag)}")
        name = self.text[tag + 1 : end.start()].lower()
        if name not in TAGS:
            raise MarkupError(f'Unsupported start tag "{name}" {self._offset(tag)}')
        attributes = self._attributes(name, tag, end.start())
        self.open.append((name, self.plain.length, self._entity(name, attributes, tag)))

    def _attributes(self, name: str, tag: int, at: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            while at < len(self.text) and self.text[at].isspace():
                at += 1
            if at >= len(self.text):
                raise MarkupError(f'Unclosed start tag "{name}" {self._offset(tag)}')
            if self.text[at] == ">":
                self.at = at + 1
                return attributes
            match = ATTRIBUTE.match(self.text, at)
            if match is None or not match.group(1):
                raise MarkupError(f'Empty attribute name in the tag "{name}" {self._offset(tag)}')
            attributes[match.group(1).lower()] = html.unescape((match.group(2) or "").strip("\"'"))
            at = match.end()

    def _entity(self, name: str, attributes: dict[str, str], tag: int) -> Json | None:
        if name == "a":
            return _link(attributes.get("href", ""))
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise MarkupError(f'Tag "span" must have class "tg-spoiler" {self._offset(tag)}')
        if name == "tg-emoji":
            return {"type": "custom_emoji", "custom_emoji_id": attributes.get("emoji-id", "")}
        if name == "blockquote" and "expandable" in attributes:
            return {"type": "expandable_blockquote"}
        if name == "code" and attributes.get("class", "").startswith("language-"):
            return {"type": "code", "language": attributes["class"].removeprefix("language-")}
        return {"type": TAGS[name]}

    def _close(self, tag: int) -> None:
        end = self.text.find(">", tag)
        if not self.open:
            raise MarkupError(f"Unexpected end tag {self._offset(tag)}")
        if end < 0:
            raise MarkupError(f"Unclosed end tag {self._offset(tag)}")
        found = self.text[tag + 2 : end].strip().lower()
        name, start, entity = self.open.pop()
        if found not in {"", name}:
            raise MarkupError(
                f'Unmatched end tag {self._offset(tag)}, expected "</{name}>", found "</{found}>"'
            )
        if entity is not None:
            self._mark(start, entity)
        self.at = end + 1

    def _mark(self, start: int, entity: Json) -> None:
        language = entity.pop("language", None) if entity["type"] == "code" else None
        if language and self.open and self.open[-1][0] == "pre" and self.open[-1][1] == start:
            self.open[-1] = ("pre", start, {"type": "pre", "language": language})
            return
        self.plain.mark(start, entity)


def _link(href: str) -> Json | None:
    if mention := USER_LINK.fullmatch(href):
        return {"type": "text_mention", "user_id": int(mention.group(1))}
    if "." not in href and "://" not in href:
        return None
    return {"type": "text_link", "url": href if "://" in href else f"http://{href}/"}
