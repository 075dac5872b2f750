"""A customer without Telegram: everything on his page, by plain HTTP and in Chromium as wide as a phone.

The desk sees each document appear on the lead's card, and what he would have been told goes to the desk to tell him.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Final

import httpx
import pytest
from PIL import Image
from playwright.async_api import Browser, Page, expect

from domain.leads.consent import CURRENT, Channel
from domain.leads.lead import Electrician, Lead, Location
from domain.leads.sign_off import SignedHow, Signing
from domain.leads.stages import Stage
from domain.settle import settle
from domain.visits.states import VisitKind, VisitState
from tests.build import a_report, a_visit
from tests.photos import a_photo
from tests.scenarios.conftest import SUNDAY_NOON
from tests.scenarios.days import INSTALLATION, LEAD, OPS, SUNRISE, SURVEY, SURVEY_SLOT, lead_arrives, owes
from tests.scenarios.phone import PHONE, fits
from tests.scenarios.town import Town, a_town

ADDRESS: Final = "Flat 4, Rose Park, Baner, Pune 411045"


@pytest.fixture
async def town(tmp_path: Path, database_url: str, http_port: int) -> AsyncIterator[Town]:
    async with a_town(tmp_path, database_url, http_port, SUNDAY_NOON, pages=True) as found:
        yield found


@pytest.fixture
async def small_town(tmp_path: Path, http_port: int) -> AsyncIterator[Town]:
    url = f"sqlite:///{tmp_path / 'test.db'}"
    async with a_town(tmp_path, url, http_port, SUNDAY_NOON, pages=True) as found:
        yield found


async def page_for_the_customer(town: Town) -> str:
    """The address in what Ops forwards to him."""
    await lead_arrives(town)
    assert await town.tap("ravi", "Reached", OPS) == "Logged."
    assert await town.tap("meera", "Customer link", OPS) == "Forward the next message to the customer."
    words, _ = await town.told(OPS, "Without Telegram, the same steps are on this page:", "Until it is used")
    found = re.search(r"http://127\.0\.0\.1:\d+/c/\S+", words["text"])
    assert found is not None, words["text"]
    return found[0]


async def the_lead(town: Town) -> Lead:
    async with town.parts.database.read() as connection:
        return await town.parts.work.on(connection, town.parts.clock.now(), reading=True).get(Lead, LEAD)


async def card(town: Town) -> str:
    await town.quiet()
    return await town.card(OPS, f"{LEAD} ·")


async def test_from_the_link_to_a_booked_survey_without_telegram(town: Town) -> None:
    address = await page_for_the_customer(town)
    async with httpx.AsyncClient(follow_redirects=True) as asha:

        async def sends(step: str, file: bytes | None = None, /, **fields: str) -> str:
            files = {"file": ("bill.jpg", file, "image/jpeg")} if file else None
            answer = await asha.post(f"{address}/{step}", data=fields, files=files)
            assert answer.status_code == 200, answer.text
            await town.quiet()
            return answer.text

        await sends("consent", answer="yes", version=CURRENT, language="en")
        assert "✗ electricity bill" in await card(town)
        await sends("bill", a_photo())
        assert "✓ electricity bill" in await card(town)
        await sends("location", place=ADDRESS)
        assert "✓ location" in await card(town)
        page = await sends("electrician", none="yes")
        assert "We have everything we need." in page
        assert await owes(town) == ("survey_scheduling", "ops", "propose_slots")
        await town.told(OPS, "All documents are in", "we have everything we need")

        assert await town.tap("ravi", "Propose slots", OPS) == "The customer has been asked."
        await town.told(OPS, "When may we come for the survey?")
        offered = re.search(rf'value="(\d+)"[^>]*>{SURVEY_SLOT}</button>', (await asha.get(address)).text)
        assert offered is not None
        page = await sends("slot", visit=SURVEY, start=offered[1])
        assert f"We keep {SURVEY_SLOT} for you until Sun 22 Nov, 12:15." in page
        assert await owes(town) == ("survey_scheduling", "customer", "confirm_slot")
        await sends("slot", visit=SURVEY, start=offered[1])
        page = await sends("confirm", visit=SURVEY, start=offered[1])
        assert f"You chose {SURVEY_SLOT}. We choose a team now." in page
        await sends("confirm", visit=SURVEY, start=offered[1])
        await town.told(OPS, f"The customer chose {SURVEY_SLOT}", f"Noted: {SURVEY_SLOT}")
        await town.tap("ravi", "Assign Sunrise Crew", OPS)
        await town.skip(OPS, SUNRISE)
        page = await sends("there", visit=SURVEY)
        assert "Sunrise Crew" in page
        await sends("call", about="gate code has changed")
        await town.told(OPS, "gate code has changed")
    await town.holds()
    await town.nobody_else()


async def the_page(browser: Browser, town: Town, *, scripts: bool, dark: bool = False) -> Page:
    context = await browser.new_context(
        viewport=PHONE,
        java_script_enabled=scripts,
        color_scheme="dark" if dark else "light",
        geolocation={"latitude": 18.559, "longitude": 73.7868},
        permissions=["geolocation"],
    )
    context.set_default_timeout(20_000)
    page = await context.new_page()
    await page.goto(await page_for_the_customer(town))
    return page


async def test_he_draws_his_signature_with_a_finger(small_town: Town, browser: Browser) -> None:
    town = small_town
    page = await the_page(browser, town, scripts=True)
    await installation_is_made(town)
    await page.reload()
    await fits(page)
    pad = page.locator("canvas")
    box = await pad.bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + 30, box["y"] + 90)
    await page.mouse.down()
    await page.mouse.move(box["x"] + 250, box["y"] + 30, steps=5)
    await page.mouse.up()
    await page.get_by_label("I have it and it works").check()
    await page.get_by_role("button", name="Sign", exact=True).click()
    await expect(page.get_by_role("status").first).to_have_text("Signed. Thank you!")
    await page.get_by_role("button", name="5 of 5").click()
    await expect(page.get_by_text("You gave 5 of 5 stars.")).to_be_visible()
    signed = (await the_lead(town)).sign_off
    assert signed is not None
    assert (signed.how, signed.rating) == (SignedHow.SIGNATURE, 5)
    assert signed.signature is not None
    with Image.open(BytesIO(await town.parts.media.get(signed.signature.sha256 or ""))) as drawn:
        greys = drawn.convert("L").tobytes()
    assert (min(greys) < 0x40, max(greys)) == (True, 0xFF)
    await page.context.close()
    await town.quiet()
    await town.holds()


async def installation_is_made(town: Town) -> None:
    """The report is in, and the customer is asked to sign."""
    async with town.parts.database.begin() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now())
        made = a_visit(
            id=INSTALLATION,
            oem="voltera",
            kind=VisitKind.INSTALLATION,
            state=VisitState.REPORTED,
            report=a_report(),
        )
        await uow.add(made)
        lead = replace(await uow.get(Lead, LEAD), stage=Stage.INSTALLATION_REVIEW, consent_at=uow.now)
        await uow.save(replace(lead, visits_made=1, signing=Signing(visit=made.id)))
        await settle(uow)


async def test_in_hindi_and_without_scripts(small_town: Town, browser: Browser) -> None:
    town = small_town
    page = await the_page(browser, town, scripts=False, dark=True)
    await page.get_by_role("button", name="हिन्दी").click()
    await expect(page.get_by_role("button", name="मैं सहमत हूँ")).to_be_visible()
    await fits(page)
    await page.get_by_role("button", name="मैं सहमत हूँ").click()
    await expect(page.get_by_role("heading", name="अभी क्या बाक़ी है")).to_be_visible()
    file = {"name": "बिल.jpg", "mimeType": "image/jpeg", "buffer": a_photo()}
    await page.get_by_label("कृपया बिजली का सबसे नया बिल भेजें").set_input_files(file)  # type: ignore[arg-type]  # its FilePayload
    await page.get_by_role("button", name="बिल भेजें", exact=True).click()
    await expect(page.get_by_role("status")).to_have_text("धन्यवाद, बिल मिल गया।")
    assert "✓ electricity bill" in await card(town)
    await page.get_by_label("चार्जर कहाँ लगेगा?").fill("Baner")
    await page.get_by_role("button", name="जगह भेजें").click()
    await expect(page.get_by_role("alert")).to_contain_text("इसमें हमें कोई जगह नहीं मिली")
    await expect(page.get_by_label("चार्जर कहाँ लगेगा?")).to_have_value("Baner")
    await page.get_by_label("चार्जर कहाँ लगेगा?").fill(ADDRESS)
    await page.get_by_role("button", name="जगह भेजें").click()
    assert "✓ location" in await card(town)
    await page.get_by_label("नाम").fill("प्रकाश जाधव")
    await page.get_by_label("मोबाइल नंबर").fill("९८२२० १२३४५")
    await page.get_by_role("button", name="इलेक्ट्रीशियन की जानकारी भेजें").click()
    await expect(page.get_by_role("heading", name="हमें जो चाहिए था, सब मिल गया।")).to_be_visible()
    await fits(page)
    lead = await the_lead(town)
    assert lead.documents.location == Location(address=ADDRESS)
    assert lead.documents.electrician == Electrician(name="प्रकाश जाधव", phone="+919822012345")
    assert [(entry.language, entry.channel) for entry in lead.consents] == [("hi", Channel.WEB)]
    await page.context.close()
    await town.quiet()
    await town.holds()


async def test_with_scripts_where_he_stands_is_the_place(small_town: Town, browser: Browser) -> None:
    town = small_town
    page = await the_page(browser, town, scripts=True)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    await page.get_by_role("button", name="I agree").click()
    await page.get_by_role("button", name="Use my position").click()
    field = page.get_by_label("Where will the charger be?")
    await expect(field).to_have_value("18.559000, 73.786800")
    await page.get_by_role("button", name="Send the location").click()
    await expect(page.get_by_role("alert")).to_contain_text("Is this the place of the charger?")
    await page.get_by_role("button", name="Yes, that is right").click()
    await expect(page.get_by_role("status").first).to_have_text("Thank you, the location is noted.")
    assert (await the_lead(town)).documents.location == Location(latitude=18.559, longitude=73.7868)
    await page.get_by_role("button", name="I have none").click()
    large = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-" + bytes(21 * 1024 * 1024)}
    bill = page.get_by_label("Please send the latest electricity bill")
    await bill.set_input_files(large)  # type: ignore[arg-type]  # its FilePayload
    await page.get_by_role("button", name="Send the bill").click()
    assert "larger than 20 MB" in await bill.evaluate("field => field.validationMessage")
    file = {"name": "bill.jpg", "mimeType": "image/jpeg", "buffer": a_photo()}
    await bill.set_input_files(file)  # type: ignore[arg-type]  # its FilePayload
    await page.get_by_role("button", name="Send the bill").click()
    await expect(page.get_by_role("heading", name="We have everything we need.")).to_be_visible()
    await fits(page)
    await page.get_by_text("Download my data").click()
    async with page.expect_download() as coming:
        await page.get_by_role("button", name="To read (text)").click()
    assert (await coming.value).suggested_filename == f"{LEAD}.txt"
    await page.get_by_text("Withdraw my consent").first.click()
    await page.get_by_role("button", name="Withdraw my consent").click()
    await expect(page.get_by_role("button", name="I agree")).to_be_visible()
    assert (await the_lead(town)).consent_at is None
    assert complaints == []
    await page.context.close()
    await town.quiet()
    await town.holds()
