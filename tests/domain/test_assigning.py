"""Which team goes: assigned, taken from a team that can no longer go, given to another."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from domain.errors import Refused
from domain.events import Happening
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.owed import Owed, next_action
from domain.people.actor import SYSTEM, Actor
from domain.people.roles import Permission, Role
from domain.settle import situation_of
from domain.unit_of_work import UnitOfWork
from domain.visits.assigning import HANDED_OVER, assign_team, give_to, open_for_reassignment
from domain.visits.availability import reserve
from domain.visits.states import TEAM_EXPECTED, VisitKind, VisitState
from domain.visits.team import Team
from domain.visits.visit import Former, Visit
from tests.build import NOW, a_team, a_visit, an_oem, at_stage
from tests.fakes import House

DESK: Final = Actor(person="p-ops", name="Om Desk", roles=frozenset({Role.OPS}))
BY: Final = SYSTEM.must(Permission.SEE_LEAD)
SCHEDULED: Final = {
    VisitKind.SURVEY: Stage.SURVEY_SCHEDULED,
    VisitKind.INSTALLATION: Stage.INSTALLATION_SCHEDULED,
}


async def a_booked_visit(kind: VisitKind, state: VisitState = VisitState.BOOKED) -> tuple[House, UnitOfWork]:
    """V-1 is Sunrise's; Dawn is free then."""
    house = House()
    uow = house.uow(NOW)
    visit = a_visit(id="V-1", kind=kind, state=state, customer_confirmed_at=NOW)
    lead = at_stage(SCHEDULED[kind], visits_made=1)
    for thing in (an_oem(), a_team(), a_team(id="dawn", name="Dawn Crew"), lead, visit):
        await uow.add(thing)
    await reserve(uow, a_team(), visit)
    return house, house.uow(NOW)


@pytest.mark.parametrize("kind", list(VisitKind))
@pytest.mark.parametrize("state", sorted(TEAM_EXPECTED))
async def test_a_visit_that_loses_its_team_keeps_its_time_and_waits_for_ops(
    kind: VisitKind, state: VisitState
) -> None:
    house, uow = await a_booked_visit(kind, state)
    before = await uow.get(Visit, "V-1")
    after = await open_for_reassignment(uow, before, "on leave", BY)
    assert (after.state, after.team, after.slot) == (VisitState.UNASSIGNED, None, before.slot)
    assert after.former == Former(team="sunrise", reason="on leave")
    assert after.customer_confirmed_at == before.customer_confirmed_at
    assert house.capacity.bookings == {}
    situation = await situation_of(uow, "L-1042")
    action = next_action(situation)
    assert situation.lead.stage is SCHEDULED[kind]
    assert action is not None
    assert (action.role, action.what, action.subject) == (Role.OPS, Owed.REASSIGN_TEAM, "V-1")
    [event] = uow.events
    assert (event.kind, event.facts["former_team"], event.facts["team"]) == (
        Happening.VISIT_UNASSIGNED,
        "sunrise",
        "",
    )


async def test_what_is_opened_shortly_before_the_visit_is_due_at_once() -> None:
    house, _ = await a_booked_visit(VisitKind.SURVEY)
    late = house.uow(NOW + timedelta(hours=20))
    await open_for_reassignment(late, await late.get(Visit, "V-1"), "on leave", BY)
    action = next_action(await situation_of(late, "L-1042"))
    assert action is not None
    assert action.due == late.now + timedelta(minutes=15)


@pytest.mark.parametrize("state", sorted(set(VisitState) - TEAM_EXPECTED))
async def test_only_a_visit_that_waits_for_its_day_can_lose_its_team(state: VisitState) -> None:
    house, uow = await a_booked_visit(VisitKind.SURVEY, state)
    kept = dict(house.capacity.bookings)
    with pytest.raises(Refused):
        await open_for_reassignment(uow, await uow.get(Visit, "V-1"), "on leave", BY)
    assert house.capacity.bookings == kept


@pytest.mark.parametrize("kind", list(VisitKind))
async def test_the_next_team_gets_the_visit_at_its_time_and_acknowledges(kind: VisitKind) -> None:
    house, uow = await a_booked_visit(kind, VisitState.CONFIRMED)
    await open_for_reassignment(uow, await uow.get(Visit, "V-1"), "on leave", BY)
    given = await assign_team(uow, "V-1", "dawn", DESK)
    assert (given.state, given.team) == (VisitState.BOOKED, "dawn")
    assert uow.events[-1].kind is Happening.VISIT_REASSIGNED
    assert uow.events[-1].facts["former_team"] == "sunrise"
    assert {team for team, *_ in house.capacity.bookings.values()} == {"dawn"}
    assert (await uow.get(Lead, "L-1042")).stage is SCHEDULED[kind]


