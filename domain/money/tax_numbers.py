"""PAN and GSTIN (`domain-facts.md` section 4.4)."""

import re
from typing import Final

from domain.errors import Invalid
from domain.words import say

_PAN: Final = re.compile(r"^[A-Z]{3}[ABCFGHJKLPT][A-Z](?!0000)[0-9]{4}[A-Z]$")
_GSTIN: Final = re.compile(r"^[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][1-9A-Z]Z[0-9A-Z]$")
_STATES: Final = frozenset({*(f"{state:02d}" for state in range(1, 39)), "97", "99"})
"""97 is other territory, 99 the centre."""
_SIGNS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BETWEEN: Final = re.compile(r"[\s-]")


def pan(text: str) -> str:
    """In capitals; `Invalid` if it has not the form. How its last letter is made is not published."""
    number = _BETWEEN.sub("", text).upper()
    if not _PAN.match(number):
        raise Invalid(say("A PAN has five letters, four digits and a letter. Example: AAPFU0939F."))
    return number


def gstin(text: str) -> str:
    """In capitals; `Invalid` if its form, its state, its PAN or its check sign is wrong."""
    number = _BETWEEN.sub("", text).upper()
    if not _GSTIN.match(number) or number[:2] not in _STATES or not _PAN.match(number[2:12]):
        raise Invalid(
            say("A GSTIN has 15 signs: the state, the PAN, and three more. Example: 27AAPFU0939F1ZV.")
        )
    if number[14] != _check_sign(number):
        raise Invalid(
            say(
                "The GSTIN {number} is mistyped: its last sign does not fit. Please look at the bill again.",
                number=number,
            )
        )
    return number


def _check_sign(number: str) -> str:
    """Luhn modulo 36 over the first fourteen."""
    parts = (_SIGNS.index(sign) * (2 if place % 2 else 1) for place, sign in enumerate(number[:14]))
    return _SIGNS[-sum(part // 36 + part % 36 for part in parts) % 36]
