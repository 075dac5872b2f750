"""A lead is cancelled by its customer before anybody has set out, and by its OEM when much is under way; and opened again."""

from dataclasses import replace
from datetime import timedelta

from domain.events import Happening
from domain.materials.purchase import Purchase, PurchaseState
from domain.money.amount import Money
from domain.money.payee import Payee
from domain.money.payment import Payment, PaymentKind, PaymentState
from domain.people.actor import SYSTEM
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.states import VisitState
from domain.visits.underway import Journey
from domain.visits.visit import Visit
from tests.scenarios import days
from tests.scenarios.days import ASHA, FINANCE, LEAD, OPS, PROCUREMENT, SUNRISE, VOLTERA
from tests.scenarios.test_materials import M, does, it_is_handed_out, on_hand
from tests.scenarios.town import Town


async def test_a_customer_cancels_before_the_survey_and_comes_back(town: Town) -> None:
    await days.pass_until(town, days.survey_is_booked)
    await town.say("asha", "/home")
    await town.told(ASHA, f"Your charger, {LEAD}")
    await town.tap("asha", "Cancel my installation")
    [asked] = await town.told(ASHA, "Do you really want to cancel your installation?")
    assert "It ends at once." in asked["text"]
    assert f"The visit {days.SURVEY} on {days.SURVEY_SLOT} does not take place." in asked["text"]
    reason = "I do not have the car any more"
    assert await town.tap_on("asha", reason, ASHA, asked["id"]) == f"{LEAD} is cancelled."
    assert "is at “Cancelled”" in await town.tap_on("asha", reason, ASHA, asked["id"])
    [told] = await town.told(OPS, f"{LEAD} is cancelled")
    assert "Reason: The customer no longer has the car" in told["text"]
    await town.told(ASHA, "Your installation is cancelled")
    await town.told(VOLTERA, f"{LEAD} is cancelled")
    await town.told(SUNRISE, f"{days.SURVEY} on {days.SURVEY_SLOT} is cancelled")
    assert await days.owes(town) == ("cancelled", "", "")
    await town.holds()
    await town.nobody_else()

    await days.gives_a_reason(town, "ravi", "Reopen", OPS, "he has bought another one")
    await town.told(OPS, "Done.", f"{LEAD} is open again")
    await town.told(ASHA, "Your installation is open again")
    await town.told(VOLTERA, f"{LEAD} is open again")
    assert await days.owes(town) == ("survey_scheduling", "ops", "propose_slots")
    await town.tap("ravi", "Propose slots", OPS)
    await town.told(ASHA, "When may we come for the survey?")
    await town.holds()
    await town.nobody_else()


async def under_way(uow: UnitOfWork) -> None:
    """The team drives with the charger in the car, and a vendor waits for his money."""
    by = SYSTEM.must(Permission.SEE_LEAD)
    visit = await uow.get(Visit, days.INSTALLATION)
    eta = uow.now + timedelta(minutes=30)
    goes = replace(
        visit, state=VisitState.ON_THE_WAY, state_since=uow.now, journey=Journey(eta=eta, told=eta)
    )
    await uow.save(goes, goes.tells(Happening.TEAM_SET_OUT, by, uow.now))
    await uow.add(
        Purchase(
            id="B-1042-1",
            lead=LEAD,
            oem="voltera",
            request="",
            team="sunrise",
            items=frozenset({"spd_2p"}),
            quantities={"spd_2p": 1},
            state=PurchaseState.PAYMENT_PENDING,
            state_since=uow.now,
            amount=Money(4100_00),
        )
    )
    payment = Payment(
        id="V-1042-1",
        kind=PaymentKind.VENDOR,
        lead=LEAD,
        purchase="B-1042-1",
        team="sunrise",
        payee_name="Shree Electricals",
        payee=Payee(vpa="shree@okbank"),
        amount=Money(4100_00),
        intent="0" * 32,
        state=PaymentState.CHECKED,
        state_since=uow.now,
        requested_by=None,
    )
    await uow.add(payment, payment.tells(Happening.PAYMENT_CHECKED, by, uow.now))


async def test_an_oem_cancels_while_the_team_is_on_its_way_with_the_charger(town: Town) -> None:
    await it_is_handed_out(town)
    assert await town.tap("lakhan", "We have it all", SUNRISE) == f"{M}: noted, you have it."
    await does(town, under_way)
    await town.skip(ASHA, FINANCE, OPS)
    await town.say("jaya", f"/lead {LEAD}", VOLTERA)
    await town.told(VOLTERA, f"{LEAD} · Installation scheduled")
    await town.tap("jaya", "Cancel the lead", VOLTERA)
    [asked] = await town.told(VOLTERA, f"Cancel {LEAD}?")
    assert "Sunrise Crew is under way to I-1042-1 and is told at once to turn back." in asked["text"]
    assert "₹" not in asked["text"]
    reason = "The car is not delivered"
    assert await town.tap_on("jaya", reason, VOLTERA, asked["id"]) == f"{LEAD} is cancelled."
    assert "is at “Cancelled”" in await town.tap_on("jaya", reason, VOLTERA, asked["id"])
    await town.told(VOLTERA, f"{LEAD} is cancelled")
    off, back, fallen, money = await town.told(
        SUNRISE,
        f"{days.INSTALLATION} on ",
        f"Materials {M}",
        "B-1042-1 is not bought any more",
        "The payment to Shree Electricals is rejected",
    )
    assert "again" not in money["text"]
    assert "please turn back" in off["text"]
    assert "Please do not order or pay anything for it." in fallen["text"]
    await town.skip(ASHA, PROCUREMENT, OPS)
    await town.say("ravi", f"/lead {LEAD}", OPS)
    [card] = await town.told(OPS, f"{LEAD} · Cancelled")
    assert "Must come back from Sunrise Crew: " in card["text"]
    await town.nobody_else()
    await town.holds()

    await town.tap_on("lakhan", "We brought it back to the store", SUNRISE, back["id"])
    await town.told(PROCUREMENT, f"Materials {M}")
    await town.tap("farida", "All of it is back in the store", PROCUREMENT)
    assert await on_hand(town, "cable") == 300
    await town.say("ravi", f"/lead {LEAD}", OPS)
    [card] = await town.told(OPS, f"{LEAD} · Cancelled")
    assert "Must come back" not in card["text"]
    assert "Sunrise Crew keeps what it has earned" in card["text"]
    assert "Payable now" in await town.tap("ravi", "Mark payable", OPS)
    await town.skip(FINANCE, SUNRISE)
    await town.holds()
    await town.nobody_else()
