"""Which public holidays are days off: an admin takes them over, state by state."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from domain.errors import Invalid, Refused
from domain.events import Event, Happening
from domain.leads.lead import Lead
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.policy import DEFAULT
from domain.unit_of_work import UnitOfWork
from domain.visits.affected import Affected, booked_on, packed
from domain.visits.availability import state_of
from domain.visits.crews import today_of
from domain.visits.day_off import DaysOff, is_national, whose
from domain.visits.team import Team
from domain.visits.visit import Visit
from domain.words import say

NAME_MOST: Final = 80


async def add_days_off(
    uow: UnitOfWork, state: str, days: Mapping[date, str], actor: Actor
) -> tuple[Affected, ...]:
    """What is booked on them already, at sites or with teams of that state: it stays, and Ops is told.

    Days named again get the new name; the national ones need not be named.
    """
    by = actor.must(Permission.SET_UP)
    named = {day: _name(name) for day, name in sorted(days.items()) if not is_national(day)}
    if not named:
        raise Refused(say("The three national holidays are days off everywhere already."))
    booked = await _booked_in(uow, state, [day for day in named if day >= today_of(uow)])
    event = Event(
        kind=Happening.DAYS_OFF_ADDED,
        lead=None,
        subject=f"state/{state}",
        by=by,
        at=uow.now,
        facts={
            "state": whose(state),
            "off": ", ".join(f"{day:%d.%m.%Y} {name}" for day, name in named.items()),
            "visits": packed(booked),
        },
    )
    known = await uow.find(DaysOff, state)
    if known is not None:
        await uow.save(known.with_days(named), event)
    else:
        await uow.add(DaysOff(id=state).with_days(named), event)
    return booked


async def _booked_in(uow: UnitOfWork, state: str, days: Collection[date]) -> tuple[Affected, ...]:
    teams = {team.id: team for team in await uow.all(Team)}
    booked = [one for day in days for one in await booked_on(uow, teams, day, day, DEFAULT.calendar)]
    return tuple([one for one in booked if state in {teams[one.team].state, await _site(uow, one)}])


async def _site(uow: UnitOfWork, one: Affected) -> str:
    visit = await uow.get(Visit, one.visit)
    return state_of(await uow.get(Lead, visit.lead))


async def remove_day_off(uow: UnitOfWork, state: str, day: date, actor: Actor) -> str:
    """What the day was called; from now on visits are offered on it."""
    actor.must(Permission.SET_UP)
    if is_national(day):
        raise Refused(say("{day} is a national holiday: it is a day off everywhere.", day=day))
    known = await uow.find(DaysOff, state)
    if known is None or day not in known.days:
        raise Refused(say("{day} is no day off in {state}.", day=day, state=whose(state)))
    await uow.save(known.without(day))
    return known.days[day]


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise Invalid(say("A day off needs a name. Example: Gudi Padwa."))
    return name[:NAME_MOST]
