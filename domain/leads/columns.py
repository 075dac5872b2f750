"""What the columns of a file are taken for: headings in many words, English and Hindi."""

import unicodedata
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from domain.leads.fields import FIELDS

REASONS: Final = "Please mend"
"""The column that the error file has more than its original: never taken for a field."""
NAMES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "reference": (
            "reference", "ref", "ref no", "ref number", "reference no", "reference number", "reference id",
            "lead id", "lead no", "lead number", "lead ref", "lead reference", "oem reference", "oem ref",
            "oem reference no", "the oem's reference", "oem lead id", "order id", "order no", "order number",
            "booking id", "booking no", "booking number", "case id", "case no", "request id", "enquiry no", "enquiry id",
            "संदर्भ", "संदर्भ संख्या", "रेफरेंस", "लीड आईडी", "लीड नंबर", "बुकिंग नंबर", "ऑर्डर नंबर",
        ),
        "name": (
            "name", "customer", "customer name", "customer's name", "client", "client name", "full name", "buyer",
            "buyer name", "owner", "owner name", "contact name", "contact person", "cust name",
            "नाम", "ग्राहक", "ग्राहक का नाम", "ग्राहक नाम", "पूरा नाम", "खरीदार", "मालिक का नाम",
        ),
        "phone": (
            "phone", "phone no", "phone number", "mobile", "mobile no", "mobile number", "customer's mobile number",
            "contact", "contact no", "contact number", "customer phone", "customer mobile", "customer contact", "cell",
            "cell no", "cell phone", "tel", "telephone", "whatsapp", "whatsapp no", "whatsapp number", "mob", "mob no",
            "फोन", "फ़ोन", "फोन नंबर", "फ़ोन नंबर", "मोबाइल", "मोबाइल नंबर", "मोबाईल", "मोबाईल नंबर", "संपर्क", "संपर्क नंबर",
        ),
        "pin_code": (
            "pin", "pin code", "pincode", "pin no", "postal code", "post code", "postcode", "zip", "zip code",
            "pin code of the site", "site pin code", "site pincode", "area pin",
            "पिन", "पिन कोड", "पिनकोड", "डाक कोड",
        ),
        "city": ("city", "town", "site city", "customer city", "location city", "शहर", "नगर"),
        "state": ("state", "site state", "customer state", "province", "राज्य", "प्रदेश"),
        "address": (
            "address", "site address", "customer address", "installation address", "full address", "addr", "street",
            "street address", "address line", "address line 1", "residence address", "home address",
            "पता", "पूरा पता", "घर का पता", "ग्राहक का पता",
        ),
        "email": ("email", "e mail", "email id", "email address", "mail", "mail id", "customer email", "ईमेल", "ई मेल"),
        "vehicle": (
            "vehicle", "vehicle model", "car", "car model", "model", "variant", "model variant", "vehicle name",
            "वाहन", "गाड़ी", "गाडी", "कार", "मॉडल",
        ),
        "vin": (
            "vin", "vin no", "vin number", "chassis", "chassis no", "chassis number", "chasis no", "frame no",
            "वीआईएन", "चेसिस", "चेसिस नंबर",
        ),
        "charger_kw": (
            "charger", "charger kw", "charger power", "charger rating", "charger capacity", "kw",
            "power kw", "rating kw", "capacity kw", "चार्जर", "चार्जर किलोवाट", "किलोवाट",
        ),
        "dealer": (
            "dealer", "dealer name", "dealership", "dealer code", "showroom", "outlet", "branch",
            "डीलर", "डीलर का नाम", "शोरूम",
        ),
        "campaign": ("campaign", "campaign name", "offer", "scheme", "promo", "promotion", "अभियान", "ऑफर", "योजना"),
    }
)  # fmt: skip  # a list of words reads as one


def plain(heading: str) -> str:
    """A heading without case, blanks and punctuation; the vowel signs of Hindi belong to their letter."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    return "".join(ch for ch in text if ch.isalnum() or unicodedata.category(ch)[0] == "M")


_KNOWN: Final = MappingProxyType(
    {plain(name): field for field, names in NAMES.items() for name in (field, *names)}
)
_NOTHING: Final = frozenset({plain(REASONS)})


def taken_for(headings: Sequence[str], remembered: Mapping[str, str]) -> tuple[str, ...]:
    """For each heading the field it is taken for, or nothing; the first of two that mean the same field wins.

    `remembered` is what this OEM's headings (`plain`) were taken for before.
    """
    found: list[str] = []
    for heading in headings:
        key = plain(heading)
        field = remembered.get(key, _KNOWN.get(key, "")) if key not in _NOTHING else ""
        found.append(field if field in FIELDS and field not in found else "")
    return tuple(found)


def recognised(headings: Sequence[str], remembered: Mapping[str, str]) -> int:
    """How many of them are taken for a field: what makes a row look like a row of headings."""
    return sum(bool(field) for field in taken_for(headings, remembered))
