"""What was typed for an item becomes its answer, in chat and on the web alike, or says with an example what would work."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Final

from domain.checklists.model import Item, ItemKind
from domain.contact import ascii_digits, line
from domain.errors import Invalid
from domain.serials import read_serial, sticker_wanted
from domain.words import Words, say

_NUMBER: Final = re.compile(r"^([+-]?)\s*(\d[\d,.]*)\s*([^\d\s,.+-][^\d,]{0,11})?$")
_GROUPED: Final = re.compile(r"^\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?$")
UNITS: Final[Mapping[str, frozenset[str]]] = {
    "m": frozenset({"m", "mt", "mtr", "mtrs", "meter", "meters", "metre", "metres"}),
    "V": frozenset({"v", "volt", "volts", "vac"}),
    "A": frozenset({"a", "amp", "amps", "ampere", "amperes"}),
    "kW": frozenset({"kw", "kilowatt", "kilowatts"}),
    "Ω": frozenset({"ω", "ohm", "ohms"}),
    "MΩ": frozenset({"mω", "mohm", "mohms", "megohm", "megohms"}),
    "ms": frozenset({"ms", "msec"}),
}
_KILO: Final = frozenset({"k", "kω", "kohm", "kohms", "kiloohm", "kiloohms", "kilohm", "kilohms"})
MULTIPLES: Final[Mapping[str, Mapping[frozenset[str], Decimal]]] = {
    "Ω": {_KILO: Decimal(1000)},
    "MΩ": {_KILO: Decimal("0.001"), frozenset({"gω", "gohm", "gohms"}): Decimal(1000)},
    "m": {frozenset({"cm"}): Decimal("0.01")},
    "kW": {frozenset({"w", "watt", "watts"}): Decimal("0.001")},
    "ms": {frozenset({"s", "sec", "second", "seconds"}): Decimal(1000)},
}
"""How many of an item's own unit are one of what a meter shows beside it."""
_LONGEST: Final = 200


def read_answer(item: Item, typed: str, labels: Mapping[str, str] = MappingProxyType({})) -> str:
    """The answer as it is kept; `Invalid` with an example otherwise. `labels` are the choices in the writer's language."""
    text = ascii_digits(typed).strip()
    match item.kind:
        case ItemKind.NUMBER:
            return _number(item, text)
        case ItemKind.CHOICE:
            return read_choice(item.choices, text, labels)
        case ItemKind.SEVERAL:
            return _several(item, text, labels)
        case ItemKind.SERIAL:
            return _serial(item, text)
        case ItemKind.TEXT:
            return read_words(typed, shortest=int(item.minimum or 1), longest=int(item.maximum or _LONGEST))
        case ItemKind.PHOTOS | ItemKind.VIDEO:
            raise Invalid(wants(item))


def wants(item: Item) -> Words:
    """What to send for it."""
    match item.kind:
        case ItemKind.NUMBER:
            unit = f" ({item.unit})" if item.unit else ""
            return say(
                "Please answer with a number{unit}. Example: {example}.", unit=unit, example=item.example
            )
        case ItemKind.CHOICE | ItemKind.SEVERAL:
            return say("Please tap one of the buttons.")
        case ItemKind.SERIAL:
            return sticker_wanted(item.example)
        case ItemKind.TEXT:
            return say("Please answer with a few words.")
        case ItemKind.PHOTOS:
            return say("Please send a photo (📎), up to 20 MB.")
        case ItemKind.VIDEO:
            return say("Please send a video (📎), up to 20 MB.")


def _number(item: Item, text: str) -> str:
    match = _NUMBER.match(text)
    times = _times(item.unit, match[3] or "") if match is not None else None
    if match is None or times is None:
        raise Invalid(wants(item))
    number = _decimal(match[1] + match[2], wants(item))
    return _bounded(item, number if times == 1 else (number * times).normalize())


def _times(unit: str, suffix: str) -> Decimal | None:
    """By how much a number with this behind it is to be taken; None for another unit."""
    name = suffix.strip().rstrip(".").casefold()
    if not name or name == unit.casefold() or name in UNITS.get(unit, frozenset()):
        return Decimal(1)
    return next((times for names, times in MULTIPLES.get(unit, {}).items() if name in names), None)


def _bounded(item: Item, number: Decimal) -> str:
    unit = f" ({item.unit})" if item.unit else ""
    if item.minimum is not None and number < Decimal(str(item.minimum)):
        raise Invalid(
            say(
                "That is too little: at least {lowest}{unit}. Example: {example}.",
                lowest=f"{item.minimum:g}",
                unit=unit,
                example=item.example,
            )
        )
    if item.maximum is not None and number > Decimal(str(item.maximum)):
        raise Invalid(
            say(
                "That is too much: at most {highest}{unit}. Example: {example}.",
                highest=f"{item.maximum:g}",
                unit=unit,
                example=item.example,
            )
        )
    return f"{number:f}"


def _decimal(text: str, otherwise: Words) -> Decimal:
    plain = text.replace(",", "") if _GROUPED.match(text.lstrip("+-")) else text.replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise Invalid(otherwise) from None
    if number.adjusted() > 9 or -int(number.as_tuple().exponent) > 6:
        raise Invalid(otherwise)
    return number


def read_choice(choices: Mapping[str, str], text: str, labels: Mapping[str, str]) -> str:
    """The answer of which this is the key, the label, or the label in the writer's language."""
    typed = " ".join(text.split()).casefold()
    for answer, label in choices.items():
        if typed in {answer.casefold(), label.casefold(), labels.get(answer, label).casefold()}:
            return answer
    shown = ", ".join(labels.get(answer, label) for answer, label in choices.items())
    raise Invalid(say("Please tap one of the buttons, or type one of: {options}.", options=shown))


def _several(item: Item, text: str, labels: Mapping[str, str]) -> str:
    """In the checklist's order, each once."""
    given = {read_choice(item.choices, part, labels) for part in text.split(",") if part.strip()}
    if not given:
        raise Invalid(wants(item))
    return ",".join(answer for answer in item.choices if answer in given)


def _serial(item: Item, text: str) -> str:
    shortest, longest = _serials_bounds(item)
    return read_serial(text, shortest=shortest, longest=longest, example=item.example)


def takes_serial(item: Item, serial: str) -> bool:
    """Whether a number that was read from a code is as long as this item wants it."""
    shortest, longest = _serials_bounds(item)
    return shortest <= len(serial) <= longest


def _serials_bounds(item: Item) -> tuple[int, int]:
    return int(item.minimum or 1), int(item.maximum or _LONGEST)


def read_words(typed: str, *, shortest: int, longest: int) -> str:
    words = line(typed, longest=longest)
    if len(words) < shortest:
        raise Invalid(
            say(
                "That is too short: at least {shortest} characters, you sent {length}.",
                shortest=shortest,
                length=len(words),
            )
        )
    return words
