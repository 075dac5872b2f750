"""The portal's doors: a link that signs somebody in once, and the session that it begins. Of both only a hash is kept.

Somebody of an OEM acts for it; without an OEM it is somebody of a desk: Central Ops, or Finance.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.instant import aware
from domain.people.actor import Actor
from domain.people.person import Oem, Person
from domain.people.roles import MATRIX, Permission, Role

IDLE: Final = timedelta(hours=12)
LONGEST: Final = timedelta(days=7)
DESKS: Final = MATRIX[Permission.OPEN_DESK]
"""The roles that have pages of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """A single-use link; `id` is the SHA-256 of its secret. `used_at` also where a newer link has taken its place."""

    id: str
    version: int = 0
    person: str
    oem: str = ""
    made_by: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None

    def __post_init__(self) -> None:
        aware(self.made_at)
        aware(self.expires_at)

    def is_good(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """`id` is the SHA-256 of the secret in the cookie; over at `ends_at`, or after it was idle, or when ended."""

    id: str
    version: int = 0
    person: str
    oem: str = ""
    made_at: datetime
    seen_at: datetime
    ends_at: datetime
    ended_at: datetime | None = None

    def __post_init__(self) -> None:
        aware(self.seen_at)
        aware(self.ends_at)

    def is_good(self, now: datetime) -> bool:
        return self.ended_at is None and now < min(self.ends_at, self.seen_at + IDLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who is signed in; he acts for this OEM alone, or for his desks alone, whatever other roles he has."""

    session: Session
    person: Person
    oem: Oem | None

    @property
    def actor(self) -> Actor:
        held = frozenset(grant.role for grant in self.person.grants) & DESKS
        return Actor(
            person=self.person.id,
            name=self.person.name,
            roles=held if self.oem is None else frozenset({Role.OEM}),
            oem=self.oem.id if self.oem else None,
        )
