"""A team is added or changed by an admin; what it has booked stays, and what no longer fits is told."""

from dataclasses import dataclass, fields, replace
from datetime import time

from domain.errors import Invalid, Refused
from domain.events import Event, Happening
from domain.money.tax_numbers import pan as pan_number
from domain.money.tds import LowerDeduction, PayeeKind
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.policy import DEFAULT
from domain.slot import Slot
from domain.unit_of_work import UnitOfWork
from domain.visits.affected import Affected, booked_on, packed
from domain.visits.availability import diary_of
from domain.visits.crews import today_of
from domain.visits.states import VisitKind
from domain.visits.team import MOST_AHEAD, PaymentSchedule, Team
from domain.visits.visit import Visit
from domain.words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamChange:
    """New values of the team's fields; None leaves one as it is."""

    name: str | None = None
    zones: tuple[str, ...] | None = None
    skills: frozenset[VisitKind] | None = None
    opens: time | None = None
    closes: time | None = None
    workdays: frozenset[int] | None = None
    daily_capacity: int | None = None
    base: tuple[float, float] | None = None
    state: str | None = None
    phone: str | None = None
    active: bool | None = None
    schedule: PaymentSchedule | None = None
    payee: str | None = None
    pan: str | None = None
    payee_kind: PayeeKind | None = None
    lower_tds: LowerDeduction | None = None


async def add_team(uow: UnitOfWork, team: Team, actor: Actor) -> Team:
    actor.must(Permission.SET_UP)
    if await uow.find(Team, team.id) is not None:
        raise Refused(say("There is a {key} already.", key=team.id))
    _expect_sound(team)
    await uow.add(team)
    return team


async def change_team(
    uow: UnitOfWork, team_id: str, change: TeamChange, actor: Actor
) -> tuple[Team, tuple[Affected, ...]]:
    """The team as it is now, and what it has booked that no longer fits: Ops decides about that."""
    by = actor.must(Permission.SET_UP)
    team = await uow.get(Team, team_id)
    given = {one.name: getattr(change, one.name) for one in fields(change)}
    values = {name: value for name, value in given.items() if value is not None}
    if not values:
        raise Invalid(say("Say what is to change. Example: --hours 09:00-18:00 --capacity 2"))
    most = max(team.most_places, team.daily_capacity)
    changed = replace(team, **values, most_places=most)
    _expect_sound(changed)
    misfits = await _misfits(uow, changed)
    event = Event(
        kind=Happening.TEAM_CHANGED,
        lead=None,
        subject=team.subject,
        by=by,
        at=uow.now,
        facts={"team": team.id, "visits": packed(misfits), "what": ", ".join(sorted(values))},
    )
    return await uow.save(changed, event), misfits


def _expect_sound(team: Team) -> None:
    if team.closes <= team.opens:
        raise Invalid(say("A team's day ends after it begins. Example: 09:00-18:00."))
    if not team.workdays:
        raise Invalid(say("A team works on at least one day. Example: mon-sat."))
    if team.pan:
        pan_number(team.pan)
    _ = team.taxpayer  # which refuses a kind that the PAN denies
    if team.daily_capacity < 1:
        raise Invalid(say("A team makes at least one visit a day. Example: 3."))


async def _misfits(uow: UnitOfWork, team: Team) -> tuple[Affected, ...]:
    """Public holidays apart: they are no matter of the team."""
    calendar, today = DEFAULT.calendar, today_of(uow)
    booked = await booked_on(uow, [team.id], today, today + MOST_AHEAD, calendar)
    ahead = Slot(start=uow.now, end=uow.now + MOST_AHEAD)
    diary = await diary_of(uow, [team], ahead, calendar, site=None)
    found = []
    for one in booked:
        visit = await uow.get(Visit, one.visit)
        if not one.under_way and diary.against(team, visit.kind, one.slot, one.visit) is not None:
            found.append(one)
    return tuple(found)
