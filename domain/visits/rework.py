"""Why a team comes back to an installation that was made."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rework:
    """`of` is the visit that is put right."""

    of: str
    reason: str
    opened_at: datetime
    by: str
