"""The work at the site on the page: each thing by itself, sent twice it is said once, and the application beside it."""

from dataclasses import replace
from datetime import date

import pytest
from starlette.status import HTTP_409_CONFLICT, HTTP_422_UNPROCESSABLE_CONTENT

from domain.events import Happening
from domain.leads.blocker import Blocker, BlockerKind, Owner
from domain.leads.lead import Lead
from domain.leads.site_work import accept_site_work, refuse_site_work
from domain.leads.stages import Stage
from tests.build import a_blocker
from tests.web.customer.visitor import OPS, Visitor, a_jpeg, a_visitor
from tests.web.office import Office

K = BlockerKind
PHOTO = ("pit.jpg", a_jpeg(), "image/jpeg")
APPLIED = {"blocker": "load_upgrade", "number": "le 2411", "applied": "2026-11-20", "area": "rural"}


@pytest.fixture
async def asha(office: Office) -> Visitor:
    visitor = await a_visitor(office)
    blockers = (
        a_blocker(words={"en": "dig <the> pit"}),
        a_blocker(kind=K.LOAD_UPGRADE),
        a_blocker(kind=K.CIVIL, owner=Owner.US),
    )
    async with office.ports.transaction() as work:
        lead = await work.uow.get(Lead, visitor.lead_id)
        now = work.uow.now
        await work.uow.save(
            replace(lead, stage=Stage.SITE_WORK, stage_since=now, consent_at=now, blockers=blockers)
        )
    return visitor


async def kept(asha: Visitor, kind: BlockerKind) -> Blocker:
    return next(one for one in (await asha.lead()).blockers if one.kind is kind)


async def test_the_page_says_what_is_needed_and_who_does_it(asha: Visitor) -> None:
    page = (await asha.look()).text
    assert "dig &lt;the&gt; pit (you, by Tue 8 Dec)" in page
    assert "(we do this, by Tue 8 Dec)" in page
    assert page.count("The work is done") == 2


async def test_each_thing_is_said_once_with_its_proof(asha: Visitor) -> None:
    page = await asha.does("ready", PHOTO, blocker="earthing")
    assert "you told us that it is done; we look at it" in page
    await asha.does("ready", PHOTO, blocker="earthing")
    await asha.does("ready", blocker="earthing")
    said = await kept(asha, K.EARTHING)
    assert [len(claim.proofs) for claim in said.claims] == [1]
    assert (await kept(asha, K.LOAD_UPGRADE)).claims == ()
    assert (await asha.happened()).count(Happening.SITE_WORK_REPORTED) == 1


async def test_what_was_sent_back_says_why_and_wants_something_new(asha: Visitor) -> None:
    await asha.does("ready", PHOTO, blocker="earthing")
    async with asha.office.ports.transaction() as work:
        await refuse_site_work(work.uow, asha.lead_id, K.EARTHING, "fill the pit", OPS)
    assert "We asked again: fill the pit" in (await asha.look()).text
    same = await asha.send("ready", PHOTO, blocker="earthing")
    assert same.status_code == HTTP_422_UNPROCESSABLE_CONTENT
    assert "You have sent this photo before" in same.text
    await asha.does("ready", blocker="earthing")
    assert (await kept(asha, K.EARTHING)).claim is not None


@pytest.mark.parametrize("blocker", ["civil", "noc", "moon", ""])
async def test_what_is_not_his_to_say_is_refused(asha: Visitor, blocker: str) -> None:
    answer = await asha.send("ready", blocker=blocker)
    assert answer.status_code in {HTTP_409_CONFLICT, HTTP_422_UNPROCESSABLE_CONTENT}
    assert Happening.SITE_WORK_REPORTED not in await asha.happened()


async def test_a_page_from_before_names_nothing_and_means_the_only_one(asha: Visitor) -> None:
    async with asha.office.ports.transaction() as work:
        await accept_site_work(work.uow, asha.lead_id, K.LOAD_UPGRADE, OPS)
    await asha.does("ready")
    assert (await kept(asha, K.EARTHING)).claim is not None


async def test_an_application_is_noted_and_mended(asha: Visitor) -> None:
    page = await asha.does("applied", **APPLIED)
    assert "your electricity company has application LE2411, by Sat 5 Dec" in page
    assert "Change my application" in page
    await asha.does("applied", **APPLIED)
    await asha.does("applied", **APPLIED | {"mains": "yes", "demand": "2,450", "paid": "2026-11-21"})
    blocker = await kept(asha, K.LOAD_UPGRADE)
    assert (blocker.owner, blocker.expected_on) == (Owner.DISCOM, date(2027, 2, 18))
    assert (await asha.happened()).count(Happening.LOAD_APPLIED) == 2
    assert 'value="2450.00"' in (await asha.look()).text
    copy = (await asha.send("copy", **{"as": "json"})).json()
    assert copy["shared"]["applications"][0]["number"] == "LE2411"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"number": "?"}, "It is on the receipt. Example: LE/2411/00871."),
        ({"applied": ""}, "Please choose the day."),
        ({"applied": "2027-01-01"}, "That day has not come yet."),
        ({"area": "moon"}, "Please say what kind of place it is."),
        ({"demand": "much"}, "Please type an amount in rupees."),
        ({"demand": "1", "paid": "2026-11-01"}, "It cannot be paid before"),
    ],
)
async def test_a_wrong_application_says_what_works_and_keeps_what_was_typed(
    asha: Visitor, wrong: dict[str, str], words: str
) -> None:
    answer = await asha.send("applied", **{**APPLIED, "number": "KEPT-1", **wrong})
    assert answer.status_code == HTTP_422_UNPROCESSABLE_CONTENT
    assert words in answer.text
    assert ("KEPT-1" in answer.text) is ("number" not in wrong)
    assert (await kept(asha, K.LOAD_UPGRADE)).application is None
