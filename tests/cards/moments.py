"""Views of one lead at every moment at which somebody owes something."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

from domain.leads.aftermath import Consequence, Effect
from domain.leads.blocker import Owner
from domain.leads.call import Call, CallOutcome
from domain.leads.confirmation import Confirmation
from domain.leads.consent import Reply
from domain.leads.lead import Lead, Question, Twin
from domain.leads.parting import Ground, Parting
from domain.leads.sign_off import Signing
from domain.leads.stages import Stage
from domain.materials.basis import Basis
from domain.materials.custody import Cause, Custody, Difference
from domain.materials.purchase import PurchaseState
from domain.materials.quote import QuoteState
from domain.materials.request import Line, LineState
from domain.materials.sources import Source, Way
from domain.money.amount import Money
from domain.money.owing import dispute_action, payable_action
from domain.money.payment import PaymentState
from domain.owed import NextAction, Owed, payment_action
from domain.people.roles import Role
from domain.policy import DEFAULT
from domain.reactions import Audience
from domain.reporting.pack import PackState
from domain.situation import Situation
from domain.view import View
from domain.visits.emergency import DelayAnswer
from domain.visits.states import VisitKind, VisitState
from domain.visits.underway import Absence, CheckIn
from domain.visits.visit import Former, Hold, Visit
from tests.build import (
    NOW,
    OPS,
    TOMORROW,
    a_blocker,
    a_candidate,
    a_consent,
    a_disputed_earning,
    a_lead,
    a_pack,
    a_payment,
    a_payout,
    a_picture,
    a_purchase,
    a_quote,
    a_report,
    a_request,
    a_rework,
    a_sign_off,
    a_team,
    a_view,
    a_visit,
    an_earning,
    an_emergency,
    an_inquiry,
    at_stage,
    claimed,
    extra_metres,
)
from tests.domain.period_deeds import FAILED, a_period_report, released

AUDIENCE_OF: Final[Mapping[Role, Audience]] = {
    Role.OPS: Audience.OPS,
    Role.CUSTOMER: Audience.CUSTOMER,
    Role.FIELD: Audience.TEAM,
    Role.PROCUREMENT: Audience.PROCUREMENT,
    Role.FINANCE: Audience.FINANCE,
    Role.REPORTING: Audience.REPORTING,
    Role.OEM: Audience.OEM,
}
SURVEY: Final = a_visit(state=VisitState.APPROVED, report=a_report())
DAWN: Final = a_candidate(team=a_team(id="dawn", name="Dawn Crew"))
INSTALLATION: Final = a_visit(id="I-1042-1", kind=VisitKind.INSTALLATION)
REPORTED: Final = replace(INSTALLATION, state=VisitState.REPORTED, report=a_report())
HALF: Final = a_request(
    lines=(Line(item="charger", quantity=1, state=LineState.ALLOCATED), Line(item="cable", quantity=18))
)
PROPOSED: Final = a_payout(state=PaymentState.PROPOSED)
DISPUTED_EARNING: Final = a_disputed_earning()
BASIS: Final = Basis(kw=7.4, phases=1, metres=25, measured=False, mm2=6, breaker_a=40)
ASKED_ABOUT: Final = a_quote(state=QuoteState.ASKED, words="can it be nearer to the meter?", by="Asha Rao")
FROM_PUNE: Final = Source(way=Way.OWN, store="pune", quantity=18, cost=Money(4320_00), takes=timedelta(0))
TO_BUY: Final = Source(way=Way.BUY, quantity=1, cost=Money(32_000_00), takes=timedelta(days=1))
RESERVED: Final = Line(item="cable", quantity=18, state=LineState.ALLOCATED, store="pune")
ISSUED: Final = replace(RESERVED, state=LineState.ISSUED)
SENT: Final = replace(RESERVED, store="mumbai", bring_to="pune", arrives=NOW + timedelta(days=2))
LACKING: Final = Difference(line=1, item="cable", quantity=2, cause=Cause.NOT_RECEIVED, by=OPS, at=NOW)
WITH_TEAM: Final = Custody(team="sunrise", since=NOW, by=OPS)
BOUGHT: Final = a_request(lines=(Line(item="cable", quantity=18, state=LineState.BEING_BOUGHT),))


def surveying(state: VisitState, **but: Any) -> View:  # noqa: ANN401  fields of Visit
    return a_view(Situation(lead=at_stage(Stage.SURVEY_SCHEDULED), visit=a_visit(state=state, **but)))


def installing(state: VisitState, **but: Any) -> View:  # noqa: ANN401  fields of Visit
    visit = replace(INSTALLATION, state=state, **but)
    return a_view(Situation(lead=at_stage(Stage.INSTALLATION_SCHEDULED), visit=visit))


def buying(state: PurchaseState, payment: PaymentState | None = None, **but: Any) -> View:  # noqa: ANN401  fields of Payment
    payments = (a_payment(state=payment, **but),) if payment else ()
    situation = Situation(
        lead=at_stage(Stage.MATERIALS),
        visit=SURVEY,
        request=BOUGHT,
        purchases=(a_purchase(state=state),),
        payments=payments,
    )
    return a_view(situation)


def closing(state: PackState | None) -> View:
    pack = a_pack(state=state) if state else None
    lead = at_stage(Stage.CLOSURE)
    situation = Situation(lead=lead, visit=replace(INSTALLATION, state=VisitState.APPROVED), pack=pack)
    reports = {VisitKind.SURVEY: SURVEY}
    return a_view(situation, earnings=(an_earning(),), reports=reports)


def beside(duty: NextAction | None, **but: Any) -> View:  # noqa: ANN401  fields of View
    """What is owed about the money of a lead that goes its own way."""
    return replace(closing(PackState.SUBMITTED), duty=duty, **but)


def scheduling(*, chosen: bool) -> View:
    visit = a_visit(state=VisitState.PROPOSED, team=None, slot=a_visit().slot if chosen else None)
    lead = at_stage(Stage.SURVEY_SCHEDULING, priority=True)
    return a_view(Situation(lead=lead, visit=visit), candidates=(a_candidate(),) if chosen else ())


def carrying(
    stage: Stage,
    visit: Visit,
    line: Line = ISSUED,
    **but: Any,  # noqa: ANN401  fields of MaterialRequest
) -> View:
    """Seen from the materials themselves: what is owed about them stands beside the lead's next action."""
    request = a_request(lines=(line,), **but)
    situation = Situation(lead=at_stage(stage), visit=visit, requests=(request,))
    return a_view(situation, subject=request.id, request=request)


