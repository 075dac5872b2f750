"""What counts for a team's record: marks, read from the events of its visits by tables.

An event that may be late carries among its facts until when it was in time (`due`), set when it is settled by the
clocks that held then; so the marks follow from the timeline alone (`chargeops check`).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.events import Event, Happening
from domain.people.roles import Role
from domain.policy import Policy
from domain.visits.states import BEFORE_SITE, VisitState
from domain.visits.visit import Visit


class Sort(StrEnum):
    """`VISIT` is one that the team made or lost; the shares are of those that have the mark at all."""

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


Due = Callable[[Event, Visit, Policy], datetime]
Sorts = Callable[[Event], Iterator[tuple[Sort, bool]]]


def with_due(event: Event, visit: Visit, policy: Policy) -> Event:
    """The event, with the moment until which it was in time, where that matters."""
    due = _DUE.get(event.kind)
    if due is None or visit.slot is None or visit.team is None:
        return event
    return replace(event, facts={**event.facts, "due": due(event, visit, policy).isoformat()})


def marks_of(event: Event) -> Iterator[Mark]:
    """The marks that a settled event sets."""
    team, visit = event.facts.get("team", ""), event.facts.get("visit", event.subject)
    sorts = _SORTS.get(event.kind)
    if not team or sorts is None:
        return
    for sort, good in sorts(event):
        yield Mark(visit=visit, team=team, sort=sort, at=event.at, good=good)


def _acknowledge(event: Event, _: Visit, policy: Policy) -> datetime:
    return datetime.fromisoformat(event.facts["since"]) + policy.acknowledge


def _arrive(_: Event, visit: Visit, policy: Policy) -> datetime:
    return visit.window.start + policy.late


def _report(_: Event, visit: Visit, policy: Policy) -> datetime:
    arrived = visit.check_in.at if visit.check_in else visit.window.end
    return max(visit.window.end, arrived) + policy.report_due


_DUE: Final[Mapping[Happening, Due]] = MappingProxyType(
    {
        Happening.VISIT_ACKNOWLEDGED: _acknowledge,
        Happening.TEAM_ARRIVED: _arrive,
        Happening.REPORT_SUBMITTED: _report,
        Happening.EMERGENCY_OPENED: _arrive,
    }
)
TIMED: Final = frozenset(_DUE)
"""What may be late."""


def _in_time(event: Event) -> bool:
    return event.at <= datetime.fromisoformat(event.facts["due"])


def _timed(*sorts: Sort) -> Sorts:
    def read(event: Event) -> Iterator[tuple[Sort, bool]]:
        if "due" in event.facts:
            yield from ((sort, sort is Sort.VISIT or _in_time(event)) for sort in sorts)

    return read


def _always(sort: Sort, *, good: bool = True) -> Sorts:
    def read(_: Event) -> Iterator[tuple[Sort, bool]]:
        yield sort, good

    return read


def _backed_out(event: Event) -> Iterator[tuple[Sort, bool]]:
    """The team's own alarm or its silence; it never came if the hour has passed, or if nobody heard of it at all."""
    if "due" not in event.facts:
        return
    yield Sort.VISIT, True
    yield Sort.BACK_OUT, False
    silent = event.by.role is Role.SYSTEM
    underway = event.before in BEFORE_SITE | {VisitState.ON_THE_WAY}
    if underway and (silent or not _in_time(event)):
        yield Sort.NO_SHOW, False


def _took_over(event: Event) -> Iterator[tuple[Sort, bool]]:
    """By its own word; a backup that Ops has named was not asked."""
    if event.by.role is Role.FIELD:
        yield Sort.OFFER_ACCEPTED, True


_SORTS: Final[Mapping[Happening, Sorts]] = MappingProxyType(
    {
        Happening.VISIT_ACKNOWLEDGED: _timed(Sort.ACKNOWLEDGED),
        Happening.TEAM_ARRIVED: _timed(Sort.VISIT, Sort.ON_TIME),
        Happening.REPORT_SUBMITTED: _timed(Sort.REPORTED),
        Happening.EMERGENCY_OPENED: _backed_out,
        Happening.BACKUP_FOUND: _took_over,
        Happening.BACKUP_DECLINED: _always(Sort.OFFER_DECLINED, good=False),
        Happening.BACKUP_OFFER_EXPIRED: _always(Sort.OFFER_EXPIRED, good=False),
        Happening.REPORT_RETURNED: _always(Sort.FIRST_TIME_RIGHT, good=False),
        Happening.SITE_READY: _always(Sort.FIRST_TIME_RIGHT),
        Happening.SITE_NOT_READY: _always(Sort.FIRST_TIME_RIGHT),
        Happening.INSTALLATION_APPROVED: _always(Sort.FIRST_TIME_RIGHT),
    }
)
