"""Two visits of a day change teams: in one step, or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.errors import Refused
from domain.overriding import policy_of
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.slot import Slot
from domain.unit_of_work import UnitOfWork
from domain.visits.assigning import hand_over, theirs
from domain.visits.availability import Diary, diary_of
from domain.visits.route import visits_on
from domain.visits.states import TEAM_EXPECTED
from domain.visits.team import Team
from domain.visits.visit import Visit
from domain.words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """Another visit of the same day whose team could take this one, and the other way round."""

    visit: Visit
    team: Team


async def swaps_for(uow: UnitOfWork, visit: Visit) -> list[Swap]:
    """By time; `Refused` for a visit whose team cannot be changed any more."""
    visit.expect(*TEAM_EXPECTED)
    calendar = (await policy_of(uow, visit.oem)).calendar
    day = calendar.local(visit.window.start).date()
    others = [other for other in await visits_on(uow, day, calendar) if _may_swap(visit, other)]
    teams = {team.id: team for team in await uow.all(Team)}
    span = Slot(start=calendar.midnight(day), end=visit.window.end)
    diary = await diary_of(uow, teams.values(), span, calendar, site=None)
    found = [
        Swap(visit=other, team=teams[other.team or ""])
        for other in others
        if _both_can(diary, teams, visit, other)
    ]
    return sorted(found, key=lambda swap: (swap.visit.window, swap.visit.id))


def _may_swap(visit: Visit, other: Visit) -> bool:
    return other.id != visit.id and other.state in TEAM_EXPECTED and other.team != visit.team


def _both_can(diary: Diary, teams: Mapping[str, Team], visit: Visit, other: Visit) -> bool:
    here, there = teams.get(visit.team or ""), teams.get(other.team or "")
    return (
        here is not None
        and there is not None
        and diary.against(here, other.kind, other.window, visit.id) is None
        and diary.against(there, visit.kind, visit.window, other.id) is None
    )


async def swap_teams(
    uow: UnitOfWork, visit_id: str, other_id: str, seen: tuple[int, int], actor: Actor
) -> tuple[Visit, Visit]:
    """`seen` are the versions of the two visits as they were looked at; `Refused` with the obstacle."""
    one, other = await uow.get(Visit, visit_id), await uow.get(Visit, other_id)
    by = actor.must(Permission.ASSIGN_TEAM, one.scope)
    actor.must(Permission.ASSIGN_TEAM, other.scope)
    one.expect(*TEAM_EXPECTED)
    other.expect(*TEAM_EXPECTED)
    if (one.version, other.version) != seen:
        first, second = await theirs(uow, one), await theirs(uow, other)
        raise Refused(say("Something has changed since. {first} {second}", first=first, second=second))
    here, there = await uow.get(Team, one.team or ""), await uow.get(Team, other.team or "")
    if here.id == there.id:
        raise Refused(say("{team} has both visits already.", team=here.name))
    await uow.capacity.free(one.id)
    await uow.capacity.free(other.id)
    return await hand_over(uow, one, there, by), await hand_over(uow, other, here, by)
