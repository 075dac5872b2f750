"""Following leads: the list and its filters, one lead, the OEM's question, its packs; and nothing of another OEM."""

from dataclasses import replace
from datetime import timedelta

import pytest

from documents.periods import TYPES
from domain.leads.call import CallOutcome
from domain.leads.calling import log_call
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.reporting.pack import Pack, PackState
from domain.reporting.period_report import Arrival
from domain.visits.reviewing import mark_of
from domain.visits.states import VisitKind
from tests.documents.closure import INSTALLATION_ANSWERS, a_jpeg, a_photo, a_report
from tests.documents.test_periods import november
from tests.web.portal.visiting import OPS, Guest, a_guest
from tests.web.test_reports import kept, reported


def listed(guest: Guest) -> list[str]:
    """Numbers of the leads on the page, in order."""
    links = [str(given.get("href")) for tag, given in guest.page.tags if tag == "a"]
    return [href.rpartition("/")[2] for href in links if href.startswith("/portal/leads/")]


async def some_leads(guest: Guest) -> None:
    for number, name in enumerate(("Asha Rao", "आशा कुलकर्णी", "Vikram Shah"), start=1):
        await guest.office.send(reference=f"VOL-{number}", name=name, phone=f"98200 1000{number}")
        guest.office.clock.pass_(timedelta(days=1))
    await guest.office.send(oem="aura", reference="AUR-1", name="Asha of Aura", phone="98200 20001")
    await guest.sign_in()


async def test_the_list_has_the_newest_first_and_none_of_another_oem(visitor: Guest) -> None:
    await some_leads(visitor)
    await visitor.go("/portal")
    assert listed(visitor) == ["L-1044", "L-1043", "L-1042"]
    assert "make the introductory call" in visitor.page.text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"text": "asha rao"}, ["L-1042"]),
        ({"text": "कुलकर्णी"}, ["L-1043"]),
        ({"text": "VOL-3"}, ["L-1044"]),
        ({"text": "l-1043"}, ["L-1043"]),
        ({"text": "98200 10002"}, ["L-1043"]),
        ({"text": "%"}, ["L-1044", "L-1043", "L-1042"]),
        ({"text": "nobody"}, []),
        ({"stage": "new"}, ["L-1044", "L-1043", "L-1042"]),
        ({"stage": "closed"}, []),
        ({"from": "2026-11-25"}, ["L-1044", "L-1043"]),
        ({"to": "2026-11-25"}, ["L-1043", "L-1042"]),
        ({"from": "2026-11-25", "to": "2026-11-25"}, ["L-1043"]),
        ({"since": "2026-11-25"}, ["L-1043", "L-1044"]),
    ],
)
async def test_the_list_is_narrowed(visitor: Guest, asked: dict[str, str], found: list[str]) -> None:
    await some_leads(visitor)
    page = await visitor.go("/portal", **asked)
    assert listed(visitor) == found
    assert ("No lead fits." in page.text) == (not found)


async def test_what_cannot_be_used_in_a_filter_is_said_and_left_out(guest: Guest) -> None:
    await some_leads(guest)
    page = await guest.go(
        "/portal", **{"from": "yesterday", "to": "0001-01-01", "stage": "?", "after": "n-x"}
    )
    assert (page.text.count("This is not a day. Example: 2026-11-24."), len(listed(guest))) == (2, 3)


async def test_pages_follow_each_other_with_the_filter(visitor: Guest) -> None:
    guest = visitor
    for number in range(27):
        await guest.office.send(reference=f"VOL-{number}", phone=f"98200 100{number:02d}", name=f"N {number}")
    for asked in ({}, {"since": "2026-11-01"}):
        await guest.go("/portal", **asked)
        first = listed(guest)
        more = next(
            str(given["href"]) for tag, given in guest.page.tags if "after=" in str(given.get("href"))
        )
        await guest.go(more)
        assert (len(first), len(listed(guest)), len({*first, *listed(guest)})) == (25, 2, 27)


async def test_a_lead_of_another_oem_is_as_none(visitor: Guest) -> None:
    theirs = (await visitor.office.send(oem="aura")).json()["id"]
    await visitor.office.at_closure(theirs)
    await visitor.go("/portal/account")
    csrf = visitor.page.form("/portal/out").fields["csrf"]
    for number in (theirs, "L-9"):
        for path in (f"/portal/leads/{number}", f"/portal/leads/{number}/pack"):
            page = await visitor.go(path)
            assert (path, visitor.status, "You have no lead of this number." in page.text) == (
                path,
                404,
                True,
            )
        for deed in ("phone", "pack/acknowledge", "pack/return"):
            data = {"csrf": csrf, "phone": "9820010009", "reason": "x"}
            answer = await visitor.client.post(f"/portal/leads/{number}/{deed}", data=data)
            assert (deed, answer.status_code, "no lead of this number" in answer.text) == (deed, 404, True)
    async with visitor.office.ports.reading() as looking:
        assert (await looking.uow.get(Lead, theirs)).stage is Stage.CLOSURE


