"""The very unit that an installation is given, known by the serial number on its sticker."""

from dataclasses import dataclass
from datetime import datetime

from domain.media import Picture
from domain.people.actor import By


@dataclass(frozen=True, slots=True, kw_only=True)
class Charger:
    """`reason`: why it was handed out in place of another."""

    serial: str
    by: By
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sticker:
    """A photo of a sticker from which the number is to be read; `looked_at`: nothing could be made of it.

    `taken` is the lead that has the unit already, where that is why; `unlisted` the number that the store's list does not have.
    """

    picture: Picture
    by: By
    at: datetime
    reason: str = ""
    looked_at: datetime | None = None
    taken: str = ""
    unlisted: str = ""
