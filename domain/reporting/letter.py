"""A released report as an e-mail to one address: what is sent, and when it is tried again."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
"""After the first try that came to nothing, after the second and so on; after the one behind the last it is given up."""
LOST_AFTER: Final = timedelta(minutes=5)
"""Whoever sends it has noted by then what came of it, or has died over it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    name: str
    kind: str
    """Its media type, for example `application/pdf`."""
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """`mark` is the same whenever the same edition goes to the same address; `at` is when the report was released."""

    to: str
    mark: str
    at: datetime
    subject: str
    text: str
    attached: tuple[Attached, ...] = ()


def mark_of(report: str, edition: int, address: str) -> str:
    """The first part of its Message-ID, by which mail programs know a letter that has come before."""
    digest = hashlib.sha256(f"{report}/{edition}/{address.lower()}".encode()).hexdigest()
    return f"{report}.{edition}.{digest[:24]}"


def next_try(tries: int, now: datetime) -> datetime | None:
    """After so many tries; None where it is given up."""
    return now + PAUSES[tries - 1] if tries <= len(PAUSES) else None
