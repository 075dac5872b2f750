"""The guided tour and the pages beside the phones, as somebody meets them who opens the playground for the first time."""

import re

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.simulator.playground_town import ASHA, GROUP, IMRAN, TOKEN, Json, Town, keyboard, phone

TOUR = "first"


@pytest.fixture
def town(acme: Town) -> Town:
    return acme


def step(say: str, **more: object) -> Json:
    return {"say": say, "phone": ASHA, **more}


HELLO = step("Asha says hello.", chapter="1 Intake", do={"write": "Hello there"})
QUIET = step("The crew answers.", chapter="2 Visit", phone=IMRAN, chat=GROUP, do={"write": "On our way"})


def register(town: Town, *steps: Json, **more: object) -> None:
    body = {"id": TOUR, "title": "Watch one lead", "about": "Two people.", "phones": [ASHA, IMRAN], **more}
    town.control("tours", **body, steps=list(steps))


def opened(page: Page, where: str = "") -> Page:
    page.goto(f"{page.url.split('?')[0]}{where}")
    page.locator(".phone").first.wait_for()
    return page


def state(town: Town) -> str:
    return str(town.http.get("/sim/tour").json()["state"])


def played(page: Page, town: Town, pace: int = 0) -> None:
    town.control("tour", play=TOUR, pace=pace)
    expect(page.locator("#tour")).to_be_visible()


def test_a_fresh_world_opens_with_a_card_that_starts_by_itself(page: Page, town: Town) -> None:
    register(town, HELLO, QUIET)
    page.clock.install()
    opened(page)
    card = page.get_by_role("dialog", name="Guided tour")
    expect(card).to_contain_text(re.compile("Starts by itself in [1-5] s"))
    assert state(town) == "idle"
    page.clock.fast_forward(6000)
    expect(card).to_have_count(0)
    expect(page.locator(".tour-say")).to_have_text("Asha says hello.")
    assert state(town) in {"playing", "waiting"}


def test_touching_the_card_stops_its_clock(page: Page, town: Town) -> None:
    register(town, HELLO)
    page.clock.install()
    opened(page)
    page.keyboard.press("Tab")
    page.clock.fast_forward(9000)
    expect(page.get_by_role("dialog", name="Guided tour")).to_contain_text("Starts when you say so")
    assert state(town) == "idle"


def test_who_looks_around_himself_is_not_asked_again_and_can_still_watch(page: Page, town: Town) -> None:
    register(town, HELLO, QUIET)
    page.goto(page.url)
    page.get_by_role("dialog", name="Guided tour").press("Tab")  # a busy machine takes its time: no countdown
    page.get_by_role("button", name="Look around myself").click()
    page.reload()
    page.locator(".phone").first.wait_for()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Guided tour").click()
    page.get_by_role("button", name="Watch it").click()
    expect(page.locator(".tour-say")).to_have_text("Asha says hello.")


def test_the_address_can_keep_the_tour_away(page: Page, town: Town) -> None:
    register(town, HELLO)
    opened(page, "?tour=off")
    expect(page.get_by_role("button", name="Guided tour")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_without_tours_there_is_nothing_of_them(page: Page) -> None:
    phone(page, "Asha Rao: Acme")
    expect(page.get_by_role("button", name="Guided tour")).to_be_hidden()
    expect(page.locator("#tour")).to_be_hidden()


def test_the_cast_of_the_tour_is_on_the_desk(page: Page, town: Town) -> None:
    town.control("users", id=9, first_name="Meera", last_name="Joshi")
    register(town, HELLO, phones=[9, IMRAN])
    opened(page, "?tour=off")
    expect(page.locator(".phone")).to_have_count(2)
    phone(page, "Meera Joshi: Acme")
    phone(page, "Imran Shaikh: Team Kestrel")


def test_words_are_typed_before_they_are_sent_and_a_draft_stays(page: Page, town: Town) -> None:
    register(town, HELLO)
    opened(page, "?tour=off")
    asha = phone(page, "Asha Rao: Team Kestrel")
    asha.get_by_role("button", name=re.compile("All chats")).click()
    asha.get_by_role("button", name=re.compile("^Acme")).click()
    asha = phone(page, "Asha Rao: Acme")
    asha.get_by_label("Message", exact=True).fill("My own words")
    played(page, town, pace=1)
    page.wait_for_function("() => document.querySelector('.acting .ghost')?.textContent === 'Hello there'")
    expect(asha.locator(".words", has_text="Hello there")).to_be_visible()
    expect(asha.locator(".ghost")).to_be_hidden()
    expect(asha.get_by_label("Message", exact=True)).to_have_value("My own words")


def test_the_button_is_marked_before_it_is_tapped(page: Page, town: Town) -> None:
    markup = keyboard([{"text": "Later", "callback_data": "x"}, {"text": "Take it", "callback_data": "take"}])
    town.bot("sendMessage", chat_id=GROUP, text="Survey at eleven", reply_markup=markup)
    register(town, step("Imran takes it.", phone=IMRAN, chat=GROUP, do={"tap": "Take it"}))
    opened(page, "?tour=off")
    played(page, town, pace=1)
    page.wait_for_function("""() => {
        const marked = [...document.querySelectorAll(".acting .about")].map((one) => one.textContent);
        return marked.join() === "Take it" && document.querySelector(".finger").checkVisibility();
    }""")
    assert town.next_update("callback_query")["data"] == "take"


def test_an_alert_of_the_tour_does_not_stay_in_the_way(page: Page, town: Town) -> None:
    markup = keyboard([{"text": "Take it", "callback_data": "take"}])
    town.bot("sendMessage", chat_id=GROUP, text="Survey at eleven", reply_markup=markup)
    register(town, step("Imran takes it.", phone=IMRAN, chat=GROUP, do={"tap": "Take it"}), *[QUIET] * 4)
    opened(page, "?tour=off")
    played(page, town, pace=1)
    tap = town.next_update("callback_query")
    town.bot("answerCallbackQuery", callback_query_id=tap["id"], text="Taken by others", show_alert=True)
    alert = page.get_by_role("alertdialog")
    expect(alert).to_contain_text("Taken by others")
    expect(alert).to_have_count(0, timeout=8000)


def test_taking_over_pauses_and_a_reload_finds_it_there(page: Page, town: Town) -> None:
    register(town, HELLO, QUIET)
    opened(page, "?tour=off")
    played(page, town, pace=1)
    page.get_by_role("button", name="Take over").click()
    expect(page.locator(".tour-hint")).to_contain_text("It is yours now")
    assert state(town) == "paused"
    page.reload()
    expect(page.locator(".tour-say")).to_have_text("Asha says hello.")
    expect(page.locator(".tour-count")).to_have_text("Step 1 of 2")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("button", name="Take over")).to_be_visible()
    page.get_by_role("button", name="Next step").click()
    expect(page.locator(".tour-say")).to_have_text("The crew answers.")
    expect(page.locator(".tour-chapter")).to_have_text("2 Visit")


