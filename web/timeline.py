"""What an OEM may read of a lead's timeline: its progress, never money, never who was asked for what inside."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from pydantic import BaseModel, ConfigDict

from domain.events import Event, Happening
from domain.words import N_, Speak
from web.examples import TOLD

_H = Happening
PUBLIC: Final[Mapping[Happening, str]] = {
    _H.LEAD_RECEIVED: N_("The lead was received"),
    _H.LEAD_MERGED: N_("The lead goes on as another one of yours"),
    _H.LEAD_TOOK_OVER: N_("The lead goes on for another one of yours as well"),
    _H.CALL_LOGGED: N_("The customer was called"),
    _H.OEM_ASKED: N_("The phone number is wrong: you are asked for the right one"),
    _H.PHONE_CORRECTED: N_("The phone number was corrected"),
    _H.INTRO_CALL_REACHED: N_("The customer was reached"),
    _H.CUSTOMER_JOINED: N_("The customer joined the chat"),
    _H.BILL_SHARED: N_("The electricity bill was shared"),
    _H.LOCATION_SHARED: N_("The location was shared"),
    _H.PLACE_CONFIRMED: N_("The place was confirmed on the map"),
    _H.ELECTRICIAN_SHARED: N_("The electrician was named"),
    _H.DOCUMENT_WAIVED: N_("A document was waived"),
    _H.DOCUMENTS_COMPLETED: N_("The documents are complete"),
    _H.SLOTS_PROPOSED: N_("Slots were proposed"),
    _H.OTHER_SLOTS_ASKED: N_("The customer asked for other slots"),
    _H.SLOT_CHOSEN: N_("A slot was chosen"),
    _H.VISIT_BOOKED: N_("The visit was booked"),
    _H.VISIT_CONFIRMED: N_("The visit was confirmed with the customer"),
    _H.TEAM_SET_OUT: N_("The team is on the way"),
    _H.TEAM_ARRIVED: N_("The team has arrived"),
    _H.CUSTOMER_WAS_ABSENT: N_("The customer was not there"),
    _H.VISIT_RESCHEDULED: N_("The visit is to be rescheduled"),
    _H.VISIT_CALLED_OFF: N_("The customer called the visit off"),
    _H.VISIT_CANCELLED: N_("The visit was cancelled"),
    _H.EMERGENCY_OPENED: N_("The team cannot make it, a backup is looked for"),
    _H.EMERGENCY_WITHDRAWN: N_("The team can make it after all"),
    _H.BACKUP_FOUND: N_("A backup team has the visit"),
    _H.PRIORITY_RESCHEDULED: N_("The visit is rescheduled with priority"),
    _H.REPORT_SUBMITTED: N_("The report was submitted"),
    _H.REPORT_RETURNED: N_("The report went back to the team"),
    _H.SITE_READY: N_("The site is ready"),
    _H.SITE_NOT_READY: N_("The site is not ready"),
    _H.LOAD_APPLIED: N_("The electricity company was applied to"),
    _H.SITE_WORK_REPORTED: N_("The customer says that work at the site is done"),
    _H.BLOCKER_ACCEPTED: N_("Part of the work at the site was accepted"),
    _H.SITE_WORK_ACCEPTED: N_("The work at the site was accepted"),
    _H.SITE_WORK_REFUSED: N_("The work at the site is not done yet"),
    _H.REVISIT_ORDERED: N_("A second survey was ordered"),
    _H.MATERIALS_REQUESTED: N_("The materials were requested"),
    _H.MATERIALS_READY: N_("The materials are ready"),
    _H.PRE_INSTALLATION_CONFIRMATION_SENT: N_("The customer was told about the installation"),
    _H.INSTALLATION_APPROVED: N_("The installation was approved"),
    _H.CUSTOMER_SIGNED_OFF: N_("The customer signed off"),
    _H.CUSTOMER_RATED: N_("The customer rated the installation"),
    _H.CUSTOMER_SATISFIED: N_("The customer is satisfied"),
    _H.SILENCE_TOLD: N_("The customer was told in writing that his silence counts as accepted"),
    _H.SILENCE_ACCEPTED: N_("The installation counts as accepted: the customer said nothing"),
    _H.REWORK_OPENED: N_("Rework was opened"),
    _H.PACK_SENT: N_("The closure pack was sent"),
    _H.PACK_ACKNOWLEDGED: N_("The closure pack was acknowledged"),
    _H.PACK_RETURNED: N_("The closure pack was returned"),
    _H.LEAD_CLOSED: N_("The lead was closed"),
    _H.LEAD_HELD: N_("The lead was put on hold"),
    _H.LEAD_RESUMED: N_("The lead was resumed"),
    _H.LEAD_CANCELLED: N_("The lead was cancelled"),
    _H.LEAD_REOPENED: N_("The lead was reopened"),
}
PUBLIC_FACTS: Final = frozenset(
    {
        "slot",
        "minutes",
        "rating",
        "score",
        "blockers",
        "blocker",
        "expected",
        "outcome",
        "document",
        "channel",
        "other",
    }
)
# A reason is written for the people inside, except where the OEM itself gave it or must act on it.
_REASONED: Final = frozenset({_H.PACK_RETURNED, _H.LEAD_HELD, _H.LEAD_CANCELLED})


class TimelineEntry(BaseModel):
    """`by` is a role, never a person; `subject` the lead, visit or pack that changed `before` → `after`."""

    model_config = ConfigDict(json_schema_extra={"examples": [dict(TOLD)]})

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
    """Oldest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"lead": "L-1042", "entries": [dict(TOLD)]}]})

    lead: str
    entries: list[TimelineEntry]


def entry(event: Event, speak: Speak) -> TimelineEntry | None:
    """None for what is not the OEM's to read."""
    title = PUBLIC.get(event.kind)
    if title is None:
        return None
    shown = PUBLIC_FACTS | {"reason", "words"} if event.kind in _REASONED else PUBLIC_FACTS
    return TimelineEntry(
        at=event.at,
        what=event.kind,
        title=speak(title),
        by=event.by.role,
        on_behalf_of=event.by.on_behalf_of,
        subject=event.subject,
        before=event.before,
        after=event.after,
        facts={name: value for name, value in event.facts.items() if name in shown},
    )
