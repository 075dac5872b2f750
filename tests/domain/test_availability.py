"""Whether a team can really take a visit, and that nothing is offered which cannot be had."""

import asyncio
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.calendar import Calendar
from domain.errors import Refused
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.slot import Slot
from domain.unit_of_work import Taken
from domain.visits.assigning import assign_team
from domain.visits.availability import Diary, Obstacle, diary_of, reserve
from domain.visits.day_off import DaysOff
from domain.visits.declaring import declare_emergency
from domain.visits.ranking import candidates_for
from domain.visits.scheduling import propose_slots
from domain.visits.slots import able_teams, open_places
from domain.visits.states import VisitKind, VisitState
from domain.visits.team import Certificate, Leave, Team
from domain.visits.visit import Visit
from tests.build import NOW, TOMORROW, a_customer, a_team, a_visit, an_oem, at_stage
from tests.domain.test_reactions import DESK
from tests.fakes import House

TUESDAY: Final = date(2026, 11, 24)
CALENDAR: Final = Calendar()
SCHEDULING: Final = {
    VisitKind.SURVEY: Stage.SURVEY_SCHEDULING,
    VisitKind.INSTALLATION: Stage.INSTALLATION_SCHEDULING,
}


def until(day: date) -> Certificate:
    return Certificate(name="Electrical licence", expires_on=day)


def taken(visit: str) -> Taken:
    return Taken(team="sunrise", visit=visit, slot=TOMORROW)


def a_diary(**but: Any) -> Diary:  # noqa: ANN401  fields of Diary
    return replace(Diary(calendar=CALENDAR, site="MH"), **but)


@pytest.mark.parametrize(
    ("team", "diary", "obstacle"),
    [
        (a_team(), a_diary(), None),
        (a_team(active=False), a_diary(), Obstacle.INACTIVE),
        (a_team(skills=frozenset({VisitKind.INSTALLATION})), a_diary(), Obstacle.SKILL),
        (a_team(certificates=(until(TUESDAY),)), a_diary(), None),
        (a_team(certificates=(until(date(2026, 11, 23)),)), a_diary(), Obstacle.CERTIFICATE),
        (a_team(leave=(Leave(first=TUESDAY, last=TUESDAY, reason=""),)), a_diary(), Obstacle.LEAVE),
        (a_team(workdays=frozenset({0, 2})), a_diary(), Obstacle.DAY_OFF),
        (a_team(), a_diary(off={"MH": frozenset({TUESDAY})}), Obstacle.HOLIDAY),
        (a_team(), a_diary(off={"KA": frozenset({TUESDAY})}), None),
        (a_team(state="KA"), a_diary(off={"KA": frozenset({TUESDAY})}), Obstacle.HOLIDAY),
        (a_team(), a_diary(site=None, off={"MH": frozenset({TUESDAY})}), None),
        (a_team(opens=time(10, 30)), a_diary(), Obstacle.HOURS),
        (a_team(closes=time(11, 30)), a_diary(), Obstacle.HOURS),
        (a_team(), a_diary(taken={"sunrise": (taken("S-7-1"),)}), Obstacle.BUSY),
        (a_team(), a_diary(taken={"sunrise": (taken("S-1042-1"),)}), None),
        (a_team(), a_diary(places={("sunrise", TUESDAY): 3}), Obstacle.FULL),
        (
            a_team(),
            a_diary(places={("sunrise", TUESDAY): 3}, taken={"sunrise": (taken("S-1042-1"),)}),
            None,
        ),
    ],
)
def test_what_stands_against_a_team(team: Team, diary: Diary, obstacle: Obstacle | None) -> None:
    assert diary.against(team, VisitKind.SURVEY, TOMORROW, "S-1042-1") is obstacle


@pytest.mark.parametrize(("month", "day"), [(1, 26), (8, 15), (10, 2)])
@pytest.mark.parametrize("site", ["MH", ""])
def test_three_days_are_off_everywhere(month: int, day: int, site: str) -> None:
    start = CALENDAR.at(date(2027, month, day), time(10))
    slot = Slot(start=start, end=start + timedelta(hours=2))
    team = a_team(workdays=frozenset(range(7)))
    assert a_diary(site=site).against(team, VisitKind.SURVEY, slot) is Obstacle.HOLIDAY
    assert a_diary(site=None).against(team, VisitKind.SURVEY, slot) is None


