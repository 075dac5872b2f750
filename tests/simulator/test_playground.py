"""The playground in a real browser, against the simulator as its own process and a bot of plain HTTP calls."""

import re

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.simulator.playground_town import (
    ASHA,
    GROUP,
    IMRAN,
    TOKEN,
    Town,
    bubble,
    keyboard,
    phone,
    upload,
)

MOST_ROWS = 80


@pytest.fixture
def town(acme: Town) -> Town:
    return acme


def test_opens_a_phone_for_the_group_and_one_for_the_private_chat(page: Page) -> None:
    phone(page, "Imran Shaikh: Team Kestrel")
    phone(page, "Asha Rao: Acme")
    expect(page.locator(".phone")).to_have_count(2)


def test_a_tap_reaches_the_bot_and_its_answer_is_a_toast(page: Page, town: Town) -> None:
    asha = phone(page, "Asha Rao: Acme")
    markup = keyboard([{"text": "Take it", "callback_data": "take:1"}])
    town.bot("sendMessage", chat_id=ASHA, text="Survey at eleven", reply_markup=markup)
    button = asha.get_by_role("button", name="Take it")
    button.click()
    expect(button).to_have_attribute("aria-busy", "true")
    tap = town.next_update("callback_query")
    assert (tap["data"], tap["from"]["id"]) == ("take:1", ASHA)
    town.bot("answerCallbackQuery", callback_query_id=tap["id"], text="It is yours")
    expect(asha.locator(".toast")).to_have_text("It is yours")
    expect(button).not_to_have_class(re.compile("waiting"))


def test_an_alert_waits_for_ok(page: Page, town: Town) -> None:
    asha = phone(page, "Asha Rao: Acme")
    markup = keyboard([{"text": "Take it", "callback_data": "x"}])
    town.bot("sendMessage", chat_id=ASHA, text="Survey", reply_markup=markup)
    asha.get_by_role("button", name="Take it").click()
    tap = town.next_update("callback_query")
    town.bot("answerCallbackQuery", callback_query_id=tap["id"], text="Taken by others", show_alert=True)
    alert = asha.get_by_role("alertdialog")
    expect(alert).to_contain_text("Taken by others")
    page.keyboard.press("Enter")
    expect(alert).to_have_count(0)


def test_enter_sends_what_was_written(page: Page, town: Town) -> None:
    asha = phone(page, "Asha Rao: Acme")
    asha.get_by_label("Message", exact=True).fill("On my way\nwith the charger")
    asha.get_by_label("Message", exact=True).press("Enter")
    expect(bubble(asha, "On my way")).to_have_class(re.compile("own"))
    assert town.next_message(text="On my way\nwith the charger")["chat"]["id"] == ASHA


def test_a_double_click_on_a_message_answers_it(page: Page, town: Town) -> None:
    asha = phone(page, "Asha Rao: Acme")
    sent = town.bot("sendMessage", chat_id=ASHA, text="Which cable?")
    bubble(asha, "Which cable?").locator(".words").dblclick()
    asha.get_by_label("Message", exact=True).fill("The short one")
    asha.get_by_role("button", name="Send").click()
    assert town.next_message(text="The short one")["reply_to_message"]["message_id"] == sent["message_id"]
    expect(bubble(asha, "The short one").locator(".quote-words")).to_have_text("Which cable?")


def test_a_forced_reply_is_waiting_in_the_composer(page: Page, town: Town) -> None:
    asha = phone(page, "Asha Rao: Acme")
    asked = town.bot("sendMessage", chat_id=ASHA, text="How many metres?", reply_markup={"force_reply": True})
    expect(asha.locator(".reply-bar")).to_contain_text("Reply to Acme")
    asha.get_by_label("Message", exact=True).fill("12")
    asha.get_by_label("Message", exact=True).press("Enter")
    assert town.next_message(text="12")["reply_to_message"]["message_id"] == asked["message_id"]
    expect(asha.locator(".reply-bar")).to_be_hidden()


