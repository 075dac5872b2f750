"""What the Bot API answered to a call, by what it means for the sender (classes, not texts)."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Ok:
    result: Any


@dataclass(frozen=True, slots=True)
class NotSent:
    """The call did not reach the server: it may be repeated."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The call may have been carried out: the answer was lost, or the server stumbled over it."""

    reason: str


@dataclass(frozen=True, slots=True)
class RetryAfter:
    seconds: float


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Blocked, deactivated, kicked, never started: nothing reaches this chat until somebody changes that."""

    reason: str


@dataclass(frozen=True, slots=True)
class Migrated:
    chat_id: int


@dataclass(frozen=True, slots=True)
class NotModified:
    """The message already looks like this: success."""


@dataclass(frozen=True, slots=True)
class CardGone:
    """The message to edit was deleted, or can no longer be edited."""


@dataclass(frozen=True, slots=True)
class TopicGone:
    """The forum topic was deleted or closed."""


@dataclass(frozen=True, slots=True)
class BadRequest:
    """Repeating it would fail again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unauthorized:
    """The token is wrong or was revoked."""

    reason: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Another program polls with the same token, or a webhook is set."""

    reason: str


ApiAnswer = (
    Ok
    | NotSent
    | Unknown
    | RetryAfter
    | Unreachable
    | Migrated
    | NotModified
    | CardGone
    | TopicGone
    | BadRequest
    | Unauthorized
    | Conflict
)
