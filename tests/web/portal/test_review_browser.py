"""The review of a report as the desk has it before it: in Chromium, on a phone and on a wide screen, with scripts and without."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from domain.people.access import actor_of
from domain.people.sessions import open_desk
from domain.visits.states import VisitState
from domain.visits.visit import Visit
from tests.web.office import Office
from tests.web.portal.reviewing import a_desk_person, is_reported
from tests.web.portal.test_browser import browser, served

__all__ = ["browser"]
NARROW: Final[ViewportSize] = {"width": 360, "height": 740}
WIDE: Final[ViewportSize] = {"width": 1280, "height": 900}


@dataclass(slots=True)
class Screen:
    office: Office
    page: Page
    address: str

    async def opens(self) -> str:
        visit = await is_reported(self.office)
        person = a_desk_person()
        async with self.office.ports.transaction() as work:
            await work.uow.add(person)
            _, secret = await open_desk(work.uow, actor_of(person))
        await self.page.goto(f"{self.address}/portal/in/{secret}?review={visit}")
        await self.page.get_by_role("button", name="Sign in").click()
        await expect(self.page.get_by_role("heading", level=1)).to_have_text(f"Report of {visit}")
        return visit

    async def fits(self) -> None:
        wide = await self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, await self.page.title()


@pytest.fixture(params=["narrow, scripts", "wide, no scripts"])
async def screen(
    request: pytest.FixtureRequest, sqlite_office: Office, browser: Browser
) -> AsyncIterator[Screen]:
    async with served(sqlite_office) as address:
        narrow = request.param.startswith("narrow")
        context = await browser.new_context(
            viewport=NARROW if narrow else WIDE,
            java_script_enabled=narrow,
            color_scheme="light" if narrow else "dark",
        )
        page = await context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        yield Screen(sqlite_office, page, address)
        await context.close()
        assert [said for said in complaints if "422" not in said] == []


async def test_a_report_is_looked_at_and_the_site_is_not_ready(screen: Screen) -> None:
    visit = await screen.opens()
    page = screen.page
    await screen.fits()
    await page.get_by_role("link", name="Photos, 1 of 3").click()
    heading = page.get_by_role("heading", level=1)
    await expect(heading).to_have_text(f"{visit} · Photos, 1 of 3")
    shown = page.get_by_role("img", name="Photos, 1 of 3")
    await expect(shown).to_be_visible()
    assert await shown.evaluate("picture => picture.complete && picture.naturalWidth") == 1280
    await screen.fits()
    await page.get_by_role("link", name="Next ›").click()
    await expect(heading).to_have_text(f"{visit} · Photos, 2 of 3")
    await expect(page.get_by_role("img", name="Photos, 2 of 3")).to_be_visible()
    await page.get_by_role("link", name="Back to the report").click()

    await page.get_by_label("Something is missing").select_option("Earthing")
    await page.get_by_role("button", name="Put it on the list").click()
    await page.get_by_label("Until").fill("2020-01-01")
    await page.get_by_label("What the customer reads, English").fill("a new earth pit, please")
    await page.get_by_role("button", name="Keep this").click()
    await expect(page.get_by_role("alert")).to_contain_text("is over")
    await expect(page.get_by_label("What the customer reads, English")).to_have_value(
        "a new earth pit, please"
    )
    await page.get_by_label("Until").fill("2026-12-08")
    await page.get_by_role("button", name="Keep this").click()
    await screen.fits()
    await page.get_by_role("button", name="Not ready: tell the customer (1)").click()
    await expect(page.get_by_text("This report has been reviewed.")).to_be_visible()
    async with screen.office.ports.reading() as looking:
        assert (await looking.uow.get(Visit, visit)).state is VisitState.APPROVED


async def test_a_report_goes_back_by_the_keyboard_alone(screen: Screen) -> None:
    visit = await screen.opens()
    page = screen.page
    await page.get_by_text("Return it to the team").focus()
    await page.keyboard.press("Enter")
    await page.get_by_label("Earth resistance").focus()
    await page.keyboard.press("Space")
    await page.get_by_label("What is to be done again, and why").focus()
    await page.keyboard.type("with the tester in the photo")
    await screen.fits()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("↩ Returned to the team: with the tester in the photo")).to_be_visible()
    async with screen.office.ports.reading() as looking:
        assert (await looking.uow.get(Visit, visit)).state is VisitState.ON_SITE