async def test_a_lead_shows_its_next_action_and_its_public_timeline(visitor: Guest) -> None:
    number = await visitor.add_lead()
    async with visitor.office.ports.transaction() as work:
        await log_call(work.uow, number, CallOutcome.NO_ANSWER, OPS, note="dog barks")
    page = await visitor.go(f"/portal/leads/{number}")
    assert "The customer was called" in page.text
    assert "make the introductory call" in page.text
    assert "dog barks" not in page.text
    assert "Ravi" not in page.text


async def asked(guest: Guest) -> str:
    number = await guest.add_lead()
    async with guest.office.ports.transaction() as work:
        await log_call(work.uow, number, CallOutcome.WRONG_NUMBER, OPS)
    page = await guest.go(f"/portal/leads/{number}")
    assert "The number +919820010001 is wrong." in page.text
    return number


async def test_a_wrong_number_is_asked_about_and_answered(visitor: Guest) -> None:
    number = await asked(visitor)
    assert "Your turn" in (await visitor.go("/portal")).text
    await visitor.go(f"/portal/leads/{number}")
    page = await visitor.send(f"/portal/leads/{number}/phone", {"phone": "98"})
    assert (visitor.status, "Example: 98765 43210" in page.text) == (422, True)
    assert page.form(f"/portal/leads/{number}/phone").fields["phone"] == "98"
    await visitor.send(f"/portal/leads/{number}/phone", {"phone": "98200 10009"})
    assert (visitor.status, "+919820010009" in visitor.page.text) == (200, True)
    assert "The phone number was corrected" in visitor.page.text


async def test_nobody_asked_means_nothing_to_correct(guest: Guest) -> None:
    number = await asked(guest)
    fields = guest.page.form(f"/portal/leads/{number}/phone").fields
    await guest.send(f"/portal/leads/{number}/phone", {"phone": "98200 10009"})
    answer = await guest.client.post(f"/portal/leads/{number}/phone", data={**fields, "phone": "98200 10008"})
    assert (answer.status_code, "Nobody has asked for another number" in answer.text) == (409, True)


