"""The day of a visit by its commands: the call, the way, the arrival, a closed door, and timers that come late."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

import pytest

from domain.errors import Invalid, NotAllowed, Refused
from domain.events import Event, Happening
from domain.leads.lead import Documents
from domain.leads.stages import Stage
from domain.owed import Owed, next_action
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.policy import DEFAULT
from domain.reactions import Audience
from domain.rules import Rule, Timer
from domain.settle import settle, situation_of
from domain.timekeeping import fire
from domain.visits.absence import answer_at_door, customer_appeared, decide_fee, record_absence, report_absent
from domain.visits.arrival import (
    check_in,
    explain_check_in,
    is_far,
    place_check_in,
    unfit,
    wants_place,
    wants_reason,
)
from domain.visits.day import confirm_visit, customer_not_reached, next_try
from domain.visits.day_steps import day_timers
from domain.visits.filling import submit_form
from domain.visits.states import VisitKind, VisitState
from domain.visits.travel import estimate, expected, set_out, sharing_ended, team_seen
from domain.visits.underway import Absence, AtTheDoor, CheckIn, Journey, Sighting
from domain.visits.visit import Visit
from tests.build import NOW, OPS, TOMORROW, a_form, a_picture, a_team, a_visit, an_oem, at_stage, documents
from tests.fakes import House

M: Final = timedelta(minutes=1)
V: Final = VisitState
CREW: Final = Actor(person="p-ravi", name="Ravi", roles=frozenset({Role.FIELD}), teams=frozenset({"sunrise"}))
DESK: Final = Actor(person="p-ops", name="Om Desk", roles=frozenset({Role.OPS}))
ASHA: Final = Actor(
    person="p-asha", name="Asha", roles=frozenset({Role.CUSTOMER}), leads=frozenset({"L-1042"})
)
SITE: Final = (18.5590, 73.7868)
KM_NORTH: Final = 1 / 111.195
SCHEDULED: Final = {
    VisitKind.SURVEY: Stage.SURVEY_SCHEDULED,
    VisitKind.INSTALLATION: Stage.INSTALLATION_SCHEDULED,
}
ARRIVED: Final = CheckIn(at=NOW)


async def a_house(state: VisitState, *, kind: VisitKind = VisitKind.SURVEY, **but: Any) -> House:  # noqa: ANN401  fields of Visit
    house = House()
    uow = house.uow(NOW)
    lead = at_stage(SCHEDULED[kind], visits_made=1)
    visit = a_visit(state=state, kind=kind, state_since=NOW, **but)
    for thing in (an_oem(), a_team(base=(SITE[0] + 8 * KM_NORTH, SITE[1])), lead, visit):
        await uow.add(thing)
    return house


async def the_visit(house: House) -> Visit:
    return await house.uow(NOW).get(Visit, "S-1042-1")


def at(km: float, minutes: float = 0, **but: Any) -> Sighting:  # noqa: ANN401  fields of Sighting
    """So far north of the site."""
    seen = Sighting(source="701:5", at=NOW + minutes * M, latitude=SITE[0] + km * KM_NORTH, longitude=SITE[1])
    return replace(seen, **but)


def kinds(events: list[Event]) -> list[Happening]:
    return [event.kind for event in events]


async def test_who_confirms_a_visit_has_acknowledged_it() -> None:
    house = await a_house(V.BOOKED)
    uow = house.uow(NOW)
    visit = await confirm_visit(uow, "S-1042-1", DESK)
    assert visit.state is V.CONFIRMED
    assert kinds(uow.events) == [Happening.VISIT_ACKNOWLEDGED, Happening.VISIT_CONFIRMED]


async def test_a_try_is_kept_and_the_next_one_is_suggested_before_the_start_only() -> None:
    house = await a_house(V.ACKNOWLEDGED)
    visit = await customer_not_reached(house.uow(NOW), "S-1042-1", CREW)
    assert [one.at for one in visit.tries] == [NOW]
    assert next_try(visit, DEFAULT) == NOW + 20 * M
    late = await customer_not_reached(house.uow(TOMORROW.start - 10 * M), "S-1042-1", CREW)
    assert len(late.tries) == 2
    assert next_try(late, DEFAULT) is None


async def test_the_way_takes_what_the_team_says_else_what_the_distance_says_else_the_usual() -> None:
    leaves = TOMORROW.start - 60 * M
    uow = (await a_house(V.CONFIRMED)).uow(leaves)
    assert await expected(uow, await uow.get(Visit, "S-1042-1")) == 35 * M
    visit = await set_out(uow, "S-1042-1", CREW)
    assert visit.journey == Journey(eta=leaves + 35 * M, told=leaves + 35 * M)
    house = await a_house(V.CONFIRMED)
    said = await set_out(house.uow(leaves), "S-1042-1", CREW, takes=45 * M)
    assert said.journey is not None
    assert said.journey.eta == leaves + 45 * M
    house = await a_house(V.CONFIRMED, team="dawn")
    await house.uow(NOW).add(a_team(id="dawn"))
    dawn = replace(CREW, teams=frozenset({"dawn"}))
    usual = await set_out(house.uow(leaves), "S-1042-1", dawn)
    assert usual.journey is not None
    assert usual.journey.eta == leaves + 30 * M


async def test_what_is_said_too_long_before_the_visit_does_not_count() -> None:
    day_before = TOMORROW.start - DEFAULT.confirm_from
    house = await a_house(V.ACKNOWLEDGED)
    for too_early in (day_before - timedelta(days=3), day_before - M):
        with pytest.raises(Refused, match="that is too early"):
            await confirm_visit(house.uow(too_early), "S-1042-1", DESK)
    assert (await the_visit(house)).state is V.ACKNOWLEDGED
    await confirm_visit(house.uow(day_before), "S-1042-1", DESK)
    from_then = TOMORROW.start - DEFAULT.set_out_from
    with pytest.raises(Refused, match="that is too early"):
        await set_out(house.uow(from_then - M), "S-1042-1", CREW)
    assert (await set_out(house.uow(from_then), "S-1042-1", CREW)).state is V.ON_THE_WAY


@pytest.mark.parametrize("minutes", [-5, 361])
async def test_nobody_is_on_the_way_for_no_time_or_for_a_day(minutes: int) -> None:
    house = await a_house(V.CONFIRMED)
    with pytest.raises(Invalid, match="Example: 30 min"):
        await set_out(house.uow(NOW), "S-1042-1", CREW, takes=minutes * M)


def test_an_estimate_is_a_full_five_minutes() -> None:
    assert estimate((SITE[0] + KM_NORTH, SITE[1]), SITE, DEFAULT, NOW) == NOW + 5 * M
    assert estimate((SITE[0] + 9.9 * KM_NORTH, SITE[1]), SITE, DEFAULT, NOW + M) == NOW + 40 * M


async def on_the_way() -> House:
    return await a_house(V.ON_THE_WAY, journey=Journey(eta=NOW + 30 * M, told=NOW + 30 * M))


async def seen(house: House, *sightings: Sighting) -> list[Happening]:
    found: list[Happening] = []
    for sighting in sightings:
        uow = house.uow(sighting.at)
        await team_seen(uow, "S-1042-1", sighting, CREW)
        found += kinds(uow.events)
    return found


async def test_a_shared_location_moves_the_time_and_asks_once_near_the_site() -> None:
    house = await on_the_way()
    told = await seen(house, at(8, 0), at(5, 10), at(0.2, 20), at(0.1, 25))
    assert told == [Happening.TEAM_SHARES_LOCATION, Happening.TEAM_NEAR]
    journey = (await the_visit(house)).journey
    assert journey is not None
    assert (journey.eta, journey.near, journey.slipped) == (NOW + 30 * M, True, False)
    assert journey.told == NOW + 30 * M


async def test_the_customer_is_told_at_most_once_that_it_comes_later() -> None:
    house = await on_the_way()
    told = await seen(house, at(11, 0), at(11, 5), at(11, 30), at(11, 60))
    assert told == [Happening.TEAM_SHARES_LOCATION, Happening.ETA_SLIPPED]
    journey = (await the_visit(house)).journey
    assert journey is not None
    assert journey.told == NOW + 50 * M
    assert journey.eta == NOW + 105 * M


async def test_samples_that_come_twice_in_the_wrong_order_or_too_often_change_nothing() -> None:
    house = await on_the_way()
    await seen(house, at(8, 2))
    before = (await the_visit(house)).version
    await seen(house, at(7, 2), at(0.1, 1), at(7, 2.5))
    assert (await the_visit(house)).version == before
    await seen(house, at(0.1, 2.6))
    assert (await the_visit(house)).version == before + 1


async def test_sharing_ends_with_its_own_message_only() -> None:
    house = await on_the_way()
    await seen(house, at(8, 0))
    await sharing_ended(house.uow(NOW), "S-1042-1", "701:6", CREW)
    assert (await the_visit(house)).journey != Journey(eta=NOW + 35 * M, told=NOW + 30 * M)
    await sharing_ended(house.uow(NOW), "S-1042-1", "701:5", CREW)
    assert (await the_visit(house)).journey == Journey(eta=NOW + 35 * M, told=NOW + 30 * M)


async def test_without_the_place_of_the_site_a_location_moves_nothing() -> None:
    house = await on_the_way()
    uow = house.uow(NOW)
    situation = await situation_of(uow, "L-1042")
    await uow.save(replace(situation.lead, documents=Documents()))
    assert await seen(house, at(8, 0)) == []
    journey = (await the_visit(house)).journey
    assert journey is not None
    assert journey.eta == NOW + 30 * M


@pytest.mark.parametrize(
    ("km", "metres", "far"), [(0.12, 120, False), (0.299, 299, False), (0.31, 310, True), (2.3, 2300, True)]
)
async def test_the_place_of_a_check_in_is_measured_and_never_blocks(
    km: float, metres: int, *, far: bool
) -> None:
    house = await a_house(V.ON_SITE, check_in=ARRIVED)
    visit = await place_check_in(house.uow(NOW), "S-1042-1", at(km, accuracy_m=20), CREW)
    assert visit.checked_in.distance_m == pytest.approx(metres, abs=2)
    assert visit.checked_in.accuracy_m == 20
    assert is_far(visit.checked_in, DEFAULT) is wants_reason(visit, DEFAULT) is far
    await house.uow(NOW).add(a_form())
    reported = await submit_form(house.uow(NOW), "S-1042-1", CREW)
    assert reported.state is V.REPORTED


@pytest.mark.parametrize(("minutes", "placed"), [(0, True), (2, True), (2.1, False)])
async def test_a_location_that_is_shared_live_is_the_place_of_the_check_in_while_it_is_fresh(
    minutes: float,
    placed: bool,  # noqa: FBT001  a column of the table
) -> None:
    journey = Journey(eta=NOW, told=NOW, seen=at(0.1))
    house = await a_house(V.ON_THE_WAY, journey=journey)
    visit = await check_in(house.uow(NOW + minutes * M), "S-1042-1", CREW)
    assert visit.checked_in.at == NOW + minutes * M
    assert visit.checked_in.is_placed is placed


@pytest.mark.parametrize(
    ("accuracy", "minutes", "words"),
    [
        (100, 0, ""),
        (None, 2, ""),
        (101, 0, "only to within 101 m"),
        (20, 3, "too old to count"),
    ],
)
async def test_a_location_that_shows_no_place_is_said_to_and_is_not_the_place_of_the_check_in(
    accuracy: int | None, minutes: float, words: str
) -> None:
    seen, now = at(0.1, accuracy_m=accuracy), NOW + minutes * M
    why = unfit(seen, DEFAULT, now)
    assert words in str(why or "")
    assert (why is None) is (words == "")
    house = await a_house(V.ON_THE_WAY, journey=Journey(eta=NOW, told=NOW, seen=seen))
    visit = await check_in(house.uow(now), "S-1042-1", CREW)
    assert visit.checked_in.is_placed is (words == "")


async def test_no_location_is_as_good_with_a_reason() -> None:
    house = await a_house(V.ON_SITE, check_in=ARRIVED)
    lead = at_stage(Stage.SURVEY_SCHEDULED)
    assert wants_place(await the_visit(house), lead)
    visit = await explain_check_in(house.uow(NOW), "S-1042-1", "cannot", CREW)
    assert not wants_place(visit, lead)
    assert visit.checked_in == replace(ARRIVED, reason="cannot")


async def test_where_the_site_is_not_known_nothing_is_asked() -> None:
    lead = at_stage(Stage.SURVEY_SCHEDULED)
    nowhere = replace(lead, documents=documents(location=None))
    assert not wants_place(a_visit(state=V.ON_SITE, check_in=ARRIVED), nowhere)


async def at_the_door(**but: Any) -> House:  # noqa: ANN401  fields of Absence
    absence = replace(Absence(since=NOW, photo=a_picture()), **but)
    return await a_house(V.ON_SITE, check_in=ARRIVED, absence=absence)


async def test_a_closed_door_is_shown_and_waited_at() -> None:
    house = await a_house(V.ON_SITE, check_in=ARRIVED)
    uow = house.uow(NOW)
    await report_absent(uow, "S-1042-1", a_picture(unique_id="door"), CREW)
    assert [picture.unique_id for picture in house.ledger.media] == ["door"]
    action = next_action(await situation_of(house.uow(NOW), "L-1042"))
    assert action is not None
    assert (action.what, action.role, action.due) == (Owed.RECORD_ABSENCE, Role.FIELD, NOW + 20 * M)
    with pytest.raises(Refused, match="begun already"):
        await report_absent(house.uow(NOW), "S-1042-1", a_picture(), CREW)


async def test_the_team_waits_as_long_as_was_agreed() -> None:
    house = await at_the_door()
    with pytest.raises(Refused, match="Please wait until"):
        await record_absence(house.uow(NOW + 19 * M), "S-1042-1", CREW)
    visit = await record_absence(house.uow(NOW + 20 * M), "S-1042-1", CREW)
    assert (visit.state, visit.fee_due) == (V.CUSTOMER_ABSENT, True)
    assert visit.absence is not None


async def test_ops_may_end_the_wait_and_decides_on_the_fee() -> None:
    house = await at_the_door()
    visit = await record_absence(house.uow(NOW), "S-1042-1", DESK)
    assert visit.fee_due
    assert not (await decide_fee(house.uow(NOW), "S-1042-1", DESK, due=False)).fee_due
    with pytest.raises(NotAllowed):
        await decide_fee(house.uow(NOW), "S-1042-1", CREW, due=True)


async def test_a_customer_who_wants_another_time_lets_the_team_go() -> None:
    house = await at_the_door()
    await answer_at_door(house.uow(NOW), "S-1042-1", AtTheDoor.ANOTHER_TIME, ASHA)
    assert (await record_absence(house.uow(NOW), "S-1042-1", CREW)).state is V.CUSTOMER_ABSENT


async def test_a_word_that_is_said_twice_is_heard_once() -> None:
    house = await at_the_door()
    uow = house.uow(NOW)
    for _ in range(2):
        await answer_at_door(uow, "S-1042-1", AtTheDoor.COMING, ASHA)
        await explain_check_in(uow, "S-1042-1", "gate", CREW)
    assert kinds(uow.events) == [Happening.CUSTOMER_ANSWERED, Happening.ARRIVAL_EXPLAINED]
    await record_absence(house.uow(NOW), "S-1042-1", DESK)
    uow = house.uow(NOW)
    await decide_fee(uow, "S-1042-1", DESK, due=True)
    assert uow.events == []


async def test_a_second_tap_is_no_second_call() -> None:
    house = await a_house(V.ACKNOWLEDGED)
    for seconds, tries in ((0, 1), (5, 1), (61, 2)):
        now = NOW + timedelta(seconds=seconds)
        assert len((await customer_not_reached(house.uow(now), "S-1042-1", CREW)).tries) == tries


async def test_he_is_here_and_the_visit_goes_on() -> None:
    house = await at_the_door(says=AtTheDoor.COMING)
    visit = await customer_appeared(house.uow(NOW), "S-1042-1", CREW)
    assert (visit.state, visit.absence) == (V.ON_SITE, None)
    with pytest.raises(Refused, match="does not wait"):
        await answer_at_door(house.uow(NOW), "S-1042-1", AtTheDoor.COMING, ASHA)


async def test_a_returned_report_is_no_reason_to_find_nobody_at_home() -> None:
    house = await a_house(V.ON_SITE, check_in=ARRIVED, redo="the photo")
    with pytest.raises(Refused, match="reported already"):
        await report_absent(house.uow(NOW), "S-1042-1", a_picture(), CREW)


async def test_a_backup_begins_anew() -> None:
    visit = a_visit(
        state=V.UNASSIGNED, journey=Journey(eta=NOW, told=NOW), check_in=ARRIVED, asked_at=NOW - 60 * M
    )
    booked, _ = visit.book("dawn", by=OPS, now=NOW)
    assert (booked.asked_at, booked.journey, booked.check_in, booked.tries) == (NOW, None, None, ())


def timer_of(visit: Visit, rule: Rule) -> Timer:
    return next(timer for timer in day_timers(visit, DEFAULT) if timer.rule is rule)


async def fired(house: House, rule: Rule, late: timedelta) -> list[Event]:
    """What happens when the rule's timer is found so late."""
    timer = timer_of(await the_visit(house), rule)
    uow = house.uow(timer.due_at + late)
    await fire(uow, timer, "L-1042")
    events = list(uow.events)
    await settle(uow)
    return events


