"""A visit in the customer's calendar: made, changed and taken back under one name."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest
from icalendar import Calendar

from cards.text import Speaker
from documents.calendar_entry import calendar_entry
from domain.leads.lead import Documents, Location
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit
from tests.build import TOMORROW, a_customer, a_lead, a_team, a_visit, an_emergency

SITE: Final = Documents(
    location=Location(latitude=18.559, longitude=73.779, address="Flat 4; Rose Park, Baner")
)
LEAD: Final = a_lead(documents=SITE, customer=a_customer(name='Asha "Ash" Rao'))
V: Final = VisitState


def entry(visit: Visit, language: str = "en") -> tuple[Any, Any]:
    team = a_team() if visit.team else None
    made = calendar_entry(visit, LEAD, team, Speaker(language).say)
    assert made is not None
    calendar = Calendar.from_ical(made)
    assert isinstance(calendar, Calendar)
    [event] = calendar.events
    return calendar, event


@pytest.mark.parametrize("kind", list(VisitKind))
def test_a_booked_visit_is_asked_into_the_calendar(kind: VisitKind) -> None:
    calendar, event = entry(a_visit(kind=kind, version=4))
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("REQUEST", "CONFIRMED", 4)
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (TOMORROW.start, TOMORROW.end)
    assert event["UID"] == "S-1042-1@chargeops"
    assert event["SUMMARY"] == f"EV charger: {kind} S-1042-1"
    assert event["LOCATION"] == "Flat 4; Rose Park, Baner"
    assert (event["GEO"].latitude, event["GEO"].longitude) == (18.559, 73.779)
    assert event["DESCRIPTION"] == "Team: Sunrise Crew, +919800000001"
    [alarm] = event.walk("VALARM")
    assert alarm["TRIGGER"].dt == timedelta(days=-1)


def test_times_are_written_so_that_no_zone_can_be_missed() -> None:
    made = calendar_entry(a_visit(), LEAD, None, Speaker("en").say)
    assert made is not None
    assert f"DTSTART:{TOMORROW.start:%Y%m%dT%H%M%SZ}\r\n".encode() in made


@pytest.mark.parametrize("state", [V.CANCELLED, V.RESCHEDULED])
def test_what_was_called_off_is_taken_back_under_the_same_name(state: VisitState) -> None:
    before, after = a_visit(version=4), a_visit(state=state, version=5)
    calendar, event = entry(after)
    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert event["UID"] == entry(before)[1]["UID"]
    assert event["SEQUENCE"] > entry(before)[1]["SEQUENCE"]
    assert event.walk("VALARM") == []


def test_the_same_facts_give_the_same_bytes() -> None:
    made = {calendar_entry(a_visit(), LEAD, a_team(), Speaker("hi").say) for _ in range(3)}
    assert len(made) == 1


def test_while_a_backup_is_looked_for_no_team_is_named() -> None:
    _, event = entry(a_visit(state=V.EMERGENCY, emergency=an_emergency()))
    assert "DESCRIPTION" not in event


@pytest.mark.parametrize(
    "visit",
    [
        a_visit(state=V.PROPOSED, team=None),
        a_visit(state=V.PROPOSED, team=None, slot=None),
        a_visit(state=V.RESCHEDULED, team=None),
        a_visit(state=V.APPROVED),
        a_visit(state=V.CUSTOMER_ABSENT),
    ],
)
def test_what_was_never_booked_or_is_over_is_no_entry(visit: Visit) -> None:
    assert calendar_entry(visit, LEAD, None, Speaker("en").say) is None
    assert calendar_entry(replace(visit, version=9), LEAD, a_team(), Speaker("en").say) is None
