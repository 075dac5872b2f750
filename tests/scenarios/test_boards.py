"""The boards of a day and the records of teams, kept true while the day goes by."""

from sqlalchemy import select

from storage.marks import marks
from tests.scenarios import days
from tests.scenarios.days import OPS
from tests.scenarios.town import PEOPLE, Town

MEERA = PEOPLE["meera"]
LAKHAN = PEOPLE["lakhan"]


async def marked(town: Town) -> dict[tuple[str, str, str], bool]:
    """By visit, team and sort: good or bad."""
    async with town.parts.database.read() as connection:
        rows = await connection.execute(select(marks))
        return {(row.visit, row.team, row.sort): row.good for row in rows}


async def test_a_board_that_was_asked_for_is_edited_through_the_day_and_moves_on_to_the_next(
    town: Town,
) -> None:
    await days.pass_until(town, days.survey_is_acknowledged)
    await town.say("ravi", "/today", OPS)
    await town.told(OPS, "Today, Sun 22 Nov. Visits: 0\nThere is no visit on this day.")
    await town.say("ravi", "/today 24 Nov", OPS)
    [dated] = await town.told(OPS, "Tue 24 Nov. Visits: 1")
    assert "Acknowledged\n• 10:00–12:00 S-1042-1 · survey · Pune 411045 · Sunrise Crew" in dated["text"]
    await days.survey_morning(town)
    assert "Today, Tue 24 Nov. Visits: 1" in await town.card(OPS, "Today,")
    await days.team_goes(town, days.SUNRISE_CREW, days.SURVEY_SLOT, days.november(24, "09:40"))
    assert "Team on site" in await town.card(OPS, "Today,")
    await town.nobody_else()
