"""How an OEM wishes its closure packs: title, colour, name of the files, which parts in which order, further standards."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from domain.contact import line
from domain.errors import Invalid
from domain.words import N_, Words, say


class Part(StrEnum):
    CHANGES = "changes"
    SURVEY = "survey"
    INSTALLATION = "installation"
    MATERIALS = "materials"
    EXTRA_CHARGE = "extra_charge"
    SIGN_OFF = "sign_off"
    STANDARDS = "standards"
    PHOTOS = "photos"


NAME_FIELDS: Final = frozenset(
    {"oem", "lead", "reference", "city", "pin", "serial", "vin", "date", "edition"}
)
STANDARDS: Final = (
    N_("IS 17017 (Part 1):2018, IEC 61851-1:2017 – EV conductive charging system, general requirements"),
    N_("IS 17017 (Part 2):2020, IEC 62196-2 – plugs, sockets and connectors"),
    N_("IS 732 – electrical wiring installations; IS 3043 and SP 30 (NEC) – earthing"),
    N_("IEC 62955 – residual direct current detection"),
    N_("CEA (Measures relating to Safety and Electric Supply) Regulations, 2023"),
    N_("Ministry of Power, Guidelines for Installation and Operation of EV Charging Infrastructure, 2024"),
)
_FIELD: Final = re.compile(r"\{([^{}]*)\}")
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_LONGEST_NAME: Final = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """`name` is the pattern of the files' names, without their ending; `standards` are named beside our own.

    `colour` is that of the headings, `#rrggbb`. A part that is left out of `parts` is not in the pack.
    """

    title: str = N_("Closure pack")
    name: str = "{oem}_{lead}_{city}_{serial}_{date}"
    colour: str = "#17212b"
    parts: tuple[Part, ...] = tuple(Part)
    standards: tuple[str, ...] = ()


DEFAULT: Final = Template()


def with_wishes(rows: Mapping[str, str]) -> Template:
    """`Invalid` for a row that does not exist or a value that cannot be."""
    read: dict[str, Any] = {}
    for name, text in rows.items():
        reader = _READERS.get(name)
        if reader is None:
            known = ", ".join(_READERS)
            raise Invalid(say("A pack has no “{name}”. There are: {known}.", name=name, known=known))
        read[name] = reader(text)
    return Template(**read)


def _title(text: str) -> str:
    return line(text, longest=60)


def _name(text: str) -> str:
    """It has to say whose pack it is; letters that no file may have are left out later."""
    pattern = line(text, longest=_LONGEST_NAME)
    unknown = sorted(set(_FIELD.findall(pattern)) - NAME_FIELDS)
    if unknown or set("{}") & set(_FIELD.sub("", pattern)):
        raise Invalid(_ill_named(f"{{{unknown[0] if unknown else ''}}}"))
    if not {"lead", "reference", "vin"} & set(_FIELD.findall(pattern)):
        raise Invalid(say("The name has to say whose pack it is. Example: {example}", example=DEFAULT.name))
    return pattern


def _ill_named(field: str) -> Words:
    known = ", ".join(f"{{{name}}}" for name in sorted(NAME_FIELDS))
    return say("A name cannot have {field}. It may have: {known}.", field=field, known=known)


def _colour(text: str) -> str:
    if not _COLOUR.fullmatch(text.strip()):
        raise Invalid(say("Please give a colour as six hexadecimal digits. Example: #0b5cad"))
    return text.strip().lower()


def _parts(text: str) -> tuple[Part, ...]:
    named = [part.strip() for part in text.split(",") if part.strip()]
    known = {part.value for part in Part}
    if not named or len(set(named)) != len(named) or not known.issuperset(named):
        raise Invalid(say("Please name each part once, in order. There are: {known}.", known=", ".join(Part)))
    return tuple(Part(part) for part in named)


def _standards(text: str) -> tuple[str, ...]:
    """Set apart by semicolons."""
    return tuple(line(one, longest=200) for one in text.split(";") if one.strip())


_READERS: Final[Mapping[str, Callable[[str], object]]] = MappingProxyType(
    {"title": _title, "name": _name, "colour": _colour, "parts": _parts, "standards": _standards}
)
