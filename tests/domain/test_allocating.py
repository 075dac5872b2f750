"""Where a line comes from, and what becomes of a reservation that nobody needs in time."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from domain.errors import Refused
from domain.events import Happening
from domain.leads.stages import Stage
from domain.materials.allocating import (
    allocate_line,
    allocate_materials,
    end_reservation,
    transfer_has_come,
)
from domain.materials.duties import reserved_until
from domain.materials.request import Line, LineState, MaterialRequest
from domain.materials.sources import Shelf, Way, suggested
from domain.materials.store import Store
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.policy import DEFAULT
from domain.situation import Situation
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit
from tests.build import TOMORROW, a_customer, a_request, a_visit, an_oem, at_stage
from tests.fakes import NOW, House

FARIDA: Final = Actor(person="p-farida", name="Farida", roles=frozenset({Role.PROCUREMENT}))
PUNE: Final = Store(id="pune", title="Pune", zones=("411",))
MUMBAI: Final = Store(id="mumbai", title="Mumbai", zones=("400",))
CABLE: Final = Line(item="cable", quantity=18)
M: Final = "M-1042"


def a_shelf(**free: int) -> Shelf:
    return Shelf(near=(PUNE, MUMBAI), free=free, pin_code="411045")


def found(line: Line, shelf: Shelf) -> list[tuple[Way, str, int]]:
    return [(source.way, source.store, source.quantity) for source in suggested(line, shelf, DEFAULT)]


def test_the_store_of_the_zone_comes_first_and_has_it_at_once() -> None:
    [source] = suggested(CABLE, a_shelf(pune=18, mumbai=200), DEFAULT)
    assert (source.way, source.store, source.days, str(source.cost)) == (Way.OWN, "pune", 0, "₹4,320.00")


def test_a_store_that_has_all_of_it_goes_before_two_that_have_a_part() -> None:
    [source] = suggested(CABLE, a_shelf(pune=10, mumbai=200), DEFAULT)
    assert (source.way, source.store, source.days) == (Way.TRANSFER, "mumbai", 2)


def test_what_no_store_has_whole_is_taken_from_each_and_the_rest_is_bought() -> None:
    assert found(CABLE, a_shelf(pune=10, mumbai=5)) == [
        (Way.OWN, "pune", 10),
        (Way.TRANSFER, "mumbai", 5),
        (Way.BUY, "", 3),
    ]
    assert found(CABLE, a_shelf()) == [(Way.BUY, "", 18)]


def test_where_no_store_serves_the_site_the_nearest_is_its_own() -> None:
    shelf = replace(a_shelf(pune=18, mumbai=18), pin_code="302001")
    assert found(CABLE, shelf) == [(Way.OWN, "pune", 18)]


async def a_house(*lines: Line, stage: Stage = Stage.MATERIALS, **stock: int) -> House:
    """`stock` is named `pune_cable=10`."""
    house = House()
    uow = house.uow()
    await uow.add(an_oem())
    await uow.add(at_stage(stage, customer=a_customer(pin_code="411045"), visits_made=1))
    await uow.add(a_request(lines=lines))
    for store in (PUNE, MUMBAI):
        await uow.add(store)
    for name, quantity in stock.items():
        store_id, item = name.split("_", 1)
        await uow.stock.receive(store_id, item, quantity, at=NOW)
    return house


async def the_request(house: House) -> MaterialRequest:
    return await house.uow().get(MaterialRequest, M)


async def free(house: House, item: str = "cable") -> dict[str, int]:
    return dict(await house.stock.available(item))


async def test_all_is_allocated_as_suggested_and_a_line_is_split_where_stock_has_a_part() -> None:
    house = await a_house(Line(item="charger", quantity=1), CABLE, pune_cable=10, pune_charger=2)
    await allocate_materials(house.uow(), M, FARIDA)
    request = await the_request(house)
    assert [(line.item, line.quantity, line.state, line.store) for line in request.lines] == [
        ("charger", 1, LineState.ALLOCATED, "pune"),
        ("cable", 10, LineState.ALLOCATED, "pune"),
        ("cable", 8, LineState.OPEN, None),
    ]
    assert not request.covered
    assert await free(house) == {"pune": 0}


async def test_one_line_is_allocated_from_the_store_that_was_picked_and_comes_to_the_zones_own() -> None:
    house = await a_house(CABLE, pune_cable=50, mumbai_cable=50)
    request = await allocate_line(house.uow(), M, 1, "cable", "mumbai", FARIDA)
    [line] = request.lines
    assert (line.store, line.bring_to, line.arrives) == ("mumbai", "pune", NOW + timedelta(days=2))
    assert await free(house) == {"mumbai": 32, "pune": 50}
    with pytest.raises(Refused, match="is already “allocated”"):
        await allocate_line(house.uow(), M, 1, "cable", "mumbai", FARIDA)
    with pytest.raises(Refused, match="has no line 2"):
        await allocate_line(house.uow(), M, 2, "cable", "pune", FARIDA)


async def test_a_store_that_has_nothing_of_it_gives_nothing() -> None:
    house = await a_house(CABLE, mumbai_cable=50)
    with pytest.raises(Refused, match="Pune has not enough of cable"):
        await allocate_line(house.uow(), M, 1, "cable", "pune", FARIDA)
    with pytest.raises(Refused, match="Stock covers none"):
        await allocate_materials((await a_house(CABLE)).uow(), M, FARIDA)


async def test_what_has_come_from_another_store_is_reserved_in_the_zones_own_and_only_once() -> None:
    house = await a_house(CABLE, mumbai_cable=50)
    await allocate_materials(house.uow(), M, FARIDA)
    await transfer_has_come(house.uow(), M, FARIDA)
    [line] = (await the_request(house)).lines
    assert (line.store, line.bring_to, line.arrives) == ("pune", None, None)
    assert await house.stock.on_hand("cable") == {"mumbai": 32, "pune": 18}
    assert await free(house) == {"mumbai": 32, "pune": 0}
    with pytest.raises(Refused, match="Nothing of M-1042 is on its way"):
        await transfer_has_come(house.uow(), M, FARIDA)


def situation(stage: Stage, visit: Visit | None = None, **but: Any) -> Situation:  # noqa: ANN401  fields of Lead
    return Situation(lead=at_stage(stage, stage_since=NOW, **but), visit=visit)


RESERVED: Final = a_request(lines=(replace(CABLE, state=LineState.ALLOCATED, store="pune"),), reserved_at=NOW)
TRIP: Final = a_visit(id="I-1042-1", kind=VisitKind.INSTALLATION)


def test_a_reservation_ends_after_two_weeks_without_a_visit_and_three_days_after_one() -> None:
    assert reserved_until(RESERVED, situation(Stage.INSTALLATION_SCHEDULING)) == NOW + timedelta(days=14)
    booked = situation(Stage.INSTALLATION_SCHEDULED, TRIP)
    assert reserved_until(RESERVED, booked) == TOMORROW.end + timedelta(days=3)
    chosen = replace(TRIP, state=VisitState.PROPOSED, team=None)
    assert reserved_until(RESERVED, situation(Stage.INSTALLATION_SCHEDULING, chosen)) is not None
    later = replace(RESERVED, reserved_at=NOW + timedelta(days=20))
    assert reserved_until(later, situation(Stage.INSTALLATION_SCHEDULING)) == NOW + timedelta(days=34)


@pytest.mark.parametrize(
    ("request_", "stage"),
    [
        (RESERVED, Stage.MATERIALS),
        (replace(RESERVED, released=True), Stage.INSTALLATION_SCHEDULING),
        (replace(RESERVED, lines=(CABLE,)), Stage.INSTALLATION_SCHEDULING),
        (RESERVED, Stage.INSTALLATION_REVIEW),
    ],
)
def test_nothing_ends_where_nothing_is_reserved_or_procurement_is_waited_for(
    request_: MaterialRequest, stage: Stage
) -> None:
    assert reserved_until(request_, situation(stage)) is None


async def test_when_it_ends_the_stock_is_free_again_and_the_lines_are_open() -> None:
    house = await a_house(CABLE, stage=Stage.INSTALLATION_SCHEDULING, pune_cable=18)
    await allocate_materials(house.uow(), M, FARIDA)
    uow = house.uow()
    await end_reservation(uow, await the_request(house))
    assert [event.kind for event in uow.events] == [Happening.RESERVATION_ENDED]
    assert (await the_request(house)).lines == (CABLE,)
    assert await free(house) == {"pune": 18}
