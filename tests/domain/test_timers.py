"""What should be pending follows from the situation alone: which rules, when, and each only once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest
from hypothesis import given, settings

from domain.leads.blocker import Blocker, Owner
from domain.leads.confirmation import Confirmation
from domain.leads.lead import Twin
from domain.leads.stages import Stage
from domain.policy import DEFAULT, with_overrides
from domain.rules import Rule, Timer
from domain.situation import Situation
from domain.slot import Slot
from domain.timers import timers
from domain.visits.day_steps import LAPSING
from domain.visits.emergency import OfferState
from domain.visits.states import VisitState
from domain.visits.visit import Hold
from tests.build import NOW, TOMORROW, a_blocker, a_visit, an_emergency, at_stage, claimed
from tests.domain.situations import situations

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
V: Final = VisitState
OVERDUE: Final = {"overdue", "overdue_twice"}
STAGES: Final = {
    "new": OVERDUE,
    "documents": {"documents_nudge", "documents_to_ops", "hold_lead"},
    "survey_scheduling": OVERDUE,
    "survey_review": OVERDUE,
    "site_work": {"site_work_nudge", "hold_lead"},
    "materials": OVERDUE,
    "installation_scheduling": OVERDUE,
    "installation_review": OVERDUE,
    "confirmation_call": OVERDUE,
    "closure": OVERDUE,
    "closed": set[str](),
    "on_hold": OVERDUE,
    "cancelled": set[str](),
}
SILENCE: Final = {"confirmation_call", "visit_nudge", "visit_alert", "emergency_by_silence", "team_late"}
VISITS: Final = {
    V.BOOKED: {"not_acknowledged", "overdue_twice", "visit_reminder"} | SILENCE,
    V.UNASSIGNED: OVERDUE | {"visit_reminder", "team_missing"},
    V.ACKNOWLEDGED: {"visit_reminder", "overdue_twice"} | SILENCE,
    V.CONFIRMED: {"visit_reminder", "team_late", "overdue_twice"},
    V.ON_THE_WAY: {"team_late", "overdue_twice"},
    V.ON_SITE: {"report_nudge", "report_to_ops", "overdue_twice"},
    V.EMERGENCY: {"search_ends", "emergency_climbs", "offer_expires", "overdue_twice"},
    V.CUSTOMER_ABSENT: OVERDUE,
}


def situation(stage: Stage, visit_state: VisitState | None = None, **lead: Any) -> Situation:  # noqa: ANN401  fields of Lead
    found = Situation(lead=at_stage(stage, **{"stage_since": NOW, **lead}))
    if visit_state is None:
        return found
    emergency = an_emergency("dawn") if visit_state is V.EMERGENCY else None
    return replace(found, visit=a_visit(state=visit_state, emergency=emergency, state_since=NOW))


def rules(found: frozenset[Timer]) -> set[str]:
    return {timer.rule.value for timer in found}


def due(found: frozenset[Timer], rule: Rule) -> list[Any]:
    return sorted(timer.due_at for timer in found if timer.rule is rule)


@pytest.mark.parametrize("stage", list(STAGES))
def test_a_stage_wants_its_timers(stage: str) -> None:
    blockers = (a_blocker(),) if stage == "site_work" else ()
    assert rules(timers(situation(Stage(stage), blockers=blockers))) == STAGES[stage]


@pytest.mark.parametrize(
    ("blocker", "wanted"),
    [
        (a_blocker(owner=Owner.SOCIETY), {"site_work_nudge", "site_work_late"} | OVERDUE),
        (a_blocker(owner=Owner.US), {"site_work_late"} | OVERDUE),
        (claimed(owner=Owner.DISCOM), OVERDUE),
        (a_blocker(accepted_at=NOW), OVERDUE),
    ],
)
def test_site_work_reminds_whoever_can_say_how_it_stands(blocker: Blocker, wanted: set[str]) -> None:
    found = timers(situation(Stage.SITE_WORK, blockers=(blocker,)))
    assert rules(found) == wanted | {"hold_lead"}


def test_what_others_do_at_the_site_is_asked_about_when_their_day_is_over() -> None:
    blocker = a_blocker(owner=Owner.DISCOM, target=NOW + 3 * DAY)
    found = timers(situation(Stage.SITE_WORK, blockers=(blocker,)))
    assert due(found, Rule.SITE_WORK_LATE) == [NOW + 3 * DAY]
    assert due(found, Rule.OVERDUE) == [NOW + 4 * DAY]


@pytest.mark.parametrize("stage", [Stage.SURVEY_SCHEDULED, Stage.INSTALLATION_SCHEDULED])
@pytest.mark.parametrize("state", list(VISITS))
def test_a_visit_wants_its_timers(stage: Stage, state: VisitState) -> None:
    assert rules(timers(situation(stage, state))) == VISITS[state]


def test_every_stage_and_every_rule_is_in_these_tables() -> None:
    assert {*STAGES, "survey_scheduled", "installation_scheduled"} == {stage.value for stage in Stage}
    known = set().union(*STAGES.values(), *VISITS.values())
    assert known | {
        "hold_ends",
        "try_again",
        "absence_over",
        "period_reports",
        "emergency_neglected",
        "open_payouts",
        "statement_nudge",
        "statement_ends",
        "payee_cooled",
        "day_turns",
        "erasure_waits",
        "call_again",
        "silence_counts",
        "certificate_ends",
        "certificate_expired",
        "site_work_late",
        "reservation_ends",
    } == {rule.value for rule in Rule}


@given(situations())
@settings(max_examples=400)
def test_no_timer_is_wanted_twice(found: Situation) -> None:
    wanted = timers(found)
    keys = {(timer.subject, timer.rule, timer.occurrence) for timer in wanted}
    assert len(keys) == len(wanted)
    assert all(timer.due_at.tzinfo is not None for timer in wanted)


@given(situations())
@settings(max_examples=400)
def test_a_key_fits_its_column(found: Situation) -> None:
    assert all(len(timer.occurrence) <= 64 for timer in timers(found))


@given(situations())
@settings(max_examples=400)
def test_what_is_open_is_looked_at_again_and_what_has_ended_is_not(found: Situation) -> None:
    """A deadline of the lead has a timer at or after it: nothing open is forgotten."""
    assert bool(timers(found)) is found.lead.is_open


def test_the_day_of_the_visit_has_its_steps() -> None:
    wanted = timers(situation(Stage.SURVEY_SCHEDULED, V.ACKNOWLEDGED))
    start = TOMORROW.start
    eight = start - 2 * HOUR
    assert due(wanted, Rule.VISIT_REMINDER) == [start - DAY]
    assert due(wanted, Rule.CONFIRMATION_CALL) == [min(eight, start - 3 * HOUR)]
    assert due(wanted, Rule.VISIT_NUDGE) == [start - 2 * HOUR]
    assert due(wanted, Rule.VISIT_ALERT) == [start - 1.5 * HOUR]
    assert due(wanted, Rule.EMERGENCY_BY_SILENCE) == [start - HOUR]


def test_an_afternoon_visit_is_confirmed_at_eight_in_the_morning() -> None:
    afternoon = Slot(start=TOMORROW.start + 5 * HOUR, end=TOMORROW.end + 5 * HOUR)
    visit = a_visit(state=V.ACKNOWLEDGED, slot=afternoon)
    wanted = timers(replace(situation(Stage.SURVEY_SCHEDULED), visit=visit))
    assert due(wanted, Rule.CONFIRMATION_CALL) == [TOMORROW.start - 2 * HOUR]


@pytest.mark.parametrize("stage", [Stage.SURVEY_SCHEDULING, Stage.INSTALLATION_SCHEDULING])
def test_while_a_time_is_held_only_its_end_is_looked_at(stage: Stage) -> None:
    hold = Hold(slot=TOMORROW, team="dawn", until=NOW + HOUR / 4)
    held = a_visit(state=V.PROPOSED, slot=None, team=None, hold=hold, state_since=NOW)
    wanted = timers(replace(situation(stage), visit=held))
    assert [(timer.rule, timer.due_at) for timer in wanted] == [(Rule.HOLD_ENDS, hold.until)]
    confirmed = replace(held, slot=TOMORROW, hold=replace(hold, until=None))
    assert rules(timers(replace(situation(stage), visit=confirmed))) == OVERDUE | {"team_missing"}


def test_a_team_is_late_a_quarter_of_an_hour_after_the_start() -> None:
    wanted = timers(situation(Stage.SURVEY_SCHEDULED, V.ON_THE_WAY))
    assert due(wanted, Rule.TEAM_LATE) == [TOMORROW.start + HOUR / 4]


def test_setting_out_does_not_make_a_team_late_a_second_time() -> None:
    confirmed = timers(situation(Stage.SURVEY_SCHEDULED, V.CONFIRMED))
    on_the_way = timers(situation(Stage.SURVEY_SCHEDULED, V.ON_THE_WAY))
    late = {timer for timer in confirmed if timer.rule is Rule.TEAM_LATE}
    assert late == {timer for timer in on_the_way if timer.rule is Rule.TEAM_LATE}


def test_a_missing_report_is_asked_for_in_the_evening_and_told_to_ops_next_morning() -> None:
    wanted = timers(situation(Stage.SURVEY_SCHEDULED, V.ON_SITE))
    assert due(wanted, Rule.REPORT_NUDGE) == [TOMORROW.end + 4 * HOUR]
    assert due(wanted, Rule.REPORT_TO_OPS) == [TOMORROW.end + 21 * HOUR]


def test_the_desk_is_reminded_of_the_next_call_unless_it_is_one_lead_with_another() -> None:
    at = NOW + 3 * HOUR
    assert due(timers(situation(Stage.NEW, call_at=at)), Rule.CALL_AGAIN) == [at]
    twins = (Twin(lead="L-1030", because=("phone",)),)
    assert due(timers(situation(Stage.NEW, call_at=at, twins=twins)), Rule.CALL_AGAIN) == []


def test_documents_are_asked_for_after_a_day_and_three_and_then_the_lead_is_held() -> None:
    wanted = timers(situation(Stage.DOCUMENTS))
    assert due(wanted, Rule.DOCUMENTS_NUDGE) == [NOW + DAY, NOW + 3 * DAY]
    assert due(wanted, Rule.DOCUMENTS_TO_OPS) == [NOW + 5 * DAY]
    assert due(wanted, Rule.HOLD_LEAD) == [NOW + 30 * DAY]


def test_customers_are_not_nudged_at_night() -> None:
    night = NOW + 12 * HOUR
    wanted = timers(situation(Stage.DOCUMENTS, stage_since=night))
    local = [DEFAULT.calendar.local(moment).hour for moment in due(wanted, Rule.DOCUMENTS_NUDGE)]
    assert local == [8, 8]


def test_the_second_level_follows_four_hours_after_the_first() -> None:
    wanted = timers(situation(Stage.SURVEY_REVIEW))
    first, second = due(wanted, Rule.OVERDUE), due(wanted, Rule.OVERDUE_TWICE)
    assert [moment + 4 * HOUR for moment in first] == second


def test_a_visit_booked_too_late_for_its_steps_is_late_when_nobody_comes() -> None:
    late = a_visit(state=V.ACKNOWLEDGED, state_since=TOMORROW.start - HOUR / 4)
    wanted = timers(replace(situation(Stage.SURVEY_SCHEDULED), visit=late))
    assert rules(wanted) >= {"team_late", "overdue_twice"}


def test_an_alarm_that_somebody_has_taken_climbs_no_further() -> None:
    taken = a_visit(state=V.EMERGENCY, emergency=an_emergency("dawn", taken_by="Om"))
    wanted = timers(replace(situation(Stage.SURVEY_SCHEDULED), visit=taken))
    assert rules(wanted) == {"search_ends", "offer_expires", "overdue_twice"}


@pytest.mark.parametrize(
    ("ahead", "climbed", "after"),
    [(30 * HOUR, 1, "climb"), (30 * HOUR, 3, "climb"), (30 * HOUR, 4, "climb_far"), (2 * HOUR, 9, "climb")],
)
def test_an_alarm_that_all_have_heard_climbs_slowly_while_the_visit_is_far_off(
    ahead: timedelta, climbed: int, after: str
) -> None:
    slot = Slot(start=NOW + ahead, end=NOW + ahead + 2 * HOUR)
    alarm = an_emergency("dawn", deadline=slot.start, climbed=climbed, climbed_at=NOW)
    visit = a_visit(state=V.EMERGENCY, emergency=alarm, slot=slot)
    wanted = timers(replace(situation(Stage.SURVEY_SCHEDULED), visit=visit))
    assert due(wanted, Rule.EMERGENCY_CLIMBS) == [NOW + getattr(DEFAULT, after)]


def test_only_offers_that_wait_for_an_answer_expire() -> None:
    declined = an_emergency("dawn", "moon").with_offer("dawn", OfferState.DECLINED)
    visit = a_visit(state=V.EMERGENCY, emergency=declined)
    wanted = timers(replace(situation(Stage.SURVEY_SCHEDULED), visit=visit))
    assert [t.occurrence.rsplit("/", 1)[1] for t in wanted if t.rule is Rule.OFFER_EXPIRES] == ["moon"]


@pytest.mark.parametrize(
    ("known", "wanted"),
    [
        (Confirmation(call_at=NOW + HOUR), OVERDUE | {"call_again"}),
        (Confirmation(told_at=NOW), {"silence_counts"}),
        (Confirmation(told_at=NOW, problem_at=NOW), OVERDUE),
        (Confirmation(told_at=NOW, silent_at=NOW), OVERDUE),
    ],
)
def test_the_confirmation_call_has_its_next_try_and_then_the_time_to_say_something(
    known: Confirmation, wanted: set[str]
) -> None:
    found = timers(situation(Stage.CONFIRMATION_CALL, confirmation=known))
    assert {timer.rule.value for timer in found} == wanted
    assert [t.due_at - NOW for t in found if t.rule is Rule.SILENCE_COUNTS] in ([], [2 * DAY])


def test_another_team_gets_its_own_confirmation_call() -> None:
    one = timers(situation(Stage.SURVEY_SCHEDULED, V.BOOKED))
    visit = a_visit(team="dawn")
    other = timers(replace(situation(Stage.SURVEY_SCHEDULED), visit=visit))
    calls = {t.occurrence for t in one | other if t.rule is Rule.CONFIRMATION_CALL}
    assert len(calls) == 2


def test_steps_towards_a_visit_and_warnings_lapse_and_nothing_else_does() -> None:
    assert {rule.value for rule in LAPSING} == (SILENCE - {"team_late"}) | {
        "visit_reminder",
        "try_again",
        "certificate_ends",
    }


def test_an_oem_may_have_clocks_of_its_own() -> None:
    own = with_overrides({"desk": "6h", "documents_nudges": "5h", "hold_after": "10d"})
    wanted = timers(replace(situation(Stage.DOCUMENTS), policy=own))
    assert due(wanted, Rule.DOCUMENTS_NUDGE) == [NOW + 5 * HOUR]
    assert due(wanted, Rule.HOLD_LEAD) == [NOW + 10 * DAY]
    assert due(timers(replace(situation(Stage.SURVEY_REVIEW), policy=own)), Rule.OVERDUE) == [NOW + 6 * HOUR]
    assert due(timers(situation(Stage.SURVEY_REVIEW)), Rule.OVERDUE) == [NOW + DAY]


def test_a_chosen_time_without_a_team_is_an_emergency_an_hour_before_it_begins() -> None:
    scheduling = situation(Stage.SURVEY_SCHEDULING)
    chosen = replace(scheduling, visit=a_visit(state=V.PROPOSED, team=None, state_since=NOW))
    assert due(timers(chosen), Rule.TEAM_MISSING) == [TOMORROW.start - HOUR]
    offered = replace(scheduling, visit=a_visit(state=V.PROPOSED, team=None, slot=None, state_since=NOW))
    assert due(timers(offered), Rule.TEAM_MISSING) == []


def test_a_visit_without_a_team_is_an_emergency_an_hour_before_it_begins_each_time_it_loses_one() -> None:
    lost = replace(situation(Stage.SURVEY_SCHEDULED), visit=a_visit(state=V.UNASSIGNED, team=None))
    again = replace(lost, visit=a_visit(state=V.UNASSIGNED, team=None, state_since=TOMORROW.start - HOUR / 2))
    first, second = (
        [timer for timer in timers(found) if timer.rule is Rule.TEAM_MISSING] for found in (lost, again)
    )
    assert [timer.due_at for timer in first] == [TOMORROW.start - HOUR]
    assert first != second
