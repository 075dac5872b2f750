"""Which store serves a site first."""

import pytest

from domain.leads.stages import Stage
from domain.materials.allocating import allocate_materials
from domain.materials.store import Store, nearest_first
from domain.people.actor import Actor
from domain.people.roles import Role
from tests.build import NOW, a_request, at_stage
from tests.fakes import House

STORES = (
    Store(id="mumbai", title="Mumbai", zones=("400", "401")),
    Store(id="pune", title="Pune", zones=("411", "412")),
    Store(id="nagpur", title="Nagpur", zones=("44",)),
    Store(id="attic", title="Attic"),
)


@pytest.mark.parametrize(
    ("pin_code", "city", "order"),
    [
        ("411045", "Pune", "pune mumbai nagpur attic"),
        ("400053", "Mumbai", "mumbai nagpur pune attic"),
        ("440010", "", "nagpur mumbai pune attic"),
        ("413001", "Solapur", "pune mumbai nagpur attic"),
        ("410501", "pune", "pune mumbai nagpur attic"),
        ("", "", "attic mumbai nagpur pune"),
    ],
)
def test_a_site_is_served_by_its_own_zone_first(pin_code: str, city: str, order: str) -> None:
    assert [store.id for store in nearest_first(STORES, pin_code, city)] == order.split()


async def test_a_request_is_allocated_from_the_store_of_its_zone() -> None:
    house = House()
    uow = house.uow(NOW)
    for thing in (*STORES, at_stage(Stage.MATERIALS), a_request()):
        await uow.add(thing)
    for store in ("mumbai", "pune"):
        for line in a_request().lines:
            await uow.stock.receive(store, line.item, line.quantity, at=NOW)
    actor = Actor(person="p-buy", name="Pia Stores", roles=frozenset({Role.PROCUREMENT}))
    allocated = await allocate_materials(uow, a_request().id, actor)
    assert {line.store for line in allocated.lines} == {"pune"}
