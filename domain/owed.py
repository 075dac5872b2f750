"""The promise of the product: each open lead has one next action, one role that owes it, and a due time.

Derived from the situation alone, so it can be recomputed and compared at any moment (`chargeops check`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.leads.blocker import Blocker, Owner
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.materials.purchase import Purchase, PurchaseState
from domain.materials.quote import Quote, QuoteState
from domain.materials.request import LineState
from domain.money.inquiry import Inquiry
from domain.money.payment import Payment, PaymentKind, PaymentState
from domain.people.roles import Role
from domain.policy import DEFAULT, Policy
from domain.reporting.pack import PackState
from domain.situation import Situation
from domain.visits.states import VisitState
from domain.visits.visit import Visit
from domain.words import N_


class Owed(StrEnum):
    DECIDE_DUPLICATE = "decide_duplicate"
    CALL_CUSTOMER = "call_customer"
    CORRECT_PHONE = "correct_phone"
    SHARE_DOCUMENTS = "share_documents"
    SETTLE_CONSENT = "settle_consent"
    PROPOSE_SLOTS = "propose_slots"
    CHOOSE_SLOT = "choose_slot"
    CONFIRM_SLOT = "confirm_slot"
    ASSIGN_TEAM = "assign_team"
    SETTLE_CALLED_OFF = "settle_called_off"
    REASSIGN_TEAM = "reassign_team"
    ACKNOWLEDGE_VISIT = "acknowledge_visit"
    CONFIRM_VISIT = "confirm_visit"
    SET_OUT = "set_out"
    ARRIVE = "arrive"
    SUBMIT_REPORT = "submit_report"
    RECORD_ABSENCE = "record_absence"
    FIND_BACKUP = "find_backup"
    CALL_BACK = "call_back"
    RESCHEDULE_ABSENT = "reschedule_absent"
    REVIEW_SURVEY = "review_survey"
    CLEAR_BLOCKERS = "clear_blockers"
    ACCEPT_SITE_WORK = "accept_site_work"
    FOLLOW_UP_SITE_WORK = "follow_up_site_work"
    REQUEST_MATERIALS = "request_materials"
    ACCEPT_QUOTE = "accept_quote"
    SETTLE_QUOTE = "settle_quote"
    ALLOCATE_MATERIALS = "allocate_materials"
    SHARE_VENDOR_DETAILS = "share_vendor_details"
    ALLOW_PURCHASE = "allow_purchase"
    CHECK_PAYMENT = "check_payment"
    ANSWER_FINANCE = "answer_finance"
    APPROVE_PAYMENT = "approve_payment"
    START_PAYMENT = "start_payment"
    RECORD_PAYMENT = "record_payment"
    FIND_OUT_PAYMENT = "find_out_payment"
    CONFIRM_GOODS = "confirm_goods"
    SETTLE_BILL = "settle_bill"
    REVIEW_INSTALLATION = "review_installation"
    SETTLE_METRES = "settle_metres"
    CALL_FOR_CONFIRMATION = "call_for_confirmation"
    SUBMIT_PACK = "submit_pack"
    SEND_PACK = "send_pack"
    ACKNOWLEDGE_PACK = "acknowledge_pack"
    REVIEW_HOLD = "review_hold"


TITLES: Final[Mapping[Owed, str]] = MappingProxyType(
    {
        Owed.DECIDE_DUPLICATE: N_("decide whether this is the same request as another"),
        Owed.CALL_CUSTOMER: N_("make the introductory call"),
        Owed.CORRECT_PHONE: N_("give the customer's right number"),
        Owed.SHARE_DOCUMENTS: N_("share bill, location and electrician"),
        Owed.SETTLE_CONSENT: N_("call the customer: there is no consent"),
        Owed.PROPOSE_SLOTS: N_("propose slots"),
        Owed.CHOOSE_SLOT: N_("choose a slot"),
        Owed.CONFIRM_SLOT: N_("confirm the time that is held"),
        Owed.SETTLE_CALLED_OFF: N_("call the customer: the visit was called off"),
        Owed.ASSIGN_TEAM: N_("assign a team"),
        Owed.REASSIGN_TEAM: N_("assign another team"),
        Owed.ACKNOWLEDGE_VISIT: N_("acknowledge the visit"),
        Owed.CONFIRM_VISIT: N_("call the customer to confirm the visit"),
        Owed.SET_OUT: N_("set out for the site"),
        Owed.ARRIVE: N_("arrive at the site"),
        Owed.SUBMIT_REPORT: N_("submit the report"),
        Owed.RECORD_ABSENCE: N_("wait for the customer, then say what came of it"),
        Owed.FIND_BACKUP: N_("find a backup team"),
        Owed.CALL_BACK: N_("call the customer, who has asked for it"),
        Owed.RESCHEDULE_ABSENT: N_("reschedule: the customer was not there"),
        Owed.REVIEW_SURVEY: N_("review the survey report"),
        Owed.CLEAR_BLOCKERS: N_("get the site ready"),
        Owed.ACCEPT_SITE_WORK: N_("check the work at the site"),
        Owed.FOLLOW_UP_SITE_WORK: N_("ask how the work of others at the site stands"),
        Owed.REQUEST_MATERIALS: N_("ask Procurement for the materials"),
        Owed.ACCEPT_QUOTE: N_("say if the quote is accepted"),
        Owed.SETTLE_QUOTE: N_("settle the quote with the customer"),
        Owed.ALLOCATE_MATERIALS: N_("allocate the materials"),
        Owed.SHARE_VENDOR_DETAILS: N_("share the vendor's payment details"),
        Owed.ALLOW_PURCHASE: N_("allow the local purchase, or not"),
        Owed.CHECK_PAYMENT: N_("check the vendor payment"),
        Owed.ANSWER_FINANCE: N_("answer Finance's question about the payment"),
        Owed.APPROVE_PAYMENT: N_("approve the payment"),
        Owed.START_PAYMENT: N_("pay"),
        Owed.RECORD_PAYMENT: N_("enter the payment reference"),
        Owed.FIND_OUT_PAYMENT: N_("find out what became of the payment"),
        Owed.CONFIRM_GOODS: N_("confirm that the goods came"),
        Owed.SETTLE_BILL: N_("settle why the bill says another amount"),
        Owed.REVIEW_INSTALLATION: N_("review the installation report"),
        Owed.SETTLE_METRES: N_("settle the extra metres with the customer"),
        Owed.CALL_FOR_CONFIRMATION: N_("make the confirmation call"),
        Owed.SUBMIT_PACK: N_("submit the closure pack"),
        Owed.SEND_PACK: N_("check and send the closure pack"),
        Owed.ACKNOWLEDGE_PACK: N_("acknowledge the closure pack"),
        Owed.REVIEW_HOLD: N_("decide on the lead on hold"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAction:
    """`subject` is the public id of the thing to act on; `team` or `oem` narrow the role.

    `urgent` goes before everything else: an emergency, or a lead that lost its visit to one.
    """

    role: Role
    what: Owed
    due: datetime
    subject: str
    team: str | None = None
    oem: str | None = None
    urgent: bool = False


def next_action(situation: Situation) -> NextAction | None:
    """What is owed now; None for a lead that is closed or cancelled, never for an open one."""
    derive = _BY_STAGE.get(situation.lead.stage)
    if derive is None:
        return None
    action = derive(situation, situation.policy)
    urgent = situation.lead.priority or action.what in {Owed.FIND_BACKUP, Owed.CALL_BACK}
    return replace(action, urgent=True) if urgent else action


def payment_action(payment: Payment, policy: Policy) -> NextAction | None:
    """What a payment waits for; None when it has come to its end."""
    if payment.awaits_approval and payment.open_inquiry is not None:
        return _answer(payment, payment.open_inquiry, policy)
    row = _PAYMENT.get((payment.kind, payment.state))
    if row is None:
        return None
    role, what = row
    due = payment.state_since + (policy.outcome_known if what is Owed.FIND_OUT_PAYMENT else policy.desk)
    if what is Owed.START_PAYMENT and payment.flag is not None and payment.lifted is None:
        due = max(due, payment.flag.until + policy.desk)
    return NextAction(role=role, what=what, due=due, subject=payment.id)


def _answer(payment: Payment, asked: Inquiry, policy: Policy) -> NextAction:
    role = payment.asked_role
    return NextAction(
        role=role,
        what=Owed.ANSWER_FINANCE,
        due=asked.at + policy.desk,
        subject=payment.id,
        team=payment.team if role is Role.FIELD else None,
    )


SETS_PAYMENTS_ASIDE: Final = frozenset({Stage.MATERIALS, Stage.ON_HOLD, Stage.CANCELLED})
"""When a lead comes into one of these, who looks after its payments may change."""


def own_action(payment: Payment, lead: Lead | None) -> NextAction | None:
    """What is owed for a payment by itself: a vendor's is looked after by its lead as long as that waits for materials."""
    if payment.kind is PaymentKind.VENDOR and lead is not None and lead.stage is Stage.MATERIALS:
        return None
    return payment_action(payment, DEFAULT)


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
    return NextAction(role=Role.OPS, what=Owed.ASSIGN_TEAM, due=_team_due(visit, policy), subject=visit.id)


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
    role, what, due = _AT_THE_DOOR if visit.at_the_door else _VISIT[visit.state]
    return NextAction(
        role=role,
        what=what,
        due=due(visit, policy),
        subject=visit.id,
        team=visit.team if role is Role.FIELD else None,
    )


