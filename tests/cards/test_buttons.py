"""What the buttons offer: always something to whoever owes, never more than the rules allow."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import pytest

from cards.actions import Action, Tap
from cards.buttons import backup_buttons, buttons_for, notice_buttons, reason_buttons
from cards.lead import visit_line
from cards.text import Speaker
from domain.leads.lead import Document
from domain.leads.stages import Stage, Step
from domain.money.payment import MOVES as PAYMENT_MOVES
from domain.money.payment import Payment, PaymentState
from domain.owed import Owed
from domain.people.roles import MATRIX, Permission, Role
from domain.reactions import Audience
from domain.reporting.pack import PACK_MOVES, PackState
from domain.slot import Slot
from domain.view import View
from domain.visits.emergency import DelayAnswer
from domain.visits.states import MOVES, VisitState
from domain.visits.visit import Hold
from domain.words import say
from tests.build import (
    NOW,
    TOMORROW,
    a_candidate,
    a_payment,
    a_payout,
    a_sign_off,
    a_situation,
    a_team,
    a_view,
    a_visit,
    an_emergency,
    at_stage,
)
from tests.cards.moments import ALL, AUDIENCE_OF, MOMENTS, MORE, of_subject, scheduling, standing, surveying

SPEAKER: Final = Speaker()
_P = Permission
NEEDS: Final[Mapping[Action, Permission]] = {
    Action.MERGE: _P.DECIDE_DUPLICATE,
    Action.KEEP_BOTH: _P.DECIDE_DUPLICATE,
    Action.COMPARE: _P.DECIDE_DUPLICATE,
    Action.IMPORT: _P.SEND_LEAD,
    Action.IMPORT_OEM: _P.SEND_LEAD,
    Action.ERROR_FILE: _P.SEND_LEAD,
    Action.DROP_IMPORT: _P.SEND_LEAD,
    Action.CALL: _P.LOG_CALL,
    Action.PLACE_RIGHT: _P.SHARE_DOCUMENTS,
    Action.CALL_CARD: _P.LOG_CALL,
    Action.CALL_BACK: _P.LOG_CALL,
    Action.CALL_NOTE: _P.LOG_CALL,
    Action.PHONE: _P.CORRECT_PHONE,
    Action.INVITE: _P.INVITE_CUSTOMER,
    Action.ERASE: _P.ERASE_DATA,
    Action.WAIVE: _P.WAIVE_DOCUMENT,
    Action.PROPOSE: _P.PROPOSE_SLOTS,
    Action.ASSIGN: _P.ASSIGN_TEAM,
    Action.WHY_NOT: _P.ASSIGN_TEAM,
    Action.PLAN: _P.ASSIGN_TEAM,
    Action.PLAN_ALL: _P.ASSIGN_TEAM,
    Action.ROUTE: _P.SEE_LEAD,
    Action.OTHER_TEAM: _P.ASSIGN_TEAM,
    Action.GIVE: _P.ASSIGN_TEAM,
    Action.SWAPS: _P.ASSIGN_TEAM,
    Action.SWAP: _P.ASSIGN_TEAM,
    Action.TAKE: _P.TAKE_EMERGENCY,
    Action.BACKUP: _P.TAKE_EMERGENCY,
    Action.BACKUPS: _P.TAKE_EMERGENCY,
    Action.ASK_BACKUP: _P.TAKE_EMERGENCY,
    Action.EXTEND: _P.TAKE_EMERGENCY,
    Action.STOP_SEARCH: _P.TAKE_EMERGENCY,
    Action.CALLED: _P.LOG_CALL,
    Action.SITE_READY: _P.REVIEW_REPORT,
    Action.READY_ALL_THE_SAME: _P.REVIEW_REPORT,
    Action.BLOCKERS: _P.REVIEW_REPORT,
    Action.RETURN: _P.REVIEW_REPORT,
    Action.REDO: _P.REVIEW_REPORT,
    Action.SHOW_REPORT: _P.REVIEW_REPORT,
    Action.APPROVE_INSTALLATION: _P.REVIEW_REPORT,
    Action.APPROVE_METRES: _P.REVIEW_REPORT,
    Action.ACCEPT_WORK: _P.ACCEPT_SITE_WORK,
    Action.REFUSE_WORK: _P.ACCEPT_SITE_WORK,
    Action.REVISIT: _P.ACCEPT_SITE_WORK,
    Action.REQUEST_MATERIALS: _P.REQUEST_MATERIALS,
    Action.SATISFIED: _P.CONFIRM_INSTALLATION,
    Action.NOT_WELL: _P.CONFIRM_INSTALLATION,
    Action.CONFIRM_TRY: _P.LOG_CONFIRMATION_CALL,
    Action.CONFIRM_BACK: _P.LOG_CONFIRMATION_CALL,
    Action.SILENCE: _P.LOG_CONFIRMATION_CALL,
    Action.REWORK_AS_SAID: _P.OPEN_REWORK,
    Action.SUBMIT_PACK: _P.SUBMIT_PACK,
    Action.PAYABLE: _P.MARK_PAYABLE,
    Action.ANSWER_DISPUTE: _P.ANSWER_DISPUTE,
    Action.OPEN_PAYOUT: _P.OPEN_PAYOUTS,
    Action.AGREE_PAYOUT: _P.AGREE_PAYOUT,
    Action.DISPUTE: _P.DISPUTE_EARNING,
    Action.PAYOUT_CARD: _P.APPROVE_PAYMENT,
    Action.APPROVE_RUN: _P.APPROVE_PAYMENT,
    Action.MARK_EARNING: _P.MARK_PAYABLE,
    Action.MARK_ALL_THE_SAME: _P.MARK_PAYABLE,
    Action.MARK_CLEAR: _P.MARK_PAYABLE,
    Action.RATES: _P.SEE_RATES,
    Action.EARNED: _P.SEE_EARNINGS,
    Action.HOLD: _P.HOLD_LEAD,
    Action.RESUME: _P.RESUME_LEAD,
    Action.CANCEL: _P.CANCEL_LEAD,
    Action.CANCEL_WHY: _P.CANCEL_LEAD,
    Action.GRANT_CANCEL: _P.DECIDE_CANCELLING,
    Action.REFUSE_CANCEL: _P.DECIDE_CANCELLING,
    Action.KEEP_LEAD: _P.TAKE_BACK_CANCELLING,
    Action.STORE_BOUGHT: _P.TAKE_BACK_MATERIALS,
    Action.REOPEN: _P.REOPEN_LEAD,
    Action.TIMELINE: _P.SEE_LEAD,
    Action.OPEN: _P.SEE_LEAD,
    Action.CONSENT: _P.GIVE_CONSENT,
    Action.PRIVACY: _P.SEE_OWN_DATA,
    Action.PAPERS: _P.SHARE_DOCUMENTS,
    Action.DOCUMENTS: _P.SHARE_DOCUMENTS,
    Action.CALENDAR: _P.PROPOSE_SLOTS,
    Action.SLOT: _P.CHOOSE_SLOT,
    Action.CONFIRM_SLOT: _P.CHOOSE_SLOT,
    Action.OTHER_SLOTS: _P.CHOOSE_SLOT,
    Action.WISH: _P.CHOOSE_SLOT,
    Action.CALL_OFF: _P.CALL_OFF_VISIT,
    Action.CALL_OFF_WHY: _P.CALL_OFF_VISIT,
    Action.DELAY: _P.ANSWER_DELAY,
    Action.WILL_BE_THERE: _P.CHOOSE_SLOT,
    Action.RESCHEDULE: _P.RESCHEDULE_VISIT,
    Action.SITE_DONE: _P.REPORT_SITE_WORK,
    Action.APPLIED: _P.REPORT_SITE_WORK,
    Action.RATE: _P.SIGN_OFF,
    Action.SIGN: _P.SIGN_OFF,
    Action.SIGN_CODE: _P.MAKE_SIGNING_CODE,
    Action.REMARK: _P.SIGN_OFF,
    Action.ACCEPT_METRES: _P.SIGN_OFF,
    Action.DISPUTE_METRES: _P.SIGN_OFF,
    Action.ADD_ITEM: _P.CHANGE_MATERIALS,
    Action.SET_QUANTITY: _P.CHANGE_MATERIALS,
    Action.TAKE_OUT: _P.CHANGE_MATERIALS,
    Action.SET_METRES: _P.CHANGE_MATERIALS,
    Action.ACCEPT_QUOTE: _P.ANSWER_QUOTE,
    Action.ASK_QUOTE: _P.ANSWER_QUOTE,
    Action.DECLINE_QUOTE: _P.ANSWER_QUOTE,
    Action.PHONE_QUOTE: _P.SETTLE_QUOTE,
    Action.ANSWER_QUOTE: _P.SETTLE_QUOTE,
    Action.WAIVE_QUOTE: _P.SETTLE_QUOTE,
    Action.SETTLE_METRES: _P.SETTLE_METRES,
    Action.ASK_SIGN: _P.ASK_TO_SIGN,
    Action.ENTER_CODE: _P.ENTER_SIGNING_CODE,
    Action.REWORK: _P.OPEN_REWORK,
    Action.ACKNOWLEDGE: _P.ACKNOWLEDGE_VISIT,
    Action.CONFIRM: _P.CONFIRM_VISIT,
    Action.NOT_REACHED: _P.CONFIRM_VISIT,
    Action.SET_OUT: _P.SET_OUT,
    Action.ARRIVED: _P.CHECK_IN,
    Action.ABSENT: _P.REPORT_ABSENT,
    Action.ANOTHER_TIME: _P.CONFIRM_VISIT,
    Action.OFF_SITE: _P.CHECK_IN,
    Action.WHY_AWAY: _P.CHECK_IN,
    Action.AT_DOOR: _P.ANSWER_AT_DOOR,
    Action.APPEARED: _P.RECORD_ABSENCE,
    Action.NOT_COME: _P.RECORD_ABSENCE,
    Action.FEE: _P.DECIDE_FEE,
    Action.REPORT: _P.SUBMIT_REPORT,
    Action.ON_WEB: _P.SUBMIT_REPORT,
    Action.CANNOT: _P.DECLARE_EMERGENCY,
    Action.CAN_MAKE: _P.DECLARE_EMERGENCY,
    Action.ACCEPT_BACKUP: _P.ANSWER_BACKUP_OFFER,
    Action.DECLINE_BACKUP: _P.ANSWER_BACKUP_OFFER,
    Action.VENDOR: _P.SHARE_VENDOR_DETAILS,
    Action.GOODS: _P.CONFIRM_GOODS,
    Action.WHICH_CODE: Permission.SHARE_VENDOR_DETAILS,
    Action.CODE_RIGHT: Permission.SHARE_VENDOR_DETAILS,
    Action.ALLOW_PURCHASE: Permission.ALLOW_PURCHASE,
    Action.DECLINE_PURCHASE: Permission.ALLOW_PURCHASE,
    Action.SETTLE_BILL: Permission.SETTLE_BILL,
    Action.ALLOCATE: _P.ALLOCATE_MATERIALS,
    Action.BY_LINE: _P.ALLOCATE_MATERIALS,
    Action.TRANSFER_CAME: _P.ALLOCATE_MATERIALS,
    Action.HAND_OUT_ALL: _P.HAND_OUT_MATERIALS,
    Action.TAKEN_BACK: _P.TAKE_BACK_MATERIALS,
    Action.LEFTOVERS: _P.TAKE_BACK_MATERIALS,
    Action.LESS_CAME: _P.TAKE_BACK_MATERIALS,
    Action.SETTLE_DIFFERENCE: _P.SETTLE_DIFFERENCE,
    Action.HAVE_MATERIALS: _P.RECEIVE_MATERIALS,
    Action.MISSING: _P.RECEIVE_MATERIALS,
    Action.HANDED_OVER: _P.HAND_OVER_MATERIALS,
    Action.BROUGHT_BACK: _P.HAND_OVER_MATERIALS,
    Action.NOTHING_LEFT: _P.ACCOUNT_FOR_MATERIALS,
    Action.LEFT_OVER: _P.ACCOUNT_FOR_MATERIALS,
    Action.BUY: _P.OPEN_LOCAL_PURCHASE,
    Action.BUY_HERE: _P.BUY_AT_SITE,
    Action.HAND_OUT: _P.HAND_OUT_CHARGER,
    Action.CHECK: _P.CHECK_PAYMENT,
    Action.ASK: _P.APPROVE_PAYMENT,
    Action.LIFT: _P.APPROVE_PAYMENT,
    Action.ANSWER_FINANCE: _P.ANSWER_FINANCE,
    Action.UNKNOWN: _P.RECORD_PAYMENT,
    Action.PAY_PAGE: _P.RECORD_PAYMENT,
    Action.PAY_PAPERS: _P.SEE_PAYMENT,
    Action.APPROVE: _P.APPROVE_PAYMENT,
    Action.PAY: _P.RECORD_PAYMENT,
    Action.REFERENCE: _P.RECORD_PAYMENT,
    Action.FAILED: _P.RECORD_PAYMENT,
    Action.REVERSED: _P.RECORD_PAYMENT,
    Action.SEND_PACK: _P.SEND_PACK,
    Action.PACK_FILES: _P.SEE_LEAD,
    **dict.fromkeys(
        (Action.RELEASE, Action.REPORT_FILES, Action.COMPILE_AGAIN, Action.SEND_AGAIN, Action.REPORT_OF),
        Permission.RELEASE_REPORT,
    ),
    Action.ACKNOWLEDGE_PACK: _P.ACKNOWLEDGE_PACK,
    Action.RETURN_PACK: _P.ACKNOWLEDGE_PACK,
}
"""REJECT needs the permission of the desk that holds the payment, so it is looked at apart."""
ROLE_OF: Final = {audience: role for role, audience in AUDIENCE_OF.items()} | {
    Audience.OPS_LEAD: Role.OPS,
    Audience.ON_CALL: Role.OPS,
}
NEXT_VISIT_STATE: Final = {
    Action.ASSIGN: VisitState.BOOKED,
    Action.OTHER_TEAM: VisitState.UNASSIGNED,
    Action.GIVE: VisitState.UNASSIGNED,
    Action.SWAPS: VisitState.UNASSIGNED,
    Action.BACKUP: VisitState.BOOKED,
    Action.STOP_SEARCH: VisitState.RESCHEDULED,
    Action.SITE_READY: VisitState.APPROVED,
    Action.READY_ALL_THE_SAME: VisitState.APPROVED,
    Action.APPROVE_INSTALLATION: VisitState.APPROVED,
    Action.APPROVE_METRES: VisitState.APPROVED,
    Action.RETURN: VisitState.ON_SITE,
    Action.REDO: VisitState.ON_SITE,
    Action.OTHER_SLOTS: VisitState.RESCHEDULED,
    Action.RESCHEDULE: VisitState.RESCHEDULED,
    Action.ACKNOWLEDGE: VisitState.ACKNOWLEDGED,
    Action.CONFIRM: VisitState.CONFIRMED,
    Action.SET_OUT: VisitState.ON_THE_WAY,
    Action.ARRIVED: VisitState.ON_SITE,
    Action.ANOTHER_TIME: VisitState.RESCHEDULED,
    Action.NOT_COME: VisitState.CUSTOMER_ABSENT,
    Action.REPORT: VisitState.REPORTED,
    Action.CANNOT: VisitState.EMERGENCY,
    Action.CAN_MAKE: VisitState.ACKNOWLEDGED,
    Action.ACCEPT_BACKUP: VisitState.ACKNOWLEDGED,
}
NEXT_STEP: Final = {
    Action.HOLD: Step.HOLD,
    Action.RESUME: Step.RESUME,
    Action.CANCEL: Step.CANCEL,
    Action.REOPEN: Step.REOPEN,
    Action.ACCEPT_WORK: Step.SITE_WORK_ACCEPTED,
    Action.REVISIT: Step.REVISIT_ORDERED,
    Action.SATISFIED: Step.CUSTOMER_SATISFIED,
    Action.REWORK: Step.REWORK_OPENED,
    Action.REWORK_AS_SAID: Step.REWORK_OPENED,
    Action.SILENCE: Step.SILENCE_ACCEPTED,
}
NEXT_PAYMENT_STATE: Final = {
    Action.CHECK: PaymentState.CHECKED,
    Action.APPROVE: PaymentState.APPROVED,
    Action.REJECT: PaymentState.REJECTED,
    Action.PAY: PaymentState.PAYING,
    Action.REFERENCE: PaymentState.PAID,
    Action.FAILED: PaymentState.FAILED,
    Action.REVERSED: PaymentState.REVERSED,
    Action.UNKNOWN: PaymentState.UNKNOWN,
}
NO_MOVE: Final = {Action.ASK, Action.LIFT, Action.PAY_PAGE, Action.PAY_PAPERS}
"""Of a payment: they leave it in its state."""
NEXT_PACK_STATE: Final = {
    Action.SEND_PACK: PackState.SENT,
    Action.ACKNOWLEDGE_PACK: PackState.ACKNOWLEDGED,
    Action.RETURN_PACK: PackState.RETURNED,
}
STAGE_OF: Final = {
    Action.CALL: {Stage.NEW},
    Action.CONFIRM_TRY: {Stage.CONFIRMATION_CALL},
    Action.CONFIRM_BACK: {Stage.CONFIRMATION_CALL},
    Action.NOT_WELL: {Stage.CONFIRMATION_CALL},
    Action.WAIVE: {Stage.DOCUMENTS},
    Action.PROPOSE: {Stage.SURVEY_SCHEDULING, Stage.INSTALLATION_SCHEDULING},
    Action.DOCUMENTS: {Stage.NEW, Stage.DOCUMENTS, Stage.SURVEY_SCHEDULING, Stage.SURVEY_SCHEDULED},
    Action.SITE_DONE: {Stage.SITE_WORK},
    Action.REFUSE_WORK: {Stage.SITE_WORK},
    Action.REQUEST_MATERIALS: {Stage.MATERIALS},
    Action.RATE: {
        Stage.INSTALLATION_SCHEDULED,
        Stage.INSTALLATION_REVIEW,
        Stage.CONFIRMATION_CALL,
        Stage.CLOSURE,
    },
    Action.SUBMIT_PACK: {Stage.CLOSURE},
}


def taps(audience: Audience, view: View, **more: str) -> list[Tap]:
    keyboard = buttons_for(audience, view, SPEAKER, **more)
    read = [Tap.read(button.data or "") for row in keyboard for button in row]
    return [tap for tap in read if tap is not None]


def actions(audience: Audience, view: View, **more: str) -> list[Action]:
    return [tap.action for tap in taps(audience, view, **more)]


def everywhere() -> Iterator[tuple[str, View, Audience, Tap]]:
    for name, view in ALL.items():
        for audience in Audience:
            for tap in taps(audience, view):
                yield name, view, audience, tap


@pytest.mark.parametrize("owed", Owed)
def test_there_is_a_moment_at_which_it_is_owed(owed: Owed) -> None:
    action = MOMENTS[owed].owed_as(owed)
    assert action is not None
    assert action.what is owed


@pytest.mark.parametrize("owed", Owed)
@pytest.mark.parametrize("seen_from", ["the lead", "the thing itself"])
def test_whoever_owes_the_next_action_sees_a_button_for_it(owed: Owed, seen_from: str) -> None:
    view = MOMENTS[owed] if seen_from == "the lead" else of_subject(MOMENTS[owed])
    action = view.owed_as(owed)
    assert action is not None
    reader = AUDIENCE_OF[action.role]
    team = {"team": action.team} if action.team else {}
    assert set(actions(reader, view, **team)) - {Action.TIMELINE, Action.INVITE, Action.HOLD}


@pytest.mark.parametrize("owed", Owed)
def test_a_notice_carries_the_owed_step_too(owed: Owed) -> None:
    view = MOMENTS[owed]
    action = view.owed_as(owed)
    assert action is not None
    keyboard = notice_buttons(AUDIENCE_OF[action.role], view, SPEAKER, team=action.team)
    assert [button for row in keyboard for button in row if not (button.data or "").startswith("open:")]


def test_nobody_is_offered_what_the_permission_matrix_forbids() -> None:
    wrong = [
        (name, audience, tap.action)
        for name, _, audience, tap in everywhere()
        if tap.action is not Action.REJECT and ROLE_OF[audience] not in MATRIX[NEEDS[tap.action]]
    ]
    assert wrong == []


def test_a_payment_is_rejected_by_the_desk_that_holds_it() -> None:
    asked = of_subject(MOMENTS[Owed.CHECK_PAYMENT])
    assert Action.REJECT in actions(Audience.PROCUREMENT, asked)
    assert actions(Audience.FINANCE, asked) == []
    checked = of_subject(MOMENTS[Owed.APPROVE_PAYMENT])
    assert Action.REJECT in actions(Audience.FINANCE, checked)
    assert actions(Audience.PROCUREMENT, checked) == []


def test_no_button_leads_where_the_visit_cannot_go() -> None:
    for name, view, audience, tap in everywhere():
        if tap.action in NEXT_VISIT_STATE:
            assert view.visit is not None
            assert NEXT_VISIT_STATE[tap.action] in MOVES[view.visit.state], (name, audience, tap)


@pytest.mark.parametrize("state", VisitState)
@pytest.mark.parametrize("audience", [Audience.OPS, Audience.CUSTOMER, Audience.TEAM])
def test_no_button_leads_a_visit_in_any_state_where_it_cannot_go(
    state: VisitState, audience: Audience
) -> None:
    emergency = an_emergency("dawn") if state is VisitState.EMERGENCY else None
    offered = [tap.action for tap in taps(audience, surveying(state, emergency=emergency))]
    assert [a for a in offered if a in NEXT_VISIT_STATE and NEXT_VISIT_STATE[a] not in MOVES[state]] == []


def test_no_button_leads_where_the_lead_cannot_go() -> None:
    for name, view, audience, tap in everywhere():
        assert view.lead is not None
        if tap.action in NEXT_STEP:
            assert view.lead.can(NEXT_STEP[tap.action]), (name, audience, tap)
        if tap.action in STAGE_OF:
            assert view.lead.stage in STAGE_OF[tap.action], (name, audience, tap)


@pytest.mark.parametrize("state", PaymentState)
@pytest.mark.parametrize("make", [a_payment, a_payout])
@pytest.mark.parametrize("audience", [Audience.FINANCE, Audience.PROCUREMENT])
def test_no_button_leads_where_the_payment_cannot_go(
    state: PaymentState, make: Callable[..., Payment], audience: Audience
) -> None:
    held = make(state=state)
    offered = actions(audience, a_view(subject=held.id, payment=held))
    moving = [a for a in offered if a not in NO_MOVE]
    assert [a for a in moving if NEXT_PAYMENT_STATE[a] not in PAYMENT_MOVES[held.kind][state]] == []


def test_no_button_leads_where_the_pack_cannot_go() -> None:
    for _, view, _, tap in everywhere():
        if tap.action in NEXT_PACK_STATE:
            assert view.pack is not None
            assert NEXT_PACK_STATE[tap.action] in PACK_MOVES[view.pack.state]


def test_an_approval_carries_the_fingerprint_of_what_is_shown() -> None:
    payment = a_payment(state=PaymentState.CHECKED)
    [approve] = [
        tap
        for tap in taps(Audience.FINANCE, a_view(subject=payment.id, payment=payment))
        if tap.action is Action.APPROVE
    ]
    assert (approve.subject, approve.argument) == (payment.id, payment.shown)


def test_a_paid_payment_can_only_be_reversed() -> None:
    payment = a_payment(state=PaymentState.PAID)
    assert actions(Audience.FINANCE, a_view(subject=payment.id, payment=payment)) == [Action.REVERSED]


def test_ops_can_always_hold_cancel_and_look_back() -> None:
    view = MOMENTS[Owed.FIND_BACKUP]
    assert {Action.HOLD, Action.CANCEL, Action.TIMELINE, Action.INVITE} <= set(actions(Audience.OPS, view))


def test_in_an_emergency_ops_takes_it_assigns_by_hand_or_stops() -> None:
    offered = taps(Audience.OPS, MOMENTS[Owed.FIND_BACKUP])
    assert [tap.action for tap in offered[:3]] == [Action.TAKE, Action.STOP_SEARCH, Action.BACKUP]
    assert offered[2].argument == "dawn"


@pytest.mark.parametrize("asked", [None, NOW])
@pytest.mark.parametrize("state", [VisitState.CONFIRMED, VisitState.EMERGENCY])
def test_a_call_that_was_asked_for_can_be_noted_also_once_a_team_has_been_found(
    state: VisitState, asked: datetime | None
) -> None:
    emergency = an_emergency() if state is VisitState.EMERGENCY else None
    lead = at_stage(Stage.SURVEY_SCHEDULED, call_asked_at=asked)
    visit = a_visit(state=state, emergency=emergency)
    view = a_view(a_situation(lead=lead, visit=visit))
    assert actions(Audience.OPS, view).count(Action.CALLED) == (asked is not None)


def test_an_emergency_in_hand_is_not_taken_again() -> None:
    view = surveying(VisitState.EMERGENCY, emergency=an_emergency("dawn", taken_by="Om Desk"))
    assert Action.TAKE not in actions(Audience.OPS, view)


def test_at_most_two_backups_are_shown() -> None:
    many = tuple(a_candidate(team=a_team(id=f"t{n}", name=f"Team {n}")) for n in range(6))
    view = replace(MOMENTS[Owed.FIND_BACKUP], candidates=many)
    assert actions(Audience.OPS, view).count(Action.BACKUP) == 2


def test_a_missing_document_can_be_waived_and_a_given_one_not() -> None:
    waived = [tap.argument for tap in taps(Audience.OPS, MOMENTS[Owed.SHARE_DOCUMENTS])]
    assert set(Document) <= set(waived)
    assert Action.WAIVE not in actions(Audience.OPS, MOMENTS[Owed.PROPOSE_SLOTS])


def test_ops_steps_in_for_a_customer_without_telegram() -> None:
    assert Action.DOCUMENTS in actions(Audience.OPS, MORE["no telegram"])
    assert Action.DOCUMENTS not in actions(Audience.OPS, MOMENTS[Owed.SHARE_DOCUMENTS])


def test_ops_steps_in_for_a_customer_who_lets_the_time_pass() -> None:
    assert Action.SLOT not in actions(Audience.OPS, scheduling(chosen=False))
    waiting = a_visit(state=VisitState.PROPOSED, slot=None, state_since=NOW - timedelta(hours=25))
    assert Action.SLOT in actions(Audience.OPS, standing(at_stage(Stage.SURVEY_SCHEDULING), waiting))


def test_the_customer_gets_a_button_for_each_offered_slot_and_one_for_others() -> None:
    offered = taps(Audience.CUSTOMER, scheduling(chosen=False))
    assert [tap.action for tap in offered[:2]] == [Action.SLOT, Action.OTHER_SLOTS]
    assert int(offered[0].argument) * 60 == int(TOMORROW.start.timestamp())


def test_a_time_that_cannot_be_taken_any_more_has_no_button() -> None:
    view = replace(scheduling(chosen=False), open_slots=())
    assert Action.SLOT not in actions(Audience.CUSTOMER, view)


def test_what_is_held_can_be_confirmed_and_the_others_taken_instead() -> None:
    other = Slot(start=TOMORROW.start + timedelta(hours=5), end=TOMORROW.end + timedelta(hours=5))
    hold = Hold(slot=TOMORROW, team="sunrise", until=NOW + timedelta(minutes=15))
    held = a_visit(state=VisitState.PROPOSED, slot=None, team=None, offered=(TOMORROW, other), hold=hold)
    offered = taps(Audience.CUSTOMER, standing(at_stage(Stage.SURVEY_SCHEDULING), held))
    first = str(int(TOMORROW.start.timestamp()) // 60)
    second = str(int(other.start.timestamp()) // 60)
    assert [(tap.action, tap.argument) for tap in offered[:3]] == [
        (Action.CONFIRM_SLOT, first),
        (Action.SLOT, second),
        (Action.OTHER_SLOTS, ""),
    ]


def test_the_customer_is_asked_for_consent_before_documents() -> None:
    view = MOMENTS[Owed.SHARE_DOCUMENTS]
    assert view.situation is not None
    asked = replace(
        view, situation=replace(view.situation, lead=replace(view.situation.lead, consent_at=None))
    )
    assert actions(Audience.CUSTOMER, asked) == [Action.PRIVACY]


def test_the_customer_answers_a_delay_in_three_ways() -> None:
    answers = [
        t.argument for t in taps(Audience.CUSTOMER, MOMENTS[Owed.FIND_BACKUP]) if t.action is Action.DELAY
    ]
    assert answers == list(DelayAnswer)


def test_the_customer_rates_once() -> None:
    reported = MOMENTS[Owed.REVIEW_INSTALLATION]
    assert reported.situation is not None
    lead = replace(reported.situation.lead, sign_offs=(a_sign_off(),))
    signed = replace(reported, situation=replace(reported.situation, lead=lead))
    assert actions(Audience.CUSTOMER, signed).count(Action.RATE) == 5
    lead = replace(lead, sign_offs=(a_sign_off(rating=4),))
    rated = replace(reported, situation=replace(reported.situation, lead=lead))
    assert Action.RATE not in actions(Audience.CUSTOMER, rated)


@pytest.mark.parametrize("state", VisitState)
def test_a_team_can_say_that_it_cannot_make_it_until_it_has_made_it(state: VisitState) -> None:
    before = {
        VisitState.BOOKED,
        VisitState.ACKNOWLEDGED,
        VisitState.CONFIRMED,
        VisitState.ON_THE_WAY,
        VisitState.ON_SITE,
    }
    assert (Action.CANNOT in actions(Audience.TEAM, surveying(state))) == (state in before)


def test_whoever_has_only_a_report_to_complete_has_made_it() -> None:
    assert Action.CANNOT not in actions(Audience.TEAM, surveying(VisitState.ON_SITE, redo="the photo"))


def test_another_teams_visit_has_no_buttons_for_this_team() -> None:
    assert actions(Audience.TEAM, surveying(VisitState.BOOKED), team="dawn") == []


def test_an_offer_is_answered_by_the_team_that_was_asked() -> None:
    view = surveying(VisitState.EMERGENCY, emergency=an_emergency("dawn", "noon"))
    assert [t.argument for t in taps(Audience.TEAM, view, team="noon")] == ["noon", "noon"]
    assert actions(Audience.TEAM, view, team="sunrise") == [Action.CAN_MAKE]
    assert actions(Audience.TEAM, view) == [Action.CAN_MAKE]
    assert actions(Audience.TEAM, view, team="moon") == []


def test_an_offer_that_has_run_out_cannot_be_accepted() -> None:
    view = replace(
        surveying(VisitState.EMERGENCY, emergency=an_emergency("dawn")), now=NOW + timedelta(hours=1)
    )
    assert actions(Audience.TEAM, view, team="dawn") == []


def test_stock_is_asked_first_and_the_rest_is_bought() -> None:
    covered = MOMENTS[Owed.ALLOCATE_MATERIALS]
    assert actions(Audience.PROCUREMENT, covered) == [Action.ALLOCATE, Action.BY_LINE]
    assert actions(Audience.PROCUREMENT, replace(covered, sources={})) == [Action.BUY]
    assert actions(Audience.PROCUREMENT, MORE["half allocated"]) == [Action.BUY]


def test_what_is_earned_can_be_marked_payable_even_when_the_lead_was_cancelled() -> None:
    assert Action.PAYABLE in actions(Audience.OPS, MORE["closed"])
    assert Action.PAYABLE in actions(Audience.OPS, MORE["cancelled"])


def test_reporting_answers_for_the_oem_once_the_pack_is_sent() -> None:
    sent = MOMENTS[Owed.ACKNOWLEDGE_PACK]
    both = [Action.ACKNOWLEDGE_PACK, Action.RETURN_PACK, Action.PACK_FILES]
    assert actions(Audience.OEM, sent) == both
    assert actions(Audience.REPORTING, sent) == both


def test_every_reason_leads_to_an_emergency() -> None:
    keyboard = reason_buttons(a_visit(), SPEAKER)
    read = [Tap.read(button.data or "") for row in keyboard for button in row]
    assert [t.argument for t in read if t and t.action is Action.EMERGENCY] == [
        "vehicle",
        "ill",
        "late",
        "accident",
        "tools",
    ]
    assert [t.subject for t in read if t and t.action is Action.OTHER_CAUSE] == ["S-1042-1"]


def test_a_team_that_waits_with_its_answer_is_sent_but_not_asked_again() -> None:
    visit = a_visit(state=VisitState.EMERGENCY, emergency=an_emergency("dawn"))
    found = tuple(a_candidate(team=a_team(id=team, name=team)) for team in ("dawn", "moon"))
    rows = backup_buttons(visit, found, SPEAKER)
    assert [[button.label for button in row] for row in rows] == [
        ["Assign dawn"],
        ["Ask moon", "Assign moon"],
        ["Back"],
    ]


def test_however_much_there_is_to_choose_the_controls_stay_within_reach() -> None:
    days = [timedelta(days=day) for day in range(1, 15)]
    offered = tuple(Slot(start=TOMORROW.start + day, end=TOMORROW.end + day) for day in days)
    waiting = a_visit(state=VisitState.PROPOSED, slot=None, offered=offered)
    view = standing(at_stage(Stage.SURVEY_SCHEDULING), waiting, customer=None)
    keyboard = buttons_for(Audience.OPS, view, SPEAKER)
    assert len(keyboard) == 8
    assert [button.label for button in keyboard[-1]] == ["Hold", "Cancel the lead"]
    his = actions(
        Audience.CUSTOMER, standing(at_stage(Stage.SURVEY_SCHEDULING), replace(waiting, offered=offered[:10]))
    )
    assert his.count(Action.SLOT) == 10
    assert {Action.OTHER_SLOTS, Action.CALL_OFF} <= set(his)


def test_the_lead_says_which_time_is_held_and_which_is_chosen() -> None:
    view = surveying(VisitState.PROPOSED, slot=None, team=None)
    assert view.visit is not None
    until = NOW + timedelta(minutes=15)
    held = replace(view.visit, hold=Hold(slot=TOMORROW, team="sunrise", until=until))
    chosen = replace(view.visit, slot=TOMORROW, hold=Hold(slot=TOMORROW, team="sunrise"))
    words = SPEAKER.say(say("held until {until}: {slot}", until=until, slot=TOMORROW))
    assert visit_line(view, held, SPEAKER).endswith(words)
    assert visit_line(view, chosen, SPEAKER).endswith(f"time chosen, no team yet · {SPEAKER.slot(TOMORROW)}")
