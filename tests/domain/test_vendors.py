"""The register of vendors: it fills by itself, knows each vendor once, and says who may be meant."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from domain.errors import Invalid
from domain.leads.stages import Stage
from domain.materials.allowing import allow_purchase
from domain.materials.paying_vendors import confirm_vendor_code
from domain.materials.purchase import Purchase, PurchaseState
from domain.materials.supply import share_vendor_details
from domain.materials.vendor import Vendor, nearest_first, same_vendor
from domain.materials.vendor_code import mark_of
from domain.money.amount import Money
from domain.money.payee import Payee
from domain.people.actor import Actor
from domain.people.roles import Role
from tests.build import NOW, a_coded_purchase, a_purchase, a_vendor, at_stage
from tests.fakes import House

CREW: Final = Actor(
    person="p-crew", name="Lakhan", roles=frozenset({Role.FIELD}), teams=frozenset({"sunrise"})
)
OPS: Final = Actor(person="p-ops", name="Ravi", roles=frozenset({Role.OPS}))
GSTIN: Final = "27AAPFU0939F1ZV"
OTHER_GSTIN: Final = "29AAGCB7383J1Z4"
SHREE: Final = "Shree Electricals, Baner"


async def a_house(*vendors: Vendor, purchase: Purchase | None = None) -> House:
    house = House()
    uow = house.uow(NOW)
    await uow.add(at_stage(Stage.MATERIALS))
    await uow.add(purchase or a_purchase())
    for vendor in vendors:
        await uow.add(vendor)
    return house


async def bought(house: House, vendor: str = SHREE, **but: Any) -> list[Vendor]:  # noqa: ANN401  what is shared
    details = {"payee": Payee(vpa="new@okbank"), "amount": Money(2450_00), "phone": "98220 12345", **but}
    await share_vendor_details(house.uow(NOW), "B-1042-1", CREW, vendor=vendor, **details)
    return await register(house)


async def register(house: House) -> list[Vendor]:
    return await house.uow(NOW).all(Vendor)


async def test_whom_a_payment_is_asked_for_is_known_from_then_on() -> None:
    [vendor] = await bought(await a_house(), gstin=GSTIN.lower())
    assert vendor == Vendor(
        id=vendor.id,
        name=SHREE,
        phone="+919822012345",
        gstin=GSTIN,
        payee=Payee(vpa="new@okbank"),
        zone="411",
        used_at=NOW,
    )
    assert len(vendor.id) <= 16


async def test_the_same_name_is_the_same_vendor_and_what_was_not_said_stays() -> None:
    house = await a_house(a_vendor(gstin=GSTIN))
    [vendor] = await bought(house, " shree  ELECTRICALS, Baner", phone="")
    assert (vendor.id, vendor.gstin, vendor.phone) == ("0" * 12, GSTIN, "+919822012345")
    assert (vendor.payee, vendor.used_at) == (Payee(vpa="new@okbank"), NOW)


async def test_the_same_gstin_is_the_same_vendor_under_his_latest_name() -> None:
    [vendor] = await bought(await a_house(a_vendor(gstin=GSTIN)), "Shree Electric Stores", gstin=GSTIN)
    assert (vendor.id, vendor.name) == ("0" * 12, "Shree Electric Stores")


async def test_a_vendor_known_by_name_gets_his_gstin() -> None:
    [vendor] = await bought(await a_house(a_vendor()), gstin=GSTIN)
    assert (vendor.id, vendor.gstin) == ("0" * 12, GSTIN)


async def test_another_gstin_is_another_vendor_of_the_same_name() -> None:
    known = await bought(await a_house(a_vendor(gstin=GSTIN)), gstin=OTHER_GSTIN)
    assert [one.gstin for one in known] == [GSTIN, OTHER_GSTIN]


async def test_what_waits_to_be_allowed_is_kept_when_its_payment_is_asked_for() -> None:
    house = await a_house()
    assert await bought(house, gstin=GSTIN, amount=Money(40_000_00)) == []
    waiting = await house.uow(NOW).get(Purchase, "B-1042-1")
    assert waiting.state is PurchaseState.APPROVAL_WANTED
    await allow_purchase(house.uow(NOW), waiting.id, waiting.mark, OPS)
    [vendor] = await register(house)
    assert (vendor.phone, vendor.gstin) == ("+919822012345", GSTIN)


async def test_a_code_that_is_confirmed_says_where_the_vendor_is_paid() -> None:
    coded = a_coded_purchase(phone="+919822012345", gstin=GSTIN)
    house = await a_house(purchase=coded)
    assert coded.code is not None
    [text] = coded.code.codes
    mark = mark_of(text, coded.vendor, coded.amount.paise)
    await confirm_vendor_code(house.uow(NOW), coded.id, mark, CREW)
    [vendor] = await register(house)
    assert (vendor.phone, vendor.gstin, vendor.payee.vpa) == ("+919822012345", GSTIN, "shree@okbank")


@pytest.mark.parametrize(
    ("wrong", "example"),
    [({"phone": "12345"}, "98765 43210"), ({"gstin": "27AAPFU0939F1ZW"}, "look at the bill again")],
)
async def test_numbers_that_cannot_be_are_refused(wrong: dict[str, str], example: str) -> None:
    house = await a_house()
    with pytest.raises(Invalid, match=example):
        await bought(house, **wrong)
    assert await register(house) == []


def test_without_a_gstin_the_vendor_used_last_is_meant() -> None:
    older, newer = a_vendor(gstin=GSTIN), a_vendor(id="1" * 12, gstin=OTHER_GSTIN, used_at=NOW)
    assert same_vendor([older, newer], "") == newer
    assert same_vendor([older, newer], "07AAGCB7383J1ZA") is None


def test_vendors_of_the_zone_come_before_those_used_later_elsewhere() -> None:
    near, far = a_vendor(), a_vendor(id="1" * 12, zone="560", used_at=NOW)
    nearer = replace(near, id="2" * 12, used_at=near.used_at + timedelta(hours=1))
    assert nearest_first([near, far, nearer], "411") == (nearer, near, far)
