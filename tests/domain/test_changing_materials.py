"""The bill of materials put right by the desk, and the quote that follows from it."""

from dataclasses import replace
from typing import Any, Final

import pytest

from domain.errors import Invalid, Refused
from domain.events import Happening
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.materials.changing import add_item, read_quantity, set_metres, set_quantity, take_out
from domain.materials.quote import Quote, QuoteState
from domain.materials.quoting import accept_quote
from domain.materials.readiness import quote_of
from domain.materials.request import Line, LineState, MaterialRequest
from domain.materials.supply import request_materials
from tests.build import a_request, an_oem, at_stage
from tests.domain.test_quotes import ASHA, DESK, FARIDA, PRICES, asked_for
from tests.fakes import House

M: Final = "M-1042"
WHY: Final = "the team has called"


async def bill(house: House) -> dict[str, int]:
    request = await house.uow().get(MaterialRequest, M)
    return {line.item: line.quantity for line in request.lines}


async def the_quote(house: House) -> Quote:
    quote = await quote_of(house.uow(), "L-1042")
    assert quote is not None
    return quote


async def test_each_change_is_on_the_bill_with_its_reason_and_is_told() -> None:
    house = await asked_for("18")
    uow = house.uow()
    await add_item(uow, M, "isolator_2p", 1, WHY, FARIDA)
    await set_quantity(uow, M, "cable", 24, WHY, DESK)
    await take_out(uow, M, "danger_label", WHY, DESK)
    lines = await bill(house)
    assert (lines["isolator_2p"], lines["cable"], "danger_label" in lines) == (1, 24, False)
    request = await house.uow().get(MaterialRequest, M)
    cable = request.line("cable")
    assert cable is not None
    assert cable.reason == WHY
    told = [event.facts for event in uow.events if event.kind is Happening.MATERIALS_CHANGED]
    assert [(one["change"], one["item"], one.get("before"), one.get("after")) for one in told] == [
        ("added", "isolator_2p", None, "1"),
        ("quantity", "cable", "20", "24"),
        ("out", "danger_label", "1", None),
    ]
    assert [change.by for change in request.changes] == ["Farida", "Om Desk", "Om Desk"]


async def test_another_length_computes_anew_and_keeps_what_the_desk_has_said() -> None:
    house = await asked_for("18")
    await add_item(house.uow(), M, "spd_2p", 1, WHY, DESK)
    await set_quantity(house.uow(), M, "gland_25", 4, WHY, DESK)
    await take_out(house.uow(), M, "earth_wire", WHY, DESK)
    await set_metres(house.uow(), M, 20, WHY, DESK)
    lines = await bill(house)
    assert (lines["cable"], lines["conduit_25"], lines["spd_2p"], lines["gland_25"]) == (22, 20, 1, 4)
    assert "earth_wire" not in lines


async def test_a_longer_way_needs_a_thicker_cable() -> None:
    house = await asked_for("18")
    await set_metres(house.uow(), M, 45, WHY, DESK)
    lines = await bill(house)
    assert (lines["cable_3x10"], "cable" in lines) == (50, False)


async def test_another_length_makes_another_quote_and_his_word_to_the_old_one_is_gone() -> None:
    house = await asked_for("25")
    await accept_quote(house.uow(), "Q-1042-1", ASHA)
    await set_metres(house.uow(), M, 23, WHY, DESK)
    quote = await the_quote(house)
    assert (quote.id, quote.state, quote.metres) == ("Q-1042-2", QuoteState.OFFERED, 23)
    with pytest.raises(Refused, match=r"Q-1042-1 no longer counts. Please look at Q-1042-2"):
        await accept_quote(house.uow(), "Q-1042-1", ASHA)


async def test_what_costs_him_nothing_leaves_his_quote_alone() -> None:
    house = await asked_for("25")
    await accept_quote(house.uow(), "Q-1042-1", ASHA)
    await set_quantity(house.uow(), M, "cable", 40, WHY, DESK)
    assert (await the_quote(house)).state is QuoteState.ACCEPTED


async def test_something_extra_is_quoted_and_withdrawn_with_it() -> None:
    house = await asked_for("18")
    assert await quote_of(house.uow(), "L-1042") is None
    await add_item(house.uow(), M, "spd_2p", 2, WHY, DESK)
    assert str((await the_quote(house)).total) == "₹8,260.00"
    uow = house.uow()
    await take_out(uow, M, "spd_2p", WHY, DESK)
    assert await quote_of(house.uow(), "L-1042") is None
    assert uow.events[-1].kind is Happening.QUOTE_WITHDRAWN


