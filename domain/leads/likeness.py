"""How alike two leads are: by phone, VIN, and the address of the site. Pure, and independent of how many leads there are.

Each lead has a few keys, derived from what must agree before two leads are worth comparing; leads that share a key are
compared in full. Keys are numbers made by hashing, so that where they are kept nobody reads a phone or an address.
"""

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from domain.leads.lead import Lead

MOST_NUMBERS: Final = 4
WORDS_ALIKE: Final = 0.8
SHARE_ALIKE: Final = 0.6
_REMEMBERED: Final = 4096  # a lead is compared with several, and neighbours with the same ones
_PLAIN: Final = re.compile(r"[a-z0-9]+")
_NUMBERS: Final = re.compile(r"[0-9]+")
# What an address is written with, however it is meant: two that share only these share nothing.
_SAY_NOTHING: Final = frozenset(
    [
        "flat",
        "no",
        "number",
        "house",
        "plot",
        "apartment",
        "apartments",
        "apt",
        "floor",
        "near",
        "opp",
        "opposite",
        "behind",
        "the",
        "of",
        "and",
        "road",
        "rd",
        "street",
        "st",
        "lane",
        "marg",
        "society",
        "soc",
        "chs",
        "building",
        "bldg",
        "tower",
        "wing",
        "block",
        "sector",
        "phase",
        "india",
    ]
)


class Likeness(StrEnum):
    PHONE = "phone"
    VIN = "vin"
    ADDRESS = "address"


def keys_of(lead: Lead) -> frozenset[int]:
    """Signed 64-bit numbers; two leads alike in any way share at least one."""
    return frozenset(_number(key) for key in _keys(lead))


def alike(one: Lead, other: Lead) -> tuple[Likeness, ...]:
    """In which ways the two may be the same request; empty for strangers."""
    here, there = one.customer, other.customer
    found = []
    if here.phone and here.phone == there.phone:
        found.append(Likeness.PHONE)
    if one.vin and one.vin.upper() == other.vin.upper():
        found.append(Likeness.VIN)
    if here.pin_code == there.pin_code and addresses_alike(here.address, there.address):
        found.append(Likeness.ADDRESS)
    return tuple(found)


def addresses_alike(one: str, other: str) -> bool:
    """Of one PIN code: the numbers do not contradict each other and most words are the same, spelt alike."""
    numbers, others = _numbers(one), _numbers(other)
    words, these = _words(one), _words(other)
    if not words or not these:
        return False
    if (numbers or others) and not (numbers and others and (numbers <= others or others <= numbers)):
        return False
    few, many = sorted((words, these), key=len)
    shared = sum(any(_spelt_alike(word, known) for known in many) for word in few)
    enough = 1 if numbers else 2
    return shared >= enough and shared / len(few) >= SHARE_ALIKE


def _spelt_alike(one: str, other: str) -> bool:
    return one == other or SequenceMatcher(None, one, other).ratio() >= WORDS_ALIKE


def _keys(lead: Lead) -> Iterator[str]:
    customer = lead.customer
    if customer.phone:
        yield f"phone:{customer.phone}"
    if lead.vin:
        yield f"vin:{lead.vin.upper()}"
    numbers = sorted(_numbers(customer.address))[:MOST_NUMBERS]
    for number in numbers:
        yield f"address:{customer.pin_code}:{number}"
    if not numbers:
        for word in _words(customer.address):
            yield f"address:{customer.pin_code}:{word[:3]}"


def _tokens(address: str) -> list[str]:
    """Words of any script, digits of any script as 0-9; the vowel signs of Hindi belong to their word."""
    if address.isascii():
        return _PLAIN.findall(address.lower())  # the usual case, many times faster
    plain = unicodedata.normalize("NFKC", address).casefold()
    return "".join(
        str(unicodedata.decimal(ch, ch)) if ch.isalnum() or unicodedata.category(ch)[0] == "M" else " "
        for ch in plain
    ).split()


@lru_cache(maxsize=_REMEMBERED)
def _numbers(address: str) -> frozenset[str]:
    """House, flat and plot numbers; six digits are the PIN code written again."""
    found = {number.lstrip("0") for token in _tokens(address) for number in _NUMBERS.findall(token)}
    return frozenset(number for number in found if 0 < len(number) < 6)


@lru_cache(maxsize=_REMEMBERED)
def _words(address: str) -> frozenset[str]:
    tokens = (token for token in _tokens(address) if not _NUMBERS.search(token))
    return frozenset(token for token in tokens if len(token) > 1 and token not in _SAY_NOTHING)


def _number(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), signed=True)