def test_the_place_of_another_day_is_not_the_visits_own_there() -> None:
    """It has a place on Wednesday: that frees none on a full Tuesday."""
    wednesday = Slot(start=TOMORROW.start + timedelta(days=1), end=TOMORROW.end + timedelta(days=1))
    diary = a_diary(
        places={("sunrise", TUESDAY): 3}, taken={"sunrise": (replace(taken("S-1042-1"), slot=wednesday),)}
    )
    assert diary.against(a_team(), VisitKind.SURVEY, TOMORROW, "S-1042-1") is Obstacle.FULL


async def a_house(*teams: Team, kind: VisitKind = VisitKind.SURVEY, **customer: str) -> House:
    house = House()
    uow = house.uow(NOW)
    await uow.add(an_oem())
    await uow.add(at_stage(SCHEDULING[kind], customer=a_customer(**customer)))
    for team in teams:
        await uow.add(team)
    return house


@pytest.mark.parametrize("kind", list(VisitKind))
@pytest.mark.parametrize("where", [{"state": "Maharashtra"}, {"state": ""}])
async def test_nothing_is_offered_on_a_day_off_of_the_sites_state(
    kind: VisitKind, where: dict[str, str]
) -> None:
    house = await a_house(a_team(), kind=kind, **where)
    uow = house.uow(NOW)
    await uow.add(DaysOff(id="MH", days={TUESDAY: "Guru Nanak Jayanti"}))
    visit = await propose_slots(uow, "L-1042", DESK)
    days = {CALENDAR.local(slot.start).date() for slot in visit.offered}
    assert TUESDAY not in days
    assert days == {date(2026, 11, day) for day in (25, 26, 27)}


async def test_a_day_that_became_a_day_off_is_not_assigned_any_more() -> None:
    house = await a_house(a_team())
    uow = house.uow(NOW)
    await uow.add(a_visit(state=VisitState.PROPOSED, team=None))
    await uow.add(DaysOff(id="MH", days={TUESDAY: "Guru Nanak Jayanti"}))
    with pytest.raises(Refused, match="it is a public holiday"):
        await assign_team(uow, "S-1042-1", "sunrise", DESK)


async def test_a_visit_that_lost_its_team_may_be_given_to_another_on_a_day_off() -> None:
    house = await a_house(a_team())
    uow = house.uow(NOW)
    await uow.add(a_visit(state=VisitState.UNASSIGNED, team=None))
    await uow.add(DaysOff(id="MH", days={TUESDAY: "Guru Nanak Jayanti"}))
    assert (await assign_team(uow, "S-1042-1", "sunrise", DESK)).team == "sunrise"


async def test_in_an_emergency_teams_are_asked_on_a_day_off_too() -> None:
    house = await a_house(a_team(), a_team(id="dawn", name="Dawn Crew"))
    uow = house.uow(NOW)
    await uow.add(a_visit())
    await uow.add(DaysOff(id="MH", days={TUESDAY: "Guru Nanak Jayanti"}))
    visit = await declare_emergency(uow, "S-1042-1", "vehicle", DESK)
    assert [offer.team for offer in visit.alarmed.offers] == ["dawn"]


DAYS: Final = st.integers(0, 15).map(lambda ahead: date(2026, 11, 23) + timedelta(days=ahead))
LEAVE: Final = st.tuples(DAYS, st.integers(0, 3)).map(
    lambda it: Leave(first=it[0], last=it[0] + timedelta(days=it[1]), reason="")
)
HOURS: Final = st.sampled_from([(time(9, 30), time(18, 30)), (time(11), time(20)), (time(8), time(12, 30))])


@st.composite
def teams(draw: st.DrawFn) -> Team:
    opens, closes = draw(HOURS)
    return a_team(
        id=draw(st.sampled_from(["sunrise", "dawn", "moon"])),
        active=draw(st.integers(0, 9)) > 0,
        skills=draw(st.sampled_from([frozenset(VisitKind), frozenset({VisitKind.SURVEY})])),
        zones=draw(st.sampled_from([("411",), ("4",), ("560",)])),
        opens=opens,
        closes=closes,
        workdays=draw(st.frozensets(st.integers(0, 6), min_size=3)),
        daily_capacity=draw(st.integers(1, 3)),
        leave=tuple(draw(st.lists(LEAVE, max_size=2))),
        certificates=tuple(until(day) for day in draw(st.lists(DAYS, max_size=1))),
        state=draw(st.sampled_from(["", "MH", "KA"])),
    )


