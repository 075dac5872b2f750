"""The desk reviews a report in the portal: what it sees, what it decides, and who sees nothing of it."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from domain.leads.blocker import BlockerKind, Owner
from domain.leads.lead import Lead
from domain.leads.sign_off import ExtraMetres
from domain.leads.stages import Stage
from domain.materials.charger import Charger
from domain.people.actor import By
from domain.people.person import Grant, Person
from domain.people.roles import Role
from domain.visits.form import Form, form_of
from domain.visits.reviewing import mark_of
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit
from tests.build import a_picture, a_report, a_request, a_visit
from tests.photos import a_photo
from tests.web.office import NOON
from tests.web.portal.reviewing import CLIP, FILM, METER, VOICE, a_desk_person, comes_in, is_reported
from tests.web.portal.visiting import Guest, a_guest

KINDS = pytest.mark.parametrize("kind", VisitKind)
SURVEY = VisitKind.SURVEY


async def state_of(guest: Guest, visit: str) -> tuple[VisitState, Stage]:
    async with guest.office.ports.reading() as looking:
        found = await looking.uow.get(Visit, visit)
        return found.state, (await looking.uow.get(Lead, found.lead)).stage


async def the_lead(guest: Guest, visit: str) -> Lead:
    async with guest.office.ports.reading() as looking:
        return await looking.uow.get(Lead, (await looking.uow.get(Visit, visit)).lead)


async def opens(guest: Guest, kind: VisitKind = SURVEY) -> str:
    """The report, by the link that the bot gives."""
    visit = await is_reported(guest.office, kind)
    await comes_in(guest, review=visit)
    assert guest.status == 200, guest.page.text
    return visit


@KINDS
async def test_the_bots_link_leads_to_the_report_itself(stranger: Guest, kind: VisitKind) -> None:
    visit = await opens(stranger, kind)
    assert f"Report of {visit}" in stranger.page.text
    assert "Central Ops · Om Desk" in stranger.page.text


async def test_without_it_the_desk_begins_with_what_waits_for_review(stranger: Guest) -> None:
    visit = await is_reported(stranger.office)
    await comes_in(stranger)
    assert f"{visit} · Asha Rao" in stranger.page.text
    assert ("a", f"/portal/reviews/{visit}") in {
        (tag, given.get("href")) for tag, given in stranger.page.tags
    }


async def test_where_nothing_waits_it_says_so(stranger: Guest) -> None:
    await comes_in(stranger)
    assert "No report waits for review." in stranger.page.text


async def test_each_answer_stands_with_who_limit_and_judgement(stranger: Guest) -> None:
    await opens(stranger)
    text = stranger.page.text
    assert "✗ Out of limits: 2" in text
    assert "Earth resistance Dinesh, Tue 24 Nov 2026, 11:30 12 Ω The team says: dry <b>soil</b>" in text
    assert "✗ out of limits good up to 5 Ω, out of limits above 10 Ω" in text
    assert "Supply Dinesh, Tue 24 Nov 2026, 11:30 Single phase" in text


async def test_what_was_measured_stands_beside_what_is_billed(stranger: Guest) -> None:
    await opens(stranger)
    assert "Supply Single phase Single phase" in stranger.page.text
    assert "Sanctioned load 7 kW ⚠ 10 kW" in stranger.page.text


async def test_photos_films_recordings_and_papers_are_all_there(stranger: Guest) -> None:
    visit = await opens(stranger)
    at = f"/portal/reviews/{visit}"
    shown = {(tag, str(given.get("src"))) for tag, given in stranger.page.tags if given.get("src")}
    assert shown == {
        ("img", f"{at}/thumbnails/{mark_of(METER)}"),
        ("img", f"{at}/files/{next(m for m in marks(stranger) if m != mark_of(METER))}"),
        ("video", f"{at}/files/{mark_of(CLIP)}"),
        ("audio", f"{at}/files/{mark_of(VOICE)}"),
        ("img", f"{at}/documents/bill"),
        ("iframe", f"{at}/documents/noc"),
    }
    assert "Kept because: no light there" in stranger.page.text
    pictures = [given for tag, given in stranger.page.tags if tag == "img"]
    assert all(given["alt"] and given["loading"] == "lazy" for given in pictures)


def marks(guest: Guest) -> list[str]:
    """Of the photos that can be opened, in order."""
    ways = [str(given.get("href")) for tag, given in guest.page.tags if tag == "a"]
    return [way.rpartition("/see/")[2] for way in ways if "/see/" in way]


async def test_one_photo_is_seen_in_full_with_a_way_to_the_next(stranger: Guest) -> None:
    visit = await opens(stranger)
    first, second = marks(stranger)
    page = await stranger.go(f"/portal/reviews/{visit}/see/{first}")
    ways = {given.get("rel"): given.get("href") for tag, given in page.tags if tag == "a"}
    assert ways["next"] == f"/portal/reviews/{visit}/see/{second}"
    assert "prev" not in ways
    full = await stranger.client.get(f"/portal/reviews/{visit}/files/{first}")
    assert (full.content, full.headers["content-type"]) == (a_photo(1), "image/jpeg")
    assert full.headers["x-content-type-options"] == "nosniff"
    small = await stranger.client.get(f"/portal/reviews/{visit}/thumbnails/{first}")
    assert small.content == a_photo(9)


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        ("bytes=0-99", 206, 0, 100),
        ("bytes=100-", 206, 100, len(FILM)),
        ("bytes=-50", 206, len(FILM) - 50, len(FILM)),
        ("bytes=5-999999", 206, 5, len(FILM)),
        ("bytes=999999-", 416, 0, 0),
        ("bytes=0-1,4-5", 200, 0, len(FILM)),
        ("bytes=9-3", 200, 0, len(FILM)),
        ("furlongs=1-2", 200, 0, len(FILM)),
    ],
)
async def test_a_film_is_given_in_the_parts_that_are_asked_for(
    stranger: Guest, asked: str, status: int, start: int, end: int
) -> None:
    visit = await opens(stranger)
    at = f"/portal/reviews/{visit}/files/{mark_of(CLIP)}"
    got = await stranger.client.get(at, headers={"Range": asked})
    assert (got.status_code, got.content) == (status, FILM[start:end])
    assert got.headers["accept-ranges"] == "bytes"
    if status == 206:
        assert got.headers["content-range"] == f"bytes {start}-{end - 1}/{len(FILM)}"


@pytest.mark.parametrize(
    ("content", "kind", "shown"),
    [
        (b"<script>alert(1)</script>", "application/octet-stream", "attachment"),
        (b"\x00\x00\x00\x18ftypM4A " + b"\x00" * 40, "audio/mp4", "inline"),
        (b"\x00\x00\x00\x18ftypqt  " + b"\x00" * 40, "video/quicktime", "inline"),
        (b"", "application/octet-stream", "attachment"),
    ],
)
async def test_a_file_is_what_its_bytes_are_whatever_it_calls_itself(
    stranger: Guest, content: bytes, kind: str, shown: str
) -> None:
    strange = a_picture(kind="document", unique_id="strange", mime_type="text/html", file_name='a"b\n.html')
    await stranger.office.archive(strange, content)
    visit = await is_reported(stranger.office, aside=(strange,))
    await comes_in(stranger, review=visit)
    got = await stranger.client.get(f"/portal/reviews/{visit}/files/{mark_of(strange)}")
    assert (got.status_code, got.content, got.headers["content-type"]) == (200, content, kind)
    assert got.headers["content-disposition"] == f'{shown}; filename="a-b-.html"'
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in got.headers["content-security-policy"]


async def test_of_what_browsers_cannot_show_the_small_picture_is_seen(stranger: Guest) -> None:
    heic = a_picture(kind="document", unique_id="meter", mime_type="image/heic", file_name="meter.heic")
    visit = await is_reported(stranger.office, photos=(heic,), slots={"photos": ("meter",)})
    await comes_in(stranger, review=visit)
    page = await stranger.go(f"/portal/reviews/{visit}/see/{mark_of(heic)}")
    assert [given["src"] for tag, given in page.tags if tag == "img"] == [
        f"/portal/reviews/{visit}/thumbnails/{mark_of(heic)}"
    ]


async def test_what_has_not_been_fetched_yet_says_so(stranger: Guest) -> None:
    coming = a_picture(unique_id="coming")
    visit = await is_reported(stranger.office, photos=(coming,), slots={"photos": ("coming",)})
    await comes_in(stranger, review=visit)
    for way in ("files", "thumbnails"):
        page = await stranger.go(f"/portal/reviews/{visit}/{way}/{mark_of(coming)}")
        assert (stranger.status, "not there yet" in page.text) == (404, True)


@KINDS
async def test_the_report_can_be_had_as_a_pdf(stranger: Guest, kind: VisitKind) -> None:
    visit = await opens(stranger, kind)
    first, again = [await stranger.client.get(f"/portal/reviews/{visit}/report.pdf") for _ in range(2)]
    assert first.headers["content-type"] == "application/pdf"
    assert first.content == again.content
    pages = PdfReader(BytesIO(first.content)).pages
    assert visit in pages[0].extract_text()
    assert sum(len(page.images) for page in pages) == 2


async def test_ready_is_the_same_word_as_in_chat(stranger: Guest) -> None:
    visit = await opens(stranger)
    await stranger.send(f"/portal/reviews/{visit}/ready")
    assert await state_of(stranger, visit) == (VisitState.APPROVED, Stage.MATERIALS)
    assert "This report has been reviewed." in stranger.page.text
    assert not [form for form in stranger.page.forms if "/reviews/" in form.action]


async def test_against_what_the_survey_finds_it_is_ready_only_with_a_reason(stranger: Guest) -> None:
    visit = await is_reported(stranger.office, missing=(BlockerKind.EARTHING,))
    await comes_in(stranger, review=visit)
    assert "The survey finds missing: Earthing" in stranger.page.text
    await stranger.send(f"/portal/reviews/{visit}/ready")
    assert stranger.status == 409
    assert await state_of(stranger, visit) == (VisitState.REPORTED, Stage.SURVEY_REVIEW)
    await stranger.send(f"/portal/reviews/{visit}/ready", {"reason": "a new pit was dug"})
    assert await state_of(stranger, visit) == (VisitState.APPROVED, Stage.MATERIALS)


async def test_the_charger_that_was_handed_out_stands_above_an_installation(stranger: Guest) -> None:
    visit = await is_reported(stranger.office, VisitKind.INSTALLATION)
    by = By(person="p-farida", name="Farida <Sheikh>", role=Role.PROCUREMENT)
    charger = Charger(serial="AC74-2026-000123", by=by, at=NOON, reason="its box was wet")
    async with stranger.office.ports.transaction() as work:
        lead = (await work.uow.get(Visit, visit)).lead
        await work.uow.add(a_request(lead=lead, charger=charger))
        other = a_report(answers={"charger_serial": "AC74-2026-000123"})
        await work.uow.add(replace(await work.uow.get(Lead, lead), id="L-7", version=0, oem_reference="VM-7"))
        await work.uow.add(a_visit(id="I-7-1", lead="L-7", kind=VisitKind.INSTALLATION, report=other))
    await comes_in(stranger, review=visit)
    text = stranger.page.text
    assert "Charger: serial AC74-2026-000123 Handed out by Farida <Sheikh>, " in text
    assert "In place of another: its box was wet" in text
    assert "The same serial number is known from L-7." in text


async def test_an_installation_is_approved(stranger: Guest) -> None:
    visit = await opens(stranger, VisitKind.INSTALLATION)
    await stranger.send(f"/portal/reviews/{visit}/approve")
    assert await state_of(stranger, visit) == (VisitState.APPROVED, Stage.CONFIRMATION_CALL)


async def test_much_more_cable_than_agreed_is_approved_only_with_a_reason(stranger: Guest) -> None:
    visit = await is_reported(stranger.office, VisitKind.INSTALLATION)
    async with stranger.office.ports.transaction() as work:
        lead = await work.uow.get(Lead, (await work.uow.get(Visit, visit)).lead)
        more = ExtraMetres(visit=visit, used=30, included=20, tolerance=2)
        await work.uow.save(replace(lead, extra_metres=more))
    await comes_in(stranger, review=visit)
    assert "30 m of cable were used and 20 m agreed" in stranger.page.text
    await stranger.send(f"/portal/reviews/{visit}/approve")
    assert stranger.status == 409
    await stranger.send(f"/portal/reviews/{visit}/approve", {"reason": "the ceiling was closed"})
    assert await state_of(stranger, visit) == (VisitState.APPROVED, Stage.CONFIRMATION_CALL)


async def test_what_is_missing_gets_an_owner_a_date_and_words_in_each_language(stranger: Guest) -> None:
    visit = await opens(stranger)
    at = f"/portal/reviews/{visit}"
    await stranger.send(f"{at}/blockers", {"kind": "earthing"})
    day = f"{stranger.office.clock.now() + timedelta(days=7):%Y-%m-%d}"
    words = {"words-en": "a new earth pit, please", "words-hi": "नया अर्थ पिट"}
    await stranger.send(f"{at}/blockers/earthing", {"owner": "us", "target": day, **words})
    [blocker] = (await the_lead(stranger, visit)).open_blockers
    assert (blocker.kind, blocker.owner) == (BlockerKind.EARTHING, Owner.US)
    assert f"{blocker.target:%Y-%m-%d}" == day
    assert blocker.words == {"en": "a new earth pit, please", "hi": "नया अर्थ पिट"}
    await stranger.send(f"{at}/not-ready")
    assert await state_of(stranger, visit) == (VisitState.APPROVED, Stage.SITE_WORK)


async def test_a_blocker_goes_off_the_list_again(stranger: Guest) -> None:
    visit = await opens(stranger)
    await stranger.send(f"/portal/reviews/{visit}/blockers", {"kind": "noc"})
    await stranger.send(f"/portal/reviews/{visit}/blockers/noc/drop")
    assert (await the_lead(stranger, visit)).open_blockers == ()


@KINDS
async def test_it_goes_back_for_exactly_the_items_that_are_marked(stranger: Guest, kind: VisitKind) -> None:
    visit = await opens(stranger, kind)
    marked = {"again-earth_ohm": "yes", "again-photos": "yes", "redo": "with the tester in the photo"}
    form = stranger.page.form(f"/portal/reviews/{visit}/return")
    form.fields = {"csrf": form.fields["csrf"]}  # no box is ticked yet
    await stranger.send(f"/portal/reviews/{visit}/return", marked)
    async with stranger.office.ports.reading() as looking:
        filled = await looking.uow.get(Form, form_of(visit))
        found = await looking.uow.get(Visit, visit)
    assert set(filled.redo) == {"earth_ohm", "photos"}
    assert (found.state, found.redo) == (VisitState.ON_SITE, "with the tester in the photo")
    assert "↩ Returned to the team: with the tester in the photo" in stranger.page.text


async def test_what_is_refused_is_said_on_the_page_and_nothing_typed_is_lost(stranger: Guest) -> None:
    visit = await opens(stranger)
    at = f"/portal/reviews/{visit}"
    await stranger.send(f"{at}/blockers", {"kind": "earthing"})
    typed = {"owner": "society", "target": "2020-01-01", "words-en": "dig the pit"}
    page = await stranger.send(f"{at}/blockers/earthing", typed)
    assert (stranger.status, "is over. Example of what works" in page.text) == (422, True)
    kept = page.form(f"{at}/blockers/earthing").fields
    assert (kept["owner"], kept["target"], kept["words-en"]) == ("society", "2020-01-01", "dig the pit")


@pytest.mark.parametrize("deed", ["ready", "return"])
async def test_when_somebody_else_was_faster_the_page_says_what_became_of_it(
    stranger: Guest, deed: str
) -> None:
    visit = await opens(stranger)
    other = a_guest(stranger.office)
    await comes_in(other, a_desk_person(id="p-meera", name="Meera"), review=visit)
    await other.send(f"/portal/reviews/{visit}/ready")
    await stranger.send(f"/portal/reviews/{visit}/{deed}", {"redo": "the earth photo"})
    assert stranger.status == 409
    assert "can no longer be done" in stranger.page.text or "has been reviewed" in stranger.page.text
    assert (await state_of(stranger, visit))[0] is VisitState.APPROVED
    await other.client.aclose()


async def test_whoever_was_on_the_visit_does_not_review_it(stranger: Guest) -> None:
    visit = await is_reported(stranger.office)
    await comes_in(stranger, a_desk_person(id="p-helper", name="Dinesh"), review=visit)
    page = await stranger.send(f"/portal/reviews/{visit}/ready")
    assert (stranger.status, "reviewed by somebody who was not on the visit" in page.text) == (403, True)
    assert (await state_of(stranger, visit))[0] is VisitState.REPORTED


PATHS = ("", "/report.pdf", f"/see/{mark_of(METER)}", f"/files/{mark_of(METER)}", "/documents/bill")


@pytest.mark.parametrize("path", PATHS)
async def test_an_oem_sees_nothing_of_it_even_of_its_own_lead(guest: Guest, path: str) -> None:
    visit = await is_reported(guest.office)
    page = await guest.go(f"/portal/reviews/{visit}{path}")
    assert (guest.status, "This page is for Central Ops." in page.text) == (403, True)
    assert "Asha" not in page.text


@pytest.mark.parametrize("path", PATHS)
async def test_nobody_sees_anything_without_signing_in(stranger: Guest, path: str) -> None:
    visit = await is_reported(stranger.office)
    await stranger.go(f"/portal/reviews/{visit}{path}")
    assert stranger.status == 401


async def test_an_oem_decides_nothing(guest: Guest) -> None:
    visit = await is_reported(guest.office)
    await guest.go("/portal/account")
    csrf = guest.page.forms[0].fields["csrf"]
    for deed in ("ready", "not-ready", "return", "blockers"):
        sent = await guest.client.post(f"/portal/reviews/{visit}/{deed}", data={"csrf": csrf, "redo": "x"})
        assert sent.status_code == 403
    assert (await state_of(guest, visit))[0] is VisitState.REPORTED


async def test_the_desk_has_no_pages_of_an_oem(stranger: Guest) -> None:
    await comes_in(stranger)
    for path in ("/new", "/files", "/files/template.xlsx", "/leads/L-1042"):
        await stranger.go(f"/portal{path}")
        assert stranger.status == 403, path


async def test_a_form_from_elsewhere_decides_nothing(stranger: Guest) -> None:
    visit = await opens(stranger)
    sent = await stranger.client.post(f"/portal/reviews/{visit}/ready", data={"csrf": "0" * 64})
    assert sent.status_code == 403
    assert (await state_of(stranger, visit))[0] is VisitState.REPORTED


async def test_who_has_lost_the_role_is_signed_out_at_once(stranger: Guest) -> None:
    visit = await opens(stranger)
    async with stranger.office.ports.transaction() as work:
        person = await work.uow.get(Person, "p-om")
        lost = a_desk_person(version=person.version, grants=(Grant(role=Role.PROCUREMENT),))
        await work.uow.save(lost)
    await stranger.go(f"/portal/reviews/{visit}")
    assert stranger.status == 401


@pytest.mark.parametrize(
    "path",
    ["S-9999-1", "moon", "%00", "S-1042-1/see/moon", "S-1042-1/files/moon", "S-1042-1/documents/moon"],
)
async def test_what_is_not_there_is_a_page_that_says_so(stranger: Guest, path: str) -> None:
    await opens(stranger)
    await stranger.go(f"/portal/reviews/{path}")
    assert stranger.status == 404


async def test_a_link_to_somewhere_else_leads_home(stranger: Guest) -> None:
    await comes_in(stranger, review="../../evil")
    assert "No report waits for review." in stranger.page.text
