"""How much whoever buys may spend by himself, who allows more, and what becomes of a bill that says another amount."""

from dataclasses import replace
from typing import Any, Final

import pytest

from domain.errors import NotAllowed, Refused
from domain.events import Happening
from domain.leads.stages import Stage
from domain.materials.allowing import allow_purchase, decline_purchase, may_spend
from domain.materials.buying_at_site import buy_at_site
from domain.materials.purchase import Purchase, PurchaseState
from domain.materials.request import Line, LineState
from domain.materials.supply import confirm_goods, open_purchase, settle_bill, share_vendor_details
from domain.money.amount import Money
from domain.money.payee import Payee
from domain.money.payment import Payment
from domain.owed import Owed, own_purchase_action
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.policy import DEFAULT
from domain.settle import settle
from domain.unit_of_work import UnitOfWork
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit
from tests.build import a_payment, a_picture, a_purchase, a_request, a_visit, an_oem, at_stage
from tests.fakes import House

CREW: Final = Actor(person="p-ravi", name="Ravi", roles=frozenset({Role.FIELD}), teams=frozenset({"sunrise"}))
FARIDA: Final = Actor(person="p-farida", name="Farida", roles=frozenset({Role.PROCUREMENT}))
MEERA: Final = Actor(person="p-meera", name="Meera", roles=frozenset({Role.OPS}))
BOTH: Final = Actor(
    person="p-ravi",
    name="Ravi",
    roles=frozenset({Role.FIELD, Role.PROCUREMENT}),
    teams=frozenset({"sunrise"}),
)
SHREE: Final = Payee(vpa="shree@okbank")
BUYING: Final = (Line(item="earthing_kit", quantity=1, state=LineState.BEING_BOUGHT),)


async def a_house(purchase: Purchase | None = None, **request: Any) -> House:  # noqa: ANN401  fields of MaterialRequest
    house = House()
    uow = house.uow()
    bought = purchase or a_purchase(items=frozenset({"earthing_kit"}))
    for thing in (at_stage(Stage.MATERIALS), an_oem(), a_request(**{"lines": BUYING, **request}), bought):
        await uow.add(thing)
    return house


async def shared(uow: UnitOfWork, rupees: int, by: Actor = CREW) -> Payment | None:
    return await share_vendor_details(
        uow, "B-1042-1", by, vendor="Shree", payee=SHREE, amount=Money(rupees * 100)
    )


async def the_purchase(house: House) -> Purchase:
    return await house.uow().get(Purchase, "B-1042-1")


@pytest.mark.parametrize(
    ("rupees", "estimate", "role", "may"),
    [
        (5_000, None, Role.FIELD, True),
        (5_001, None, Role.FIELD, False),
        (25_000, None, Role.PROCUREMENT, True),
        (25_001, None, Role.PROCUREMENT, False),
        (2_695, 2_450, Role.FIELD, True),
        (2_696, 2_450, Role.FIELD, False),
        (2_696, 2_450, Role.PROCUREMENT, True),
        (33_000, 30_000, Role.FIELD, True),
    ],
)
def test_an_estimate_binds_the_team_and_without_one_its_limit(
    rupees: int,
    estimate: int | None,
    role: Role,
    may: bool,  # noqa: FBT001  a column
) -> None:
    allowed = Money(estimate * 100) if estimate is not None else None
    purchase = a_purchase(amount=Money(rupees * 100), estimate=allowed)
    assert may_spend(purchase, role, DEFAULT) is may


async def test_what_procurement_has_bought_is_estimated_by_the_catalogue() -> None:
    wanted = (Line(item="earthing_kit", quantity=2),)
    house = await a_house(a_purchase(id="B-1042-9"), lines=wanted)
    opened = await open_purchase(house.uow(), "M-1042", FARIDA)
    assert opened.estimate == Money(4_900_00)


async def test_an_estimate_above_its_own_limit_procurement_does_not_allow_by_buying() -> None:
    house = await a_house(a_purchase(id="B-1042-9"), lines=(Line(item="charger", quantity=1),))
    assert (await open_purchase(house.uow(), "M-1042", FARIDA)).estimate is None