COMPANIES: Final = st.lists(teams(), min_size=1, max_size=3, unique_by=lambda team: team.id)
STARTS: Final = st.tuples(DAYS, st.integers(18, 36)).map(
    lambda it: CALENDAR.at(it[0], time(it[1] // 2, it[1] % 2 * 30))
)
BOOKED: Final = st.lists(
    st.tuples(st.sampled_from(["sunrise", "dawn", "moon"]), STARTS, st.sampled_from([60, 75, 120])),
    max_size=12,
)
OFF: Final = st.dictionaries(st.sampled_from(["MH", "KA"]), st.lists(DAYS, max_size=3))


async def booked_up(
    company: list[Team], booked: list[tuple[str, datetime, int]], off: dict[str, list[date]]
) -> House:
    """Whatever of these bookings is possible is booked."""
    house = await a_house(*company)
    uow = house.uow(NOW)
    for state, days in off.items():
        await uow.add(DaysOff(id=state, days=dict.fromkeys(days, "Holiday")))
    known = {team.id: team for team in company}
    for number, (team, start, minutes) in enumerate(booked):
        slot = Slot(start=start, end=start + timedelta(minutes=minutes))
        other = a_visit(id=f"S-{number}-1", lead="L-1042", slot=slot, state=VisitState.PROPOSED, team=None)
        if team in known:
            await _tried(house, known[team], other)
    return house


async def _tried(house: House, team: Team, visit: Visit) -> bool:
    try:
        await reserve(house.uow(NOW), team, visit)
    except Refused:
        return False
    return True


async def can_be_had(house: House, team: Team, visit: Visit) -> bool:
    had = await _tried(house, team, visit)
    if had:
        await house.capacity.free(visit.id)
    return had


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(COMPANIES, BOOKED, OFF)
def test_a_slot_is_offered_exactly_where_some_team_can_be_had_right_then(
    company: list[Team], booked: list[tuple[str, datetime, int]], off: dict[str, list[date]]
) -> None:
    async def check() -> None:
        house = await booked_up(company, booked, off)
        uow = house.uow(NOW)
        lead = await uow.get(Lead, "L-1042")
        able = await able_teams(uow, lead, VisitKind.SURVEY)
        for number, place in enumerate(await open_places(uow, lead, VisitKind.SURVEY)):
            visit = a_visit(id=f"S-1042-{number}", state=VisitState.PROPOSED, slot=place.slot, team=None)
            await uow.add(visit)
            had = [team for team in able if await can_be_had(house, team, visit)]
            ranked = [candidate.team.id for candidate in await candidates_for(uow, visit)]
            assert sorted(ranked) == sorted(team.id for team in had)
            assert list(place.teams) == [team for team in had if team.serves("411045")] != []

    asyncio.run(check())


@settings(deadline=None)
@given(st.integers(0, 16 * 24 * 60), st.integers(15, 300))
def test_no_visit_outside_the_hours_is_had(later: int, minutes: int) -> None:
    begin = NOW + timedelta(minutes=later)
    slot = Slot(start=begin, end=begin + timedelta(minutes=minutes))
    opens, closes = CALENDAR.local(slot.start), CALENDAR.local(slot.end)
    team = a_team(workdays=frozenset(range(7)))
    stands = a_diary().against(team, VisitKind.SURVEY, slot)
    inside = opens.date() == closes.date() and opens.time() >= time(9, 30) and closes.time() <= time(18, 30)
    assert (stands is None) is inside


async def test_a_diary_knows_every_day_that_its_span_touches() -> None:
    house = await a_house(a_team())
    uow = house.uow(NOW)
    late = Slot(start=CALENDAR.at(TUESDAY, time(17)), end=CALENDAR.at(TUESDAY, time(18)))
    await uow.capacity.take("sunrise", late, "S-7-1", day=TUESDAY, most=3)
    diary = await diary_of(uow, [a_team()], TOMORROW, CALENDAR)
    assert [one.visit for one in diary.taken["sunrise"]] == ["S-7-1"]
    assert diary.places == {("sunrise", TUESDAY): 1}
