"""The customer signs while the team is with him, and what he says of the installation reaches the desk."""

import re

from tests.scenarios import days
from tests.scenarios.days import ASHA, INSTALLATION, OPS, SUNRISE
from tests.scenarios.town import Town

CODE = "Enter the customer’s code"


async def a_code(town: Town) -> str:
    await town.tap("asha", "Code for the installer")
    [shown] = await town.told(ASHA, "Your code: ")
    found = re.search(r"Your code: (\d{3}) (\d{3})", shown["text"])
    assert found is not None
    return found[1] + found[2]


async def test_the_installer_types_the_code_and_extra_metres_are_settled(town: Town) -> None:
    await days.pass_until(town, days.installation_day)
    assert (
        await town.tap("manoj", "Ask the customer to sign", SUNRISE) == "The customer has been asked to sign."
    )
    await town.told(ASHA, "please check and sign")
    assert (await town.tap("manoj", CODE, SUNRISE)).startswith("The customer has no code yet.")

    code = await a_code(town)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    await days.gives_a_reason(town, "manoj", CODE, SUNRISE, wrong)
    await town.told(SUNRISE, "Tries left: 2.")
    await days.gives_a_reason(town, "manoj", CODE, SUNRISE, f"{code[:3]} {code[3:]}")
    await town.told(SUNRISE, f"Right: the customer has signed for {INSTALLATION}.", "The customer has signed")
    await town.told(OPS, "Signed: with the code that the installer typed.")
    assert await town.tap("asha", "4 ★") == "Thank you for your rating."
    await town.told(OPS, "The customer gives 4 of 5 stars")

    await days.installation_report_is_sent(town, metres="23.5")
    await town.told(ASHA, "23.5 m instead of 20 m.", "Your charger is installed\nWe look")
    await town.tap("asha", "I do not agree")
    await town.told(ASHA, "Why do you not agree with the extra metres?")
    await town.say("asha", "20 m were agreed")
    await town.told(ASHA, "Please check:")
    await town.tap("asha", "Submit")
    await town.told(ASHA, "Our desk calls you about the extra metres.")
    await town.told(OPS, "does not agree with 3.5 m of cable")

    await days.gives_a_reason(
        town, "ravi", "Approve in spite of the metres …", OPS, "the way through the ceiling was closed"
    )
    await town.skip(OPS, SUNRISE)
    assert await days.owes(town) == ("confirmation_call", "ops", "settle_metres")
    await days.gives_a_reason(town, "ravi", "Settle the extra metres", OPS, "he pays 2 of the 3.5 m")
    await town.told(OPS, "settled, and the customer is told.")
    await town.told(ASHA, "Agreed with you: he pays 2 of the 3.5 m")
    assert await days.owes(town) == ("confirmation_call", "ops", "call_for_confirmation")
    await town.holds()
    await town.nobody_else()
