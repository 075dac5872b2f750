"""Which public holidays are days off: an admin takes them over, state by state."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from domain.errors import Invalid, Refused
from domain.indian_states import STATES
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.day_off import DaysOff, is_national
from domain.words import say

NAME_MOST: Final = 80


async def days_off_in(uow: UnitOfWork, states: Collection[str]) -> Mapping[str, frozenset[date]]:
    """By the two letters of each state that has any; the national ones are not among them."""
    known = [await uow.find(DaysOff, state) for state in sorted({state for state in states if state})]
    return {one.id: frozenset(one.days) for one in known if one is not None}


async def add_days_off(uow: UnitOfWork, state: str, days: Mapping[date, str], actor: Actor) -> DaysOff:
    """Days named again get the new name; the national ones need not be named."""
    actor.must(Permission.SET_UP)
    named = {day: _name(name) for day, name in days.items() if not is_national(day)}
    if not named:
        raise Refused(say("The three national holidays are days off everywhere already."))
    known = await uow.find(DaysOff, state)
    if known is not None:
        return await uow.save(known.with_days(named))
    fresh = DaysOff(id=state).with_days(named)
    await uow.add(fresh)
    return fresh


async def remove_day_off(uow: UnitOfWork, state: str, day: date, actor: Actor) -> str:
    """What the day was called; from now on visits are offered on it."""
    actor.must(Permission.SET_UP)
    if is_national(day):
        raise Refused(say("{day} is a national holiday: it is a day off everywhere.", day=day))
    known = await uow.find(DaysOff, state)
    if known is None or day not in known.days:
        raise Refused(say("{day} is no day off in {state}.", day=day, state=STATES[state]))
    await uow.save(known.without(day))
    return known.days[day]


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise Invalid(say("A day off needs a name. Example: Gudi Padwa."))
    return name[:NAME_MOST]
