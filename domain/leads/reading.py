"""A lead as somebody wrote it into a message: what can be read of it, field by field, in the form it is kept."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from domain.errors import Invalid
from domain.leads.fields import FIELDS

_LABELS: Final[Mapping[str, str]] = {
    label: name
    for name, labels in {
        "reference": "reference|ref|ref no|lead id|lead no|order|order no|booking|booking no|booking id",
        "name": "name|customer|customer name|client|नाम|ग्राहक",
        "phone": "phone|mobile|mobile no|mob|tel|contact|contact no|number|whatsapp|फोन|मोबाइल",
        "pin_code": "pin|pin code|pincode|zip|postal code|पिन|पिन कोड",
        "city": "city|town|शहर",
        "state": "state|राज्य",
        "address": "address|site|site address|location|पता",
        "email": "email|e-mail|mail|ईमेल",
        "vehicle": "vehicle|car|model|car model|गाड़ी",
        "vin": "vin|chassis|chassis no|vin no",
        "charger_kw": "charger|charger kw|power",
        "dealer": "dealer|dealership|showroom",
        "campaign": "campaign|offer",
    }.items()
    for label in labels.split("|")
}
_LABELLED: Final = re.compile(r"^\W*(?P<label>[^\W\d_][^:=\n]{0,20}?)\s*[:=]\s*(?P<value>\S.*)$")
_PHONE: Final = re.compile(r"(?<!\w)(?:\+?91[\s-]?|0)?[6-9]\d(?:[\s-]?\d){8}(?!\w)")
_PIN: Final = re.compile(r"(?<!\d)[1-9]\d{2}\s?\d{3}(?![\d ]*\d{3})")
_EMAIL: Final = re.compile(r"[^\s<>,;:]+@[^\s<>,;:]+\.[A-Za-z]{2,}")
_VIN: Final = re.compile(r"(?<![A-Z0-9])(?=[A-HJ-NPR-Z0-9]*\d)[A-HJ-NPR-Z0-9]{17}(?![A-Z0-9])", re.IGNORECASE)
_KW: Final = re.compile(r"(?<![\d.])\d{1,2}(?:[.,]\d{1,2})?\s*kw\b", re.IGNORECASE)
_NAME: Final = re.compile(r"^\W*(?P<name>[^\W\d_][^\d@:=]{1,60}?)\W*$")
_FREE: Final[Mapping[str, re.Pattern[str]]] = {
    "vin": _VIN,
    "email": _EMAIL,
    "phone": _PHONE,
    "charger_kw": _KW,
    "pin_code": _PIN,
}
LONGEST: Final = 4096


def read_lead(text: str) -> dict[str, str]:
    """Field name → value, only those whose value is sound; empty unless there is a mobile number to call."""
    lines = [line.strip() for line in text[:LONGEST].splitlines() if line.strip()]
    found = dict(_sound(_labelled(lines)))
    rest = "\n".join(line for line in lines if not _is_labelled(line))
    for name, pattern in _FREE.items():
        rest = _taken(found, name, pattern, rest)
    if "name" not in found:
        found |= dict(_sound(_names(rest.splitlines())))
    return found if "phone" in found else {}


def _labelled(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if (match := _LABELLED.match(line)) and (name := _LABELS.get(_label(match))):
            yield name, match["value"].strip()


def _is_labelled(line: str) -> bool:
    match = _LABELLED.match(line)
    return match is not None and _label(match) in _LABELS


def _label(match: re.Match[str]) -> str:
    return " ".join(match["label"].replace(".", " ").split()).casefold()


def _taken(found: dict[str, str], name: str, pattern: re.Pattern[str], rest: str) -> str:
    """Notes the first sound match, if the field is still free; answers what is left without the matches."""
    for match in pattern.finditer(rest):
        if name not in found:
            found |= dict(_sound(iter([(name, match[0])])))
    return pattern.sub(" ", rest)


def _names(lines: list[str]) -> Iterator[tuple[str, str]]:
    """The first line of few words and no signs is taken for the name: whoever wrote it sees it before it counts."""
    for line in lines:
        match = _NAME.match(line)
        if match and 1 < len(match["name"].split()) <= 4:
            yield "name", match["name"]
            return


def _sound(pairs: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, value in pairs:
        try:
            yield name, FIELDS[name].check(value)
        except Invalid:
            continue
