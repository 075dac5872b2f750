"""The roads beside the straight one: each begins with ordinary days and then leaves them."""

from typing import Final

import pytest

from tests.scenarios import days
from tests.scenarios.buying import a_kit_is_to_be_bought, vendor_is_new
from tests.scenarios.days import ASHA, DECCAN, FINANCE, OPS, PROCUREMENT, REPORTING, SUNRISE, VOLTERA
from tests.scenarios.town import PEOPLE, Town, Unexpected


async def a_local_purchase(town: Town, amount: str, *, allowed: bool = True) -> None:
    await a_kit_is_to_be_bought(town)
    await vendor_is_named(town, amount, allowed=allowed)


async def vendor_is_named(town: Town, amount: str, *, allowed: bool = True) -> None:
    await town.tap("lakhan", "Vendor's details", SUNRISE)
    await vendor_is_new(town)
    await town.answer("lakhan", "shreeelectricals@okbank", SUNRISE)
    await town.told(SUNRISE, "5 of 6", "Amount of the quote or bill")
    await town.answer("lakhan", amount, SUNRISE)
    await town.told(SUNRISE, "6 of 6", "photo of the vendor's quote")
    await town.photo("lakhan", SUNRISE, reply=True)
    await town.told(SUNRISE, "The vendor's quote: 1 received")
    await town.tap("lakhan", "Submit", SUNRISE)
    if not allowed:
        await town.told(SUNRISE, "is more than you may spend by yourself.")
        return
    await town.told(SUNRISE, "to Shree Electricals, Baner is asked for.")


async def test_what_stock_lacks_is_bought_locally_and_paid_by_finance(town: Town) -> None:
    await a_local_purchase(town, "2,450")
    [asked] = await town.told(PROCUREMENT, "V-1042-1 · ₹2,450.00 · requested")
    assert asked["photo"]
    assert await days.owes(town) == ("materials", "procurement", "check_payment")
    assert await town.tap("farida", "Checked, pass on", PROCUREMENT) == "Checked. Finance decides now."
    [checked] = await town.told(FINANCE, "V-1042-1 · ₹2,450.00 · checked")
    assert checked["photo"]
    assert "New payee: nothing was paid to this name before" in checked["text"]
    await days.payee_is_right(town, "harish", "V-1042-1")
    assert await town.tap("gita", "Approve ₹2,450.00", FINANCE) == "V-1042-1 is approved."
    await days.reference_is_entered(town, "gita", "632823155921")
    await town.told(FINANCE, "V-1042-1 is paid: ₹2,450.00, reference 632823155921.")
    await town.told(PROCUREMENT, "V-1042-1 is paid")
    await town.told(SUNRISE, "The vendor is paid: Shree Electricals, Baner")
    assert await days.owes(town) == ("materials", "field", "confirm_goods")

    await town.tap("lakhan", "Goods are here", SUNRISE)
    await town.told(SUNRISE, "1 of 2", "a photo of the vendor's bill")
    await town.photo("lakhan", SUNRISE, reply=True)
    await town.told(SUNRISE, "The vendor's bill: 1 received")
    await town.tap("lakhan", "Submit", SUNRISE)
    await town.told(SUNRISE, "B-1042-1: the goods are in.")
    [bill] = await town.told(PROCUREMENT, "The goods of B-1042-1 came")
    assert bill["photo"]
    await town.told(OPS, "All materials are there")
    assert await days.owes(town) == ("installation_scheduling", "ops", "propose_slots")
    await town.holds()
    await town.nobody_else()


