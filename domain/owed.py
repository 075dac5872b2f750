"""The promise of the product: each open lead has one next action, one role that owes it, and a due time.

Derived from the situation alone, so it can be recomputed and compared at any moment (`chargeops check`).
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from domain.leads.blocker import Blocker, Owner
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.materials.purchase import Purchase, PurchaseState
from domain.materials.quote import Quote, QuoteState
from domain.materials.request import LineState
from domain.money.waiting import (
    SETS_PAYMENTS_ASIDE,
    earning_action,
    marked_of,
    marking_of,
    own_action,
    payment_action,
)
from domain.next_action import TITLES, NextAction, Owed
from domain.people.roles import Role
from domain.policy import Policy
from domain.reporting.pack import PackState
from domain.reporting.period_report import PeriodReport, ReportState
from domain.situation import Situation
from domain.visits.due import step_due, team_due
from domain.visits.states import VisitState

__all__ = (
    "SETS_PAYMENTS_ASIDE",
    "TITLES",
    "NextAction",
    "Owed",
    "cancelling_action",
    "earning_action",
    "marked_of",
    "marking_of",
    "next_action",
    "own_action",
    "own_purchase_action",
    "payment_action",
    "report_action",
)


def next_action(situation: Situation) -> NextAction | None:
    """What is owed now; None for a lead that is closed or cancelled, never for an open one."""
    derive = _BY_STAGE.get(situation.lead.stage)
    if derive is None:
        return None
    action = derive(situation, situation.policy)
    urgent = situation.lead.priority or action.what in {Owed.FIND_BACKUP, Owed.CALL_BACK}
    return replace(action, urgent=True) if urgent else action


def report_action(report: PeriodReport, desk: timedelta) -> NextAction | None:
    """What a period's report waits for; None while the program compiles it, and once it has arrived."""
    if report.state is ReportState.COMPILED:
        what, since = Owed.RELEASE_REPORT, report.state_since
    elif report.failures:
        what, since = Owed.SEND_REPORT_AGAIN, max(one.at or report.state_since for one in report.failures)
    else:
        return None
    return NextAction(role=Role.REPORTING, what=what, due=since + desk, subject=report.id)


def _lead(
    role: Role, what: Owed, span: Callable[[Policy], timedelta]
) -> Callable[[Situation, Policy], NextAction]:
    def derive(situation: Situation, policy: Policy) -> NextAction:
        lead = situation.lead
        return NextAction(role=role, what=what, due=lead.stage_since + span(policy), subject=lead.id)

    return derive


def _first_contact(situation: Situation, policy: Policy) -> NextAction:
    """Whether it is a lead of its own, then its right number, then the call: the next one is set by the last."""
    lead = situation.lead
    if lead.undecided or (lead.question is None and lead.call_at is None):
        due = policy.calendar.after_working_time(lead.stage_since, policy.first_contact_working)
        what = Owed.DECIDE_DUPLICATE if lead.undecided else Owed.CALL_CUSTOMER
        return NextAction(role=Role.OPS, what=what, due=due, subject=lead.id)
    if lead.question is not None:
        due = lead.question.asked_at + policy.desk
        return NextAction(role=Role.OEM, what=Owed.CORRECT_PHONE, due=due, subject=lead.id, oem=lead.oem)
    due = (lead.call_at or lead.stage_since) + policy.call_window
    return NextAction(role=Role.OPS, what=Owed.CALL_CUSTOMER, due=due, subject=lead.id)


def _documents(situation: Situation, policy: Policy) -> NextAction:
    """The customer's, unless he refused: then nothing is asked of him any more, and Ops decides."""
    lead = situation.lead
    lost = lead.consent_lost
    if lost is None:
        due = lead.asked_since + policy.documents_due
        return NextAction(role=Role.CUSTOMER, what=Owed.SHARE_DOCUMENTS, due=due, subject=lead.id)
    due = max(lost.at, lead.stage_since) + policy.desk
    return NextAction(role=Role.OPS, what=Owed.SETTLE_CONSENT, due=due, subject=lead.id)


