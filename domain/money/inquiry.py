"""A question of Finance to whoever asked for a payment, and what he says; both stay on the payment."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """`person` asks; `answered_by` is a name."""

    person: str
    name: str
    question: str
    at: datetime
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.answered_at is None
