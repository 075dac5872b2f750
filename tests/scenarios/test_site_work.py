"""A site that is not ready: two things are missing, and each is cleared, sent back, followed up and accepted by itself."""

from tests.scenarios import days
from tests.scenarios.days import ASHA, OPS, SUNRISE, VOLTERA, november
from tests.scenarios.town import PEOPLE, Town

PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


async def the_list_is_told(town: Town) -> None:
    """One tap for each thing that is missing; one of them gets a nearer date."""
    assert await town.tap("ravi", "Not ready …", OPS) == "The list is in the desk's chat."
    await town.told(OPS, "What is missing at the site")
    assert await town.tap("ravi", "Earthing", OPS) == "On the list: Earthing"
    assert await town.tap("ravi", "Load upgrade", OPS) == "On the list: Load upgrade"
    await town.tap("meera", "Parking", OPS)
    await town.tap("ravi", "✓ Parking", OPS)
    assert await town.tap("ravi", "Not missing after all", OPS) == "Not on the list any more: Parking"
    await town.tap("ravi", "✓ Load upgrade", OPS)
    assert await town.tap("ravi", "In 7 days", OPS) == "Load upgrade: until Tue 1 Dec"
    await town.tap("ravi", "All of the list", OPS)
    assert await days.owes(town) == ("survey_review", "ops", "review_survey")
    told = await town.tap("ravi", "Not ready: tell the customer (2)", OPS)
    assert told == "The customer is told what is missing."
    [asked] = await town.told(ASHA, "Some work is needed at your site first")
    assert "• have a proper earth pit made or repaired (you, by Wed 9 Dec)" in asked["text"]
    assert "a higher sanctioned load (you, by Tue 1 Dec)" in asked["text"]
    await town.told(SUNRISE, "The site is not ready yet: Earthing, Load upgrade.")
    assert await days.owes(town) == ("site_work", "customer", "clear_blockers")


async def the_earth_pit_is_said_to_be_done(town: Town, button: str) -> None:
    await town.tap("asha", button)
    await town.told(ASHA, "Earthing: please send photos or a PDF")
    await town.photo("asha")
    await town.told(ASHA, "1 received")
    await town.tap("asha", "Done")
    await town.told(ASHA, "Photos of the work: 1 received")
    await town.tap("asha", "Submit")


async def the_electricity_company_is_applied_to(town: Town) -> None:
    await town.tap("asha", "I have applied: Load upgrade")
    await town.told(ASHA, "1 of 5")
    await town.say("asha", "?")
    await town.told(ASHA, "An application number has 4 to 40 letters and digits.")
    await town.say("asha", "le/2411/00871")
    await town.told(ASHA, "2 of 5")
    await town.say("asha", "tomorrow")
    await town.told(ASHA, "That day has not come yet.")
    await town.tap("asha", "Today")
    await town.told(ASHA, "3 of 5")
    await town.tap("asha", "Metro city")
    await town.told(ASHA, "4 of 5")
    await town.tap("asha", "No, or I do not know")
    await town.told(ASHA, "5 of 5")
    await town.tap("asha", "Skip ›")
    await town.told(ASHA, "Application number: LE/2411/00871")
    await town.tap("asha", "Submit")
    await town.told(ASHA, "By the rule it should be done by Fri 27 Nov.")
    await town.told(OPS, "The electricity company has the application: Load upgrade")


async def test_two_blockers_are_cleared_each_in_its_own_time(town: Town) -> None:
    await days.pass_until(town, days.survey_is_reported)
    await the_list_is_told(town)

    await the_earth_pit_is_said_to_be_done(town, "Done: Earthing")
    await town.told(ASHA, "Thank you, we will look at it. Still open: 1")
    [proof] = await town.told(OPS, "The customer says that this is done: Earthing")
    assert proof["photo"]
    assert await days.owes(town) == ("site_work", "ops", "accept_site_work")
    assert "you told us on" in await town.tap("asha", "Done: Earthing")

    await days.gives_a_reason(town, "ravi", "Send back: Earthing", OPS, "the pit is dug but not filled")
    await town.told(OPS, "the customer is asked again")
    await town.told(ASHA, "What is still open: the pit is dug but not filled")
    await the_earth_pit_is_said_to_be_done(town, "Done: Earthing")
    await town.told(ASHA, "Thank you, we will look at it. Still open: 1")
    [again] = await town.told(OPS, "The customer says that this is done: Earthing")
    await the_electricity_company_is_applied_to(town)

    assert await town.tap("ravi", "Accept: Earthing", OPS) == "Accepted. Still open: 1"
    [settled] = await town.told(ASHA, "Thank you, this is settled: Earthing")
    assert "(your electricity company has application LE/2411/00871, by Fri 27 Nov)" in settled["text"]
    late = await town.tap_on("meera", "Accept: Earthing", OPS, again["id"])
    assert late.startswith("Earthing: settled since")
    assert await days.owes(town) == ("site_work", "ops", "follow_up_site_work")
    await town.nobody_else()
    await town.holds()
    await others_are_late_and_nobody_moves(town)
    await the_customer_moves_again(town)


