import hashlib
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from domain.leads.lead import Lead
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.reporting.closure import send_pack, submit_pack
from domain.reporting.pack import PackState
from domain.visits.states import VisitKind
from tests.documents.closure import INSTALLATION_ANSWERS, SURVEY_ANSWERS, a_jpeg, a_photo, a_report, text_of
from tests.web.office import Office

OPS = Actor(person="p-ops", name="Om Desk", roles=frozenset({Role.OPS}))
REPORTING = Actor(person="p-indira", name="Indira", roles=frozenset({Role.REPORTING}))
SURVEY = a_report(VisitKind.SURVEY, SURVEY_ANSWERS).visit


async def delivered(office: Office, state: PackState = PackState.SENT) -> None:
    await office.send()
    await office.at_closure("L-1042", SURVEY, state=state)


async def test_the_pack_is_read_as_pdf(office: Office) -> None:
    await delivered(office)
    got = await office.get("/L-1042/pack")
    assert (got.status_code, got.headers["content-type"]) == (200, "application/pdf")
    assert "Asha Rao" in text_of(got.content)
    assert 'filename="Voltera_L-1042_Pune_NA_20261124.pdf"' in got.headers["content-disposition"]


async def test_the_pack_shows_the_photos_of_the_archive(office: Office) -> None:
    await office.send()
    photo = a_photo("one")
    report = a_report(VisitKind.INSTALLATION, INSTALLATION_ANSWERS, (photo,))
    await office.archive(photo, a_jpeg())
    await office.at_closure("L-1042", report.visit)
    pages = PdfReader(BytesIO((await office.get("/L-1042/pack")).content)).pages
    assert sum(len(page.images) for page in pages) == 1


async def test_the_pack_is_the_same_before_and_after_it_is_acknowledged(office: Office) -> None:
    await delivered(office)
    before = await office.get("/L-1042/pack")
    await office.post("/L-1042/pack/acknowledge")
    after = await office.get("/L-1042/pack")
    assert (after.status_code, after.content) == (200, before.content)
    assert after.headers["etag"] == before.headers["etag"]


async def test_the_oem_accepts_its_pack_and_the_lead_is_closed(office: Office) -> None:
    await delivered(office)
    accepted = await office.post("/L-1042/pack/acknowledge")
    assert (accepted.status_code, accepted.json()["state"]) == (200, "acknowledged")
    lead = (await office.get("/L-1042")).json()
    assert (lead["stage"], lead["next_action"]) == ("closed", None)


async def test_accepting_twice_is_refused_but_repeating_the_request_is_not(office: Office) -> None:
    await delivered(office)
    first = await office.post("/L-1042/pack/acknowledge", key="a")
    assert (await office.post("/L-1042/pack/acknowledge", key="a")).json() == first.json()
    again = await office.post("/L-1042/pack/acknowledge")
    assert (again.status_code, again.headers["content-type"]) == (409, "application/problem+json")


async def test_the_oem_returns_its_pack_with_a_reason(office: Office) -> None:
    await delivered(office)
    returned = await office.post("/L-1042/pack/return", {"reason": "The earth pit is missing."})
    assert (returned.status_code, returned.json()["state"]) == (200, "returned")
    assert (await office.get("/L-1042")).json()["next_action"]["what"] == "submit_pack"
    assert "The earth pit is missing." in (await office.get("/L-1042/timeline")).text


@pytest.mark.parametrize("body", [None, {}, {"reason": ""}, {"reason": "x" * 201}, {"reason": 7, "more": 1}])
async def test_a_return_needs_a_reason(office: Office, body: object) -> None:
    await delivered(office)
    refused = await office.post("/L-1042/pack/return", body)
    assert refused.status_code == 422
    assert refused.json()["errors"]


@pytest.mark.parametrize("path", ["/acknowledge", "/return"])
async def test_another_oems_pack_is_not_there(office: Office, path: str) -> None:
    await delivered(office)
    foreign = await office.post(f"/L-1042/pack{path}", {"reason": "not mine"}, oem="aura")
    assert foreign.status_code == 404
    assert (await office.get("/L-1042")).json()["stage"] == "closure"


