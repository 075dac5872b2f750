"""What the page refuses, in words with what works; and that nothing is lost or given away by it."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest

from domain.errors import Refused
from domain.events import Happening
from domain.leads.consent import CURRENT
from domain.media import LARGEST_FILE
from domain.people.access import Caller, revoke_link, use_invite
from domain.people.customer_pages import MOST_FILES, MOST_LINKS, PAGE_LIVES
from domain.people.keys import digest
from domain.people.person import Invite
from tests.web.customer.visitor import (
    ADDRESS,
    OPS,
    PDF,
    Visitor,
    a_jpeg,
    a_visitor,
    another_link,
    troubles,
)
from tests.web.office import Office
from web.by_link.guard import OF_LINK


@pytest.fixture
async def asha(sqlite_office: Office) -> Visitor:
    return await a_visitor(sqlite_office)


def a_zip() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "a" * 1000)
    return out.getvalue()


async def nothing_is_shown(answer: httpx.Response) -> None:
    assert answer.status_code == 404
    assert "does not open a page" in answer.text
    assert "Asha" not in answer.text


async def test_the_page_is_kept_nowhere_and_tells_nobody_where_it_is(asha: Visitor) -> None:
    answer = await asha.look()
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in answer.headers["x-robots-tag"]
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "set-cookie" not in answer.headers


async def test_only_the_hash_of_a_link_is_kept(asha: Visitor) -> None:
    async with asha.office.ports.reading() as looking:
        links = await looking.uow.all(Invite, lead=asha.lead_id)
    assert [link.id for link in links] == [digest(asha.token)]
    assert len(asha.token) >= 22


async def test_looking_changes_nothing(asha: Visitor) -> None:
    before = await asha.lead(), await asha.happened()
    await asha.look()
    head = await asha.office.client.head(f"/c/{asha.token}")
    assert (head.status_code, head.content) == (200, b"")
    assert (await asha.lead(), await asha.happened()) == before


@pytest.mark.parametrize("token", ["x", "a" * 22, "a" * 5000, "%00", "%F0%9F%94%8C", "'--"])
async def test_a_guess_opens_nothing(asha: Visitor, token: str) -> None:
    asha.token = token
    answer = await asha.look()
    assert answer.status_code == 404
    assert "Asha" not in answer.text


async def test_the_hash_itself_opens_nothing(asha: Visitor) -> None:
    asha.token = digest(asha.token)
    await nothing_is_shown(await asha.look())


async def test_a_page_s_link_is_no_link_into_the_chat(asha: Visitor) -> None:
    for token in (asha.token, digest(asha.token)):
        with pytest.raises(Refused):
            async with asha.office.ports.transaction() as work:
                await use_invite(work.uow, token, Caller(telegram_id=7, name="Eve"))


async def test_a_link_ends_after_its_time(asha: Visitor) -> None:
    asha.office.clock.pass_(PAGE_LIVES - timedelta(seconds=1))
    assert (await asha.look()).status_code == 200
    asha.office.clock.pass_(timedelta(seconds=1))
    await nothing_is_shown(await asha.look())


async def test_ops_revokes_it_together_with_the_link_into_the_chat(asha: Visitor) -> None:
    async with asha.office.ports.transaction() as work:
        assert await revoke_link(work.uow, asha.lead_id, OPS)
    await nothing_is_shown(await asha.look())
    await nothing_is_shown(await asha.send("consent", answer="yes", version=CURRENT, language="en"))
    assert (await asha.lead()).consent_at is None


async def test_sent_again_it_is_another_one_and_the_first_goes_on(asha: Visitor) -> None:
    await asha.does("language", language="hi")
    second = Visitor(
        office=asha.office, lead_id=asha.lead_id, token=await another_link(asha.office, asha.lead_id)
    )
    assert second.token != asha.token
    assert '<html lang="hi">' in (await second.look()).text
    assert (await asha.look()).status_code == 200
    for _ in range(MOST_LINKS - 1):
        await another_link(asha.office, asha.lead_id)
    await nothing_is_shown(await asha.look())


async def test_a_page_shows_its_own_lead_only(asha: Visitor) -> None:
    other = await a_visitor(asha.office, reference="VOL-2", name="Vikram Joshi", phone="98200 10002")
    assert "Vikram" not in (await asha.look()).text
    await other.agrees()
    assert (await asha.lead()).consent_at is None
    refused = await asha.send("there", visit="S-1043-1")
    assert "not known" in troubles(refused.text)[0]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "https://evil.example:bad"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "null"},
    ],
)
async def test_a_form_of_another_site_changes_nothing(asha: Visitor, headers: dict[str, str]) -> None:
    asha.headers = headers
    answer = await asha.send("consent", answer="yes", version=CURRENT, language="en")
    assert answer.status_code == 403
    assert "did not come from your page" in answer.text
    assert (await asha.lead()).consent_at is None


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://office"}, {"Origin": "null", "Sec-Fetch-Site": "same-origin"}, {}],
)
async def test_a_form_of_the_page_itself_is_taken(asha: Visitor, headers: dict[str, str]) -> None:
    asha.headers = headers
    await asha.agrees()


async def test_who_asks_too_often_is_told_when_to_come_back(asha: Visitor) -> None:
    for _ in range(OF_LINK.burst):
        assert (await asha.look()).status_code == 200
    answer = await asha.look()
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1
    assert "Nothing is lost" in answer.text


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        ("location", {"place": ADDRESS}),
        ("electrician", {"none": "yes"}),
        ("site", {"kind": "rented"}),
    ],
)
async def test_nothing_is_collected_before_consent(asha: Visitor, step: str, fields: dict[str, str]) -> None:
    before = await asha.lead()
    answer = await asha.send(step, **fields)
    assert answer.status_code == 409
    assert "agree to the privacy notice first" in troubles(answer.text)[0]
    assert await asha.lead() == before


async def test_no_byte_of_a_file_is_kept_before_consent(asha: Visitor, tmp_path: Path) -> None:
    answer = await asha.send("bill", ("bill.jpg", a_jpeg(), "image/jpeg"))
    assert answer.status_code == 409
    assert [file for file in (tmp_path / "media").rglob("*") if file.is_file()] == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This file is empty"),
        (a_zip(), "ZIP, Word or Excel"),
        (b"MZ\x90\x00" + b"\x00" * 200, "program"),
        (b"OggS\x00\x02" + b"\x00" * 200, "audio"),
        (b"<html><script>alert(1)</script>", "web page"),
        (b"just words", "neither a photo nor a PDF"),
        (b"\xff\xd8\xff" + b"\x00" * 50, "damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "damaged"),
        (a_jpeg() + a_zip(), "archive hidden"),
        (PDF + a_zip(), "archive hidden"),
    ],
    ids=["empty", "zip", "program", "voice", "html", "words", "no jpeg", "no png", "jpeg+zip", "pdf+zip"],
)
async def test_a_file_is_judged_by_its_bytes(asha: Visitor, content: bytes, said: str) -> None:
    await asha.agrees()
    answer = await asha.send("bill", ("bill.pdf", content, "application/pdf"))
    assert answer.status_code == 422
    assert said in troubles(answer.text)[0]
    assert (await asha.lead()).documents.bill is None


async def test_a_file_that_is_too_large_is_told_so_whole(asha: Visitor) -> None:
    await asha.agrees()
    content = PDF + b"\x00" * LARGEST_FILE
    answer = await asha.send("bill", ("bill.pdf", content, "application/pdf"))
    assert answer.status_code == 422
    assert "at most 20 MB" in troubles(answer.text)[0]


async def test_no_file_chosen_is_said(asha: Visitor) -> None:
    await asha.agrees()
    assert "choose a file first" in troubles((await asha.send("bill")).text)[0]


async def test_a_link_takes_only_so_many_files(asha: Visitor) -> None:
    await asha.agrees()
    async with asha.office.ports.transaction() as work:
        [page] = await work.uow.all(Invite, lead=asha.lead_id)
        object.__setattr__(page, "files", MOST_FILES)
        await work.uow.save(page)
    answer = await asha.send("bill", ("bill.jpg", a_jpeg(), "image/jpeg"))
    assert answer.status_code == 409
    assert f"{MOST_FILES} files have come" in troubles(answer.text)[0]


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("Baner", "We cannot find a place"),
        ("", "We cannot find a place"),
        ("https://maps.app.goo.gl/Abc123", "We cannot find a place"),
        ("geo:999,999", "We cannot find a place"),
        ("Flat 4, Delhi 110001, near the park", "another part of the country"),
    ],
)
async def test_a_place_that_cannot_be_used_is_explained_and_stays_typed(
    asha: Visitor, place: str, said: str
) -> None:
    await asha.agrees()
    answer = await asha.send("location", place=place)
    assert said in troubles(answer.text)[0]
    assert f">{place}</textarea>" in answer.text
    assert (await asha.lead()).documents.location is None


async def test_an_electrician_s_wrong_number_is_explained_and_his_name_stays(asha: Visitor) -> None:
    await asha.agrees()
    answer = await asha.send("electrician", name='Ramesh "<script>" Patil', phone="12345")
    assert answer.status_code == 422
    assert "98765 43210" in troubles(answer.text)[0]
    assert 'value="Ramesh &quot;&lt;script&gt;&quot; Patil"' in answer.text
    assert '<script>" Patil' not in answer.text


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        ("language", {"language": "xx"}),
        ("consent", {}),
        ("consent", {"answer": "yes", "version": "1999-1", "language": "en"}),
        ("site", {"kind": "castle"}),
        ("paper", {"paper": "noc"}),
        ("slot", {"start": "9" * 400, "visit": "S-1042-1"}),
        ("slot", {"start": "١٢", "visit": "S-1042-1"}),
        ("other", {"visit": "S-1042-1\x00"}),
        ("delay", {"answer": "never"}),
        ("rate", {"rating": "6"}),
        ("rate", {"rating": "-1"}),
        ("nonsense", {}),
        ("withdraw", {}),
        ("reschedule", {"visit": "S-9-9"}),
    ],
)
async def test_whatever_is_sent_is_answered_in_words(
    asha: Visitor, step: str, fields: dict[str, str]
) -> None:
    answer = await asha.send(step, **fields)
    assert 400 <= answer.status_code < 500
    assert troubles(answer.text)[0]


async def test_a_body_that_is_no_form_is_answered_in_words(asha: Visitor) -> None:
    for headers, content in (
        ({"Content-Type": "application/json"}, b"{}"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"--y\r\nrubbish"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, b"place=%ff%fe&" + b"a=b&" * 50),
        ({"Content-Type": "application/x-www-form-urlencoded"}, b"place=" + b"a" * 100_000),
    ):
        answer = await asha.office.client.post(f"/c/{asha.token}/location", content=content, headers=headers)
        assert answer.status_code in {409, 422}
        assert troubles(answer.text)[0]


async def test_a_hostile_name_stays_a_name(sqlite_office: Office) -> None:
    asha = await a_visitor(sqlite_office, name="Asha </title><script>alert(1)</script>")
    await asha.agrees()
    page = await asha.does("electrician", name="<img src=x onerror=alert(1)>", phone="98765 43210")
    assert "<img" not in page
    assert page.count("<script>") == 1


async def test_what_stands_in_the_address_is_never_shown(asha: Visitor) -> None:
    answer = await asha.office.client.get(f"/c/{asha.token}?done=<b>jackpot</b>")
    assert answer.status_code == 200
    assert "jackpot" not in answer.text


async def test_a_call_is_asked_for_once_and_again_only_hours_later(asha: Visitor) -> None:
    await asha.does("call")
    await asha.does("call")
    asha.office.clock.pass_(timedelta(hours=5))
    await asha.does("call")
    assert (await asha.happened()).count(Happening.CALL_ASKED) == 2


async def test_the_page_speaks_the_browser_s_language_until_another_is_chosen(asha: Visitor) -> None:
    asha.headers = {"Accept-Language": "hi-IN,hi;q=0.9,en;q=0.8"}
    assert '<html lang="hi">' in (await asha.look()).text
    await asha.does("language", language="en")
    assert '<html lang="en">' in (await asha.look()).text


async def test_behind_a_proxy_the_known_address_counts_too(asha: Visitor) -> None:
    asha.headers = {"Origin": asha.office.ports.address, "Host": "inside:8080"}
    await asha.agrees()
