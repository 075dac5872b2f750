"""What the report's page refuses, in words; who is let in; and that nothing half is ever kept."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Message, Scope

from domain.errors import NotAllowed, Refused
from domain.people.access import actor_of, revoke_person
from domain.people.actor import Actor
from domain.people.keys import digest
from domain.people.person import Grant, Oem, Person
from domain.people.roles import Role
from domain.visits.on_the_web import LINK_LIVES, open_on_web
from domain.visits.states import VisitState
from storage.media import FolderStore
from tests.build import a_report, a_team
from tests.photos import a_photo
from tests.web.customer.visitor import PDF
from tests.web.office import Office
from tests.web.report.crew import LAKHAN, MANOJ, VIDEO, Member, a_crew, a_member, troubles
from web.app import create_app
from web.by_link.guard import OF_LINK

ADMIN = Actor(person="p-admin", name="Meera", roles=frozenset({Role.ADMIN}))


@pytest.fixture
async def manoj(sqlite_office: Office) -> Member:
    return await a_crew(sqlite_office)


def files(member: Member) -> list[str]:
    """What lies in the media folder, whole or half."""
    media = member.office.ports.media
    assert isinstance(media, FolderStore)
    folder = media.path("0" * 64).parents[2]
    return [name for _, _, names in os.walk(folder) for name in names]


async def nothing_is_shown(answer: httpx.Response, words: str, status: int) -> None:
    assert answer.status_code == status
    assert [words in trouble for trouble in troubles(answer.text)] == [True]
    assert "Earth resistance" not in answer.text


async def closed(manoj: Member, words: str, status: int) -> None:
    """Neither looking nor sending does anything; what was typed is shown, so that it is not lost."""
    await nothing_is_shown(await manoj.look(), words, status)
    await nothing_is_shown(await manoj.look("readings"), words, status)
    answer = await manoj.sends(
        "readings", {"was-volts": "", "now-volts": "229 V"}, {"meter": [("a.jpg", a_photo())]}
    )
    await nothing_is_shown(answer, words, status)
    assert "<p>229 V</p>" in answer.text
    await nothing_is_shown(await manoj.office.client.post(f"{manoj.home}/submit"), words, status)
    assert files(manoj) == []
    assert await manoj.answers() == {}


@pytest.mark.parametrize("token", ["x", "a" * 22, "a" * 5000, "%00", "%F0%9F%94%8C", "'--"])
async def test_a_guess_opens_nothing(manoj: Member, token: str) -> None:
    manoj.token = token
    assert (await manoj.look()).status_code == 404


@pytest.mark.parametrize("visit", ["S-9-9", "F-S-1042-1", "%00", "'--", "S-1042-2"])
async def test_a_link_opens_its_own_visit_alone(manoj: Member, visit: str) -> None:
    manoj.visit_id = visit
    assert (await manoj.look()).status_code == 404


async def test_only_the_hash_of_a_link_is_kept_and_opens_nothing(manoj: Member) -> None:
    [link] = (await manoj.form()).links.values()
    assert link.sha256 == digest(manoj.token)
    manoj.token = link.sha256
    assert (await manoj.look()).status_code == 404


async def test_looking_changes_nothing(manoj: Member) -> None:
    before = await manoj.form(), await manoj.visit()
    await manoj.look()
    await manoj.look("readings")
    assert (await manoj.office.client.head(manoj.home)).status_code == 200
    assert (await manoj.form(), await manoj.visit()) == before


async def test_the_page_is_kept_nowhere_and_tells_nobody_where_it_is(manoj: Member) -> None:
    answer = await manoj.look()
    assert (answer.headers["cache-control"], answer.headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert "unsafe" not in answer.headers["content-security-policy"]


async def test_a_link_ends_after_its_time(manoj: Member) -> None:
    manoj.office.clock.pass_(LINK_LIVES - timedelta(seconds=1))
    assert (await manoj.look()).status_code == 200
    manoj.office.clock.pass_(timedelta(seconds=1))
    await closed(manoj, "This link does not open a report, or no longer.", 404)


async def test_another_link_of_the_same_person_ends_it_and_a_colleagues_does_not(manoj: Member) -> None:
    await a_member(manoj.office, manoj.visit_id, LAKHAN)
    assert (await manoj.look()).status_code == 200
    again = await a_member(manoj.office, manoj.visit_id, MANOJ)
    await closed(manoj, "This link does not open a report, or no longer.", 404)
    assert (await again.look()).status_code == 200


async def test_he_closes_the_page_himself(manoj: Member) -> None:
    answer = await manoj.office.client.post(f"{manoj.home}/close")
    assert "its link opens nothing any more" in answer.text
    await closed(manoj, "This link does not open a report, or no longer.", 404)


async def test_who_has_left_the_team_writes_nothing_any_more(manoj: Member) -> None:
    async with manoj.office.ports.transaction() as work:
        person = await work.uow.get(Person, MANOJ.id)
        await work.uow.save(replace(person, grants=(Grant(role=Role.FIELD, team="dawn"),)))
    await closed(manoj, "is no longer to be reported here.", 403)


async def test_whose_role_is_revoked_writes_nothing_any_more(manoj: Member) -> None:
    async with manoj.office.ports.transaction() as work:
        await revoke_person(work.uow, MANOJ.id, ADMIN)
    await closed(manoj, "is no longer to be reported here.", 403)


async def test_a_visit_of_another_team_is_its_own(manoj: Member) -> None:
    async with manoj.office.ports.transaction() as work:
        await work.uow.add(a_team(id="dawn", name="Dawn Crew"))
    await manoj.becomes(team="dawn")
    await closed(manoj, "is no longer to be reported here.", 403)


async def test_a_visit_that_is_called_off_is_not_reported(manoj: Member) -> None:
    await manoj.becomes(state=VisitState.CANCELLED)
    await closed(manoj, "can no longer be done", 409)


async def test_a_report_that_is_in_is_not_changed(manoj: Member) -> None:
    await manoj.becomes(state=VisitState.REPORTED, report=a_report())
    await closed(manoj, "is in. Ops will look at it.", 409)


@pytest.mark.parametrize(
    "who",
    [replace(MANOJ, id="p-x", grants=(Grant(role=Role.FIELD, team="dawn"),)), replace(MANOJ, grants=())],
)
async def test_only_who_reports_the_visit_gets_a_link(manoj: Member, who: Person) -> None:
    with pytest.raises(NotAllowed):
        async with manoj.office.ports.transaction() as work:
            await open_on_web(work.uow, manoj.visit_id, actor_of(who))


async def test_a_link_is_made_at_the_site_only(manoj: Member) -> None:
    await manoj.becomes(state=VisitState.CONFIRMED)
    with pytest.raises(Refused):
        async with manoj.office.ports.transaction() as work:
            await open_on_web(work.uow, manoj.visit_id, actor_of(MANOJ))


async def test_a_form_made_elsewhere_changes_nothing(manoj: Member) -> None:
    manoj.office.client.headers["Sec-Fetch-Site"] = "cross-site"
    answer = await manoj.saves("readings", now_volts="230")
    assert (answer.status_code, await manoj.answers()) == (403, {})


async def test_who_asks_too_often_is_asked_to_wait(manoj: Member) -> None:
    for _ in range(OF_LINK.burst):
        await manoj.look()
    answer = await manoj.look()
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("key", "name", "content", "words"),
    [
        ("walk", "w.mp4", b"", "This file is empty."),
        ("walk", "w.mp4", b"MZ" + bytes(100), "This is no video, whatever its name says."),
        ("walk", "w.mp4", a_photo(), "This is no video, whatever its name says."),
        ("walk", "w.mp4", b"abc", "This is no video, whatever its name says."),
        ("meter", "bill.jpg", PDF, "This is no photo, whatever its name says."),
        ("meter", "m.jpg", VIDEO, "This is no photo, whatever its name says."),
        ("meter", "m.jpg", b"\xff\xd8\xff\xe0" + bytes(100), "This photo is damaged and cannot be opened."),
        ("meter", "m.jpg", b"\xff\xd8\xff\xe0" + bytes(21 << 20), "This photo has 22 MB, and at most 20 MB"),
    ],
)
async def test_a_file_that_is_of_no_use_is_refused_with_what_works(
    manoj: Member, key: str, name: str, content: bytes, words: str
) -> None:
    answer = await manoj.saves("film", {key: [(name, content)]})
    assert answer.status_code == 422
    assert [words in trouble for trouble in troubles(answer.text)] == [True]
    assert (files(manoj), await manoj.answers()) == ([], {})


async def test_a_video_over_the_limit_of_the_oem_is_refused_and_what_was_typed_counts(manoj: Member) -> None:
    async with manoj.office.ports.transaction() as work:
        oem = await work.uow.get(Oem, "voltera")
        await work.uow.save(replace(oem, policy={"video_most_mb": "1"}))
    large = VIDEO + bytes(3 << 20)
    fields = {**await manoj.drawn("film"), "was-volts": "", "now-volts": "230"}
    answer = await manoj.sends("film", fields, {"walk": [("w.mp4", large)]})
    assert troubles(answer.text) == [
        "This video has 4 MB, and at most 1 MB can be taken. Record it shorter or smaller, for example with 720p."
    ]
    assert (files(manoj), await manoj.answers()) == ([], {"volts": "230"})


BROWSER = b"--b\r\nContent-Disposition: form-data; name="


async def pieces(*some: bytes) -> AsyncIterator[bytes]:
    for piece in some:
        yield piece


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b""),
        ("multipart/form-data; boundary=b", b"nonsense"),
        ("multipart/form-data; boundary=b", BROWSER + b'"now-volts"\r\n\r\n230'),
        (
            "multipart/form-data; boundary=b",
            BROWSER + b'"now-volts"\r\n\r\n' + b"2" * 70_000 + b"\r\n--b--\r\n",
        ),
        ("multipart/form-data; boundary=b", (BROWSER + b'"a"\r\n\r\n1\r\n') * 2001 + b"--b--\r\n"),
    ],
)
async def test_a_form_that_is_not_as_the_page_makes_it_changes_nothing(
    manoj: Member, kind: str, body: bytes
) -> None:
    answer = await manoj.office.client.post(
        f"{manoj.home}/at/readings", content=pieces(body), headers={"Content-Type": kind}
    )
    assert answer.status_code == 422
    assert "We could not read what was sent." in answer.text
    assert await manoj.answers() == {}


async def test_a_connection_that_breaks_in_the_middle_leaves_nothing_and_can_send_again(
    manoj: Member,
) -> None:
    """As the server sees it: some of the body, and then the browser is gone."""
    head = BROWSER + b'"file-walk"; filename="w.mp4"\r\n\r\n'
    coming: list[Message] = [
        {"type": "http.request", "body": head + VIDEO, "more_body": True},
        {"type": "http.request", "body": bytes(1 << 20), "more_body": True},
        {"type": "http.disconnect"},
    ]
    said: list[Message] = []

    async def receive() -> Message:
        await asyncio.sleep(0)
        return coming.pop(0)

    async def send(message: Message) -> None:
        said.append(message)

    address = f"{manoj.home}/at/film"
    scope: Scope = {
        "type": "http",
        "method": "POST",
        "path": address,
        "raw_path": address.encode(),
        "query_string": b"",
        "headers": [(b"content-type", b"multipart/form-data; boundary=b")],
        "client": ("127.0.0.1", 1),
        "http_version": "1.1",
    }
    try:
        await create_app(manoj.office.ports)(scope, receive, send)
    except ClientDisconnect:
        pytest.fail("nobody has to hear of a browser that is gone")
    assert (files(manoj), await manoj.answers()) == ([], {})
    await manoj.does("film", {"walk": [("w.mp4", VIDEO)]})
    assert files(manoj) == [hashlib.sha256(VIDEO).hexdigest()]


async def test_a_disk_that_is_full_asks_to_come_again(manoj: Member, tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("where the folder should be")
    manoj.office.ports = replace(manoj.office.ports, media=FolderStore(blocked))
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(create_app(manoj.office.ports)), base_url="http://office"
    )
    manoj.office.client = client
    answer = await manoj.saves("film", {"walk": [("w.mp4", VIDEO)]})
    assert answer.status_code == 503
    assert await manoj.answers() == {}
    await client.aclose()
