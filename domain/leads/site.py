"""The kind of site, and the papers that may be needed there: they help, and nothing ever waits for them."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class SiteKind(StrEnum):
    OWN_HOUSE = "own_house"
    APARTMENT = "apartment"
    RENTED = "rented"
    OFFICE = "office"


class Paper(StrEnum):
    NOC = "noc"
    LANDLORD = "landlord"
    PARKING = "parking"


MAY_BE_NEEDED: Final[Mapping[SiteKind, tuple[Paper, ...]]] = MappingProxyType(
    {
        SiteKind.OWN_HOUSE: (),
        SiteKind.APARTMENT: (Paper.NOC, Paper.PARKING),
        SiteKind.RENTED: (Paper.LANDLORD, Paper.PARKING),
        SiteKind.OFFICE: (Paper.NOC, Paper.PARKING),
    }
)
