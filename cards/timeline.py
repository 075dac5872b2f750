"""What has happened to a lead, one line for each event."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from cards.message import Message
from cards.text import Speaker, Text, harmless
from cards.titles import ROLES, reason
from cards.values import NAME_MOST
from domain.events import Event, Happening
from domain.leads.lead import Lead
from domain.people.actor import By
from domain.people.roles import Role
from domain.words import N_, say

_H = Happening
HAPPENED: Final[Mapping[Happening, str]] = MappingProxyType(
    {
        _H.LEAD_RECEIVED: N_("Lead received"),
        _H.LEAD_RESEMBLES: N_("May be the same as another lead"),
        _H.KEPT_BOTH: N_("Kept apart from a similar lead"),
        _H.LEAD_MERGED: N_("Merged into another lead"),
        _H.LEAD_TOOK_OVER: N_("Goes on for another lead as well"),
        _H.CALL_LOGGED: N_("Call logged"),
        _H.INTRO_CALL_REACHED: N_("Introductory call: customer reached"),
        _H.CUSTOMER_INVITED: N_("Link made for the customer"),
        _H.CUSTOMER_JOINED: N_("Customer opened the link"),
        _H.CONSENT_GIVEN: N_("Customer agreed to the privacy notice"),
        _H.CONSENT_REFUSED: N_("Customer did not agree to the privacy notice"),
        _H.BILL_SHARED: N_("Electricity bill shared"),
        _H.LOCATION_SHARED: N_("Location shared"),
        _H.ELECTRICIAN_SHARED: N_("Electrician shared"),
        _H.DOCUMENT_WAIVED: N_("Document waived"),
        _H.DOCUMENTS_COMPLETED: N_("Documents complete"),
        _H.SLOTS_PROPOSED: N_("Slots proposed"),
        _H.OTHER_SLOTS_ASKED: N_("Other slots asked for"),
        _H.SLOT_CHOSEN: N_("Slot chosen"),
        _H.VISIT_BOOKED: N_("Visit booked"),
        _H.PRE_INSTALLATION_CONFIRMATION_SENT: N_("Pre-installation confirmation sent"),
        _H.VISIT_ACKNOWLEDGED: N_("Visit acknowledged by the team"),
        _H.VISIT_CONFIRMED: N_("Visit confirmed with the customer"),
        _H.CUSTOMER_WILL_BE_THERE: N_("The customer will be there"),
        _H.CUSTOMER_NOT_REACHED: N_("Customer not reached before the visit"),
        _H.TEAM_SET_OUT: N_("Team set out"),
        _H.TEAM_ARRIVED: N_("Team arrived"),
        _H.CUSTOMER_WAS_ABSENT: N_("Customer was not there"),
        _H.VISIT_RESCHEDULED: N_("Visit to be rescheduled"),
        _H.VISIT_CANCELLED: N_("Visit cancelled"),
        _H.EMERGENCY_OPENED: N_("Emergency: the team cannot make it"),
        _H.EMERGENCY_TAKEN: N_("Emergency taken in hand"),
        _H.DELAY_ANSWERED: N_("Customer answered about the delay"),
        _H.BACKUP_ASKED: N_("Backup team asked"),
        _H.BACKUP_DECLINED: N_("Backup team declined"),
        _H.BACKUP_OFFER_EXPIRED: N_("Backup team did not answer"),
        _H.BACKUP_FOUND: N_("Backup team found"),
        _H.PRIORITY_RESCHEDULED: N_("No backup: rescheduled with priority"),
        _H.REPORT_SUBMITTED: N_("Report submitted"),
        _H.REPORT_RETURNED: N_("Report returned to the team"),
        _H.SITE_READY: N_("Site found ready"),
        _H.SITE_NOT_READY: N_("Site found not ready"),
        _H.SITE_WORK_REPORTED: N_("Customer says that the site is ready"),
        _H.SITE_WORK_ACCEPTED: N_("Work at the site accepted"),
        _H.SITE_WORK_REFUSED: N_("Work at the site not accepted"),
        _H.REVISIT_ORDERED: N_("Re-visit ordered"),
        _H.MATERIALS_REQUESTED: N_("Materials requested"),
        _H.MATERIALS_ALLOCATED: N_("Materials reserved"),
        _H.MATERIALS_RELEASED: N_("Materials released"),
        _H.LOCAL_PURCHASE_OPENED: N_("Local purchase opened"),
        _H.VENDOR_DETAILS_SHARED: N_("Vendor's details shared"),
        _H.PAYMENT_REQUESTED: N_("Payment requested"),
        _H.PAYMENT_CHECKED: N_("Payment checked"),
        _H.PAYMENT_APPROVED_ONCE: N_("Payment approved by the first of two"),
        _H.PAYMENT_APPROVED: N_("Payment approved"),
        _H.PAYMENT_REJECTED: N_("Payment rejected"),
        _H.PAYMENT_STARTED: N_("Payment started"),
        _H.PAYMENT_PAID: N_("Payment made"),
        _H.PAYMENT_FAILED: N_("Payment failed"),
        _H.PAYMENT_REVERSED: N_("Payment reversed by the bank"),
        _H.GOODS_RECEIVED: N_("Goods received"),
        _H.MATERIALS_READY: N_("Materials complete"),
        _H.INSTALLATION_APPROVED: N_("Installation approved"),
        _H.CUSTOMER_SIGNED_OFF: N_("Customer rated the installation"),
        _H.CUSTOMER_SATISFIED: N_("Confirmation call: customer satisfied"),
        _H.REWORK_OPENED: N_("Confirmation call: rework needed"),
        _H.PACK_COMPILED: N_("Closure pack compiled"),
        _H.PACK_SENT: N_("Closure pack sent"),
        _H.PACK_ACKNOWLEDGED: N_("Closure pack acknowledged"),
        _H.PACK_RETURNED: N_("Closure pack returned"),
        _H.LEAD_CLOSED: N_("Lead closed"),
        _H.EARNED: N_("Earned by the team"),
        _H.MARKED_PAYABLE: N_("Marked payable"),
        _H.PAYOUT_OPENED: N_("Payout opened"),
        _H.LEAD_HELD: N_("Put on hold"),
        _H.LEAD_RESUMED: N_("Resumed"),
        _H.LEAD_CANCELLED: N_("Cancelled"),
        _H.LEAD_REOPENED: N_("Reopened"),
        _H.REMINDED: N_("Reminder sent"),
        _H.OVERDUE: N_("Overdue"),
        _H.UNDELIVERABLE: N_("Could not be delivered"),
    }
)
SHOWN: Final = 40


def render_timeline(lead: Lead, events: Iterable[Event], speaker: Speaker) -> Message:
    """The latest events, oldest first, those of leads that were merged into this one among them."""
    known = list(events)
    text = Text()
    if not known:
        return text.line(speaker.say(say("Nothing has happened yet."))).message()
    text.bold_line(speaker.say(say("What has happened to {lead}", lead=lead.id)))
    if len(known) > SHOWN:
        text.line(speaker.say(say("{count} earlier entries are not shown.", count=len(known) - SHOWN)))
    for event in known[-SHOWN:]:
        text.line(_line(event, lead, speaker))
    return text.message()


def _line(event: Event, lead: Lead, speaker: Speaker) -> str:
    subject = f" {event.subject}" if event.subject != lead.id else ""
    why = event.facts.get("reason") or event.facts.get("cause") or event.facts.get("redo") or ""
    why = why or event.facts.get("other", "") or event.facts.get("leads", "")
    said = speaker.say(reason(why)) if why else ""
    tail = f": {harmless(said, NAME_MOST)}" if said else ""
    return f"{speaker.time(event.at)} · {speaker.say(HAPPENED[event.kind])}{subject}{tail} – {who(event.by, speaker)}"


def who(by: By, speaker: Speaker) -> str:
    if by.role is Role.SYSTEM:
        return speaker.say(ROLES[Role.SYSTEM])
    name = harmless(by.name, NAME_MOST)
    if by.on_behalf_of is None:
        return name
    return speaker.say(say("{name} for {owner}", name=name, owner=say(ROLES[by.on_behalf_of])))