async def test_a_pack_not_yet_sent_is_not_there(office: Office) -> None:
    await delivered(office, PackState.SUBMITTED)
    assert (await office.get("/L-1042/pack")).status_code == 404
    assert (await office.post("/L-1042/pack/return", {"reason": "too early"})).status_code == 404


async def test_a_return_that_is_refused_changes_nothing(office: Office) -> None:
    await delivered(office)
    await office.post("/L-1042/pack/acknowledge")
    assert (await office.post("/L-1042/pack/return", {"reason": "too late"})).status_code == 409
    async with office.ports.reading() as looking:
        assert (await looking.uow.get(Lead, "L-1042")).stage == "closed"


async def test_what_was_kept_is_given_as_it_is_and_named_by_its_digest(office: Office) -> None:
    await delivered(office)
    stands = (await office.get("/L-1042/pack/edition")).json()
    assert (stands["state"], stands["edition"], stands["changes"]) == ("sent", 1, [])
    paper, folder = stands["files"]
    for file, path in ((paper, "/L-1042/pack"), (folder, "/L-1042/pack/files.zip")):
        got = await office.get(path)
        assert file["path"] == f"/api/v1/leads{path}"
        assert file["name"] in got.headers["content-disposition"]
        assert (len(got.content), hashlib.sha256(got.content).hexdigest()) == (file["bytes"], file["sha256"])
        assert got.headers["etag"] == f'"{file["sha256"]}"'


async def test_the_folder_has_the_paper_and_a_manifest_that_holds(office: Office) -> None:
    await delivered(office)
    got = await office.get("/L-1042/pack/files.zip")
    assert got.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(BytesIO(got.content)) as folder:
        listed = json.loads(folder.read("manifest.json"))["files"]
        paper = folder.read(listed[0]["name"])
    assert paper == (await office.get("/L-1042/pack")).content
    assert hashlib.sha256(paper).hexdigest() == listed[0]["sha256"]


async def test_a_pack_whose_files_are_not_made_yet_says_so(office: Office) -> None:
    await office.send()
    await office.at_closure("L-1042", SURVEY, compiled=False)
    assert (await office.get("/L-1042/pack/edition")).json()["files"] == []
    for path in ("/L-1042/pack", "/L-1042/pack/files.zip"):
        refused = await office.get(path)
        assert (refused.status_code, "try again in a minute" in refused.text) == (404, True)


async def test_a_word_on_an_edition_that_is_not_the_present_one_is_refused(office: Office) -> None:
    await delivered(office)
    refused = await office.post("/L-1042/pack/acknowledge?edition=2")
    assert (refused.status_code, "by now it is edition 1" in refused.text) == (409, True)
    refused = await office.post("/L-1042/pack/return?edition=2", {"reason": "No photo."})
    assert refused.status_code == 409
    assert (await office.post("/L-1042/pack/acknowledge?edition=0")).status_code == 422
    assert (await office.post("/L-1042/pack/acknowledge?edition=1")).status_code == 200


async def test_a_returned_edition_stays_until_the_next_is_sent_and_that_says_what_is_new(
    office: Office,
) -> None:
    await delivered(office)
    first = (await office.get("/L-1042/pack")).content
    await office.post("/L-1042/pack/return", {"reason": "The phone number is wrong."})
    office.clock.pass_(timedelta(hours=1))
    async with office.ports.transaction() as work:
        lead = await work.uow.get(Lead, "L-1042")
        await work.uow.save(replace(lead, customer=replace(lead.customer, phone="+919820010099")))
        await submit_pack(work.uow, "L-1042", OPS)
    await office.packs_are_compiled()
    assert (await office.get("/L-1042/pack")).content == first
    assert (await office.get("/L-1042/pack/edition")).json()["state"] == "returned"
    async with office.ports.transaction() as work:
        await send_pack(work.uow, "C-1042", REPORTING)
    stands = (await office.get("/L-1042/pack/edition")).json()
    assert (stands["state"], stands["edition"]) == ("sent", 2)
    assert stands["changes"] == [
        {"what": "Phone", "visit": "", "before": "+919820010001", "after": "+919820010099"}
    ]
    text = text_of((await office.get("/L-1042/pack")).content)
    assert "It came back: The phone number is wrong." in text
    assert "Phone +919820010001 +919820010099" in text
