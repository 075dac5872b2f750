"""What goes beyond the package: how its price comes about, and what the customer and the desk say to it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from domain.errors import Invalid, Refused
from domain.events import Happening
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.materials.allocating import allocate_materials
from domain.materials.basis import Basis
from domain.materials.giving_up import release_materials
from domain.materials.quote import QUOTE_MOVES, Quote, QuoteLine, QuoteState, to_pay, without_price
from domain.materials.quoting import (
    accept_quote,
    answer_about_quote,
    ask_about_quote,
    decline_quote,
    forget_quotes,
    waive_quote,
)
from domain.materials.readiness import quote_of
from domain.materials.request import Line, MaterialRequest
from domain.materials.supply import open_purchase, request_materials
from domain.money.amount import Money
from domain.owed import Owed, next_action
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.policy import Policy, with_overrides
from domain.settle import settle, situation_of
from domain.visits.states import VisitState
from tests.build import NOW, OPS, a_quote, a_report, a_visit, an_oem, at_stage
from tests.fakes import House

PRICES: Final = {"included_metres": "20", "customer_prices": "cable:350.55,cable_3x10:520,spd_2p:3500"}
ASHA: Final = Actor(
    person="p-asha", name="Asha Rao", roles=frozenset({Role.CUSTOMER}), leads=frozenset({"L-1042"})
)
FARIDA: Final = Actor(person="p-far", name="Farida", roles=frozenset({Role.PROCUREMENT}))
Q: Final = QuoteState


def a_basis(metres: int = 25, **but: Any) -> Basis:  # noqa: ANN401  fields of Basis
    return replace(Basis(kw=7.4, phases=1, metres=metres, measured=True, mm2=6, breaker_a=40), **but)


def priced(basis: Basis | None, policy: Policy, *items: str) -> list[tuple[str, int, str]]:
    lines = [Line(item=item, quantity=27) for item in items or ("charger", "cable")]
    return [(line.item, line.quantity, str(line.amount)) for line in to_pay(lines, basis, policy)]


def test_each_metre_beyond_the_package_has_the_price_of_its_size() -> None:
    policy = with_overrides(PRICES)
    assert priced(a_basis(25), policy) == [("cable", 5, "₹1,752.75")]
    assert priced(a_basis(21), policy, "cable_3x10") == [("cable_3x10", 1, "₹520.00")]
    assert priced(a_basis(20), policy) == []


def test_optional_items_are_paid_piece_by_piece_even_within_the_metres() -> None:
    assert priced(a_basis(18), with_overrides(PRICES), "cable", "spd_2p") == [("spd_2p", 27, "₹94,500.00")]


@pytest.mark.parametrize(
    ("basis", "rows"),
    [
        (a_basis(99), {}),
        (a_basis(99), {"included_metres": "20"}),
        (a_basis(99), {"customer_prices": "cable:350"}),
        (a_basis(99, measured=False), PRICES),
        (None, PRICES),
    ],
)
def test_without_package_prices_or_measure_nothing_is_quoted(
    basis: Basis | None, rows: dict[str, str]
) -> None:
    assert priced(basis, with_overrides(rows)) == []


def test_a_size_without_a_price_is_named_to_the_desk() -> None:
    policy = with_overrides(PRICES)
    lines = [Line(item="cable_3x16", quantity=66)]
    assert without_price(lines, a_basis(60), policy) == "cable_3x16"
    assert without_price(lines, a_basis(20), policy) is None
    assert without_price([Line(item="cable", quantity=66)], a_basis(60), policy) is None
    assert without_price(lines, a_basis(60), with_overrides({})) is None


@pytest.mark.parametrize(
    ("paise", "gst"),
    [(0, 0), (1, 0), (2, 0), (3, 1), (100, 18), (175_275, 31_550), (25, 5), (1_75_000, 31_500)],
)
def test_tax_is_rounded_to_the_nearest_paisa_half_upwards(paise: int, gst: int) -> None:
    quote = a_quote(lines=(QuoteLine(item="cable", quantity=1, price=Money(paise)),))
    assert (quote.gst, quote.total) == (Money(gst), Money(paise + gst))


@pytest.mark.parametrize("state", Q)
@pytest.mark.parametrize("to", Q)
def test_a_quote_moves_only_as_the_table_says(state: QuoteState, to: QuoteState) -> None:
    quote, by = a_quote(state=state), OPS
    if to in QUOTE_MOVES[state]:
        assert quote.to(to, by, NOW, "so").state is to
    else:
        with pytest.raises(Refused, match=r"Q-1042-1: .* since"):
            quote.to(to, by, NOW)


async def a_town(metres: str = "25", **answers: str) -> House:
    """The lead is at its materials; the survey has measured so many metres."""
    house = House()
    uow = house.uow()
    await uow.add(an_oem(policy=PRICES))
    await uow.add(at_stage(Stage.MATERIALS, visits_made=1))
    report = a_report(answers={"cable_metres": metres, **answers})
    await uow.add(a_visit(state=VisitState.APPROVED, report=report))
    return house


DESK: Final = Actor(person="p-ops", name="Om Desk", roles=frozenset({Role.OPS}))


async def asked_for(metres: str = "25", **answers: str) -> House:
    house = await a_town(metres, **answers)
    uow = house.uow()
    await request_materials(uow, "L-1042", DESK)
    await settle(uow)
    return house


async def the_quote(house: House) -> Quote | None:
    return await quote_of(house.uow(), "L-1042")


async def owed(house: House) -> tuple[Role, Owed, str]:
    action = next_action(await situation_of(house.uow(), "L-1042"))
    assert action is not None
    return action.role, action.what, action.subject


async def test_the_request_quotes_what_the_survey_measured_beyond_the_package() -> None:
    house = await asked_for("24.3")
    quote = await the_quote(house)
    assert quote is not None
    assert (quote.metres, quote.free_metres, str(quote.total)) == (25, 20, "₹2,068.25")
    assert await owed(house) == (Role.CUSTOMER, Owed.ACCEPT_QUOTE, "Q-1042-1")


async def test_within_the_package_nothing_is_quoted() -> None:
    house = await asked_for("20")
    assert await the_quote(house) is None
    assert await owed(house) == (Role.PROCUREMENT, Owed.ALLOCATE_MATERIALS, "M-1042")


async def test_until_he_accepts_nothing_is_allocated_or_bought() -> None:
    house = await asked_for()
    for command in (allocate_materials, open_purchase):
        with pytest.raises(Refused, match=r"has not accepted Q-1042-1 yet \(₹2,068.25\)"):
            await command(house.uow(), "M-1042", FARIDA)


async def test_he_accepts_and_procurement_owes_from_then_on() -> None:
    house = await asked_for()
    later = NOW + timedelta(hours=5)
    accepted = await accept_quote(house.uow(later), "Q-1042-1", ASHA)
    assert (accepted.state, accepted.by) == (Q.ACCEPTED, "Asha Rao")
    action = next_action(await situation_of(house.uow(), "L-1042"))
    assert action is not None
    assert (action.what, action.due) == (Owed.ALLOCATE_MATERIALS, later + timedelta(hours=24))


async def test_accepted_twice_he_is_told_since_when() -> None:
    house = await asked_for()
    await accept_quote(house.uow(), "Q-1042-1", ASHA)
    with pytest.raises(Refused, match=r"Q-1042-1: accepted since"):
        await accept_quote(house.uow(), "Q-1042-1", ASHA)


async def test_the_desk_says_how_it_knows_that_he_accepts() -> None:
    house = await asked_for()
    with pytest.raises(Invalid, match="on the phone at 10:40"):
        await accept_quote(house.uow(), "Q-1042-1", DESK)
    accepted = await accept_quote(house.uow(), "Q-1042-1", DESK, note="on the phone at 10:40")
    assert (accepted.words, accepted.by) == ("on the phone at 10:40", "Om Desk")


@pytest.mark.parametrize("say", [ask_about_quote, decline_quote])
async def test_what_he_asks_or_declines_is_the_desks_to_settle(say: Any) -> None:  # noqa: ANN401  a command
    house = await asked_for()
    await say(house.uow(), "Q-1042-1", "can it be nearer?", ASHA)
    assert await owed(house) == (Role.OPS, Owed.SETTLE_QUOTE, "Q-1042-1")
    await answer_about_quote(house.uow(), "Q-1042-1", "the wall is damp", DESK)
    assert await owed(house) == (Role.CUSTOMER, Owed.ACCEPT_QUOTE, "Q-1042-1")
    await accept_quote(house.uow(), "Q-1042-1", ASHA)
    assert await owed(house) == (Role.PROCUREMENT, Owed.ALLOCATE_MATERIALS, "M-1042")


async def test_a_waiver_has_a_reason_and_lets_the_materials_go_on() -> None:
    house = await asked_for()
    with pytest.raises(Invalid):
        await waive_quote(house.uow(), "Q-1042-1", " ", DESK)
    await waive_quote(house.uow(), "Q-1042-1", "the car maker pays", DESK)
    assert await owed(house) == (Role.PROCUREMENT, Owed.ALLOCATE_MATERIALS, "M-1042")


async def test_asked_for_again_at_the_same_price_his_word_stands() -> None:
    house = await asked_for()
    await accept_quote(house.uow(), "Q-1042-1", ASHA)
    uow = house.uow()
    await release_materials(uow, "L-1042", OPS)
    await request_materials(uow, "L-1042", DESK)
    assert await the_quote(house) == await house.uow().get(Quote, "Q-1042-1")
    assert len(await house.uow().all(MaterialRequest, lead="L-1042")) == 2


async def again_with(house: House, **prices: str) -> None:
    """The OEM's package has changed, and the materials are asked for anew."""
    uow = house.uow()
    oem = (await uow.all(type(an_oem())))[0]
    await uow.save(replace(oem, policy={**PRICES, **prices}))
    await release_materials(uow, "L-1042", OPS)
    await request_materials(uow, "L-1042", DESK)
    await settle(uow)


