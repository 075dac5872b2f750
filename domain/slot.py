"""A start-end window on a day; shown in the site's time zone, kept in UTC."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.instant import aware


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Slot:
    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        aware(self.start)
        if aware(self.end) <= self.start:
            raise ValueError("a slot ends after it starts")

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def overlaps(self, other: "Slot") -> bool:
        return self.start < other.end and other.start < self.end

    def __str__(self) -> str:
        return f"{self.start:%Y-%m-%dT%H:%M}/{self.end:%H:%M}"
