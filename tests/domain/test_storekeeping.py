"""What Procurement does with its stock, and what has to be ordered."""

from typing import Any, Final

import pytest

from domain.errors import DomainError, Invalid, NotAllowed, NotFound, Refused
from domain.events import Happening
from domain.materials.count import Count, CountState
from domain.materials.delivery import Delivery
from domain.materials.movement import Level, Place, Where
from domain.materials.reordering import reorder_list
from domain.materials.stock_pages import found_in_stock, item_page, stock_page
from domain.materials.store import Store
from domain.materials.storekeeping import (
    Counted,
    Transfer,
    confirm_count,
    count_stock,
    receive_stock,
    refuse_count,
    transfer_stock,
)
from domain.money.amount import Money
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.settle import settle
from tests.fakes import NOW, House

FARIDA: Final = Actor(person="p-farida", name="Farida", roles=frozenset({Role.PROCUREMENT}))
GITA: Final = Actor(person="p-gita", name="Gita", roles=frozenset({Role.FINANCE}))
OPS: Final = Actor(person="p-ops", name="Om", roles=frozenset({Role.OPS}))
A, B, C = "AC74-2026-000001", "AC74-2026-000002", "AC74-2026-000003"


async def a_house(**levels: int) -> House:
    """Two stores; `levels` lie in Pune."""
    house = House()
    uow = house.uow()
    await uow.add(Store(id="pune", title="Pune", zones=("411",)))
    await uow.add(Store(id="mumbai", title="Mumbai", zones=("400",)))
    for item, quantity in levels.items():
        await uow.stock.receive("pune", item, quantity, at=NOW)
    return house


def delivery(**but: Any) -> Delivery:  # noqa: ANN401  fields of Delivery
    return Delivery(**{"store": "pune", "item": "rcbo", "quantity": 12, **but})


async def level(house: House, item: str, store: str = "pune") -> Level:
    return await house.stock.level(store, item)


async def test_what_came_lies_there_with_its_cost_and_its_paper() -> None:
    house = await a_house()
    uow = house.uow()
    given = delivery(item="charger", quantity=2, serials=(A, B), unit_cost=Money(31_000_00), document="INV-7")
    assert await receive_stock(uow, given, FARIDA) == Level(2, 0)
    (row,) = await house.stock.book.movements(item="charger")
    assert (row.unit_cost, row.document, row.by) == (Money(31_000_00), "INV-7", uow.events[0].by)
    piece = await house.stock.piece(A)
    assert piece is not None
    assert piece.place == Place(Where.STORE, "pune")


async def test_the_same_paper_brings_an_item_into_a_store_once() -> None:
    house = await a_house()
    await receive_stock(house.uow(), delivery(document="INV-7"), FARIDA)
    with pytest.raises(Refused, match=r"RCBO 40 A 2P 30 mA of INV-7 was received in Pune .* already: 12"):
        await receive_stock(house.uow(), delivery(document=" INV-7 "), FARIDA)
    await receive_stock(house.uow(), delivery(document="INV-7", store="mumbai"), FARIDA)
    await receive_stock(house.uow(), delivery(document="INV-7", item="cable"), FARIDA)
    assert (await level(house, "rcbo")).on_hand == 12


@pytest.mark.parametrize(
    ("given", "refusal", "words"),
    [
        (delivery(quantity=0), Invalid, "How many"),
        (delivery(quantity=100_001), Invalid, "from 1 to 100000"),
        (delivery(store="nagpur"), NotFound, "There is no nagpur"),
        (delivery(item="cabel"), Invalid, "There is no item “cabel”. Example: cable"),
        (delivery(serials=(A,)), Invalid, "has no serial numbers"),
        (delivery(item="charger", quantity=2, serials=(A,)), Invalid, "1 serial numbers for 2 pieces"),
        (delivery(item="charger", quantity=1, serials=("!",)), Invalid, "This is no serial number"),
    ],
)
async def test_what_cannot_be_received_is_refused_with_an_example(
    given: Delivery, refusal: type[DomainError], words: str
) -> None:
    house = await a_house()
    with pytest.raises(refusal) as refused:
        await receive_stock(house.uow(), given, FARIDA)
    assert words in str(refused.value)
    assert await house.stock.book.levels() == {}


async def test_a_transfer_takes_what_is_free_and_the_very_units() -> None:
    house = await a_house()
    await receive_stock(house.uow(), delivery(item="charger", quantity=2, serials=(A, B)), FARIDA)
    given = Transfer(source="pune", target="mumbai", item="charger", quantity=1, serials=(B,))
    assert await transfer_stock(house.uow(), given, FARIDA) == Level(1, 0)
    assert await level(house, "charger", "mumbai") == Level(1, 0)
    with pytest.raises(Refused, match="lies in mumbai"):
        await transfer_stock(house.uow(), given, FARIDA)


def counted(quantity: int, item: str = "cable", **but: Any) -> Counted:  # noqa: ANN401  fields of Counted
    return Counted(**{"store": "pune", "item": item, "quantity": quantity, "reason": "monthly count", **but})


async def test_a_small_difference_is_booked_by_whoever_counted() -> None:
    house = await a_house(cable=300)
    uow = house.uow()
    count = await count_stock(uow, counted(290), FARIDA)
    assert (count.state, count.difference, count.value) == (CountState.BOOKED, -10, Money(2_400_00))
    assert await level(house, "cable") == Level(290, 0)
    (row, _) = await house.stock.book.movements(item="cable")
    assert (row.quantity, row.reason) == (-10, "K-1: monthly count")


