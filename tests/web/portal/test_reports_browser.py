"""The OEM's reports of periods in Chromium: found from the leads, as wide as a phone, both papers taken down."""

from hashlib import sha256

from playwright.async_api import expect

from domain.reporting.period_report import Arrival
from tests.web.portal.test_browser import Desk, browser, desk
from tests.web.test_reports import kept, reported

__all__ = ["browser", "desk"]


async def test_a_report_is_found_read_and_taken_down(desk: Desk) -> None:
    report = await reported(desk.office)
    await desk.sign_in()
    await desk.page.get_by_role("link", name="Reports", exact=True).click()
    await expect(desk.page.get_by_role("heading", level=1)).to_have_text("Reports")
    await desk.fits()
    item = desk.page.get_by_role("listitem").filter(has_text="R-7")
    await expect(item).to_contain_text("Open at the beginning")
    for kind, name in (("pdf", "Report as PDF"), ("xlsx", "Workbook with all leads")):
        async with desk.page.expect_download() as started:
            await item.get_by_role("link", name=name).click()
        download = await started.value
        paper = report.paper(kind)
        assert download.suggested_filename == paper.name
        assert sha256((await download.path()).read_bytes()).hexdigest() == paper.sha256
    assert (await kept(desk.office)).deliveries[0].state is Arrival.ARRIVED
