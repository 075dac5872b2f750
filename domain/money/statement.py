"""What a team is told of a payout before it is paid: line by line, what is withheld, and until when a line can be disputed."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.money.amount import Signed
from domain.money.earning import EarningLine
from domain.money.tds import Withheld
from domain.visits.states import VisitKind


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One earning as it stood when the statement was made."""

    earning: str
    lead: str
    visit: str
    kind: VisitKind
    day: date
    amount: Signed
    parts: tuple[EarningLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputedLine:
    """What the team had taken out, and why."""

    earning: str
    visit: str
    amount: Signed
    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """`version` counts from 1; a line can be disputed before `until`. `agreed_by` is empty where the team let its time pass."""

    version: int
    made_at: datetime
    until: datetime
    lines: tuple[StatementLine, ...]
    withheld: Withheld
    disputed: tuple[DisputedLine, ...] = ()
    agreed_at: datetime | None = None
    agreed_by: str = ""

    def line_of(self, earning: str) -> StatementLine | None:
        return next((line for line in self.lines if line.earning == earning), None)
