"""Two visits of a day change teams, where each team can take the other's."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from domain.errors import Refused
from domain.events import Happening
from domain.leads.stages import Stage
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.slot import Slot
from domain.unit_of_work import Kept
from domain.visits.availability import reserve
from domain.visits.states import VisitKind, VisitState
from domain.visits.swapping import swap_teams, swaps_for
from domain.visits.team import Team
from domain.visits.visit import Visit
from tests.build import NOW, TOMORROW, a_lead, a_team, a_visit, an_oem, at_stage
from tests.fakes import House

DESK: Final = Actor(person="p-ops", name="Om Desk", roles=frozenset({Role.OPS}))
DAY: Final = timedelta(days=1)
AFTERNOON: Final = Slot(start=TOMORROW.start + timedelta(hours=5), end=TOMORROW.end + timedelta(hours=5))
NEXT_DAY: Final = Slot(start=TOMORROW.start + DAY, end=TOMORROW.end + DAY)
DAWN: Final = a_team(id="dawn", name="Dawn Crew")


async def two_visits(
    kind: VisitKind = VisitKind.SURVEY,
    *,
    teams: tuple[Team, Team] = (a_team(), DAWN),
    booked: tuple[Visit, ...] = (),
    **other: Any,  # noqa: ANN401  fields of Visit
) -> House:
    """V-1 is Sunrise's in the morning, V-2 of another lead Dawn's in the afternoon."""
    house = House()
    uow = house.uow(NOW)
    second = replace(a_visit(id="V-2", lead="L-7", kind=kind, team="dawn", slot=AFTERNOON), **other)
    visits = (a_visit(id="V-1", kind=kind), second, *booked)
    leads = (at_stage(Stage.SURVEY_SCHEDULED), a_lead(id="L-7", oem_reference="VM-7"))
    there: tuple[Kept, ...] = (an_oem(), *teams, *leads, *visits)
    for thing in there:
        await uow.add(thing)
    by_id = {team.id: team for team in teams}
    for visit in visits:
        if visit.holds_capacity:
            await reserve(uow, by_id[visit.team or ""], visit)
    return house


async def offered(house: House) -> list[tuple[str, str]]:
    uow = house.uow(NOW)
    return [(swap.visit.id, swap.team.id) for swap in await swaps_for(uow, await uow.get(Visit, "V-1"))]


@pytest.mark.parametrize("kind", list(VisitKind))
async def test_two_visits_change_teams(kind: VisitKind) -> None:
    house = await two_visits(kind)
    assert await offered(house) == [("V-2", "dawn")]
    uow = house.uow(NOW)
    one, other = await swap_teams(uow, "V-1", "V-2", (0, 0), DESK)
    assert [(visit.team, visit.state) for visit in (one, other)] == [
        ("dawn", VisitState.BOOKED),
        ("sunrise", VisitState.BOOKED),
    ]
    assert (one.slot, other.slot) == (TOMORROW, AFTERNOON)
    assert {visit: team for visit, (team, _) in house.capacity.bookings.items()} == {
        "V-1": "dawn",
        "V-2": "sunrise",
    }
    assert [(event.kind, event.facts["former_team"]) for event in uow.events] == [
        (Happening.VISIT_REASSIGNED, "sunrise"),
        (Happening.VISIT_REASSIGNED, "dawn"),
    ]


async def test_teams_whose_day_is_full_can_swap_all_the_same() -> None:
    full = (a_team(daily_capacity=1), replace(DAWN, daily_capacity=1))
    house = await two_visits(teams=full)
    assert await offered(house) == [("V-2", "dawn")]
    await swap_teams(house.uow(NOW), "V-1", "V-2", (0, 0), DESK)


async def test_visits_at_the_same_time_can_swap() -> None:
    house = await two_visits(slot=TOMORROW)
    await swap_teams(house.uow(NOW), "V-1", "V-2", (0, 0), DESK)


CANNOT: Final[dict[str, dict[str, Any]]] = {
    "Sunrise Crew does not do this kind of visit": {
        "teams": (a_team(skills=frozenset({VisitKind.SURVEY})), DAWN),
        "kind": VisitKind.INSTALLATION,
    },
    "Dawn Crew has another visit at that time": {
        "booked": (a_visit(id="V-3", lead="L-7", team="dawn"),),
    },
    "Dawn Crew no longer works for us": {"teams": (a_team(), replace(DAWN, active=False))},
}


@pytest.mark.parametrize("obstacle", list(CANNOT))
async def test_what_one_of_the_teams_cannot_take_is_neither_offered_nor_done(obstacle: str) -> None:
    given = dict(CANNOT[obstacle])
    kind = given.pop("kind", None)
    able = given.pop("teams", (a_team(), DAWN))
    house = await two_visits(**given)
    uow = house.uow(NOW)
    for team in able:
        await uow.save(team)
    if kind is not None:
        await uow.save(replace(await uow.get(Visit, "V-2"), kind=kind))
    assert ("V-2", "dawn") not in await offered(house)
    with pytest.raises(Refused, match=obstacle):
        await swap_teams(uow, "V-1", "V-2", (0, int(kind is not None)), DESK)


@pytest.mark.parametrize(
    "other",
    [
        {"slot": NEXT_DAY},
        {"state": VisitState.ON_THE_WAY},
        {"state": VisitState.CANCELLED},
        {"state": VisitState.EMERGENCY},
        {"team": "sunrise"},
    ],
)
async def test_only_a_visit_of_the_day_that_another_team_is_to_make_is_offered(other: dict[str, Any]) -> None:
    assert await offered(await two_visits(**other)) == []


async def test_a_swap_is_done_once_and_only_as_it_was_seen() -> None:
    house = await two_visits()
    await swap_teams(house.uow(NOW), "V-1", "V-2", (0, 0), DESK)
    with pytest.raises(Refused, match=r"changed since\. V-1 is “booked” with Dawn Crew .* with Sunrise Crew"):
        await swap_teams(house.uow(NOW), "V-1", "V-2", (0, 0), DESK)


async def test_a_team_cannot_swap_with_itself() -> None:
    house = await two_visits(team="sunrise")
    with pytest.raises(Refused, match="Sunrise Crew has both visits already"):
        await swap_teams(house.uow(NOW), "V-1", "V-2", (0, 0), DESK)


async def test_a_visit_that_is_under_way_keeps_its_team() -> None:
    house = await two_visits(state=VisitState.ON_THE_WAY)
    with pytest.raises(Refused, match="V-2 is “team on the way”"):
        await swap_teams(house.uow(NOW), "V-1", "V-2", (0, 0), DESK)
