"""A team's card, and its leave withdrawn."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message as Said

from cards.actions import Action
from cards.answer import Answer, Here
from cards.team import team_card
from cards.text import Speaker
from domain.errors import Invalid
from domain.people.actor import Actor, Scope
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.crews import crew_of
from domain.visits.leave import withdraw_leave
from domain.words import say
from handlers.acts import Act, Step, done, tap_router
from handlers.discretion import shown_to
from handlers.which_team import of_team


async def on_team(
    _: Said, command: CommandObject, uow: UnitOfWork, actor: Actor, speaker: Speaker, here: Here
) -> Answer:
    """The card of the team that is meant; where several may be, they are to be chosen from."""
    actor.must(Permission.TAKE_LEAVE)
    return await of_team(_shown, Action.TEAM, command, uow, actor, speaker, here)


async def _shown(uow: UnitOfWork, actor: Actor, speaker: Speaker, here: Here, team: str) -> Answer:
    by = actor.must(Permission.TAKE_LEAVE, Scope(team=team))
    card = team_card(await crew_of(uow, team), speaker, by_ops=actor.may(Permission.KEEP_CERTIFICATES))
    return await shown_to(by.role, uow, here, card, team=team)


async def on_open_team(act: Act) -> Answer:
    return await _shown(act.uow, act.actor, act.speaker, act.here, act.subject)


async def on_withdraw_leave(act: Act) -> Answer:
    try:
        first = date.fromisoformat(act.argument)
    except ValueError:
        raise Invalid(say("This button is not known any more.")) from None
    team = await withdraw_leave(act.uow, act.subject, first, act.actor)
    return done("Withdrawn. {team} can be given visits on these days again.", team=team.name)


STEPS: Final[Mapping[Action, Step]] = {
    Action.TEAM: on_open_team,
    Action.WITHDRAW_LEAVE: on_withdraw_leave,
}


def router() -> Router:
    routes = tap_router("teams", STEPS)
    routes.message.register(on_team, Command("team"))
    return routes