def test_a_photo_is_uploaded_and_shown(page: Page, town: Town) -> None:
    asha = phone(page, "Asha Rao: Acme")
    asha.locator("[data-pick=photo]").set_input_files(upload("meter.jpg"))
    asha.get_by_label("Message", exact=True).fill("Meter board")
    asha.get_by_role("button", name="Send").click()
    message = town.next_message(photo=...)
    assert (message["caption"], message["photo"][-1]["width"]) == ("Meter board", 640)
    image = bubble(asha, "Meter board").locator("img")
    expect(image).to_be_visible()
    page.wait_for_function(
        "image => image.complete && image.naturalWidth === 640", arg=image.element_handle()
    )


def test_several_photos_are_one_album(page: Page, town: Town) -> None:
    imran = phone(page, "Imran Shaikh: Team Kestrel")
    files = [upload(f"{name}.jpg") for name in ("meter", "earth", "parking")]
    imran.locator("[data-pick=photo]").set_input_files(files)
    imran.get_by_role("button", name="Send").click()
    expect(imran.locator(".gallery .tile")).to_have_count(3)
    expect(imran.locator(".row")).to_have_count(1)
    assert len({town.next_message(photo=...)["media_group_id"] for _ in files}) == 1


def test_the_reply_keyboard_shares_the_own_number(page: Page, town: Town) -> None:
    asha = phone(page, "Asha Rao: Acme")
    rows = [[{"text": "Share my number", "request_contact": True}], [{"text": "Later"}]]
    town.bot("sendMessage", chat_id=ASHA, text="Your number?", reply_markup={"keyboard": rows})
    asha.get_by_role("button", name="Share my number").click()
    assert town.next_message(contact=...)["contact"]["user_id"] == ASHA
    expect(asha.locator(".contact")).to_be_visible()
    town.bot("sendMessage", chat_id=ASHA, text="Thanks", reply_markup={"remove_keyboard": True})
    expect(asha.locator(".reply-keyboard")).to_be_hidden()


def test_a_link_of_the_bot_opens_the_private_chat_with_its_payload(page: Page, town: Town) -> None:
    imran = phone(page, "Imran Shaikh: Team Kestrel")
    markup = keyboard([{"text": "In private", "url": "https://t.me/acme_bot?start=code-42"}])
    town.bot("sendMessage", chat_id=GROUP, text="Continue", reply_markup=markup)
    imran.get_by_role("button", name="In private").click()
    message = town.next_message(text="/start code-42")
    assert message["chat"]["id"] == IMRAN
    phone(page, "Imran Shaikh: Acme")


def test_the_clock_jumps_by_steps_and_to_the_next_thing(page: Page, town: Town) -> None:
    town.control("clock", to="2027-01-04T09:30:00+05:30")
    expect(page.locator(".clock-face")).to_contain_text("Mon 4 Jan 2027, 09:30")
    page.get_by_role("button", name="+1 h", exact=True).click()
    expect(page.locator(".clock-face")).to_contain_text("Mon 4 Jan 2027, 10:30")
    town.control("clock", wake={"who": "reminders", "at": "2027-01-05T09:00:00+05:30"})
    following = page.get_by_role("button", name="Next thing")
    expect(following).to_contain_text("Tue 5 Jan 09:00 · reminders")
    following.click()
    expect(page.locator(".clock-face")).to_contain_text("Tue 5 Jan 2027, 09:00")
    expect(following).to_be_disabled()


def test_hostile_words_stay_words(page: Page, town: Town) -> None:
    dialogs: list[str] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    attack = '<img src=x onerror="window.hacked=1;alert(1)"><script>window.hacked=1</script>'
    town.control("users", id=ASHA, first_name=attack[:60], last_name="\u202eoar")
    town.control("groups", id=GROUP, title=attack, members=[IMRAN, ASHA])
    town.writes(ASHA, attack, chat=GROUP)
    town.writes(ASHA, "javascript:window.hacked=1 " + "W" * 400, chat=GROUP)
    markup = keyboard([{"text": attack, "callback_data": "x"}])
    town.bot("sendMessage", chat_id=GROUP, text=attack, reply_markup=markup)
    imran = page.locator(".phone").first
    expect(imran.locator(".words").filter(has_text=attack)).to_have_count(2)
    expect(imran.locator(".chat-title")).to_have_text(attack)
    expect(imran.locator(".key")).to_have_text(attack)
    expect(page.locator("img, .screen script, a[href^=javascript]")).to_have_count(0)
    assert page.evaluate("window.hacked") is None
    assert dialogs == []
    assert imran.locator(".scroller").evaluate("box => box.scrollWidth <= box.clientWidth")