def _scheduling(situation: Situation, policy: Policy) -> NextAction:
    visit = situation.open_visit
    if visit is None and situation.visit is not None and situation.visit.called_off:
        due = situation.visit.state_since + policy.desk
        return NextAction(role=Role.OPS, what=Owed.SETTLE_CALLED_OFF, due=due, subject=situation.lead.id)
    if visit is None:
        return _propose(situation, policy)
    if visit.held_until is not None:
        due = visit.held_until
        return NextAction(role=Role.CUSTOMER, what=Owed.CONFIRM_SLOT, due=due, subject=visit.id)
    if visit.slot is None:
        due = visit.state_since + policy.customer_choice
        return NextAction(role=Role.CUSTOMER, what=Owed.CHOOSE_SLOT, due=due, subject=visit.id)
    return NextAction(role=Role.OPS, what=Owed.ASSIGN_TEAM, due=team_due(visit, policy), subject=visit.id)


def _propose(situation: Situation, policy: Policy) -> NextAction:
    span = policy.priority if situation.lead.priority else policy.desk
    return _lead(Role.OPS, Owed.PROPOSE_SLOTS, lambda _: span)(situation, policy)


def _visit(situation: Situation, policy: Policy) -> NextAction:
    visit, asked = situation.open_visit, situation.lead.call_asked_at
    if visit is None:
        return _propose(situation, policy)
    if visit.wants_call and asked is not None:
        due_at = min(asked + policy.call_back, visit.alarmed.deadline)
        return NextAction(role=Role.OPS, what=Owed.CALL_BACK, due=due_at, subject=situation.lead.id)
    role, what = _AT_THE_DOOR if visit.at_the_door else _VISIT[visit.state]
    return NextAction(
        role=role,
        what=what,
        due=step_due(visit, policy),
        subject=visit.id,
        team=visit.team if role is Role.FIELD else None,
    )


_AT_THE_DOOR: Final = (Role.FIELD, Owed.RECORD_ABSENCE)
_VISIT: Final[Mapping[VisitState, tuple[Role, Owed]]] = {
    VisitState.BOOKED: (Role.FIELD, Owed.ACKNOWLEDGE_VISIT),
    VisitState.UNASSIGNED: (Role.OPS, Owed.REASSIGN_TEAM),
    VisitState.ACKNOWLEDGED: (Role.FIELD, Owed.CONFIRM_VISIT),
    VisitState.CONFIRMED: (Role.FIELD, Owed.SET_OUT),
    VisitState.ON_THE_WAY: (Role.FIELD, Owed.ARRIVE),
    VisitState.ON_SITE: (Role.FIELD, Owed.SUBMIT_REPORT),
    VisitState.EMERGENCY: (Role.OPS, Owed.FIND_BACKUP),
    VisitState.CUSTOMER_ABSENT: (Role.OPS, Owed.RESCHEDULE_ABSENT),
    VisitState.REPORTED: (Role.OPS, Owed.REVIEW_SURVEY),
    VisitState.PROPOSED: (Role.CUSTOMER, Owed.CHOOSE_SLOT),
}


def _site_work(situation: Situation, policy: Policy) -> NextAction:
    """What is said to be done waits for Ops first of all; then the nearest of what is not."""
    lead = situation.lead
    said = [blocker.claim.at for blocker in lead.open_blockers if blocker.claim is not None]
    waiting = [blocker for blocker in lead.open_blockers if blocker.waits]
    if said or not waiting:
        due = min(said, default=lead.stage_since) + policy.desk
        return NextAction(role=Role.OPS, what=Owed.ACCEPT_SITE_WORK, due=due, subject=lead.id)
    return min((_of_blocker(lead, one, policy) for one in waiting), key=lambda action: action.due)


def _of_blocker(lead: Lead, blocker: Blocker, policy: Policy) -> NextAction:
    """The customer's own; of all others Ops asks how it stands when their day is over."""
    if blocker.owner is Owner.CUSTOMER:
        return NextAction(role=Role.CUSTOMER, what=Owed.CLEAR_BLOCKERS, due=blocker.target, subject=lead.id)
    due = blocker.target + policy.desk
    return NextAction(role=Role.OPS, what=Owed.FOLLOW_UP_SITE_WORK, due=due, subject=lead.id)


