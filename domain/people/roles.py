"""Who may do what: the permission matrix (`product.md` section 3). `docs/permissions.md` is made from it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.words import N_


class Role(StrEnum):
    OEM = "oem"
    CUSTOMER = "customer"
    OPS = "ops"
    FIELD = "field"
    PROCUREMENT = "procurement"
    FINANCE = "finance"
    REPORTING = "reporting"
    ADMIN = "admin"
    SYSTEM = "system"  # a timer's voice: nobody can be given this role


TITLES: Final[Mapping[Role, str]] = MappingProxyType(
    {
        Role.OEM: N_("the OEM"),
        Role.CUSTOMER: N_("the customer"),
        Role.OPS: N_("Central Ops"),
        Role.FIELD: N_("the field team"),
        Role.PROCUREMENT: N_("Procurement"),
        Role.FINANCE: N_("Finance"),
        Role.REPORTING: N_("OEM Reporting"),
        Role.ADMIN: N_("the admin"),
        Role.SYSTEM: N_("ChargeOps"),
    }
)


class Permission(StrEnum):
    SEND_LEAD = "send_lead"
    SEE_LEAD = "see_lead"
    TRY_OUT = "try_out"
    DECIDE_DUPLICATE = "decide_duplicate"
    LOG_CALL = "log_call"
    CORRECT_PHONE = "correct_phone"
    ASK_CALL = "ask_call"
    INVITE_CUSTOMER = "invite_customer"
    GIVE_CONSENT = "give_consent"
    SHARE_DOCUMENTS = "share_documents"
    FIND_PLACE = "find_place"
    SEE_OWN_DATA = "see_own_data"
    ASK_ERASURE = "ask_erasure"
    ERASE_DATA = "erase_data"
    CLEAR_FILES = "clear_files"
    WAIVE_DOCUMENT = "waive_document"
    PROPOSE_SLOTS = "propose_slots"
    CHOOSE_SLOT = "choose_slot"
    ASSIGN_TEAM = "assign_team"
    ACKNOWLEDGE_VISIT = "acknowledge_visit"
    CONFIRM_VISIT = "confirm_visit"
    SET_OUT = "set_out"
    CHECK_IN = "check_in"
    REPORT_ABSENT = "report_absent"
    ANSWER_AT_DOOR = "answer_at_door"
    RECORD_ABSENCE = "record_absence"
    DECIDE_FEE = "decide_fee"
    SUBMIT_REPORT = "submit_report"
    DECLARE_EMERGENCY = "declare_emergency"
    TAKE_EMERGENCY = "take_emergency"
    ANSWER_BACKUP_OFFER = "answer_backup_offer"
    ANSWER_DELAY = "answer_delay"
    RESCHEDULE_VISIT = "reschedule_visit"
    TAKE_LEAVE = "take_leave"
    KEEP_CERTIFICATES = "keep_certificates"
    CALL_OFF_VISIT = "call_off_visit"
    REVIEW_REPORT = "review_report"
    REPORT_SITE_WORK = "report_site_work"
    ACCEPT_SITE_WORK = "accept_site_work"
    REQUEST_MATERIALS = "request_materials"
    CHANGE_MATERIALS = "change_materials"
    ANSWER_QUOTE = "answer_quote"
    SETTLE_QUOTE = "settle_quote"
    ALLOCATE_MATERIALS = "allocate_materials"
    HAND_OUT_CHARGER = "hand_out_charger"
    SEE_STOCK = "see_stock"
    KEEP_STOCK = "keep_stock"
    CONFIRM_COUNT = "confirm_count"
    HAND_OUT_MATERIALS = "hand_out_materials"
    RECEIVE_MATERIALS = "receive_materials"
    HAND_OVER_MATERIALS = "hand_over_materials"
    ACCOUNT_FOR_MATERIALS = "account_for_materials"
    TAKE_BACK_MATERIALS = "take_back_materials"
    SETTLE_DIFFERENCE = "settle_difference"
    KEEP_MATERIALS = "keep_materials"
    OPEN_LOCAL_PURCHASE = "open_local_purchase"
    BUY_AT_SITE = "buy_at_site"
    SHARE_VENDOR_DETAILS = "share_vendor_details"
    CONFIRM_GOODS = "confirm_goods"
    ALLOW_PURCHASE = "allow_purchase"
    ALLOW_LARGE_PURCHASE = "allow_large_purchase"
    SETTLE_BILL = "settle_bill"
    SEE_PAYMENT = "see_payment"
    CHECK_PAYMENT = "check_payment"
    ANSWER_FINANCE = "answer_finance"
    APPROVE_PAYMENT = "approve_payment"
    RECORD_PAYMENT = "record_payment"
    SEE_MONEY = "see_money"
    SEE_BOOKS = "see_books"
    SPEAK_FOR_RAIL = "speak_for_rail"
    SIGN_OFF = "sign_off"
    ASK_TO_SIGN = "ask_to_sign"
    MAKE_SIGNING_CODE = "make_signing_code"
    ENTER_SIGNING_CODE = "enter_signing_code"
    SETTLE_METRES = "settle_metres"
    LOG_CONFIRMATION_CALL = "log_confirmation_call"
    CONFIRM_INSTALLATION = "confirm_installation"
    OPEN_REWORK = "open_rework"
    SUBMIT_PACK = "submit_pack"
    SEND_PACK = "send_pack"
    ACKNOWLEDGE_PACK = "acknowledge_pack"
    COMPILE_REPORTS = "compile_reports"
    RELEASE_REPORT = "release_report"
    SEE_REPORTS = "see_reports"
    FETCH_REPORT = "fetch_report"
    MARK_PAYABLE = "mark_payable"
    SEE_EARNINGS = "see_earnings"
    SEE_RATES = "see_rates"
    OPEN_PAYOUTS = "open_payouts"
    AGREE_PAYOUT = "agree_payout"
    DISPUTE_EARNING = "dispute_earning"
    ANSWER_DISPUTE = "answer_dispute"
    SEE_DAY = "see_day"
    SEE_OWN_DAY = "see_own_day"
    SEE_RECORD = "see_record"
    HOLD_LEAD = "hold_lead"
    RESUME_LEAD = "resume_lead"
    CANCEL_LEAD = "cancel_lead"
    DECIDE_CANCELLING = "decide_cancelling"
    TAKE_BACK_CANCELLING = "take_back_cancelling"
    REOPEN_LEAD = "reopen_lead"
    SET_ON_CALL = "set_on_call"
    INVITE_PERSON = "invite_person"
    BIND_GROUP = "bind_group"
    OPEN_PORTAL = "open_portal"
    OPEN_DESK = "open_desk"
    MANAGE_WEBHOOKS = "manage_webhooks"
    SET_UP = "set_up"


_R = Role
MATRIX: Final[Mapping[Permission, frozenset[Role]]] = MappingProxyType(
    {
        Permission.SEND_LEAD: frozenset({_R.OEM, _R.OPS}),
        Permission.SEE_LEAD: frozenset(_R) - {_R.ADMIN},
        Permission.TRY_OUT: frozenset({_R.OEM}),
        Permission.DECIDE_DUPLICATE: frozenset({_R.OPS}),
        Permission.LOG_CALL: frozenset({_R.OPS}),
        Permission.CORRECT_PHONE: frozenset({_R.OEM, _R.OPS}),
        Permission.INVITE_CUSTOMER: frozenset({_R.OPS}),
        Permission.ASK_CALL: frozenset({_R.CUSTOMER, _R.OPS}),
        Permission.GIVE_CONSENT: frozenset({_R.CUSTOMER, _R.OPS}),
        Permission.SHARE_DOCUMENTS: frozenset({_R.CUSTOMER, _R.OPS}),
        Permission.FIND_PLACE: frozenset({_R.SYSTEM}),
        Permission.SEE_OWN_DATA: frozenset({_R.CUSTOMER, _R.OPS}),
        Permission.ASK_ERASURE: frozenset({_R.CUSTOMER, _R.OPS}),
        Permission.CLEAR_FILES: frozenset({_R.SYSTEM}),
        Permission.ERASE_DATA: frozenset({_R.OPS, _R.ADMIN}),
        Permission.WAIVE_DOCUMENT: frozenset({_R.OPS}),
        Permission.PROPOSE_SLOTS: frozenset({_R.OPS}),
        Permission.CHOOSE_SLOT: frozenset({_R.CUSTOMER, _R.OPS}),
        Permission.ASSIGN_TEAM: frozenset({_R.OPS}),
        Permission.ACKNOWLEDGE_VISIT: frozenset({_R.FIELD}),
        Permission.CONFIRM_VISIT: frozenset({_R.FIELD, _R.OPS}),
        Permission.SET_OUT: frozenset({_R.FIELD}),
        Permission.CHECK_IN: frozenset({_R.FIELD}),
        Permission.REPORT_ABSENT: frozenset({_R.FIELD}),
        Permission.ANSWER_AT_DOOR: frozenset({_R.CUSTOMER, _R.OPS}),
        Permission.RECORD_ABSENCE: frozenset({_R.FIELD, _R.OPS}),
        Permission.DECIDE_FEE: frozenset({_R.OPS}),
        Permission.SUBMIT_REPORT: frozenset({_R.FIELD}),
        Permission.DECLARE_EMERGENCY: frozenset({_R.FIELD, _R.OPS, _R.SYSTEM}),
        Permission.TAKE_EMERGENCY: frozenset({_R.OPS}),
        Permission.ANSWER_BACKUP_OFFER: frozenset({_R.FIELD}),
        Permission.ANSWER_DELAY: frozenset({_R.CUSTOMER, _R.OPS}),
        Permission.RESCHEDULE_VISIT: frozenset({_R.CUSTOMER, _R.OPS, _R.FIELD, _R.SYSTEM}),
        Permission.TAKE_LEAVE: frozenset({_R.FIELD, _R.OPS}),
        Permission.KEEP_CERTIFICATES: frozenset({_R.ADMIN, _R.OPS, _R.SYSTEM}),
        Permission.CALL_OFF_VISIT: frozenset({_R.CUSTOMER, _R.OPS}),
        Permission.REVIEW_REPORT: frozenset({_R.OPS}),
        Permission.REPORT_SITE_WORK: frozenset({_R.CUSTOMER, _R.OPS}),
        Permission.ACCEPT_SITE_WORK: frozenset({_R.OPS}),
        Permission.REQUEST_MATERIALS: frozenset({_R.OPS}),
        Permission.CHANGE_MATERIALS: frozenset({_R.OPS, _R.PROCUREMENT}),
        Permission.ANSWER_QUOTE: frozenset({_R.CUSTOMER, _R.OPS}),
        Permission.SETTLE_QUOTE: frozenset({_R.OPS}),
        Permission.ALLOCATE_MATERIALS: frozenset({_R.PROCUREMENT}),
        Permission.HAND_OUT_CHARGER: frozenset({_R.PROCUREMENT}),
        Permission.SEE_STOCK: frozenset({_R.PROCUREMENT, _R.FINANCE, _R.OPS}),
        Permission.KEEP_STOCK: frozenset({_R.PROCUREMENT}),
        Permission.CONFIRM_COUNT: frozenset({_R.PROCUREMENT, _R.FINANCE}),
        Permission.HAND_OUT_MATERIALS: frozenset({_R.PROCUREMENT}),
        Permission.RECEIVE_MATERIALS: frozenset({_R.FIELD}),
        Permission.HAND_OVER_MATERIALS: frozenset({_R.FIELD, _R.PROCUREMENT}),
        Permission.ACCOUNT_FOR_MATERIALS: frozenset({_R.FIELD, _R.PROCUREMENT}),
        Permission.TAKE_BACK_MATERIALS: frozenset({_R.PROCUREMENT}),
        Permission.SETTLE_DIFFERENCE: frozenset({_R.PROCUREMENT}),
        Permission.KEEP_MATERIALS: frozenset({_R.SYSTEM}),
        Permission.OPEN_LOCAL_PURCHASE: frozenset({_R.PROCUREMENT}),
        Permission.BUY_AT_SITE: frozenset({_R.FIELD}),
        Permission.SHARE_VENDOR_DETAILS: frozenset({_R.FIELD, _R.PROCUREMENT}),
        Permission.CONFIRM_GOODS: frozenset({_R.FIELD, _R.PROCUREMENT}),
        Permission.ALLOW_PURCHASE: frozenset({_R.PROCUREMENT, _R.OPS, _R.FINANCE}),
        Permission.ALLOW_LARGE_PURCHASE: frozenset({_R.OPS, _R.FINANCE}),
        Permission.SETTLE_BILL: frozenset({_R.PROCUREMENT, _R.FINANCE}),
        Permission.SEE_PAYMENT: frozenset({_R.PROCUREMENT, _R.FINANCE}),
        Permission.CHECK_PAYMENT: frozenset({_R.PROCUREMENT}),
        Permission.ANSWER_FINANCE: frozenset({_R.FIELD, _R.PROCUREMENT, _R.OPS}),
        Permission.APPROVE_PAYMENT: frozenset({_R.FINANCE}),
        Permission.RECORD_PAYMENT: frozenset({_R.FINANCE}),
        Permission.SEE_MONEY: frozenset({_R.FINANCE, _R.OPS}),
        Permission.SEE_BOOKS: frozenset({_R.FINANCE}),
        Permission.SPEAK_FOR_RAIL: frozenset({_R.SYSTEM}),
        Permission.SIGN_OFF: frozenset({_R.CUSTOMER, _R.OPS}),
        Permission.ASK_TO_SIGN: frozenset({_R.FIELD, _R.OPS}),
        Permission.MAKE_SIGNING_CODE: frozenset({_R.CUSTOMER}),
        Permission.ENTER_SIGNING_CODE: frozenset({_R.FIELD}),
        Permission.SETTLE_METRES: frozenset({_R.OPS}),
        Permission.LOG_CONFIRMATION_CALL: frozenset({_R.OPS}),
        Permission.CONFIRM_INSTALLATION: frozenset({_R.CUSTOMER, _R.OPS}),
        Permission.OPEN_REWORK: frozenset({_R.OPS}),
        Permission.SUBMIT_PACK: frozenset({_R.OPS}),
        Permission.SEND_PACK: frozenset({_R.REPORTING}),
        Permission.ACKNOWLEDGE_PACK: frozenset({_R.OEM, _R.REPORTING}),
        Permission.COMPILE_REPORTS: frozenset({_R.SYSTEM}),
        Permission.RELEASE_REPORT: frozenset({_R.REPORTING}),
        Permission.SEE_REPORTS: frozenset({_R.OEM, _R.REPORTING}),
        Permission.FETCH_REPORT: frozenset({_R.OEM}),
        Permission.MARK_PAYABLE: frozenset({_R.OPS}),
        Permission.OPEN_PAYOUTS: frozenset({_R.OPS, _R.FINANCE, _R.SYSTEM}),
        Permission.AGREE_PAYOUT: frozenset({_R.FIELD, _R.SYSTEM}),
        Permission.DISPUTE_EARNING: frozenset({_R.FIELD, _R.OPS}),
        Permission.ANSWER_DISPUTE: frozenset({_R.OPS}),
        Permission.SEE_EARNINGS: frozenset({_R.FIELD, _R.OPS, _R.FINANCE}),
        Permission.SEE_RATES: frozenset({_R.OPS, _R.FINANCE}),
        Permission.SEE_DAY: frozenset({_R.OPS}),
        Permission.SEE_OWN_DAY: frozenset({_R.FIELD}),
        Permission.SEE_RECORD: frozenset({_R.FIELD, _R.OPS}),
        Permission.HOLD_LEAD: frozenset({_R.OPS, _R.SYSTEM}),
        Permission.RESUME_LEAD: frozenset({_R.OPS}),
        Permission.CANCEL_LEAD: frozenset({_R.CUSTOMER, _R.OEM, _R.OPS, _R.SYSTEM}),
        Permission.DECIDE_CANCELLING: frozenset({_R.OPS}),
        Permission.TAKE_BACK_CANCELLING: frozenset({_R.CUSTOMER, _R.OPS}),
        Permission.REOPEN_LEAD: frozenset({_R.OPS}),
        Permission.SET_ON_CALL: frozenset({_R.ADMIN, _R.OPS}),
        Permission.INVITE_PERSON: frozenset({_R.ADMIN, _R.OPS}),
        Permission.BIND_GROUP: frozenset({_R.ADMIN}),
        Permission.OPEN_PORTAL: frozenset({_R.OEM, _R.OPS, _R.ADMIN}),
        Permission.OPEN_DESK: frozenset({_R.OPS, _R.FINANCE}),
        Permission.MANAGE_WEBHOOKS: frozenset({_R.ADMIN, _R.OEM}),
        Permission.SET_UP: frozenset({_R.ADMIN}),
    }
)

ON_BEHALF: Final[Mapping[Permission, Role]] = MappingProxyType(
    {
        Permission.SEND_LEAD: _R.OEM,
        Permission.CORRECT_PHONE: _R.OEM,
        Permission.OPEN_PORTAL: _R.OEM,
        Permission.GIVE_CONSENT: _R.CUSTOMER,
        Permission.ASK_CALL: _R.CUSTOMER,
        Permission.SHARE_DOCUMENTS: _R.CUSTOMER,
        Permission.SEE_OWN_DATA: _R.CUSTOMER,
        Permission.ASK_ERASURE: _R.CUSTOMER,
        Permission.CHOOSE_SLOT: _R.CUSTOMER,
        Permission.CONFIRM_VISIT: _R.FIELD,
        Permission.ANSWER_AT_DOOR: _R.CUSTOMER,
        Permission.RECORD_ABSENCE: _R.FIELD,
        Permission.DECLARE_EMERGENCY: _R.FIELD,
        Permission.ANSWER_DELAY: _R.CUSTOMER,
        Permission.RESCHEDULE_VISIT: _R.CUSTOMER,
        Permission.HAND_OVER_MATERIALS: _R.FIELD,
        Permission.ACCOUNT_FOR_MATERIALS: _R.FIELD,
        Permission.TAKE_LEAVE: _R.FIELD,
        Permission.DISPUTE_EARNING: _R.FIELD,
        Permission.CALL_OFF_VISIT: _R.CUSTOMER,
        Permission.REPORT_SITE_WORK: _R.CUSTOMER,
        Permission.ANSWER_QUOTE: _R.CUSTOMER,
        Permission.SIGN_OFF: _R.CUSTOMER,
        Permission.TAKE_BACK_CANCELLING: _R.CUSTOMER,
        Permission.CONFIRM_INSTALLATION: _R.CUSTOMER,
        Permission.ACKNOWLEDGE_PACK: _R.OEM,
    }
)
"""Whose step it really is, where another role may take it for them: the timeline says "on behalf of"."""
