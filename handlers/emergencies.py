"""A team that cannot make it: what the team, the backups and the desk tap, each one command."""

from collections.abc import Mapping
from typing import Final

from aiogram import Router

from cards.actions import Action
from cards.answer import Answer
from cards.buttons import MOST_ROWS, backup_buttons, reason_buttons
from cards.message import Message
from cards.ranking import candidate_lines
from cards.text import Text
from cards.titles import CAUSES
from domain.leads.calling import customer_called
from domain.people.roles import Permission
from domain.visits.alerting import take_emergency
from domain.visits.declaring import declare_emergency, withdraw_emergency
from domain.visits.ending import stop_search
from domain.visits.ranking import candidates_for
from domain.visits.searching import (
    accept_backup,
    ask_backup,
    assign_backup,
    decline_backup,
    extend_search,
)
from domain.visits.states import VisitState
from domain.visits.team import Team
from domain.visits.visit import Visit
from domain.words import say
from handlers.acts import Act, Step, done, tap_router


async def on_cannot(act: Act) -> Answer:
    visit = await act.uow.get(Visit, act.subject)
    act.actor.must(Permission.DECLARE_EMERGENCY, visit.scope)
    visit.expect_move(VisitState.EMERGENCY)
    asked = Message(
        text=act.speaker.say(say("Why can {visit} not be made?", visit=visit.id)),
        keyboard=reason_buttons(visit, act.speaker),
    )
    return Answer(messages=(asked,))


async def on_emergency(act: Act) -> Answer:
    cause = act.argument if act.argument in CAUSES else "other"
    visit = await declare_emergency(act.uow, act.subject, cause, act.actor)
    if visit.state is not VisitState.EMERGENCY:
        return done("Ops knows. The customer gets the first pick of new times.")
    return done("Ops and the customer are told. A backup team is being searched.")


async def on_can_make(act: Act) -> Answer:
    visit = await withdraw_emergency(act.uow, act.subject, act.actor)
    return done("{visit} is with its team again. The customer is told.", visit=visit.id)


async def on_accept_backup(act: Act) -> Answer:
    visit = await accept_backup(act.uow, act.subject, act.argument, act.actor)
    return done("{visit} is yours. Thank you!", visit=visit.id)


async def on_decline_backup(act: Act) -> Answer:
    await decline_backup(act.uow, act.subject, act.argument, act.actor)
    return done("Noted.")


async def on_take(act: Act) -> Answer:
    await take_emergency(act.uow, act.subject, act.actor)
    return done("You have it in hand.")


async def on_backup(act: Act) -> Answer:
    await assign_backup(act.uow, act.subject, act.argument, act.actor)
    return done("The backup team has been told.")


async def on_backups(act: Act) -> Answer:
    """All that could take it, with what speaks for each of them."""
    visit = await act.uow.get(Visit, act.subject)
    act.actor.must(Permission.TAKE_EMERGENCY, visit.scope)
    candidates = await candidates_for(act.uow, visit, but=visit.alarmed.lost_team)
    text = Text().bold(act.speaker.say(say("Who can take over {visit}?", visit=visit.id)))
    if not candidates:
        text.line(act.speaker.say(say("No other team is free at that time.")))
    candidate_lines(text, visit, candidates, act.speaker, MOST_ROWS - 1)
    return Answer(messages=(text.message(backup_buttons(visit, candidates, act.speaker)),))


async def on_ask_backup(act: Act) -> Answer:
    await ask_backup(act.uow, act.subject, act.argument, act.actor)
    team = await act.uow.get(Team, act.argument)
    return done("{team} has been asked.", team=team.name)


async def on_extend(act: Act) -> Answer:
    visit = await extend_search(act.uow, act.subject, act.actor)
    return done("The search goes on until {deadline}.", deadline=visit.alarmed.deadline)


async def on_stop_search(act: Act) -> Answer:
    await stop_search(act.uow, act.subject, act.actor)
    return done("The search is over: the customer gets the first new slots.")


async def on_called(act: Act) -> Answer:
    await customer_called(act.uow, act.subject, act.actor)
    return done("Noted.")


STEPS: Final[Mapping[Action, Step]] = {
    Action.CANNOT: on_cannot,
    Action.EMERGENCY: on_emergency,
    Action.CAN_MAKE: on_can_make,
    Action.ACCEPT_BACKUP: on_accept_backup,
    Action.DECLINE_BACKUP: on_decline_backup,
    Action.TAKE: on_take,
    Action.BACKUPS: on_backups,
    Action.BACKUP: on_backup,
    Action.ASK_BACKUP: on_ask_backup,
    Action.EXTEND: on_extend,
    Action.STOP_SEARCH: on_stop_search,
    Action.CALLED: on_called,
}


def router() -> Router:
    return tap_router("emergencies", STEPS)
