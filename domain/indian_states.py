"""The states and union territories of India by their two letters, and which of them a site lies in."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domain.errors import Invalid
from domain.words import say

STATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "AN": "Andaman and Nicobar Islands",
        "AP": "Andhra Pradesh",
        "AR": "Arunachal Pradesh",
        "AS": "Assam",
        "BR": "Bihar",
        "CG": "Chhattisgarh",
        "CH": "Chandigarh",
        "DH": "Dadra and Nagar Haveli and Daman and Diu",
        "DL": "Delhi",
        "GA": "Goa",
        "GJ": "Gujarat",
        "HP": "Himachal Pradesh",
        "HR": "Haryana",
        "JH": "Jharkhand",
        "JK": "Jammu and Kashmir",
        "KA": "Karnataka",
        "KL": "Kerala",
        "LA": "Ladakh",
        "LD": "Lakshadweep",
        "MH": "Maharashtra",
        "ML": "Meghalaya",
        "MN": "Manipur",
        "MP": "Madhya Pradesh",
        "MZ": "Mizoram",
        "NL": "Nagaland",
        "OD": "Odisha",
        "PB": "Punjab",
        "PY": "Puducherry",
        "RJ": "Rajasthan",
        "SK": "Sikkim",
        "TN": "Tamil Nadu",
        "TR": "Tripura",
        "TS": "Telangana",
        "UK": "Uttarakhand",
        "UP": "Uttar Pradesh",
        "WB": "West Bengal",
    }
)
_ALSO: Final = {
    "new delhi": "DL",
    "nct of delhi": "DL",
    "orissa": "OD",
    "or": "OD",
    "pondicherry": "PY",
    "uttaranchal": "UK",
    "ut": "UK",
    "tg": "TS",
    "ct": "CG",
    "chattisgarh": "CG",
    "daman and diu": "DH",
    "dadra and nagar haveli": "DH",
    "dd": "DH",
    "dn": "DH",
}
_NAMED: Final = {name.lower(): code for code, name in STATES.items()} | _ALSO
_BY_PIN: Final = {
    **dict.fromkeys(("11",), "DL"),
    **dict.fromkeys(("12", "13"), "HR"),
    **dict.fromkeys(("14", "15"), "PB"),
    **dict.fromkeys(("17",), "HP"),
    **dict.fromkeys(("20", "21", "22", "23", "27", "28"), "UP"),
    **dict.fromkeys(("30", "31", "32", "33", "34"), "RJ"),
    **dict.fromkeys(("36", "37", "38"), "GJ"),
    **dict.fromkeys(("40", "41", "42", "43", "44"), "MH"),
    **dict.fromkeys(("45", "46", "47", "48"), "MP"),
    **dict.fromkeys(("49",), "CG"),
    **dict.fromkeys(("50",), "TS"),
    **dict.fromkeys(("51", "52"), "AP"),
    **dict.fromkeys(("56", "57", "58", "59"), "KA"),
    **dict.fromkeys(("61", "62", "63", "64"), "TN"),
    **dict.fromkeys(("67", "68", "69"), "KL"),
    **dict.fromkeys(("70", "71", "72"), "WB"),
    **dict.fromkeys(("75", "76", "77"), "OD"),
    **dict.fromkeys(("78",), "AS"),
    "160": "CH",
    "403": "GA",
    "744": "AN",
}
"""Postal circles that lie in one state; those that are shared (Punjab and Chandigarh, Bihar and Jharkhand) are left out."""


def state_code(text: str) -> str:
    """`Maharashtra`, `mh`, `MH.` → `MH`; empty for what is no state of India."""
    plain = " ".join(text.lower().replace("&", " and ").replace(".", " ").split())
    code = plain.upper()
    return code if code in STATES else _NAMED.get(plain, "")


def state_named(text: str) -> str:
    """The same; `Invalid` for what is no state of India."""
    code = state_code(text)
    if not code:
        raise Invalid(say("“{text}” is no state of India. Example: MH, or Maharashtra.", text=text))
    return code


def site_state(state: str, pin_code: str) -> str:
    """The state's two letters as it was given, else what the PIN code alone tells; empty where neither does."""
    return state_code(state) or _BY_PIN.get(pin_code[:3]) or _BY_PIN.get(pin_code[:2], "")