async def test_a_rejected_payment_asks_the_team_for_the_details_again(town: Town) -> None:
    await a_local_purchase(town, "2,450")
    await town.told(PROCUREMENT, "V-1042-1 · ₹2,450.00 · requested")
    await town.tap("farida", "Checked, pass on", PROCUREMENT)
    await town.told(FINANCE, "V-1042-1 · ₹2,450.00 · checked")
    await days.gives_a_reason(town, "gita", "Reject", FINANCE, "the bill shows another amount")
    await town.told(FINANCE, "V-1042-1 is rejected.")
    await town.told(OPS, "V-1042-1 is rejected")
    await town.told(PROCUREMENT, "V-1042-1 is rejected")
    await town.told(SUNRISE, "The payment to Shree Electricals, Baner is rejected")
    assert await days.owes(town) == ("materials", "field", "share_vendor_details")

    await town.tap("lakhan", "Vendor's details", SUNRISE)
    await town.told(SUNRISE, "The payment did not go through. Change what was wrong.")
    await town.tap("lakhan", "Change an answer", SUNRISE)
    await town.told(SUNRISE, "Which answer do you want to change?")
    await town.tap("lakhan", "Amount of the quote or bill", SUNRISE)
    await town.told(SUNRISE, "5 of 6", "So far: ₹2,450.00")
    await town.answer("lakhan", "2,150", SUNRISE)
    await town.told(SUNRISE, "Amount of the quote or bill: ₹2,150.00")
    await town.tap("lakhan", "Submit", SUNRISE)
    await town.told(SUNRISE, "V-1042-2: ₹2,150.00 to Shree Electricals, Baner is asked for.")
    await town.told(PROCUREMENT, "V-1042-2 · ₹2,150.00 · requested")
    assert await days.owes(town) == ("materials", "procurement", "check_payment")
    await town.holds()
    await town.nobody_else()


async def test_above_the_limit_two_approve_in_private_and_a_third_pays(town: Town) -> None:
    gita, harish = PEOPLE["gita"], PEOPLE["harish"]
    await a_local_purchase(town, "60,000", allowed=False)
    asked = "State: waits to be allowed\nVendor: Shree Electricals, Baner"
    await town.told(OPS, asked)
    await town.told(FINANCE, asked)
    assert await days.owes(town) == ("materials", "ops", "allow_purchase")
    assert await town.tap("ravi", "Allow ₹60,000.00", OPS) == "B-1042-1 is allowed: ₹60,000.00."
    await town.told(SUNRISE, "B-1042-1 is allowed: ₹60,000.00")
    await town.told(PROCUREMENT, "V-1042-1 · ₹60,000.00 · requested")
    await town.tap("farida", "Checked, pass on", PROCUREMENT)
    await town.told(FINANCE, "Approvals: 0 of 2")

    in_private = "This amount is approved in your private chat with the bot."
    assert await town.tap("gita", "Approve ₹60,000.00", FINANCE) == in_private
    await town.told(gita, "V-1042-1 · ₹60,000.00 · checked")
    assert "A second person" in await town.tap("gita", "Approve ₹60,000.00")
    await town.told(FINANCE, "V-1042-1 needs a second approval")
    assert "You have approved V-1042-1 already" in await town.tap("gita", "Approve ₹60,000.00")
    assert await town.tap("harish", "Approve ₹60,000.00", FINANCE) == in_private
    await town.told(harish, "Approvals: 1 of 2")
    assert await town.tap("harish", "Approve ₹60,000.00") == "V-1042-1 is approved."

    assert await days.owes(town) == ("materials", "finance", "start_payment")
    await town.nobody_else()
    await town.advance("2h")
    await town.told(FINANCE, "V-1042-1 can be paid now")
    assert "somebody else pays it" in await town.tap("harish", "Pay now", FINANCE)
    await days.reference_is_entered(town, "sunita", "632823155922")
    await town.told(FINANCE, "V-1042-1 is paid: ₹60,000.00")
    await town.told(PROCUREMENT, "V-1042-1 is paid")
    await town.told(SUNRISE, "The vendor is paid")
    await town.holds()
    await town.nobody_else()


