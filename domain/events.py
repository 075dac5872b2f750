"""What has happened, in the business's words. Every change leaves one of these in the lead's timeline."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.people.actor import By


class Happening(StrEnum):
    IMPORT_DROPPED = "import_dropped"
    IMPORT_UPLOADED = "import_uploaded"
    IMPORT_CHANGED = "import_changed"
    IMPORT_CONFIRMED = "import_confirmed"
    IMPORT_DONE = "import_done"
    IMPORT_CANCELLED = "import_cancelled"
    LEAD_RECEIVED = "lead_received"
    LEAD_RESEMBLES = "lead_resembles"
    KEPT_BOTH = "kept_both"
    LEAD_MERGED = "lead_merged"
    LEAD_TOOK_OVER = "lead_took_over"
    CALL_LOGGED = "call_logged"
    INTRO_CALL_REACHED = "intro_call_reached"
    CUSTOMER_INVITED = "customer_invited"
    CUSTOMER_JOINED = "customer_joined"
    CONSENT_GIVEN = "consent_given"
    CONSENT_REFUSED = "consent_refused"
    BILL_SHARED = "bill_shared"
    LOCATION_SHARED = "location_shared"
    ELECTRICIAN_SHARED = "electrician_shared"
    DOCUMENT_WAIVED = "document_waived"
    DOCUMENTS_COMPLETED = "documents_completed"
    SLOTS_PROPOSED = "slots_proposed"
    OTHER_SLOTS_ASKED = "other_slots_asked"
    SLOT_CHOSEN = "slot_chosen"
    VISIT_BOOKED = "visit_booked"
    PRE_INSTALLATION_CONFIRMATION_SENT = "pre_installation_confirmation_sent"
    VISIT_ACKNOWLEDGED = "visit_acknowledged"
    VISIT_CONFIRMED = "visit_confirmed"
    CUSTOMER_WILL_BE_THERE = "customer_will_be_there"
    CUSTOMER_NOT_REACHED = "customer_not_reached"
    TEAM_SET_OUT = "team_set_out"
    TEAM_ARRIVED = "team_arrived"
    CUSTOMER_WAS_ABSENT = "customer_was_absent"
    VISIT_RESCHEDULED = "visit_rescheduled"
    VISIT_CANCELLED = "visit_cancelled"
    EMERGENCY_OPENED = "emergency_opened"
    EMERGENCY_TAKEN = "emergency_taken"
    DELAY_ANSWERED = "delay_answered"
    BACKUP_ASKED = "backup_asked"
    BACKUP_DECLINED = "backup_declined"
    BACKUP_OFFER_EXPIRED = "backup_offer_expired"
    BACKUP_FOUND = "backup_found"
    PRIORITY_RESCHEDULED = "priority_rescheduled"
    REPORT_SUBMITTED = "report_submitted"
    REPORT_RETURNED = "report_returned"
    SITE_READY = "site_ready"
    SITE_NOT_READY = "site_not_ready"
    SITE_WORK_REPORTED = "site_work_reported"
    SITE_WORK_ACCEPTED = "site_work_accepted"
    SITE_WORK_REFUSED = "site_work_refused"
    REVISIT_ORDERED = "revisit_ordered"
    MATERIALS_REQUESTED = "materials_requested"
    MATERIALS_ALLOCATED = "materials_allocated"
    MATERIALS_RELEASED = "materials_released"
    LOCAL_PURCHASE_OPENED = "local_purchase_opened"
    VENDOR_DETAILS_SHARED = "vendor_details_shared"
    PAYMENT_REQUESTED = "payment_requested"
    PAYMENT_CHECKED = "payment_checked"
    PAYMENT_APPROVED_ONCE = "payment_approved_once"
    PAYMENT_APPROVED = "payment_approved"
    PAYMENT_REJECTED = "payment_rejected"
    PAYMENT_STARTED = "payment_started"
    PAYMENT_PAID = "payment_paid"
    PAYMENT_FAILED = "payment_failed"
    PAYMENT_REVERSED = "payment_reversed"
    GOODS_RECEIVED = "goods_received"
    MATERIALS_READY = "materials_ready"
    INSTALLATION_APPROVED = "installation_approved"
    CUSTOMER_SIGNED_OFF = "customer_signed_off"
    CUSTOMER_SATISFIED = "customer_satisfied"
    REWORK_OPENED = "rework_opened"
    PACK_COMPILED = "pack_compiled"
    PACK_SENT = "pack_sent"
    PACK_ACKNOWLEDGED = "pack_acknowledged"
    PACK_RETURNED = "pack_returned"
    LEAD_CLOSED = "lead_closed"
    EARNED = "earned"
    MARKED_PAYABLE = "marked_payable"
    PAYOUT_OPENED = "payout_opened"
    LEAD_HELD = "lead_held"
    LEAD_RESUMED = "lead_resumed"
    LEAD_CANCELLED = "lead_cancelled"
    LEAD_REOPENED = "lead_reopened"
    REMINDED = "reminded"
    OVERDUE = "overdue"
    UNDELIVERABLE = "undeliverable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`subject` is the public id of what changed; `before`/`after` its state; `facts` what a reader needs beside."""

    kind: Happening
    lead: str | None
    subject: str
    by: By
    at: datetime
    before: str | None = None
    after: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
