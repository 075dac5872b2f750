"""A team's card, and its leave withdrawn."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message as Said

from cards.actions import Action
from cards.answer import Answer, Here
from cards.team import choose_team, team_card
from cards.text import Speaker
from domain.errors import Invalid, NotAllowed
from domain.people.actor import Actor, Scope
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.crews import crew_of, teams_meant
from domain.visits.leave import withdraw_leave
from domain.words import say
from handlers.acts import Act, Step, done, tap_router
from handlers.discretion import shown_to


async def on_team(
    _: Said, command: CommandObject, uow: UnitOfWork, actor: Actor, speaker: Speaker, here: Here
) -> Answer:
    """The card of the team that is meant; where several may be, they are to be chosen from."""
    actor.must(Permission.TAKE_LEAVE)
    teams = await teams_meant(uow, actor, here.chat, command.args or "")
    if len(teams) == 1:
        return await _shown(uow, actor, speaker, here, teams[0].id)
    if not teams:
        raise NotAllowed(say("You are in no team yet. Ask for an invitation link and open it."))
    return Answer(messages=(choose_team(teams, Action.TEAM, say("Which team?"), speaker),))


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
