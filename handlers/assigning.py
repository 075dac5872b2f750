"""Central Ops decides which team goes: one tap, one command."""

from collections.abc import Mapping
from typing import Final

from aiogram import Router

from cards.actions import Action
from cards.answer import Answer
from cards.assigning import other_team_card, swaps_card, why_not_card
from domain.errors import Invalid
from domain.people.roles import Permission
from domain.view import view_of
from domain.visits.assigning import assign_team, give_to
from domain.visits.ranking import others_for, outlook_of
from domain.visits.states import TEAM_EXPECTED
from domain.visits.swapping import swap_teams, swaps_for
from domain.visits.team import Team
from domain.visits.visit import Visit
from domain.words import say
from handlers.acts import Act, Step, done, tap_router


async def on_assign(act: Act) -> Answer:
    visit = await assign_team(act.uow, act.subject, act.argument, act.actor)
    team = await act.uow.get(Team, act.argument)
    return done("{visit} is booked for {team}.", visit=visit.id, team=team.name)


async def _looked_at(act: Act) -> Visit:
    visit = await act.uow.get(Visit, act.subject)
    act.actor.must(Permission.ASSIGN_TEAM, visit.scope)
    return visit


async def on_why_not(act: Act) -> Answer:
    visit = await _looked_at(act)
    has_team = visit.state in TEAM_EXPECTED
    outlook = await (others_for(act.uow, visit) if has_team else outlook_of(act.uow, visit))
    return Answer(messages=(why_not_card(visit, outlook, act.speaker),))


async def on_other_team(act: Act) -> Answer:
    visit = await _looked_at(act)
    visit.expect(*TEAM_EXPECTED)
    outlook = await others_for(act.uow, visit)
    return Answer(messages=(other_team_card(await view_of(act.uow, visit.id), visit, outlook, act.speaker),))


async def on_give(act: Act) -> Answer:
    team_id, (seen,) = _versions(act.argument, 1)
    visit = await give_to(act.uow, act.subject, team_id, seen, act.actor)
    team = await act.uow.get(Team, team_id)
    return done("{visit} goes to {team}.", visit=visit.id, team=team.name)


async def on_swaps(act: Act) -> Answer:
    visit = await _looked_at(act)
    swaps = await swaps_for(act.uow, visit)
    return Answer(messages=(swaps_card(await view_of(act.uow, visit.id), visit, swaps, act.speaker),))


async def on_swap(act: Act) -> Answer:
    other, (mine, theirs) = _versions(act.argument, 2)
    one, two = await swap_teams(act.uow, act.subject, other, (mine, theirs), act.actor)
    return done("The teams of {first} and {second} are swapped.", first=one.id, second=two.id)


def _versions(argument: str, count: int) -> tuple[str, tuple[int, ...]]:
    """What the button is about, and the versions that were seen; `Invalid` for data of another make."""
    subject, *seen = argument.rsplit(".", count)
    if len(seen) != count or not all(version.isdecimal() for version in seen):
        raise Invalid(say("This button is not known any more."))
    return subject, tuple(int(version) for version in seen)


STEPS: Final[Mapping[Action, Step]] = {
    Action.ASSIGN: on_assign,
    Action.WHY_NOT: on_why_not,
    Action.OTHER_TEAM: on_other_team,
    Action.GIVE: on_give,
    Action.SWAPS: on_swaps,
    Action.SWAP: on_swap,
}


def router() -> Router:
    return tap_router("assigning", STEPS)