async def test_a_count_that_is_right_leaves_no_movement() -> None:
    house = await a_house(cable=300)
    count = await count_stock(house.uow(), counted(300), FARIDA)
    assert (count.state, count.difference) == (CountState.BOOKED, 0)
    assert len(await house.stock.book.movements()) == 1


async def test_the_value_follows_what_was_paid_last() -> None:
    house = await a_house(cable=300)
    await house.stock.receive("pune", "cable", 1, at=NOW, unit_cost=Money(600_00))
    count = await count_stock(house.uow(), counted(291), FARIDA)
    assert (count.value, count.state) == (Money(6_000_00), CountState.WAITING)


async def test_a_large_difference_waits_for_a_second_person() -> None:
    house = await a_house(charger=5)
    uow = house.uow()
    count = await count_stock(uow, counted(4, "charger"), FARIDA)
    assert [event.kind for event in uow.events] == [Happening.COUNT_WAITS]
    assert (count.state, await level(house, "charger")) == (CountState.WAITING, Level(5, 0))
    with pytest.raises(NotAllowed, match="You counted this yourself"):
        await confirm_count(house.uow(), count.id, FARIDA)
    with pytest.raises(NotAllowed):
        await confirm_count(house.uow(), count.id, OPS)
    await confirm_count(house.uow(), count.id, GITA)
    assert await level(house, "charger") == Level(4, 0)
    with pytest.raises(Refused, match="K-1 is decided: booked, by Gita"):
        await confirm_count(house.uow(), count.id, GITA)


async def test_a_confirmed_difference_is_the_one_that_was_counted() -> None:
    house = await a_house(charger=5)
    count = await count_stock(house.uow(), counted(4, "charger"), FARIDA)
    await receive_stock(house.uow(), delivery(item="charger", quantity=3), FARIDA)
    await confirm_count(house.uow(), count.id, GITA)
    assert await level(house, "charger") == Level(7, 0)


async def test_a_refused_count_changes_nothing_and_says_why() -> None:
    house = await a_house(charger=5)
    count = await count_stock(house.uow(), counted(3, "charger"), FARIDA)
    with pytest.raises(NotAllowed):
        await refuse_count(house.uow(), count.id, "look again", FARIDA)
    await refuse_count(house.uow(), count.id, "look again", GITA)
    assert (await house.uow().get(Count, count.id)).why == "look again"
    assert await level(house, "charger") == Level(5, 0)
    with pytest.raises(Refused, match="refused"):
        await confirm_count(house.uow(), count.id, GITA)


async def test_a_count_below_what_is_promised_is_refused() -> None:
    house = await a_house(cable=20)
    await house.stock.reserve("pune", "cable", 18, lead="L-1042", at=NOW)
    with pytest.raises(Refused, match="18 of cable are reserved in pune"):
        await count_stock(house.uow(), counted(17), FARIDA)


async def test_missing_units_are_named() -> None:
    house = await a_house()
    await receive_stock(house.uow(), delivery(item="charger", quantity=2, serials=(A, B)), FARIDA)
    count = await count_stock(house.uow(), counted(1, "charger", serials=(B,)), FARIDA)
    await confirm_count(house.uow(), count.id, GITA)
    piece = await house.stock.piece(B)
    assert piece is not None
    assert piece.place.where is Where.GONE


async def test_a_store_that_falls_below_its_level_is_told_once() -> None:
    house = await a_house(rcbo=6)
    uow = house.uow()
    await uow.stock.reserve("pune", "rcbo", 1, lead="L-1042", at=NOW)
    await settle(uow)
    assert uow.events == []
    for _ in range(2):
        uow = house.uow()
        await uow.stock.reserve("pune", "rcbo", 1, lead="L-1042", at=NOW)
        await settle(uow)
    low = [event for event in house.ledger.events if event.kind is Happening.STOCK_LOW]
    assert [event.facts["low"] for event in low] == ["rcbo:4"]


async def test_the_reorder_list_fills_a_store_up_to_twice_its_level() -> None:
    house = await a_house(rcbo=4, cable=100)
    await house.stock.receive("mumbai", "rcbo", 5, at=NOW, unit_cost=Money(2_000_00))
    (row,) = await reorder_list(house.uow())
    assert (row.store, row.item.key, row.wanted, row.cost) == ("pune", "rcbo", 6, Money(12_000_00))


async def test_pages_show_what_lies_where_and_what_moved() -> None:
    house = await a_house(cable=20)
    await receive_stock(house.uow(), delivery(item="charger", quantity=1, serials=(C,)), FARIDA)
    page = await stock_page(house.uow())
    assert [store.id for store in page.stores] == ["pune", "mumbai"]
    assert list(page.levels["pune"]) == ["charger", "cable"]
    assert page.low == {("pune", "charger"), ("pune", "cable")}
    charger = await item_page(house.uow(), await _item(house, "charger"))
    assert [piece.serial for piece in charger.pieces["pune"]] == [C]
    assert len(charger.movements) == 1


async def _item(house: House, text: str) -> Any:  # noqa: ANN401  one of three kinds
    return await found_in_stock(house.uow(), text)


@pytest.mark.parametrize(
    ("text", "kind"), [("PUNE", "Store"), ("cable", "Item"), ("rcbo 40 a 4p", "Item"), (C.lower(), "Piece")]
)
async def test_somebody_finds_a_store_an_item_or_the_very_unit(text: str, kind: str) -> None:
    house = await a_house()
    await receive_stock(house.uow(), delivery(item="charger", quantity=1, serials=(C,)), FARIDA)
    assert type(await _item(house, text)).__name__ == kind


async def test_what_nothing_is_called_is_said_with_examples() -> None:
    house = await a_house()
    with pytest.raises(NotFound, match="Examples: /stock pune, /stock cable"):
        await _item(house, "teapot")
