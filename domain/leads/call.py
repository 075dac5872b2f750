"""A call to a customer, or another try to reach him."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CallOutcome(StrEnum):
    REACHED = "reached"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    WRONG_NUMBER = "wrong_number"
    CALL_BACK = "call_back"
    MESSAGED = "messaged"  # written to over another channel: SMS, WhatsApp, e-mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    at: datetime
    by: str
    outcome: CallOutcome
    note: str = ""

    @property
    def channel(self) -> str:
        return "message" if self.outcome is CallOutcome.MESSAGED else "phone"