SILENT: Final = (Rule.CONFIRMATION_CALL, Rule.VISIT_NUDGE, Rule.VISIT_ALERT)
START: Final = TOMORROW.start


@pytest.mark.parametrize("kind", VisitKind)
@pytest.mark.parametrize("rule", SILENT)
async def test_a_step_that_comes_late_says_so_and_gives_the_team_its_time_anew(
    rule: Rule, kind: VisitKind
) -> None:
    house = await a_house(V.ACKNOWLEDGED, kind=kind)
    [event] = await fired(house, rule, timedelta(minutes=20))
    assert (event.kind, event.facts["late_minutes"]) == (Happening.REMINDED, "20")
    asked = (await the_visit(house)).asked_at
    when = timer_of(a_visit(), rule).due_at + 20 * M
    assert asked == (None if rule is Rule.VISIT_ALERT else when)


@pytest.mark.parametrize("late", [timedelta(seconds=10), timedelta(seconds=151)])
async def test_silence_that_was_heard_opens_an_emergency(late: timedelta) -> None:
    house = await a_house(V.ACKNOWLEDGED)
    events = await fired(house, Rule.EMERGENCY_BY_SILENCE, late)
    assert Happening.EMERGENCY_OPENED in kinds(events)


async def test_silence_while_nobody_could_be_heard_is_asked_about_once_more() -> None:
    house = await a_house(V.ACKNOWLEDGED)
    [event] = await fired(house, Rule.EMERGENCY_BY_SILENCE, timedelta(minutes=20))
    assert (event.kind, event.facts["rule"], event.facts["to"]) == (
        Happening.REMINDED,
        Rule.VISIT_NUDGE,
        Audience.TEAM,
    )
    visit = await the_visit(house)
    assert visit.state is V.ACKNOWLEDGED
    assert timer_of(visit, Rule.EMERGENCY_BY_SILENCE).due_at == START - 40 * M + 30 * M


