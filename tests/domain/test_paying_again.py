"""The bank gives a vendor's money back after his goods are here: he is owed it still, and somebody owes seeing to it."""

from dataclasses import replace

import pytest

from domain.leads.cancelling import cancel_lead
from domain.leads.stages import Stage
from domain.materials.purchase import Purchase, PurchaseState
from domain.materials.supply import share_vendor_details
from domain.money.amount import Money
from domain.money.books import Account, position
from domain.money.by_rail import rail_reversed, rail_settled
from domain.money.methods import Method
from domain.money.payee import Payee
from domain.money.payment import Payment, PaymentState
from domain.money.rails import Rail
from domain.owed import Owed, own_purchase_action
from domain.people.actor import SYSTEM, Actor
from domain.people.roles import Role
from domain.policy import DEFAULT
from domain.settle import settle
from tests.build import NOW, a_payment, a_picture, a_purchase, a_request, an_oem, at_stage
from tests.fakes import House

B = "B-1042-1"
PAID = Money(2450_00)
RAVI = Actor(person="p-crew", name="Ravi", roles=frozenset({Role.FIELD}), teams=frozenset({"sunrise"}))
OPS = Actor(person="p-ops", name="Om", roles=frozenset({Role.OPS}))


async def reversed_after_the_goods_came(
    state: PurchaseState = PurchaseState.RECEIVED, stage: Stage = Stage.CONFIRMATION_CALL
) -> House:
    house = House()
    uow = house.uow(NOW)
    goods = a_purchase(state=state, amount=PAID, bill=a_picture(), billed=PAID)
    paid = a_payment(
        state=PaymentState.PAID,
        amount=PAID,
        rail=Rail.RAZORPAYX,
        rail_reference="pout_1",
        method=Method.IMPS,
        reference="632723155921",
    )
    for thing in (an_oem(), at_stage(stage, visits_made=1), a_request(), goods, paid):
        await uow.add(thing)
    await settle(uow)
    uow = house.uow(NOW)
    await rail_reversed(uow, "V-1042-1", "account closed", SYSTEM)
    await settle(uow)
    return house


async def the_purchase(house: House) -> Purchase:
    return await house.uow(NOW).get(Purchase, B)


@pytest.mark.parametrize("state", [PurchaseState.RECEIVED, PurchaseState.BILL_DIFFERS])
async def test_the_vendors_details_are_owed_again(state: PurchaseState) -> None:
    house = await reversed_after_the_goods_came(state)
    action = own_purchase_action(await the_purchase(house), at_stage(Stage.CONFIRMATION_CALL), DEFAULT)
    assert action is not None
    assert (action.what, action.role) == (Owed.SHARE_VENDOR_DETAILS, Role.FIELD)
    assert position(await the_purchase(house)) == {
        Account.MATERIALS: PAID.paise,
        Account.VENDORS: -PAID.paise,
    }


async def pays_again(house: House, amount: Money) -> Purchase:
    uow = house.uow(NOW)
    asked = await share_vendor_details(
        uow, B, RAVI, vendor="Shree Electricals", payee=Payee(vpa="shree@okbank"), amount=amount
    )
    assert asked is not None
    await settle(uow)
    uow = house.uow(NOW)
    going = replace(
        await uow.get(Payment, asked.id), state=PaymentState.PAYING, rail=Rail.RAZORPAYX, approvers=("p-f",)
    )
    await uow.save(going)
    await rail_settled(uow, asked.id, Method.IMPS, "632723155922", SYSTEM)
    await settle(uow)
    return await the_purchase(house)


async def test_once_he_is_paid_nobody_fetches_the_goods_again() -> None:
    house = await reversed_after_the_goods_came()
    assert (await pays_again(house, PAID)).state is PurchaseState.RECEIVED


async def test_another_amount_than_the_bills_is_looked_at() -> None:
    house = await reversed_after_the_goods_came()
    assert (await pays_again(house, Money(1000_00))).state is PurchaseState.BILL_DIFFERS


async def test_a_cancelled_lead_does_not_forget_what_its_vendor_is_owed() -> None:
    house = await reversed_after_the_goods_came(stage=Stage.INSTALLATION_SCHEDULING)
    uow = house.uow(NOW)
    await cancel_lead(uow, "L-1042", "moved away", OPS)
    await settle(uow)
    left = await the_purchase(house)
    assert left.state is PurchaseState.DETAILS_WANTED
    assert own_purchase_action(left, at_stage(Stage.CANCELLED), DEFAULT) is not None
