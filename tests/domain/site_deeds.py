"""Commands of intake, scheduling and the day of the visit."""

from datetime import date
from hashlib import sha256
from typing import Final

from domain.leads import calling, cancelling, duplicates, finding, intake, keeping
from domain.leads.call import Call, CallOutcome
from domain.leads.lead import (
    Document,
    Documents,
    Electrician,
    Location,
    Question,
    Twin,
)
from domain.leads.parting import Ground, Parting
from domain.leads.picking import Picking
from domain.leads.stages import Stage
from domain.visits import (
    alerting,
    assigning,
    calling_off,
    day,
    declaring,
    ending,
    picking,
    planning,
    scheduling,
    searching,
    swapping,
)
from domain.visits.emergency import DelayAnswer
from domain.visits.states import VisitState
from tests.build import (
    NOW,
    TOMORROW,
    a_lead,
    a_picture,
    an_emergency,
    at_stage,
)
from tests.domain.deed import LEAD, VISIT, Deed, alarmed, deed, visit_in

S: Final = Stage
PLANNED: Final = sha256(b"S-1042-1:dawn").hexdigest()[:8]
V: Final = VisitState
REACHED: Final = intake.NewLead(
    oem="volt", reference="VM-78", name="Asha Rao", phone="9876543211", pin_code="411045"
)
TWINNED: Final = a_lead(twins=(Twin(lead="L-1030", because=("phone",)),))
TYPED: Final = Documents(location=Location(address="12 Hill Road, Baner"))
FOUND: Final = Documents(location=Location(address="12 Hill Road, Baner", found=(18.559, 73.779)))
ASKED_TO_END: Final = at_stage(S.DOCUMENTS, partings=(Parting(ground=Ground.MOVED, at=NOW),))
ON_SITE: Final[dict[str, Deed]] = {
    # Intake
    "receive_lead": deed(
        intake.receive_lead, "oem ops", S.NEW, lambda u, who: intake.receive_lead(u, REACHED, who)
    ),
    "keep_both": deed(
        duplicates.keep_both,
        "ops",
        TWINNED,
        lambda u, who: duplicates.keep_both(u, LEAD, "L-1030", who),
        a_lead(id="L-1030", oem_reference="VM-30"),
    ),
    "merge_leads": deed(
        duplicates.merge_leads,
        "ops",
        TWINNED,
        lambda u, who: duplicates.merge_leads(u, LEAD, "L-1030", who),
        a_lead(id="L-1030", oem_reference="VM-30"),
    ),
    "log_call": deed(
        calling.log_call, "ops", S.NEW, lambda u, who: calling.log_call(u, LEAD, CallOutcome.REACHED, who)
    ),
    "note_call": deed(
        calling.note_call,
        "ops",
        a_lead(calls=(Call(at=NOW, by="Om Desk", outcome=CallOutcome.BUSY),)),
        lambda u, who: calling.note_call(u, LEAD, "his wife answers", who),
    ),
    "correct_phone": deed(
        calling.correct_phone,
        "oem ops",
        a_lead(question=Question(said="+919876543210", asked_at=NOW)),
        lambda u, who: calling.correct_phone(u, LEAD, "98765 43219", who),
    ),
    "invite_customer": deed(
        intake.invite_customer, "ops", S.NEW, lambda u, who: intake.invite_customer(u, LEAD, who)
    ),
    "give_consent": deed(
        intake.give_consent,
        "customer ops",
        S.NEW,
        lambda u, who: intake.give_consent(u, LEAD, who, agreed=True),
    ),
    "share_bill": deed(
        intake.share_bill,
        "customer ops",
        S.DOCUMENTS,
        lambda u, who: intake.share_bill(u, LEAD, a_picture(), who),
    ),
    "share_location": deed(
        intake.share_location,
        "customer ops",
        S.DOCUMENTS,
        lambda u, who: intake.share_location(u, LEAD, Location(address="12 Hill Road"), who),
    ),
    "share_electrician": deed(
        intake.share_electrician,
        "customer ops",
        S.DOCUMENTS,
        lambda u, who: intake.share_electrician(u, LEAD, Electrician(), who),
    ),
    "waive_document": deed(
        intake.waive_document,
        "ops",
        S.DOCUMENTS,
        lambda u, who: intake.waive_document(u, LEAD, Document.BILL, "new connection", who),
    ),
    # Keeping
    "hold_lead": deed(
        keeping.hold_lead, "ops system", S.DOCUMENTS, lambda u, who: keeping.hold_lead(u, LEAD, "away", who)
    ),
    "note_found": deed(
        finding.note_found,
        "system",
        at_stage(S.DOCUMENTS, documents=TYPED, consent_at=NOW),
        lambda u, who: finding.note_found(u, LEAD, "12 Hill Road, Baner", (18.559, 73.779), who),
    ),
    "confirm_place": deed(
        finding.confirm_place,
        "customer ops",
        at_stage(S.DOCUMENTS, documents=FOUND, consent_at=NOW),
        lambda u, who: finding.confirm_place(u, LEAD, who),
    ),
    "resume_lead": deed(
        keeping.resume_lead,
        "ops",
        a_lead(stage=S.ON_HOLD, stage_before=S.DOCUMENTS),
        lambda u, who: keeping.resume_lead(u, LEAD, who),
    ),
    "cancel_lead": deed(
        cancelling.cancel_lead,
        "customer oem ops system",
        S.DOCUMENTS,
        lambda u, who: cancelling.cancel_lead(u, LEAD, "sold", who),
    ),
    "grant_cancelling": deed(
        cancelling.grant_cancelling,
        "ops",
        ASKED_TO_END,
        lambda u, who: cancelling.grant_cancelling(u, LEAD, who),
    ),
    "decline_cancelling": deed(
        cancelling.decline_cancelling,
        "ops",
        ASKED_TO_END,
        lambda u, who: cancelling.decline_cancelling(u, LEAD, "he keeps it", who),
    ),
    "take_back_cancelling": deed(
        cancelling.take_back_cancelling,
        "customer ops",
        ASKED_TO_END,
        lambda u, who: cancelling.take_back_cancelling(u, LEAD, who),
    ),
    "reopen_lead": deed(
        keeping.reopen_lead,
        "ops",
        a_lead(stage=S.CANCELLED, stage_before=S.DOCUMENTS),
        lambda u, who: keeping.reopen_lead(u, LEAD, "back", who),
    ),
    # Scheduling
    "propose_slots": deed(
        scheduling.propose_slots,
        "ops",
        S.SURVEY_SCHEDULING,
        lambda u, who: scheduling.propose_slots(u, LEAD, who),
    ),
    "open_calendar": deed(
        picking.open_calendar,
        "ops",
        S.SURVEY_SCHEDULING,
        lambda u, who: picking.open_calendar(u, LEAD, who),
    ),
    "show_day": deed(
        picking.show_day,
        "ops",
        S.SURVEY_SCHEDULING,
        lambda u, who: picking.show_day(u, LEAD, None, who),
    ),
    "pick_slot": deed(
        picking.pick_slot,
        "ops",
        S.SURVEY_SCHEDULING,
        lambda u, who: picking.pick_slot(u, LEAD, TOMORROW.start, who),
    ),
    "propose_picked": deed(
        picking.propose_picked,
        "ops",
        at_stage(S.SURVEY_SCHEDULING, picking=Picking(slots=(TOMORROW,))),
        lambda u, who: picking.propose_picked(u, LEAD, who),
    ),
    "book_for_customer": deed(
        picking.book_for_customer,
        "ops",
        S.SURVEY_SCHEDULING,
        lambda u, who: picking.book_for_customer(u, LEAD, TOMORROW.start, who),
    ),
    "choose_slot": deed(
        scheduling.choose_slot,
        "customer ops",
        S.SURVEY_SCHEDULING,
        lambda u, who: scheduling.choose_slot(u, VISIT, TOMORROW.start, who),
        visit_in(V.PROPOSED, slot=None, team=None),
    ),
    "ask_other_slots": deed(
        scheduling.ask_other_slots,
        "customer ops",
        S.SURVEY_SCHEDULING,
        lambda u, who: scheduling.ask_other_slots(u, VISIT, who),
        visit_in(V.PROPOSED, slot=None, team=None),
    ),
    "assign_team": deed(
        assigning.assign_team,
        "ops",
        S.SURVEY_SCHEDULING,
        lambda u, who: assigning.assign_team(u, VISIT, "sunrise", who),
        visit_in(V.PROPOSED, team=None),
    ),
    "give_to": deed(
        assigning.give_to,
        "ops",
        S.SURVEY_SCHEDULED,
        lambda u, who: assigning.give_to(u, VISIT, "dawn", 0, who),
        visit_in(V.ACKNOWLEDGED),
    ),
    "carry_out_plan": deed(
        planning.carry_out_plan,
        "ops",
        S.SURVEY_SCHEDULING,
        lambda u, who: planning.carry_out_plan(u, date(2026, 11, 24), PLANNED, who),
        visit_in(V.PROPOSED, team=None),
    ),
    "swap_teams": deed(
        swapping.swap_teams,
        "ops",
        S.SURVEY_SCHEDULED,
        lambda u, who: swapping.swap_teams(u, VISIT, "S-1042-2", (0, 0), who),
        visit_in(V.CONFIRMED),
        visit_in(V.BOOKED, id="S-1042-2", team="dawn"),
    ),
    "call_off": deed(
        calling_off.call_off,
        "customer ops",
        S.SURVEY_SCHEDULED,
        lambda u, who: calling_off.call_off(u, VISIT, "not_now", who),
        visit_in(V.BOOKED),
    ),
    "reschedule": deed(
        scheduling.reschedule,
        "customer ops field system",
        S.SURVEY_SCHEDULED,
        lambda u, who: scheduling.reschedule(u, VISIT, "rain", who),
        visit_in(V.BOOKED),
    ),
    # The day of the visit
    "acknowledge_visit": deed(
        day.acknowledge_visit,
        "field",
        S.SURVEY_SCHEDULED,
        lambda u, who: day.acknowledge_visit(u, VISIT, who),
        visit_in(V.BOOKED),
    ),
    "confirm_visit": deed(
        day.confirm_visit,
        "field ops",
        S.SURVEY_SCHEDULED,
        lambda u, who: day.confirm_visit(u, VISIT, who),
        visit_in(V.ACKNOWLEDGED),
    ),
    "customer_will_be_there": deed(
        day.customer_will_be_there,
        "customer ops",
        S.SURVEY_SCHEDULED,
        lambda u, who: day.customer_will_be_there(u, VISIT, who),
        visit_in(V.ACKNOWLEDGED),
    ),
    "customer_not_reached": deed(
        day.customer_not_reached,
        "field ops",
        S.SURVEY_SCHEDULED,
        lambda u, who: day.customer_not_reached(u, VISIT, who),
        visit_in(V.ACKNOWLEDGED),
    ),
    # Emergencies
    "declare_emergency": deed(
        declaring.declare_emergency,
        "field ops system",
        S.SURVEY_SCHEDULED,
        lambda u, who: declaring.declare_emergency(u, VISIT, "vehicle", who),
        visit_in(V.CONFIRMED),
    ),
    "take_emergency": deed(
        alerting.take_emergency,
        "ops",
        S.SURVEY_SCHEDULED,
        lambda u, who: alerting.take_emergency(u, VISIT, who),
        alarmed(),
    ),
    "answer_delay": deed(
        ending.answer_delay,
        "customer ops",
        S.SURVEY_SCHEDULED,
        lambda u, who: ending.answer_delay(u, VISIT, DelayAnswer.WAIT, who),
        alarmed(),
    ),
    "accept_backup": deed(
        searching.accept_backup,
        "field",
        S.SURVEY_SCHEDULED,
        lambda u, who: searching.accept_backup(u, VISIT, "sunrise", who),
        alarmed(),
    ),
    "decline_backup": deed(
        searching.decline_backup,
        "field",
        S.SURVEY_SCHEDULED,
        lambda u, who: searching.decline_backup(u, VISIT, "sunrise", who),
        alarmed(),
    ),
    "assign_backup": deed(
        searching.assign_backup,
        "ops",
        S.SURVEY_SCHEDULED,
        lambda u, who: searching.assign_backup(u, VISIT, "sunrise", who),
        alarmed(),
    ),
    "withdraw_emergency": deed(
        declaring.withdraw_emergency,
        "field ops system",
        S.SURVEY_SCHEDULED,
        lambda u, who: declaring.withdraw_emergency(u, VISIT, who),
        visit_in(V.EMERGENCY, emergency=an_emergency("dawn")),
    ),
    "ask_backup": deed(
        searching.ask_backup,
        "ops",
        S.SURVEY_SCHEDULED,
        lambda u, who: searching.ask_backup(u, VISIT, "dawn", who),
        visit_in(V.EMERGENCY, emergency=an_emergency()),
    ),
    "extend_search": deed(
        searching.extend_search,
        "ops",
        S.SURVEY_SCHEDULED,
        lambda u, who: searching.extend_search(u, VISIT, who),
        alarmed(),
    ),
    "customer_called": deed(
        calling.customer_called,
        "ops",
        at_stage(S.SURVEY_SCHEDULED, visits_made=1, call_asked_at=NOW),
        lambda u, who: calling.customer_called(u, LEAD, who),
        alarmed(),
    ),
    "stop_search": deed(
        ending.stop_search,
        "ops",
        S.SURVEY_SCHEDULED,
        lambda u, who: ending.stop_search(u, VISIT, who),
        alarmed(),
    ),
}
