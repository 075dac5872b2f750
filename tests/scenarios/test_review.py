"""The review of a report in the desk's chat: its card, its files slot by slot, full size, on paper, and what is decided."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import pytest

from domain.visits.states import VisitKind
from domain.visits.visit import Visit
from tests.documents.closure import text_of
from tests.scenarios import days
from tests.scenarios.days import ASHA, OPS, SUNRISE
from tests.scenarios.test_portal import a_browser, sent
from tests.scenarios.town import PEOPLE, Town, Unexpected

KINDS = pytest.mark.parametrize("kind", VisitKind)
VISITS: Final[Mapping[VisitKind, str]] = {
    VisitKind.SURVEY: days.SURVEY,
    VisitKind.INSTALLATION: days.INSTALLATION,
}
PHOTOS: Final[Mapping[VisitKind, int]] = {VisitKind.SURVEY: 2, VisitKind.INSTALLATION: 3}


async def is_reported(town: Town, kind: VisitKind) -> str:
    """The report is in, its photos are looked at, its card stands at the desk."""
    ends = days.survey_is_reported if kind is VisitKind.SURVEY else days.installation_is_reported
    await days.pass_until(town, ends)
    await town.pictures_are_kept()
    await town.tap("ravi", "Show the report", OPS)
    await town.told(OPS, f"Report of {VISITS[kind]}")
    return VISITS[kind]


async def ids_are_forgotten(town: Town, visit_id: str) -> None:
    """As after another token: nothing that Telegram has called the files is known to it."""
    async with town.parts.database.begin() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now())
        visit = await uow.get(Visit, visit_id)
        assert visit.report is not None
        photos = tuple(replace(one, file_id=f"old{one.unique_id}") for one in visit.report.photos)
        await uow.save(replace(visit, report=replace(visit.report, photos=photos)))


async def ends(town: Town) -> None:
    await town.holds()
    await town.nobody_else()


@KINDS
async def test_the_desk_opens_one_slot_at_a_time_and_one_photo_in_full(town: Town, kind: VisitKind) -> None:
    visit = await is_reported(town, kind)
    count = PHOTOS[kind]
    assert "All readings are within limits." in await town.card(OPS, f"Report of {visit}")
    await town.tap("ravi", f"Photos ({count})", OPS)
    *album, words = await town.told(OPS, *[""] * count, f"Photos · {visit}")
    assert all(message["photo"] for message in album)
    assert words["text"].count(" of ") == count
    await town.tap("ravi", "🔍 2", OPS)
    [full] = await town.told(OPS, f"2 of {count}")
    assert full["document"]["file_name"] == f"{visit}-photos-2.jpg"
    assert (await town.file(full)).startswith(b"\xff\xd8")
    await ends(town)


@KINDS
async def test_the_report_comes_as_a_pdf_that_says_what_was_reported(town: Town, kind: VisitKind) -> None:
    visit = await is_reported(town, kind)
    assert await town.tap("ravi", "Report as PDF", OPS) == "The PDF is being made."
    [first] = await town.told(OPS, f"Report of {visit}")
    text = text_of(await town.file(first))
    for fact in (visit, "Asha Rao", "Sunrise Crew", "Earth resistance", "Ω", f"Photos: {PHOTOS[kind]}"):
        assert fact in text
    await town.tap("ravi", "Report as PDF", OPS)
    [second] = await town.told(OPS, f"Report of {visit}")
    assert await town.file(second) == await town.file(first)
    await ends(town)


@KINDS
async def test_an_id_that_telegram_has_forgotten_is_replaced_by_the_kept_file(
    town: Town, kind: VisitKind
) -> None:
    visit = await is_reported(town, kind)
    count = PHOTOS[kind]
    await ids_are_forgotten(town, visit)
    await town.tap("ravi", f"Photos ({count})", OPS)
    await town.told(OPS, *[""] * count, f"Photos · {visit}")
    await ends(town)


async def test_the_report_of_another_kind_of_desk_is_out_of_reach(town: Town) -> None:
    await is_reported(town, VisitKind.SURVEY)
    for label in ("Photos (2)", "Report as PDF"):
        with pytest.raises(Unexpected):
            await town.tap("lakhan", label, SUNRISE)
    await ends(town)


@KINDS
async def test_what_is_decided_in_the_browser_is_told_as_if_it_were_decided_in_chat(
    town: Town, kind: VisitKind
) -> None:
    visit = await is_reported(town, kind)
    await town.tap("ravi", "In the browser", OPS)
    [told] = await town.told(PEOPLE["ravi"], f"The report of {visit} in the browser.")
    way = "/portal/in/" + told["text"].partition("/portal/in/")[2].strip()
    at = f"/portal/reviews/{visit}"
    async with a_browser(town) as browser:
        inside = await sent(
            browser, way, "/portal/in", link=way.partition("/in/")[2].partition("?")[0], review=visit
        )
        assert f"Report of {visit}" in inside.text
        count = PHOTOS[kind]
        small = re.findall(rf"{at}/thumbnails/[0-9a-f]+", inside.text)
        assert len(small) == count
        assert (await browser.get(small[0])).headers["content-type"] == "image/jpeg"
        back = await sent(
            browser, at, f"{at}/return", redo="the earth once more", **{"again-earth_ohm": "yes"}
        )
        assert "↩ Returned to the team: the earth once more" in back.text
    await town.quiet()
    await town.told(SUNRISE, "the earth once more")
    assert "↩ Returned to the team" in await town.card(OPS, f"Report of {visit}")
    await ends(town)


async def test_the_card_of_a_report_that_was_decided_only_shows(town: Town) -> None:
    visit = await is_reported(town, VisitKind.SURVEY)
    assert await town.tap("ravi", "Site is ready", OPS, within=f"Report of {visit}") == "The site is ready."
    await town.told(OPS, "Site ready")
    await town.told(ASHA, "Good news: your site is ready for the charger")
    await town.told(SUNRISE, f"The report of {visit} is approved")
    card = await town.card(OPS, f"Report of {visit}")
    assert "This report has been reviewed." in card
    assert "Site is ready" not in card
    await ends(town)
