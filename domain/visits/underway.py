"""What is known of a visit while its day runs: tries to call, the way there, the arrival, a customer who is not there."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.media import Picture
from domain.places import Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """A call that nobody answered."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """Where the team was at `at`: one sample of the shared location that `source` (chat:message) names."""

    source: str
    at: datetime
    latitude: float
    longitude: float
    accuracy_m: int | None = None

    @property
    def point(self) -> Point:
        return (self.latitude, self.longitude)


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """`eta` is when the team is expected now, `told` when the customer was last told that it comes.

    `slipped` and `near`: the customer was told that it comes later, the team was asked whether it has arrived.
    """

    eta: datetime
    told: datetime
    slipped: bool = False
    near: bool = False
    seen: Sighting | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """`at` is the server's time. `distance_m` is from the site, `reason` why it is far or why there is no place."""

    at: datetime
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: int | None = None
    distance_m: int | None = None
    reason: str = ""

    @property
    def is_placed(self) -> bool:
        return self.latitude is not None


class AtTheDoor(StrEnum):
    """What the customer says while the team waits at his door."""

    COMING = "coming"
    ANOTHER_TIME = "another_time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """The team stands before the site and nobody opens; `photo` is the evidence."""

    since: datetime
    photo: Picture
    says: AtTheDoor | None = None
