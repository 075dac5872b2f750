"""The plan of a day for Ops, and the route of a team."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message as Said

from cards.actions import Action
from cards.answer import Answer, Here
from cards.planning import check_plan_card, plan_card
from cards.route import route_card
from cards.text import Speaker
from domain.dates import day_in
from domain.errors import Invalid
from domain.people.actor import Actor, Scope
from domain.people.roles import Permission, Role
from domain.policy import DEFAULT
from domain.unit_of_work import UnitOfWork
from domain.visits.crews import teams_meant, today_of
from domain.visits.planning import carry_out_plan, day_plan
from domain.visits.route import route_of
from domain.visits.team import Team
from domain.words import say
from handlers.acts import Act, Step, done, tap_router
from handlers.discretion import shown_to


async def on_plan_command(
    _: Said, command: CommandObject, uow: UnitOfWork, actor: Actor, speaker: Speaker, here: Here
) -> Answer:
    """`/plan 24 Nov`; without a day, tomorrow."""
    by = actor.must(Permission.ASSIGN_TEAM)
    words = (command.args or "tomorrow").strip()
    day = day_in(words, today_of(uow))
    if day is None:
        raise Invalid(say("“{words}” is no day. Example: /plan 24 Nov, or /plan tomorrow.", words=words[:40]))
    plan = await day_plan(uow, day, DEFAULT.calendar)
    return await shown_to(by.role, uow, here, plan_card(plan, speaker))


async def on_plan(act: Act) -> Answer:
    act.actor.must(Permission.ASSIGN_TEAM)
    plan = await day_plan(act.uow, _day_of(act.subject), DEFAULT.calendar)
    page = int(act.argument) if act.argument.isdecimal() else 0
    return Answer(messages=(plan_card(plan, act.speaker, page),))


async def on_plan_all(act: Act) -> Answer:
    """First what would be assigned, then the yes to just that."""
    act.actor.must(Permission.ASSIGN_TEAM)
    day = _day_of(act.subject)
    if not act.argument:
        plan = await day_plan(act.uow, day, DEFAULT.calendar)
        return Answer(messages=(check_plan_card(plan, act.speaker),))
    assigned = await carry_out_plan(act.uow, day, act.argument, act.actor)
    return done("Visits that have a team now: {count}", count=len(assigned))


async def on_route_command(
    _: Said, command: CommandObject, uow: UnitOfWork, actor: Actor, speaker: Speaker, here: Here
) -> Answer:
    """`/route sunrise tomorrow`; without a day, today; a team's member need not name his own."""
    role = _may_ask(actor)
    team, day = await _meant(uow, actor, here.chat, (command.args or "").split())
    _expect_own(actor, team)
    card = route_card(await route_of(uow, team, day, DEFAULT.calendar), speaker)
    return await shown_to(role, uow, here, card, team=team.id)


async def _meant(uow: UnitOfWork, actor: Actor, chat: int, words: list[str]) -> tuple[Team, date]:
    """The longest beginning that names a team, and the day after it."""
    teams = {name: team for team in await uow.all(Team) for name in (team.id, team.name.casefold())}
    today = today_of(uow)
    for count in range(len(words), 0, -1):
        team = teams.get(" ".join(words[:count]).casefold())
        day = day_in(" ".join(words[count:]) or "today", today)
        if team is not None and day is not None:
            return team, day
    day = day_in(" ".join(words) or "today", today)
    own = await teams_meant(uow, actor, chat, "") if day is not None else []
    if day is None or len(own) != 1:
        known = ", ".join(sorted(team.id for team in await uow.all(Team) if _is_seen(actor, team)))
        raise Invalid(
            say("Which team, and which day? Teams: {known}. Example: /route sunrise tomorrow.", known=known)
        )
    return own[0], day


def _may_ask(actor: Actor) -> Role:
    if actor.may(Permission.ASSIGN_TEAM):
        return Role.OPS
    return actor.must(Permission.ACKNOWLEDGE_VISIT).role


def _expect_own(actor: Actor, team: Team) -> None:
    if not actor.may(Permission.ASSIGN_TEAM):
        actor.must(Permission.ACKNOWLEDGE_VISIT, Scope(team=team.id))


def _is_seen(actor: Actor, team: Team) -> bool:
    return actor.may(Permission.ASSIGN_TEAM) or team.id in actor.teams


async def on_route(act: Act) -> Answer:
    team = await act.uow.get(Team, act.subject)
    _may_ask(act.actor)
    _expect_own(act.actor, team)
    day = await route_of(act.uow, team, _day_of(act.argument), DEFAULT.calendar)
    return Answer(messages=(route_card(day, act.speaker),))


def _day_of(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(say("This button is not known any more.")) from None


STEPS: Final[Mapping[Action, Step]] = {
    Action.PLAN: on_plan,
    Action.PLAN_ALL: on_plan_all,
    Action.ROUTE: on_route,
}


def router() -> Router:
    routes = tap_router("planning", STEPS)
    routes.message.register(on_plan_command, Command("plan"))
    routes.message.register(on_route_command, Command("route"))
    return routes
