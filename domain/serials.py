"""The serial number of a device, found in the barcodes and QR codes on its sticker."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from domain.errors import Invalid
from domain.evidence import Code
from domain.words import Words, say

_NAME: Final = r"(?:s\s*/\s*n|sn|ser(?:ial)?\.?\s*(?:no|num(?:ber)?|nr|id|#)?\.?)"
_NAMES: Final = re.compile(r"(?:charger|device|product)?(?:sn|serial(?:no|num|number|nr|id)?)")
_NO_LETTER: Final = re.compile(r"[^a-z]")
_SERIAL: Final = r"[A-Z0-9][A-Z0-9._/-]{2,38}[A-Z0-9]"
_WHOLE: Final = re.compile(_SERIAL, re.IGNORECASE)
_LABELLED: Final = re.compile(
    rf"(?:^|[\s;,|])(?:{_NAME})\s*[:=#]\s*(?P<serial>{_SERIAL})(?=$|[\s;,|])", re.IGNORECASE | re.MULTILINE
)
_GS1: Final = re.compile(rf"\(21\)(?P<serial>{_SERIAL})(?=$|\()", re.IGNORECASE)
_OF_A_PRODUCT: Final = frozenset({"EAN13", "EAN8", "UPCA", "UPCE"})
"""They name the model, not the device."""
_TYPED: Final = re.compile(r"[A-Z0-9][A-Z0-9./_-]*")
_BETWEEN: Final = re.compile(r"[./_-]")
_BETWEEN_SEVERAL: Final = re.compile(r"[\s,;]+")
SHORTEST: Final = 4
LONGEST: Final = 40
EXAMPLE: Final = "AC74-2026-000123"


def read_serial(
    text: str, *, shortest: int = SHORTEST, longest: int = LONGEST, example: str = EXAMPLE
) -> str:
    """As it is kept, in capitals and without blanks; `Invalid` with an example if it cannot be one."""
    number = "".join(text.split()).upper()
    if not _TYPED.fullmatch(number) or not shortest <= len(number) <= longest:
        raise Invalid(
            say(
                "This is no serial number: letters, digits and “-”, {shortest} to {longest} of them. Example: {example}.",
                shortest=shortest,
                longest=longest,
                example=example,
            )
        )
    return number


def read_serials(text: str) -> tuple[str, ...]:
    """Several, with blanks, commas or new lines between them; `Invalid` names the one that cannot be."""
    return tuple(read_serial(word) for word in _BETWEEN_SEVERAL.split(text) if word)


def sticker_wanted(example: str) -> Words:
    return say(
        "Please send a photo of the sticker with its barcode, or type the number. Example: {example}.",
        example=example,
    )


def plain_serial(serial: str) -> str:
    """The same for one unit, whether its number is written with hyphens or without."""
    return _BETWEEN.sub("", serial.upper())


def serial_in(codes: Iterable[Code]) -> str | None:
    """The one that a code calls a serial number; otherwise the only code that may be one. None where it would be a guess."""
    found = list(codes)
    named = _distinct(_named(code.text.strip()) for code in found)
    if not named:
        named = _distinct(_plain(code) for code in found)
    return named[0] if len(named) == 1 else None


def _distinct(serials: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(filter(None, serials)))


def _named(text: str) -> str | None:
    return next(filter(None, _readings(text)), None)


def _readings(text: str) -> Iterator[str | None]:
    if text.startswith("{"):
        yield _in_json(text)
    if "://" in text:
        yield _in_address(text)
    for form in (_LABELLED, _GS1):
        stands = form.search(text)
        yield stands["serial"] if stands else None


def _in_json(text: str) -> str | None:
    try:
        facts = json.loads(text)
    except ValueError:
        return None
    return _under_its_name(facts.items()) if isinstance(facts, dict) else None


def _in_address(text: str) -> str | None:
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return _under_its_name([*parse_qsl(parts.query), *parse_qsl(parts.fragment)])


def _under_its_name(facts: Iterable[tuple[str, object]]) -> str | None:
    told = (str(value).strip() for name, value in facts if _is_its_name(name))
    return next((serial for serial in told if _WHOLE.fullmatch(serial)), None)


def _is_its_name(name: str) -> bool:
    return _NAMES.fullmatch(_NO_LETTER.sub("", name.lower())) is not None


def _plain(code: Code) -> str | None:
    text = code.text.strip()
    may_be_one = code.sort not in _OF_A_PRODUCT and any(sign.isdigit() for sign in text)
    return text if may_be_one and _WHOLE.fullmatch(text) else None