def test_a_finished_tour_says_what_to_try_next_once(page: Page, town: Town) -> None:
    register(town, HELLO)
    opened(page, "?tour=off")
    played(page, town, pace=1)
    town.control("tour", pace=0)
    card = page.get_by_role("dialog", name="That was one lead")
    card.get_by_role("button", name=re.compile("Break something")).click()
    expect(page.get_by_role("tab", name="Faults")).to_have_attribute("aria-selected", "true")
    page.reload()
    page.locator(".phone").first.wait_for()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_answer_that_is_older_than_the_end_does_not_take_the_card_away(page: Page, town: Town) -> None:
    register(town, HELLO)
    opened(page, "?tour=off")
    played(page, town, pace=1)
    late: list[tuple[Route, APIResponse]] = []
    page.route("**/sim/tour", lambda route: late.append((route, route.fetch())))
    register(town, HELLO, QUIET, id="another")
    while not late:
        page.wait_for_timeout(20)
    town.control("tour", pace=0)
    card = page.get_by_role("dialog", name="That was one lead")
    expect(card).to_be_visible()
    for route, answer in late:
        route.fulfill(response=answer)
    page.wait_for_timeout(300)
    expect(card).to_be_visible()


def test_a_stuck_tour_says_why_and_goes_on_by_hand(page: Page, town: Town) -> None:
    register(town, step("Asha takes it.", do={"tap": "Take it"}), QUIET, patience=1)
    opened(page, "?tour=off")
    played(page, town)
    expect(page.locator(".tour-hint")).to_contain_text("Take it")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    page.get_by_role("button", name="Next step").click()
    expect(page.locator(".words", has_text="On our way").first).to_be_visible()


def test_speed_and_stop(page: Page, town: Town) -> None:
    register(town, HELLO, QUIET)
    opened(page, "?tour=off")
    played(page, town, pace=1)
    page.get_by_role("button", name="Speed 1, change").click()
    expect(page.get_by_role("button", name="Speed 2, change")).to_be_visible()
    assert town.http.get("/sim/tour").json()["pace"] == 2
    page.get_by_role("button", name="Stop the tour").click()
    expect(page.locator("#tour")).to_be_hidden()
    assert state(town) == "idle"


def test_a_page_of_the_program_stands_beside_the_phones(page: Page, town: Town) -> None:
    here = page.url
    town.control("panels", id="lead", title="The lead", url=f"{here}sim/clock")
    register(town, HELLO, QUIET, panel="lead")
    opened(page, "?tour=off")
    played(page, town, pace=1)
    expect(page.get_by_role("tab", name="The lead")).to_have_attribute("aria-selected", "true")
    expect(page.frame_locator("iframe[title='The lead']").locator("body")).to_contain_text("frozen")
    link = page.get_by_role("link", name="Open The lead in a new tab")
    expect(link).to_have_attribute("href", f"{here}sim/clock")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="The lead", exact=True).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name="Calls")).to_have_attribute("aria-selected", "true")
    town.http.delete("/sim/panels/lead").raise_for_status()
    expect(page.get_by_role("tab", name="The lead")).to_have_count(0)


def test_on_a_narrow_screen_page_and_tour_fit(page: Page, town: Town) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    town.control("panels", id="lead", title="The lead", url=f"{page.url}sim/clock")
    register(town, HELLO, QUIET, panel="lead")
    opened(page, "?tour=off")
    played(page, town, pace=1)
    expect(page.locator("#drawer")).to_be_hidden()
    page.get_by_role("button", name="Take over").click()
    expect(page.locator(".phone.acting")).to_have_count(0)
    page.get_by_role("button", name="The lead").click()
    expect(page.locator("iframe")).to_be_in_viewport(ratio=0.9)
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator("#drawer")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_tour_is_heard_of_while_the_page_is_open(page: Page, town: Town) -> None:
    phone(page, "Asha Rao: Acme")
    register(town, HELLO)
    expect(page.get_by_role("dialog", name="Guided tour")).to_be_visible()
    answer = town.http.post(f"/bot{TOKEN}/getMe").json()
    assert answer["ok"]
