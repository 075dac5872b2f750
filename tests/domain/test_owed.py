"""Each open lead has exactly one next action, one role that owes it, and a time by which it is due."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest
from hypothesis import given, settings

from domain.leads.blocker import BlockerKind, Owner
from domain.leads.call import Call, CallOutcome
from domain.leads.confirmation import Confirmation
from domain.leads.stages import Stage
from domain.materials.purchase import PurchaseState
from domain.materials.request import Line, LineState
from domain.money.payment import PaymentKind, PaymentState
from domain.owed import TITLES, NextAction, Owed, next_action, payment_action
from domain.people.roles import Role
from domain.policy import DEFAULT, with_overrides
from domain.reporting.pack import PackState
from domain.situation import Situation
from domain.visits.states import VisitState
from domain.visits.visit import Hold
from tests.build import (
    NOW,
    TOMORROW,
    a_blocker,
    a_lead,
    a_pack,
    a_payment,
    a_payout,
    a_purchase,
    a_request,
    a_statement,
    a_visit,
    an_emergency,
    at_stage,
    claimed,
)
from tests.domain.situations import situations

HOUR: Final = timedelta(hours=1)
S: Final = Stage
V: Final = VisitState


def owed_at(stage: Stage, visit_state: VisitState | None = None, **parts: Any) -> NextAction:  # noqa: ANN401  parts of a Situation
    lead = at_stage(stage, stage_since=NOW, **parts.pop("lead", {}))
    if visit_state is not None:
        emergency = an_emergency() if visit_state is V.EMERGENCY else None
        parts["visit"] = a_visit(state=visit_state, emergency=emergency, state_since=NOW)
    action = next_action(Situation(lead=lead, **parts))
    assert action is not None
    return action


@given(situations())
@settings(max_examples=600)
def test_every_open_lead_has_a_next_action(situation: Situation) -> None:
    action = next_action(situation)
    assert (action is not None) is situation.lead.is_open
    if action is not None:
        assert action.due.tzinfo is not None
        assert action.role not in {Role.SYSTEM, Role.ADMIN}
        assert action.subject


@given(situations())
def test_what_a_crew_or_an_oem_owes_names_it(situation: Situation) -> None:
    action = next_action(situation)
    if action is None:
        return
    if action.role is Role.FIELD:
        assert action.team
    if action.role is Role.OEM:
        assert action.oem == situation.lead.oem


@given(situations())
def test_the_next_action_is_derived_from_the_situation_alone(situation: Situation) -> None:
    assert next_action(situation) == next_action(replace(situation, lead=replace(situation.lead)))


def test_everything_owed_has_words() -> None:
    assert set(TITLES) == set(Owed)


DAY: Final = 24 * HOUR
SURVEY: Final = {
    V.BOOKED: (Role.FIELD, Owed.ACKNOWLEDGE_VISIT, NOW + 2 * HOUR),
    V.UNASSIGNED: (Role.OPS, Owed.REASSIGN_TEAM, TOMORROW.start - 12 * HOUR),
    V.ACKNOWLEDGED: (Role.FIELD, Owed.CONFIRM_VISIT, TOMORROW.start - HOUR),
    V.CONFIRMED: (Role.FIELD, Owed.SET_OUT, TOMORROW.start),
    V.ON_THE_WAY: (Role.FIELD, Owed.ARRIVE, TOMORROW.start + HOUR / 4),
    V.ON_SITE: (Role.FIELD, Owed.SUBMIT_REPORT, TOMORROW.end + 4 * HOUR),
    V.EMERGENCY: (Role.OPS, Owed.FIND_BACKUP, NOW + HOUR / 2),
    V.CUSTOMER_ABSENT: (Role.OPS, Owed.RESCHEDULE_ABSENT, NOW + DAY),
}


@pytest.mark.parametrize("stage", [S.SURVEY_SCHEDULED, S.INSTALLATION_SCHEDULED])
@pytest.mark.parametrize("state", list(SURVEY))
def test_a_visit_owes_its_next_step(stage: Stage, state: VisitState) -> None:
    action = owed_at(stage, state)
    assert (action.role, action.what, action.due) == SURVEY[state]
    assert action.subject == "S-1042-1"
    assert action.team == ("sunrise" if action.role is Role.FIELD else None)


STAGES: Final = {
    S.NEW: (Role.OPS, Owed.CALL_CUSTOMER, NOW + 4 * HOUR),
    S.DOCUMENTS: (Role.CUSTOMER, Owed.SHARE_DOCUMENTS, NOW + DAY),
    S.SURVEY_SCHEDULING: (Role.OPS, Owed.PROPOSE_SLOTS, NOW + DAY),
    S.SURVEY_REVIEW: (Role.OPS, Owed.REVIEW_SURVEY, NOW + DAY),
    S.SITE_WORK: (Role.OPS, Owed.ACCEPT_SITE_WORK, NOW + DAY),
    S.MATERIALS: (Role.OPS, Owed.REQUEST_MATERIALS, NOW + DAY),
    S.INSTALLATION_SCHEDULING: (Role.OPS, Owed.PROPOSE_SLOTS, NOW + DAY),
    S.INSTALLATION_REVIEW: (Role.OPS, Owed.REVIEW_INSTALLATION, NOW + DAY),
    S.CONFIRMATION_CALL: (Role.OPS, Owed.CALL_FOR_CONFIRMATION, NOW + 3 * DAY),
    S.CLOSURE: (Role.OPS, Owed.SUBMIT_PACK, NOW + 2 * DAY),
    S.ON_HOLD: (Role.OPS, Owed.REVIEW_HOLD, NOW + 7 * DAY),
}


@pytest.mark.parametrize("stage", list(STAGES))
def test_a_stage_owes_its_own_step(stage: Stage) -> None:
    action = owed_at(stage)
    assert (action.role, action.what, action.due) == STAGES[stage]


@pytest.mark.parametrize("stage", [S.CLOSED, S.CANCELLED])
def test_an_ended_lead_owes_nothing(stage: Stage) -> None:
    assert next_action(Situation(lead=at_stage(stage))) is None


def test_after_a_try_that_reached_nobody_the_next_one_is_due_within_an_hour_of_its_time() -> None:
    tried = Call(at=NOW + HOUR, by="Om", outcome=CallOutcome.NO_ANSWER)
    action = owed_at(S.NEW, lead={"calls": (tried,), "call_at": NOW + 4 * HOUR})
    assert (action.what, action.due) == (Owed.CALL_CUSTOMER, NOW + 5 * HOUR)


TOLD: Final = Confirmation(told_at=NOW)
HEARD: Final = {
    Confirmation(call_at=NOW + DAY): (Role.OPS, Owed.CALL_FOR_CONFIRMATION, NOW + DAY + HOUR),
    Confirmation(since=NOW + DAY): (Role.OPS, Owed.CALL_FOR_CONFIRMATION, NOW + 4 * DAY),
    TOLD: (Role.CUSTOMER, Owed.CONFIRM_INSTALLATION, NOW + 2 * DAY),
    replace(TOLD, silent_at=NOW + 2 * DAY): (Role.OPS, Owed.SETTLE_SILENCE, NOW + 3 * DAY),
    replace(TOLD, problem_at=NOW + HOUR): (Role.OPS, Owed.SETTLE_PROBLEM, NOW + DAY + HOUR),
}


@pytest.mark.parametrize("known", list(HEARD))
def test_the_confirmation_call_is_the_desks_until_only_the_customers_word_is_missing(
    known: Confirmation,
) -> None:
    action = owed_at(S.CONFIRMATION_CALL, lead={"confirmation": known})
    assert (action.role, action.what, action.due) == HEARD[known]


@pytest.mark.parametrize("stage", [S.SURVEY_SCHEDULING, S.INSTALLATION_SCHEDULING])
def test_slots_on_offer_are_the_customers_to_choose_and_then_ops_to_assign(stage: Stage) -> None:
    offered = a_visit(state=V.PROPOSED, slot=None, state_since=NOW)
    asked = owed_at(stage, visit=offered)
    assert (asked.role, asked.what, asked.due) == (Role.CUSTOMER, Owed.CHOOSE_SLOT, NOW + DAY)
    hold = Hold(slot=TOMORROW, team="dawn", until=NOW + HOUR / 4)
    held = owed_at(stage, visit=replace(offered, hold=hold))
    assert (held.role, held.what, held.due) == (Role.CUSTOMER, Owed.CONFIRM_SLOT, hold.until)
    chosen = owed_at(stage, visit=replace(offered, slot=TOMORROW, hold=replace(hold, until=None)))
    assert (chosen.role, chosen.what, chosen.due) == (Role.OPS, Owed.ASSIGN_TEAM, TOMORROW.start - 12 * HOUR)


def test_a_visit_booked_late_still_leaves_a_quarter_of_an_hour() -> None:
    visit = a_visit(state=V.ACKNOWLEDGED, state_since=TOMORROW.start)
    action = owed_at(S.SURVEY_SCHEDULED, visit=visit)
    assert action.due == TOMORROW.start + HOUR / 4


def test_open_blockers_are_the_customers_until_the_earliest_target() -> None:
    near, far = a_blocker(target=NOW + DAY), a_blocker(target=NOW + 9 * DAY)
    action = owed_at(S.SITE_WORK, lead={"blockers": (far, near)})
    assert (action.role, action.what, action.due) == (Role.CUSTOMER, Owed.CLEAR_BLOCKERS, NOW + DAY)


def test_reported_site_work_is_ops_to_accept() -> None:
    done = claimed(NOW + HOUR)
    action = owed_at(S.SITE_WORK, lead={"blockers": (done,)})
    assert (action.role, action.what, action.due) == (Role.OPS, Owed.ACCEPT_SITE_WORK, NOW + 25 * HOUR)


@pytest.mark.parametrize("owner", [Owner.DISCOM, Owner.SOCIETY, Owner.US, Owner.OEM])
def test_what_others_owe_at_the_site_ops_asks_about_a_day_after_their_target(owner: Owner) -> None:
    theirs, his = a_blocker(owner=owner, target=NOW + DAY), a_blocker(target=NOW + 3 * DAY)
    action = owed_at(S.SITE_WORK, lead={"blockers": (his, theirs)})
    assert (action.role, action.what, action.due) == (Role.OPS, Owed.FOLLOW_UP_SITE_WORK, NOW + 2 * DAY)


def test_what_is_said_to_be_done_waits_for_ops_before_anything_that_is_not() -> None:
    late = a_blocker(kind=BlockerKind.WIRING, target=NOW - DAY)
    action = owed_at(S.SITE_WORK, lead={"blockers": (late, claimed(NOW + HOUR))})
    assert (action.role, action.what, action.due) == (Role.OPS, Owed.ACCEPT_SITE_WORK, NOW + 25 * HOUR)


def with_lines(*states: LineState) -> Any:  # noqa: ANN401  a request
    return a_request(lines=tuple(Line(item=f"i{n}", quantity=1, state=s) for n, s in enumerate(states)))


def test_an_open_line_is_procurements() -> None:
    action = owed_at(S.MATERIALS, request=with_lines(LineState.ALLOCATED, LineState.OPEN))
    assert (action.role, action.what, action.subject) == (
        Role.PROCUREMENT,
        Owed.ALLOCATE_MATERIALS,
        "M-1042",
    )


PURCHASE: Final = [
    (PurchaseState.DETAILS_WANTED, None, Role.FIELD, Owed.SHARE_VENDOR_DETAILS),
    (PurchaseState.PAYMENT_PENDING, PaymentState.REQUESTED, Role.PROCUREMENT, Owed.CHECK_PAYMENT),
    (PurchaseState.PAYMENT_PENDING, PaymentState.CHECKED, Role.FINANCE, Owed.APPROVE_PAYMENT),
    (PurchaseState.PAYMENT_PENDING, PaymentState.APPROVED, Role.FINANCE, Owed.START_PAYMENT),
    (PurchaseState.PAYMENT_PENDING, PaymentState.PAYING, Role.FINANCE, Owed.RECORD_PAYMENT),
    (PurchaseState.APPROVAL_WANTED, None, Role.PROCUREMENT, Owed.ALLOW_PURCHASE),
    (PurchaseState.PAID, None, Role.FIELD, Owed.CONFIRM_GOODS),
    (PurchaseState.BILL_DIFFERS, None, Role.PROCUREMENT, Owed.SETTLE_BILL),
]


@pytest.mark.parametrize(("state", "paid", "role", "what"), PURCHASE)
def test_a_local_purchase_owes_its_next_step(
    state: PurchaseState, paid: PaymentState | None, role: Role, what: Owed
) -> None:
    payments = (a_payment(state=paid),) if paid else ()
    action = owed_at(
        S.MATERIALS,
        request=with_lines(LineState.BEING_BOUGHT),
        purchases=(a_purchase(state=state),),
        payments=payments,
    )
    assert (action.role, action.what) == (role, what)


def test_a_purchase_nobody_goes_for_is_procurements() -> None:
    purchases = (a_purchase(team=None),)
    action = owed_at(S.MATERIALS, request=with_lines(LineState.BEING_BOUGHT), purchases=purchases)
    assert action.role is Role.PROCUREMENT


PACKS: Final = [
    (PackState.SUBMITTED, Role.REPORTING, Owed.SEND_PACK, None),
    (PackState.SENT, Role.OEM, Owed.ACKNOWLEDGE_PACK, "volt"),
    (PackState.RETURNED, Role.OPS, Owed.SUBMIT_PACK, None),
]


@pytest.mark.parametrize(("state", "role", "what", "oem"), PACKS)
def test_a_pack_owes_its_next_step(state: PackState, role: Role, what: Owed, oem: str | None) -> None:
    action = owed_at(S.CLOSURE, pack=a_pack(state=state))
    assert (action.role, action.what, action.oem, action.due) == (role, what, oem, NOW + 2 * DAY)


def test_a_hold_is_reviewed_on_its_date() -> None:
    assert owed_at(S.ON_HOLD, lead={"review_at": NOW + 3 * DAY}).due == NOW + 3 * DAY


PAYOUTS: Final = {
    PaymentState.PROPOSED: Owed.CHECK_STATEMENT,
    PaymentState.REQUESTED: Owed.APPROVE_PAYMENT,
    PaymentState.APPROVED: Owed.START_PAYMENT,
    PaymentState.PAYING: Owed.RECORD_PAYMENT,
    PaymentState.UNKNOWN: Owed.FIND_OUT_PAYMENT,
}


@pytest.mark.parametrize("state", list(PaymentState))
def test_a_payout_is_first_its_teams_and_then_finances_until_it_ends(state: PaymentState) -> None:
    action = payment_action(a_payout(state=state), DEFAULT)
    expected = PAYOUTS.get(state)
    assert (action.what if action else None) == expected
    span = DEFAULT.outcome_known if state is PaymentState.UNKNOWN else DAY
    role = Role.FIELD if state is PaymentState.PROPOSED else Role.FINANCE
    assert action is None or (action.role, action.due) == (role, NOW + span)


@pytest.mark.parametrize("kind", list(PaymentKind))
@pytest.mark.parametrize("state", list(PaymentState))
def test_an_open_payment_that_can_be_reached_is_never_ownerless(
    kind: PaymentKind, state: PaymentState
) -> None:
    payment = a_payment(kind=kind, state=state, statement=a_statement())
    unreachable = {(PaymentKind.PAYOUT, PaymentState.CHECKED), (PaymentKind.VENDOR, PaymentState.PROPOSED)}
    reachable = (kind, state) not in unreachable
    if payment.is_open and reachable:
        assert payment_action(payment, DEFAULT) is not None


def test_the_first_call_of_a_sunday_lead_is_due_on_monday() -> None:
    sunday = NOW - timedelta(days=1)
    action = next_action(Situation(lead=a_lead(stage_since=sunday, created_at=sunday)))
    assert action is not None
    assert action.due == NOW + 2 * HOUR


def test_a_step_asked_late_leaves_as_much_time_as_the_oem_wants() -> None:
    policy = with_overrides({"short_notice": "25m"})
    late = a_visit(state=V.ACKNOWLEDGED, state_since=TOMORROW.start)
    action = next_action(Situation(lead=at_stage(S.SURVEY_SCHEDULED), visit=late, policy=policy))
    assert action is not None
    assert action.due == TOMORROW.start + timedelta(minutes=25)
