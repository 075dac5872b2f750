"""A visit as an entry for the customer's own calendar (RFC 5545, RFC 5546): made, changed and taken back."""

from datetime import UTC, timedelta
from typing import Final

from icalendar import Alarm, Calendar, Event, vCalAddress, vUri

from domain.leads import told
from domain.leads.lead import Lead
from domain.visits.states import BEFORE_SITE, ENDED, VisitState
from domain.visits.team import Team
from domain.visits.visit import Visit
from domain.words import Speak, Words, say

NAME: Final = "visit.ics"
_MAKER: Final = "-//ChargeOps//Visits//EN"
_ORGANIZER: Final = "mailto:visits@chargeops.example"
_DAY_BEFORE: Final = timedelta(days=-1)


def calendar_entry(visit: Visit, lead: Lead, team: Team | None, speak: Speak) -> bytes | None:
    """The entry as the visit stands now; None where there is none to make or to take back.

    The same facts give the same bytes. `SEQUENCE` is the visit's version, which only grows.
    """
    off = visit.state in ENDED - {VisitState.APPROVED}
    if visit.slot is None or not visit.was_booked or not (off or visit.state in _STANDING):
        return None
    calendar = Calendar()
    for name, value in (("VERSION", "2.0"), ("PRODID", _MAKER), ("METHOD", "CANCEL" if off else "REQUEST")):
        calendar.add(name, value)
    calendar.add_component(_event(visit, lead, team, speak, off=off))
    return bytes(calendar.to_ical())


def _event(visit: Visit, lead: Lead, team: Team | None, speak: Speak, *, off: bool) -> Event:
    event, window = Event(), visit.window
    kind = Words(told.KINDS[visit.kind])
    event.add("UID", f"{visit.id}@chargeops")
    event.add("SEQUENCE", visit.version)
    event.add("DTSTAMP", visit.state_since.astimezone(UTC))
    event.add("DTSTART", window.start.astimezone(UTC))
    event.add("DTEND", window.end.astimezone(UTC))
    event.add("STATUS", "CANCELLED" if off else "CONFIRMED")
    event.add("SUMMARY", speak(say("EV charger: {kind} {visit}", kind=kind, visit=visit.id)))
    event.add("ORGANIZER", _who(_ORGANIZER, "ChargeOps"))
    event.add("ATTENDEE", _who(f"tel:{lead.customer.phone}", lead.customer.name))
    event.add("LOCATION", lead.site_address)
    place = lead.documents.location
    if place is not None and place.point is not None:
        event.add("GEO", place.point)
    if team is not None and visit.state not in _WITHOUT_TEAM:
        event.add("DESCRIPTION", speak(say("Team: {team}, {phone}", team=team.name, phone=team.phone)))
        event.add("CONTACT", f"{team.name}, {team.phone}", parameters={"ALTREP": vUri(f"tel:{team.phone}")})
    if not off:
        event.add_component(_reminder(speak(say("Tomorrow: {kind} {visit}", kind=kind, visit=visit.id))))
    return event


def _who(address: str, name: str) -> vCalAddress:
    who = vCalAddress(address)
    who.params["CN"] = name.replace('"', "'")
    return who


def _reminder(words: str) -> Alarm:
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", words)
    alarm.add("TRIGGER", _DAY_BEFORE)
    return alarm


_WITHOUT_TEAM: Final = frozenset({VisitState.EMERGENCY, VisitState.RESCHEDULED, VisitState.CANCELLED})
_STANDING: Final = BEFORE_SITE | {VisitState.ON_THE_WAY, VisitState.EMERGENCY}
