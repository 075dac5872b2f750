"""Instants: time zone-aware, kept in UTC. Nothing in the domain reads a clock; `now` comes in."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""


def aware(moment: datetime) -> datetime:
    """The moment itself; raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError(f"a naive time says nothing: {moment!r}")
    return moment


def parse_instant(text: str) -> datetime:
    return aware(datetime.fromisoformat(text)).astimezone(UTC)