async def test_what_is_bound_already_cannot_be_changed() -> None:
    house = House()
    lines = (Line(item="charger", quantity=1), Line(item="cable", quantity=20, state=LineState.ALLOCATED))
    for thing in (an_oem(policy=PRICES), at_stage(Stage.MATERIALS), a_request(lines=lines)):
        await house.uow().add(thing)
    with pytest.raises(Refused, match="reserved or being bought already"):
        await set_quantity(house.uow(), M, "cable", 9, WHY, DESK)
    with pytest.raises(Refused, match="reserved or being bought already"):
        await take_out(house.uow(), M, "cable", WHY, DESK)
    with pytest.raises(Refused, match="not computed from a length"):
        await set_metres(house.uow(), M, 9, WHY, DESK)


async def test_the_last_open_line_taken_out_lets_the_lead_go_on() -> None:
    house = House()
    lines = (Line(item="pedestal", quantity=1), Line(item="cable", quantity=20, state=LineState.ALLOCATED))
    for thing in (an_oem(), at_stage(Stage.MATERIALS), a_request(lines=lines)):
        await house.uow().add(thing)
    await take_out(house.uow(), M, "pedestal", WHY, DESK)
    assert (await house.uow().get(Lead, "L-1042")).stage is Stage.INSTALLATION_SCHEDULING
    with pytest.raises(Refused, match="Installation to be scheduled"):
        await set_quantity(house.uow(), M, "cable", 9, WHY, DESK)


async def test_a_quote_that_waits_holds_the_lead_until_he_accepts() -> None:
    house = await asked_for("25")
    uow = house.uow()
    request = await uow.get(MaterialRequest, M)
    bound = tuple(replace(one, state=LineState.ALLOCATED) for one in request.lines)
    await uow.save(replace(request, lines=(*bound, Line(item="pedestal", quantity=1))))
    await take_out(house.uow(), M, "pedestal", WHY, DESK)
    assert (await house.uow().get(Lead, "L-1042")).stage is Stage.MATERIALS
    await accept_quote(house.uow(), "Q-1042-1", ASHA)
    assert (await house.uow().get(Lead, "L-1042")).stage is Stage.INSTALLATION_SCHEDULING


@pytest.mark.parametrize(
    ("give", "said"),
    [
        (lambda u: add_item(u, M, "cable", 3, WHY, DESK), "on the bill of materials already"),
        (lambda u: set_quantity(u, M, "cable", 20, WHY, DESK), "it is 20 already"),
        (lambda u: set_quantity(u, M, "spd_2p", 2, WHY, DESK), "not on the bill of materials any more"),
        (lambda u: set_metres(u, M, 18, WHY, DESK), "18 m already"),
    ],
)
async def test_what_changes_nothing_is_said_to(give: Any, said: str) -> None:  # noqa: ANN401  a command
    house = await asked_for("18")
    with pytest.raises(Refused, match=said):
        await give(house.uow())


async def test_given_back_it_is_changed_no_more() -> None:
    house = House()
    for thing in (an_oem(), at_stage(Stage.MATERIALS), a_request(released=True)):
        await house.uow().add(thing)
    with pytest.raises(Refused, match="have been given back"):
        await take_out(house.uow(), M, "cable", WHY, DESK)
    await request_materials(house.uow(), "L-1042", DESK)


async def test_the_only_line_stays() -> None:
    house = House()
    for thing in (an_oem(), at_stage(Stage.MATERIALS), a_request(lines=(Line(item="cable", quantity=1),))):
        await house.uow().add(thing)
    with pytest.raises(Refused, match="the last line"):
        await take_out(house.uow(), M, "cable", WHY, DESK)


async def test_a_change_needs_a_reason() -> None:
    house = await asked_for("18")
    with pytest.raises(Invalid):
        await set_quantity(house.uow(), M, "cable", 9, "  ", DESK)


@pytest.mark.parametrize("text", ["", "0", "-3", "2.5", "many", "1000", "٣", "99999999999999"])
def test_a_quantity_that_is_none_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Invalid, match=r"from 1 to 999. Example: 22"):
        read_quantity(text)


def test_a_quantity_is_a_whole_number() -> None:
    assert read_quantity(" 22 ") == 22


async def test_of_a_line_in_two_the_open_part_is_changed_and_the_cable_is_paid_once() -> None:
    house = await asked_for("25")
    await accept_quote(house.uow(), "Q-1042-1", ASHA)
    uow = house.uow()
    request = await uow.get(MaterialRequest, M)
    half = Line(item="cable", quantity=10, state=LineState.ALLOCATED, store="pune")
    lines = (half, *(replace(one, quantity=18) if one.item == "cable" else one for one in request.lines))
    await uow.save(replace(request, lines=lines))
    await set_quantity(house.uow(), M, "cable", 20, WHY, DESK)
    changed = await house.uow().get(MaterialRequest, M)
    assert [line.quantity for line in changed.lines if line.item == "cable"] == [10, 20]
    assert changed.changes[-1].quantity == 30
    assert (await the_quote(house)).state is QuoteState.ACCEPTED
    await take_out(house.uow(), M, "cable", WHY, DESK)
    assert [
        line.quantity for line in (await house.uow().get(MaterialRequest, M)).lines if line.item == "cable"
    ] == [10]
