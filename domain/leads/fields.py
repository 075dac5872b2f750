"""What may be given about a new lead and in what form: one table for the API, the portal, files and chat.

Formats and limits: `domain-facts.md` sections 5 and 8.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from domain.contact import email, line, mobile, pin_code, vin
from domain.errors import Invalid
from domain.words import N_, say

LOWEST_KW: Final = 1.0
HIGHEST_KW: Final = 350.0
_POWER: Final = re.compile(r"^([0-9]+(?:[.,][0-9]+)?)\s*(?:kw|किलोवाट)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """`check` gives the value as it is kept, or raises `Invalid` in words with an example."""

    title: str
    check: Callable[[str], str]
    example: str
    required: bool = False


def power(text: str) -> str:
    """The charger's kW, with or without the unit; a comma may stand for the point."""
    found = _POWER.match(text.strip())
    if found is None or not LOWEST_KW <= float(found[1].replace(",", ".")) <= HIGHEST_KW:
        raise Invalid(
            say(
                "A charger has {lowest} to {highest} kW. Example: 7.4.",
                lowest=f"{LOWEST_KW:g}",
                highest=f"{HIGHEST_KW:g}",
            )
        )
    return found[1].replace(",", ".")


def sound_power(kilowatt: float) -> float:
    """`Invalid` unless there are such chargers."""
    return float(power(f"{kilowatt:f}" if math.isfinite(kilowatt) else "?"))


def _line(longest: int) -> Callable[[str], str]:
    return lambda text: line(text, longest=longest)


FIELDS: Final[Mapping[str, Field]] = MappingProxyType(
    {
        "reference": Field(
            title=N_("The OEM's reference"), check=_line(64), example="NV-2026-00871", required=True
        ),
        "name": Field(title=N_("Customer's name"), check=_line(120), example="Asha Kulkarni", required=True),
        "phone": Field(
            title=N_("Customer's mobile number"), check=mobile, example="98765 43210", required=True
        ),
        "pin_code": Field(title=N_("PIN code of the site"), check=pin_code, example="411045", required=True),
        "city": Field(title=N_("City"), check=_line(80), example="Pune"),
        "state": Field(title=N_("State"), check=_line(80), example="Maharashtra"),
        "address": Field(title=N_("Address"), check=_line(400), example="B-1204, Palm Grove, Baner"),
        "email": Field(title=N_("E-mail"), check=email, example="asha@example.org"),
        "vehicle": Field(title=N_("Vehicle"), check=_line(120), example="Aura EV LR"),
        "vin": Field(title=N_("VIN"), check=vin, example="MALC381CLNM123456"),
        "charger_kw": Field(title=N_("Charger"), check=power, example="7.4"),
        "dealer": Field(title=N_("Dealer"), check=_line(120), example="Aura Baner"),
        "campaign": Field(title=N_("Campaign"), check=_line(120), example="Diwali"),
    }
)
"""In the order in which a form asks for them; the names are those of `NewLead`."""
REQUIRED: Final = tuple(name for name, field in FIELDS.items() if field.required)
