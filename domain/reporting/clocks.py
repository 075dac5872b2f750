"""The spans of a lead's way that reports measure, and what we promise of some of them (`domain-facts.md` section 7)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.events import Happening
from domain.leads.stages import Stage
from domain.policy import Policy
from domain.reporting.course import Course
from domain.visits.states import VisitKind
from domain.words import N_

METROS: Final = frozenset(
    {
        *("delhi", "new delhi", "gurugram", "gurgaon", "noida", "ghaziabad", "faridabad"),
        *("mumbai", "navi mumbai", "thane", "pune", "bengaluru", "bangalore", "hyderabad", "secunderabad"),
        *("chennai", "kolkata", "howrah", "ahmedabad"),
    }
)
"""Where a survey is promised sooner."""


class Clock(StrEnum):
    CONTACT = "lead_to_contact"
    DOCUMENTS = "contact_to_documents"
    SURVEY = "documents_to_survey"
    REVIEW = "survey_to_decision"
    INSTALLATION = "ready_to_installation"
    CALL = "installation_to_call"
    PACK = "installation_to_pack"
    CLOSING = "installation_to_closure"
    WHOLE = "lead_to_closure"


TITLES: Final[Mapping[Clock, str]] = MappingProxyType(
    {
        Clock.CONTACT: N_("Lead to first contact"),
        Clock.DOCUMENTS: N_("First contact to documents"),
        Clock.SURVEY: N_("Documents to survey"),
        Clock.REVIEW: N_("Survey to decision"),
        Clock.INSTALLATION: N_("Site ready to installation"),
        Clock.CALL: N_("Installation to confirmation call"),
        Clock.PACK: N_("Installation to closure pack"),
        Clock.CLOSING: N_("Installation to closure"),
        Clock.WHOLE: N_("Lead to closure"),
    }
)
Moment = Callable[[Course], datetime | None]
_H = Happening


def first_of(*kinds: Happening, of: VisitKind | None = None) -> Moment:
    return lambda course: course.first(*kinds, of=of)


def _received(course: Course) -> datetime:
    return course.lead.created_at


def _ended(course: Course) -> datetime | None:
    """When it was closed; a cancelled lead never gets there."""
    return next((at for at, stage in course.moves if stage is Stage.CLOSED), None)


contacted: Final = first_of(_H.INTRO_CALL_REACHED, _H.CUSTOMER_JOINED)
documented: Final = first_of(_H.DOCUMENTS_COMPLETED)
surveyed: Final = first_of(_H.REPORT_SUBMITTED, of=VisitKind.SURVEY)
decided: Final = first_of(_H.SITE_READY, _H.SITE_NOT_READY)
ready: Final = first_of(_H.SITE_READY, _H.SITE_WORK_ACCEPTED)
installed: Final = first_of(_H.REPORT_SUBMITTED, of=VisitKind.INSTALLATION)
called: Final = first_of(_H.CUSTOMER_SATISFIED, _H.SILENCE_ACCEPTED)
pack_sent: Final = first_of(_H.PACK_SENT)

ENDS: Final[Mapping[Clock, tuple[Moment, Moment]]] = MappingProxyType(
    {
        Clock.CONTACT: (_received, contacted),
        Clock.DOCUMENTS: (contacted, documented),
        Clock.SURVEY: (documented, surveyed),
        Clock.REVIEW: (surveyed, decided),
        Clock.INSTALLATION: (ready, installed),
        Clock.CALL: (installed, called),
        Clock.PACK: (installed, pack_sent),
        Clock.CLOSING: (installed, _ended),
        Clock.WHOLE: (_received, _ended),
    }
)
"""Where each begins and ends."""


def limit_of(clock: Clock, course: Course, policy: Policy) -> timedelta | None:
    """What is promised; None where nothing is, and for the first contact, which counts in working hours."""
    if clock is Clock.SURVEY and course.lead.customer.city.strip().lower() in METROS:
        return policy.promised_survey_metro
    return {
        Clock.SURVEY: policy.promised_survey,
        Clock.REVIEW: policy.desk,
        Clock.INSTALLATION: policy.promised_installation,
        Clock.CALL: policy.confirmation_call,
        Clock.PACK: policy.closure,
    }.get(clock)


PROMISED: Final = (
    *(Clock.CONTACT, Clock.SURVEY, Clock.REVIEW, Clock.INSTALLATION),
    *(Clock.CALL, Clock.PACK),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """Hours, with and without the time it stood with others."""

    gross: float
    net: float


def took(clock: Clock, course: Course) -> tuple[datetime, Took] | None:
    """When it ended and how long it took; None as long as it runs or was left out."""
    begins, ends = (moment(course) for moment in ENDS[clock])
    if begins is None or ends is None or ends < begins:
        return None
    net = ends - begins - course.paused(begins, ends)
    return ends, Took(gross=_hours(ends - begins), net=_hours(net))


def is_over(clock: Clock, course: Course, policy: Policy, moment: datetime) -> bool | None:
    """Whether its promise was broken before that moment; None where it had not begun or nothing is promised."""
    begins, ends = (one(course) for one in ENDS[clock])
    if begins is None or begins >= moment:
        return None
    until = min(ends, moment) if ends is not None else moment
    if clock is Clock.CONTACT:
        return until > policy.calendar.after_working_time(begins, policy.first_contact_working)
    limit = limit_of(clock, course, policy)
    return None if limit is None else until - begins - course.paused(begins, until) > limit


def _hours(span: timedelta) -> float:
    return round(span / timedelta(hours=1), 2)
