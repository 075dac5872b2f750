"""Text that the document's fonts can print: what they lack is replaced so that one sees it, never dropped or crashed on."""

import unicodedata
from functools import cache
from typing import Final
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR: Final = "Vera"
BOLD: Final = "VeraBd"
MISSING: Final = "?"
_SPELLED: Final = {"₹": "Rs ", "✓": "yes", "−": "-", "\u00a0": " ", "\u2009": " "}


@cache
def fonts() -> frozenset[int]:
    """Registers the fonts that ReportLab brings along (Latin only); the code points that both have."""
    known: list[frozenset[int]] = []
    for name in (REGULAR, BOLD):
        font = TTFont(name, f"{name}.ttf")
        pdfmetrics.registerFont(font)
        known.append(frozenset(font.face.charToGlyph))
    return known[0] & known[1]


def printable(text: str) -> str:
    """One line of it; a letter that no font has becomes `?`, its combining marks go with it."""
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(_letter(letter) for letter in composed)


def marked(text: str) -> str:
    """`printable`, safe inside a paragraph's markup."""
    return escape(printable(text))


def _letter(letter: str) -> str:
    if letter in _SPELLED:
        return _SPELLED[letter]
    if ord(letter) in fonts() and letter.isprintable():
        return letter
    category = unicodedata.category(letter)
    if category.startswith("M") or category in {"Cf", "Cc"}:
        return ""
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if ord(part) in fonts())
    return plain or MISSING