async def test_another_price_needs_another_word() -> None:
    house = await asked_for()
    await accept_quote(house.uow(), "Q-1042-1", ASHA)
    await again_with(house, customer_prices="cable:400")
    quote = await the_quote(house)
    assert quote is not None
    assert (quote.id, quote.state, str(quote.total)) == ("Q-1042-2", Q.OFFERED, "₹2,360.00")
    with pytest.raises(Refused, match=r"Q-1042-1 no longer counts. Please look at Q-1042-2: ₹2,360.00"):
        await accept_quote(house.uow(), "Q-1042-1", ASHA)


async def test_what_is_within_the_package_now_is_withdrawn() -> None:
    house = await asked_for()
    await again_with(house, included_metres="30")
    assert await the_quote(house) is None
    with pytest.raises(Refused, match="nothing to pay any more"):
        await accept_quote(house.uow(), "Q-1042-1", ASHA)


async def test_the_price_is_frozen_whatever_the_oem_changes() -> None:
    house = await asked_for()
    uow = house.uow()
    oem = (await uow.all(type(an_oem())))[0]
    await uow.save(replace(oem, policy={**PRICES, "customer_prices": "cable:999", "gst_percent": "28"}))
    accepted = await accept_quote(house.uow(), "Q-1042-1", ASHA)
    assert str(accepted.total) == "₹2,068.25"