async def test_more_than_the_estimate_waits_until_procurement_allows_it() -> None:
    house = await a_house(a_purchase(items=frozenset({"earthing_kit"}), estimate=Money(2_450_00)))
    uow = house.uow()
    assert await shared(uow, 3_000) is None
    assert [event.kind for event in uow.events] == [
        Happening.VENDOR_DETAILS_SHARED,
        Happening.PURCHASE_TO_ALLOW,
    ]
    waits = await the_purchase(house)
    allowed = await allow_purchase(house.uow(), "B-1042-1", waits.mark, FARIDA)
    assert (allowed.state, allowed.estimate) == (PurchaseState.PAYMENT_PENDING, Money(3_000_00))
    [payment] = house.shelves.all_of(Payment)
    assert (payment.amount, payment.payee, payment.requested_by) == (Money(3_000_00), SHREE, "p-ravi")


async def test_above_procurements_limit_ops_or_finance_are_asked() -> None:
    house = await a_house()
    uow = house.uow()
    await shared(uow, 30_000)
    assert uow.events[-1].kind is Happening.LARGE_PURCHASE_TO_ALLOW
    waits = await the_purchase(house)
    with pytest.raises(NotAllowed):
        await allow_purchase(house.uow(), "B-1042-1", waits.mark, FARIDA)
    assert (await allow_purchase(house.uow(), "B-1042-1", waits.mark, MEERA)).estimate == Money(30_000_00)


async def test_nobody_allows_what_he_asked_for() -> None:
    house = await a_house(a_purchase(estimate=Money(100_00)))
    await shared(house.uow(), 3_000)
    waits = await the_purchase(house)
    with pytest.raises(NotAllowed, match="somebody else decides"):
        await allow_purchase(house.uow(), "B-1042-1", waits.mark, BOTH)


async def test_a_second_tap_allows_nothing_more() -> None:
    house = await a_house()
    await shared(house.uow(), 9_000)
    waits = await the_purchase(house)
    await allow_purchase(house.uow(), "B-1042-1", waits.mark, FARIDA)
    with pytest.raises(Refused, match="already"):
        await allow_purchase(house.uow(), "B-1042-1", waits.mark, FARIDA)
    assert len(house.shelves.all_of(Payment)) == 1


async def test_only_what_was_shown_is_allowed() -> None:
    house = await a_house()
    await shared(house.uow(), 9_000)
    old = (await the_purchase(house)).mark
    await decline_purchase(house.uow(), "B-1042-1", "too dear", FARIDA)
    await shared(house.uow(), 9_900)
    with pytest.raises(Refused, match="changed since you saw it"):
        await allow_purchase(house.uow(), "B-1042-1", old, FARIDA)


async def test_what_is_not_allowed_goes_back_with_its_reason_and_all_that_was_given() -> None:
    house = await a_house()
    await shared(house.uow(), 9_000)
    back = await decline_purchase(house.uow(), "B-1042-1", "the store gets it", FARIDA)
    assert (back.state, back.declined) == (PurchaseState.DETAILS_WANTED, "the store gets it")
    assert (back.vendor, back.payee, back.amount) == ("Shree", SHREE, Money(9_000_00))
    await shared(house.uow(), 4_000)
    assert (await the_purchase(house)).declined == ""


PAID: Final = a_purchase(items=frozenset({"earthing_kit"}), state=PurchaseState.PAID, amount=Money(2_450_00))


@pytest.mark.parametrize(
    ("rupees", "state"),
    [
        (None, PurchaseState.RECEIVED),
        (2_695, PurchaseState.RECEIVED),
        (2_696, PurchaseState.BILL_DIFFERS),
        (2_200, PurchaseState.BILL_DIFFERS),
    ],
)
async def test_a_bill_over_another_amount_is_looked_at_while_the_goods_count(
    rupees: int | None, state: PurchaseState
) -> None:
    house = await a_house(PAID)
    billed = Money(rupees * 100) if rupees is not None else None
    uow = house.uow()
    bought = await confirm_goods(uow, "B-1042-1", a_picture(), CREW, billed=billed)
    assert (bought.state, bought.bill) == (state, a_picture())
    kinds = [event.kind for event in uow.events]
    assert Happening.MATERIALS_READY in kinds
    assert (Happening.BILL_DIFFERS in kinds) is (state is PurchaseState.BILL_DIFFERS)


