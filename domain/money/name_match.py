"""Whether two names of a business may mean the same one: the vendor's as people say it, and the one his bank has."""

import re
import unicodedata
from difflib import SequenceMatcher
from typing import Final

WORDS_ALIKE: Final = 0.8
WHOLE_ALIKE: Final = 0.85
_WORD: Final = re.compile(r"[^\W_]+")
_TO_STRIKE: Final = re.compile(r"[’'`.]|\bm/s\b")
_SAYS_NOTHING: Final = frozenset(
    [
        *("ms", "messrs", "mr", "mrs", "smt", "the", "and", "of", "co", "company", "pvt", "private", "ltd"),
        *("limited", "llp", "opc", "india", "proprietor", "prop"),
    ]
)
_HONOURS: Final = frozenset(["sri", "shri", "shree", "sree"])
_TRADE: Final = frozenset(
    [
        *("shri", "electrical", "electricals", "electric", "electronics", "hardware", "traders", "trading"),
        *("enterprise", "enterprises", "store", "stores", "shop", "sales", "agency", "agencies", "suppliers"),
        *("services", "centre", "center", "mart", "house"),
    ]
)
"""What half of all vendors are called: alike in this alone is not alike."""


def name_key(name: str) -> str:
    """By which payees of the same name are found, however it is written."""
    return " ".join(name.casefold().split())[:128]


def names_agree(one: str, other: str) -> bool:
    """Kindly: a word more, a place behind it, `M/s` or `Pvt Ltd` make no difference. False where one of them says nothing."""
    here, there = sorted((_words(one), _words(other)), key=len)
    if not here:
        return False
    if len(here) == 1 and (here[0] not in _TRADE or len(there) == 1):
        return _alike(here[0], "".join(there), WHOLE_ALIKE) or here[0] in there
    if all(_alike(word, near, WORDS_ALIKE) for word, near in zip(here, there, strict=False)):
        return len(here) > 1 or here[0] not in _TRADE
    fewer, more = sorted((_own(here), _own(there)), key=len)
    return bool(fewer) and all(any(_alike(word, near, WORDS_ALIKE) for near in more) for word in fewer)


def _words(name: str) -> list[str]:
    plain = _TO_STRIKE.sub("", unicodedata.normalize("NFKC", name).casefold())
    words = ["shri" if word in _HONOURS else word for word in _WORD.findall(plain)]
    return [word for word in words if word not in _SAYS_NOTHING] or words


def _own(words: list[str]) -> list[str]:
    return [word for word in words if word not in _TRADE]


def _alike(one: str, other: str, least: float) -> bool:
    return one == other or SequenceMatcher(None, one, other, autojunk=False).ratio() >= least