async def test_a_lead_is_held_resumed_and_cancelled_with_its_materials_released(town: Town) -> None:
    await days.pass_until(town, days.materials_are_allocated)
    assert await reserved(town) == {"charger": 1, "cable": 20, "rcbo": 1, "conduit_25": 18, "lug_6": 8}
    await days.gives_a_reason(town, "ravi", "Hold", OPS, "the customer travels")
    await town.told(OPS, "Done.", "Reason: the customer travels")
    await town.told(ASHA, "Your installation is paused for now")
    await town.told(VOLTERA, "L-1042 is on hold")
    assert await days.owes(town) == ("on_hold", "ops", "review_hold")
    assert await town.tap("ravi", "Resume", OPS) == "The lead goes on."
    await town.told(OPS, "It is at “Installation to be scheduled” again.")
    await town.told(ASHA, "Your installation goes on")
    assert await days.owes(town) == ("installation_scheduling", "ops", "propose_slots")

    await days.lead_is_cancelled(town, "the customer has sold the car")
    await town.told(OPS, "Done.", "L-1042 is cancelled")
    await town.told(ASHA, "Your installation is cancelled")
    await town.told(VOLTERA, "L-1042 is cancelled")
    await town.told(PROCUREMENT, "The materials of M-1042 are free again")
    assert await reserved(town) == dict.fromkeys(LOOKED_AT, 0)
    assert await days.owes(town) == ("cancelled", "", "")
    await town.holds()
    await town.nobody_else()


LOOKED_AT: Final = ("charger", "cable", "rcbo", "conduit_25", "lug_6")


async def reserved(town: Town) -> dict[str, int]:
    """How much of each item the stores keep for leads."""
    async with town.parts.database.read() as connection:
        stock = town.parts.work.on(connection, town.parts.clock.now(), reading=True).stock
        return {item: sum((await stock.reserved(item)).values()) for item in LOOKED_AT}


async def test_a_returned_report_begins_with_what_it_said_and_asks_again(town: Town) -> None:
    await days.pass_until(town, days.survey_is_reported)
    await days.gives_a_reason(town, "ravi", "Return to the team", OPS, "measure the earth again")
    await town.told(OPS, "The report of S-1042-1 went back to its team.")
    await town.told(SUNRISE, "To do again: measure the earth again")
    assert await days.owes(town) == ("survey_scheduled", "field", "submit_report")
    with pytest.raises(Unexpected, match="no button"):
        await town.tap("lakhan", "Customer is not there", SUNRISE, within="To do again")

    await town.tap("lakhan", "Write the report", SUNRISE)
    await town.told(SUNRISE, "Ops asks you to do this again: measure the earth again")
    await town.tap("lakhan", "All items", SUNRISE)
    await town.tap("lakhan", "✓ Earth resistance", SUNRISE)
    await town.told(SUNRISE, "Earth resistance (Ω)")
    assert "So far: 3.5 Ω (Lakhan Pawar)" in await town.card(SUNRISE, "Ops asks you to do this again")
    await town.answer("lakhan", "4.1", SUNRISE)
    [checked] = await town.told(SUNRISE, "Ops asks you to do this again")
    assert "Earth resistance: 4.1 Ω" in checked["text"]
    assert "Photos: 2 received" in checked["text"]
    await town.tap("lakhan", "Submit", SUNRISE)
    await town.told(SUNRISE, "The report of S-1042-1 is in")
    await town.told(OPS, "The report of S-1042-1 is in")
    await town.told(ASHA, "The survey is done")
    await days.site_is_ready(town)
    await town.holds()
    await town.nobody_else()


