"""What counts for a team's record: marks, read from the events of its visits by tables.

What may be late carries among its facts until when it was in time, set when the event is settled, by the clocks that
hold then (`judged`). So the marks follow from the timeline alone, and `chargeops check` can count them again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.events import Event, Happening
from domain.people.roles import Role
from domain.policy import Policy
from domain.visits.states import TEAM_EXPECTED, VisitState
from domain.visits.visit import Visit


class Sort(StrEnum):
    """`VISIT` is one that the team made or lost; the others may be missing where there was nothing to judge."""

    VISIT = "visit"
    ACKNOWLEDGED = "acknowledged"
    ON_TIME = "on_time"
    REPORTED = "reported"
    FIRST_TIME_RIGHT = "first_time_right"
    BACK_OUT = "back_out"
    NO_SHOW = "no_show"
    OFFER_ACCEPTED = "offer_accepted"
    OFFER_DECLINED = "offer_declined"
    OFFER_EXPIRED = "offer_expired"


TURNED_OVER: Final = frozenset({Sort.FIRST_TIME_RIGHT})
"""A good mark of this sort becomes a bad one when a bad one follows; all others stay as they were first set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One of each sort for a visit and team, however often its cause is repeated."""

    visit: str
    team: str
    sort: Sort
    at: datetime
    good: bool = True

    @property
    def key(self) -> tuple[str, str, Sort]:
        return self.visit, self.team, self.sort


def kept_once(marks: Iterable[Mark]) -> dict[tuple[str, str, Sort], Mark]:
    """What stays of marks that come in this order."""
    kept: dict[tuple[str, str, Sort], Mark] = {}
    for mark in marks:
        first = kept.setdefault(mark.key, mark)
        if mark.sort in TURNED_OVER and not mark.good:
            kept[mark.key] = replace(first, good=False)
    return kept


_BEFORE_ARRIVAL: Final = TEAM_EXPECTED | {VisitState.ON_THE_WAY}
_LEAVING: Final = frozenset(
    {
        Happening.VISIT_UNASSIGNED,
        Happening.VISIT_RESCHEDULED,
        Happening.VISIT_CANCELLED,
        Happening.EMERGENCY_OPENED,
    }
)
"""The visit goes from a team, for whatever reason."""
JUDGED: Final = _LEAVING | {
    Happening.VISIT_ACKNOWLEDGED,
    Happening.TEAM_ARRIVED,
    Happening.REPORT_SUBMITTED,
    Happening.REWORK_OPENED,
}
"""These may come too late for something."""


def judged(event: Event, visit: Visit, policy: Policy) -> Event:
    """The event, with what it needs to be counted: the visit and team it is about, and until when it was in time.

    `acknowledge_by` for one that ends a visit's waiting for its team's word; `due` for the arrival, the report, or a
    rework that still counts against the visit.
    """
    facts = dict(event.facts)
    if event.kind is Happening.REWORK_OPENED:
        facts |= {"visit": visit.id, "team": visit.team or ""}
    if event.before == VisitState.BOOKED and "since" in facts:
        facts["acknowledge_by"] = (datetime.fromisoformat(facts["since"]) + policy.acknowledge).isoformat()
    if visit.slot is not None and event.kind is not Happening.VISIT_ACKNOWLEDGED:
        facts["due"] = _due(event.kind, visit, policy).isoformat()
    return replace(event, facts=facts)


def _due(kind: Happening, visit: Visit, policy: Policy) -> datetime:
    if kind is Happening.REWORK_OPENED:
        return visit.state_since + policy.rework_within
    if kind is Happening.REPORT_SUBMITTED:
        arrived = visit.check_in.at if visit.check_in else visit.window.end
        return max(visit.window.end, arrived) + policy.report_due
    return visit.window.start + policy.late


def marks_of(event: Event) -> Iterator[Mark]:
    """The marks that a settled event sets."""
    team = event.facts.get("team") or event.facts.get("former_team", "")
    visit = event.facts.get("visit", event.subject)
    for sort, good in _sorts(event) if team else ():
        yield Mark(visit=visit, team=team, sort=sort, at=event.at, good=good)


Sorts = Iterator[tuple[Sort, bool]]


def _sorts(event: Event) -> Sorts:
    if "acknowledge_by" in event.facts:
        yield from _acknowledged(event)
    count = _COUNTED.get(event.kind)
    if count is not None and ("due" in event.facts or event.kind not in JUDGED):
        yield from count(event)


def _in_time(event: Event, fact: str = "due") -> bool:
    return event.at <= datetime.fromisoformat(event.facts[fact])


def _acknowledged(event: Event) -> Sorts:
    """In time or not; a visit that goes from its team before that was late counts neither way."""
    in_time = _in_time(event, "acknowledge_by")
    if event.kind is Happening.VISIT_ACKNOWLEDGED or not in_time:
        yield Sort.ACKNOWLEDGED, event.kind is Happening.VISIT_ACKNOWLEDGED and in_time


def _arrived(event: Event) -> Sorts:
    yield Sort.VISIT, True
    yield Sort.ON_TIME, _in_time(event)


def _reported(event: Event) -> Sorts:
    yield Sort.REPORTED, _in_time(event)


def _left(event: Event) -> Sorts:
    """It never came if its hour had passed by then."""
    if event.before in _BEFORE_ARRIVAL and not _in_time(event):
        yield Sort.VISIT, True
        yield Sort.NO_SHOW, False


def _backed_out(event: Event) -> Sorts:
    """By its own alarm or by its silence: nobody expects a team that was not heard of."""
    yield Sort.VISIT, True
    yield Sort.BACK_OUT, False
    if event.by.role is Role.SYSTEM:
        yield Sort.NO_SHOW, False
    yield from _left(event)


def _took_over(event: Event) -> Sorts:
    """By its own word; a backup that Ops has named was not asked."""
    if event.by.role is Role.FIELD:
        yield Sort.OFFER_ACCEPTED, True


def _reworked(event: Event) -> Sorts:
    if _in_time(event):
        yield Sort.FIRST_TIME_RIGHT, False


def _always(sort: Sort, *, good: bool) -> Callable[[Event], Sorts]:
    def count(_: Event) -> Sorts:
        yield sort, good

    return count


_COUNTED: Final[Mapping[Happening, Callable[[Event], Sorts]]] = MappingProxyType(
    {
        Happening.TEAM_ARRIVED: _arrived,
        Happening.REPORT_SUBMITTED: _reported,
        Happening.VISIT_UNASSIGNED: _left,
        Happening.VISIT_RESCHEDULED: _left,
        Happening.VISIT_CANCELLED: _left,
        Happening.EMERGENCY_OPENED: _backed_out,
        Happening.BACKUP_FOUND: _took_over,
        Happening.BACKUP_DECLINED: _always(Sort.OFFER_DECLINED, good=False),
        Happening.BACKUP_OFFER_EXPIRED: _always(Sort.OFFER_EXPIRED, good=False),
        Happening.REPORT_RETURNED: _always(Sort.FIRST_TIME_RIGHT, good=False),
        Happening.SITE_READY: _always(Sort.FIRST_TIME_RIGHT, good=True),
        Happening.SITE_NOT_READY: _always(Sort.FIRST_TIME_RIGHT, good=True),
        Happening.INSTALLATION_APPROVED: _always(Sort.FIRST_TIME_RIGHT, good=True),
        Happening.REWORK_OPENED: _reworked,
    }
)
COUNTED: Final = frozenset(_COUNTED) | {Happening.VISIT_ACKNOWLEDGED}
"""Whatever sets marks."""
