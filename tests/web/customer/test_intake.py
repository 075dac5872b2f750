"""What a customer does on his page, over both databases: the same commands and the same timeline as in chat."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from domain.events import Happening
from domain.leads.bill import BillReading, Found, Way, bill_of
from domain.leads.bills import bill_was_read
from domain.leads.consent import CURRENT, Channel, Reply
from domain.leads.lead import Electrician, Lead, Location
from domain.leads.site import Paper, SiteKind
from domain.leads.stages import Stage
from domain.people.roles import Role
from storage.ledger import media
from tests.web.customer.visitor import ADDRESS, PDF, Visitor, a_jpeg, a_visitor, troubles
from tests.web.office import NOON, Office


@pytest.fixture
async def asha(office: Office) -> Visitor:
    return await a_visitor(office)


async def test_the_whole_intake(asha: Visitor) -> None:
    page = await asha.agrees()
    assert "What is still missing" in page
    await asha.does("bill", ("bill.jpg", a_jpeg(), "image/jpeg"))
    await asha.does("location", place=ADDRESS)
    page = await asha.does("electrician", name="Ramesh Patil", phone="98765 43210")
    assert "We have everything we need." in page
    documents = (await asha.lead()).documents
    assert documents.missing == ()
    assert documents.location == Location(address=ADDRESS)
    assert documents.electrician == Electrician(name="Ramesh Patil", phone="+919876543210")
    by = {(event.by.role, event.by.name) for event in (await asha.told())[1:]}
    assert by == {(Role.CUSTOMER, "Asha Rao")}


async def test_what_he_agrees_to_is_kept_with_its_channel_and_language(asha: Visitor) -> None:
    await asha.agrees("hi")
    entry = (await asha.lead()).consents[-1]
    assert (entry.reply, entry.version, entry.language) == (Reply.AGREED, CURRENT, "hi")
    assert (entry.channel, entry.on_behalf) == (Channel.WEB, False)
    assert '<html lang="hi">' in (await asha.look()).text


async def test_who_does_not_agree_is_asked_for_nothing_and_can_agree_later(asha: Visitor) -> None:
    page = await asha.does("consent", answer="no", version=CURRENT, language="en")
    assert "You did not agree" in page
    assert 'id="bill"' not in page
    await asha.does("consent", answer="no", version=CURRENT, language="en")
    assert (await asha.happened()).count(Happening.CONSENT_REFUSED) == 1
    assert "What is still missing" in await asha.agrees()


async def test_consent_is_withdrawn_as_easily(asha: Visitor) -> None:
    await asha.agrees("hi")
    page = await asha.does("withdraw")
    assert 'id="bill"' not in page
    entry = (await asha.lead()).consents[-1]
    assert (entry.reply, entry.channel, entry.language) == (Reply.WITHDRAWN, Channel.WEB, "hi")
    await asha.does("withdraw")
    assert (await asha.happened()).count(Happening.CONSENT_WITHDRAWN) == 1


async def test_the_bytes_of_a_bill_are_kept_before_it_is_noted(asha: Visitor) -> None:
    await asha.agrees()
    content = a_jpeg()
    await asha.does("bill", (r"C:\fakepath\<b>bill.exe", content, "application/octet-stream"))
    bill = (await asha.lead()).documents.bill
    assert bill is not None
    assert (bill.kind, bill.mime_type, bill.file_name, bill.file_id) == (
        "photo",
        "image/jpeg",
        "bbill.jpg",
        "",
    )
    assert await asha.office.ports.media.get(bill.sha256 or "") == content
    async with asha.office.ports.database.read() as connection:
        row = (await connection.execute(select(media).where(media.c.unique_id == bill.unique_id))).one()
    assert (row.status, row.sha256, row.size, row.lead) == (
        "archived",
        bill.sha256,
        len(content),
        asha.lead_id,
    )


async def test_a_form_sent_twice_changes_nothing_more(asha: Visitor) -> None:
    await asha.agrees()
    for _ in range(2):
        await asha.agrees()
        await asha.does("bill", ("bill.pdf", PDF, "application/pdf"))
        await asha.does("location", place=ADDRESS)
        await asha.does("electrician", none="yes")
        await asha.does("call", about="the meter is locked")
        await asha.does("erasure")
    happened = await asha.happened()
    assert len(happened) == len(set(happened))
    assert Happening.CALL_ASKED in happened


async def test_everything_can_be_replaced(asha: Visitor) -> None:
    await asha.agrees()
    await asha.does("bill", ("one.jpg", a_jpeg(10), "image/jpeg"))
    await asha.does("bill", ("two.jpg", a_jpeg(200), "image/jpeg"))
    await asha.does("electrician", none="yes")
    await asha.does("electrician", name="Ramesh Patil", phone="98765 43210")
    documents = (await asha.lead()).documents
    assert documents.bill is not None
    assert documents.bill.file_name == "two.jpg"
    assert documents.electrician == Electrician(name="Ramesh Patil", phone="+919876543210")


async def test_a_point_is_asked_about_and_taken_when_he_says_yes(asha: Visitor) -> None:
    await asha.agrees()
    asked = await asha.send("location", place="https://maps.google.com/?q=18.559,73.7868")
    assert asked.status_code == 200
    assert "Is this the place of the charger? (18.5590, 73.7868)" in asked.text
    assert (await asha.lead()).documents.location is None
    await asha.does("location", place="18.559, 73.7868", sure="18.559,73.7868,")
    assert (await asha.lead()).documents.location == Location(latitude=18.559, longitude=73.7868)


async def test_a_place_far_away_is_doubted_in_words_and_told_to_ops(asha: Visitor) -> None:
    await asha.agrees()
    asked = await asha.send("location", place="28.6139, 77.2090")
    assert "more than" in troubles(asked.text)[0]
    await asha.does("location", place="28.6139, 77.2090", sure="28.6139,77.209,")
    assert Happening.LOCATION_DOUBTED in await asha.happened()


async def test_another_place_than_the_one_he_said_yes_to_is_asked_about_anew(asha: Visitor) -> None:
    await asha.agrees()
    asked = await asha.send("location", place="28.6139, 77.2090", sure="18.559,73.7868,")
    assert asked.status_code == 200
    assert (await asha.lead()).documents.location is None


async def test_his_own_number_is_asked_about(asha: Visitor) -> None:
    await asha.agrees()
    asked = await asha.send("electrician", name="Asha Rao", phone="98200 10001")
    assert "This is your own number" in troubles(asked.text)[0]
    await asha.does("electrician", name="Asha Rao", phone="98200 10001", sure="+919820010001")
    electrician = (await asha.lead()).documents.electrician
    assert electrician == Electrician(name="Asha Rao", phone="+919820010001")


async def test_papers_by_the_kind_of_site(asha: Visitor) -> None:
    await asha.agrees()
    page = await asha.does("site", kind="apartment")
    assert "permission of the society (NOC): may be needed" in page
    page = await asha.does("paper", ("noc.pdf", PDF, "application/pdf"), paper="noc")
    assert "permission of the society (NOC): may be needed" not in page
    lead = await asha.lead()
    assert (lead.site_kind, set(lead.papers)) == (SiteKind.APARTMENT, {Paper.NOC})


async def test_a_copy_of_his_data_and_his_files(asha: Visitor) -> None:
    await asha.agrees()
    await asha.does("bill", ("बिल.pdf", PDF, "application/pdf"))
    copy = await asha.send("copy", **{"as": "json"})
    assert copy.headers["content-disposition"] == f"attachment; filename*=UTF-8''{asha.lead_id}.json"
    assert copy.json()["you"]["name"] == "Asha Rao"
    text = await asha.send("copy", **{"as": "txt"})
    assert "Asha Rao" in text.content.decode("utf-8-sig")
    bill = await asha.send("file", key="bill")
    assert bill.content == PDF
    assert bill.headers["x-content-type-options"] == "nosniff"
    assert bill.headers["content-disposition"].startswith("attachment;")
    assert (await asha.happened()).count(Happening.DATA_DOWNLOADED) == 2


async def test_nothing_can_be_replaced_after_the_survey(asha: Visitor) -> None:
    await asha.agrees()
    async with asha.office.ports.transaction() as work:
        lead = await work.uow.get(Lead, asha.lead_id)
        await work.uow.save(replace(lead, stage=Stage.CLOSURE, stage_since=NOON))
    answer = await asha.send("location", place=ADDRESS)
    assert answer.status_code == 409
    assert "so this can no longer be done" in answer.text


async def _a_bill_was_read(asha: Visitor) -> None:
    await asha.agrees()
    await asha.does("bill", ("bill.jpg", a_jpeg(), "image/jpeg"))
    bill = (await asha.lead()).documents.bill
    assert bill is not None
    reading = BillReading(
        consumer=Found(value="170012345678", way=Way.OCR),
        load=Found(value="5 kW", way=Way.OCR),
    )
    async with asha.office.ports.transaction() as work:
        await bill_was_read(work.uow, bill_of(asha.lead_id), bill.unique_id, reading)


async def test_what_was_read_on_the_bill_is_shown_and_confirmed(asha: Visitor) -> None:
    await _a_bill_was_read(asha)
    page = (await asha.look()).text
    assert "Consumer number: 170012345678" in page
    page = await asha.does("right")
    assert 'action="/c/' in page
    assert "This is not my bill" not in page
    await asha.does("right")
    assert (await asha.happened()).count(Happening.BILL_CONFIRMED) == 1


async def test_a_bill_of_somebody_else_is_disowned(asha: Visitor) -> None:
    await _a_bill_was_read(asha)
    page = await asha.does("other_bill")
    assert "170012345678" not in page
    assert Happening.BILL_DISOWNED in await asha.happened()
