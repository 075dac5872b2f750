"""The table of the visit day: every step in its states and at its time, for each OEM's own clocks, and never twice."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.policy import DEFAULT, Policy, with_overrides
from domain.reactions import Audience
from domain.rules import Rule
from domain.slot import Slot
from domain.visits.day_steps import DAY, LAPSING, STEPS, call_is_due, day_timers, readers
from domain.visits.states import VisitKind, VisitState
from domain.visits.underway import Absence, Try
from domain.visits.visit import Visit
from tests.build import NOW, TOMORROW, a_picture, a_visit

M: Final = timedelta(minutes=1)
H: Final = timedelta(hours=1)
V: Final = VisitState
START: Final = TOMORROW.start
END: Final = TOMORROW.end
CALLED: Final = {"confirmation_call", "visit_nudge", "visit_alert", "emergency_by_silence"}
WANTED: Final[dict[VisitState, set[str]]] = {
    V.PROPOSED: {"team_missing"},
    V.BOOKED: CALLED | {"visit_reminder", "team_late"},
    V.UNASSIGNED: {"visit_reminder", "team_missing"},
    V.ACKNOWLEDGED: CALLED | {"visit_reminder", "team_late"},
    V.CONFIRMED: {"visit_reminder", "team_late"},
    V.ON_THE_WAY: {"team_late"},
    V.ON_SITE: {"report_nudge", "report_to_ops"},
    V.REPORTED: set(),
    V.APPROVED: set(),
    V.EMERGENCY: set(),
    V.RESCHEDULED: set(),
    V.CANCELLED: set(),
    V.CUSTOMER_ABSENT: set(),
}
DEFAULTS: Final[dict[Rule, datetime]] = {
    Rule.VISIT_REMINDER: START - 24 * H,
    Rule.CONFIRMATION_CALL: START - 3 * H,
    Rule.VISIT_NUDGE: START - 2 * H,
    Rule.VISIT_ALERT: START - 90 * M,
    Rule.EMERGENCY_BY_SILENCE: START - 60 * M,
    Rule.TEAM_MISSING: START - 60 * M,
    Rule.TEAM_LATE: START + 15 * M,
    Rule.REPORT_NUDGE: END + 4 * H,
    Rule.REPORT_TO_OPS: END + 21 * H,
}
OWN: Final[dict[Rule, tuple[str, str, datetime]]] = {
    Rule.VISIT_REMINDER: ("reminder", "20h", START - 20 * H),
    Rule.CONFIRMATION_CALL: ("confirmation_lead", "4h", START - 4 * H),
    Rule.TRY_AGAIN: ("confirmation_retry", "35m", NOW + 35 * M),
    Rule.VISIT_NUDGE: ("nudge", "100m", START - 100 * M),
    Rule.VISIT_ALERT: ("alert", "80m", START - 80 * M),
    Rule.EMERGENCY_BY_SILENCE: ("silence", "45m", START - 45 * M),
    Rule.TEAM_MISSING: ("silence", "50m", START - 50 * M),
    Rule.TEAM_LATE: ("late", "25m", START + 25 * M),
    Rule.ABSENCE_OVER: ("absent_wait", "10m", NOW + 10 * M),
    Rule.REPORT_NUDGE: ("report_due", "2h", END + 2 * H),
    Rule.REPORT_TO_OPS: ("morning", "08:30", END + 20.5 * H),
}


def due(visit: Visit, policy: Policy = DEFAULT) -> dict[Rule, datetime]:
    return {timer.rule: timer.due_at for timer in day_timers(visit, policy)}


def in_state_of(rule: Rule) -> Visit:
    """A visit in a state in which the step is wanted."""
    visit = a_visit(state=min(STEPS[rule].states), state_since=NOW)
    if rule is Rule.TRY_AGAIN:
        return replace(visit, tries=(Try(at=NOW, by="Ravi"),))
    if rule is Rule.ABSENCE_OVER:
        return replace(visit, absence=Absence(since=NOW, photo=a_picture()))
    return visit


@pytest.mark.parametrize("kind", VisitKind)
@pytest.mark.parametrize("state", VisitState)
def test_a_state_wants_its_steps(state: VisitState, kind: VisitKind) -> None:
    visit = a_visit(state=state, state_since=NOW, kind=kind)
    assert {rule.value for rule in due(visit)} == WANTED[state]


@pytest.mark.parametrize("rule", DEFAULTS)
def test_a_step_is_due_at_its_default_time(rule: Rule) -> None:
    assert due(in_state_of(rule))[rule] == DEFAULTS[rule]


@pytest.mark.parametrize("rule", OWN)
def test_every_row_can_be_an_oems_own(rule: Rule) -> None:
    name, text, moment = OWN[rule]
    assert due(in_state_of(rule), with_overrides({name: text}))[rule] == moment


def test_every_rule_of_the_day_is_looked_at() -> None:
    assert set(OWN) == set(STEPS) == {step.rule for step in DAY}
    assert {*DEFAULTS, Rule.TRY_AGAIN, Rule.ABSENCE_OVER} == set(STEPS)


@pytest.mark.parametrize(("arrived", "told"), [((19, 30), (20, 9)), ((20, 30), (20, 9)), ((11, 0), (20, 9))])
def test_ops_hears_of_a_missing_report_on_the_morning_after_the_nudge(
    arrived: tuple[int, int], told: tuple[int, int]
) -> None:
    """A team that arrived after eight in the evening is nudged past midnight: that morning is the next one."""
    evening = DEFAULT.calendar.at(date(2026, 9, 19), time(*arrived))
    slot = Slot(start=evening - 2 * H, end=evening - H)
    day, hour = told
    wanted = due(a_visit(state=V.ON_SITE, slot=slot, state_since=evening))
    assert wanted[Rule.REPORT_TO_OPS] == DEFAULT.calendar.at(date(2026, 9, day), time(hour))


def test_an_afternoon_visit_is_confirmed_at_the_hour_of_the_morning_that_the_oem_wants() -> None:
    afternoon = Slot(start=START + 5 * H, end=END + 5 * H)
    visit = a_visit(slot=afternoon)
    assert due(visit)[Rule.CONFIRMATION_CALL] == START - 2 * H
    own = with_overrides({"confirmation_hour": "07:15"})
    assert due(visit, own)[Rule.CONFIRMATION_CALL] == START - 2 * H - 45 * M


def test_a_team_that_has_tried_to_call_is_not_silent_but_ops_is_told() -> None:
    tried = a_visit(state=V.ACKNOWLEDGED, tries=(Try(at=START - 170 * M, by="Ravi"),))
    assert due(tried)[Rule.TRY_AGAIN] == START - 150 * M
    assert Rule.VISIT_ALERT in due(tried)
    assert not {Rule.VISIT_NUDGE, Rule.EMERGENCY_BY_SILENCE} & set(due(tried))


def test_nobody_is_asked_to_try_again_once_the_visit_has_begun() -> None:
    tried = a_visit(state=V.ACKNOWLEDGED, tries=(Try(at=START - 10 * M, by="Ravi"),))
    assert Rule.TRY_AGAIN not in due(tried)


def test_a_team_at_the_door_is_asked_for_the_outcome_and_not_for_its_report() -> None:
    waiting = a_visit(state=V.ON_SITE, absence=Absence(since=START, photo=a_picture()))
    assert due(waiting) == {Rule.ABSENCE_OVER: START + 20 * M}


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        (50, {Rule.VISIT_NUDGE: -35, Rule.VISIT_ALERT: -35, Rule.EMERGENCY_BY_SILENCE: -20}),
        (70, {Rule.VISIT_NUDGE: -55, Rule.VISIT_ALERT: -55, Rule.EMERGENCY_BY_SILENCE: -40}),
        (100, {Rule.VISIT_NUDGE: -85, Rule.VISIT_ALERT: -85, Rule.EMERGENCY_BY_SILENCE: -60}),
        (20, {Rule.VISIT_NUDGE: -5, Rule.VISIT_ALERT: -5}),
        (10, {}),
    ],
)
def test_a_visit_booked_at_short_notice_leaves_its_team_time(before: int, wanted: dict[Rule, int]) -> None:
    asked = START - before * M
    found = due(a_visit(state_since=asked, asked_at=asked))
    shifted = {rule: moment for rule, moment in found.items() if STEPS[rule].again and moment < START}
    assert shifted == {rule: START + minutes * M for rule, minutes in wanted.items()}
    assert found[Rule.TEAM_LATE] == max(START + 15 * M, asked + 30 * M)


def test_a_visit_booked_in_good_time_keeps_the_clocks_of_the_table() -> None:
    asked = a_visit(asked_at=START - 3 * H)
    assert due(asked) == due(a_visit())


def test_a_backup_that_takes_over_after_the_start_is_not_late_at_once() -> None:
    took = a_visit(state=V.ACKNOWLEDGED, asked_at=START + 10 * M, state_since=START + 10 * M)
    assert due(took)[Rule.TEAM_LATE] == START + 40 * M


@pytest.mark.parametrize(
    ("hour", "reminder", "day", "at"),
    [
        (time(10), "24h", -1, time(10)),
        (time(7), "24h", -1, time(8)),
        (time(22), "24h", 0, time(8)),
        (time(0, 30), "24h", -1, time(8)),
        (time(7, 30), "6h", -1, time(20)),
        (time(7, 30), "10h", -1, time(20)),
        (time(0, 30), "2h", -1, time(20)),
        (time(9), "2h", 0, time(8)),
    ],
)
def test_a_reminder_leaves_the_customers_night_alone_and_comes_before_the_visit(
    hour: time, reminder: str, day: int, at: time
) -> None:
    calendar = DEFAULT.calendar
    date = calendar.local(START).date()
    start = calendar.at(date, hour)
    visit = a_visit(slot=Slot(start=start, end=start + H))
    found = due(visit, with_overrides({"reminder": reminder}))[Rule.VISIT_REMINDER]
    assert found == calendar.at(date + timedelta(days=day), at)
    assert found < start


def test_what_comes_too_late_is_told_only_where_it_makes_sense() -> None:
    visit = a_visit(state=V.ON_THE_WAY)
    late = STEPS[Rule.TEAM_LATE]
    assert readers(late, visit, DEFAULT, START + H) == [Audience.OPS, Audience.CUSTOMER]
    assert readers(late, visit, DEFAULT, END) == [Audience.OPS]
    reminder = STEPS[Rule.VISIT_REMINDER]
    assert readers(reminder, visit, DEFAULT, START - 181 * M) == [Audience.CUSTOMER, Audience.TEAM]
    assert readers(reminder, visit, DEFAULT, START - 3 * H) == [Audience.CUSTOMER]
    assert readers(reminder, visit, DEFAULT, START) == []
    assert readers(STEPS[Rule.REPORT_NUDGE], visit, DEFAULT, END + 100 * H) == [Audience.TEAM]


def test_from_the_call_on_the_team_says_whether_the_customer_expects_it() -> None:
    assert not call_is_due(a_visit(), DEFAULT, START - 3 * H - M)
    assert call_is_due(a_visit(), DEFAULT, START - 3 * H)
    assert not call_is_due(a_visit(slot=None), DEFAULT, START)


MINUTES: Final = st.integers(min_value=0, max_value=5 * 24 * 60).map(lambda minutes: minutes * M)
SPANS: Final = st.integers(min_value=1, max_value=600).map(lambda minutes: f"{minutes}m")
POLICIES: Final = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("reminder", "confirmation_lead", "nudge", "alert", "silence", "late", "short_notice"), SPANS
    ),
).map(with_overrides)


@st.composite
def visits(draw: st.DrawFn) -> Visit:
    """Booked some time before its start, in any state, with whatever the day may have brought."""
    booked = NOW + draw(MINUTES)
    start = booked + draw(MINUTES)
    asked = draw(st.just(booked) | st.none())
    tries = draw(st.lists(MINUTES, max_size=2))
    absence = draw(st.none() | MINUTES)
    return a_visit(
        state=draw(st.sampled_from(VisitState)),
        state_since=booked,
        slot=Slot(start=start, end=start + 2 * H),
        asked_at=asked,
        tries=tuple(Try(at=booked + after, by="Ravi") for after in sorted(tries)),
        absence=Absence(since=start + absence, photo=a_picture()) if absence is not None else None,
    )


@given(visits(), POLICIES)
@settings(max_examples=400)
def test_no_rule_is_wanted_twice_and_a_key_fits_its_column(visit: Visit, policy: Policy) -> None:
    found = list(day_timers(visit, policy))
    assert len({timer.rule for timer in found}) == len(found)
    assert all(len(timer.occurrence) <= 64 for timer in found)


@given(visits(), POLICIES)
@settings(max_examples=400)
def test_steps_towards_a_visit_come_before_it(visit: Visit, policy: Policy) -> None:
    before = LAPSING - {Rule.TRY_AGAIN}
    assert all(
        timer.due_at < visit.window.start for timer in day_timers(visit, policy) if timer.rule in before
    )


@given(visits(), POLICIES)
@settings(max_examples=400)
def test_a_team_asked_late_is_never_judged_before_it_had_its_time(visit: Visit, policy: Policy) -> None:
    if visit.asked_at is None or not call_is_due(visit, policy, visit.asked_at - timedelta(microseconds=1)):
        return
    for timer in day_timers(visit, policy):
        if STEPS[timer.rule].again:
            assert timer.due_at >= visit.asked_at + policy.short_notice


@given(visits(), POLICIES)
@settings(max_examples=200)
def test_a_visit_that_is_over_wants_nothing(visit: Visit, policy: Policy) -> None:
    for state in (V.RESCHEDULED, V.CANCELLED, V.APPROVED, V.REPORTED, V.CUSTOMER_ABSENT):
        assert due(replace(visit, state=state), policy) == {}
