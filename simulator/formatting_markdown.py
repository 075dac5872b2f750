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
}
SIGNS = {"__": "underline", "||": "spoiler", "_": "italic", "*": "bold", "~": "strikethrough"}
LANGUAGE = re.compile(r"([^\s`]+)\n")
ADDRESS = re.compile(r"\(((?:\\.|[^)\\])*)\)")
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
            self._take("\n", 1)
            if not self.text.startswith(">", self.at):
                self._end_quote()
        elif sign == ">" and self._at_line_start():
            self.quote = self.plain.length if self.quote is None else self.quote
            self.at += 1
        elif sign not in RESERVED:
            self._take(sign, 1)
        elif sign == "`":
            self._code()
        else:
            self._sign(sign)

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
        end = self.text.find(fence, where + len(fence))
        if end < 0:
            raise self._no_end("Pre" if fence == "```" else "Code", where)
        inside = self.text[where + len(fence) : end]
        entity: Json = {"type": "pre" if fence == "```" else "code"}
        if fence == "```" and (language := LANGUAGE.match(inside)):
            entity["language"], inside = language.group(1), inside[language.end() :]
        self.plain.add(
            re.sub(r"\\(.)", r"\1", inside.removeprefix("\n") if fence == "```" else inside, flags=re.DOTALL)
        )
        self.plain.mark(start, entity)
        self.at = end + len(fence)

    def _sign(self, sign: str) -> None:
        double = self.text[self.at : self.at + 2]
        token = double if double in SIGNS else sign
        if token in SIGNS:
            self._toggle(SIGNS[token], len(token))
        elif sign == "[":
            self.open.append(("text_link", self.plain.length, self.at))
            self.at += 1
        elif sign == "]" and self.open and self.open[-1][0] == "text_link":
            self._link()
        else:
            raise MarkupError(f"Character '{sign}' is reserved and must be escaped with the preceding '\\'")

    def _toggle(self, kind: str, width: int) -> None:
        if self.open and self.open[-1][0] == kind:
            self.plain.mark(self.open.pop()[1], {"type": kind})
        elif any(open_kind == kind for open_kind, _, _ in self.open):
            raise self._no_end(NAMES[self.open[-1][0]], self.open[-1][2])
        else:
            self.open.append((kind, self.plain.length, self.at))
        self.at += width

    def _link(self) -> None:
        _, start, _ = self.open.pop()
        address = ADDRESS.match(self.text, self.at + 1)
        if address is None:
            self.at += 1
            return
        url = re.sub(r"\\(.)", r"\1", address.group(1))
        if user := re.fullmatch(r"tg://user\?id=(\d+)", url):
            self.plain.mark(start, {"type": "text_mention", "user_id": int(user.group(1))})
        elif url:
            self.plain.mark(start, {"type": "text_link", "url": url})
        self.at = address.end()


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
