"""The life of a visit (`product.md` section 6), the same for surveys and installations."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.words import N_


class VisitKind(StrEnum):
    SURVEY = "survey"
    INSTALLATION = "installation"

    @property
    def letter(self) -> str:
        return "S" if self is VisitKind.SURVEY else "I"


class VisitState(StrEnum):
    PROPOSED = "proposed"
    BOOKED = "booked"
    UNASSIGNED = "unassigned"
    ACKNOWLEDGED = "acknowledged"
    CONFIRMED = "confirmed"
    ON_THE_WAY = "on_the_way"
    ON_SITE = "on_site"
    REPORTED = "reported"
    APPROVED = "approved"
    EMERGENCY = "emergency"
    RESCHEDULED = "rescheduled"
    CANCELLED = "cancelled"
    CUSTOMER_ABSENT = "customer_absent"


_S = VisitState
_DROPPED: Final = frozenset({_S.RESCHEDULED, _S.CANCELLED})

MOVES: Final[Mapping[VisitState, frozenset[VisitState]]] = MappingProxyType(
    {
        _S.PROPOSED: frozenset({_S.BOOKED, _S.EMERGENCY}) | _DROPPED,
        _S.BOOKED: frozenset({_S.ACKNOWLEDGED, _S.UNASSIGNED, _S.EMERGENCY}) | _DROPPED,
        _S.UNASSIGNED: frozenset({_S.BOOKED, _S.EMERGENCY}) | _DROPPED,
        _S.ACKNOWLEDGED: frozenset({_S.CONFIRMED, _S.UNASSIGNED, _S.EMERGENCY}) | _DROPPED,
        _S.CONFIRMED: frozenset({_S.ON_THE_WAY, _S.UNASSIGNED, _S.EMERGENCY}) | _DROPPED,
        _S.ON_THE_WAY: frozenset({_S.ON_SITE, _S.EMERGENCY, _S.CANCELLED}),
        _S.ON_SITE: frozenset({_S.REPORTED, _S.CUSTOMER_ABSENT, _S.EMERGENCY, _S.CANCELLED}),
        _S.REPORTED: frozenset({_S.APPROVED, _S.ON_SITE, _S.CANCELLED}),
        _S.APPROVED: frozenset(),
        _S.EMERGENCY: frozenset({_S.BOOKED, _S.ACKNOWLEDGED, _S.CONFIRMED}) | _DROPPED,
        _S.CUSTOMER_ABSENT: _DROPPED,
        _S.RESCHEDULED: frozenset(),
        _S.CANCELLED: frozenset(),
    }
)
"""Reported → on_site is a report returned to the team; emergency → acknowledged is a backup that has accepted,
emergency → confirmed one for which the confirmation of before still holds.

Proposed → emergency is a visit whose time the customer has chosen, and that nobody was sent to.

Unassigned is a visit that keeps its time and waits for another team; one that is given to another team passes through it.
"""

MADE: Final[frozenset[VisitState]] = frozenset({_S.ON_SITE, _S.REPORTED, _S.APPROVED, _S.CUSTOMER_ABSENT})
"""The team was there: its place of that day is used."""
ENDED: Final[frozenset[VisitState]] = frozenset({_S.APPROVED, _S.RESCHEDULED, _S.CANCELLED})
HOLDS_CAPACITY: Final[frozenset[VisitState]] = frozenset(
    {_S.BOOKED, _S.ACKNOWLEDGED, _S.CONFIRMED, _S.ON_THE_WAY, _S.ON_SITE}
)
TEAM_EXPECTED: Final[frozenset[VisitState]] = frozenset({_S.BOOKED, _S.ACKNOWLEDGED, _S.CONFIRMED})
BEFORE_SITE: Final[frozenset[VisitState]] = TEAM_EXPECTED | {_S.UNASSIGNED}
STATE_TITLES: Final[Mapping[VisitState, str]] = MappingProxyType(
    {
        VisitState.PROPOSED: N_("slots proposed"),
        VisitState.BOOKED: N_("booked"),
        VisitState.UNASSIGNED: N_("booked, waits for another team"),
        VisitState.ACKNOWLEDGED: N_("acknowledged"),
        VisitState.CONFIRMED: N_("confirmed with the customer"),
        VisitState.ON_THE_WAY: N_("team on the way"),
        VisitState.ON_SITE: N_("team on site"),
        VisitState.REPORTED: N_("report submitted"),
        VisitState.APPROVED: N_("report approved"),
        VisitState.EMERGENCY: N_("emergency: looking for a backup team"),
        VisitState.RESCHEDULED: N_("rescheduled"),
        VisitState.CANCELLED: N_("cancelled"),
        VisitState.CUSTOMER_ABSENT: N_("customer was not there"),
    }
)
