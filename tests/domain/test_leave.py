"""Leave: which days can be, what is opened for another team, and what stays when it is withdrawn."""

from datetime import date, timedelta
from typing import Final

import pytest

from domain.errors import Invalid, Refused
from domain.events import Happening
from domain.leads.stages import Stage
from domain.unit_of_work import UnitOfWork
from domain.visits.affected import unpacked
from domain.visits.availability import reserve
from domain.visits.leave import Days, take_leave, withdraw_leave
from domain.visits.states import VisitKind, VisitState
from domain.visits.team import Leave, Team
from domain.visits.visit import Visit
from tests.build import NOW, TOMORROW, a_team, a_visit, an_oem, at_stage
from tests.domain.test_reactions import DESK
from tests.fakes import House

MONDAY: Final = date(2026, 11, 23)
STAGES: Final = {
    VisitKind.SURVEY: Stage.SURVEY_SCHEDULED,
    VisitKind.INSTALLATION: Stage.INSTALLATION_SCHEDULED,
}


def november(first: int, last: int) -> Days:
    return Days(first=date(2026, 11, first), last=date(2026, 11, last))


def leave(days: Days) -> Leave:
    return Leave(first=days.first, last=days.last, reason="a wedding", by="Om Desk")


async def a_house(visit: Visit | None = None, team: Team | None = None) -> UnitOfWork:
    uow = House().uow(NOW)
    await uow.add(an_oem())
    await uow.add(team or a_team())
    if visit is not None:
        await uow.add(at_stage(STAGES[visit.kind], visits_made=1))
        await uow.add(visit)
        await reserve(uow, a_team(), visit)
    return uow


@pytest.mark.parametrize("kind", list(VisitKind))
async def test_a_booked_visit_waits_for_another_team(kind: VisitKind) -> None:
    uow = await a_house(a_visit(kind=kind))
    [affected] = await take_leave(uow, "sunrise", november(24, 26), "a wedding", DESK)
    visit = await uow.get(Visit, "S-1042-1")
    assert (visit.state, visit.team, visit.slot) == (VisitState.UNASSIGNED, None, TOMORROW)
    assert [event.kind for event in uow.events] == [Happening.LEAVE_TAKEN, Happening.VISIT_UNASSIGNED]
    assert unpacked(uow.events[0].facts["visits"]) == (affected,)
    assert (await uow.get(Team, "sunrise")).leave == (leave(november(24, 26)),)


@pytest.mark.parametrize("state", [VisitState.ON_THE_WAY, VisitState.ON_SITE])
async def test_a_visit_under_way_stays_with_its_team(state: VisitState) -> None:
    uow = await a_house(a_visit(state=state))
    [affected] = await take_leave(uow, "sunrise", november(24, 24), "a wedding", DESK)
    assert affected.under_way
    assert (await uow.get(Visit, "S-1042-1")).team == "sunrise"


async def test_visits_of_other_days_are_left_alone() -> None:
    uow = await a_house(a_visit())
    assert await take_leave(uow, "sunrise", november(25, 26), "a wedding", DESK) == ()
    assert (await uow.get(Visit, "S-1042-1")).state is VisitState.BOOKED


@pytest.mark.parametrize(
    ("days", "example"),
    [
        (november(22, 24), "24–26 Nov"),
        (november(26, 24), "24–26 Nov"),
        (Days(first=MONDAY, last=MONDAY + timedelta(days=366)), "24–26 Nov"),
    ],
)
async def test_days_that_cannot_be_are_answered_with_an_example(days: Days, example: str) -> None:
    uow = await a_house()
    with pytest.raises(Invalid, match=example):
        await take_leave(uow, "sunrise", days, "a wedding", DESK)


async def test_leave_may_begin_today_and_last_to_the_day_a_year_ahead() -> None:
    uow = await a_house()
    days = Days(first=MONDAY, last=MONDAY + timedelta(days=365))
    await take_leave(uow, "sunrise", days, "a wedding", DESK)
    assert (await uow.get(Team, "sunrise")).on_leave(days.last)


async def test_leave_that_is_there_already_is_said_to_be() -> None:
    uow = await a_house(team=a_team(leave=(leave(november(24, 28)),)))
    with pytest.raises(Refused, match="on leave then already"):
        await take_leave(uow, "sunrise", november(25, 26), "a wedding", DESK)


async def test_leave_that_overlaps_becomes_one() -> None:
    other = leave(november(29, 30))
    uow = await a_house(team=a_team(leave=(leave(november(24, 26)), other)))
    await take_leave(uow, "sunrise", november(26, 27), "a wedding", DESK)
    assert (await uow.get(Team, "sunrise")).leave == (leave(november(24, 27)), other)


async def test_withdrawn_leave_keeps_the_days_that_are_over() -> None:
    uow = await a_house(team=a_team(leave=(leave(november(21, 26)),)))
    await withdraw_leave(uow, "sunrise", date(2026, 11, 21), DESK)
    assert (await uow.get(Team, "sunrise")).leave == (leave(november(21, 22)),)
    assert uow.events[-1].facts["first"] == "2026-11-23"


@pytest.mark.parametrize("first", [date(2026, 11, 18), date(2026, 11, 24)])
async def test_only_leave_that_is_there_and_not_over_is_withdrawn(first: date) -> None:
    uow = await a_house(team=a_team(leave=(leave(november(18, 20)),)))
    with pytest.raises(Refused):
        await withdraw_leave(uow, "sunrise", first, DESK)
