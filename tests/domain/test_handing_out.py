"""The very charger that goes to a site: handed out once, by number or by photo, and the only one that may be installed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import pytest

from domain.checklists.model import Checklist, Item, ItemKind, Rule, Section, Verdict
from domain.checklists.rules import Findings, Site
from domain.errors import Invalid, Refused
from domain.events import Happening
from domain.evidence import Code, Looks
from domain.leads.stages import Stage
from domain.materials.giving_up import release_materials
from domain.materials.handing_out import hand_out_by_photo, hand_out_charger, leads_with
from domain.materials.request import Line, LineState, MaterialRequest
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.visits.evidence import picture_was_read
from domain.visits.filling import Entered, answer_item, begin_form
from domain.visits.form import Filling
from domain.visits.states import VisitKind, VisitState
from tests.build import OPS, a_lead, a_picture, a_report, a_request, a_visit, an_oem, at_stage
from tests.fakes import NOW, House

FARIDA: Final = Actor(person="p-farida", name="Farida", roles=frozenset({Role.PROCUREMENT}))
CREW: Final = Actor(person="p-ravi", name="Ravi", roles=frozenset({Role.FIELD}), teams=frozenset({"sunrise"}))
THERE: Final = (Line(item="charger", quantity=1, state=LineState.ALLOCATED, store="pune"),)
SERIAL: Final = "AC74-2026-000123"
OTHER: Final = "AC74-2026-000999"
ITEM: Final = Item(
    key="charger_serial",
    label="Serial number",
    kind=ItemKind.SERIAL,
    minimum=4,
    maximum=40,
    example=SERIAL,
    limit="the one that was handed out",
    rule=Rule.SERIAL,
)
ASKED: Final = Checklist(
    id="scan@1",
    name="scan",
    edition=1,
    kind=VisitKind.INSTALLATION,
    oem="volt",
    sections=(Section(key="charger", title="Charger", items=(ITEM,)),),
)


async def a_house(stage: Stage = Stage.INSTALLATION_SCHEDULED, **request: Any) -> House:  # noqa: ANN401  fields of MaterialRequest
    house = House()
    uow = house.uow()
    for lead in (at_stage(stage, visits_made=1), at_stage(stage, id="L-7", oem_reference="VM-7")):
        await uow.add(lead)
    await uow.add(an_oem())
    await uow.add(ASKED)
    await uow.add(a_request(**{"lines": THERE, **request}))
    await uow.add(a_request(id="M-7", lead="L-7", lines=THERE))
    installation = a_visit(id="I-1042-1", kind=VisitKind.INSTALLATION, state=VisitState.ON_SITE)
    await uow.add(installation)
    return house


async def the_request(house: House, request: str = "M-1042") -> MaterialRequest:
    return await house.uow().get(MaterialRequest, request)


async def handed_out(house: House, serial: str = SERIAL, request: str = "M-1042", reason: str = "") -> None:
    await hand_out_charger(house.uow(), request, serial, FARIDA, reason=reason)


async def photographed(house: House, looks: Looks | None, unique_id: str = "u1") -> list[Happening]:
    await hand_out_by_photo(house.uow(), "M-1042", a_picture(unique_id=unique_id), FARIDA)
    return await looked_at(house, looks, unique_id)


async def looked_at(house: House, looks: Looks | None, unique_id: str = "u1") -> list[Happening]:
    uow = house.uow()
    await picture_was_read(uow, unique_id, looks)
    return [event.kind for event in uow.events]


def sticker(serial: str = SERIAL) -> Looks:
    return Looks(sha256="a", width=1280, height=960, codes=(Code(text=f"S/N: {serial}", sort="QRCode"),))


async def answered(house: House, serial: str) -> Filling:
    await begin_form(house.uow(), "I-1042-1", CREW)
    return await answer_item(house.uow(), "I-1042-1", Entered(key="charger_serial", text=serial), CREW)


async def test_a_typed_number_is_kept_as_the_report_would_keep_it_with_who_and_when() -> None:
    house = await a_house()
    uow = house.uow()
    await hand_out_charger(uow, "M-1042", " ac74-2026-000123 ", FARIDA)
    charger = (await the_request(house)).charger
    assert charger is not None
    assert (charger.serial, charger.by.name, charger.at) == (SERIAL, "Farida", NOW)
    [event] = uow.events
    assert event.kind is Happening.CHARGER_HANDED_OUT
    assert event.facts == {"serial": SERIAL, "reason": "", "team": "sunrise"}


async def test_nobody_is_told_before_a_team_is_to_install_it() -> None:
    house = await a_house(Stage.INSTALLATION_SCHEDULING)
    uow = house.uow()
    visit = await uow.get(type(a_visit()), "I-1042-1")
    await uow.save(replace(visit, state=VisitState.CANCELLED))
    await hand_out_charger(uow, "M-1042", SERIAL, FARIDA)
    assert [event.facts["team"] for event in uow.events] == [""]


@pytest.mark.parametrize("typed", ["AC7", "A" * 41, "AC74 #12", "", "सीरियल"])
async def test_what_cannot_be_a_serial_number_is_explained(typed: str) -> None:
    house = await a_house()
    with pytest.raises(Invalid, match=r"4 to 40 of them. Example: AC74"):
        await handed_out(house, typed)


@pytest.mark.parametrize("same", [SERIAL, "ac742026000123", "AC74/2026/000123"])
async def test_one_unit_does_not_go_to_two_sites(same: str) -> None:
    house = await a_house()
    await handed_out(house)
    with pytest.raises(Invalid, match="is handed out for L-1042"):
        await handed_out(house, same, "M-7")
    with pytest.raises(Invalid, match="for this site already"):
        await handed_out(house, same, reason="again")


async def test_what_was_given_back_can_be_handed_out_again() -> None:
    house = await a_house()
    await handed_out(house)
    await house.stock.receive("pune", "charger", 5, reason="", at=NOW)
    await house.stock.reserve("pune", "charger", 1, lead="L-1042", at=NOW)
    await release_materials(house.uow(), "L-1042", OPS)
    with pytest.raises(Refused, match="have been given back"):
        await handed_out(house, OTHER)
    await handed_out(house, SERIAL, "M-7")
    assert (await the_request(house, "M-7")).serial == "AC742026000123"


async def test_another_one_takes_its_place_with_a_reason_and_both_are_kept() -> None:
    house = await a_house()
    await handed_out(house)
    with pytest.raises(Invalid, match="why it is another one"):
        await handed_out(house, OTHER, reason="  ")
    uow = house.uow()
    await hand_out_charger(uow, "M-1042", OTHER, FARIDA, reason="its box was wet")
    request = await the_request(house)
    assert request.charger is not None
    assert (request.charger.serial, request.charger.reason) == (OTHER, "its box was wet")
    assert [one.serial for one in request.chargers_before] == [SERIAL]
    [event] = uow.events
    assert (event.kind, event.facts["former_serial"]) == (Happening.CHARGER_EXCHANGED, SERIAL)
    await handed_out(house, SERIAL, "M-7")


@pytest.mark.parametrize("stage", [Stage.INSTALLATION_REVIEW, Stage.CONFIRMATION_CALL, Stage.CLOSED])
async def test_once_the_report_is_in_the_number_stays(stage: Stage) -> None:
    house = await a_house(stage)
    with pytest.raises(Refused, match="no longer waits for its charger"):
        await handed_out(house)


async def test_nothing_is_handed_out_before_all_is_there() -> None:
    house = await a_house(lines=(*THERE, Line(item="cable", quantity=18)))
    with pytest.raises(Refused, match="Not everything of M-1042 is there"):
        await handed_out(house)


async def test_the_number_on_a_photo_counts_once_the_photo_was_looked_at() -> None:
    house = await a_house()
    await hand_out_by_photo(house.uow(), "M-1042", a_picture(), FARIDA)
    assert [picture.unique_id for picture in house.ledger.media] == ["u1"]
    assert (await the_request(house)).charger is None
    assert await looked_at(house, sticker()) == [
        Happening.STICKER_LOOKED_AT,
        Happening.CHARGER_HANDED_OUT,
    ]
    request = await the_request(house)
    assert request.charger is not None
    assert (request.charger.serial, request.charger.by.name) == (SERIAL, "Farida")
    assert request.sticker is None


@pytest.mark.parametrize("looks", [None, Looks(sha256="a"), Looks(sha256="a", width=9, height=9)])
async def test_a_photo_without_a_number_is_said_to_have_none(looks: Looks | None) -> None:
    house = await a_house()
    assert await photographed(house, looks) == [Happening.STICKER_LOOKED_AT]
    request = await the_request(house)
    assert request.charger is None
    assert request.sticker is not None
    assert (request.sticker.looked_at, request.sticker.taken) == (NOW, "")


async def test_a_photo_of_another_lead_s_charger_names_that_lead() -> None:
    house = await a_house()
    await handed_out(house, SERIAL, "M-7")
    assert await photographed(house, sticker()) == [Happening.STICKER_LOOKED_AT]
    request = await the_request(house)
    assert request.sticker is not None
    assert (request.charger, request.sticker.taken) == (None, "L-7")


async def test_the_same_photo_sent_again_is_read_at_once() -> None:
    house = await a_house()
    await handed_out(house, SERIAL, "M-7")
    await photographed(house, sticker())
    await hand_out_charger(house.uow(), "M-7", OTHER, FARIDA, reason="mixed up")
    await hand_out_by_photo(house.uow(), "M-1042", a_picture(), FARIDA)
    charger = (await the_request(house)).charger
    assert charger is not None
    assert charger.serial == SERIAL


async def test_what_was_typed_meanwhile_is_not_undone_by_a_photo() -> None:
    house = await a_house()
    await hand_out_by_photo(house.uow(), "M-1042", a_picture(), FARIDA)
    await handed_out(house, OTHER)
    assert await looked_at(house, sticker()) == []
    charger = (await the_request(house)).charger
    assert charger is not None
    assert charger.serial == OTHER


async def test_only_the_charger_that_was_handed_out_may_be_installed() -> None:
    house = await a_house()
    await handed_out(house)
    right = await answered(house, "ac74 2026 000123")
    assert right.blocked() is None
    wrong = await answered(house, OTHER)
    assert wrong.verdict(ITEM) is Verdict.FAIL
    assert (
        str(wrong.blocked()) == f"Serial number: {SERIAL} was handed out for this site, and this is {OTHER}."
    )


async def test_the_charger_of_another_lead_is_named() -> None:
    house = await a_house()
    await handed_out(house)
    await handed_out(house, OTHER, "M-7")
    wrong = await answered(house, OTHER)
    assert "is the charger of L-7" in str(wrong.blocked())


async def test_where_none_was_handed_out_any_passes_but_one_known_from_another_lead_wants_a_word() -> None:
    house = await a_house()
    assert (await answered(house, SERIAL)).blocked() is None
    report = a_report(answers={"charger_serial": OTHER})
    uow = house.uow()
    await uow.add(a_visit(id="I-7-1", lead="L-7", kind=VisitKind.INSTALLATION, report=report))
    known = await answered(house, OTHER)
    assert known.wants_word(ITEM)
    assert str(known.odd(ITEM)) == f"{OTHER} is known from L-7"


async def test_a_number_is_known_from_what_is_out_and_from_what_was_installed() -> None:
    house = await a_house()
    uow = house.uow()
    await handed_out(house, SERIAL, "M-7")
    await uow.add(a_lead(id="L-9", oem_reference="VM-9"))
    report = a_report(answers={"charger_serial": "ac742026000123"})
    await uow.add(a_visit(id="I-9-1", lead="L-9", kind=VisitKind.INSTALLATION, report=report))
    assert await leads_with(uow, SERIAL, but="L-1042") == ("L-7", "L-9")
    assert await leads_with(uow, SERIAL, but="L-7") == ("L-9",)


@pytest.mark.parametrize("site", [{}, {"serial": SERIAL}])
def test_the_number_is_never_suggested(site: Mapping[str, Any]) -> None:
    found = Findings(checklist=ASKED, site=Site(charger_kw=7.4, **site), answers={})
    assert (found.suggested(ITEM), found.why(ITEM)) == (None, None)