async def test_the_api_takes_the_right_number_too(guest: Guest) -> None:
    number = await asked(guest)
    wrong = await guest.office.post(f"/{number}/phone", {"phone": "98"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "#/phone")
    again = await guest.office.post(f"/{number}/phone", {"phone": "9820010001"})
    assert (again.status_code, "is the number that was wrong" in again.text) == (422, True)
    given = await guest.office.post(f"/{number}/phone", {"phone": "98200 10009"}, key="k1")
    assert (given.status_code, given.json()["customer"]["phone"]) == (200, "+919820010009")
    assert given.json()["next_action"]["what"] == "call_customer"
    repeated = await guest.office.post(f"/{number}/phone", {"phone": "98200 10009"}, key="k1")
    assert repeated.headers["idempotency-replayed"] == "true"
    assert (await guest.office.post(f"/{number}/phone", {"phone": "98200 10009"})).status_code == 409
    theirs = await guest.office.post(f"/{number}/phone", {"phone": "98200 10009"}, oem="aura")
    assert theirs.status_code == 404


async def test_a_sandbox_lead_is_never_asked_about(guest: Guest) -> None:
    trial = (await guest.office.send(oem="voltera trying")).json()["id"]
    answer = await guest.office.post(f"/{trial}/phone", {"phone": "98200 10009"}, oem="voltera trying")
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:chargeops:problem:not-now")


async def at_closure(guest: Guest) -> str:
    number = await guest.add_lead()
    await guest.office.at_closure(number)
    await guest.go(f"/portal/leads/{number}")
    return number


async def pack_of(guest: Guest, number: str) -> Pack:
    async with guest.office.ports.reading() as looking:
        return (await looking.uow.all(Pack, lead=number))[-1]


async def test_a_pack_is_downloaded_and_acknowledged_once(guest: Guest) -> None:
    number = await at_closure(guest)
    paper = await guest.client.get(f"/portal/leads/{number}/pack")
    assert (paper.headers["content-type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert (paper.headers["cache-control"], "attachment" in paper.headers["content-disposition"]) == (
        "no-store",
        True,
    )
    action = f"/portal/leads/{number}/pack/acknowledge"
    fields = guest.page.form(action).fields
    for _ in range(2):
        assert (await guest.client.post(action, data=fields)).status_code == 303
    assert (await pack_of(guest, number)).state is PackState.ACKNOWLEDGED
    assert "You have acknowledged" in (await guest.go(f"/portal/leads/{number}")).text


async def test_a_pack_is_returned_with_a_reason(guest: Guest) -> None:
    number = await at_closure(guest)
    page = await guest.send(f"/portal/leads/{number}/pack/return", {"reason": " "})
    assert (guest.status, "Please write a few words." in page.text) == (422, True)
    await guest.send(f"/portal/leads/{number}/pack/return", {"reason": "No photo of the earth pit"})
    pack = await pack_of(guest, number)
    assert (pack.state, pack.reason) == (PackState.RETURNED, "No photo of the earth pit")
    assert "The closure pack was returned: No photo of the earth pit" in guest.page.text


async def test_a_packs_folder_and_films_are_there_but_no_photo_with_what_the_camera_wrote(
    guest: Guest,
) -> None:
    number = await guest.add_lead()
    photo, film = a_photo("one"), replace(a_photo("film"), kind="video", file_name="walk.mp4")
    report = a_report(VisitKind.INSTALLATION, INSTALLATION_ANSWERS, (photo, film))
    await guest.office.archive(photo, a_jpeg(turned=True))
    await guest.office.archive(film, b"\0\0\0\x0cftypmp42" + b"\0\0\0\x0eudta+18.55")
    await guest.office.at_closure(number, report.visit)
    page = await guest.go(f"/portal/leads/{number}")
    assert f"/portal/leads/{number}/pack.zip" in [given.get("href") for tag, given in page.tags if tag == "a"]
    folder = await guest.client.get(f"/portal/leads/{number}/pack.zip")
    assert (folder.headers["content-type"], folder.content[:2]) == ("application/zip", b"PK")
    shown = await guest.client.get(f"/portal/leads/{number}/files/{mark_of(film)}")
    assert (shown.status_code, shown.headers["content-type"]) == (200, "video/mp4")
    assert shown.content == b"\0\0\0\x0cftypmp42\0\0\0\x0efree" + b"\0" * 6
    assert (await guest.client.get(f"/portal/leads/{number}/files/{mark_of(photo)}")).status_code == 404


async def test_a_word_on_a_page_that_shows_an_older_edition_is_refused(guest: Guest) -> None:
    number = await at_closure(guest)
    action = f"/portal/leads/{number}/pack/acknowledge"
    fields = {**guest.page.form(action).fields, "edition": "7"}
    answer = await guest.client.post(action, data=fields)
    assert (answer.status_code, "by now it is edition 1" in answer.text) == (409, True)
    assert (await pack_of(guest, number)).state is PackState.SENT


async def test_a_draft_of_a_pack_is_not_the_oems_yet(guest: Guest) -> None:
    number = await guest.add_lead()
    await guest.office.at_closure(number, state=PackState.SUBMITTED)
    await guest.go(f"/portal/leads/{number}/pack")
    assert guest.status == 404
    assert "Closure pack" not in (await guest.go(f"/portal/leads/{number}")).words


async def test_two_oems_see_each_their_own(guest: Guest) -> None:
    await guest.add_lead()
    other = a_guest(guest.office)
    await other.sign_in("aura")
    await other.go("/portal")
    assert listed(other) == []
    await other.client.aclose()


async def test_a_lead_that_moves_while_it_is_answered_says_so(guest: Guest) -> None:
    number = await asked(guest)
    async with guest.office.ports.transaction() as work:
        lead = await work.uow.get(Lead, number)
        await work.uow.save(replace(lead, stage=Stage.CANCELLED, stage_before=Stage.NEW))
    page = await guest.send(f"/portal/leads/{number}/phone", {"phone": "98200 10009"})
    assert (guest.status, "can no longer be done" in page.text) == (409, True)


async def test_reports_of_periods_are_listed_with_their_balance_and_fetched(visitor: Guest) -> None:
    await visitor.sign_in()
    await visitor.go("/portal/reports")
    assert "No report has been released yet" in visitor.page.text
    await reported(visitor.office)
    await reported(visitor.office, 8, oem="aura")
    await visitor.go("/portal/reports")
    assert f"open at the end {november().figures.balance.closing}." in visitor.page.text
    links = [str(given.get("href")) for tag, given in visitor.page.tags if tag == "a"]
    papers = [href for href in links if href.startswith("/portal/reports/")]
    assert papers == ["/portal/reports/R-7/pdf", "/portal/reports/R-7/xlsx"]
    got = [await visitor.client.get(href) for href in papers]
    assert [one.headers["content-type"] for one in got] == [TYPES["pdf"], TYPES["xlsx"]]
    arrived = (await kept(visitor.office)).deliveries[0]
    assert arrived.state is Arrival.ARRIVED
    assert (await visitor.client.get("/portal/reports/R-8/pdf")).status_code == 404
    assert (await visitor.client.get("/portal/reports/R-7/docx")).status_code in {404, 422}
