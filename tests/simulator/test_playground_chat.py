"""What a chat of the playground looks like and offers: menus, media, members, topics, unread marks, a lost connection."""

import re
import socket

import httpx
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.simulator.playground_town import (
    ASHA,
    FORUM,
    GROUP,
    IMRAN,
    TOKEN,
    Json,
    Town,
    a_process,
    address_of,
    bubble,
    keyboard,
    phone,
    settled,
    upload,
)

MANY = 5000
MOST_ROWS = 160


@pytest.fixture
def town(acme: Town) -> Town:
    return acme


def menu(page: Page, of: Locator, entry: str) -> None:
    of.locator(".bubble").click(button="right")
    page.get_by_role("menu", name="Message").get_by_role("menuitem", name=entry).click()


def sends(town: Town, kind: str, name: str, data: bytes, mime: str, **fields: str) -> None:
    files = {kind: (name, data, mime)}
    town.http.post(
        f"/bot{TOKEN}/send{kind.title()}", data={"chat_id": str(ASHA), **fields}, files=files
    ).raise_for_status()


def test_the_menu_of_a_message_edits_forwards_and_deletes(page: Page, town: Town) -> None:
    asha = phone(page, "Asha Rao: Acme")
    town.writes(ASHA, "Twelve meters")
    menu(page, bubble(asha, "Twelve meters"), "Edit")
    asha.get_by_label("Message", exact=True).fill("Twelve metres")
    asha.get_by_label("Message", exact=True).press("Enter")
    expect(bubble(asha, "Twelve metres").locator(".edited")).to_be_visible()
    expect(bubble(asha, "Twelve metres")).to_have_class(re.compile("changed"))
    menu(page, bubble(asha, "Twelve metres"), "Forward")
    page.get_by_role("dialog", name="Forward to").get_by_role("button", name="Team Kestrel").click()
    imran = phone(page, "Imran Shaikh: Team Kestrel")
    expect(bubble(imran, "Twelve metres").locator(".forwarded")).to_have_text("Forwarded from Asha Rao")
    menu(page, bubble(asha, "Twelve metres"), "Delete")
    expect(bubble(asha, "Twelve metres")).to_have_count(0)