def standing(lead: Lead, visit: Visit | None = None, **but: Any) -> View:  # noqa: ANN401  fields of View
    return a_view(Situation(lead=lead, visit=visit), **but)


ASKED: Final = Signing(visit="I-1042-1")
SIGNED: Final[Mapping[str, Any]] = {
    "signing": ASKED,
    "sign_offs": (a_sign_off(rating=5, remark="the crew was on time"),),
}
DISPUTED: Final = extra_metres(accepted=False, said_at=NOW, words="nobody asked me")
HELD: Final = Hold(slot=TOMORROW, team="sunrise", until=NOW + timedelta(minutes=15))
EMERGENCY: Final = surveying(VisitState.EMERGENCY, emergency=an_emergency("dawn"))
TRIED: Final = (Call(at=NOW, by="Om Desk", outcome=CallOutcome.BUSY),)
A_TRY: Final = Call(at=NOW, by="Om Desk", outcome=CallOutcome.NO_ANSWER)


def confirming(known: Confirmation) -> View:
    return standing(
        at_stage(Stage.CONFIRMATION_CALL, confirmation=known),
        replace(INSTALLATION, state=VisitState.APPROVED),
    )


MOMENTS: Final[Mapping[Owed, View]] = MappingProxyType(
    {
        Owed.DECIDE_DUPLICATE: standing(
            at_stage(Stage.NEW, twins=(Twin(lead="L-1030", because=("phone",)),)), twin=a_lead(id="L-1030")
        ),
        Owed.CALL_CUSTOMER: standing(at_stage(Stage.NEW, calls=TRIED), customer=None),
        Owed.CORRECT_PHONE: standing(
            at_stage(Stage.NEW, question=Question(said="+919876543210", asked_at=NOW)), customer=None
        ),
        Owed.SHARE_DOCUMENTS: standing(at_stage(Stage.DOCUMENTS)),
        Owed.SETTLE_CONSENT: standing(
            at_stage(Stage.DOCUMENTS, consent_at=None, consents=(a_consent(reply=Reply.REFUSED),))
        ),
        Owed.PROPOSE_SLOTS: standing(at_stage(Stage.SURVEY_SCHEDULING)),
        Owed.CHOOSE_SLOT: scheduling(chosen=False),
        Owed.SETTLE_CALLED_OFF: standing(
            at_stage(Stage.SURVEY_SCHEDULING),
            a_visit(state=VisitState.CANCELLED, called_off=True, reason="not_now"),
        ),
        Owed.CONFIRM_SLOT: standing(
            at_stage(Stage.SURVEY_SCHEDULING),
            a_visit(state=VisitState.PROPOSED, team=None, slot=None, hold=HELD),
        ),
        Owed.ASSIGN_TEAM: scheduling(chosen=True),
        Owed.REASSIGN_TEAM: replace(
            surveying(
                VisitState.UNASSIGNED,
                team=None,
                former=Former(team="sunrise", reason="on leave on Tue 24 Nov"),
            ),
            candidates=(DAWN,),
        ),
        Owed.ACKNOWLEDGE_VISIT: surveying(VisitState.BOOKED),
        Owed.CONFIRM_VISIT: surveying(VisitState.ACKNOWLEDGED),
        Owed.SET_OUT: surveying(VisitState.CONFIRMED),
        Owed.ARRIVE: installing(VisitState.ON_THE_WAY),
        Owed.SUBMIT_REPORT: installing(VisitState.ON_SITE, redo="the photo of the meter"),
        Owed.FIND_BACKUP: replace(EMERGENCY, candidates=(DAWN,)),
        Owed.RECORD_ABSENCE: surveying(
            VisitState.ON_SITE,
            check_in=CheckIn(at=NOW, reason="gate"),
            absence=Absence(since=NOW, photo=a_picture()),
        ),
        Owed.CALL_BACK: standing(
            at_stage(Stage.SURVEY_SCHEDULED, call_asked_at=NOW),
            a_visit(
                state=VisitState.EMERGENCY,
                emergency=an_emergency("dawn", customer_wants=DelayAnswer.CALL_ME),
            ),
        ),
        Owed.RESCHEDULE_ABSENT: surveying(VisitState.CUSTOMER_ABSENT),
        Owed.REVIEW_SURVEY: standing(
            at_stage(Stage.SURVEY_REVIEW), a_visit(state=VisitState.REPORTED, report=a_report())
        ),
        Owed.CLEAR_BLOCKERS: standing(at_stage(Stage.SITE_WORK, blockers=(a_blocker(),)), SURVEY),
        Owed.ACCEPT_SITE_WORK: standing(at_stage(Stage.SITE_WORK, blockers=(claimed(),)), SURVEY),
        Owed.FOLLOW_UP_SITE_WORK: standing(
            at_stage(Stage.SITE_WORK, blockers=(a_blocker(owner=Owner.DISCOM),)), SURVEY
        ),
        Owed.REQUEST_MATERIALS: standing(at_stage(Stage.MATERIALS), SURVEY),
        Owed.ACCEPT_QUOTE: a_view(
            Situation(
                lead=at_stage(Stage.MATERIALS), visit=SURVEY, request=a_request(basis=BASIS), quote=a_quote()
            )
        ),
        Owed.SETTLE_QUOTE: a_view(
            Situation(lead=at_stage(Stage.MATERIALS), visit=SURVEY, request=a_request(), quote=ASKED_ABOUT)
        ),
        Owed.ALLOCATE_MATERIALS: a_view(
            Situation(lead=at_stage(Stage.MATERIALS), visit=SURVEY, request=a_request()),
            stock={"cable": {"pune": 90}},
            sources={1: (TO_BUY,), 2: (FROM_PUNE,)},
        ),
        Owed.RECEIVE_TRANSFER: carrying(Stage.INSTALLATION_SCHEDULING, SURVEY, SENT),
        Owed.HAND_OUT_MATERIALS: carrying(Stage.INSTALLATION_SCHEDULED, INSTALLATION, RESERVED),
        Owed.CONFIRM_MATERIALS: carrying(Stage.INSTALLATION_SCHEDULED, INSTALLATION, custody=WITH_TEAM),
        Owed.HAND_OVER_MATERIALS: carrying(
            Stage.INSTALLATION_SCHEDULED,
            replace(INSTALLATION, team="dawn"),
            custody=replace(WITH_TEAM, received_at=NOW, to="dawn", asked_at=NOW),
        ),
        Owed.ACCOUNT_FOR_MATERIALS: carrying(Stage.INSTALLATION_REVIEW, REPORTED, custody=WITH_TEAM),
        Owed.RETURN_MATERIALS: carrying(
            Stage.INSTALLATION_REVIEW,
            REPORTED,
            replace(ISSUED, used=15),
            custody=WITH_TEAM,
            accounted_at=NOW,
        ),
        Owed.TAKE_BACK_MATERIALS: carrying(
            Stage.INSTALLATION_REVIEW,
            REPORTED,
            replace(ISSUED, used=15),
            custody=replace(WITH_TEAM, brought_at=NOW),
            accounted_at=NOW,
        ),
        Owed.SETTLE_DIFFERENCE: carrying(
            Stage.INSTALLATION_SCHEDULED, INSTALLATION, custody=WITH_TEAM, differences=(LACKING,)
        ),
        Owed.STORE_BOUGHT: carrying(
            Stage.MATERIALS,
            INSTALLATION,
            replace(ISSUED, state=LineState.RECEIVED, store=None),
            released=True,
            released_at=NOW,
        ),
        Owed.SHARE_VENDOR_DETAILS: buying(PurchaseState.DETAILS_WANTED),
        Owed.ALLOW_PURCHASE: buying(PurchaseState.APPROVAL_WANTED),
        Owed.SETTLE_BILL: buying(PurchaseState.BILL_DIFFERS),
        Owed.CHECK_PAYMENT: buying(PurchaseState.PAYMENT_PENDING, PaymentState.REQUESTED),
        Owed.ANSWER_FINANCE: buying(
            PurchaseState.PAYMENT_PENDING, PaymentState.CHECKED, inquiries=(an_inquiry(),)
        ),
        Owed.FIND_OUT_PAYMENT: buying(PurchaseState.PAYMENT_PENDING, PaymentState.UNKNOWN),
        Owed.APPROVE_PAYMENT: buying(PurchaseState.PAYMENT_PENDING, PaymentState.CHECKED),
        Owed.START_PAYMENT: buying(PurchaseState.PAYMENT_PENDING, PaymentState.APPROVED),
        Owed.RECORD_PAYMENT: buying(PurchaseState.PAYMENT_PENDING, PaymentState.PAYING),
        Owed.CHECK_STATEMENT: beside(payment_action(PROPOSED, DEFAULT), payment=PROPOSED),
        Owed.ANSWER_DISPUTE: beside(dispute_action(DISPUTED_EARNING, DEFAULT), earning=DISPUTED_EARNING),
        Owed.OPEN_PAYOUT: beside(
            payable_action(a_team(), [an_earning()], DEFAULT), payment=a_payout(state=PaymentState.FAILED)
        ),
        Owed.CONFIRM_GOODS: buying(PurchaseState.PAID),
        Owed.REVIEW_INSTALLATION: standing(
            at_stage(Stage.INSTALLATION_REVIEW, signing=ASKED),
            replace(INSTALLATION, state=VisitState.REPORTED, report=a_report()),
        ),
        Owed.SETTLE_METRES: standing(
            at_stage(Stage.CONFIRMATION_CALL, signing=ASKED, extra_metres=DISPUTED),
            replace(INSTALLATION, state=VisitState.APPROVED),
        ),
        Owed.CALL_FOR_CONFIRMATION: standing(
            at_stage(Stage.CONFIRMATION_CALL), replace(INSTALLATION, state=VisitState.APPROVED)
        ),
        Owed.CONFIRM_INSTALLATION: confirming(Confirmation(calls=(A_TRY,), told_at=NOW)),
        Owed.SETTLE_SILENCE: confirming(Confirmation(calls=(A_TRY,), told_at=NOW, silent_at=NOW)),
        Owed.SETTLE_PROBLEM: confirming(Confirmation(problem="the RCBO trips", problem_at=NOW)),
        Owed.SUBMIT_PACK: closing(None),
        Owed.SEND_PACK: closing(PackState.SUBMITTED),
        Owed.ACKNOWLEDGE_PACK: closing(PackState.SENT),
        Owed.RELEASE_REPORT: standing(at_stage(Stage.CLOSED), report=a_period_report()),
        Owed.SEND_REPORT_AGAIN: standing(at_stage(Stage.CLOSED), report=released(FAILED)),
        Owed.MARK_PAYABLE: standing(at_stage(Stage.CLOSED, **SIGNED), earnings=(an_earning(),)),
        Owed.REVIEW_HOLD: standing(
            at_stage(Stage.ON_HOLD, stage_before=Stage.DOCUMENTS, reason="customer not reached")
        ),
        Owed.DECIDE_CANCELLATION: standing(
            at_stage(
                Stage.SURVEY_SCHEDULED,
                partings=(Parting(ground=Ground.OTHER, words="we sell the flat", at=NOW),),
            ),
            a_visit(),
            aftermath=(Consequence(effect=Effect.VISIT_FALLS, id="S-1042-1", slot=TOMORROW),),
        ),
    }
)
MORE: Final[Mapping[str, View]] = MappingProxyType(
    {
        "closed": standing(at_stage(Stage.CLOSED, **SIGNED), earnings=(an_earning(),)),
        "asked to sign on site": standing(
            at_stage(Stage.INSTALLATION_SCHEDULED, signing=ASKED, extra_metres=extra_metres()),
            replace(INSTALLATION, state=VisitState.ON_SITE),
        ),
        "much more cable": standing(
            at_stage(Stage.INSTALLATION_REVIEW, signing=ASKED, extra_metres=extra_metres(tolerance=2.0)),
            replace(INSTALLATION, state=VisitState.REPORTED, report=a_report()),
        ),
        "signed, with a remark": standing(
            at_stage(Stage.CONFIRMATION_CALL, **SIGNED), replace(INSTALLATION, state=VisitState.APPROVED)
        ),
        "rework": installing(VisitState.BOOKED, id="I-1042-2", rework=a_rework()),
        "cancelled after the materials were handed out": carrying(
            Stage.CANCELLED, INSTALLATION, custody=WITH_TEAM, released=True, released_at=NOW
        ),
        "cancelled": standing(at_stage(Stage.CANCELLED, reason="moved away"), earnings=(an_earning(),)),
        "no telegram": standing(at_stage(Stage.DOCUMENTS), customer=None),
        "half allocated": a_view(Situation(lead=at_stage(Stage.MATERIALS), visit=SURVEY, request=HALF)),
        "quote declined": a_view(
            Situation(
                lead=at_stage(Stage.MATERIALS),
                visit=SURVEY,
                request=a_request(),
                quote=a_quote(state=QuoteState.DECLINED, words="too much", by="Asha Rao"),
            )
        ),
        "quote explained": a_view(
            Situation(
                lead=at_stage(Stage.MATERIALS),
                visit=SURVEY,
                request=a_request(),
                quote=a_quote(words="the wall is damp", by="Om Desk"),
            )
        ),
        "quote accepted": a_view(
            Situation(lead=at_stage(Stage.INSTALLATION_SCHEDULING), visit=SURVEY),
            quote=a_quote(state=QuoteState.ACCEPTED, by="Asha Rao"),
        ),
        "quote waived": a_view(
            Situation(
                lead=at_stage(Stage.MATERIALS),
                visit=SURVEY,
                request=a_request(),
                quote=a_quote(state=QuoteState.WAIVED, words="a favour", by="Om Desk"),
            )
        ),
        "quote replaced": a_view(
            Situation(lead=at_stage(Stage.MATERIALS), visit=SURVEY, request=a_request()),
            subject="Q-1042-1",
            quote=a_quote(state=QuoteState.REPLACED, by="Om Desk"),
        ),
        "pack returned": closing(PackState.RETURNED),
        "backup found": surveying(
            VisitState.ACKNOWLEDGED, team="dawn", emergency=an_emergency("dawn", taken_by="Om Desk")
        ),
        "overdue": replace(surveying(VisitState.ACKNOWLEDGED), now=NOW + timedelta(hours=23)),
    }
)


def of_subject(view: View) -> View:
    """The same moment seen from the thing that is owed, as its card and its home button show it."""
    action, situation = view.action, view.situation
    if view.duty is not None:
        return replace(view, subject=view.duty.subject)
    if action is None or situation is None or view.subject.startswith("M-"):
        return view
    purchase = next((p for p in situation.purchases if p.id == action.subject), None)
    payment = next((p for p in situation.payments if p.id == action.subject), None)
    return replace(view, subject=action.subject, purchase=purchase, payment=payment)


ALL: Final[Mapping[str, View]] = MappingProxyType(
    {
        **{str(owed): view for owed, view in MOMENTS.items()},
        **MORE,
        **{f"{owed} itself": of_subject(view) for owed, view in MOMENTS.items()},
    }
)
