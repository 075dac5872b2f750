"""Why a team stands where it stands among those that can take a visit, in short words for Ops."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from cards.text import Speaker, Text, harmless
from cards.values import NAME_MOST
from domain.visits.ranking import Candidate, Nearness
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit
from domain.words import N_, Words, say

TEAMS_SHOWN: Final = 4
_NEARNESS: Final[Mapping[Nearness, str]] = MappingProxyType(
    {
        Nearness.IN_ZONE: N_("in the zone"),
        Nearness.NEXT: N_("next to its zone"),
        Nearness.OUTSIDE: N_("outside its zone"),
    }
)
_ONLY: Final[Mapping[VisitKind, str]] = MappingProxyType(
    {VisitKind.SURVEY: N_("surveys only"), VisitKind.INSTALLATION: N_("installations only")}
)
_WANTS_TEAM: Final = frozenset({VisitState.PROPOSED, VisitState.UNASSIGNED})


def candidate_lines(
    text: Text, visit: Visit, candidates: tuple[Candidate, ...], speaker: Speaker, most: int = TEAMS_SHOWN
) -> None:
    """`1. Sunrise Crew – in the zone, 3 km, 1 visit that day, +2 km route, 96 % on time`, best first."""
    if candidates:
        text.gap().line(speaker.say(say("Teams that can take it, best first:")))
    elif visit.state in _WANTS_TEAM and visit.slot is not None:
        text.gap().line(speaker.say(say("No team can take it at that time.")))
    for number, candidate in enumerate(candidates[:most], start=1):
        text.line(f"{number}. {reasons_of(candidate, speaker)}")


def reasons_of(candidate: Candidate, speaker: Speaker) -> str:
    reasons = ", ".join(speaker.say(reason) for reason in _reasons(candidate))
    return f"{harmless(candidate.team.name, NAME_MOST)} – {reasons}"


def _reasons(candidate: Candidate) -> Iterator[Words]:
    yield Words(_NEARNESS[candidate.nearness])
    if candidate.distance_km is not None:
        yield kilometres(candidate.distance_km)
    yield _load(candidate.visits_that_day)
    if candidate.detour_km is not None and candidate.visits_that_day:
        yield _detour(candidate.detour_km)
    if len(candidate.team.skills) == 1:
        yield from (Words(_ONLY[kind]) for kind in candidate.team.skills)
    if candidate.record.on_time.percent is not None:
        yield say("{percent} % on time", percent=candidate.record.on_time.percent)


def kilometres(km: float) -> Words:
    return say("{km} km", km=round(km)) if km >= 1 else say("under 1 km")


def _load(visits: int) -> Words:
    if visits == 0:
        return say("no other visit that day")
    return say("1 visit that day") if visits == 1 else say("{count} visits that day", count=visits)


def _detour(km: float) -> Words:
    return say("+{km} km route", km=round(km)) if km >= 1 else say("on its way")
