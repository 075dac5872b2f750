"""Where an OEM's own program is told what happens to its leads (Standard Webhooks), and what is sent there."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Self

from domain.errors import Unavailable
from domain.instant import aware
from domain.people.actor import Scope

FAILS_FOR: Final = timedelta(days=5)
"""So long nothing but failures, and the endpoint is switched off."""
PAUSES: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""Between one try and the next; after the last the message is dead until somebody replays it."""
LONGEST_PAUSE: Final = timedelta(hours=24)
JITTER: Final = 0.2


class Topic(StrEnum):
    """The `type` of a message."""

    LEAD_RECEIVED = "lead.received"
    STAGE_CHANGED = "lead.stage_changed"
    LEAD_MERGED = "lead.merged"
    QUESTION_ASKED = "lead.question_asked"
    PACK_SENT = "pack.sent"
    REPORT_RELEASED = "report.released"
    TEST = "endpoint.test"


class PostState(StrEnum):
    """`sending` is taken by a worker; `dead` waits for somebody to replay it."""

    PENDING = "pending"
    SENDING = "sending"
    DELIVERED = "delivered"
    DEAD = "dead"


class Off(StrEnum):
    """Why nothing is sent."""

    ASKED = "asked"
    GONE = "gone"
    FAILING = "failing"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningSecret:
    """`value` is `whsec_` and Base64; it never stands in what is printed. None: signs until it is replaced."""

    value: str = field(repr=False)
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """`topics` empty: all of them. `sandbox`: told of trial leads only, as others are of real ones only.

    `asked_at` is when a test or a replay was last asked for.
    """

    id: str
    version: int = 0
    oem: str
    url: str
    description: str = ""
    sandbox: bool = False
    topics: frozenset[Topic] = frozenset()
    secrets: tuple[SigningSecret, ...] = field(default=(), repr=False)
    made_by: str = ""
    created_at: datetime
    off: Off | None = None
    off_since: datetime | None = None
    asked_at: datetime | None = None

    def __post_init__(self) -> None:
        aware(self.created_at)

    @property
    def scope(self) -> Scope:
        return Scope(oem=self.oem)

    @property
    def is_on(self) -> bool:
        return self.off is None

    def wants(self, topic: Topic, *, sandbox: bool) -> bool:
        return self.is_on and self.sandbox is sandbox and (not self.topics or topic in self.topics)

    def keys(self, now: datetime) -> tuple[str, ...]:
        """The secrets that sign now, newest first."""
        return tuple(one.value for one in self.secrets if one.until is None or one.until > now)

    def switched_off(self, why: Off, now: datetime) -> Self:
        return replace(self, off=why, off_since=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One message to one endpoint. `body` is sent and signed to the letter, every time with the same id.

    `sequence` counts the messages of the endpoint from 1 without a gap, in the order in which things happened.
    """

    id: str
    endpoint: str
    topic: Topic
    lead: str | None
    sequence: int
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a message has come. `status` and `said` are of the last try; `place` is where it stands in lists."""

    place: int
    id: str
    topic: Topic
    lead: str | None
    sequence: int
    state: PostState
    tries: int
    created_at: datetime
    next_try_at: datetime | None
    ended_at: datetime | None
    status: int | None
    said: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A message that a worker has taken. `tries` are those that failed so far."""

    id: str
    endpoint: Endpoint
    topic: str
    lead: str | None
    body: str
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Failing:
    """Since when nothing has arrived, and whether this is the first that is given up since."""

    since: datetime
    is_news: bool


class NotTaken(Unavailable):
    """The other side did not say 2xx: try again. `retry_after` is what it asked for; `status` None: no answer at all."""

    def __init__(self, said: str, *, status: int | None = None, retry_after: timedelta | None = None) -> None:
        super().__init__(said)
        self.status = status
        self.retry_after = retry_after


def next_try(
    tries: int, now: datetime, *, asked: timedelta | None = None, chance: float = 0.0
) -> datetime | None:
    """After so many tries that failed (1 or more); None when that was the last. `chance` is from 0 to 1.

    A pause that the other side asked for is kept where it is longer than ours, up to a day.
    """
    if tries > len(PAUSES):
        return None
    pause = PAUSES[tries - 1] * (1 + JITTER * chance)
    return now + max(pause, min(asked, LONGEST_PAUSE) if asked else pause)
