"""The materials go to the team, with it to the site or to another team, and what is left comes back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from domain.errors import Invalid, Refused
from domain.events import Happening
from domain.leads.cancelling import cancel_lead
from domain.leads.stages import Stage
from domain.materials.custody import Cause, Outcome
from domain.materials.duties import DIFFERENCES, GOODS, duties
from domain.materials.handing_out import hand_out_charger
from domain.materials.issuing import confirm_receipt, hand_out_materials, report_missing
from domain.materials.passing_on import bring_back, hand_over_materials, take_back
from domain.materials.purchase import PurchaseState
from domain.materials.request import Line, LineState, MaterialRequest
from domain.materials.returning import account_for, settle_difference, take_leftovers
from domain.materials.store import Store
from domain.materials.supply import confirm_goods
from domain.owed import NextAction, Owed
from domain.people.actor import Actor
from domain.people.roles import Permission, Role
from domain.settle import settle, situation_of
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit
from tests.build import (
    NOW,
    TOMORROW,
    a_picture,
    a_purchase,
    a_report,
    a_request,
    a_team,
    a_visit,
    an_oem,
    at_stage,
)
from tests.fakes import House

FARIDA: Final = Actor(person="p-farida", name="Farida", roles=frozenset({Role.PROCUREMENT}))
OM: Final = Actor(person="p-om", name="Om", roles=frozenset({Role.OPS}))
M: Final = "M-1042"
LEAD: Final = "L-1042"
SERIAL: Final = "AC74-2026-000123"
TRIP: Final = a_visit(id="I-1042-1", kind=VisitKind.INSTALLATION)
KIT: Final = (
    Line(item="charger", quantity=1, state=LineState.ALLOCATED, store="pune"),
    Line(item="cable", quantity=18, state=LineState.ALLOCATED, store="pune"),
    Line(item="rcbo", quantity=2, state=LineState.RECEIVED),
)


def crew(team: str = "sunrise") -> Actor:
    return Actor(person=f"p-{team}", name=team, roles=frozenset({Role.FIELD}), teams=frozenset({team}))


async def a_house(*, charger: bool = True) -> House:
    """The installation is booked for tomorrow, all is reserved, and the RCBOs were bought."""
    house = House()
    uow = house.uow()
    await uow.add(an_oem())
    await uow.add(at_stage(Stage.INSTALLATION_SCHEDULED, visits_made=1, stage_since=NOW))
    for team in (a_team(), a_team(id="dawn", name="Dawn Crew")):
        await uow.add(team)
    await uow.add(Store(id="pune", title="Pune", zones=("411",)))
    await uow.add(a_request(lines=KIT))
    await uow.add(TRIP)
    for item, quantity in (("charger", 3), ("cable", 100)):
        await uow.stock.receive("pune", item, quantity, at=NOW)
        wanted = next(line for line in KIT if line.item == item)
        await uow.stock.reserve("pune", item, wanted.quantity, lead=LEAD, at=NOW)
    if charger:
        await hand_out_charger(uow, M, SERIAL, FARIDA)
    return house


async def issued() -> House:
    house = await a_house()
    await hand_out_materials(house.uow(), M, FARIDA)
    return house


async def changed(house: House, **but: Any) -> list[Happening]:  # noqa: ANN401  fields of Visit
    """The installation is otherwise now; what followed for its materials."""
    uow = house.uow()
    visit = await uow.get(Visit, TRIP.id)
    await uow.save(replace(visit, **but))
    await settle(uow)
    return [event.kind for event in uow.events if event.subject == M]


async def reported(metres: str = "12.4") -> House:
    """The report is in and says how much cable was used."""
    house = await issued()
    await confirm_receipt(house.uow(), M, crew())
    report = a_report(answers={"charger_serial": SERIAL, "cable_metres_used": metres}, submitted_at=NOW)
    await changed(house, state=VisitState.REPORTED, report=report)
    return house


async def the_request(house: House) -> MaterialRequest:
    return await house.uow().get(MaterialRequest, M)


async def owed(house: House) -> Mapping[str, NextAction]:
    uow = house.uow()
    return duties(await uow.get(MaterialRequest, M), await situation_of(uow, LEAD))


async def goods(house: House) -> tuple[Owed, str | None] | None:
    found = (await owed(house)).get(GOODS)
    return (found.what, found.team) if found is not None else None


async def out(house: House) -> dict[str, int]:
    return dict(await house.stock.out(LEAD))


async def bought_at_site(house: House, **but: int) -> None:
    uow = house.uow()
    await uow.add(a_purchase(request="", state=PurchaseState.PAID, quantities=but))
    await confirm_goods(uow, "B-1042-1", a_picture(), crew())


async def test_once_it_is_booked_procurement_owes_the_handing_out_the_evening_before() -> None:
    action = (await owed(await a_house()))[GOODS]
    assert (action.role, action.what) == (Role.PROCUREMENT, Owed.HAND_OUT_MATERIALS)
    assert action.due == TOMORROW.start - timedelta(hours=16)


async def test_all_of_it_goes_out_at_once_with_the_chargers_number() -> None:
    house = await a_house()
    uow = house.uow()
    await hand_out_materials(uow, M, FARIDA)
    request = await the_request(house)
    assert {line.state for line in request.lines} == {LineState.ISSUED}
    assert await out(house) == {"charger": 1, "cable": 18}
    piece = await house.stock.piece(SERIAL)
    assert piece is not None
    assert piece.place.holder == LEAD
    assert [(event.kind, event.facts["team"]) for event in uow.events] == [
        (Happening.MATERIALS_HANDED_OUT, "sunrise")
    ]
    assert await goods(house) == (Owed.CONFIRM_MATERIALS, "sunrise")
    with pytest.raises(Refused, match="are handed out already"):
        await hand_out_materials(house.uow(), M, FARIDA)


async def test_nothing_goes_out_without_a_charger_a_team_or_all_of_it() -> None:
    with pytest.raises(Refused, match="First say which charger"):
        await hand_out_materials((await a_house(charger=False)).uow(), M, FARIDA)
    house = await a_house()
    await changed(house, state=VisitState.UNASSIGNED, team=None)
    with pytest.raises(Refused, match="No team is to install it yet"):
        await hand_out_materials(house.uow(), M, FARIDA)
    request = await the_request(house)
    await house.uow().save(replace(request, lines=(*request.lines, Line(item="cable", quantity=2))))
    with pytest.raises(Refused, match="Not everything of M-1042 is there"):
        await hand_out_materials(house.uow(), M, FARIDA)


async def test_another_charger_after_the_handing_out_comes_from_the_store_and_the_first_goes_back() -> None:
    house = await issued()
    await hand_out_charger(house.uow(), M, "AC74-2026-000999", FARIDA, reason="its box was wet")
    assert await out(house) == {"charger": 1, "cable": 18}
    first, second = await house.stock.piece(SERIAL), await house.stock.piece("AC74-2026-000999")
    assert first is not None
    assert second is not None
    assert (first.place.holder, second.place.holder) == ("pune", LEAD)


async def test_a_number_that_the_stores_list_lacks_needs_a_reason_and_is_then_found() -> None:
    house = await a_house(charger=False)
    numbers = ("AC74-1", "AC74-2", "AC74-3")
    await house.stock.adjust("pune", "charger", -2, at=NOW, reason="counted")
    await house.stock.receive("pune", "charger", 3, at=NOW, serials=numbers)
    await house.stock.release("pune", "charger", 1, lead=LEAD, at=NOW)
    await house.stock.adjust("pune", "charger", -1, at=NOW, reason="counted")
    await house.stock.reserve("pune", "charger", 1, lead=LEAD, at=NOW)
    with pytest.raises(Invalid, match="list does not have this number"):
        await hand_out_charger(house.uow(), M, SERIAL, FARIDA)
    await hand_out_charger(house.uow(), M, SERIAL, FARIDA, reason="came yesterday")
    await hand_out_materials(house.uow(), M, FARIDA)
    assert await house.stock.on_hand("charger") == {"pune": 3}
    assert (await out(house))["charger"] == 1


async def test_a_charger_that_lies_in_another_store_is_not_handed_out() -> None:
    house = await a_house(charger=False)
    await house.stock.receive("mumbai", "charger", 1, at=NOW, serials=(SERIAL,))
    with pytest.raises(Invalid, match="lies in mumbai, and the charger is reserved in pune"):
        await hand_out_charger(house.uow(), M, SERIAL, FARIDA)


async def test_the_team_confirms_once_and_what_is_missing_is_procurements_to_settle() -> None:
    house = await issued()
    with pytest.raises(Invalid, match="a number from 1 to 18"):
        await report_missing(house.uow(), M, 2, 19, crew())
    await report_missing(house.uow(), M, 2, 3, crew())
    await confirm_receipt(house.uow(), M, crew())
    with pytest.raises(Refused, match="said already that you have them"):
        await confirm_receipt(house.uow(), M, crew())
    with pytest.raises(Refused, match="said already that you have them"):
        await report_missing(house.uow(), M, 2, 1, crew())
    assert await goods(house) is None
    action = (await owed(house))[DIFFERENCES]
    assert (action.role, action.what) == (Role.PROCUREMENT, Owed.SETTLE_DIFFERENCE)


@pytest.mark.parametrize(
    ("outcome", "in_store", "with_team"),
    [(Outcome.GIVEN_LATER, 82, 18), (Outcome.IN_STORE, 85, 15), (Outcome.LOST, 82, 15)],
)
async def test_how_it_is_settled_moves_the_stock_accordingly(
    outcome: Outcome, in_store: int, with_team: int
) -> None:
    house = await issued()
    await report_missing(house.uow(), M, 2, 3, crew())
    await settle_difference(house.uow(), M, 1, outcome, "found in the van", FARIDA)
    assert (await house.stock.on_hand("cable"))["pune"] == in_store
    assert (await out(house))["cable"] == with_team
    assert DIFFERENCES not in await owed(house)
    with pytest.raises(Refused, match="settled already"):
        await settle_difference(house.uow(), M, 1, outcome, "again", FARIDA)


async def test_what_never_came_cannot_be_explained_away() -> None:
    house = await issued()
    await report_missing(house.uow(), M, 2, 3, crew())
    with pytest.raises(Invalid, match="cannot be said of it"):
        await settle_difference(house.uow(), M, 1, Outcome.EXPLAINED, "so it is", FARIDA)


async def test_when_another_team_goes_the_first_brings_it_the_materials() -> None:
    house = await issued()
    await confirm_receipt(house.uow(), M, crew())
    assert await changed(house, team="dawn") == [Happening.MATERIALS_TO_BRING]
    assert await goods(house) == (Owed.HAND_OVER_MATERIALS, "sunrise")
    assert await changed(house, customer_confirmed_at=NOW) == []
    await hand_over_materials(house.uow(), M, crew())
    assert await goods(house) == (Owed.CONFIRM_MATERIALS, "dawn")
    await confirm_receipt(house.uow(), M, crew("dawn"))
    assert await goods(house) is None
    with pytest.raises(Refused, match="Nobody else needs"):
        await hand_over_materials(house.uow(), M, crew("dawn"))


async def test_a_team_that_goes_after_all_keeps_them() -> None:
    house = await issued()
    await changed(house, team="dawn")
    assert await changed(house, team="sunrise") == [Happening.MATERIALS_STAY]
    assert await goods(house) == (Owed.CONFIRM_MATERIALS, "sunrise")


async def test_what_is_back_in_the_store_unused_stays_reserved_and_what_was_missing_is_open_again() -> None:
    house = await issued()
    await report_missing(house.uow(), M, 2, 3, crew())
    await take_back(house.uow(), M, FARIDA)
    request = await the_request(house)
    assert [(line.item, line.quantity, line.state) for line in request.lines] == [
        ("charger", 1, LineState.ALLOCATED),
        ("cable", 15, LineState.ALLOCATED),
        ("rcbo", 2, LineState.RECEIVED),
        ("cable", 3, LineState.OPEN),
    ]
    assert request.custody is None
    assert await out(house) == {"cable": 3}
    assert (await house.stock.reserved("cable"))["pune"] == 15
    assert await goods(house) == (Owed.ALLOCATE_MATERIALS, None)


async def test_a_cancelled_lead_s_goods_are_brought_back_by_whoever_has_them() -> None:
    house = await issued()
    await cancel_lead(house.uow(), LEAD, "moved away", OM)
    assert await goods(house) == (Owed.RETURN_MATERIALS, "sunrise")
    await bring_back(house.uow(), M, crew())
    with pytest.raises(Refused, match="said already that it is back"):
        await bring_back(house.uow(), M, crew())
    assert await goods(house) == (Owed.TAKE_BACK_MATERIALS, None)
    await take_back(house.uow(), M, FARIDA)
    assert await goods(house) is None
    assert await out(house) == {}
    assert await house.stock.available("charger") == {"pune": 3}
    assert await house.stock.available("rcbo") == {"pune": 2}


async def test_after_the_report_the_team_says_what_the_report_does_not() -> None:
    house = await reported()
    assert await goods(house) == (Owed.ACCOUNT_FOR_MATERIALS, "sunrise")
    with pytest.raises(Invalid, match="Of rcbo the team had 2"):
        await account_for(house.uow(), M, {3: 3}, crew())
    await account_for(house.uow(), M, {3: 1}, crew())
    request = await the_request(house)
    assert [(line.used, line.left) for line in request.lines] == [(1, 0), (13, 5), (1, 1)]
    assert await out(house) == {"cable": 5}
    assert await goods(house) == (Owed.RETURN_MATERIALS, "sunrise")
    with pytest.raises(Refused, match="is said already"):
        await account_for(house.uow(), M, {}, crew())


async def test_what_is_left_over_lies_in_the_store_again_and_what_is_short_is_on_the_list() -> None:
    house = await reported()
    await account_for(house.uow(), M, {3: 1}, crew())
    await take_leftovers(house.uow(), M, {2: 2}, FARIDA)
    assert (await house.stock.on_hand("cable"))["pune"] == 85
    assert await house.stock.on_hand("rcbo") == {"pune": 1}
    assert await out(house) == {"cable": 2}
    request = await the_request(house)
    assert [line.returned for line in request.lines] == [0, 3, 1]
    [found] = request.unsettled
    assert (found.item, found.quantity, found.cause) == ("cable", 2, Cause.NOT_RETURNED)
    await settle_difference(house.uow(), M, 1, Outcome.LOST, "cut to pieces", FARIDA)
    assert await out(house) == {}
    assert await owed(house) == {}
    with pytest.raises(Refused, match="are with no team"):
        await take_leftovers(house.uow(), M, {}, FARIDA)


async def test_more_cable_used_than_handed_out_is_a_difference_to_be_explained() -> None:
    house = await reported("20.5")
    await account_for(house.uow(), M, {}, crew())
    request = await the_request(house)
    [found] = request.unsettled
    assert (found.quantity, found.cause, request.custody) == (3, Cause.USED_MORE, None)
    assert await out(house) == {}
    await settle_difference(house.uow(), M, 1, Outcome.EXPLAINED, "the crew had a rest of its own", FARIDA)
    assert await owed(house) == {}


async def test_where_the_report_tells_of_everything_nobody_is_asked() -> None:
    house = await a_house()
    request = await the_request(house)
    await house.uow().save(replace(request, lines=KIT[:2], charger=request.charger))
    await hand_out_materials(house.uow(), M, FARIDA)
    uow = house.uow()
    visit = await uow.get(Visit, TRIP.id)
    on_site = replace(visit, state=VisitState.ON_SITE)
    report = a_report(answers={"charger_serial": SERIAL, "cable_metres_used": "18"})
    submitted, event = on_site.submit(report, by=crew().must(Permission.SUBMIT_REPORT))
    await uow.save(submitted, event)
    await settle(uow)
    assert (await the_request(house)).custody is None
    assert await owed(house) == {}
    assert await out(house) == {}


async def test_what_is_left_of_what_the_team_bought_itself_becomes_stock() -> None:
    house = await issued()
    await confirm_receipt(house.uow(), M, crew())
    await bought_at_site(house, lug_6=10, charger=1)
    bought = (await the_request(house)).lines[3:]
    assert [(line.item, line.quantity, line.state) for line in bought] == [("lug_6", 10, LineState.ISSUED)]
    report = a_report(answers={"charger_serial": SERIAL, "cable_metres_used": "18"}, submitted_at=NOW)
    await changed(house, state=VisitState.REPORTED, report=report)
    await account_for(house.uow(), M, {4: 6}, crew())
    await take_leftovers(house.uow(), M, {}, FARIDA)
    assert await house.uow().stock.on_hand("lug_6") == {"pune": 6}


async def test_what_was_bought_before_the_store_hands_out_is_with_the_team_like_the_rest() -> None:
    house = await a_house()
    await bought_at_site(house, lug_6=10)
    assert (await the_request(house)).lines[3].state is LineState.RECEIVED
    await hand_out_materials(house.uow(), M, FARIDA)
    assert (await the_request(house)).lines[3].state is LineState.ISSUED


async def test_what_comes_after_the_team_has_said_what_it_used_changes_nothing() -> None:
    house = await reported()
    await account_for(house.uow(), M, {}, crew())
    before = await the_request(house)
    await bought_at_site(house, lug_6=10)
    assert await the_request(house) == before
