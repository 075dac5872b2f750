"""A time is chosen, changed and called off on the page: the same commands as in chat, for both kinds of visit."""

import re
from dataclasses import replace

import pytest
from icalendar import Calendar
from starlette.status import HTTP_303_SEE_OTHER, HTTP_409_CONFLICT, HTTP_422_UNPROCESSABLE_CONTENT

from domain.events import Happening
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.leads.wish import Preference, Wish
from domain.visits.assigning import assign_team
from domain.visits.scheduling import propose_slots
from domain.visits.states import VisitKind, VisitState
from domain.visits.underway import Absence, CheckIn
from domain.visits.visit import Visit
from tests.build import a_picture, a_team
from tests.web.customer.visitor import OPS, Visitor, a_visitor
from tests.web.office import Office

STAGES = {
    VisitKind.SURVEY: Stage.SURVEY_SCHEDULING,
    VisitKind.INSTALLATION: Stage.INSTALLATION_SCHEDULING,
}


@pytest.fixture(params=list(VisitKind))
async def asha(office: Office, request: pytest.FixtureRequest) -> Visitor:
    """Times are proposed to her."""
    visitor = await a_visitor(office)
    async with office.ports.transaction() as work:
        uow = work.uow
        lead = await uow.get(Lead, visitor.lead_id)
        await uow.save(replace(lead, stage=STAGES[request.param], consent_at=uow.now))
        await uow.add(a_team())
        await propose_slots(uow, lead.id, OPS)
    return visitor


async def the_visit(asha: Visitor) -> Visit:
    async with asha.office.ports.reading() as looking:
        return (await looking.uow.all(Visit, lead=asha.lead_id))[-1]


async def starts(asha: Visitor) -> list[str]:
    """What the buttons of the offered times send."""
    return re.findall(r'name="start" value="(\d+)"', (await asha.look()).text)


async def booked(asha: Visitor) -> Visit:
    visit = await the_visit(asha)
    await asha.does("confirm", visit=visit.id, start=(await starts(asha))[0])
    async with asha.office.ports.transaction() as work:
        await assign_team(work.uow, visit.id, "sunrise", OPS)
    return await the_visit(asha)


async def test_a_time_is_held_and_confirmed(asha: Visitor) -> None:
    visit, (first, second, *_) = await the_visit(asha), await starts(asha)
    page = await asha.does("slot", visit=visit.id, start=first)
    assert "Please confirm the time below, or take another one." in page
    assert "We keep" in page
    assert (await starts(asha))[:2] == [first, second]
    await asha.does("slot", visit=visit.id, start=second)
    page = await asha.does("confirm", visit=visit.id, start=second)
    assert "We choose a team now." in page
    assert (await the_visit(asha)).taken_team == "sunrise"
    assert (await asha.send("slot", visit=visit.id, start=first)).status_code == HTTP_409_CONFLICT


async def test_other_times_are_asked_for_by_button_or_in_words(asha: Visitor) -> None:
    visit = await the_visit(asha)
    await asha.does("other", visit=visit.id, prefers="afternoons", words="  after my shift ")
    lead = await asha.lead()
    assert lead.wish == Wish(prefers=Preference.AFTERNOONS, words="after my shift")
    assert (await the_visit(asha)).state is VisitState.RESCHEDULED


async def test_a_booked_visit_is_taken_into_the_calendar_and_moved(asha: Visitor) -> None:
    visit = await booked(asha)
    page = (await asha.look()).text
    assert f'href="/c/{asha.token}/visit.ics"' in page
    answer = await asha.office.client.get(f"/c/{asha.token}/visit.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    calendar = Calendar.from_ical(answer.content)
    assert isinstance(calendar, Calendar)
    assert [str(event["UID"]) for event in calendar.events] == [f"{visit.id}@chargeops"]
    await asha.does("reschedule", visit=visit.id, prefers="saturdays")
    assert (await the_visit(asha)).state is VisitState.RESCHEDULED
    away = await asha.office.client.get(f"/c/{asha.token}/visit.ics")
    assert (away.status_code, away.headers["location"]) == (HTTP_303_SEE_OTHER, f"/c/{asha.token}")


@pytest.mark.parametrize(
    ("given", "reason"),
    [({"reason": "moved"}, "moved"), ({"words": "the garage is rebuilt"}, "the garage is rebuilt")],
)
async def test_a_visit_is_called_off_with_a_reason(asha: Visitor, given: dict[str, str], reason: str) -> None:
    visit = await booked(asha)
    nothing = await asha.send("call_off", visit=visit.id, words="")
    assert nothing.status_code == HTTP_422_UNPROCESSABLE_CONTENT
    assert "Please say why." in nothing.text
    await asha.does("call_off", visit=visit.id, **given)
    ended = await the_visit(asha)
    assert (ended.state, ended.called_off, ended.reason) == (VisitState.CANCELLED, True, reason)
    assert Happening.VISIT_CALLED_OFF in await asha.happened()


@pytest.mark.parametrize("step", ["reschedule", "call_off"])
async def test_once_the_team_has_set_out_the_page_gives_its_phone(asha: Visitor, step: str) -> None:
    visit = await booked(asha)
    async with asha.office.ports.transaction() as work:
        await work.uow.save(replace(visit, state=VisitState.ON_THE_WAY))
    refused = await asha.send(step, visit=visit.id, reason="moved", prefers="any")
    assert refused.status_code == HTTP_409_CONFLICT
    assert "Please call the team: +919800000001" in refused.text


async def test_while_the_team_waits_at_the_door_the_page_asks_whether_he_comes(asha: Visitor) -> None:
    visit = await booked(asha)
    assert "I am coming" not in (await asha.look()).text
    refused = await asha.send("door", visit=visit.id, answer="coming")
    assert refused.status_code == HTTP_409_CONFLICT
    async with asha.office.ports.transaction() as work:
        now = work.uow.now
        waits = replace(
            visit,
            state=VisitState.ON_SITE,
            check_in=CheckIn(at=now),
            absence=Absence(since=now, photo=a_picture()),
        )
        await work.uow.save(waits)
    page = (await asha.look()).text
    assert "has rung and waits until" in page
    assert "Another time" in page
    wrong = await asha.send("door", visit=visit.id, answer="never")
    assert wrong.status_code == HTTP_422_UNPROCESSABLE_CONTENT
    for _ in range(2):
        page = await asha.does("door", visit=visit.id, answer="coming")
    assert "Thank you. The team knows." in page
    assert "I am coming" not in page
    assert (await asha.happened()).count(Happening.CUSTOMER_ANSWERED) == 1