async def others_are_late_and_nobody_moves(town: Town) -> None:
    """The day of the rule is over: the desk asks, and enters the new one. Then nothing comes for thirty days."""
    await town.clock_to(november(27, "18:31"))
    [late] = await town.told(OPS, "It should be done by now: Load upgrade (Electricity company)")
    await town.tap_on("ravi", "Work at the site …", OPS, late["id"])
    await town.told(OPS, "Application LE/2411/00871 of Tue 24 Nov, expected by Fri 27 Nov")
    await town.tap("ravi", "Load upgrade", OPS)
    await town.tap("ravi", "Another date …", OPS)
    await town.told(OPS, "Load upgrade: until which day?")
    await town.answer("ravi", "20 Nov", OPS)
    await town.told(OPS, "is over. Example of what works")
    await town.answer("ravi", "4 Jan", OPS)
    await town.told(OPS, "Until: Mon 4 Jan")
    await town.tap("ravi", "Submit", OPS)
    await town.told(OPS, "Load upgrade: until Mon 4 Jan")
    await town.told(ASHA, "About the work at your site something has changed")

    for day in (1, 9):
        await town.clock_to(f"2026-12-{day:02}T20:59:00+05:30")
        await town.told(ASHA, "Is the work at your site done?")
    await the_crew_still_waits_for_its_money(town)
    await town.nobody_else()
    await town.clock_to("2026-12-24T20:59:00+05:30")
    [held] = await town.told(OPS, "L-1042 is on hold")
    assert "Still open at the site: Load upgrade" in held["text"]
    assert "To be looked at again: Mon 4 Jan, 18:30" in held["text"]
    await town.told(VOLTERA, "Reason: no progress for 30 days")
    [paused] = await town.told(ASHA, "Your installation is paused for now")
    assert "Still open at your site: Load upgrade. Tell us here when it is done" in paused["text"]
    await town.nobody_else()


async def the_crew_still_waits_for_its_money(town: Town) -> None:
    """Its survey was approved two weeks ago, and nobody has said that it may be paid."""
    owed = "mark payable what the team has earned, or say what speaks against it"
    await town.told(OPS, f"Please {owed}", f"Overdue: {owed}")
    await town.told(PEOPLE["meera"], f"Overdue: {owed}")


async def the_customer_moves_again(town: Town) -> None:
    """The new bill proves it: the lead goes on by itself, and the last blocker accepted ends the work."""
    await town.tap("asha", "The work is done", within="paused for now")
    await town.told(ASHA, "Load upgrade: please send photos or a PDF")
    await town.document("asha", "bill.pdf", PDF, "application/pdf")
    await town.told(ASHA, "1 received")
    await town.tap("asha", "Done")
    await town.told(ASHA, "Photos of the work: 1 received")
    await town.tap("asha", "Submit")
    await town.told(
        ASHA, "Thank you. We will look at it and tell you what comes next.", "Your installation goes on"
    )
    _, said = await town.told(OPS, "L-1042 goes on", "The customer says that this is done: Load upgrade")
    assert said["document"]
    await town.tap("ravi", "Work at the site …", OPS)
    await town.told(OPS, "⏳ reported done")
    await town.tap("ravi", "⏳ Load upgrade", OPS)
    await town.tap("ravi", "Proofs (1)", OPS)
    [shown] = await town.told(OPS, "Load upgrade, sent")
    assert shown["document"]
    assert await town.tap("ravi", "Accept", OPS) == "Accepted."
    await town.told(OPS, "The work at the site is accepted")
    await town.told(ASHA, "Thank you, your site is ready now")
    assert await days.owes(town) == ("materials", "ops", "request_materials")
    assert "This list is closed." in await town.card(OPS, "What is missing at the site")
    await town.nobody_else()
    await town.holds()