def _expected(visit: Visit, policy: Policy) -> datetime:
    """On time, or when the customer was told that the team comes."""
    late = visit.window.start + policy.late
    return max(late, visit.journey.told) if visit.journey is not None else late


def _soon(visit: Visit, policy: Policy, moment: datetime) -> datetime:
    """A visit booked late still leaves a little time for each step."""
    return max(moment, visit.state_since + policy.short_notice)


_Row = tuple[Role, Owed, Callable[[Visit, Policy], datetime]]
_AT_THE_DOOR: Final[_Row] = (
    Role.FIELD,
    Owed.RECORD_ABSENCE,
    lambda v, p: (v.absence.since if v.absence else v.state_since) + p.absent_wait,
)


def _team_due(visit: Visit, policy: Policy) -> datetime:
    """The desk's clock, but well before the visit begins, so that the team can prepare and the customer know it."""
    return _soon(visit, policy, min(visit.state_since + policy.desk, visit.window.start - policy.team_known))


_VISIT: Final[Mapping[VisitState, _Row]] = {
    VisitState.BOOKED: (
        Role.FIELD,
        Owed.ACKNOWLEDGE_VISIT,
        lambda v, p: _soon(v, p, min(v.state_since + p.acknowledge, v.window.start - p.silence)),
    ),
    VisitState.UNASSIGNED: (
        Role.OPS,
        Owed.REASSIGN_TEAM,
        _team_due,
    ),
    VisitState.ACKNOWLEDGED: (
        Role.FIELD,
        Owed.CONFIRM_VISIT,
        lambda v, p: _soon(v, p, v.window.start - p.silence),
    ),
    VisitState.CONFIRMED: (Role.FIELD, Owed.SET_OUT, lambda v, p: _soon(v, p, v.window.start)),
    VisitState.ON_THE_WAY: (Role.FIELD, Owed.ARRIVE, lambda v, p: _soon(v, p, _expected(v, p))),
    VisitState.ON_SITE: (
        Role.FIELD,
        Owed.SUBMIT_REPORT,
        lambda v, p: max(v.window.end, v.state_since) + p.report_due,
    ),
    VisitState.EMERGENCY: (Role.OPS, Owed.FIND_BACKUP, lambda v, _: v.alarmed.deadline),
    VisitState.CUSTOMER_ABSENT: (Role.OPS, Owed.RESCHEDULE_ABSENT, lambda v, p: v.state_since + p.desk),
    VisitState.REPORTED: (Role.OPS, Owed.REVIEW_SURVEY, lambda v, p: v.state_since + p.desk),
    VisitState.PROPOSED: (Role.CUSTOMER, Owed.CHOOSE_SLOT, lambda v, p: v.state_since + p.customer_choice),
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
_PAYMENT: Final[Mapping[tuple[PaymentKind, PaymentState], tuple[Role, Owed]]] = {
    (PaymentKind.VENDOR, PaymentState.REQUESTED): (Role.PROCUREMENT, Owed.CHECK_PAYMENT),
    (PaymentKind.VENDOR, PaymentState.CHECKED): (Role.FINANCE, Owed.APPROVE_PAYMENT),
    (PaymentKind.VENDOR, PaymentState.APPROVED): (Role.FINANCE, Owed.START_PAYMENT),
    (PaymentKind.VENDOR, PaymentState.PAYING): (Role.FINANCE, Owed.RECORD_PAYMENT),
    (PaymentKind.VENDOR, PaymentState.UNKNOWN): (Role.FINANCE, Owed.FIND_OUT_PAYMENT),
    (PaymentKind.PAYOUT, PaymentState.REQUESTED): (Role.FINANCE, Owed.APPROVE_PAYMENT),
    (PaymentKind.PAYOUT, PaymentState.APPROVED): (Role.FINANCE, Owed.START_PAYMENT),
    (PaymentKind.PAYOUT, PaymentState.PAYING): (Role.FINANCE, Owed.RECORD_PAYMENT),
    (PaymentKind.PAYOUT, PaymentState.UNKNOWN): (Role.FINANCE, Owed.FIND_OUT_PAYMENT),
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


_CALL: Final = _lead(Role.OPS, Owed.CALL_FOR_CONFIRMATION, lambda p: p.confirmation_call)
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
        Stage.CONFIRMATION_CALL: lambda s, p: _disputed(s, p) or _CALL(s, p),
        Stage.CLOSURE: _closure,
        Stage.ON_HOLD: _hold,
    }
)