async def test_a_bill_is_settled_by_somebody_else_than_who_brought_it() -> None:
    house = await a_house(PAID)
    await confirm_goods(house.uow(), "B-1042-1", a_picture(), BOTH, billed=Money(3_000_00))
    with pytest.raises(NotAllowed, match="somebody else"):
        await settle_bill(house.uow(), "B-1042-1", "GST was not in the quote", BOTH)
    settled = await settle_bill(house.uow(), "B-1042-1", "GST was not in the quote", FARIDA)
    assert (settled.state, settled.bill_reason) == (PurchaseState.RECEIVED, "GST was not in the quote")


@pytest.mark.parametrize(
    ("state", "what"),
    [
        (PurchaseState.PAID, Owed.CONFIRM_GOODS),
        (PurchaseState.BILL_DIFFERS, Owed.SETTLE_BILL),
        (PurchaseState.PAYMENT_PENDING, None),
        (PurchaseState.RECEIVED, None),
    ],
)
def test_a_purchase_without_its_bill_stays_owed_when_its_lead_goes_on(
    state: PurchaseState, what: Owed | None
) -> None:
    purchase = a_purchase(state=state)
    action = own_purchase_action(purchase, at_stage(Stage.CANCELLED), DEFAULT)
    assert (action.what if action is not None else None) is what
    assert own_purchase_action(purchase, at_stage(Stage.MATERIALS), DEFAULT) is None


async def test_a_bill_that_differs_is_on_procurements_list_after_the_lead_has_gone_on() -> None:
    house = await a_house(PAID)
    uow = house.uow()
    await uow.add(a_payment())
    await confirm_goods(uow, "B-1042-1", a_picture(), CREW, billed=Money(3_000_00))
    await settle(uow)
    action = house.ledger.owed["B-1042-1"]
    assert (action.role, action.what, action.subject) == (Role.PROCUREMENT, Owed.SETTLE_BILL, "B-1042-1")


ON_SITE: Final = a_visit(id="I-1042-1", kind=VisitKind.INSTALLATION, state=VisitState.ON_SITE, team="sunrise")


async def bought_here(house: House, rupees: int, visit: Visit = ON_SITE) -> Purchase:
    uow = house.uow()
    await uow.add(visit)
    return await buy_at_site(
        uow, visit.id, CREW, item="earthing_kit", quantity=2, estimate=Money(rupees * 100), quote=a_picture()
    )


async def a_site() -> House:
    house = House()
    uow = house.uow()
    for thing in (at_stage(Stage.INSTALLATION_SCHEDULED, visits_made=1), an_oem()):
        await uow.add(thing)
    return house


async def test_a_team_buys_for_its_installation_up_to_its_limit() -> None:
    bought = await bought_here(await a_site(), 5_000)
    assert (bought.id, bought.state, bought.estimate) == (
        "B-1042-1",
        PurchaseState.DETAILS_WANTED,
        Money(5_000_00),
    )
    assert (bought.quantities, bought.quote, bought.team) == ({"earthing_kit": 2}, a_picture(), "sunrise")


async def test_a_larger_estimate_of_a_team_is_allowed_before_it_names_the_vendor() -> None:
    house = await a_site()
    waits = await bought_here(house, 5_001)
    assert waits.state is PurchaseState.APPROVAL_WANTED
    allowed = await allow_purchase(house.uow(), "B-1042-1", waits.mark, FARIDA)
    assert (allowed.state, allowed.estimate) == (PurchaseState.DETAILS_WANTED, Money(5_001_00))
    assert house.shelves.all_of(Payment) == []
    assert await shared(house.uow(), 5_501) is not None


async def test_what_a_team_buys_goes_into_its_job_and_not_into_a_store() -> None:
    house = await a_site()
    bought = await bought_here(house, 2_450)
    uow = house.uow()
    await uow.save(replace(bought, state=PurchaseState.PAID))
    received = await confirm_goods(uow, "B-1042-1", a_picture(), CREW)
    assert received.state is PurchaseState.RECEIVED
    assert await house.uow().stock.on_hand("earthing_kit") == {}


@pytest.mark.parametrize(
    "but", [{"kind": VisitKind.SURVEY}, {"state": VisitState.BOOKED}, {"state": VisitState.REPORTED}]
)
async def test_a_team_buys_only_for_an_installation_that_it_is_about_to_make(but: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="Ask Procurement"):
        await bought_here(await a_site(), 100, replace(ON_SITE, **but))