@pytest.mark.parametrize(
    ("rule", "state", "late", "to"),
    [
        (Rule.VISIT_REMINDER, V.BOOKED, timedelta(hours=20), "customer,team"),
        (Rule.VISIT_REMINDER, V.BOOKED, timedelta(hours=23), "customer"),
        (Rule.VISIT_REMINDER, V.BOOKED, timedelta(hours=25), ""),
        (Rule.CONFIRMATION_CALL, V.BOOKED, timedelta(hours=3), ""),
        (Rule.VISIT_ALERT, V.BOOKED, timedelta(minutes=90), ""),
        (Rule.EMERGENCY_BY_SILENCE, V.BOOKED, timedelta(hours=1), ""),
        (Rule.TEAM_LATE, V.CONFIRMED, timedelta(hours=1), "ops,customer"),
        (Rule.TEAM_LATE, V.CONFIRMED, timedelta(hours=25), "ops"),
        (Rule.REPORT_NUDGE, V.ON_SITE, timedelta(hours=25), "team"),
        (Rule.REPORT_TO_OPS, V.ON_SITE, timedelta(hours=25), "ops"),
    ],
)
async def test_a_late_step_is_told_to_those_to_whom_it_still_makes_sense(
    rule: Rule, state: VisitState, late: timedelta, to: str
) -> None:
    events = await fired(await a_house(state), rule, late)
    assert [event.facts["to"] for event in events] == ([to] if to else [])


async def test_a_timer_that_the_visit_no_longer_wants_does_nothing() -> None:
    house = await a_house(V.ACKNOWLEDGED)
    stale: datetime = timer_of(await the_visit(house), Rule.VISIT_NUDGE).due_at
    await confirm_visit(house.uow(NOW), "S-1042-1", CREW)
    uow = house.uow(stale)
    await fire(uow, timer_of(a_visit(state=V.ACKNOWLEDGED), Rule.VISIT_NUDGE), "L-1042")
    assert uow.events == []
