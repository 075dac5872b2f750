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
