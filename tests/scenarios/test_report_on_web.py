"""A crew fills its report half in the group and half on the web, by plain HTTP and in Chromium as wide as a small phone."""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import pytest
from playwright.async_api import Browser, FilePayload, ViewportSize, expect

from domain.visits.form import Form, form_of
from domain.visits.states import VisitKind
from tests.photos import a_photo, a_scene, as_file, dark
from tests.scenarios import days
from tests.scenarios.conftest import SUNDAY_NOON
from tests.scenarios.phone import fits
from tests.scenarios.town import PEOPLE, Town, a_town
from tests.web.report.crew import fields_of, form_of_page, troubles

SMALL_PHONE: Final[ViewportSize] = {"width": 360, "height": 740}


@dataclass(frozen=True, slots=True)
class Filled:
    """Who reports which visit, what he answers in chat first, and what on the web, by section.

    `asks_after`: what his team is asked once the report is in.
    """

    visit: str
    last: days.Day
    member: str
    title: str
    in_chat: Mapping[str, str]
    on_web: Mapping[str, Mapping[str, str]]
    asks_after: tuple[str, ...] = ()


FILLED: Final[Mapping[VisitKind, Filled]] = {
    VisitKind.SURVEY: Filled(
        visit=days.SURVEY,
        last=days.survey_day,
        member=days.SUNRISE_CREW.member,
        title="Survey report · ",
        in_chat={"supply_phase": "1"},
        on_web={
            "supply": {"sanctioned_load_kw": "10"},
            "route": {"cable_metres": "18 m"},
            "readings": {"neutral_earth_v": "1,2", "earth_ohm": "3.5"},
        },
    ),
    VisitKind.INSTALLATION: Filled(
        visit=days.INSTALLATION,
        last=days.installation_day,
        member="manoj",
        asks_after=("Materials M-1042",),
        title="Installation report · ",
        in_chat={"charger_serial": "AC74-2026-000123"},
        on_web={
            "charger": {"cable_metres_used": "17.5"},
            "readings": {"neutral_earth_v": "0.8 V", "earth_ohm": "3.2", "insulation_mohm": "200"},
            "tests": {"rcd_trips": "yes", "demo_done": "yes"},
        },
    ),
}


@pytest.fixture(params=VisitKind)
def kind(request: pytest.FixtureRequest) -> VisitKind:
    return VisitKind(request.param)


@pytest.fixture
async def town(tmp_path: Path, database_url: str, http_port: int) -> AsyncIterator[Town]:
    async with a_town(tmp_path, database_url, http_port, SUNDAY_NOON, pages=True) as found:
        yield found


@pytest.fixture
async def small_town(tmp_path: Path, http_port: int) -> AsyncIterator[Town]:
    url = f"sqlite:///{tmp_path / 'test.db'}"
    async with a_town(tmp_path, url, http_port, SUNDAY_NOON, pages=True) as found:
        yield found


async def link_of(town: Town, filled: Filled) -> str:
    """Asked for in the group, told in private."""
    toast = await town.tap(filled.member, "Fill it on the web", days.SUNRISE)
    assert toast == "I have answered in your private chat."
    [told] = await town.told(PEOPLE[filled.member], f"The report of {filled.visit} on the web")
    found = re.search(r"http://127\.0\.0\.1:\d+/f/\S+", told["text"])
    assert found is not None, told["text"]
    return found[0]


async def form(town: Town, visit: str) -> Form:
    async with town.parts.database.read() as connection:
        return await town.parts.work.on(connection, town.parts.clock.now(), reading=True).get(
            Form, form_of(visit)
        )


async def fills(browser: httpx.AsyncClient, section: str, fields: Mapping[str, str], *photos: bytes) -> str:
    """As a browser does: with all that stands on the page. The page as it is afterwards."""
    drawn = fields_of((await browser.get(section)).text)
    files = {"photos": [(f"{number}.jpg", photo) for number, photo in enumerate(photos)]}
    answer = await browser.post(section, files=form_of_page({**drawn, **fields}, files))
    assert (answer.status_code, troubles(answer.text)) == (200, [])
    return answer.text


async def begins_in_chat(town: Town, filled: Filled) -> None:
    await days.pass_until(town, filled.last)
    await town.tap(filled.member, "Write the report", days.SUNRISE)
    await town.skip(days.SUNRISE)
    for text in filled.in_chat.values():
        await town.answer(filled.member, text, days.SUNRISE)
    await town.skip(days.SUNRISE)