def _materials(situation: Situation, policy: Policy) -> NextAction:
    request = situation.request
    if request is None:
        return _lead(Role.OPS, Owed.REQUEST_MATERIALS, lambda p: p.desk)(situation, policy)
    quote = situation.quote
    if quote is not None and not quote.is_settled:
        return _quote(quote, policy)
    if request.in_state(LineState.OPEN):
        since = max(request.requested_at, quote.state_since) if quote is not None else request.requested_at
        due = since + policy.desk
        return NextAction(role=Role.PROCUREMENT, what=Owed.ALLOCATE_MATERIALS, due=due, subject=request.id)
    return min(
        (_purchase(situation, policy, index) for index in range(len(situation.purchases))),
        key=lambda action: action.due,
        default=_lead(Role.PROCUREMENT, Owed.ALLOCATE_MATERIALS, lambda p: p.desk)(situation, policy),
    )


def _quote(quote: Quote, policy: Policy) -> NextAction:
    """The customer's word; what he asks or declines is the desk's to settle."""
    if quote.state is QuoteState.OFFERED:
        due = policy.calendar.after_quiet_hours(quote.state_since + policy.quote_answer)
        return NextAction(role=Role.CUSTOMER, what=Owed.ACCEPT_QUOTE, due=due, subject=quote.id)
    due = quote.state_since + policy.desk
    return NextAction(role=Role.OPS, what=Owed.SETTLE_QUOTE, due=due, subject=quote.id)


def _purchase(situation: Situation, policy: Policy, index: int) -> NextAction:
    purchase = situation.purchases[index]
    if purchase.state is PurchaseState.PAYMENT_PENDING:
        payment = next((p for p in situation.payments if p.purchase == purchase.id), None)
        action = payment_action(payment, policy) if payment else None
        if action is not None:
            return action
    return purchase_action(purchase, policy)


def purchase_action(purchase: Purchase, policy: Policy) -> NextAction:
    """What an open purchase waits for, as long as its payment does not stand between."""
    what = _BUYING.get(purchase.state, Owed.SHARE_VENDOR_DETAILS)
    role = Role.FIELD if purchase.team else Role.PROCUREMENT
    if what is Owed.SETTLE_BILL:
        role = Role.PROCUREMENT
    elif what is Owed.ALLOW_PURCHASE:
        role = Role.OPS if purchase.amount > policy.purchase_procurement_most else Role.PROCUREMENT
    team = purchase.team if role is Role.FIELD else None
    due = purchase.state_since + policy.desk
    return NextAction(role=role, what=what, due=due, subject=purchase.id, team=team)


def own_purchase_action(purchase: Purchase, lead: Lead, policy: Policy) -> NextAction | None:
    """What is owed for a purchase by itself: while its lead waits for materials, that waits for its purchases, too."""
    waits_itself = purchase.is_open and purchase.state is not PurchaseState.PAYMENT_PENDING
    return purchase_action(purchase, policy) if waits_itself and lead.stage is not Stage.MATERIALS else None


WITH_PURCHASES: Final = frozenset(
    {Stage.MATERIALS, Stage.INSTALLATION_SCHEDULING, Stage.ON_HOLD, Stage.CANCELLED}
)
"""A lead that comes to one of these may have purchases that are nobody's next action any more, or are again."""
_BUYING: Final[Mapping[PurchaseState, Owed]] = {
    PurchaseState.APPROVAL_WANTED: Owed.ALLOW_PURCHASE,
    PurchaseState.PAID: Owed.CONFIRM_GOODS,
    PurchaseState.BILL_DIFFERS: Owed.SETTLE_BILL,
}


