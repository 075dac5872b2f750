"""A field team: what it can do, where and when, and how it is paid."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Final, Self

from domain.money.tds import LowerDeduction, PayeeKind, Taxpayer
from domain.visits.states import VisitKind

MOST_AHEAD: Final = timedelta(days=365)
"""How far ahead a team can plan."""
_PREFIX: Final = "team/"
_OWING: Final = "payable/"


class PaymentSchedule(StrEnum):
    PER_JOB = "per_job"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """Days, both included, on which the team does not work; in its own time zone."""

    first: date
    last: date
    reason: str
    by: str = ""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("leave ends on or after its first day")

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A licence or permit without which no visit may be made; good up to and with `expires_on`."""

    name: str
    number: str = ""
    expires_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """`zones` are PIN-code prefixes; `payee` a VPA or account, for Finance.

    `opens`, `closes` and `workdays` (Monday=0) are when it works, `daily_capacity` how many visits it makes a day (`most_places`
    the most it ever made, if that was lowered),
    `base` (latitude, longitude) where its day begins, `state` whose public holidays are its own. `pan`, `payee_kind` and `lower_tds`
    are what the tax withheld from its payouts goes by.
    """

    id: str
    version: int = 0
    name: str
    skills: frozenset[VisitKind]
    zones: tuple[str, ...]
    schedule: PaymentSchedule
    payee: str = ""
    phone: str = ""
    active: bool = True
    opens: time = time(9, 30)
    closes: time = time(18, 30)
    workdays: frozenset[int] = frozenset(range(6))
    daily_capacity: int = 3
    most_places: int = 0
    leave: tuple[Leave, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    base: tuple[float, float] | None = None
    state: str = ""
    pan: str = ""
    payee_kind: PayeeKind | None = None
    lower_tds: LowerDeduction | None = None

    @property
    def taxpayer(self) -> Taxpayer:
        return Taxpayer(pan=self.pan, kind=self.payee_kind, lower=self.lower_tds)

    @property
    def subject(self) -> str:
        """As timers and notices name it; no lead, visit or payment has such an id."""
        return f"{_PREFIX}{self.id}"

    def serves(self, pin_code: str) -> bool:
        return any(pin_code.startswith(zone) for zone in self.zones)

    def on_leave(self, day: date) -> bool:
        return any(leave.covers(day) for leave in self.leave)

    def going_on(self, leave: Leave) -> Self:
        """With this leave too; what it overlaps becomes one with it."""
        joined, apart = leave, []
        for other in self.leave:
            if other.last < leave.first or leave.last < other.first:
                apart.append(other)
            else:
                joined = replace(
                    joined, first=min(joined.first, other.first), last=max(joined.last, other.last)
                )
        return replace(self, leave=tuple(sorted((*apart, joined), key=lambda one: one.first)))

    def expired(self, day: date) -> tuple[Certificate, ...]:
        """What is no longer good on that day."""
        return tuple(one for one in self.certificates if one.expires_on < day)


def team_of(subject: str) -> str | None:
    """The team's id, where the subject is one."""
    return subject.removeprefix(_PREFIX) if subject.startswith(_PREFIX) else None


def owing(team: str) -> str:
    """As what is payable to the team is named, where it waits for somebody."""
    return f"{_OWING}{team}"


def owed_team(subject: str) -> str | None:
    """The team to which it is payable, where the subject is that."""
    return subject.removeprefix(_OWING) if subject.startswith(_OWING) else None


def ranked(teams: list[Team], kind: VisitKind, pin_code: str) -> list[Team]:
    """Teams with the skill: those of the zone first, then dual-skilled ones, then by name."""
    able = [team for team in teams if team.active and kind in team.skills]
    return sorted(able, key=lambda team: (not team.serves(pin_code), -len(team.skills), team.name))
