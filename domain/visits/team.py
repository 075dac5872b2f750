"""A field team: what it can do, where, and how it is paid."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.money.amount import Money
from domain.visits.states import VisitKind


class PaymentSchedule(StrEnum):
    PER_JOB = "per_job"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """`zones` are PIN-code prefixes; `rates` what one approved visit earns; `payee` a VPA or account, for Finance."""

    id: str
    version: int = 0
    name: str
    skills: frozenset[VisitKind]
    zones: tuple[str, ...]
    schedule: PaymentSchedule
    rates: Mapping[VisitKind, Money] = field(default_factory=dict)
    payee: str = ""
    phone: str = ""
    active: bool = True

    def serves(self, pin_code: str) -> bool:
        return any(pin_code.startswith(zone) for zone in self.zones)


def ranked(teams: list[Team], kind: VisitKind, pin_code: str) -> list[Team]:
    """Teams with the skill: those of the zone first, then dual-skilled ones, then by name."""
    able = [team for team in teams if team.active and kind in team.skills]
    return sorted(able, key=lambda team: (not team.serves(pin_code), -len(team.skills), team.name))
