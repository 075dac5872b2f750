"""A report that waits at the desk, with its photos, a film, a voice note and the customer's papers in the media store."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from domain.evidence import Looks
from domain.leads.lead import Documents, Lead, Location
from domain.leads.site import Paper
from domain.leads.stages import Stage
from domain.media import Picture
from domain.people.access import actor_of
from domain.people.person import Grant, Person
from domain.people.roles import Role
from domain.people.sessions import open_desk
from domain.slot import Slot
from domain.visits.form import Form, Given, Shot, form_of
from domain.visits.report import Report
from domain.visits.states import VisitKind, VisitState
from domain.visits.team import Team
from domain.visits.visit import Visit
from tests.build import a_bill, a_bill_reading, a_picture, a_team
from tests.photos import a_photo
from tests.web.office import NOON, Office
from tests.web.portal.visiting import Guest

ANSWERS: Final = {
    VisitKind.SURVEY: {
        "supply_phase": "1",
        "sanctioned_load_kw": "7",
        "cable_metres": "18",
        "neutral_earth_v": "1.2",
        "earth_ohm": "12",
    },
    VisitKind.INSTALLATION: {
        "charger_serial": "AC74-2026-000123",
        "cable_metres_used": "17.5",
        "neutral_earth_v": "1.1",
        "earth_ohm": "3.4",
        "insulation_mohm": "200",
        "rcd_trips": "yes",
        "demo_done": "yes",
    },
}
STAGES: Final = {
    VisitKind.SURVEY: Stage.SURVEY_REVIEW,
    VisitKind.INSTALLATION: Stage.INSTALLATION_REVIEW,
}
METER: Final = a_picture(unique_id="meter", file_id="F-meter")
WALL: Final = a_picture(unique_id="wall", file_id="F-wall")
CLIP: Final = a_picture(
    kind="video", unique_id="clip", file_id="F-clip", mime_type="video/mp4", file_name="way.mp4"
)
VOICE: Final = a_picture(
    kind="document", unique_id="voice", file_id="F-voice", mime_type="audio/ogg", file_name="note.ogg"
)
BILL: Final = a_picture(unique_id="bill", file_id="F-bill")
NOC: Final = a_picture(
    kind="document", unique_id="noc", file_id="F-noc", mime_type="application/pdf", file_name="noc.pdf"
)
FILM: Final = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 40
BYTES: Final[dict[Picture, bytes]] = {
    METER: a_photo(1),
    WALL: a_photo(2),
    CLIP: FILM,
    VOICE: b"OggS" + b"\x00" * 400,
    BILL: a_photo(3),
    NOC: b"%PDF-1.4\n% permission of the society\n%%EOF\n",
}


def a_desk_person(**but: Any) -> Person:  # noqa: ANN401  fields of Person
    person = Person(id="p-om", telegram_id=None, name="Om Desk", grants=(Grant(role=Role.OPS),))
    return replace(person, **but)


async def comes_in(guest: Guest, person: Person | None = None, **params: str) -> None:
    """By his own link, as the bot gives it to him."""
    somebody = person or a_desk_person()
    async with guest.office.ports.transaction() as work:
        if await work.uow.find(Person, somebody.id) is None:
            await work.uow.add(somebody)
        _, secret = await open_desk(work.uow, actor_of(somebody))
    await guest.go(f"/portal/in/{secret}", **params)
    await guest.send("/portal/in")


async def is_reported(office: Office, kind: VisitKind = VisitKind.SURVEY, **report: Any) -> str:  # noqa: ANN401  fields of Report
    """The visit's number."""
    lead_id = (await office.send(reference=f"VOL-{kind}")).json()["id"]
    number = lead_id.removeprefix("L-")
    visit_id = f"{kind.letter}-{number}-1"
    for picture, content in BYTES.items():
        await office.archive(picture, content)
    small = await office.ports.media.put(a_photo(9))
    async with office.ports.transaction() as work:
        lead = await work.uow.get(Lead, lead_id)
        papers = Documents(bill=BILL, location=Location(latitude=18.5590, longitude=73.7868))
        at_review = replace(
            lead, stage=STAGES[kind], visits_made=1, documents=papers, papers={Paper.NOC: NOC}
        )
        await work.uow.save(at_review)
        if await work.uow.find(Team, "sunrise") is None:
            await work.uow.add(a_team())
        read = a_bill_reading(load="10 kW", phase="1")
        await work.uow.add(a_bill(id=f"E-{number}", lead=lead_id, picture="bill", reading=read))
        visit = a_reported_visit(visit_id, lead_id, kind, **report)
        await work.uow.add(visit)
        await work.uow.add(a_filled_form(visit, kind))
        await work.uow.album.expect([METER], visit_id, lead_id)
        await work.uow.album.note("meter", Looks(sha256="0" * 64, width=1280, height=960, thumbnail=small))
    return visit_id


def a_reported_visit(visit_id: str, lead: str, kind: VisitKind, **but: Any) -> Visit:  # noqa: ANN401  fields of Report
    report = Report(
        checklist=f"{kind}@1",
        answers=ANSWERS[kind],
        photos=(METER, WALL, CLIP),
        slots={"photos": ("meter", "wall", "clip")},
        words={"earth_ohm": "dry <b>soil</b>"},
        kept={"wall": "no light there"},
        aside=(VOICE,),
        submitted_at=NOON,
        by="Lakhan Pawar",
        person="p-lakhan",
        helpers=frozenset({"p-helper"}),
    )
    return Visit(
        id=visit_id,
        lead=lead,
        oem="voltera",
        kind=kind,
        state=VisitState.REPORTED,
        state_since=NOON,
        team="sunrise",
        slot=Slot(start=NOON - timedelta(hours=2), end=NOON),
        report=replace(report, **but),
    )


def a_filled_form(visit: Visit, kind: VisitKind) -> Form:
    at = NOON - timedelta(minutes=30)
    given = {
        key: Given(answer=answer, by="Dinesh", person="p-helper", at=at)
        for key, answer in ANSWERS[kind].items()
    }
    return Form(
        id=form_of(visit.id),
        visit=visit.id,
        lead=visit.lead,
        checklist=f"{kind}@1",
        given=given,
        shots={"photos": tuple(Shot(picture=one, by="Dinesh", at=at) for one in (METER, WALL, CLIP))},
        begun_at=at,
    )
