"""The life of a lead: every stage with every step, against the table written out here."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from domain.errors import Refused
from domain.events import Happening
from domain.leads.stages import MOVES, OPEN, STAGES, Stage, Step
from domain.people.roles import Role
from tests.build import NOW, OPS, a_lead

TABLE: Final = {
    "new": {"customer_reached": "documents", "hold": "on_hold", "cancel": "cancelled"},
    "documents": {"documents_completed": "survey_scheduling", "hold": "on_hold", "cancel": "cancelled"},
    "survey_scheduling": {"survey_assigned": "survey_scheduled", "hold": "on_hold", "cancel": "cancelled"},
    "survey_scheduled": {
        "survey_reported": "survey_review",
        "survey_dropped": "survey_scheduling",
        "hold": "on_hold",
        "cancel": "cancelled",
    },
    "survey_review": {
        "site_ready": "materials",
        "site_not_ready": "site_work",
        "survey_returned": "survey_scheduled",
        "hold": "on_hold",
        "cancel": "cancelled",
    },
    "site_work": {
        "site_work_accepted": "materials",
        "revisit_ordered": "survey_scheduling",
        "hold": "on_hold",
        "cancel": "cancelled",
    },
    "materials": {
        "materials_ready": "installation_scheduling",
        "hold": "on_hold",
        "cancel": "cancelled",
    },
    "installation_scheduling": {
        "installation_assigned": "installation_scheduled",
        "hold": "on_hold",
        "cancel": "cancelled",
    },
    "installation_scheduled": {
        "installation_reported": "installation_review",
        "installation_dropped": "installation_scheduling",
        "hold": "on_hold",
        "cancel": "cancelled",
    },
    "installation_review": {
        "installation_approved": "confirmation_call",
        "installation_returned": "installation_scheduled",
        "hold": "on_hold",
        "cancel": "cancelled",
    },
    "confirmation_call": {
        "customer_satisfied": "closure",
        "silence_accepted": "closure",
        "rework_opened": "installation_scheduling",
        "hold": "on_hold",
        "cancel": "cancelled",
    },
    "closure": {
        "pack_accepted": "closed",
        "rework_opened": "installation_scheduling",
        "hold": "on_hold",
        "cancel": "cancelled",
    },
    "closed": {},
    "on_hold": {"resume": "site_work", "cancel": "cancelled"},
    "cancelled": {"reopen": "site_work"},
}
"""On hold and cancelled lead back to where the lead came from: here, the work at the site."""
ENDED: Final = {"closed", "cancelled"}
WAITS_FOR: Final = {
    "new": "ops",
    "documents": "customer",
    "survey_scheduling": "ops",
    "survey_scheduled": "field",
    "survey_review": "ops",
    "site_work": "customer",
    "materials": "procurement",
    "installation_scheduling": "ops",
    "installation_scheduled": "field",
    "installation_review": "ops",
    "confirmation_call": "ops",
    "closure": "ops",
    "closed": None,
    "on_hold": "ops",
    "cancelled": None,
}
PAIRS: Final = [(stage, step) for stage in TABLE for step in Step]
GOING: Final = [Stage(stage) for stage in TABLE if stage not in {*ENDED, "on_hold"}]


@pytest.mark.parametrize(("stage", "step"), PAIRS)
def test_a_step_leads_where_the_table_says_or_is_refused(stage: str, step: Step) -> None:
    lead = a_lead(stage=Stage(stage), stage_before=Stage.SITE_WORK)
    after = TABLE[stage].get(step.value)
    assert lead.can(step) is (after is not None)
    if after is not None:
        assert lead.take(step, now=NOW).stage == Stage(after)
        return
    with pytest.raises(Refused) as refusal:
        lead.take(step, now=NOW)
    assert lead.id in str(refusal.value.words)


def test_every_stage_has_its_row() -> None:
    assert set(TABLE) == {stage.value for stage in Stage} == {stage.value for stage in MOVES}
    assert {stage.value for stage in STAGES} == set(TABLE)


@pytest.mark.parametrize("stage", list(Stage))
def test_the_table_of_stages_names_who_is_waited_for(stage: Stage) -> None:
    role = WAITS_FOR[stage.value]
    assert STAGES[stage].waits_for == (Role(role) if role else None)
    assert (stage in OPEN) is (stage.value not in ENDED)


def test_every_step_leads_somewhere() -> None:
    assert {step for steps in TABLE.values() for step in steps} == {step.value for step in Step}


@pytest.mark.parametrize("stage", GOING)
def test_a_lead_comes_back_from_hold_to_where_it_was(stage: Stage) -> None:
    held = a_lead(stage=stage).take(Step.HOLD, now=NOW)
    assert (held.stage, held.stage_before) == (Stage.ON_HOLD, stage)
    back = held.take(Step.RESUME, now=NOW)
    assert (back.stage, back.stage_before) == (stage, None)


@pytest.mark.parametrize("stage", GOING)
def test_a_cancelled_lead_is_reopened_where_it_was(stage: Stage) -> None:
    cancelled = a_lead(stage=stage).take(Step.CANCEL, now=NOW)
    assert (cancelled.stage, cancelled.is_open) == (Stage.CANCELLED, False)
    assert cancelled.take(Step.REOPEN, now=NOW).stage is stage


@pytest.mark.parametrize("stage", GOING)
def test_a_lead_cancelled_on_hold_is_reopened_where_it_was_before_the_hold(stage: Stage) -> None:
    held = a_lead(stage=stage).take(Step.HOLD, now=NOW)
    cancelled = held.take(Step.CANCEL, now=NOW)
    assert cancelled.take(Step.REOPEN, now=NOW).stage is stage


def test_a_step_starts_the_clock_of_the_new_stage() -> None:
    later = NOW + timedelta(hours=3)
    assert a_lead().take(Step.CUSTOMER_REACHED, now=later).stage_since == later


def test_the_event_of_a_step_tells_from_where_to_where() -> None:
    _, event = a_lead().moved(Step.CUSTOMER_REACHED, Happening.INTRO_CALL_REACHED, OPS, NOW, note="friendly")
    assert (event.before, event.after, event.by, event.at) == ("new", "documents", OPS, NOW)
    assert event.facts == {"note": "friendly"}


def test_a_lead_refuses_a_naive_time() -> None:
    with pytest.raises(ValueError, match="naive"):
        replace(a_lead(), stage_since=NOW.replace(tzinfo=None))
