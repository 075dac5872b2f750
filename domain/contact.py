"""Formats of what people give us (`domain-facts.md` sections 5 and 8)."""

import re
import unicodedata
from typing import Final

from domain.errors import Invalid
from domain.words import say

_MOBILE: Final = re.compile(r"^[6-9][0-9]{9}$")
_PIN: Final = re.compile(r"^[1-9][0-9]{5}$")
_VPA: Final = re.compile(r"^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98})@[A-Za-z][A-Za-z0-9]{1,63}$")
_APPLICATION: Final = re.compile(r"^(?=.*\d)[A-Z0-9][A-Z0-9/.-]{3,39}$", re.ASCII)
_VIN: Final = re.compile(r"^[A-HJ-NPR-Z0-9]{17}$")
_EMAIL: Final = re.compile(r"^[!-?A-~]{1,64}@[!-?A-~]{1,180}\.[!-?A-~]{2,24}$")
_JOINERS: Final = "\u200c\u200d"
"""Invisible, but Hindi conjuncts and many emoji fall apart without them."""


_VIN_VALUES: Final = {
    **{str(digit): digit for digit in range(10)},
    **dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)), strict=True)),
}
_VIN_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_CHECKED_REGIONS: Final = frozenset("12345L")
"""North America and China: their makers must put a check digit at the ninth place; Indian ones need not."""


def _digits(text: str) -> str:
    """Digits of any script as 0-9, white space out."""
    return "".join(str(unicodedata.decimal(ch, ch)) for ch in text if not ch.isspace())


def mobile(text: str) -> str:
    """An Indian mobile number as E.164; `Invalid` otherwise."""
    digits = re.sub(r"[\-()]", "", _digits(text))
    digits = re.sub(r"^(?:\+91|0091|91(?=\d{10}$)|0)", "", digits)
    if not _MOBILE.match(digits) or len(set(digits)) == 1:
        raise Invalid(say("That is not an Indian mobile number. Example: 98765 43210."))
    return f"+91{digits}"


def pin_code(text: str) -> str:
    """Six digits; `Invalid` otherwise."""
    digits = _digits(text)
    if not _PIN.match(digits):
        raise Invalid(say("A PIN code has six digits. Example: 411045."))
    return digits


def vin(text: str) -> str:
    """A vehicle identification number in capitals, blanks and hyphens out; `Invalid` otherwise."""
    number = re.sub(r"[\s\-]", "", text).upper()
    if not _VIN.match(number):
        raise Invalid(say("A VIN has 17 characters, without I, O and Q. Example: MALC381CLNM123456."))
    return number


def vin_checks(number: str) -> bool:
    """Whether the check digit of a well-formed VIN is right; True where its region has none (ISO 3779 leaves it open)."""
    if number[0] not in _CHECKED_REGIONS:
        return True
    total = sum(_VIN_VALUES[sign] * weight for sign, weight in zip(number, _VIN_WEIGHTS, strict=True))
    return number[8] == "0123456789X"[total % 11]


def vpa(text: str) -> str:
    """A UPI address, lower-cased; `Invalid` otherwise."""
    address = text.strip()
    if len(address) > 100 or not _VPA.match(address):
        raise Invalid(say("That is not a UPI address. Example: shreeelectricals@okbank."))
    return address.lower()


def application_number(text: str) -> str:
    """Of an application to an electricity company: each has a shape of its own, so only nonsense is refused."""
    number = "".join(text.split()).upper()
    if not _APPLICATION.match(number):
        raise Invalid(
            say(
                "An application number has 4 to 40 letters and digits. It is on the receipt. Example: LE/2411/00871."
            )
        )
    return number


def email(text: str) -> str:
    address = text.strip()
    if not _EMAIL.match(address):
        raise Invalid(say("That is not an e-mail address. Example: asha@example.org."))
    return address


def line(text: str, *, longest: int = 200) -> str:
    """One line of free text, control characters out; `Invalid` if empty or too long."""
    shown = (ch if ch.isprintable() or ch in _JOINERS else " " for ch in text)
    clean = " ".join("".join(shown).split())
    if not clean.strip(_JOINERS + " "):
        raise Invalid(say("Please write a few words."))
    if len(clean) > longest:
        raise Invalid(
            say(
                "That is too long: at most {longest} characters, you sent {length}.",
                longest=longest,
                length=len(clean),
            )
        )
    return clean


def ascii_digits(text: str) -> str:
    """The same with the decimal digits of any script as 0-9."""
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)
