"""A lead that a sandbox key has made: it behaves like one towards its OEM, and nobody else knows of it.

It is kept apart from the real ones, so no list, timer, notice, card or report can come upon it.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from domain.events import Event
from domain.leads.lead import Lead

TRIAL_LIVES: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialLead:
    """`id` (`T-7`) is also that of the lead inside; `told` is its timeline, oldest first."""

    id: str
    version: int = 0
    as_lead: Lead
    told: tuple[Event, ...] = ()
