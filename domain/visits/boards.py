"""Where boards of a day stand, and when they are brought up to date: with every change, and when the day turns."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final

from domain.events import Event
from domain.leads.lead import Lead
from domain.reactions import BoardName, Lane
from domain.rules import Rule, Timer
from domain.unit_of_work import CardRefresh, UnitOfWork
from domain.visits.board import CALENDAR, DAYS_AHEAD, Board, today
from domain.visits.team import Team
from domain.visits.visit import Visit

BOARDS: Final = "boards"
PAGES_MOST: Final = 10
_OF_VISITS: Final = ("S-", "I-")


async def open_board(uow: UnitOfWork, chat: int, board: Board) -> None:
    """It stands there from now on, as the chat's newest message, and stays up to date."""
    name = BoardName.MY_DAY if board.team else BoardName.TODAY
    card = CardRefresh(chat=chat, card=name, subject=board.id, instead=True, lane=Lane.ANSWER)
    await uow.ledger.show([card])
    await _wait_for_midnight(uow)


async def turn_boards(uow: UnitOfWork) -> None:
    """A day has begun: boards of the present day show the new one, as long as there are any."""
    teams = [team.id for team in await uow.all(Team)]
    if await _refresh(uow, {*_pages(Board()), *(Board(team=team).id for team in teams)}):
        await _wait_for_midnight(uow)


async def _wait_for_midnight(uow: UnitOfWork) -> None:
    due = CALENDAR.midnight(today(uow.now) + timedelta(days=1))
    timer = Timer(subject=BOARDS, rule=Rule.DAY_TURNS, occurrence=due.isoformat(), due_at=due)
    await uow.ledger.keep_timers(BOARDS, frozenset({timer}), uow.now)


async def refresh_boards(uow: UnitOfWork) -> None:
    """Call when the input is settled: those boards that something of it may stand on."""
    touched = uow.touched.values()
    visits = [thing for thing in touched if isinstance(thing, Visit)]
    waiting = any(isinstance(thing, Lead) and thing.priority for thing in touched)
    told = any(event.subject.startswith(_OF_VISITS) for event in uow.events)
    if visits or waiting or told:
        await _refresh(uow, set(_boards(uow, visits)))


async def _refresh(uow: UnitOfWork, boards: Collection[str]) -> bool:
    """Behind all that has to be said; whether any of them stands somewhere."""
    cards = [replace(card, lane=Lane.DIGEST) for card in await uow.ledger.cards_of(boards)]
    await uow.ledger.show(cards)
    return bool(cards)


def _boards(uow: UnitOfWork, visits: list[Visit]) -> Iterator[str]:
    """The present day's, and those of the days for which visits are booked: one that moves leaves a day, too."""
    yesterday = today(uow.now) - timedelta(days=1)
    days = [yesterday + timedelta(days=ahead) for ahead in range(DAYS_AHEAD + 2)]
    yield from _pages(Board())
    for day in days:
        yield Board(day=day).id
    for visit in visits:
        if visit.slot is not None:
            yield from _pages(Board(day=today(visit.slot.start)))
    for team in _teams(visits, uow.events):
        yield Board(team=team).id
        yield from (Board(day=day, team=team).id for day in days)


def _pages(board: Board) -> Iterator[str]:
    for page in range(1, PAGES_MOST + 1):
        yield replace(board, page=page).id


def _teams(visits: Iterable[Visit], events: Iterable[Event]) -> set[str]:
    """Those that have a visit, and those that had it before."""
    having = {visit.team for visit in visits} | {visit.last_team for visit in visits}
    lost = {visit.emergency.lost_team for visit in visits if visit.emergency is not None}
    named = {event.facts.get(name) for event in events for name in ("team", "former_team")}
    return {team for team in having | lost | named if team}
