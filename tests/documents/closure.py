"""The facts of a closed lead, and photos to set with them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from PIL import Image
from pypdf import PdfReader

from documents.facts import ClosureFacts, Reported
from domain.checklists.built_in import BUILT_IN
from domain.leads.lead import Customer, Lead, Source
from domain.leads.sign_off import SignedHow, SignOff
from domain.materials.request import Line
from domain.media import Picture
from domain.reporting.pack import Pack
from domain.slot import Slot
from domain.visits.report import Report
from domain.visits.states import VisitKind
from domain.visits.underway import CheckIn
from domain.visits.visit import Visit

NOON = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
SURVEY_ANSWERS = {
    "supply_phase": "1",
    "sanctioned_load_kw": "10",
    "cable_metres": "42",
    "neutral_earth_v": "1.2",
    "earth_ohm": "12",
}
INSTALLATION_ANSWERS = {
    "charger_serial": "AC74-2026-000123",
    "cable_metres_used": "17.5",
    "neutral_earth_v": "1.1",
    "earth_ohm": "3.4",
    "insulation_mohm": "200",
    "rcd_trips": "yes",
    "demo_done": "yes",
}


def a_photo(name: str, **but: Any) -> Picture:  # noqa: ANN401  any field of a picture
    return Picture(kind="photo", unique_id=name, file_id=f"file-{name}", **but)


def a_report(kind: VisitKind, answers: dict[str, str], photos: tuple[Picture, ...] = ()) -> Reported:
    number = f"{kind.letter}-1042-1"
    report = Report(answers=answers, photos=photos, submitted_at=NOON, by="Lakhan Pawar")
    visit = Visit(
        id=number,
        lead="L-1042",
        oem="voltera",
        kind=kind,
        state_since=NOON,
        slot=Slot(start=NOON - timedelta(hours=2), end=NOON),
        team="sunrise",
        check_in=CheckIn(at=NOON - timedelta(hours=1)),
        report=report,
    )
    return Reported(visit=visit, team="Sunrise Crew", checklist=BUILT_IN[f"{kind}@1"])


def a_lead(**but: Any) -> Lead:  # noqa: ANN401  any field of a lead
    customer = Customer(
        name="Asha Rao", phone="+919820010001", address="B-1204, Palm Grove", city="Pune", pin_code="411045"
    )
    lead = Lead(
        id="L-1042",
        oem="voltera",
        oem_reference="VOL-2026-7",
        source=Source(channel="api"),
        customer=customer,
        vehicle="Voltera One",
        vin="MALC381CLNM123456",
        created_at=NOON - timedelta(days=9),
        stage_since=NOON,
    )
    return replace(lead, **but)


def a_sign_off(**but: Any) -> SignOff:  # noqa: ANN401  any field of a sign-off
    one = SignOff(visit="I-1042-1", how=SignedHow.CODE, at=NOON, by="Lakhan Pawar")
    return replace(one, **but)


def closed(**but: Any) -> ClosureFacts:  # noqa: ANN401  any field of the facts
    facts = ClosureFacts(
        pack=Pack(id="C-1042", lead="L-1042", oem="voltera", state_since=NOON, facts_at=NOON),
        lead=a_lead(),
        oem="Voltera Motors",
        survey=a_report(VisitKind.SURVEY, SURVEY_ANSWERS),
        installation=a_report(VisitKind.INSTALLATION, INSTALLATION_ANSWERS),
        materials=(Line(item="charger", quantity=1), Line(item="cable", quantity=42)),
        sign_off=a_sign_off(at=NOON, rating=5),
        metres=None,
        satisfied_at=NOON,
    )
    return replace(facts, **but)


def named(name: str) -> ClosureFacts:
    facts = closed()
    return replace(facts, lead=replace(facts.lead, customer=replace(facts.lead.customer, name=name)))


def a_jpeg(width: int = 400, height: int = 300, *, turned: bool = False, red: int = 200) -> bytes:
    """Left half red, right half blue; `turned` says in EXIF that the camera was held upright, with a place beside."""
    picture = Image.new("RGB", (width, height), (0, 0, 200))
    picture.paste((red, 0, 0), (0, 0, width // 2, height))
    exif = Image.Exif()
    if turned:
        exif[0x0112] = 6
        exif[0x010E] = "Asha's house"
    target = BytesIO()
    picture.save(target, "JPEG", exif=exif)
    return target.getvalue()


def text_of(pdf: bytes) -> str:
    """All words in one line: where a line breaks on paper is not a fact."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())