async def test_only_the_marked_items_of_a_report_are_done_again(town: Town) -> None:
    await days.pass_until(town, days.survey_is_reported)
    await town.tap("ravi", "Return some items …", OPS)
    await town.told(OPS, "What is to be done again: S-1042-1")
    await town.tap("ravi", "Earth resistance", OPS)
    await town.tap("ravi", "Photos", OPS)
    await town.tap("ravi", "↩ Photos", OPS)
    await days.gives_a_reason(town, "ravi", "Return these: 1", OPS, "the tester was not calibrated")
    await town.told(OPS, "The report of S-1042-1 went back to its team.")
    await town.told(SUNRISE, "To do again: the tester was not calibrated")
    assert "This list is closed." in await town.card(OPS, "What is to be done again: S-1042-1")
    await town.tap("lakhan", "Write the report", SUNRISE)
    card, _ = await town.told(SUNRISE, "Only this is open: Earth resistance", "Earth resistance (Ω)")
    await town.tap_on("lakhan", "All items", SUNRISE, card["id"])
    await town.tap("lakhan", "✓ Cable from the meter to the charger", SUNRISE)
    await town.told(SUNRISE, "Cable from the meter")
    await town.answer("lakhan", "30", SUNRISE)
    await town.told(SUNRISE, "Only what Ops asks for is to be done again; this stays as it is.")
    await town.holds()


async def test_a_returned_pack_comes_again_as_a_second_edition(town: Town) -> None:
    await days.pass_until(town, days.pack_is_sent)
    await days.gives_a_reason(town, "jaya", "Return", VOLTERA, "the photo of the earth pit is missing")
    await town.told(VOLTERA, "C-1042 went back to Ops.")
    await town.told(OPS, "Reason: the photo of the earth pit is missing")
    await town.told(REPORTING, "C-1042 is returned to Ops")
    assert await days.owes(town) == ("closure", "ops", "submit_pack")
    await town.tap("ravi", "Submit the closure pack", OPS)
    await town.packs_are_compiled()
    await town.told(REPORTING, "The closure pack C-1042 is compiled")
    await town.tap("indira", "Send to the OEM", REPORTING)
    await town.told(VOLTERA, "The closure pack C-1042 is here")
    card = await town.card(VOLTERA, "Closure pack C-1042")
    assert "Edition: 2" in card
    assert "No fact has changed." in card
    await days.pack_is_acknowledged(town)
    await town.holds()
    await town.nobody_else()


async def test_a_team_paid_by_the_fortnight_gets_its_payout_on_the_first(town: Town) -> None:
    crew = days.DECCAN_CREW
    await days.pass_until(town, days.documents_come)
    await days.survey_is_booked(town, crew)
    await days.survey_is_acknowledged(town, crew)
    await days.survey_day(town, crew)
    await days.survey_is_reported(town, crew)
    await days.site_is_ready(town, crew)
    await days.lead_is_cancelled(town, "the customer has sold the car")
    await town.told(OPS, "Done.", "L-1042 is cancelled")
    await town.told(ASHA, "Your installation is cancelled")
    await town.told(VOLTERA, "L-1042 is cancelled")

    assert await town.tap("ravi", "Mark payable", OPS) == "Payable now: ₹550.00."
    await town.nobody_else()
    await town.clock_to("2026-12-01T09:00:00+05:30")
    await town.told(FINANCE, "Payouts of Tue 1 Dec: 1 teams")
    await town.told(DECCAN, "Your payout P-1: ₹550.00", "Your payout statement P-1: ₹550.00")
    await town.clock_to("2026-12-01T19:00:00+05:30")
    await town.told(DECCAN, "Is your payout P-1 right? ₹550.00")
    await town.clock_to("2026-12-02T09:00:00+05:30")
    await town.told(FINANCE, "P-1 Deccan Electricals: ₹550.00, requested")
    assert await town.tap("gita", "Approve 1: ₹550.00", FINANCE) == "1 payouts are approved: ₹550.00."
    await town.tap("gita", "P-1", FINANCE)
    await town.told(FINANCE, "P-1 · ₹550.00 · approved")
    await days.reference_is_entered(town, "gita", "633523155923")
    await town.told(FINANCE, "P-1 is paid: ₹550.00")
    await town.told(DECCAN, "You are paid: ₹550.00")
    await town.clock_to("2026-12-16T09:00:00+05:30")
    await town.holds()
    await town.nobody_else()


