"""What an OEM may read of a lead's timeline: its progress, never money, never who was asked for what inside."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from pydantic import BaseModel

from domain.events import Event, Happening

_H = Happening
PUBLIC: Final[Mapping[Happening, str]] = {
    _H.LEAD_RECEIVED: "The lead was received",
    _H.CALL_LOGGED: "The customer was called",
    _H.INTRO_CALL_REACHED: "The customer was reached",
    _H.CUSTOMER_JOINED: "The customer joined the chat",
    _H.BILL_SHARED: "The electricity bill was shared",
    _H.LOCATION_SHARED: "The location was shared",
    _H.ELECTRICIAN_SHARED: "The electrician was named",
    _H.DOCUMENT_WAIVED: "A document was waived",
    _H.DOCUMENTS_COMPLETED: "The documents are complete",
    _H.SLOTS_PROPOSED: "Slots were proposed",
    _H.OTHER_SLOTS_ASKED: "The customer asked for other slots",
    _H.SLOT_CHOSEN: "A slot was chosen",
    _H.VISIT_BOOKED: "The visit was booked",
    _H.VISIT_CONFIRMED: "The visit was confirmed with the customer",
    _H.TEAM_SET_OUT: "The team is on the way",
    _H.TEAM_ARRIVED: "The team has arrived",
    _H.CUSTOMER_WAS_ABSENT: "The customer was not there",
    _H.VISIT_RESCHEDULED: "The visit is to be rescheduled",
    _H.VISIT_CANCELLED: "The visit was cancelled",
    _H.EMERGENCY_OPENED: "The team cannot make it, a backup is looked for",
    _H.BACKUP_FOUND: "A backup team has the visit",
    _H.PRIORITY_RESCHEDULED: "The visit is rescheduled with priority",
    _H.REPORT_SUBMITTED: "The report was submitted",
    _H.REPORT_RETURNED: "The report went back to the team",
    _H.SITE_READY: "The site is ready",
    _H.SITE_NOT_READY: "The site is not ready",
    _H.SITE_WORK_REPORTED: "The customer says the site is ready",
    _H.SITE_WORK_ACCEPTED: "The work at the site was accepted",
    _H.SITE_WORK_REFUSED: "The work at the site is not done yet",
    _H.REVISIT_ORDERED: "A second survey was ordered",
    _H.MATERIALS_REQUESTED: "The materials were requested",
    _H.MATERIALS_READY: "The materials are ready",
    _H.PRE_INSTALLATION_CONFIRMATION_SENT: "The customer was told about the installation",
    _H.INSTALLATION_APPROVED: "The installation was approved",
    _H.CUSTOMER_SIGNED_OFF: "The customer signed off",
    _H.CUSTOMER_SATISFIED: "The customer is satisfied",
    _H.REWORK_OPENED: "Rework was opened",
    _H.PACK_SENT: "The closure pack was sent",
    _H.PACK_ACKNOWLEDGED: "The closure pack was acknowledged",
    _H.PACK_RETURNED: "The closure pack was returned",
    _H.LEAD_CLOSED: "The lead was closed",
    _H.LEAD_HELD: "The lead was put on hold",
    _H.LEAD_RESUMED: "The lead was resumed",
    _H.LEAD_CANCELLED: "The lead was cancelled",
    _H.LEAD_REOPENED: "The lead was reopened",
}
PUBLIC_FACTS: Final = frozenset({"slot", "minutes", "rating", "blockers", "outcome", "document", "channel"})
# A reason is written for the people inside, except where the OEM itself gave it or must act on it.
_REASONED: Final = frozenset({_H.PACK_RETURNED, _H.LEAD_HELD, _H.LEAD_CANCELLED})


class TimelineEntry(BaseModel):
    """`by` is a role, never a person; `subject` the lead, visit or pack that changed `before` → `after`."""

    at: datetime
    what: Happening
    title: str
    by: str
    on_behalf_of: str | None
    subject: str
    before: str | None
    after: str | None
    facts: dict[str, str]


class TimelineOut(BaseModel):
    lead: str
    entries: list[TimelineEntry]


def entry(event: Event) -> TimelineEntry | None:
    """None for what is not the OEM's to read."""
    title = PUBLIC.get(event.kind)
    if title is None:
        return None
    shown = PUBLIC_FACTS | {"reason"} if event.kind in _REASONED else PUBLIC_FACTS
    return TimelineEntry(
        at=event.at,
        what=event.kind,
        title=title,
        by=event.by.role,
        on_behalf_of=event.by.on_behalf_of,
        subject=event.subject,
        before=event.before,
        after=event.after,
        facts={name: value for name, value in event.facts.items() if name in shown},
    )
