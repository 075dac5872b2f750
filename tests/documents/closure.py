"""The facts of a closed lead, and photos to set with them."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any, Final

from PIL import Image
from pypdf import PdfReader

from documents.packs import compile_pack
from domain.checklists.built_in import BUILT_IN
from domain.events import Event, Happening
from domain.leads.lead import Customer, Lead, Source
from domain.leads.sign_off import SignedHow, SignOff
from domain.materials.quote import QuoteState
from domain.media import Picture
from domain.people.actor import By
from domain.people.roles import Role
from domain.reporting.dossier import Dossier, ExtraCharge, Used
from domain.reporting.edition import Edition
from domain.reporting.pack import Pack
from domain.slot import Slot
from domain.visits.report import Report
from domain.visits.reviewing import Review
from domain.visits.states import VisitKind, VisitState
from domain.visits.underway import CheckIn
from domain.visits.visit import Visit
from tests.build import a_quote

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


def a_report(kind: VisitKind, answers: dict[str, str], photos: tuple[Picture, ...] = ()) -> Review:
    number = f"{kind.letter}-1042-1"
    slots = {"photos": tuple(photo.unique_id for photo in photos)} if photos else {}
    report = Report(answers=answers, photos=photos, slots=slots, submitted_at=NOON, by="Lakhan Pawar")
    visit = Visit(
        id=number,
        lead="L-1042",
        oem="voltera",
        kind=kind,
        state=VisitState.APPROVED,
        state_since=NOON,
        slot=Slot(start=NOON - timedelta(hours=2), end=NOON),
        team="sunrise",
        check_in=CheckIn(at=NOON - timedelta(hours=1)),
        report=report,
    )
    return Review(
        visit=visit,
        report=report,
        lead=a_lead(),
        oem="Voltera Motors",
        team="Sunrise Crew",
        checklist=BUILT_IN[f"{kind}@1"],
    )


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


SURVEY: Final = a_report(VisitKind.SURVEY, SURVEY_ANSWERS)
INSTALLATION: Final = a_report(VisitKind.INSTALLATION, INSTALLATION_ANSWERS)


def closed(survey: Review | None = SURVEY, installation: Review | None = INSTALLATION, **but: Any) -> Dossier:  # noqa: ANN401  any field of it
    dossier = Dossier(
        pack=Pack(id="C-1042", lead="L-1042", oem="voltera", state_since=NOON, facts_at=NOON),
        lead=a_lead(),
        oem="Voltera Motors",
        reviews=tuple(review for review in (survey, installation) if review is not None),
        materials=(
            Used(item="charger", quantity=1, serials=("AC74-2026-000123",)),
            Used(item="cable", quantity=42),
        ),
        handed_out="AC74-2026-000123",
        sign_off=a_sign_off(at=NOON, rating=5),
        call=a_call(),
    )
    return replace(dossier, **but)


def a_call() -> Event:
    by = By(person="p-ravi", name="Ravi Kulkarni", role=Role.OPS)
    return Event(kind=Happening.CUSTOMER_SATISFIED, lead="L-1042", subject="L-1042", by=by, at=NOON)


def an_extra_charge(role: Role = Role.CUSTOMER, **but: Any) -> ExtraCharge:  # noqa: ANN401  any field of a quote
    """25 m where the package has 20, accepted at noon: 5 × ₹350 and 18 % of it."""
    quote = replace(a_quote(), state=QuoteState.ACCEPTED, state_since=NOON, by="Asha Rao")
    by = By(person="p-asha", name="Asha Rao", role=role)
    return ExtraCharge(quote=replace(quote, **but), accepted=quote.tells(Happening.QUOTE_ACCEPTED, by, NOON))


def named(name: str) -> Dossier:
    dossier = closed()
    return replace(dossier, lead=replace(dossier.lead, customer=replace(dossier.lead.customer, name=name)))


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


class Kept:
    """A media store in memory."""

    def __init__(self, *contents: bytes) -> None:
        self.kept = {hashlib.sha256(content).hexdigest(): content for content in contents}

    async def get(self, sha256: str) -> bytes:
        return self.kept[sha256]

    @asynccontextmanager
    async def arriving(self) -> AsyncIterator["_Arriving"]:
        yield _Arriving(self.kept)


class _Arriving:
    def __init__(self, kept: dict[str, bytes]) -> None:
        self._kept = kept
        self._content = b""

    @property
    def size(self) -> int:
        return len(self._content)

    async def write(self, piece: bytes) -> None:
        self._content += piece

    async def keep(self) -> str:
        sha256 = hashlib.sha256(self._content).hexdigest()
        self._kept[sha256] = self._content
        return sha256


@dataclass(frozen=True, slots=True)
class Compiled:
    """An edition with the bytes of its two files."""

    edition: Edition
    paper: bytes
    folder: bytes


def compiled(dossier: Dossier, **photos: bytes) -> Compiled:
    """`photos`: unique id → bytes of those that have come."""
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in photos.items()}
    store = Kept(*photos.values())
    edition = asyncio.run(compile_pack(dossier, digests, store, str, now=NOON))
    return Compiled(edition, store.kept[edition.paper.sha256], store.kept[edition.folder.sha256])