async def test_a_team_that_can_go_after_all_gets_its_visit_back_and_the_customer_is_not_troubled() -> None:
    _, uow = await a_booked_visit(VisitKind.SURVEY)
    await open_for_reassignment(uow, await uow.get(Visit, "V-1"), "on leave", BY)
    await assign_team(uow, "V-1", "sunrise", DESK)
    assert uow.events[-1].kind is Happening.VISIT_GIVEN_BACK


async def test_a_team_that_cannot_take_it_is_refused_with_the_obstacle() -> None:
    _, uow = await a_booked_visit(VisitKind.SURVEY)
    await uow.save(await _idle(uow))
    await open_for_reassignment(uow, await uow.get(Visit, "V-1"), "on leave", BY)
    with pytest.raises(Refused, match="Dawn Crew no longer works for us"):
        await assign_team(uow, "V-1", "dawn", DESK)


async def _idle(uow: UnitOfWork) -> Team:
    return a_team(id="dawn", name="Dawn Crew", active=False, version=(await uow.get(Team, "dawn")).version)


@pytest.mark.parametrize("kind", list(VisitKind))
@pytest.mark.parametrize("state", sorted(TEAM_EXPECTED))
async def test_a_visit_is_given_to_another_team_with_its_time_and_what_the_customer_said(
    kind: VisitKind, state: VisitState
) -> None:
    house, uow = await a_booked_visit(kind, state)
    before = await uow.get(Visit, "V-1")
    given = await give_to(uow, "V-1", "dawn", before.version, DESK)
    assert (given.state, given.team, given.slot) == (VisitState.BOOKED, "dawn", before.slot)
    assert (given.customer_confirmed_at, given.former) == (NOW, Former(team="sunrise", reason=HANDED_OVER))
    assert {team for team, *_ in house.capacity.bookings.values()} == {"dawn"}
    [event] = uow.events
    assert (event.kind, event.before, event.after) == (Happening.VISIT_REASSIGNED, state, "booked")
    assert (event.facts["team"], event.facts["former_team"]) == ("dawn", "sunrise")


async def test_a_team_that_heard_the_customers_yes_leaves_it_to_the_next() -> None:
    house, uow = await a_booked_visit(VisitKind.SURVEY, VisitState.CONFIRMED)
    await uow.save(replace(await uow.get(Visit, "V-1"), customer_confirmed_at=None))
    later = house.uow(NOW + timedelta(hours=1))
    visit = await later.get(Visit, "V-1")
    given = await give_to(later, "V-1", "dawn", visit.version, DESK)
    assert given.customer_confirmed_at == visit.state_since


async def test_who_gives_a_visit_that_has_changed_hands_since_learns_whose_it_is() -> None:
    """The same tap twice, and the taps of two people at once."""
    house, uow = await a_booked_visit(VisitKind.SURVEY)
    seen = (await uow.get(Visit, "V-1")).version
    await give_to(uow, "V-1", "dawn", seen, DESK)
    for team in ("dawn", "sunrise"):
        with pytest.raises(Refused, match="V-1 is “booked” with Dawn Crew since"):
            await give_to(house.uow(NOW), "V-1", team, seen, DESK)


async def test_a_visit_is_not_given_to_the_team_that_has_it() -> None:
    _, uow = await a_booked_visit(VisitKind.SURVEY)
    with pytest.raises(Refused, match="with Sunrise Crew since"):
        await give_to(uow, "V-1", "sunrise", (await uow.get(Visit, "V-1")).version, DESK)


@pytest.mark.parametrize("state", sorted(set(VisitState) - TEAM_EXPECTED))
async def test_only_a_visit_that_waits_for_its_day_can_be_given(state: VisitState) -> None:
    _, uow = await a_booked_visit(VisitKind.SURVEY, state)
    with pytest.raises(Refused, match="no longer be done"):
        await give_to(uow, "V-1", "dawn", (await uow.get(Visit, "V-1")).version, DESK)


async def test_a_visit_is_not_given_to_a_team_that_has_just_become_busy() -> None:
    house, uow = await a_booked_visit(VisitKind.SURVEY)
    await reserve(uow, a_team(id="dawn"), a_visit(id="V-2", team="dawn"))
    with pytest.raises(Refused, match="Dawn Crew has another visit at that time"):
        await give_to(uow, "V-1", "dawn", (await uow.get(Visit, "V-1")).version, DESK)
    assert house.capacity.bookings["V-1"][0] == "sunrise"
