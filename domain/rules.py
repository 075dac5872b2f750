"""What timers are set for."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class Rule(StrEnum):
    OVERDUE = "overdue"
    OVERDUE_TWICE = "overdue_twice"
    CALL_AGAIN = "call_again"
    DOCUMENTS_NUDGE = "documents_nudge"
    DOCUMENTS_TO_OPS = "documents_to_ops"
    ERASURE_WAITS = "erasure_waits"
    HOLD_LEAD = "hold_lead"
    SITE_WORK_NUDGE = "site_work_nudge"
    SITE_WORK_LATE = "site_work_late"
    HOLD_ENDS = "hold_ends"
    SILENCE_COUNTS = "silence_counts"
    NOT_ACKNOWLEDGED = "not_acknowledged"
    VISIT_REMINDER = "visit_reminder"
    CONFIRMATION_CALL = "confirmation_call"
    TRY_AGAIN = "try_again"
    VISIT_NUDGE = "visit_nudge"
    VISIT_ALERT = "visit_alert"
    EMERGENCY_BY_SILENCE = "emergency_by_silence"
    TEAM_MISSING = "team_missing"
    TEAM_LATE = "team_late"
    ABSENCE_OVER = "absence_over"
    REPORT_NUDGE = "report_nudge"
    REPORT_TO_OPS = "report_to_ops"
    OFFER_EXPIRES = "offer_expires"
    EMERGENCY_CLIMBS = "emergency_climbs"
    EMERGENCY_NEGLECTED = "emergency_neglected"
    SEARCH_ENDS = "search_ends"
    PAYEE_COOLED = "payee_cooled"
    RESERVATION_ENDS = "reservation_ends"
    OPEN_PAYOUTS = "open_payouts"
    PERIOD_REPORTS = "period_reports"
    STATEMENT_NUDGE = "statement_nudge"
    STATEMENT_ENDS = "statement_ends"
    DAY_TURNS = "day_turns"
    CERTIFICATE_ENDS = "certificate_ends"
    CERTIFICATE_EXPIRED = "certificate_expired"


URGENT: Final = frozenset({Rule.EMERGENCY_CLIMBS})
"""What they say goes before all else that waits to be sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """Unique by (subject, rule, occurrence): the occurrence names the fact it stems from, so it fires once for each."""

    subject: str
    rule: Rule
    occurrence: str
    due_at: datetime
