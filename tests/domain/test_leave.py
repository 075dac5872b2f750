"""Leave: which days can be, what is opened for another team, and what stays when it is withdrawn."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import pytest

from domain.errors import Invalid, Refused
from domain.events import Happening
from domain.leads.stages import Stage
from domain.owed import Owed, next_action
from domain.people.roles import Role
from domain.settle import situation_of
from domain.unit_of_work import UnitOfWork
from domain.visits.affected import Standing, unpacked
from domain.visits.assigning import assign_team
from domain.visits.availability import reserve
from domain.visits.leave import Days, take_leave, withdraw_leave
from domain.visits.scheduling import choose_slot, propose_slots
from domain.visits.states import VisitKind, VisitState
from domain.visits.team import Leave, Team
from domain.visits.visit import Hold, Visit
from tests.build import NOW, TOMORROW, a_team, a_visit, an_oem, at_stage
from tests.domain.test_reactions import DESK
from tests.fakes import House

MONDAY: Final = date(2026, 11, 23)
STAGES: Final = {
    VisitKind.SURVEY: Stage.SURVEY_SCHEDULED,
    VisitKind.INSTALLATION: Stage.INSTALLATION_SCHEDULED,
}


KINDS: Final = pytest.mark.parametrize("kind", list(VisitKind))
SCHEDULING: Final = {
    VisitKind.SURVEY: Stage.SURVEY_SCHEDULING,
    VisitKind.INSTALLATION: Stage.INSTALLATION_SCHEDULING,
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


async def a_chosen_time(kind: VisitKind, *others: Team) -> UnitOfWork:
    """The customer has chosen tomorrow morning; Sunrise keeps a place for it, and Ops has assigned nobody so far."""
    chosen = replace(
        a_visit(kind=kind, state=VisitState.PROPOSED, team=None),
        hold=Hold(slot=TOMORROW, team="sunrise"),
        offered=(TOMORROW,),
    )
    uow = House().uow(NOW)
    await uow.add(an_oem())
    for team in (a_team(), *others):
        await uow.add(team)
    await uow.add(at_stage(SCHEDULING[kind], visits_made=1))
    await uow.add(chosen)
    await reserve(uow, a_team(), chosen)
    return uow


async def places(uow: UnitOfWork) -> list[str]:
    taken = await uow.capacity.taken(["sunrise", "dawn", "afar"], TOMORROW.start, TOMORROW.end)
    return [one.team for one in taken]


@KINDS
async def test_a_chosen_time_is_kept_by_another_team_of_the_zone(kind: VisitKind) -> None:
    uow = await a_chosen_time(kind, a_team(id="afar", zones=("422",)), a_team(id="dawn"))
    [affected] = await take_leave(uow, "sunrise", november(24, 24), "a wedding", DESK)
    visit = await uow.get(Visit, "S-1042-1")
    assert (affected.standing, affected.team) == (Standing.CHOSEN, "sunrise")
    assert (visit.state, visit.slot) == (VisitState.PROPOSED, TOMORROW)
    assert visit.hold == Hold(slot=TOMORROW, team="dawn")
    assert await places(uow) == ["dawn"]
    assert [event.kind for event in uow.events] == [Happening.LEAVE_TAKEN, Happening.PLACE_MOVED]
    assert unpacked(uow.events[0].facts["visits"]) == (affected,)


@KINDS
async def test_a_chosen_time_that_no_other_team_can_keep_is_given_back_to_ops_with_the_reason(
    kind: VisitKind,
) -> None:
    uow = await a_chosen_time(kind, a_team(id="afar", zones=("422",)))
    await take_leave(uow, "sunrise", november(24, 24), "a wedding", DESK)
    visit = await uow.get(Visit, "S-1042-1")
    assert (visit.state, visit.slot, visit.hold) == (VisitState.PROPOSED, TOMORROW, None)
    assert await places(uow) == []
    lost = uow.events[-1]
    assert (lost.kind, lost.facts["former_team"]) == (Happening.PLACE_LOST, "sunrise")
    assert lost.facts["reason"] == "the team is on leave"
    owed = next_action(await situation_of(uow, "L-1042"))
    assert owed is not None
    assert (owed.role, owed.what) == (Role.OPS, Owed.ASSIGN_TEAM)
    booked = await assign_team(uow, visit.id, "afar", DESK)
    assert (booked.team, await places(uow)) == ("afar", ["afar"])


async def test_a_lost_place_is_kept_again_where_ops_books_the_same_time_for_the_customer() -> None:
    uow = await a_chosen_time(VisitKind.SURVEY)
    await take_leave(uow, "sunrise", november(24, 24), "a wedding", DESK)
    with pytest.raises(Refused, match="The customer has"):
        await propose_slots(uow, "L-1042", DESK)
    with pytest.raises(Refused, match="has just been taken"):
        await choose_slot(uow, "S-1042-1", TOMORROW.start, DESK)
    await withdraw_leave(uow, "sunrise", date(2026, 11, 24), DESK)
    chosen = await choose_slot(uow, "S-1042-1", TOMORROW.start, DESK)
    assert (chosen.hold, await places(uow)) == (Hold(slot=TOMORROW, team="sunrise"), ["sunrise"])


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
