"""Finance's pages as Finance has them before it: in Chromium, on a phone and on a wide screen, with scripts and without."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.web.office import Office
from tests.web.portal.spending import money_has_moved, way_in
from tests.web.portal.test_browser import browser, served
from tests.web.portal.test_review_browser import NARROW, WIDE

__all__ = ["browser"]


@pytest.fixture(params=["narrow, scripts", "wide, no scripts"])
async def page(
    request: pytest.FixtureRequest, sqlite_office: Office, browser: Browser
) -> AsyncIterator[Page]:
    narrow = request.param.startswith("narrow")
    async with served(sqlite_office) as address:
        context = await browser.new_context(
            viewport=NARROW if narrow else WIDE,
            java_script_enabled=narrow,
            color_scheme="light" if narrow else "dark",
            base_url=address,
        )
        page = await context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        await money_has_moved(sqlite_office)
        await page.goto(f"/portal/in/{await way_in(sqlite_office)}")
        await page.get_by_role("button", name="Sign in").click()
        yield page
        await context.close()
        assert complaints == []


async def fits(page: Page) -> None:
    wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, await page.title()


async def test_finance_looks_at_what_waits_and_what_was_paid(page: Page, tmp_path: Path) -> None:
    await expect(page.get_by_role("heading", level=1)).to_have_text("Money that waits")
    await fits(page)
    await page.get_by_label("Late only").check()
    await page.get_by_label("Stream").select_option("Vendor payments")
    await page.get_by_role("button", name="Show").click()
    await expect(page.get_by_role("link", name="V-9")).to_be_visible()
    await expect(page.get_by_role("link", name="V-8")).to_have_count(0)
    await expect(page.get_by_label("Late only")).to_be_checked()
    async with page.expect_download() as coming:
        await page.get_by_role("link", name="This table as CSV").click()
    saved = tmp_path / "waiting.csv"
    await (await coming.value).save_as(saved)
    assert saved.read_text(encoding="utf-8-sig").count("\n") == 2

    await page.get_by_role("link", name="Money that was paid").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Money that was paid")
    await fits(page)
    await page.get_by_label("Month or year").select_option("FY2026-27")
    await page.get_by_role("button", name="Show").click()
    await expect(page.get_by_role("heading", name="For the accountant: FY2026-27")).to_be_visible()
    await page.get_by_role("link", name="Shree Electricals").first.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Shree Electricals")
    await fits(page)
    await page.emulate_media(media="print")
    await expect(page.get_by_role("navigation")).to_be_hidden()
