"""parse_mode MarkdownV2 and the older Markdown."""

import re

from simulator.formatting_text import Markup, MarkupError, Plain, in_bytes
from simulator.model import Json

RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
NAMES = {
    "italic": "Italic",
    "bold": "Bold",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "Pre",
    "text_link": "TextUrl",
    "custom_emoji": "CustomEmoji",
}
SIGNS = {"__": "underline", "||": "spoiler", "_": "italic", "*": "bold", "~": "strikethrough"}
LANGUAGE = re.compile(r"([^\s`]+)\n")
ESCAPED = re.compile(r"\\([\x01-\x7e])", re.DOTALL)
ADDRESS = re.compile(r"\(((?:\\[\x01-\x7e]|\\(?![\x01-\x7e])|[^)\\])*)\)", re.DOTALL)
CODE = {
    fence: re.compile(rf"((?:\\[\x01-\x7e]|\\(?![\x01-\x7e])|(?!{fence})[^\\])*){fence}", re.DOTALL)
    for fence in ("`", "```")
}
LEGACY = re.compile(
    r"```(?:(\w+)\n)?(.*?)```|`([^`]*)`|\*([^*]*)\*|_([^_]*)_|\[([^\]]*)\]\(([^)]*)\)|\\([_*`\[])", re.DOTALL
)


def parse_markdown(text: str) -> Markup:
    return _Markdown(text).parse()


class _Markdown:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.plain = Plain()
        self.open: list[tuple[str, int, int]] = []
        self.quote: int | None = None

    def parse(self) -> Markup:
        while self.at < len(self.text):
            self._step(self.text[self.at])
        self._end_quote()
        if self.open:
            kind, _, where = self.open[-1]
            raise self._no_end(NAMES[kind], where)
        return self.plain.done()

    def _no_end(self, name: str, where: int) -> MarkupError:
        return MarkupError(f"Can't find end of {name} entity at byte offset {in_bytes(self.text, where)}")

    def _step(self, sign: str) -> None:
        if sign == "\\" and 0 < ord(self.text[self.at + 1 : self.at + 2] or "\0") < 127:
            self._take(self.text[self.at + 1], 2)
        elif sign == "\n":
            self._new_line()
        elif sign == ">" and self._at_line_start():
            self.quote = self.plain.length if self.quote is None else self.quote
            self.at += 1
        elif sign not in RESERVED:
            self._take(sign, 1)
        elif sign == "`":
            self._code()
        else:
            self._sign(sign)

    def _new_line(self) -> None:
        """A quotation ends where a line does not begin with its sign; what is open in it has no end then."""
        self._take("\n", 1)
        if self.quote is None or self.text.startswith(">", self.at):
            return
        if self.open:
            kind, _, where = self.open[-1]
            raise self._no_end(NAMES[kind], where)
        self._end_quote()

    def _take(self, text: str, width: int) -> None:
        self.plain.add(text)
        self.at += width

    def _at_line_start(self) -> bool:
        return self.at == 0 or self.text[self.at - 1] == "\n"

    def _end_quote(self) -> None:
        if self.quote is not None:
            self.plain.mark(self.quote, {"type": "blockquote"})
            self.quote = None

    def _code(self) -> None:
        start, where = self.plain.length, self.at
        fence = "```" if self.text.startswith("```", where) else "`"
        inside = CODE[fence].match(self.text, where + len(fence))
        if inside is None:
            raise self._no_end("Pre" if fence == "```" else "Code", where)
        words = inside.group(1)
        entity: Json = {"type": "pre" if fence == "```" else "code"}
        if fence == "```" and (language := LANGUAGE.match(words)):
            entity["language"], words = language.group(1), words[language.end() :]
        words = words.removeprefix("\n") if fence == "```" else words
        self.plain.add(ESCAPED.sub(r"\1", words))
        self.plain.mark(start, entity)
        self.at = inside.end()

    def _sign(self, sign: str) -> None:
        double = self.text[self.at : self.at + 2]
        token = double if double in SIGNS else sign
        if token in SIGNS:
            self._toggle(SIGNS[token], len(token))
        elif sign == "[" or double == "![":
            kind = "text_link" if sign == "[" else "custom_emoji"
            self.open.append((kind, self.plain.length, self.at))
            self.at += 1 if sign == "[" else 2
        elif sign == "]" and self.open and self.open[-1][0] in {"text_link", "custom_emoji"}:
            self._link()
        else:
            raise MarkupError(f"Character '{sign}' is reserved and must be escaped with the preceding '\\'")

    def _toggle(self, kind: str, width: int) -> None:
        """Only the innermost entity can end; the same sign further in begins another one."""
        if self.open and self.open[-1][0] == kind:
            self.plain.mark(self.open.pop()[1], {"type": kind})
        else:
            self.open.append((kind, self.plain.length, self.at))
        self.at += width

    def _link(self) -> None:
        kind, start, _ = self.open.pop()
        url = self._address(kind, start)
        if kind == "custom_emoji":
            emoji = re.fullmatch(r"tg://emoji\?id=(\d+)", url)
            if emoji is None:
                raise MarkupError("Custom emoji URL must have an emoji identifier")
            self.plain.mark(start, {"type": kind, "custom_emoji_id": emoji.group(1)})
        elif user := re.fullmatch(r"tg://user\?id=(\d+)", url):
            self.plain.mark(start, {"type": "text_mention", "user_id": int(user.group(1))})
        elif "://" in url or "." in url:
            self.plain.mark(start, {"type": "text_link", "url": url})

    def _address(self, kind: str, start: int) -> str:
        """What stands in brackets after a link's words; without brackets the words themselves."""
        if not self.text.startswith("(", self.at + 1):
            if kind == "custom_emoji":
                raise MarkupError("Custom emoji entity must contain a tg://emoji URL")
            self.at += 1
            return self.plain.since(start)
        address = ADDRESS.match(self.text, self.at + 1)
        if address is None:
            what = "URL" if kind == "text_link" else "custom emoji URL"
            offset = in_bytes(self.text, self.at + 2)
            raise MarkupError(f"Can't find end of a {what} at byte offset {offset}")
        self.at = address.end()
        return ESCAPED.sub(r"\1", address.group(1))


def parse_legacy_markdown(text: str) -> Markup:
    plain, at = Plain(), 0
    for match in LEGACY.finditer(text):
        _legacy_rest(plain, text, at, match.start())
        _legacy_entity(plain, match)
        at = match.end()
    _legacy_rest(plain, text, at, len(text))
    return plain.done()


def _legacy_rest(plain: Plain, text: str, start: int, end: int) -> None:
    rest = text[start:end]
    if stray := re.search(r"[_*`]", rest):
        raise MarkupError(
            f"Can't find end of the entity starting at byte offset {in_bytes(text, start + stray.start())}"
        )
    plain.add(rest)


def _legacy_entity(plain: Plain, match: re.Match[str]) -> None:
    language, pre, code, bold, italic, label, url, escaped = match.groups()
    start = plain.length
    plain.add(next(part for part in (pre, code, bold, italic, label, escaped) if part is not None))
    kinds = {"pre": pre, "code": code, "bold": bold, "italic": italic, "text_link": label}
    for kind, part in kinds.items():
        if part is not None:
            extra = {"language": language} if kind == "pre" and language else {}
            plain.mark(start, {"type": kind, **extra, **({"url": url} if kind == "text_link" else {})})
