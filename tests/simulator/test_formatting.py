"""Markup, entities and lengths, beside the wire."""

import pytest

from simulator.errors import Refused
from simulator.formatting import formatted, message_text
from simulator.formatting_text import units
from tests.simulator.driving import Json


@pytest.mark.parametrize(
    ("markup", "text", "entities"),
    [
        ("<b>a</b>", "a", [{"type": "bold", "offset": 0, "length": 1}]),
        ("🙂<i>b</i>", "🙂b", [{"type": "italic", "offset": 2, "length": 1}]),
        ("&lt;&amp;&quot;&#128578;&nbsp;", '<&"🙂&nbsp;', []),
        ("<b></b>x", "x", []),
        ('<a href="https://a.b/?x=1&amp;y">l</a>', "l", [{"type": "text_link", "offset": 0, "length": 1, "url": "https://a.b/?x=1&y"}]),
        ('<a href="tg://user?id=7">A</a>', "A", [{"type": "text_mention", "offset": 0, "length": 1, "user_id": 7}]),
        ('<pre><code class="language-py">x</code></pre>', "x", [{"type": "pre", "offset": 0, "length": 1, "language": "py"}]),
        ("<blockquote expandable>q</blockquote>", "q", [{"type": "expandable_blockquote", "offset": 0, "length": 1}]),
        ("<tg-spoiler>s</tg-spoiler>", "s", [{"type": "spoiler", "offset": 0, "length": 1}]),
        ("  <b> a</b> ", "a", [{"type": "bold", "offset": 0, "length": 1}]),
        ("<code>/start</code>", "/start", [{"type": "code", "offset": 0, "length": 6}]),
    ],
)  # fmt: skip
def test_html_becomes_entities(markup: str, text: str, entities: list[Json]) -> None:
    assert formatted(markup, "HTML", None) == (text, entities)


@pytest.mark.parametrize(
    ("markup", "refusal"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
        ("ह<a@b.in>", 'Unsupported start tag "a@b.in" at byte offset 3'),
        ("x <b", "Unclosed start tag at byte offset 2"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_broken_html_is_refused_in_telegrams_words(markup: str, refusal: str) -> None:
    with pytest.raises(Refused) as refused:
        formatted(markup, "HTML", None)
    assert refused.value.description == f"Bad Request: can't parse entities: {refusal}"


@pytest.mark.parametrize(
    ("markup", "text", "kinds"),
    [
        ("*b* _i_ __u__ ~s~ ||p||", "b i u s p", ["bold", "italic", "underline", "strikethrough", "spoiler"]),
        ("*b _i_*", "b i", ["bold", "italic"]),
        ("[l](https://a.b)", "l", ["text_link"]),
        ("`c.d` ```py\nx```", "c.d x", ["code", "pre"]),
        ("1\\.5 \\!", "1.5 !", []),
        (">q\n>r\nx", "q\nr\nx", ["blockquote"]),
        ("`a\\`b` ```\na\\\\b```", "a`b a\\b", ["code", "pre"]),
        ("[a\\.b]", "a.b", ["text_link"]),
        ("![x](tg://emoji?id=5)", "x", ["custom_emoji"]),
        ("[A](tg://user?id=7)", "A", ["text_mention"]),
    ],
)
def test_markdown_becomes_entities(markup: str, text: str, kinds: list[str]) -> None:
    plain, entities = formatted(markup, "MarkdownV2", None)
    assert (plain, [entity["type"] for entity in entities]) == (text, kinds)


@pytest.mark.parametrize(
    ("markup", "refusal"),
    [
        ("10.5", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("*b", "Can't find end of Bold entity at byte offset 0"),
        ("ह`c", "Can't find end of Code entity at byte offset 3"),
        ("*a _b* c_", "Can't find end of Italic entity at byte offset 8"),
        ("[l](https://a.b", "Can't find end of a URL at byte offset 4"),
        (">*q\nx*", "Can't find end of Bold entity at byte offset 1"),
        ("![x]", "Custom emoji entity must contain a tg://emoji URL"),
        ("a |b", "Character '|' is reserved and must be escaped with the preceding '\\'"),
    ],
)
def test_broken_markdown_is_refused_in_telegrams_words(markup: str, refusal: str) -> None:
    with pytest.raises(Refused) as refused:
        formatted(markup, "MarkdownV2", None)
    assert refused.value.description == f"Bad Request: can't parse entities: {refusal}"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("/start@acme_bot now", ["bot_command"]),
        ("a/b c", []),
        ("see https://a.b/c, @asha or asha@a.in #roof", ["url", "mention", "email", "hashtag"]),
        ("call +91 98000 00001", ["phone_number"]),
    ],
)
def test_words_of_a_kind_are_found(text: str, kinds: list[str]) -> None:
    assert [entity["type"] for entity in formatted(text, None, None)[1]] == kinds


def test_lengths_count_utf16_units() -> None:
    assert units("aह🙂") == 4
    assert message_text("🙂" * 2048, None, None)[0] == "🙂" * 2048