async def test_what_is_answered_in_chat_and_on_the_web_is_one_report(town: Town, kind: VisitKind) -> None:
    filled = FILLED[kind]
    await begins_in_chat(town, filled)
    address = await link_of(town, filled)
    async with httpx.AsyncClient(follow_redirects=True) as browser:
        for section, answers in filled.on_web.items():
            fields = {f"now-{key}": text for key, text in answers.items()}
            await fills(browser, f"{address}/at/{section}", fields)
        photos = f"{address}/at/photos"
        await fills(browser, photos, {}, a_photo(1), as_file(dark(a_scene(2))))
        await town.pictures_are_kept()
        await town.told(days.SUNRISE, "too dark to read")
        page = (await browser.get(photos)).text
        assert "This picture is too dark to read." in page
        seen = re.findall(r'src="(/f/[^"]+)"', page)
        small = [await browser.get(f"{address.partition('/f/')[0]}{one}") for one in seen]
        assert [one.content[:3] for one in small] == [b"\xff\xd8\xff"] * 2
        assert troubles((await browser.post(f"{address}/submit")).text) == ["Still open: Photos"]
        await fills(browser, photos, {"because-photos": "the cellar has no light"})
        assert "is in. Ops will look at it." in (await browser.post(f"{address}/submit")).text
        assert troubles((await browser.get(address)).text) == [
            f"The report of {filled.visit} is in. Ops will look at it."
        ]
    await town.quiet()
    assert "The report is in." in await town.card(days.SUNRISE, filled.title)
    await town.told(days.OPS, f"The report of {filled.visit} is in")
    await town.told(days.SUNRISE, *filled.asks_after)
    await town.skip(days.ASHA)
    given = (await form(town, filled.visit)).answers
    assert given.keys() == {*filled.in_chat, "photos"}.union(*filled.on_web.values())
    await town.holds()
    await town.nobody_else()


async def test_the_same_file_in_chat_and_on_the_web_counts_once(small_town: Town) -> None:
    town, filled = small_town, FILLED[VisitKind.SURVEY]
    await days.pass_until(town, days.survey_day)
    address = await link_of(town, filled)
    await town.say(filled.member, "/home")
    await town.tap(filled.member, f"{days.LEAD}: submit the report")
    await town.tap(filled.member, "Write the report")
    await town.tap(filled.member, "All items")
    await town.tap(filled.member, "• Photos")
    await town.document(filled.member, "meter.jpg", a_photo(7), "image/jpeg")
    await town.pictures_are_kept()
    async with httpx.AsyncClient(follow_redirects=True) as browser:
        fields = fields_of((await browser.get(f"{address}/at/photos")).text)
        sent = {"photos": [("meter.jpg", a_photo(7)), ("board.jpg", a_photo(8))]}
        await browser.post(f"{address}/at/photos", files=form_of_page(fields, sent))
    await town.pictures_are_kept()
    assert len((await form(town, days.SURVEY)).shots["photos"]) == 2
    await town.document(filled.member, "board.jpg", a_photo(8), "image/jpeg")
    await town.pictures_are_kept()
    shots = (await form(town, days.SURVEY)).shots["photos"]
    assert [shot.counts for shot in shots] == [True, True]
    await town.holds()


async def test_on_a_small_phone_through_every_wrong_turn(small_town: Town, browser: Browser) -> None:
    town, filled = small_town, FILLED[VisitKind.SURVEY]
    await days.pass_until(town, days.survey_day)
    context = await browser.new_context(viewport=SMALL_PHONE)
    context.set_default_timeout(20_000)
    page = await context.new_page()
    complaints: list[str] = []
    page.on(
        "console",
        lambda said: (
            complaints.append(f"{said.location['url']} {said.text}") if said.type == "error" else None
        ),
    )
    await page.goto(await link_of(town, filled))
    await fits(page)
    await page.get_by_role("link", name="Answer or change: Readings").click()
    await page.get_by_label("Earth resistance (Ω)").fill("three")
    await page.get_by_label("Voltage between neutral and earth (V)").fill("1.2")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_have_text("Please answer with a number (Ω). Example: 3.5.")
    await expect(page.get_by_label("Earth resistance (Ω)")).to_have_value("three")
    await fits(page)
    await page.get_by_label("Earth resistance (Ω)").fill("7")
    await page.get_by_role("button", name="Save").click()
    await page.get_by_label("In a few words: what did you see?").fill("dry soil")
    await page.get_by_role("button", name="Save").click()
    await page.get_by_role("link", name="All items").click()
    await page.get_by_role("link", name="Answer or change: Photos").click()
    photo: FilePayload = {"name": "m.jpg", "mimeType": "image/jpeg", "buffer": a_photo(3)}
    field = page.get_by_role("button", name="Photos")
    await field.set_input_files({**photo, "buffer": b"\xff\xd8\xff" + bytes(21 << 20)})
    assert "At most 20 MB" in await field.evaluate("field => field.validationMessage")
    await field.set_input_files({**photo, "buffer": b"%PDF-1.4"})
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("alert")).to_contain_text("This is no photo, whatever its name says.")
    await field.set_input_files(photo)
    await context.set_offline(offline=True)
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("status")).to_contain_text("The connection broke.")
    await context.set_offline(offline=False)
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("status")).to_contain_text("Saved.")
    await town.pictures_are_kept()
    await page.get_by_role("link", name="All items").click()
    await page.get_by_role("link", name="Answer or change: Photos").click()
    await expect(page.get_by_role("img")).to_have_count(1)
    await fits(page)
    known = ("/favicon.ico", "422", "ERR_INTERNET_DISCONNECTED")
    assert [said for said in complaints if not any(one in said for one in known)] == []
    given = (await form(town, days.SURVEY)).given
    assert (given["earth_ohm"].answer, given["earth_ohm"].word) == ("7", "dry soil")
    await context.close()
    await town.quiet()
    await town.holds()
