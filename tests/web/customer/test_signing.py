"""The customer signs on his page: drawn, by his typed name, or with a code for the installer; then he says how it was."""

import re
from dataclasses import replace
from io import BytesIO
from typing import Final

import pytest
from PIL import Image, ImageDraw

from domain.leads.lead import Lead
from domain.leads.sign_off import SignedHow, Signing, SignOff
from domain.leads.signing import sign_by_code
from domain.leads.stages import Stage
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.visits.states import VisitKind, VisitState
from tests.build import a_report, a_team, a_visit, extra_metres
from tests.web.customer.visitor import Visitor, a_jpeg, a_visitor, troubles
from tests.web.office import Office

ANSWERS: Final = {"charger_serial": "AC74-2026-000123", "cable_metres_used": "21.5", "demo_done": "yes"}
MANOJ: Final = Actor(
    person="p-manoj", name="Manoj", roles=frozenset({Role.FIELD}), teams=frozenset({"sunrise"})
)


@pytest.fixture
async def asha(sqlite_office: Office) -> Visitor:
    """Her charger is installed, the report is in, and more cable was used than agreed."""
    visitor = await a_visitor(sqlite_office)
    async with sqlite_office.ports.transaction() as work:
        uow = work.uow
        lead = await uow.get(Lead, visitor.lead_id)
        made = a_visit(
            id=f"I-{lead.number}-1",
            lead=lead.id,
            oem=lead.oem,
            kind=VisitKind.INSTALLATION,
            state=VisitState.REPORTED,
            report=replace(a_report(), answers=ANSWERS),
        )
        await uow.add(a_team())
        await uow.add(made)
        asked = replace(
            lead,
            stage=Stage.INSTALLATION_REVIEW,
            consent_at=uow.now,
            visits_made=1,
            signing=Signing(visit=made.id),
            extra_metres=extra_metres(visit=made.id),
        )
        await uow.save(asked)
    return visitor


async def signed(asha: Visitor) -> SignOff:
    found = (await asha.lead()).sign_off
    assert found is not None
    return found


def a_drawing(*, empty: bool = False, side: int = 680) -> bytes:
    picture, out = Image.new("RGB", (side, 260), "white"), BytesIO()
    if not empty:
        ImageDraw.Draw(picture).line((20, 200, side - 20, 40), fill="black", width=5)
    picture.save(out, "PNG")
    return out.getvalue()


async def test_the_page_says_what_was_built_and_a_typed_name_signs(asha: Visitor) -> None:
    page = (await asha.look()).text
    assert "Serial number of your charger: AC74-2026-000123" in page
    assert "You were shown how to use it." in page
    page = await asha.does("sign", name="Asha Rao", works="yes")
    assert "with the name. Thank you!" in page
    one = await signed(asha)
    assert (one.how, one.name, one.signature) == (SignedHow.NAME, "Asha Rao", None)
    await asha.does("sign", name="Somebody Else", works="yes")
    assert await signed(asha) == one


async def test_what_is_drawn_is_kept_and_the_name_beside_it(asha: Visitor) -> None:
    drawing = a_drawing()
    await asha.does("sign", ("signature.png", drawing, "image/png"), name="", works="yes")
    one = await signed(asha)
    assert one.how is SignedHow.SIGNATURE
    assert one.signature is not None
    assert one.signature.sha256 is not None
    assert await asha.office.ports.media.get(one.signature.sha256) == drawing


@pytest.mark.parametrize(
    ("file", "fields", "said"),
    [
        (None, {"works": "yes"}, "draw your signature, or type your name. Example: Asha Rao"),
        (None, {"name": "Asha Rao"}, "tick “I have it and it works”"),
        (a_drawing(empty=True), {"works": "yes"}, "The signature is empty"),
        (a_drawing(side=2000), {"works": "yes"}, "This is no signature"),
        (a_jpeg(), {"works": "yes"}, "This is no signature"),
    ],
)
async def test_what_is_no_signature_is_explained(
    asha: Visitor, file: bytes | None, fields: dict[str, str], said: str
) -> None:
    sent = ("signature.png", file, "image/png") if file else None
    answer = await asha.send("sign", sent, **fields)
    assert answer.status_code == 422
    assert said in troubles(answer.text)[0]
    assert (await asha.lead()).sign_off is None


async def test_the_code_is_shown_this_once_and_the_installer_types_it(asha: Visitor) -> None:
    answer = await asha.send("code")
    shown = re.search(r"Your code: (\d{3}) (\d{3})", answer.text)
    assert shown is not None
    assert "Your code" not in (await asha.look()).text
    async with asha.office.ports.transaction() as work:
        visit = (await asha.lead()).signing
        assert visit is not None
        typed = await sign_by_code(work.uow, visit.visit, shown[1] + shown[2], MANOJ)
    assert typed.right
    assert (await signed(asha)).how is SignedHow.CODE
    again = await asha.send("code")
    assert again.status_code == 409
    assert "signed already" in troubles(again.text)[0]


async def test_stars_and_a_remark_come_with_the_signature_or_after_it(asha: Visitor) -> None:
    refused = await asha.send("rate", rating="5")
    assert refused.status_code == 409
    assert "How was it?" not in (await asha.look()).text
    assert "How was it?" in await asha.does("sign", name="Asha Rao", works="yes")
    page = await asha.does("rate", rating="4", remark="")
    assert "You gave 4 of 5 stars." in page
    assert "Your remark: “on time”" not in page
    page = await asha.does("rate", remark="on time")
    assert "Your remark: on time" in page
    one = await signed(asha)
    assert (one.rating, one.remark) == (4, "on time")


async def test_extra_metres_are_said_plainly_and_accepted(asha: Visitor) -> None:
    said = "3.5 m of cable were used beyond what was agreed: 21.5 m instead of 18 m."
    assert said in (await asha.look()).text
    stale = await asha.send("metres", answer="yes", used="20")
    assert "It is 21.5 m now" in troubles(stale.text)[0]
    for _ in range(2):
        assert "You have accepted it." in await asha.does("metres", answer="yes", used="21.5")


async def test_whoever_does_not_agree_says_why(asha: Visitor) -> None:
    refused = await asha.send("metres", answer="no", used="21.5")
    assert "Please say why" in troubles(refused.text)[0]
    for _ in range(2):
        page = await asha.does("metres", answer="no", used="21.5", words="nobody asked me")
        assert "You do not agree: “nobody asked me”. Our desk calls you." in page


async def test_nothing_is_signed_before_something_is_built(sqlite_office: Office) -> None:
    visitor = await a_visitor(sqlite_office)
    for step in ("sign", "code"):
        answer = await visitor.send(step, name="Asha Rao", works="yes")
        assert answer.status_code == 409
        assert "so this can no longer be done" in troubles(answer.text)[0]


async def test_what_he_signed_stands_in_the_copy_of_his_data(asha: Visitor) -> None:
    await asha.does("sign", name="Asha Rao", works="yes")
    copy = (await asha.send("copy", **{"as": "json"})).json()
    [one] = copy["signed"]
    assert (one["how"], one["name"]) == ("name", "Asha Rao")
    assert (copy["extra_metres"]["used"], copy["extra_metres"]["agreed"]) == (21.5, 18.0)
