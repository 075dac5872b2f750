"""The boards of a day and the records of teams: what is asked for stands where its readers are, and stays up to date."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Final

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message as Said

from cards.actions import Action
from cards.answer import Answer, Here
from cards.message import Message
from cards.record import record_card, records_card
from cards.text import Speaker
from domain.dates import day_in
from domain.errors import Invalid, NotFound
from domain.people.actor import Actor, Scope
from domain.people.person import Chat
from domain.people.roles import Permission, Role
from domain.unit_of_work import UnitOfWork
from domain.visits.board import CALENDAR, Board, today
from domain.visits.boards import open_board
from domain.visits.record import records_of
from domain.visits.team import Team
from domain.words import say
from handlers.acts import Act, Step, tap_router
from handlers.discretion import is_home, shown_to

IN_PRIVATE: Final = say("I have answered in your private chat.")


async def on_today(_: Said, command: CommandObject, uow: UnitOfWork, actor: Actor, here: Here) -> Answer:
    """`/today`, or `/today 24 Nov`: the day's visits, for Ops."""
    by = actor.must(Permission.SEE_DAY)
    return await _stand(uow, here, by.role, [Board(day=_day(command, uow.now))])


async def on_my_day(_: Said, command: CommandObject, uow: UnitOfWork, actor: Actor, here: Here) -> Answer:
    """`/myday`, or `/myday tomorrow`: a team's own stops, in its group or in private."""
    by = actor.must(Permission.SEE_OWN_DAY)
    day = _day(command, uow.now)
    chat = None if here.private else await uow.find(Chat, here.chat)
    group = chat.team if chat is not None and chat.team in actor.teams else None
    return await _stand(
        uow,
        here,
        by.role,
        [Board(day=day, team=team) for team in sorted(actor.teams) if group in {None, team}],
    )


async def _stand(uow: UnitOfWork, here: Here, role: Role, boards: list[Board]) -> Answer:
    at_home = all([await is_home(role, uow, here, team=board.team) for board in boards])
    for board in boards:
        await open_board(uow, here.chat if at_home else here.telegram_id, board)
    if not at_home:
        return Answer(toast=IN_PRIVATE)
    return Answer(toast=say("The board stands in the general topic.") if here.thread is not None else None)


def _day(command: CommandObject, now: datetime) -> date | None:
    """None for the present day, which moves on by itself."""
    words = (command.args or "").strip()
    if words.casefold() in {"", "today"}:
        return None
    day = day_in(words, today(now))
    if day is None:
        raise Invalid(say("“{text}” is no day. Examples: tomorrow, Tue, 24 Nov.", text=words[:40]))
    return day


async def on_page(act: Act) -> Answer:
    by = act.actor.must(Permission.SEE_DAY)
    return await _stand(act.uow, act.here, by.role, [Board.read(act.subject)])


async def on_record(
    _: Said, command: CommandObject, uow: UnitOfWork, actor: Actor, here: Here, speaker: Speaker
) -> Answer:
    """A team its own; Ops those of all teams in short, or one in full."""
    by = actor.must(Permission.SEE_RECORD)
    teams = await uow.all(Team)
    wanted = (command.args or "").strip()
    if not wanted and by.role is Role.OPS:
        records = await records_of(uow, [team.id for team in teams])
        return await shown_to(by.role, uow, here, records_card(teams, records, speaker))
    team = _named(teams, wanted or min(actor.teams, default=""))
    by = actor.must(Permission.SEE_RECORD, Scope(team=team.id))
    return await shown_to(by.role, uow, here, await _record(uow, team, speaker), team=team.id)


def _named(teams: list[Team], wanted: str) -> Team:
    for team in teams:
        if wanted.casefold() in {team.id.casefold(), team.name.casefold()}:
            return team
    example = teams[0].id if teams else "sunrise"
    raise NotFound(say("There is no team “{text}”. Example: /record {team}", text=wanted[:40], team=example))


async def _record(uow: UnitOfWork, team: Team, speaker: Speaker) -> Message:
    month = CALENDAR.at(today(uow.now).replace(day=1), time())
    spans = [
        (say("This month"), (await records_of(uow, [team.id], month))[team.id]),
        (say("The last 90 days"), (await records_of(uow, [team.id]))[team.id]),
    ]
    return record_card(team, spans, speaker)


STEPS: Final[Mapping[Action, Step]] = {Action.DAY: on_page}


def router() -> Router:
    routes = tap_router("days", STEPS)
    routes.message.register(on_today, Command("today"))
    routes.message.register(on_my_day, Command("myday"))
    routes.message.register(on_record, Command("record"))
    return routes
