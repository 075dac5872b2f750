"""Which team is meant, and who is in it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.errors import Invalid
from domain.people.actor import Actor
from domain.people.person import Chat, Person
from domain.people.roles import Role
from domain.policy import DEFAULT
from domain.unit_of_work import UnitOfWork
from domain.visits.affected import Affected, booked_on
from domain.visits.team import MOST_AHEAD, Team
from domain.words import say

_DESKS: Final = frozenset({Role.OPS, Role.FINANCE})
"""They may ask about any team."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """A team with its people, its group and what it has booked from today on, chosen times included."""

    team: Team
    today: date
    members: tuple[Person, ...]
    has_group: bool
    booked: tuple[Affected, ...]

    @property
    def visits(self) -> tuple[Affected, ...]:
        """Those of them that are the team's own: not what is only kept for a customer's choice."""
        return tuple(one for one in self.booked if not one.chosen)

    @property
    def is_reachable(self) -> bool:
        """Somebody can be told of a visit, and acknowledge it."""
        return self.has_group and any(person.telegram_id is not None for person in self.members)


def today_of(uow: UnitOfWork) -> date:
    """In the teams' own time zone."""
    return DEFAULT.calendar.local(uow.now).date()


async def crew_of(uow: UnitOfWork, team_id: str) -> Crew:
    team = await uow.get(Team, team_id)
    today = today_of(uow)
    return Crew(
        team=team,
        today=today,
        members=tuple(await members_of(uow, team.id)),
        has_group=bool(await uow.all(Chat, role=Role.FIELD, team=team.id)),
        booked=await booked_on(uow, [team.id], today, today + MOST_AHEAD, DEFAULT.calendar),
    )


async def team_name(uow: UnitOfWork, team_id: str) -> str:
    return (await uow.get(Team, team_id)).name


async def members_of(uow: UnitOfWork, team_id: str) -> list[Person]:
    staff = await uow.all(Person, staff=1)
    return [
        person for person in staff if person.active and any(grant.team == team_id for grant in person.grants)
    ]


async def teams_meant(uow: UnitOfWork, actor: Actor, chat_id: int, words: str) -> list[Team]:
    """The one that is named; the one whose group this is; else those that this person may speak for."""
    teams = {team.id: team for team in await uow.all(Team) if team.active}
    wanted = words.strip().casefold()
    if wanted:
        named = [team for team in teams.values() if wanted in {team.id, team.name.casefold()}]
        if not named:
            known = ", ".join(sorted(team for team in teams if actor.roles & _DESKS or team in actor.teams))
            raise Invalid(say("Which team? One of: {known}.", known=known))
        return named
    chat = await uow.find(Chat, chat_id)
    if chat is not None and chat.team in teams:
        return [teams[chat.team]]
    return [team for team in teams.values() if team.id in actor.teams or actor.roles & _DESKS]
