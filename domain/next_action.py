"""What can be owed, what it is called, and by whom until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.people.roles import Role
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
    RECEIVE_TRANSFER = "receive_transfer"
    HAND_OUT_MATERIALS = "hand_out_materials"
    CONFIRM_MATERIALS = "confirm_materials"
    HAND_OVER_MATERIALS = "hand_over_materials"
    ACCOUNT_FOR_MATERIALS = "account_for_materials"
    RETURN_MATERIALS = "return_materials"
    TAKE_BACK_MATERIALS = "take_back_materials"
    SETTLE_DIFFERENCE = "settle_difference"
    STORE_BOUGHT = "store_bought"
    SHARE_VENDOR_DETAILS = "share_vendor_details"
    ALLOW_PURCHASE = "allow_purchase"
    CHECK_PAYMENT = "check_payment"
    ANSWER_FINANCE = "answer_finance"
    APPROVE_PAYMENT = "approve_payment"
    START_PAYMENT = "start_payment"
    RECORD_PAYMENT = "record_payment"
    FIND_OUT_PAYMENT = "find_out_payment"
    CHECK_STATEMENT = "check_statement"
    ANSWER_DISPUTE = "answer_dispute"
    OPEN_PAYOUT = "open_payout"
    CONFIRM_GOODS = "confirm_goods"
    SETTLE_BILL = "settle_bill"
    REVIEW_INSTALLATION = "review_installation"
    SETTLE_METRES = "settle_metres"
    CALL_FOR_CONFIRMATION = "call_for_confirmation"
    CONFIRM_INSTALLATION = "confirm_installation"
    SETTLE_SILENCE = "settle_silence"
    SETTLE_PROBLEM = "settle_problem"
    SUBMIT_PACK = "submit_pack"
    SEND_PACK = "send_pack"
    ACKNOWLEDGE_PACK = "acknowledge_pack"
    RELEASE_REPORT = "release_report"
    SEND_REPORT_AGAIN = "send_report_again"
    REVIEW_HOLD = "review_hold"
    DECIDE_CANCELLATION = "decide_cancellation"
    MARK_PAYABLE = "mark_payable"


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
        Owed.RECEIVE_TRANSFER: N_("see that the goods of the other store come"),
        Owed.HAND_OUT_MATERIALS: N_("hand out the materials"),
        Owed.CONFIRM_MATERIALS: N_("say that you have the materials"),
        Owed.HAND_OVER_MATERIALS: N_("bring the materials to the other team"),
        Owed.ACCOUNT_FOR_MATERIALS: N_("say what is left of the materials"),
        Owed.RETURN_MATERIALS: N_("bring the materials back to the store"),
        Owed.TAKE_BACK_MATERIALS: N_("confirm that the materials are back in the store"),
        Owed.SETTLE_DIFFERENCE: N_("settle what does not add up"),
        Owed.STORE_BOUGHT: N_("put what was bought into the store"),
        Owed.SHARE_VENDOR_DETAILS: N_("share the vendor's payment details"),
        Owed.ALLOW_PURCHASE: N_("allow the local purchase, or not"),
        Owed.CHECK_PAYMENT: N_("check the vendor payment"),
        Owed.ANSWER_FINANCE: N_("answer Finance's question about the payment"),
        Owed.APPROVE_PAYMENT: N_("approve the payment"),
        Owed.START_PAYMENT: N_("pay"),
        Owed.RECORD_PAYMENT: N_("enter the payment reference"),
        Owed.FIND_OUT_PAYMENT: N_("find out what became of the payment"),
        Owed.CHECK_STATEMENT: N_("look at the payout statement"),
        Owed.ANSWER_DISPUTE: N_("answer what the team disputes"),
        Owed.OPEN_PAYOUT: N_("open the team's payout"),
        Owed.CONFIRM_GOODS: N_("confirm that the goods came"),
        Owed.SETTLE_BILL: N_("settle why the bill says another amount"),
        Owed.REVIEW_INSTALLATION: N_("review the installation report"),
        Owed.SETTLE_METRES: N_("settle the extra metres with the customer"),
        Owed.CALL_FOR_CONFIRMATION: N_("make the confirmation call"),
        Owed.CONFIRM_INSTALLATION: N_("say if all is well with the installation"),
        Owed.SETTLE_SILENCE: N_("decide: the customer said nothing"),
        Owed.SETTLE_PROBLEM: N_("call the customer: he says that something is wrong"),
        Owed.SUBMIT_PACK: N_("submit the closure pack"),
        Owed.SEND_PACK: N_("check and send the closure pack"),
        Owed.ACKNOWLEDGE_PACK: N_("acknowledge the closure pack"),
        Owed.RELEASE_REPORT: N_("check and release the period report"),
        Owed.SEND_REPORT_AGAIN: N_("send the period report again: it did not arrive everywhere"),
        Owed.REVIEW_HOLD: N_("decide on the lead on hold"),
        Owed.DECIDE_CANCELLATION: N_("decide: the customer wants to cancel"),
        Owed.MARK_PAYABLE: N_("mark payable what the team has earned, or say what speaks against it"),
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