def test_an_edit_redraws_that_message_alone(page: Page, town: Town) -> None:
    asha = phone(page, "Asha Rao: Acme")
    kept = town.bot("sendMessage", chat_id=ASHA, text="This one stays")
    changed = town.bot("sendMessage", chat_id=ASHA, text="Waiting for parts")
    expect(
        bubble(asha, "Waiting for parts")
    ).to_be_visible()  # its coming redraws the one above, which it joins
    for sent in (kept, changed):
        asha.locator(f"[data-id='{sent['message_id']}']").evaluate("row => { row.mark = true }")
    town.bot("editMessageText", chat_id=ASHA, message_id=changed["message_id"], text="Parts are here")
    expect(bubble(asha, "Parts are here").locator(".edited")).to_be_visible()
    marks = [
        asha.locator(f"[data-id='{sent['message_id']}']").evaluate("row => Boolean(row.mark)")
        for sent in (kept, changed)
    ]
    assert marks == [True, False]


def test_a_long_chat_keeps_few_rows_and_marks_what_is_unread(page: Page, town: Town) -> None:
    imran = phone(page, "Imran Shaikh: Team Kestrel")
    for number in range(MOST_ROWS + 20):
        town.writes(ASHA, f"Note {number}", chat=GROUP)
    expect(bubble(imran, f"Note {MOST_ROWS + 19}")).to_be_visible()
    assert imran.locator(".row").count() <= MOST_ROWS
    imran.locator(".scroller").evaluate("box => { box.scrollTop = 0 }")
    expect(imran.locator(".jump-down")).to_be_visible()
    town.writes(ASHA, "One more", chat=GROUP)
    expect(imran.locator(".jump-down .badge")).to_have_text("1")
    expect(page.locator(".dock-tab .badge")).to_have_text("1")
    imran.locator(".jump-down").click()
    expect(page.locator(".dock-tab .badge")).to_have_count(0)


def test_phones_are_remembered_and_can_be_put_away(page: Page) -> None:
    phone(page, "Asha Rao: Acme").get_by_role("button", name="Put this phone away").click()
    page.get_by_role("button", name="Choose phones").click()
    sheet = page.get_by_role("dialog", name="Phones on the desk")
    chip = sheet.get_by_role("group", name="Phones of Asha Rao").get_by_role("button", name="Team Kestrel")
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    phone(page, "Asha Rao: Team Kestrel")
    page.reload()
    phone(page, "Asha Rao: Team Kestrel")
    expect(page.locator(".phone")).to_have_count(2)


def test_blocking_the_bot_and_the_call_log(page: Page, town: Town) -> None:
    asha = phone(page, "Asha Rao: Acme")
    asha.get_by_role("button", name="Block the bot").click()
    expect(asha.get_by_role("button", name="Unblock", exact=True)).to_be_visible()
    answer = town.http.post(f"/bot{TOKEN}/sendMessage", json={"chat_id": ASHA, "text": "Hello?"})
    assert answer.status_code == 403
    page.get_by_role("button", name="Bot API calls and faults").click()
    call = page.locator(".call", has_text="sendMessage")
    expect(call).to_contain_text("Forbidden: bot was blocked by the user")
    expect(call).to_contain_text("Asha Rao")


