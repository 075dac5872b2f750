"""Texts as Telegram takes them: entities from markup or given, found by itself, cut at UTF-16 units."""

import re

from simulator.errors import bad_request
from simulator.formatting_html import parse_html
from simulator.formatting_markdown import parse_legacy_markdown, parse_markdown
from simulator.formatting_text import Markup, MarkupError, in_units, units
from simulator.model import Json

MAX_TEXT = 4096
MAX_CAPTION = 1024
OPAQUE = frozenset({"code", "pre", "text_link", "text_mention", "custom_emoji"})
FOUND = re.compile(
    r"""
      (?P<url>(?:https?://|www\.|t\.me/)[^\s<>"']*[^\s<>"'.,:;!?)])
    | (?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
    | (?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,32}(?:@[A-Za-z]\w{2,31})?)(?![\w/])
    | (?<![\w@])(?P<mention>@[A-Za-z]\w{2,31})
    | (?<![\w\#])(?P<hashtag>\#[^\W\d]\w*|\#\d+[^\W\d]\w*)
    | (?<![\w+])(?P<phone_number>\+\d[\d \-()]{7,15}\d)
    """,
    re.VERBOSE,
)
SIGNS = ("/", "@", "#", "+", "www.")  # what is found has one of them
PARSERS = {"html": parse_html, "markdownv2": parse_markdown, "markdown": parse_legacy_markdown}


def formatted(text: str, parse_mode: str | None, entities: list[Json] | None) -> Markup:
    """Text without markup and its entities, as the message will carry them."""
    text = text.replace("\r", "").replace("\0", "")
    if entities:
        return _finished(text, _given(text, entities))
    if not parse_mode:
        return _finished(text, [])
    parser = PARSERS.get(parse_mode.lower())
    if parser is None:
        raise bad_request("unsupported parse_mode")
    try:
        return _finished(*parser(text))
    except MarkupError as error:
        raise bad_request(f"can't parse entities: {error}") from None


def _given(text: str, entities: list[Json]) -> list[Json]:
    end = units(text)
    for entity in entities:
        if entity["offset"] < 0 or entity["length"] < 0:
            raise bad_request("entity offset and length must be non-negative")
        if entity["offset"] + entity["length"] > end:
            raise bad_request(
                f"entity beginning at UTF-16 offset {entity['offset']} ends after the end of the text "
                f"at UTF-16 offset {entity['offset'] + entity['length']}"
            )
    return [_stored(entity) for entity in entities if entity["length"]]


def _stored(entity: Json) -> Json:
    """A mention of a person is kept by id: his name may change."""
    user = entity.get("user")
    plain = {key: value for key, value in entity.items() if key != "user"}
    return {**plain, "user_id": user["id"]} if user else plain


def _finished(text: str, entities: list[Json]) -> Markup:
    head = units(text) - units(text.lstrip())
    text = text.strip()
    kept = _moved(entities, -head, units(text)) if entities else []
    if any(sign in text for sign in SIGNS):
        kept += _found(text, kept)
    kept.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return text, kept


def _moved(entities: list[Json], by: int, end: int) -> list[Json]:
    moved = []
    for entity in entities:
        start = max(entity["offset"] + by, 0)
        stop = min(entity["offset"] + by + entity["length"], end)
        if stop > start:
            moved.append({**entity, "offset": start, "length": stop - start})
    return moved


def _found(text: str, given: list[Json]) -> list[Json]:
    closed = [(e["offset"], e["offset"] + e["length"]) for e in given if e["type"] in OPAQUE]
    found = []
    for match in FOUND.finditer(text):
        offset, length = in_units(text, match.start()), units(match.group())
        if all(offset + length <= start or offset >= end for start, end in closed):
            found.append({"type": match.lastgroup, "offset": offset, "length": length})
    return found


def message_text(text: str, parse_mode: str | None, entities: list[Json] | None) -> Markup:
    plain, kept = formatted(text, parse_mode, entities)
    if not plain:
        raise bad_request("message text is empty")
    if units(plain) > MAX_TEXT:
        raise bad_request("message is too long")
    return plain, kept


def caption(text: str | None, parse_mode: str | None, entities: list[Json] | None) -> Markup:
    plain, kept = formatted(text or "", parse_mode, entities)
    if units(plain) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return plain, kept