def test_the_menu_of_somebody_elses_words_in_a_group_neither_edits_nor_deletes(
    page: Page, town: Town
) -> None:
    town.writes(ASHA, "Nobody else's", chat=GROUP)
    imran = phone(page, "Imran Shaikh: Team Kestrel")
    imran.get_by_role("log", name="Messages").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("m")
    entries = page.get_by_role("menu", name="Message").get_by_role("menuitem")
    expect(entries).to_have_text(["Reply", "Copy the text", "Forward"])
    page.keyboard.press("ArrowDown")
    expect(entries.nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(entries).to_have_count(0)
    expect(bubble(imran, "Nobody else's")).to_be_focused()


def test_pictures_open_large_and_arrows_walk_through_all_of_them(page: Page) -> None:
    asha = phone(page, "Asha Rao: Acme")
    for name in ("Meter", "Earth"):
        asha.locator("[data-pick=photo]").set_input_files(upload(f"{name}.jpg"))
        asha.get_by_label("Message", exact=True).fill(name)
        asha.get_by_role("button", name="Send").click()
        expect(bubble(asha, name)).to_be_visible()
    bubble(asha, "Meter").get_by_role("button", name="Open photo").click()
    light = page.get_by_role("dialog", name="Photo")
    expect(light).to_contain_text("1 of 2 · Asha Rao")
    expect(light.get_by_role("button", name="Earlier picture")).to_be_disabled()
    page.keyboard.press("ArrowRight")
    expect(light.locator(".lightbox-caption")).to_have_text("Earth")
    page.keyboard.press("Escape")
    expect(light).to_have_count(0)


def test_a_pdf_opens_in_a_new_tab_and_what_could_run_is_only_downloaded(page: Page, town: Town) -> None:
    asha = phone(page, "Asha Rao: Acme")
    sends(town, "document", "bill.pdf", b"%PDF-1.4 " * 300, "application/pdf")
    sends(town, "document", "page.html", b"<script>1</script>", "text/html")
    paper = asha.get_by_role("link", name=re.compile("^bill.pdf"))
    expect(paper).to_have_attribute("target", "_blank")
    expect(paper).to_contain_text("2.6 KB")
    expect(asha.get_by_role("link", name="Download bill.pdf")).to_have_attribute("download", "bill.pdf")
    script = asha.get_by_role("link", name=re.compile("^page.html"))
    expect(script).to_have_attribute("download", "page.html")
    assert script.get_attribute("target") is None


def test_sounds_and_films_that_cannot_be_played_say_so(page: Page, town: Town) -> None:
    asha = phone(page, "Asha Rao: Acme")
    sends(town, "voice", "v.ogg", b"no sound", "audio/ogg", duration="7")
    sends(town, "video", "round.mp4", b"no film", "video/mp4")
    expect(asha.locator(".sound-time")).to_have_text("0:07")
    asha.get_by_role("button", name="Play").click()
    expect(asha.locator(".sound")).to_contain_text("This sound cannot be played")
    expect(asha.get_by_role("link", name=re.compile("round.mp4"))).to_have_attribute("download", "round.mp4")


def test_places_and_contacts_are_drawn(page: Page, town: Town) -> None:
    asha = phone(page, "Asha Rao: Acme")
    town.bot(
        "sendVenue", chat_id=ASHA, latitude=18.5, longitude=73.7, title="Palm Grove", address="Baner, Pune"
    )
    town.control(
        f"chats/{ASHA}/messages",
        **{"from": ASHA, "location": {"latitude": 1, "longitude": 2, "live_period": 60}},
    )
    expect(asha.get_by_role("img", name="Location Palm Grove, 18.50000, 73.70000")).to_be_visible()
    expect(asha.get_by_role("img", name="Live location 1.00000, 2.00000")).to_be_visible()
    asha.get_by_role("button", name="Attach").click()
    page.get_by_role("menuitem", name="Contact").click()
    page.get_by_role("dialog", name="Share a contact").get_by_role("button", name="Imran Shaikh").click()
    expect(asha.locator(".contact")).to_contain_text("+919800000008")
    assert town.next_message(contact=...)["contact"]["user_id"] == IMRAN


def test_a_used_one_time_keyboard_folds_and_opens_again(page: Page, town: Town) -> None:
    asha = phone(page, "Asha Rao: Acme")
    markup = {
        "keyboard": [[{"text": "Later"}]],
        "one_time_keyboard": True,
        "input_field_placeholder": "Tap one",
    }
    town.bot("sendMessage", chat_id=ASHA, text="When?", reply_markup=markup)
    expect(asha.get_by_placeholder("Tap one")).to_be_visible()
    asha.get_by_role("button", name="Later").click()
    expect(asha.locator(".reply-keyboard")).to_be_hidden()
    asha.get_by_role("button", name="Show or hide the bot's keyboard").click()
    expect(asha.get_by_role("button", name="Later")).to_be_visible()


def test_a_group_is_managed_from_its_title(page: Page, town: Town) -> None:
    town.control("users", id=9, first_name="Meera", last_name="Joshi")
    imran = phone(page, "Imran Shaikh: Team Kestrel")
    imran.get_by_role("button", name=re.compile("About this chat")).click()
    sheet = page.get_by_role("dialog", name="Team Kestrel")
    sheet.get_by_label("Add somebody").select_option("Meera Joshi")
    expect(sheet.get_by_role("listitem").filter(has_text="Meera Joshi")).to_be_visible()
    sheet.get_by_role("button", name="Make Meera Joshi an administrator").click()
    expect(sheet.get_by_role("listitem").filter(has_text="Meera Joshi")).to_contain_text("administrator")
    sheet.get_by_role("button", name="Remove Asha Rao").click()
    expect(sheet.get_by_role("listitem").filter(has_text="Asha Rao")).to_have_count(0)
    sheet.get_by_role("button", name="Removed").click()
    expect(sheet.get_by_role("button", name="Removed")).to_have_attribute("aria-pressed", "true")
    assert town.next_update("my_chat_member")["new_chat_member"]["status"] == "member"
    assert town.next_update("my_chat_member")["new_chat_member"]["status"] == "kicked"


def test_topics_are_listed_and_a_closed_one_is_only_read(page: Page, town: Town) -> None:
    town.control("groups", id=FORUM, title="Operations", members=[IMRAN, ASHA], forum=True, bot_is_admin=True)
    for name in ("North", "South"):
        thread = town.bot("createForumTopic", chat_id=FORUM, name=name)["message_thread_id"]
        town.bot("sendMessage", chat_id=FORUM, message_thread_id=thread, text=f"Words of {name}")
    town.bot("closeForumTopic", chat_id=FORUM, message_thread_id=thread)
    imran = phone(page, "Imran Shaikh: Operations")
    imran.get_by_label("Act as").select_option("Asha Rao")
    asha = phone(page, "Asha Rao: Operations")
    expect(bubble(asha, "Words of South")).to_be_visible()
    asha.get_by_role("button", name="All topics").click()
    topics = asha.get_by_role("dialog", name="Topics")
    expect(topics.locator(".list-title")).to_have_text(["General", "South", "North"])
    town.bot("createForumTopic", chat_id=FORUM, name="West")
    expect(topics.locator(".list-title")).to_have_text(["General", "West", "South", "North"])
    topics.get_by_role("button", name=re.compile("^South")).click()
    expect(asha.locator(".foot")).to_contain_text("This topic is closed")
    page.reload()
    expect(asha.locator(".foot")).to_contain_text("This topic is closed")
    asha.get_by_role("tab", name="North").click()
    expect(asha.get_by_label("Message", exact=True)).to_be_visible()


def test_unread_marks_count_per_chat_and_survive_a_reload(page: Page, town: Town) -> None:
    imran = phone(page, "Imran Shaikh: Team Kestrel")
    imran.get_by_role("button", name=re.compile("All chats")).click()
    imran.get_by_role("button", name=re.compile("^Acme")).click()
    imran = phone(page, "Imran Shaikh: Acme")
    for number in range(3):
        town.writes(ASHA, f"News {number}", chat=GROUP)
    imran.get_by_role("button", name="All chats of Imran Shaikh, unread in other chats").click()
    imran = phone(page, "Imran Shaikh: Acme")
    expect(imran.get_by_label("3 unread")).to_be_visible()
    page.wait_for_timeout(400)
    page.reload()
    expect(imran.get_by_label("3 unread")).to_be_visible()
    imran.get_by_role("button", name=re.compile("^Team Kestrel")).click()
    imran = phone(page, "Imran Shaikh: Team Kestrel")
    expect(imran.locator(".new-mark + .row")).to_contain_text("News 0")
    imran.get_by_role("button", name="All chats of Imran Shaikh").click()
    expect(page.locator(".list-row .badge")).to_have_count(0)


def test_a_lost_simulator_is_told_and_found_again(blank: Page) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    with a_process("--port", port) as first:
        address = address_of(first)
        with httpx.Client(base_url=address) as http:
            settled(http)
        blank.goto(address)
        asha = phone(blank, "Asha Rao: Acme")
        first.kill()
        first.wait()
        expect(blank.get_by_role("alert")).to_contain_text("No connection to the simulator")
        asha.get_by_label("Message", exact=True).fill("Not lost")
        asha.get_by_label("Message", exact=True).press("Enter")
        expect(asha.locator(".toast.wrong")).to_contain_text("does not answer")
        expect(asha.get_by_label("Message", exact=True)).to_have_value("Not lost")
    # Nobody lives in the new one at first, so the page meets it once it is settled.
    blank.route("**/sim/**", lambda route: route.abort())
    with a_process("--port", port) as second, httpx.Client(base_url=address_of(second)) as http:
        try:
            settled(http)
            blank.unroute("**/sim/**")
            expect(blank.get_by_role("alert")).to_be_hidden(timeout=8000)
            expect(blank.locator(".live")).to_have_text("Live", timeout=8000)
            asha.get_by_role("button", name="Send").click()
            expect(bubble(asha, "Not lost")).to_be_visible()
        finally:
            second.kill()


def test_another_world_behind_the_same_address_is_read_from_its_beginning(blank: Page) -> None:
    """It may have come as far as the one before: then its revision tells nothing."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    for words in ("The first world", "The second world"):
        with a_process("--port", port) as world:
            try:
                with httpx.Client(base_url=address_of(world)) as http:
                    settled(http)
                    said = http.post(f"/sim/chats/{ASHA}/messages", json={"from": ASHA, "text": words})
                    assert said.is_success, said.text
                    if words == "The first world":
                        blank.goto(str(http.base_url))
                    expect(bubble(phone(blank, "Asha Rao: Acme"), words)).to_be_visible(timeout=15000)
                    expect(blank.locator(".words", has_text="The first world")).to_have_count(
                        1 if words == "The first world" else 0
                    )
            finally:
                world.kill()
        expect(blank.get_by_role("alert")).to_contain_text("No connection to the simulator")


def test_a_chat_of_thousands_opens_and_scrolls(page: Page, town: Town) -> None:
    def thousands(route: Route) -> None:
        asha: Json = {"id": ASHA, "name": "Asha Rao", "is_bot": False}
        common = {"chat": GROUP, "from": asha, "at": "2026-11-24T04:30:00+00:00"}
        said = [
            {**common, "id": number, "revision": number, "text": f"Note {number}."}
            for number in range(1, MANY + 1)
        ]
        route.fulfill(json={"messages": said, "revision": MANY})

    page.route(re.compile(f"/sim/chats/{GROUP}/messages"), thousands)
    page.reload()
    imran = phone(page, "Imran Shaikh: Team Kestrel")
    expect(bubble(imran, f"Note {MANY}.")).to_be_visible()
    scroller = imran.locator(".scroller")
    for _ in range(8):
        scroller.evaluate("async box => { box.scrollTop = 0; await new Promise(requestAnimationFrame) }")
        page.wait_for_timeout(50)
    expect(bubble(imran, f"Note {MANY - 400}.")).to_have_count(1)
    assert imran.locator(".row").count() <= MOST_ROWS
    imran.get_by_role("button", name="To the newest message").click()
    expect(bubble(imran, f"Note {MANY}.")).to_be_in_viewport()
    assert imran.locator(".row").count() <= MOST_ROWS
    page.unroute(re.compile(f"/sim/chats/{GROUP}/messages"))
    town.writes(ASHA, "After all of them", chat=GROUP)


def test_many_events_do_not_freeze_the_page(page: Page, town: Town) -> None:
    asha = phone(page, "Asha Rao: Acme")
    for number in range(300):
        town.bot("sendMessage", chat_id=ASHA, text=f"Burst {number}.")
    expect(bubble(asha, "Burst 299.")).to_be_in_viewport()
    asha.get_by_label("Message", exact=True).fill("Still quick")
    asha.get_by_label("Message", exact=True).press("Enter")
    expect(bubble(asha, "Still quick")).to_be_in_viewport()


def test_every_control_has_a_name_and_tab_reaches_the_phones(page: Page, town: Town) -> None:
    markup = keyboard([{"text": "Take it", "callback_data": "x"}])
    town.bot("sendMessage", chat_id=ASHA, text="Survey", reply_markup=markup)
    page.get_by_role("button", name="Bot API calls and faults").click()
    nameless = page.evaluate("""() => [...document.querySelectorAll("button, input, select, textarea, a[href]")]
        .filter(one => one.checkVisibility() && !one.hidden && one.type !== "file")
        .filter(one => !(one.getAttribute("aria-label") || one.textContent.trim() || one.labels?.length))
        .map(one => one.outerHTML.slice(0, 90))""")
    assert nameless == []
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.add(
            page.evaluate(
                "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
            )
        )
    assert {"Choose phones", "Act as", "Messages", "Take it", "Message", "Send", "Attach"} <= seen


def test_motion_is_reduced_where_somebody_asks_for_it(page: Page, town: Town) -> None:
    page.emulate_media(reduced_motion="reduce", color_scheme="dark")
    asha = phone(page, "Asha Rao: Acme")
    town.bot("sendMessage", chat_id=ASHA, text="Calm")
    row = bubble(asha, "Calm")
    assert row.evaluate("row => parseFloat(getComputedStyle(row).animationDuration)") < 0.001
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"


def test_the_usual_set_of_phones_comes_back(page: Page) -> None:
    page.get_by_role("button", name="Choose phones").click()
    sheet = page.get_by_role("dialog", name="Phones on the desk")
    sheet.get_by_role("button", name="Put all away").click()
    expect(page.locator(".phone")).to_have_count(0)
    sheet.get_by_role("searchbox").fill("imran")
    expect(sheet.locator(".person-block")).to_have_count(2)
    expect(sheet.locator(".person-block").filter(visible=True)).to_have_count(1)
    sheet.get_by_role("button", name="The usual set").click()
    expect(page.locator(".phone")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)


def test_of_the_days_above_only_one_is_seen_and_only_while_scrolling(page: Page, town: Town) -> None:
    imran = phone(page, "Imran Shaikh: Team Kestrel")
    for day in range(3):
        for number in range(12):
            town.writes(ASHA, f"Day {day} note {number}.", chat=GROUP)
        town.control("clock", advance="1d")
    expect(bubble(imran, "Day 2 note 11.")).to_be_in_viewport()
    expect(imran.locator(".day.past")).to_have_count(1)
    expect(imran.locator(".day.stuck")).to_have_css("opacity", "0")
    imran.locator(".scroller").evaluate("box => { box.scrollTop -= 200 }")
    expect(imran.locator(".timeline")).to_have_class(re.compile("scrolling"))
    expect(imran.locator(".day.stuck")).to_have_css("opacity", "1")
