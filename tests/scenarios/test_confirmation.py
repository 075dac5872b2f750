"""The confirmation call: a customer who cannot be reached, what he is told in writing, and what he says by himself."""

from tests.scenarios import days
from tests.scenarios.days import ASHA, LEAD, OPS, REPORTING, november
from tests.scenarios.town import Town

CARD = f"{LEAD} · Confirmation call"


async def nobody_answers(town: Town) -> None:
    """Three tries on two days over two channels."""
    await days.pass_until(town, days.installation_is_approved)
    await town.pictures_are_kept()
    await town.tap("ravi", "Call card", OPS, within=CARD)
    [card] = await town.told(OPS, "Call Asha Rao: +919820010001")
    assert "“How satisfied are you with all of it, from 1 to 5?”" in card["text"]
    assert "The desk is reminded" in await town.tap("ravi", "No answer", OPS, within="Call Asha Rao")
    await town.told(ASHA, "We tried to call you about your new charger")
    await town.tap("ravi", "Wrote a message", OPS, within=CARD)
    await town.told(ASHA, "We tried to call you about your new charger")


async def test_a_silent_customer_is_told_in_writing_and_ops_decides(town: Town) -> None:
    await nobody_answers(town)
    await town.clock_to(november(27, "10:00"))
    await town.skip(OPS)
    said = await town.tap("ravi", "No answer", OPS, within=CARD)
    assert said.startswith("Logged. That was the last try")
    await town.told(ASHA, "If we hear nothing until Sun 29 Nov, 10:00, the installation counts as accepted.")
    await town.told(OPS, f"The customer of {LEAD} was told in writing: silence counts as accepted")
    assert await days.owes(town) == ("confirmation_call", "customer", "confirm_installation")
    await town.clock_to(november(29, "10:00"))
    await town.told(OPS, f"The customer of {LEAD} said nothing in the time that he had")
    assert await days.owes(town) == ("confirmation_call", "ops", "settle_silence")
    said = await town.tap("ravi", "Close: his silence counts", OPS, within=CARD)
    assert said == "Logged. OEM Reporting gets the closure pack."
    await town.told(ASHA, "Your installation counts as accepted")
    await town.packs_are_compiled()
    await town.told(REPORTING, "Closure pack C-1042", "The closure pack C-1042 is compiled")
    assert "Accepted because the customer said nothing" in await town.card(REPORTING, "Closure pack C-1042")
    await town.holds()
    await town.nobody_else()


async def test_the_customer_says_by_himself_that_something_is_wrong_and_then_that_all_is_well(
    town: Town,
) -> None:
    await nobody_answers(town)
    await town.tap("asha", "Something is wrong")
    await town.told(ASHA, "What is wrong with the installation?")
    await town.say("asha", "the RCBO trips in the rain")
    await town.told(ASHA, "Please check:")
    await town.tap("asha", "Submit")
    await town.told(ASHA, "Thank you for telling us. Our desk calls you.")
    await town.told(OPS, "“the RCBO trips in the rain”")
    assert await days.owes(town) == ("confirmation_call", "ops", "settle_problem")
    assert "The customer says: the RCBO trips in the rain" in await town.card(OPS, CARD)
    await town.tap("asha", "All is well")
    await town.told(ASHA, "How satisfied are you with your installation")
    assert await town.tap("asha", "5 ★", within="How satisfied are you") == "Thank you, noted."
    assert "All is well" not in await town.card(ASHA, "Your charger is installed\n• Charger")
    assert "is at “Closure”" in await town.tap("asha", "5 ★", within="How satisfied are you")
    await town.packs_are_compiled()
    await town.told(REPORTING, "Closure pack C-1042", "The closure pack C-1042 is compiled")
    assert (await town.api("GET", f"/api/v1/leads/{LEAD}")).json()["satisfaction"] == 5
    await town.holds()
    await town.nobody_else()
