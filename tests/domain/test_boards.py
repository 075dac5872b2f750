"""The visits of a day as Ops and the teams see them, and when what stands of it is brought up to date."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

import pytest

from domain.errors import NotFound
from domain.events import Event, Happening
from domain.leads.lead import Lead, Location
from domain.leads.stages import Stage
from domain.owed import Owed
from domain.reactions import BoardName, Lane
from domain.rules import Rule, Timer
from domain.settle import settle
from domain.slot import Slot
from domain.timekeeping import fire
from domain.unit_of_work import CardRefresh, UnitOfWork
from domain.visits.board import ORDER, Board, DayBoard, Planned, day_board, team_day
from domain.visits.boards import BOARDS, open_board
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit
from tests.build import (
    NOW,
    OPS,
    TOMORROW,
    a_request,
    a_team,
    a_visit,
    an_emergency,
    an_oem,
    at_stage,
    documents,
)
from tests.fakes import House

V: Final = VisitState
HOUR: Final = timedelta(hours=1)
TUESDAY: Final = date(2026, 11, 24)
DAWN: Final = a_team(id="dawn", name="Dawn Crew")


def at(hours: float, days: int = 0) -> Slot:
    """So long after Tuesday 10:00, for two hours."""
    start = TOMORROW.start + hours * HOUR + timedelta(days=days)
    return Slot(start=start, end=start + 2 * HOUR)


def a_lead_of(number: int, stage: Stage = Stage.SURVEY_SCHEDULED, **but: Any) -> Lead:  # noqa: ANN401  fields of Lead
    lead = at_stage(stage, id=f"L-{number}", oem_reference=f"VM-{number}", visits_made=1)
    return replace(lead, **but)


def visit_of(number: int, state: VisitState = V.CONFIRMED, **but: Any) -> Visit:  # noqa: ANN401  fields of Visit
    emergency = an_emergency(opened_at=NOW) if state is V.EMERGENCY else None
    visit = a_visit(id=f"S-{number}-1", lead=f"L-{number}", state=state, emergency=emergency)
    return replace(visit, **but)


async def a_house(*visits: Visit, leads: dict[str, Lead] | None = None) -> House:
    """Each visit with a lead of its own number, unless another is given."""
    house = House()
    uow = house.uow(NOW)
    for thing in (an_oem(), a_team(), DAWN):
        await uow.add(thing)
    for visit in visits:
        await uow.add((leads or {}).get(visit.lead) or a_lead_of(int(visit.lead[2:])))
        await uow.add(visit)
    await settle(uow)
    return house


def ids(stops: tuple[Planned, ...]) -> list[str]:
    return [stop.visit.id for stop in stops]


@pytest.mark.parametrize(
    "board",
    [
        Board(),
        Board(day=TUESDAY),
        Board(page=3),
        Board(day=TUESDAY, page=2),
        Board(team="sunrise"),
        Board(team="north/east-2", day=TUESDAY),
    ],
)
def test_a_board_is_known_by_its_id(board: Board) -> None:
    assert Board.read(board.id) == board
    assert len(board.id) <= 64


@pytest.mark.parametrize(
    "text", ["", "D-", "D-soon", "D-today/x", "Y-today", "Y-/today", "L-1042", "D-2026-13-01"]
)
def test_what_is_no_board_is_not_found(text: str) -> None:
    with pytest.raises(NotFound):
        Board.read(text)


def test_every_state_of_a_visit_has_its_place_on_the_board() -> None:
    assert sorted(ORDER) == sorted(VisitState)


async def board_of(house: House, now: datetime, day: date | None = None) -> DayBoard:
    return await day_board(house.uow(now), Board(day=day))


async def test_emergencies_come_first_then_late_ones_then_by_state_and_time() -> None:
    house = await a_house(
        visit_of(1, V.CONFIRMED, slot=at(5)),
        visit_of(2, V.BOOKED, slot=at(4)),
        visit_of(3, V.EMERGENCY, slot=at(6)),
        visit_of(4, V.CONFIRMED, slot=at(-2)),
        visit_of(5, V.APPROVED, slot=at(-1)),
        visit_of(6, V.CONFIRMED, slot=at(3)),
        visit_of(7, V.CONFIRMED, slot=at(5), priority=True),
        visit_of(8, slot=at(0, days=1)),
    )
    board = await board_of(house, TOMORROW.start - HOUR, TUESDAY)
    assert ids(board.ordered) == ["S-3-1", "S-2-1", "S-4-1", "S-7-1", "S-6-1", "S-1-1", "S-5-1"]
    assert (ids(board.emergencies), ids(board.late)) == (["S-3-1"], ["S-2-1", "S-4-1"])


@pytest.mark.parametrize(
    ("state", "minutes", "late"),
    [
        (V.CONFIRMED, 0, False),
        (V.CONFIRMED, 1, True),
        (V.ON_THE_WAY, 1, True),
        (V.UNASSIGNED, 1, True),
        (V.ON_SITE, 1, False),
        (V.ON_SITE, 6 * 60 + 1, True),
        (V.APPROVED, 600, False),
        (V.CANCELLED, 600, False),
    ],
)
async def test_a_visit_is_late_when_nobody_is_there_at_its_start_or_something_is_overdue(
    state: VisitState,
    minutes: int,
    late: bool,  # noqa: FBT001  a column of the table
) -> None:
    house = await a_house(visit_of(1, state))
    [stop] = (await board_of(house, TOMORROW.start + timedelta(minutes=minutes))).stops
    assert stop.is_late(TOMORROW.start + timedelta(minutes=minutes)) is late


async def test_only_the_present_day_shows_what_cannot_wait_whatever_its_day() -> None:
    priority = a_lead_of(2, Stage.SURVEY_SCHEDULING, priority=True)
    calm = a_lead_of(3, Stage.SURVEY_SCHEDULING)
    house = await a_house(
        visit_of(1, V.EMERGENCY, slot=at(0, days=2)),
        visit_of(2, V.RESCHEDULED),
        visit_of(3, V.RESCHEDULED),
        leads={"L-2": priority, "L-3": calm},
    )
    today = await board_of(house, NOW)
    assert (ids(today.stops), [(one.lead.id, one.action.what) for one in today.waiting]) == (
        ["S-1-1"],
        [("L-2", Owed.PROPOSE_SLOTS)],
    )
    dated = await board_of(house, NOW, TUESDAY)
    assert (sorted(ids(dated.stops)), dated.waiting) == (["S-2-1", "S-3-1"], ())


async def test_a_day_begins_and_ends_at_midnight_in_india() -> None:
    midnight = datetime.fromisoformat("2026-11-24T00:00:00+05:30")
    minute = timedelta(minutes=1)
    house = await a_house(
        visit_of(1, slot=Slot(start=midnight - minute, end=midnight + HOUR)),
        visit_of(2, slot=Slot(start=midnight, end=midnight + HOUR)),
        visit_of(3, slot=Slot(start=midnight + 24 * HOUR - minute, end=midnight + 25 * HOUR)),
        visit_of(4, slot=Slot(start=midnight + 24 * HOUR, end=midnight + 25 * HOUR)),
    )
    assert ids((await board_of(house, NOW, TUESDAY)).stops) == ["S-2-1", "S-3-1"]
    assert (await board_of(house, midnight - minute)).day == TUESDAY - timedelta(days=1)
    assert (await board_of(house, midnight)).day == TUESDAY


async def test_a_team_sees_its_own_stops_in_order_and_none_that_it_lost() -> None:
    house = await a_house(
        visit_of(1, slot=at(4)),
        visit_of(2, slot=at(0)),
        visit_of(3, team="dawn"),
        visit_of(4, V.EMERGENCY, slot=at(2)),
        visit_of(5, V.CANCELLED, slot=at(1)),
        visit_of(6, V.REPORTED, slot=at(-3)),
    )
    day = await team_day(house.uow(TOMORROW.start), Board(team="sunrise"))
    assert (ids(day.stops), ids(day.left)) == (["S-6-1", "S-2-1", "S-1-1"], ["S-2-1", "S-1-1"])
    assert not day.ahead


async def test_after_the_last_stop_the_next_day_with_a_visit_is_shown() -> None:
    house = await a_house(
        visit_of(1, V.REPORTED),
        visit_of(2, slot=at(0, days=3)),
        visit_of(3, slot=at(0, days=20)),
        visit_of(4, V.CANCELLED, slot=at(0, days=2)),
    )
    day = await team_day(house.uow(TOMORROW.start), Board(team="sunrise"))
    assert (day.day, day.ahead, ids(day.stops)) == (TUESDAY + timedelta(days=3), True, ["S-2-1"])
    dated = await team_day(house.uow(TOMORROW.start), Board(team="sunrise", day=TUESDAY))
    assert (dated.day, ids(dated.stops)) == (TUESDAY, ["S-1-1"])


async def test_what_is_to_be_brought_and_how_far_it_is() -> None:
    here = documents(location=Location(latitude=18.5, longitude=73.8))
    there = documents(location=Location(latitude=18.6, longitude=73.8))
    house = await a_house(
        visit_of(1, kind=VisitKind.INSTALLATION),
        visit_of(2, slot=at(4)),
        leads={"L-1": a_lead_of(1, documents=here), "L-2": a_lead_of(2, documents=there)},
    )
    uow = house.uow(NOW)
    await uow.add(a_request(id="M-1", lead="L-1"))
    await uow.add(a_request(id="M-0", lead="L-1", released=True))
    day = await team_day(uow, Board(team="sunrise", day=TUESDAY))
    assert {lead: request.id for lead, request in day.materials.items()} == {"L-1": "M-1"}
    assert day.km == {"S-2-1": pytest.approx(11.1, abs=0.1)}


async def stands(house: House, *boards: Board, chat: int = -1) -> None:
    for board in boards:
        name = BoardName.MY_DAY if board.team else BoardName.TODAY
        await house.ledger.show([CardRefresh(chat=chat, card=name, subject=board.id)])
    house.ledger.refreshed.clear()


async def after(house: House, act: Any) -> set[str]:  # noqa: ANN401  a coroutine function over the unit of work
    """Which boards are brought up to date by it."""
    uow = house.uow(NOW)
    await act(uow)
    await settle(uow)
    return {card.subject for card in house.ledger.refreshed if card.card in set(BoardName)}


async def test_a_change_of_a_visit_reaches_the_boards_on_which_it_stands_and_no_other() -> None:
    house = await a_house(visit_of(1))
    page = Board(day=TUESDAY, page=2)
    await stands(house, Board(), Board(day=TUESDAY), page, Board(team="sunrise"), Board(team="dawn"))
    await stands(house, Board(day=date(2026, 10, 1)), Board(day=TUESDAY, team="sunrise"))

    async def act(uow: UnitOfWork) -> None:
        visit = await uow.get(Visit, "S-1-1")
        moved, event = visit.set_out(NOW + HOUR, by=OPS, now=NOW, within=40 * HOUR)
        await uow.save(moved, event)

    assert await after(house, act) == {
        *("D-today", "D-2026-11-24", "D-2026-11-24/2", "Y-sunrise/today", "Y-sunrise/2026-11-24")
    }


async def test_a_visit_that_moves_or_changes_its_team_refreshes_the_old_ones_too() -> None:
    house = await a_house(visit_of(1, V.UNASSIGNED))
    await stands(house, Board(day=TUESDAY), Board(team="sunrise"), Board(team="dawn"))

    async def act(uow: UnitOfWork) -> None:
        visit = replace(await uow.get(Visit, "S-1-1"), team="dawn", slot=at(0, days=2))
        told = replace(visit.tells(Happening.VISIT_REASSIGNED, OPS, NOW), facts={"former_team": "sunrise"})
        await uow.save(visit, told)

    assert await after(house, act) == {"D-2026-11-24", "Y-sunrise/today", "Y-dawn/today"}


async def test_a_word_about_a_visit_refreshes_too_because_it_may_be_late_by_now() -> None:
    house = await a_house(visit_of(1))
    await stands(house, Board())

    async def act(uow: UnitOfWork) -> None:
        facts = {"to": "ops", "rule": "team_late", "late_minutes": "0"}
        uow.record(Event(kind=Happening.REMINDED, lead="L-1", subject="S-1-1", by=OPS, at=NOW, facts=facts))

    assert await after(house, act) == {"D-today"}


async def test_what_is_no_visits_business_leaves_the_boards_alone() -> None:
    house = await a_house(visit_of(1))
    await stands(house, Board(), Board(team="sunrise"))

    async def act(uow: UnitOfWork) -> None:
        await uow.save(await uow.get(Lead, "L-1"))

    assert await after(house, act) == set()


async def test_boards_wait_behind_all_that_has_to_be_said() -> None:
    house = await a_house(visit_of(1))
    await open_board(house.uow(NOW), -1, Board())
    [asked] = [card for card in house.ledger.refreshed if card.card is BoardName.TODAY]
    assert (asked.lane, asked.instead) == (Lane.ANSWER, True)
    house.ledger.refreshed.clear()

    async def act(uow: UnitOfWork) -> None:
        await uow.save(await uow.get(Visit, "S-1-1"))

    assert await after(house, act) == {"D-today"}
    assert {card.lane for card in house.ledger.refreshed if card.card is BoardName.TODAY} == {Lane.DIGEST}


async def test_at_midnight_boards_of_the_present_day_turn_and_wait_for_the_next() -> None:
    house = await a_house()
    uow = house.uow(NOW)
    await open_board(uow, -1, Board())
    await stands(house, Board(team="dawn"), Board(day=TUESDAY))
    [timer] = house.ledger.timers[BOARDS]
    assert (timer.rule, timer.due_at.isoformat()) == (Rule.DAY_TURNS, "2026-11-23T18:30:00+00:00")
    late = house.uow(timer.due_at + 50 * HOUR)
    await fire(late, timer, BOARDS)
    assert {card.subject for card in house.ledger.refreshed} == {"D-today", "Y-dawn/today"}
    [following] = house.ledger.timers[BOARDS]
    assert following.due_at == timer.due_at + 72 * HOUR


async def test_where_no_board_stands_nothing_turns_any_more() -> None:
    house = await a_house()
    timer = Timer(subject=BOARDS, rule=Rule.DAY_TURNS, occurrence="x", due_at=NOW)
    await fire(house.uow(NOW), timer, BOARDS)
    assert (house.ledger.refreshed, house.ledger.timers.get(BOARDS)) == ([], None)