def test_a_fault_switch_strikes_the_next_call_and_can_be_cleared(page: Page, town: Town) -> None:
    page.get_by_role("button", name="Bot API calls and faults").click()
    page.get_by_role("tab", name="Faults").click()
    page.get_by_role("button", name="Too many requests").click()
    expect(page.locator(".active-faults")).to_contain_text("Too many requests, 1 more call")
    answer = town.http.post(f"/bot{TOKEN}/sendMessage", json={"chat_id": ASHA, "text": "Hello?"})
    assert answer.status_code == 429
    page.get_by_role("button", name="Lose the network").click()
    page.get_by_role("button", name="Clear all faults").click()
    expect(page.locator(".active-faults li")).to_have_count(0)
    town.bot("sendMessage", chat_id=ASHA, text="Here again")


def test_one_phone_at_a_time_on_a_narrow_screen(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function("innerWidth === 390 && document.documentElement.clientWidth === 390")
    page.get_by_role("button", name="Asha Rao, Acme").click()
    expect(phone(page, "Asha Rao: Acme")).to_be_in_viewport(ratio=0.99)
    expect(phone(page, "Imran Shaikh: Team Kestrel")).not_to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_keyboard_alone_answers_a_message(page: Page, town: Town) -> None:
    asha = phone(page, "Asha Rao: Acme")
    asked = town.bot("sendMessage", chat_id=ASHA, text="Ready?")
    expect(bubble(asha, "Ready?")).to_be_visible()
    asha.get_by_role("log", name="Messages").focus()
    for key in ("ArrowUp", "Enter", "Y", "e", "s", "Enter"):
        page.keyboard.press(key)
    assert town.next_message(text="Yes")["reply_to_message"]["message_id"] == asked["message_id"]


def test_acting_as_somebody_else_starts_that_persons_chat(page: Page, town: Town) -> None:
    phone(page, "Asha Rao: Acme").get_by_label("Act as").select_option("Imran Shaikh")
    imran = phone(page, "Imran Shaikh: Acme")
    imran.get_by_role("button", name="Start", exact=True).click()
    assert [town.next_message(text="/start")["from"]["id"] for _ in range(2)] == [ASHA, IMRAN]
    page.reload()
    phone(page, "Imran Shaikh: Acme")


def test_a_topic_shows_its_own_messages_and_takes_new_ones(page: Page, town: Town) -> None:
    forum = GROUP * 1_000_000_000
    town.control("groups", id=forum, title="Operations", members=[IMRAN, ASHA], forum=True, bot_is_admin=True)
    threads = [
        town.bot("createForumTopic", chat_id=forum, name=name)["message_thread_id"]
        for name in ("North", "South")
    ]
    for thread in threads:
        town.bot("sendMessage", chat_id=forum, message_thread_id=thread, text=f"In thread {thread}")
    imran = phone(page, "Imran Shaikh: Operations")
    imran.get_by_role("tab", name="South").click()
    expect(bubble(imran, "In thread")).to_have_count(1)
    imran.get_by_label("Message", exact=True).fill("Only here")
    imran.get_by_label("Message", exact=True).press("Enter")
    assert town.next_message(text="Only here")["message_thread_id"] == threads[1]
    imran.get_by_role("tab", name="North").click()
    expect(bubble(imran, "Only here")).to_have_count(0)


def test_arrow_up_edits_the_last_own_message(page: Page, town: Town) -> None:
    asha = phone(page, "Asha Rao: Acme")
    town.writes(ASHA, "Twelve meters")
    expect(bubble(asha, "Twelve meters")).to_be_visible()
    asha.get_by_label("Message", exact=True).press("ArrowUp")
    asha.get_by_label("Message", exact=True).fill("Twelve metres")
    asha.get_by_label("Message", exact=True).press("Enter")
    assert town.next_update("edited_message")["text"] == "Twelve metres"
    expect(bubble(asha, "Twelve metres").locator(".edited")).to_be_visible()


def test_without_the_event_stream_the_page_polls(page: Page, town: Town) -> None:
    page.route("**/sim/events", lambda route: route.abort())
    page.reload()
    asha = phone(page, "Asha Rao: Acme")
    expect(page.locator(".live")).to_have_text("Polling")
    town.bot("sendMessage", chat_id=ASHA, text="Still there?")
    expect(bubble(asha, "Still there?")).to_be_visible()
