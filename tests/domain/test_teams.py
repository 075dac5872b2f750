"""A team that is changed, and a day that becomes a day off: what is booked stays, and is told."""

from datetime import date, time, timedelta
from typing import Final

import pytest

from domain.errors import Invalid, Refused
from domain.events import Happening
from domain.leads.stages import Stage
from domain.people.person import Grant
from domain.people.roles import Role
from domain.slot import Slot
from domain.unit_of_work import UnitOfWork
from domain.visits.affected import unpacked
from domain.visits.availability import reserve
from domain.visits.crews import crew_of
from domain.visits.days_off import add_days_off, remove_day_off
from domain.visits.states import VisitState
from domain.visits.team import Team
from domain.visits.teams import TeamChange, add_team, change_team
from domain.visits.visit import Visit
from tests.build import NOW, TOMORROW, a_chat, a_customer, a_person, a_team, a_visit, an_oem, at_stage
from tests.domain.test_permissions import an_actor
from tests.fakes import House

ADMIN: Final = an_actor(Role.ADMIN)
TUESDAY: Final = date(2026, 11, 24)


async def a_house(*, visits: int = 1, state: str = "Maharashtra", team: Team | None = None) -> UnitOfWork:
    """So many visits of one crew, tomorrow from 10:00 on, two hours each."""
    uow = House().uow(NOW)
    await uow.add(an_oem())
    await uow.add(at_stage(Stage.SURVEY_SCHEDULED, customer=a_customer(state=state)))
    crew = team or a_team()
    await uow.add(crew)
    for number in range(visits):
        later = timedelta(hours=2 * number)
        slot = Slot(start=TOMORROW.start + later, end=TOMORROW.end + later)
        visit = a_visit(id=f"S-1042-{number + 1}", slot=slot)
        await uow.add(visit)
        await reserve(uow, crew, visit)
    return uow


@pytest.mark.parametrize(
    ("change", "misfits"),
    [
        (TeamChange(daily_capacity=2), []),
        (TeamChange(daily_capacity=1), ["S-1042-1", "S-1042-2"]),
        (TeamChange(opens=time(11)), ["S-1042-1"]),
        (TeamChange(workdays=frozenset({0})), ["S-1042-1", "S-1042-2"]),
        (TeamChange(active=False), ["S-1042-1", "S-1042-2"]),
        (TeamChange(name="Sunrise & Sons"), []),
    ],
)
async def test_what_no_longer_fits_is_told_and_stays(change: TeamChange, misfits: list[str]) -> None:
    uow = await a_house(visits=2)
    team, told = await change_team(uow, "sunrise", change, ADMIN)
    assert [one.visit for one in told] == misfits
    assert [event.kind for event in uow.events] == [Happening.TEAM_CHANGED]
    assert unpacked(uow.events[0].facts["visits"]) == told
    assert team == await uow.get(Team, "sunrise")
    assert {visit.team for visit in await uow.all(Visit)} == {"sunrise"}


async def test_what_a_team_had_before_is_remembered_where_its_places_shrink() -> None:
    uow = await a_house()
    await change_team(uow, "sunrise", TeamChange(daily_capacity=1), ADMIN)
    team, _ = await change_team(uow, "sunrise", TeamChange(daily_capacity=2), ADMIN)
    assert (team.daily_capacity, team.most_places) == (2, 3)


@pytest.mark.parametrize(
    ("change", "example"),
    [
        (TeamChange(), "--hours 09:00-18:00"),
        (TeamChange(opens=time(19)), "09:00-18:00"),
        (TeamChange(workdays=frozenset()), "mon-sat"),
        (TeamChange(daily_capacity=0), "Example: 3"),
    ],
)
async def test_a_team_that_cannot_be_is_answered_with_an_example(change: TeamChange, example: str) -> None:
    uow = await a_house()
    with pytest.raises(Invalid, match=example):
        await change_team(uow, "sunrise", change, ADMIN)


async def test_a_team_is_added_once() -> None:
    uow = await a_house()
    with pytest.raises(Refused, match="There is a sunrise already"):
        await add_team(uow, a_team(), ADMIN)


@pytest.mark.parametrize(
    ("site", "team", "told"), [("Maharashtra", "", 1), ("Karnataka", "", 0), ("Karnataka", "MH", 1)]
)
async def test_visits_on_a_day_that_becomes_a_day_off_are_told_of(site: str, team: str, told: int) -> None:
    uow = await a_house(state=site, team=a_team(state=team))
    days = {TUESDAY: "Guru Nanak Jayanti", date(2026, 1, 14): "Makar Sankranti"}
    booked = await add_days_off(uow, "MH", days, ADMIN)
    assert [one.visit for one in booked] == ["S-1042-1"][:told]
    assert uow.events[-1].facts["off"] == "14.01.2026 Makar Sankranti, 24.11.2026 Guru Nanak Jayanti"
    assert (await uow.get(Visit, "S-1042-1")).state is VisitState.BOOKED


async def test_national_holidays_are_neither_added_nor_removed() -> None:
    uow = await a_house()
    with pytest.raises(Refused, match="everywhere already"):
        await add_days_off(uow, "MH", {date(2027, 1, 26): "Republic Day"}, ADMIN)
    with pytest.raises(Refused, match="national holiday"):
        await remove_day_off(uow, "MH", date(2027, 1, 26), ADMIN)
    with pytest.raises(Refused, match="no day off in Maharashtra"):
        await remove_day_off(uow, "MH", TUESDAY, ADMIN)
    with pytest.raises(Invalid, match="Gudi Padwa"):
        await add_days_off(uow, "MH", {TUESDAY: " "}, ADMIN)


async def test_a_crew_is_reachable_with_a_group_and_a_member() -> None:
    uow = await a_house()
    assert not (await crew_of(uow, "sunrise")).is_reachable
    await uow.add(a_chat(id=-5, role=Role.FIELD, team="sunrise"))
    assert not (await crew_of(uow, "sunrise")).is_reachable
    await uow.add(a_person(grants=(Grant(role=Role.FIELD, team="sunrise"),)))
    crew = await crew_of(uow, "sunrise")
    assert crew.is_reachable
    assert [person.name for person in crew.members] == ["Asha"]
    assert [one.visit for one in crew.booked] == ["S-1042-1"]
