"""What stock lacks is bought locally: the days up to the moment at which the team looks for a vendor."""

from tests.scenarios import days
from tests.scenarios.days import OPS, PROCUREMENT, SUNRISE
from tests.scenarios.town import Town


async def a_kit_is_to_be_bought(town: Town) -> None:
    """Poor earth, and no earthing kit in any store."""
    await days.pass_until(town, days.survey_day)
    await days.survey_is_reported(town, earth="7.2")
    await days.site_is_ready(town)
    await days.materials_are_asked_for(town)
    assert await town.tap("farida", "Allocate from stock", PROCUREMENT) == (
        "Stock covers a part only. Buy the rest locally."
    )
    await town.tap("farida", "Buy the rest locally", PROCUREMENT)
    await town.told(OPS, "B-1042-1 is bought locally: Earthing kit")
    await town.told(SUNRISE, "To buy: Earthing kit × 1")


async def vendor_is_new(town: Town) -> None:
    """His name, his phone, and no GSTIN."""
    await town.told(SUNRISE, "1 of 6", "Vendor")
    await town.answer("lakhan", "Shree Electricals, Baner", SUNRISE)
    await town.told(SUNRISE, "2 of 6", "The vendor's mobile number?")
    await town.answer("lakhan", "98220 12345", SUNRISE)
    await town.told(SUNRISE, "3 of 6", "The vendor's GSTIN, if he has one?")
    await town.tap("lakhan", "Skip ›", SUNRISE)
    await town.told(SUNRISE, "4 of 6", "type his UPI address")
