"""The customer says on his page whether all is well, while he is called and while his silence would count."""

from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.status import HTTP_409_CONFLICT, HTTP_422_UNPROCESSABLE_CONTENT

from domain.events import Happening
from domain.leads.confirmation import Confirmation, Heard
from domain.leads.lead import Lead
from domain.leads.sign_off import Signing
from domain.leads.stages import Stage
from domain.reporting.pack import Pack
from domain.visits.states import VisitKind, VisitState
from tests.build import a_report, a_sign_off, a_team, a_visit
from tests.web.customer.visitor import Visitor, a_visitor, troubles
from tests.web.office import Office

TILL = "If we hear nothing until "


@pytest.fixture
async def asha(sqlite_office: Office) -> Visitor:
    """Her installation was approved and signed, and she was told in writing that her silence counts."""
    visitor = await a_visitor(sqlite_office)
    async with sqlite_office.ports.transaction() as work:
        uow = work.uow
        lead = await uow.get(Lead, visitor.lead_id)
        made = a_visit(
            id=f"I-{lead.number}-1",
            lead=lead.id,
            oem=lead.oem,
            kind=VisitKind.INSTALLATION,
            state=VisitState.APPROVED,
            report=a_report(),
        )
        await uow.add(a_team())
        await uow.add(made)
        called = replace(
            lead,
            stage=Stage.CONFIRMATION_CALL,
            consent_at=uow.now,
            visits_made=1,
            signing=Signing(visit=made.id),
            sign_offs=(a_sign_off(visit=made.id),),
            confirmation=Confirmation(told_at=uow.now - timedelta(hours=1)),
        )
        await uow.save(called)
    return visitor


async def test_what_is_wrong_is_said_and_later_that_all_is_well(asha: Visitor) -> None:
    assert TILL in (await asha.look()).text
    empty = await asha.send("confirmation", visits="1", answer="no", score="2", words=" ")
    assert empty.status_code == HTTP_422_UNPROCESSABLE_CONTENT
    assert "Please write what is wrong. Example: the RCBO trips" in troubles(empty.text)[0]
    assert 'value="2" checked' in empty.text
    for _ in range(2):
        page = await asha.does("confirmation", visits="1", answer="no", words="it <trips>\r\nin the rain")
        assert "You told us what is wrong: it &lt;trips&gt; in the rain. Our desk calls you." in page
        assert TILL not in page
    mixed = await asha.send("confirmation", visits="1", answer="yes", score="5", words="it trips")
    assert mixed.status_code == HTTP_422_UNPROCESSABLE_CONTENT
    assert ">it trips</textarea>" in mixed.text
    for _ in range(2):
        page = await asha.does("confirmation", visits="1", answer="yes", score="5")
        assert "You told us that all is well: 5 of 5." in page
        assert "Something is wrong" not in page
    told = await asha.happened()
    assert told.count(Happening.PROBLEM_REPORTED) == 1
    assert told.count(Happening.CUSTOMER_SATISFIED) == 1
    async with asha.office.ports.reading() as looking:
        assert len(await looking.uow.all(Pack, lead=asha.lead_id)) == 1


async def test_no_score_is_needed_and_a_stale_page_is_told_how_it_stands(asha: Visitor) -> None:
    page = await asha.does("confirmation", visits="1", answer="yes")
    assert "You told us that all is well." in page
    for fields in ({"answer": "no", "words": "it trips"}, {"answer": "yes", "score": "1"}):
        stale = await asha.send("confirmation", visits="1", **fields)
        assert stale.status_code == HTTP_409_CONFLICT
        assert len(troubles(stale.text)) == 1
    known = (await asha.lead()).confirmation
    assert (known.heard, known.score) == (Heard.SATISFIED, None)


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"visits": "1", "answer": "yes", "score": "6"}, HTTP_422_UNPROCESSABLE_CONTENT, "from 1 to 5"),
        ({"visits": "1"}, HTTP_422_UNPROCESSABLE_CONTENT, "tap one of the buttons"),
        ({"visits": "0", "answer": "yes"}, HTTP_409_CONFLICT, "before a team came again"),
    ],
)
async def test_what_cannot_be_meant_is_explained(
    asha: Visitor, fields: dict[str, str], status: int, said: str
) -> None:
    answer = await asha.send("confirmation", **fields)
    assert answer.status_code == status
    assert said in troubles(answer.text)[0]
    assert (await asha.lead()).stage is Stage.CONFIRMATION_CALL


async def test_it_is_asked_in_hindi(asha: Visitor) -> None:
    page = await asha.does("language", language="hi")
    assert ">सब ठीक है</button>" in page
    assert "All is well" not in page
