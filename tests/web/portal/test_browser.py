"""The portal as people use it: in Chromium, as wide as a phone, with scripts and without."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
import uvicorn
from playwright.async_api import Browser, Page, ViewportSize, expect

from domain.leads.call import CallOutcome
from domain.leads.calling import log_call
from tests.browsing import a_browser
from tests.web.office import Office
from tests.web.portal.visiting import OPS, link, worked_off
from web.app import create_app

PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
SHEET = (
    "Ref No,Customer,Mobile,Postal area,City\n"
    "V-1,Asha Rao,98200 10001,411045,Pune\n"
    "V-2,Vikram Shah,98200,411045,Pune\n"
    "V-3,नेहा जैन,98200 10003,411045,Pune\n"
)


@dataclass(slots=True)
class Desk:
    """An OEM's person before a browser."""

    office: Office
    page: Page
    address: str

    async def sign_in(self) -> None:
        await self.page.goto(f"{self.address}/portal/in/{await link(self.office)}")
        await self.page.get_by_role("button", name="Sign in").click()
        await expect(self.page.get_by_role("heading", name="Leads")).to_be_visible()

    async def fits(self) -> None:
        """Nothing is wider than the screen, and nothing was refused by the page's own policy."""
        wide = await self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, await self.page.title()


@asynccontextmanager
async def served(office: Office) -> AsyncIterator[str]:
    config = uvicorn.Config(create_app(office.ports), port=0, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    serving = asyncio.create_task(server.main_loop())
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving
        await server.shutdown()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with a_browser() as launched:
        yield launched


@pytest.fixture(params=["scripts", "no scripts"])
async def desk(
    request: pytest.FixtureRequest, sqlite_office: Office, browser: Browser
) -> AsyncIterator[Desk]:
    async with served(sqlite_office) as address:
        scripts = request.param == "scripts"
        context = await browser.new_context(
            viewport=PHONE, java_script_enabled=scripts, color_scheme="light" if scripts else "dark"
        )
        page = await context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        yield Desk(sqlite_office, page, address)
        await context.close()
        # A page that is answered 422 is an error to the console, and meant.
        assert [said for said in complaints if "422" not in said] == []


async def test_a_lead_is_added_with_a_mistake_and_mended(desk: Desk) -> None:
    await desk.sign_in()
    page = desk.page
    await page.get_by_role("link", name="Add a lead").first.click()
    for label, typed in (
        ("Your reference", "VOL-7"),
        ("Customer's name", "Asha Rao"),
        ("Customer's mobile number", "98200"),
        ("PIN code of the site", "411045"),
        ("Address", "B-1204, Palm Grove"),
    ):
        await page.get_by_label(label).fill(typed)
    await desk.fits()
    await page.get_by_role("button", name="Send the lead").click()
    await expect(page.get_by_role("alert")).to_contain_text("Please mend:")
    phone = page.get_by_label("Customer's mobile number")
    await expect(phone).to_have_attribute("aria-invalid", "true")
    await expect(phone).to_have_accessible_description(
        "Example: 98765 43210 ✗ That is not an Indian mobile number. Example: 98765 43210."
    )
    await expect(page.get_by_label("Address")).to_have_value("B-1204, Palm Grove")
    await desk.fits()
    await page.get_by_role("alert").get_by_role("link").click()
    await expect(phone).to_be_in_viewport()
    await phone.fill("98200 10001")
    await page.get_by_role("button", name="Send the lead").click()
    await expect(page.get_by_role("status")).to_contain_text("L-1042 is with us")
    await desk.fits()


async def test_a_file_with_errors_is_mapped_and_confirmed(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "november.csv"
    file.write_text(SHEET, encoding="utf-8")
    await desk.sign_in()
    page = desk.page
    await page.get_by_role("link", name="Upload a file").first.click()
    await page.get_by_label("File with leads").set_input_files(file)
    await page.get_by_role("button", name="Look at the file").click()
    await expect(page.get_by_role("status")).to_contain_text("is being read")
    await worked_off(desk.office)
    # The page looks again by itself.
    await expect(page.get_by_role("status")).to_contain_text("No column was understood as", timeout=15_000)
    await page.get_by_label("Postal area").select_option("PIN code of the site *")
    await desk.fits()
    await page.get_by_role("button", name="Look again with these columns").click()
    await expect(page.get_by_role("status")).to_contain_text("is being read")
    await worked_off(desk.office)
    await expect(page.get_by_role("button", name="Import 2 leads")).to_be_visible(timeout=15_000)
    await expect(page.get_by_role("table")).to_contain_text("C3")
    await desk.fits()
    async with page.expect_download() as coming:
        await page.get_by_role("link", name="Download the rows with errors").click()
    assert (await coming.value).suggested_filename == "U-1 errors.xlsx"
    await page.get_by_role("button", name="Import 2 leads").click()
    await expect(page.get_by_role("status")).to_contain_text("0 of 3 rows are done.")
    await worked_off(desk.office)
    await expect(page.get_by_role("status")).to_contain_text("Leads added: 2", timeout=15_000)
    await page.get_by_role("link", name="See your leads").click()
    await expect(page.get_by_role("link", name="नेहा जैन")).to_be_visible()
    await desk.fits()


async def test_a_lead_is_followed_and_its_question_answered(desk: Desk) -> None:
    number = (await desk.office.send()).json()["id"]
    async with desk.office.ports.transaction() as work:
        await log_call(work.uow, number, CallOutcome.WRONG_NUMBER, OPS)
    await desk.sign_in()
    page = desk.page
    await page.get_by_text("Find and narrow").click()
    await page.get_by_label("Name, phone, reference or number").fill("asha")
    await page.get_by_label("Stage").select_option("New")
    await desk.fits()
    await page.get_by_role("button", name="Show").click()
    await page.get_by_role("link", name=number).click()
    await expect(page.get_by_role("heading", name="A question for you")).to_be_visible()
    await page.get_by_label("Customer's mobile number").fill("98200 10009")
    await desk.fits()
    await page.get_by_role("button", name="Send the number").click()
    await expect(page.get_by_role("main")).to_contain_text("The phone number was corrected")
    await page.get_by_role("link", name="Account").click()
    await page.get_by_role("button", name="Sign out", exact=True).click()
    await expect(page.get_by_role("heading", name="Goodbye")).to_be_visible()


async def test_everything_is_reached_by_the_keyboard(desk: Desk) -> None:
    await desk.sign_in()
    page = desk.page
    await page.goto(f"{desk.address}/portal/new")
    seen = []
    for _ in range(8):
        await page.keyboard.press("Tab")
        seen.append(await page.evaluate("document.activeElement.id || document.activeElement.textContent"))
    rooms = ["Leads", "Add a lead", "Upload a file", "Reports", "Account"]
    assert seen == ["To the content", *rooms, "reference", "name"]
    ring = await page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert ring == "3px"