async def test_once_the_lead_has_gone_on_nothing_can_be_said_any_more() -> None:
    house = await asked_for()
    uow = house.uow()
    lead = await uow.get(Lead, "L-1042")
    await uow.save(replace(lead, stage=Stage.ON_HOLD, stage_before=Stage.MATERIALS))
    with pytest.raises(Refused, match="On hold"):
        await accept_quote(house.uow(), "Q-1042-1", ASHA)


async def test_forgotten_a_quote_keeps_its_figures_alone() -> None:
    house = await asked_for()
    await decline_quote(house.uow(), "Q-1042-1", "Asha thinks it is too much", ASHA)
    await forget_quotes(house.uow(), "L-1042")
    quote = await the_quote(house)
    assert quote is not None
    assert (quote.words, quote.by, str(quote.total)) == ("", "", "₹2,068.25")


async def test_every_step_is_told() -> None:
    house = await asked_for()
    uow = house.uow()
    await ask_about_quote(uow, "Q-1042-1", "why?", ASHA)
    await answer_about_quote(uow, "Q-1042-1", "because", DESK)
    await decline_quote(uow, "Q-1042-1", "no", ASHA)
    await waive_quote(uow, "Q-1042-1", "a favour", DESK)
    assert [event.kind for event in uow.events] == [
        Happening.QUOTE_ASKED_ABOUT,
        Happening.QUOTE_EXPLAINED,
        Happening.QUOTE_DECLINED,
        Happening.QUOTE_WAIVED,
    ]