async def test_a_customer_who_was_absent_and_then_asks_for_another_time_is_proposed_new_ones(
    town: Town,
) -> None:
    await days.pass_until(town, days.survey_day)
    await days.nobody_opens(town)
    await town.clock_to(days.november(24, "10:01"))
    await town.told(SUNRISE, "You have waited long enough at S-1042-1")
    await town.tap("lakhan", "The customer did not come", SUNRISE)
    await town.told(OPS, "The customer was not there")
    await town.told(ASHA, "Our team could not find you")
    await town.told(SUNRISE, "S-1042-1 is noted: the customer was not there")
    assert await days.owes(town) == ("survey_scheduled", "ops", "reschedule_absent")
    await town.tap("ravi", "Reschedule", OPS)
    await town.told(OPS, "Reason: the customer was not there")
    await town.told(SUNRISE, "Reason: the customer was not there")
    await town.told(ASHA, f"The survey on {days.SURVEY_SLOT} is off")

    await town.tap("ravi", "Propose slots", OPS)
    await town.told(ASHA, "When may we come for the survey?")
    await town.tap("asha", "Another time")
    await town.told(ASHA, "Which times suit you better?")
    assert await town.tap("asha", "Any other time") == "Our desk will propose other times."
    await town.told(ASHA, "Noted: Any other time")
    await town.told(OPS, "None of the times suits the customer")
    await town.tap("ravi", "Propose slots", OPS)
    await town.told(ASHA, "When may we come for the survey?")
    await days.customer_chooses(town, "Wed 25 Nov, 10:00–12:00")
    await town.tap("ravi", "Assign Sunrise Crew", OPS)
    await town.told(OPS, "S-1042-3 is booked")
    await town.told(ASHA, "Your survey is booked")
    await town.told(SUNRISE, "Survey ID S-1042-3")

    await town.tap("asha", "I need another time")
    await town.told(ASHA, "Until you answer, your visit stays as it is: Wed 25 Nov, 10:00–12:00")
    await town.tap("asha", "Mornings")
    await town.told(ASHA, "The survey on Wed 25 Nov, 10:00–12:00 is off")
    await town.told(SUNRISE, "You need not go.")
    await town.told(OPS, "Reason: the customer asked for another time\nWhat suits: Mornings")
    assert await days.owes(town) == ("survey_scheduling", "ops", "propose_slots")
    await town.holds()
    await town.nobody_else()


async def test_a_problem_in_the_confirmation_call_brings_a_team_back(town: Town) -> None:
    await days.pass_until(town, days.installation_is_reported)
    await town.tap("asha", "I have it and it works")
    await town.skip(OPS, SUNRISE)
    await town.tap("asha", "2 ★")
    await town.told(OPS, "The customer gives 2 of 5 stars")
    await town.tap("ravi", "Approve the installation", OPS)
    await town.told(OPS, "Next: the confirmation call.")
    await town.told(SUNRISE, "The report of I-1042-1 is approved")
    await days.gives_a_reason(town, "ravi", "Problem: rework", OPS, "the RCBO trips")
    await town.told(OPS, "a rework visit is to be scheduled", "A rework visit is needed")
    await town.told(ASHA, "We are sorry that something is not right")
    assert await days.owes(town) == ("installation_scheduling", "ops", "propose_slots")
    assert "of 5 stars" not in await town.card(OPS, "at this stage since")
    await town.tap("ravi", "Propose slots", OPS)
    [offered] = await town.told(ASHA, "When may we come for the installation?")
    await days.customer_chooses(town, offered["inline_keyboard"][0][0]["text"])
    await town.tap("ravi", "Assign Sunrise Crew", OPS)
    await town.told(OPS, "I-1042-2 is booked")
    await town.told(ASHA, "Your installation is booked", "Before the installation: please check")
    await town.told(SUNRISE, "Rework of I-1042-1: the RCBO trips")
    await town.holds()
    await town.nobody_else()
