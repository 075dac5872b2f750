"""A team's leave: taken and withdrawn. What it has booked, or keeps, on these days goes to other teams."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.contact import line
from domain.errors import Invalid, Refused
from domain.events import Event, Happening
from domain.people.actor import Actor, By, Scope
from domain.people.roles import Permission
from domain.policy import DEFAULT
from domain.unit_of_work import UnitOfWork
from domain.visits.affected import Affected, booked_on, open_all, packed
from domain.visits.crews import today_of
from domain.visits.team import MOST_AHEAD, Leave, Team
from domain.words import N_, say

ON_LEAVE = N_("the team is on leave")


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Both included; one day where they are the same."""

    first: date
    last: date


def expect_leave(team: Team, days: Days, today: date) -> None:
    """`Invalid` for days that cannot be, with an example; `Refused` where the team is on leave already."""
    if days.last < days.first:
        raise Invalid(say("Leave ends on or after its first day. Example: 24–26 Nov."))
    if days.first < today:
        raise Invalid(say("{day} is over. Example of what works: tomorrow, or 24–26 Nov.", day=days.first))
    if days.last > today + MOST_AHEAD:
        raise Invalid(say("Leave can be taken up to a year ahead. Example: 24–26 Nov."))
    known = next((one for one in team.leave if one.first <= days.first and days.last <= one.last), None)
    if known is not None:
        words = say("{team} is on leave then already: {first} – {last}.", **_named(team, known))
        raise Refused(words)


async def take_leave(
    uow: UnitOfWork, team_id: str, days: Days, reason: str, actor: Actor
) -> tuple[Affected, ...]:
    """What was booked on these days; what is not under way is open for reassignment now, chosen times are kept by others.

    Leave that overlaps becomes one with it.
    """
    by = actor.must(Permission.TAKE_LEAVE, Scope(team=team_id))
    team = await uow.get(Team, team_id)
    expect_leave(team, days, today_of(uow))
    affected = await booked_on(uow, [team.id], days.first, days.last, DEFAULT.calendar)
    leave = Leave(first=days.first, last=days.last, reason=line(reason), by=by.name)
    tells = _tells(uow, Happening.LEAVE_TAKEN, team, leave, by)
    event = replace(tells, facts={**tells.facts, "visits": packed(affected)})
    await uow.save(team.going_on(leave), event)
    await open_all(uow, affected, ON_LEAVE, by)
    return affected


async def withdraw_leave(uow: UnitOfWork, team_id: str, first: date, actor: Actor) -> Team:
    """From today on the team works again; the days behind stay as they were."""
    by = actor.must(Permission.TAKE_LEAVE, Scope(team=team_id))
    team = await uow.get(Team, team_id)
    today = today_of(uow)
    leave = next((one for one in team.leave if one.first == first), None)
    if leave is None:
        raise Refused(say("{team} has no such leave any more.", team=team.name))
    if leave.last < today:
        raise Refused(say("This leave is over: {first} – {last}.", first=leave.first, last=leave.last))
    kept = tuple(one for one in team.leave if one is not leave)
    if leave.first < today:
        kept = (*kept, replace(leave, last=today - timedelta(days=1)))
    back = replace(leave, first=max(leave.first, today))
    return await uow.save(replace(team, leave=kept), _tells(uow, Happening.LEAVE_WITHDRAWN, team, back, by))


def _named(team: Team, leave: Leave) -> dict[str, str | date]:
    return {"team": team.name, "first": leave.first, "last": leave.last}


def _tells(uow: UnitOfWork, kind: Happening, team: Team, leave: Leave, by: By) -> Event:
    facts = {
        "team": team.id,
        "first": leave.first.isoformat(),
        "last": leave.last.isoformat(),
        "reason": leave.reason,
    }
    return Event(kind=kind, lead=None, subject=team.subject, by=by, at=uow.now, facts=facts)
