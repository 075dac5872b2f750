"""Money for a vendor, from the check to the bank's word, with all that comes between."""

from tests.scenarios import days
from tests.scenarios.days import FINANCE, OPS, PROCUREMENT, SUNRISE
from tests.scenarios.test_side_roads import a_local_purchase
from tests.scenarios.town import PEOPLE, Town

APPROVE = "Approve ₹2,450.00"
REFERENCE = "632823155924"


async def test_finance_asks_waits_pays_and_finds_out_what_became_of_it(town: Town) -> None:
    gita, harish = PEOPLE["gita"], PEOPLE["harish"]
    await a_local_purchase(town, "2,450")
    await town.told(PROCUREMENT, "V-1042-1 · ₹2,450.00 · requested")
    await town.tap("farida", "Checked, pass on", PROCUREMENT)
    await town.told(FINANCE, "Pays to: sh••••@okbank")

    in_private = "This amount is approved in your private chat with the bot."
    assert await town.tap("gita", APPROVE, FINANCE) == in_private
    [screen] = await town.told(gita, "Pays to: shreeelectricals@okbank")
    await days.gives_a_reason(town, "harish", "Ask", FINANCE, "why a second kit?")
    await town.told(FINANCE, "Asked about V-1042-1")
    await town.told(SUNRISE, "Finance asks about V-1042-1: why a second kit?")
    assert await days.owes(town) == ("materials", "field", "answer_finance")
    stale = await town.tap_on("gita", APPROVE, gita, screen["id"])
    assert "has changed since you saw it" in stale

    await days.gives_a_reason(town, "lakhan", "Answer Finance", SUNRISE, "the first pit is dry")
    await town.told(SUNRISE, "Finance has your answer about V-1042-1.")
    await town.told(FINANCE, "Answer: the first pit is dry")
    assert await town.tap("gita", APPROVE, FINANCE) == in_private
    [screen] = await town.told(gita, "answers: the first pit is dry")
    assert await town.tap_on("gita", APPROVE, gita, screen["id"]) == "V-1042-1 is approved."
    assert "already “approved”" in await town.tap_on("gita", APPROVE, gita, screen["id"])
    await town.advance("2h")
    await town.told(FINANCE, "V-1042-1 can be paid now")

    assert "bank app" in await town.tap("harish", "Pay now", FINANCE)
    await town.told(harish, "Scan the code with the UPI app")
    await days.gives_a_reason(town, "harish", "Not known yet", FINANCE, "the app hung after the PIN")
    await town.told(FINANCE, "Please do not pay V-1042-1 again", "Nobody knows yet what became of V-1042-1")
    assert await days.owes(town) == ("materials", "finance", "find_out_payment")
    await town.advance("15m")
    await town.told(FINANCE, "Please find out what became of the payment")
    await days.reference_is_given(town, "gita", REFERENCE)
    await town.told(FINANCE, f"V-1042-1 is paid: ₹2,450.00, reference {REFERENCE}.")
    await town.told(PROCUREMENT, f"“₹2,450.00 were paid to you by UPI, reference {REFERENCE}.”")
    await town.told(SUNRISE, "The vendor is paid: Shree Electricals, Baner")

    await days.gives_a_reason(town, "gita", "The bank reversed it", FINANCE, "account closed")
    await town.told(FINANCE, "The bank reversed V-1042-1", "V-1042-1 came back")
    await town.told(OPS, "The bank reversed V-1042-1")
    assert await days.owes(town) == ("materials", "field", "share_vendor_details")
    await town.holds()
    await town.nobody_else()
