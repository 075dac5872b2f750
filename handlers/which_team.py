"""The team that a command means: shown at once, or chosen with a tap that does the same."""

from collections.abc import Awaitable, Callable

from aiogram.filters import CommandObject

from cards.actions import Action
from cards.answer import Answer, Here
from cards.team import choose_team
from cards.text import Speaker
from domain.errors import NotAllowed
from domain.people.actor import Actor
from domain.unit_of_work import UnitOfWork
from domain.visits.crews import teams_meant
from domain.words import say

Shown = Callable[[UnitOfWork, Actor, Speaker, Here, str], Awaitable[Answer]]
"""What is shown of the team of this id, to whom and where."""


async def of_team(  # noqa: PLR0913, PLR0917  who asks, where, and what for
    show: Shown,
    action: Action,
    command: CommandObject,
    uow: UnitOfWork,
    actor: Actor,
    speaker: Speaker,
    here: Here,
) -> Answer:
    """`action` is the tap that shows the same of a team."""
    teams = await teams_meant(uow, actor, here.chat, command.args or "")
    if len(teams) == 1:
        return await show(uow, actor, speaker, here, teams[0].id)
    if not teams:
        raise NotAllowed(say("You are in no team yet. Ask for an invitation link and open it."))
    return Answer(messages=(choose_team(teams, action, say("Which team?"), speaker),))
