"""What counts for a team's record: which event sets which mark, and until when it was in time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

import pytest

from domain.events import Event, Happening
from domain.leads.stages import Stage
from domain.people.actor import By
from domain.people.roles import Role
from domain.policy import DEFAULT
from domain.settle import settle
from domain.unit_of_work import UnitOfWork
from domain.visits.emergency import OfferState
from domain.visits.marks import COUNTED, JUDGED, Mark, Sort, judged, kept_once, marks_of
from domain.visits.record import Record, Share, records_of
from domain.visits.states import VisitKind, VisitState
from domain.visits.underway import CheckIn
from domain.visits.visit import Visit
from tests.build import (
    NOW,
    OPS,
    TOMORROW,
    a_mark,
    a_report,
    a_visit,
    an_emergency,
    an_oem,
    at_stage,
)
from tests.fakes import House

V: Final = VisitState
H: Final = Happening
MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)
START: Final = TOMORROW.start
CREW: Final = By(person="p-crew", name="Ravi Kumar", role=Role.FIELD)
CLOCK: Final = By(person=None, name="ChargeOps", role=Role.SYSTEM)
Verb = Callable[[Visit, datetime], tuple[Visit, Event]]
Marked = dict[str, bool]


def visit_in(state: VisitState, **but: Any) -> Visit:  # noqa: ANN401  fields of Visit
    arrived = CheckIn(at=START) if state in {V.ON_SITE, V.REPORTED} else None
    emergency = an_emergency("dawn") if state is V.EMERGENCY else None
    return a_visit(state=state, state_since=NOW, **{"check_in": arrived, "emergency": emergency, **but})


def marks(state: VisitState, verb: Verb, at: datetime) -> Marked:
    """Of the Sunrise Crew, by sort: good or bad."""
    after, event = verb(visit_in(state), at)
    found = [mark for mark in marks_of(judged(event, after, DEFAULT)) if mark.team == "sunrise"]
    assert all((mark.visit, mark.at) == ("S-1042-1", at) for mark in found)
    return {mark.sort.value: mark.good for mark in found}


def acknowledge(visit: Visit, at: datetime) -> tuple[Visit, Event]:
    return visit.acknowledge(by=CREW, now=at)


def arrive(visit: Visit, at: datetime) -> tuple[Visit, Event]:
    return visit.arrive(CheckIn(at=at), by=CREW)


def submit(visit: Visit, at: datetime) -> tuple[Visit, Event]:
    return visit.submit(a_report(submitted_at=at), by=CREW)


def give_back(visit: Visit, at: datetime) -> tuple[Visit, Event]:
    return visit.give_back("the earth photo", by=OPS, now=at)


def alarm(by: By) -> Verb:
    return lambda visit, at: visit.alarm(an_emergency(opened_at=at), by=by)


def approve(kind: Happening) -> Verb:
    return lambda visit, at: visit.approve(kind, by=OPS, now=at)


def release(visit: Visit, at: datetime) -> tuple[Visit, Event]:
    return visit.release("on leave", by=OPS, now=at)


def drop(state: VisitState, kind: Happening) -> Verb:
    return lambda visit, at: visit.drop(state, kind, "rain", by=OPS, now=at)


LOST: Final = {"visit": True, "back_out": False}
NEVER_CAME: Final = {"visit": True, "no_show": False}
CASES: Final[tuple[tuple[VisitState, Verb, datetime, Marked], ...]] = (
    (V.BOOKED, acknowledge, NOW + 2 * HOUR, {"acknowledged": True}),
    (V.BOOKED, acknowledge, NOW + 2 * HOUR + MINUTE, {"acknowledged": False}),
    (V.ON_THE_WAY, arrive, START + 15 * MINUTE, {"visit": True, "on_time": True}),
    (V.ON_THE_WAY, arrive, START + 16 * MINUTE, {"visit": True, "on_time": False}),
    (V.ON_SITE, submit, TOMORROW.end + 4 * HOUR, {"reported": True}),
    (V.ON_SITE, submit, TOMORROW.end + 4 * HOUR + MINUTE, {"reported": False}),
    (V.REPORTED, give_back, START, {"first_time_right": False}),
    (V.REPORTED, approve(H.SITE_READY), START, {"first_time_right": True}),
    (V.REPORTED, approve(H.SITE_NOT_READY), START, {"first_time_right": True}),
    (V.REPORTED, approve(H.INSTALLATION_APPROVED), START, {"first_time_right": True}),
    (V.ACKNOWLEDGED, alarm(CREW), START - HOUR, LOST),
    (V.CONFIRMED, alarm(OPS), START - HOUR, LOST),
    (V.ACKNOWLEDGED, alarm(CLOCK), START - HOUR, LOST | NEVER_CAME),
    (V.BOOKED, alarm(CREW), NOW + HOUR, LOST),
    (V.BOOKED, alarm(CLOCK), START - HOUR, LOST | NEVER_CAME | {"acknowledged": False}),
    (V.ON_THE_WAY, alarm(CREW), START + 16 * MINUTE, LOST | NEVER_CAME),
    (V.ON_SITE, alarm(CREW), START + 16 * MINUTE, LOST),
    (V.BOOKED, release, NOW + HOUR, {}),
    (V.BOOKED, release, NOW + 3 * HOUR, {"acknowledged": False}),
    (V.CONFIRMED, release, START + 16 * MINUTE, NEVER_CAME),
    (V.CONFIRMED, drop(V.RESCHEDULED, H.VISIT_RESCHEDULED), START + 15 * MINUTE, {}),
    (V.CONFIRMED, drop(V.RESCHEDULED, H.VISIT_RESCHEDULED), START + 16 * MINUTE, NEVER_CAME),
    (V.ON_THE_WAY, drop(V.CANCELLED, H.VISIT_CANCELLED), START + 16 * MINUTE, NEVER_CAME),
    (V.ON_SITE, drop(V.CANCELLED, H.VISIT_CANCELLED), START + 16 * MINUTE, {}),
    (V.CUSTOMER_ABSENT, drop(V.RESCHEDULED, H.VISIT_RESCHEDULED), START + HOUR, {}),
    (V.EMERGENCY, drop(V.RESCHEDULED, H.PRIORITY_RESCHEDULED), START + HOUR, {}),
)


@pytest.mark.parametrize(("state", "verb", "at", "expected"), CASES)
def test_an_event_sets_the_marks_of_its_row(
    state: VisitState, verb: Verb, at: datetime, expected: Marked
) -> None:
    assert marks(state, verb, at) == expected


def test_a_visit_that_had_no_team_is_nobodys_failure() -> None:
    visit = visit_in(V.UNASSIGNED, team=None)
    after, event = visit.alarm(an_emergency(opened_at=START + HOUR), by=CLOCK)
    assert list(marks_of(judged(event, after, DEFAULT))) == []


def test_an_oems_own_clocks_decide_what_is_late() -> None:
    after, event = visit_in(V.ON_THE_WAY).arrive(CheckIn(at=START + 16 * MINUTE), by=CREW)
    patient = replace(DEFAULT, late=HOUR)
    assert [mark.good for mark in marks_of(judged(event, after, patient))] == [True, True]


def test_a_backup_that_accepts_has_the_mark_and_one_that_ops_names_has_none() -> None:
    _, taken = visit_in(V.EMERGENCY).take_over("dawn", by=CREW, now=NOW)
    assert [(mark.team, mark.sort) for mark in marks_of(taken)] == [("dawn", Sort.OFFER_ACCEPTED)]
    _, named = visit_in(V.EMERGENCY).book("dawn", by=OPS, now=NOW)
    assert list(marks_of(named)) == []


@pytest.mark.parametrize(
    ("kind", "sort"),
    [(H.BACKUP_DECLINED, Sort.OFFER_DECLINED), (H.BACKUP_OFFER_EXPIRED, Sort.OFFER_EXPIRED)],
)
def test_the_team_that_was_asked_has_the_mark_of_its_answer(kind: Happening, sort: Sort) -> None:
    asked = visit_in(V.EMERGENCY)
    asked = replace(asked, emergency=asked.alarmed.with_offer("dawn", OfferState.DECLINED))
    event = replace(asked.tells(kind, CREW, NOW), facts={"team": "dawn"})
    assert [(mark.team, mark.sort, mark.good) for mark in marks_of(event)] == [("dawn", sort, False)]


def test_what_is_counted_needs_no_more_than_its_event() -> None:
    """What was written down before events were judged counts for nothing, and breaks nothing."""
    bare = [Event(kind=kind, lead="L-1", subject="S-1-1", by=CREW, at=NOW) for kind in COUNTED | JUDGED]
    assert [mark for event in bare for mark in marks_of(event)] == []
    named = [replace(event, facts={"team": "sunrise"}) for event in bare if event.kind in JUDGED]
    assert [mark for event in named for mark in marks_of(event)] == []


def test_the_first_mark_stays_and_only_first_time_right_is_turned_over() -> None:
    early, late = a_mark(), a_mark(good=False, at=NOW + HOUR)
    right = a_mark(sort=Sort.FIRST_TIME_RIGHT)
    wrong = replace(right, good=False, at=NOW + HOUR)
    assert kept_once([early, late, right, wrong, right]) == {
        early.key: early,
        right.key: replace(right, good=False),
    }


async def a_house(visit: Visit) -> House:
    house = House()
    uow = house.uow()
    for thing in (an_oem(), at_stage(_STAGE[visit.kind], visits_made=1), visit):
        await uow.add(thing)
    return house


_STAGE: Final = {
    VisitKind.SURVEY: Stage.SURVEY_SCHEDULED,
    VisitKind.INSTALLATION: Stage.CONFIRMATION_CALL,
}


def an_installation(**but: Any) -> Visit:  # noqa: ANN401  fields of Visit
    made = a_visit(id="I-1042-1", kind=VisitKind.INSTALLATION, state=V.APPROVED, state_since=NOW)
    return replace(made, **but)


async def rework(house: House, at: datetime, of: str = "I-1042-1") -> None:
    uow = house.uow(at)
    facts = {"rework_of": of}
    uow.record(Event(kind=H.REWORK_OPENED, lead="L-1042", subject="L-1042", by=OPS, at=at, facts=facts))
    await settle(uow)


@pytest.mark.parametrize(("days", "good"), [(30, False), (31, True)])
async def test_a_rework_within_thirty_days_turns_the_installation_over(days: int, good: bool) -> None:  # noqa: FBT001  a column of the table
    house = await a_house(an_installation())
    right = Mark(visit="I-1042-1", team="sunrise", sort=Sort.FIRST_TIME_RIGHT, at=NOW)
    await house.marks.note([right])
    await rework(house, NOW + timedelta(days=days))
    assert house.marks.kept == {right.key: replace(right, good=good)}


@pytest.mark.parametrize(("of", "team"), [("I-1042-1", "sunrise"), ("I-1042-2", "dawn")])
async def test_a_rework_counts_against_whoever_made_what_it_puts_right(of: str, team: str) -> None:
    house = await a_house(an_installation())
    again = an_installation(id="I-1042-2", team="dawn", state_since=NOW + HOUR)
    await house.uow().add(again)
    await rework(house, NOW + 2 * HOUR, of)
    assert [(mark.visit, mark.team) for mark in house.marks.kept.values()] == [(of, team)]


async def test_marks_are_written_with_what_sets_them_and_a_second_run_adds_none() -> None:
    house = await a_house(visit_in(V.BOOKED))
    for _ in range(2):
        uow = house.uow(NOW + HOUR)
        visit = replace(await uow.get(Visit, "S-1042-1"), state=V.BOOKED, state_since=NOW)
        acknowledged, event = visit.acknowledge(by=CREW, now=uow.now)
        await uow.save(acknowledged, event)
        await settle(uow)
    assert [mark.sort for mark in house.marks.kept.values()] == [Sort.ACKNOWLEDGED]
    assert house.ledger.events[-1].facts["acknowledge_by"] == (NOW + 2 * HOUR).isoformat()


async def record(uow: UnitOfWork, team: str = "sunrise") -> Record:
    return (await records_of(uow, [team]))[team]


async def test_a_record_counts_shares_of_what_was_judged() -> None:
    house = House()
    sorts = [(Sort.VISIT, True)] * 4 + [(Sort.ON_TIME, True)] * 2 + [(Sort.ON_TIME, False)]
    sorts += [(Sort.BACK_OUT, False), (Sort.NO_SHOW, False), (Sort.OFFER_ACCEPTED, True)]
    await house.marks.note(
        a_mark(visit=f"S-{number}-1", sort=sort, good=good) for number, (sort, good) in enumerate(sorts)
    )
    found = await record(house.uow(NOW))
    assert (found.visits, found.back_outs, found.no_shows, found.offers_accepted) == (4, 1, 1, 1)
    assert (found.on_time, found.on_time.percent) == (Share(good=2, total=3), 67)
    assert found.kept == Share(good=3, total=4)
    assert found.acknowledged_in_time.percent is None


async def test_what_is_older_than_ninety_days_is_forgiven() -> None:
    house = House()
    await house.marks.note([a_mark(sort=Sort.BACK_OUT, good=False, at=NOW - timedelta(days=91))])
    assert await record(house.uow(NOW)) == Record()


async def test_no_history_stands_between_a_good_and_a_bad_one() -> None:
    house = House()
    for number in range(3):
        for team, good in (("good", True), ("bad", False)):
            for sort in (Sort.ON_TIME, Sort.ACKNOWLEDGED, Sort.FIRST_TIME_RIGHT):
                await house.marks.note([a_mark(visit=f"S-{number}-1", team=team, sort=sort, good=good)])
    uow = house.uow(NOW)
    better, none, worse = [(await record(uow, team)).standing for team in ("good", "new", "bad")]
    assert none == pytest.approx(0.8)
    assert 1 > better > none > worse > 0