def _review(what: Owed) -> Callable[[Situation, Policy], NextAction]:
    def derive(situation: Situation, policy: Policy) -> NextAction:
        visit = situation.open_visit
        subject = visit.id if visit else situation.lead.id
        return NextAction(
            role=Role.OPS, what=what, due=situation.lead.stage_since + policy.desk, subject=subject
        )

    return derive


def _disputed(situation: Situation, policy: Policy) -> NextAction | None:
    """The customer does not agree with the metres that were used."""
    lead = situation.lead
    since = lead.extra_metres.disputed_at if lead.extra_metres is not None else None
    if since is None:
        return None
    return NextAction(role=Role.OPS, what=Owed.SETTLE_METRES, due=since + policy.desk, subject=lead.id)


def _closure(situation: Situation, policy: Policy) -> NextAction:
    pack = situation.pack
    if pack is None or pack.state is PackState.RETURNED:
        entered = situation.lead.stage_since
        since = max(pack.state_since, entered) if pack else entered
        return _disputed(situation, policy) or NextAction(
            role=Role.OPS, what=Owed.SUBMIT_PACK, due=since + policy.closure, subject=situation.lead.id
        )
    sent = pack.state is PackState.SENT
    return NextAction(
        role=Role.OEM if sent else Role.REPORTING,
        what=Owed.ACKNOWLEDGE_PACK if sent else Owed.SEND_PACK,
        due=pack.state_since + policy.closure,
        subject=pack.id,
        oem=situation.lead.oem if sent else None,
    )


def _hold(situation: Situation, policy: Policy) -> NextAction:
    lead = situation.lead
    due = lead.review_at or lead.stage_since + policy.hold_review
    return NextAction(role=Role.OPS, what=Owed.REVIEW_HOLD, due=due, subject=lead.id)


def cancelling_action(situation: Situation) -> NextAction | None:
    """Beside the next action, which goes on meanwhile: the desk's answer to a customer who wants to cancel."""
    asked, policy = situation.lead.wants_to_end, situation.policy
    if asked is None:
        return None
    due = policy.calendar.after_working_time(asked.at, policy.cancel_decision_working)
    return NextAction(role=Role.OPS, what=Owed.DECIDE_CANCELLATION, due=due, subject=situation.lead.id)


def _confirmation(situation: Situation, policy: Policy) -> NextAction:
    """The call, set by the last try; then the customer's word, or what Ops makes of his silence."""
    lead, known = situation.lead, situation.lead.confirmation
    role, what = Role.OPS, Owed.CALL_FOR_CONFIRMATION
    if known.problem_at is not None:
        what, due = Owed.SETTLE_PROBLEM, known.problem_at + policy.desk
    elif known.silent_at is not None:
        what, due = Owed.SETTLE_SILENCE, known.silent_at + policy.desk
    elif known.told_at is not None:
        role, what = Role.CUSTOMER, Owed.CONFIRM_INSTALLATION
        due = known.told_at + policy.silence_accepts
    elif known.call_at is not None:
        due = known.call_at + policy.call_window
    else:
        due = max(lead.stage_since, known.since or lead.stage_since) + policy.confirmation_call
    return NextAction(role=role, what=what, due=due, subject=lead.id)


_BY_STAGE: Final[Mapping[Stage, Callable[[Situation, Policy], NextAction]]] = MappingProxyType(
    {
        Stage.NEW: _first_contact,
        Stage.DOCUMENTS: _documents,
        Stage.SURVEY_SCHEDULING: _scheduling,
        Stage.SURVEY_SCHEDULED: _visit,
        Stage.SURVEY_REVIEW: _review(Owed.REVIEW_SURVEY),
        Stage.SITE_WORK: _site_work,
        Stage.MATERIALS: _materials,
        Stage.INSTALLATION_SCHEDULING: _scheduling,
        Stage.INSTALLATION_SCHEDULED: _visit,
        Stage.INSTALLATION_REVIEW: _review(Owed.REVIEW_INSTALLATION),
        Stage.CONFIRMATION_CALL: lambda s, p: _disputed(s, p) or _confirmation(s, p),
        Stage.CLOSURE: _closure,
        Stage.ON_HOLD: _hold,
    }
)
