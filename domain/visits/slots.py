"""Which times can be offered: windows of the coming days in which some team of the zone can really come."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from domain.calendar import Calendar
from domain.leads.lead import Lead
from domain.leads.wish import AFTERNOON, Wish
from domain.overriding import policy_of
from domain.policy import Policy
from domain.slot import Slot
from domain.unit_of_work import UnitOfWork
from domain.visits.availability import diary_of, state_of
from domain.visits.states import VisitKind
from domain.visits.team import Team, ranked
from domain.visits.visit import Visit

WINDOWS: Final[tuple[tuple[time, time], ...]] = (
    (time(10), time(12)),
    (time(12), time(14)),
    (time(15), time(17)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A window, and the teams of the zone that can take it; `left` is how many places of that day each of them has."""

    slot: Slot
    teams: tuple[Team, ...]
    left: tuple[int, ...] = ()


async def open_places(uow: UnitOfWork, lead: Lead, kind: VisitKind, visit: str = "") -> list[Place]:
    """The windows of the coming days which some team of the zone can really take, soonest first, with those teams.

    What `visit` has taken itself does not count.
    """
    policy = await policy_of(uow, lead.oem)
    return await _free(uow, lead, kind, _windows(uow.now, policy), visit)


async def places_on_offer(uow: UnitOfWork, lead: Lead, visit: Visit) -> list[Place]:
    """Those of the visit's offered times that can still be taken, with the teams that can."""
    return await _free(uow, lead, visit.kind, visit.offered, visit.id)


async def able_teams(uow: UnitOfWork, lead: Lead, kind: VisitKind) -> list[Team]:
    return ranked(await uow.all(Team), kind, lead.customer.pin_code)


async def _free(
    uow: UnitOfWork, lead: Lead, kind: VisitKind, slots: Collection[Slot], visit: str
) -> list[Place]:
    policy = await policy_of(uow, lead.oem)
    earliest = uow.now + (policy.priority_lead if lead.priority else policy.slot_lead)
    coming = sorted(slot for slot in slots if slot.start >= earliest)
    teams = [team for team in await able_teams(uow, lead, kind) if team.serves(lead.customer.pin_code)]
    if not teams or not coming:
        return []
    lost = await _lost(uow, lead)
    span = Slot(start=coming[0].start, end=coming[-1].end)
    diary = await diary_of(uow, teams, span, policy.calendar, site=state_of(lead))
    found = [(slot, diary.free(_but(teams, slot, lost), kind, slot, visit)) for slot in coming]
    return [
        Place(slot=slot, teams=free, left=tuple(diary.left(team, slot, visit) for team in free))
        for slot, free in found
        if free
    ]


async def _lost(uow: UnitOfWork, lead: Lead) -> list[tuple[Slot, frozenset[str]]]:
    """The times that this lead has had, with the teams that could not make them."""
    visits = await uow.all(Visit, lead=lead.id) if lead.visits_made else []
    return [(visit.slot, visit.given_up) for visit in visits if visit.slot is not None and visit.given_up]


def _but(teams: Sequence[Team], slot: Slot, lost: Sequence[tuple[Slot, frozenset[str]]]) -> list[Team]:
    gone = {team for time, gave_up in lost if time.overlaps(slot) for team in gave_up}
    return [team for team in teams if team.id not in gone]


def free_places(places: Sequence[Place]) -> int:
    """How many visits can be taken in these windows of one day."""
    windows = Counter(team.id for place in places for team in place.teams)
    left = {team.id: left for place in places for team, left in zip(place.teams, place.left, strict=True)}
    return sum(min(count, left[team]) for team, count in windows.items())


def _windows(now: datetime, policy: Policy) -> list[Slot]:
    """The windows of the coming working days."""
    calendar = policy.calendar
    today = calendar.local(now).date()
    days = [today + timedelta(days=ahead) for ahead in range(policy.days_ahead + 1)]
    return [
        Slot(start=calendar.at(day, opens), end=calendar.at(day, closes))
        for day in days
        if calendar.works_on(day)
        for opens, closes in WINDOWS
    ]


def wished(places: Sequence[Place], wish: Wish | None, calendar: Calendar, now: datetime) -> list[Place]:
    """Those that suit the customer; all of them where none does or he has said nothing."""
    today = calendar.local(now).date()
    suiting = [place for place in places if wish and wish.fits(calendar.local(place.slot.start), today)]
    return suiting or list(places)


def suggested(places: Sequence[Place], most: int, calendar: Calendar) -> tuple[Slot, ...]:
    """The soonest before and the soonest after two o'clock of each day; what is left only where these are too few."""
    first: list[Slot] = []
    rest: list[Slot] = []
    seen = set()
    for place in places:
        local = calendar.local(place.slot.start)
        part = (local.date(), local.time() >= AFTERNOON)
        (rest if part in seen else first).append(place.slot)
        seen.add(part)
    return tuple(sorted([*first, *rest][:most]))
