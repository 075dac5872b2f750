"""The Bot API by plain HTTP: what each method answers and refuses."""

import json

import pytest

from tests.simulator.driving import Json, Town, a_photo

GO: Json = {"inline_keyboard": [[{"text": "Go", "callback_data": "go:1"}]]}
NOT_MODIFIED = (
    "400 Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TOO_OLD = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"


def test_an_unknown_token_is_unauthorized(town: Town) -> None:
    answer = town.http.post("/bot123:unknown/getMe")
    assert (answer.status_code, answer.json()["description"]) == (401, "Unauthorized")


def test_a_token_that_is_none_is_not_found(town: Town) -> None:
    assert town.http.post("/botnonsense/getMe").json()["description"] == "Not Found"


def test_an_unknown_method_is_not_found(town: Town) -> None:
    answer = town.http.post(f"/bot{town.token}/sendNothing")
    assert (answer.status_code, answer.json()["description"]) == (404, "Not Found: method not found")


def test_a_method_of_the_bot_api_that_is_not_simulated_says_so(town: Town) -> None:
    parameters = {"chat_id": town.start(), "game_short_name": "x"}
    assert town.refusal("sendGame", **parameters) == "400 Bad Request: method sendGame is not simulated"


def test_get_me_knows_the_bot(town: Town) -> None:
    assert town.ok("getMe")["username"] == town.username


@pytest.mark.parametrize("way", ["query", "form", "json", "multipart"])
def test_parameters_come_in_any_body(town: Town, way: str) -> None:
    chat, url = town.start(), f"/bot{town.token}/sendMessage"
    plain = {"chat_id": str(chat), "text": "hello", "reply_markup": json.dumps(GO)}
    ways = {
        "query": lambda: town.http.get(url, params=plain),
        "form": lambda: town.http.post(url, data=plain),
        "json": lambda: town.http.post(url, json={"chat_id": chat, "text": "hello", "reply_markup": GO}),
        "multipart": lambda: town.http.post(url, files={name: (None, text) for name, text in plain.items()}),
    }
    result = ways[way]().json()["result"]
    assert (result["text"], result["reply_markup"]) == ("hello", GO)


@pytest.mark.parametrize(
    ("parameters", "refusal"),
    [
        ({"text": "x", "sound": 1}, 'unknown parameter "sound" of sendMessage'),
        ({"text": "  "}, "message text is empty"),
        ({}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "🙂" * 2049}, "message is too long"),
        ({"text": "x <3", "parse_mode": "HTML"}, "can't parse entities: Unclosed start tag at byte offset 2"),
        ({"text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        ({"text": "x", "message_thread_id": 5}, "message thread not found"),
        ({"text": "x", "reply_parameters": {"message_id": 999}}, "message to be replied not found"),
        ({"text": "x", "reply_markup": {"keyboard": []}}, "reply keyboard is empty"),
        ({"text": "x", "reply_markup": "{"}, 'parameter "reply_markup" of sendMessage must be of type valid JSON'),
        ({"text": "x", "disable_notification": "maybe"}, 'parameter "disable_notification" of sendMessage must be of type Boolean'),
        (
            {"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 2}]},
            "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 2",
        ),
    ],
)  # fmt: skip
def test_messages_that_telegram_refuses(town: Town, parameters: Json, refusal: str) -> None:
    assert town.refusal("sendMessage", chat_id=town.start(), **parameters) == f"400 Bad Request: {refusal}"


@pytest.mark.parametrize(
    ("button", "refusal"),
    [
        ({"text": "Go", "callback_data": "x" * 65}, "BUTTON_DATA_INVALID"),
        ({"text": "Go", "callback_data": "हरी" * 8}, "BUTTON_DATA_INVALID"),
        ({"text": "Go", "callback_data": ""}, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        ({"text": "Go", "url": "http://localhost/x"}, "inline keyboard button URL 'http://localhost/x' is invalid: Wrong HTTP URL"),
        ({"text": "Go", "url": "ftp://a.b"}, "inline keyboard button URL 'ftp://a.b' is invalid: Unsupported URL protocol"),
        ({"text": "Go", "url": "tg:?"}, "BUTTON_URL_INVALID"),
        ({"text": "Go"}, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        ({"callback_data": "x"}, 'can\'t parse reply markup: Can\'t find field "text"'),
        ({"text": "Go", "data": "x"}, 'can\'t parse reply markup: InlineKeyboardButton has no field "data"'),
        ({"text": "Go", "callback_data": "x", "url": "https://a.b"}, "inline keyboard button must have exactly one action"),
    ],
)  # fmt: skip
def test_buttons_that_telegram_refuses(town: Town, button: Json, refusal: str) -> None:
    markup = {"inline_keyboard": [[button]]}
    said = town.refusal("sendMessage", chat_id=town.start(), text="x", reply_markup=markup)
    assert said == f"400 Bad Request: {refusal}"


def test_callback_data_of_64_bytes_is_taken(town: Town) -> None:
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "x" * 64}]]}
    assert (
        town.ok("sendMessage", chat_id=town.start(), text="x", reply_markup=markup)["reply_markup"] == markup
    )


def test_contacts_are_asked_for_in_private_only(town: Town) -> None:
    markup = {"keyboard": [[{"text": "Share", "request_contact": True}]]}
    said = town.refusal("sendMessage", chat_id=town.group(), text="x", reply_markup=markup)
    assert said == "400 Bad Request: phone number can be requested in private chats only"


def test_an_edit_replaces_text_and_keyboard(town: Town) -> None:
    chat = town.start()
    sent = town.ok("sendMessage", chat_id=chat, text="before", reply_markup=GO)
    edited = town.ok("editMessageText", chat_id=chat, message_id=sent["message_id"], text="after")
    assert (edited["text"], "reply_markup" in edited, "edit_date" in edited) == ("after", False, True)


def test_an_edit_that_changes_nothing_is_refused(town: Town) -> None:
    chat = town.start()
    sent = town.ok("sendMessage", chat_id=chat, text="same", reply_markup=GO)
    same = {"chat_id": chat, "message_id": sent["message_id"], "reply_markup": GO}
    assert town.refusal("editMessageText", text=" same ", **same) == NOT_MODIFIED
    assert town.refusal("editMessageReplyMarkup", **same) == NOT_MODIFIED


@pytest.mark.parametrize(
    ("method", "more", "refusal"),
    [
        ("editMessageText", {"message_id": 999, "text": "x"}, "message to edit not found"),
        ("editMessageText", {"text": "x"}, "message identifier is not specified"),
        ("editMessageText", {"message_id": 1, "text": "x"}, "message can't be edited"),
        (
            "editMessageCaption",
            {"message_id": 2, "caption": "x"},
            "there is no caption in the message to edit",
        ),
        ("deleteMessage", {"message_id": 999}, "message to delete not found"),
        ("pinChatMessage", {"message_id": 999}, "message to pin not found"),
        ("forwardMessage", {"message_id": 999, "from_chat_id": 0}, "chat not found"),
    ],
)
def test_messages_that_cannot_be_changed(town: Town, method: str, more: Json, refusal: str) -> None:
    chat = town.start()
    town.ok("sendMessage", chat_id=chat, text="mine")
    assert town.refusal(method, chat_id=chat, **more) == f"400 Bad Request: {refusal}"


def test_a_message_under_a_reply_keyboard_cannot_be_edited(town: Town) -> None:
    chat, markup = town.start(), {"keyboard": [["Yes", "No"]]}
    sent = town.ok("sendMessage", chat_id=chat, text="x", reply_markup=markup)
    said = town.refusal("editMessageText", chat_id=chat, message_id=sent["message_id"], text="y")
    assert said == "400 Bad Request: message can't be edited"


def test_a_deleted_message_is_gone(town: Town) -> None:
    chat = town.start()
    sent = town.ok("sendMessage", chat_id=chat, text="x")
    gone = {"chat_id": chat, "message_id": sent["message_id"]}
    assert town.ok("deleteMessage", **gone) is True
    assert town.refusal("editMessageText", text="y", **gone) == "400 Bad Request: message to edit not found"


def test_a_message_of_two_days_ago_cannot_be_deleted(town: Town) -> None:
    chat = town.start()
    sent = town.ok("sendMessage", chat_id=chat, text="x")
    town.advance("49h")
    said = town.refusal("deleteMessage", chat_id=chat, message_id=sent["message_id"])
    assert said == "400 Bad Request: message can't be deleted for everyone"


def test_a_tap_is_answered_once(town: Town) -> None:
    chat = town.start()
    sent = town.ok("sendMessage", chat_id=chat, text="x", reply_markup=GO)
    town.taps(town.asha, sent["message_id"], "Go")
    query = town.updates()[0]["callback_query"]
    assert (query["data"], query["message"]["message_id"]) == ("go:1", sent["message_id"])
    assert town.ok("answerCallbackQuery", callback_query_id=query["id"], text="Done") is True
    assert town.refusal("answerCallbackQuery", callback_query_id=query["id"]) == TOO_OLD


def test_a_tap_answered_late_is_too_old(town: Town) -> None:
    chat = town.start()
    sent = town.ok("sendMessage", chat_id=chat, text="x", reply_markup=GO)
    query = town.taps(town.asha, sent["message_id"], "Go")["id"]
    town.advance("2m")
    assert town.refusal("answerCallbackQuery", callback_query_id=query) == TOO_OLD


def test_a_sent_photo_has_sizes_and_is_sent_again_by_its_id(town: Town) -> None:
    chat = town.start()
    sent = town.uploads(
        "sendPhoto",
        {"photo": ("a.jpg", a_photo())},
        chat_id=str(chat),
        caption="<b>Roof</b>",
        parse_mode="HTML",
    )
    again = town.ok("sendPhoto", chat_id=chat, photo=sent["photo"][-1]["file_id"])
    assert [size["width"] for size in sent["photo"]] == [90, 320, 800, 1280]
    assert (sent["caption"], again["photo"]) == ("Roof", sent["photo"])


def test_a_document_is_downloaded_as_it_was_sent(town: Town) -> None:
    chat, data = town.start(), b"\x89PDF" * 1000
    sent = town.uploads("sendDocument", {"document": ("bill.pdf", data)}, chat_id=str(chat))
    file = town.ok("getFile", file_id=sent["document"]["file_id"])
    assert sent["document"]["file_name"] == "bill.pdf"
    assert town.http.get(f"/file/bot{town.token}/{file['file_path']}").content == data


def test_a_file_above_20_mb_is_not_given_out(town: Town) -> None:
    chat = town.start()
    sent = town.uploads(
        "sendVideo", {"video": ("long.mp4", b"0" * (20 * 1024 * 1024 + 1))}, chat_id=str(chat)
    )
    assert town.refusal("getFile", file_id=sent["video"]["file_id"]) == "400 Bad Request: file is too big"


def test_a_file_id_belongs_to_one_bot(town: Town, simulator: str) -> None:
    sent = town.uploads("sendPhoto", {"photo": ("a.jpg", a_photo())}, chat_id=str(town.start()))
    other = Town(simulator)
    said = other.refusal("getFile", file_id=sent["photo"][0]["file_id"])
    other.http.close()
    assert said == "400 Bad Request: wrong file_id or the file is temporarily unavailable"


@pytest.mark.parametrize(
    ("method", "more", "refusal"),
    [
        ("sendPhoto", {}, "there is no photo in the request"),
        ("sendPhoto", {"photo": "attach://nothing"}, 'there is no file "nothing" in the request'),
        ("sendPhoto", {"photo": "nonsense"}, "wrong file identifier/HTTP URL specified"),
        (
            "sendLocation",
            {"latitude": 91, "longitude": 0},
            "wrong parameter latitude or longitude in request",
        ),
        ("sendChatAction", {"action": "dancing"}, "wrong parameter action in request"),
        (
            "sendMediaGroup",
            {"media": []},
            "wrong number of messages in the album; there must be from 2 to 10",
        ),
        ("setMyCommands", {"commands": [{"command": "No Good", "description": "x"}]}, "BOT_COMMAND_INVALID"),
    ],
)
def test_other_refusals(town: Town, method: str, more: Json, refusal: str) -> None:
    target = {} if method == "setMyCommands" else {"chat_id": town.start()}
    assert town.refusal(method, **target, **more) == f"400 Bad Request: {refusal}"


def test_an_album_of_a_bot_shares_one_id(town: Town) -> None:
    chat = town.start()
    media = [
        {"type": "photo", "media": "attach://a", "caption": "two"},
        {"type": "photo", "media": "attach://b"},
    ]
    files = {"a": ("a.jpg", a_photo()), "b": ("b.jpg", a_photo(300, 200))}
    sent = town.uploads("sendMediaGroup", files, chat_id=str(chat), media=json.dumps(media))
    assert len({message["media_group_id"] for message in sent}) == 1
    assert [message.get("caption") for message in sent] == ["two", None]


def test_places_and_people_are_sent(town: Town) -> None:
    chat = town.start()
    place = {"latitude": 28.6, "longitude": 77.2}
    assert town.ok("sendLocation", chat_id=chat, **place)["location"] == place
    venue = town.ok("sendVenue", chat_id=chat, **place, title="Depot", address="Ring Road")
    assert (venue["venue"]["title"], venue["location"]) == ("Depot", place)
    contact = town.ok("sendContact", chat_id=chat, phone_number="+911", first_name="Imran")
    assert contact["contact"]["first_name"] == "Imran"


def test_forwards_name_the_origin_and_copies_do_not(town: Town) -> None:
    chat, group = town.start(), town.group()
    said = town.says(town.asha, "look")
    source = {"from_chat_id": chat, "message_id": said["id"]}
    forward = town.ok("forwardMessage", chat_id=group, **source)
    assert (forward["text"], forward["forward_origin"]["sender_user"]["id"]) == ("look", town.asha)
    copy = town.ok("copyMessage", chat_id=group, **source)
    assert town.seen(group)[-1]["id"] == copy["message_id"]


def test_commands_are_kept_by_scope_and_language(town: Town) -> None:
    commands = [{"command": "help", "description": "What I can do"}]
    town.ok("setMyCommands", commands=commands, scope={"type": "all_group_chats"}, language_code="hi")
    assert town.ok("getMyCommands") == []
    assert town.ok("getMyCommands", scope={"type": "all_group_chats"}, language_code="hi") == commands


def test_texts_about_the_bot_are_kept(town: Town) -> None:
    town.ok("setMyDescription", description="Installs chargers")
    assert town.ok("getMyDescription") == {"description": "Installs chargers"}


def test_a_chat_and_its_members_are_shown(town: Town) -> None:
    group = town.group(bot_is_admin=True)
    me = town.ok("getMe")["id"]
    assert town.ok("getChat", chat_id=group)["title"] == "Team"
    assert town.ok("getChatMember", chat_id=group, user_id=town.asha)["status"] == "creator"
    assert town.ok("getChatMember", chat_id=group, user_id=me)["status"] == "administrator"
    assert {admin["user"]["id"] for admin in town.ok("getChatAdministrators", chat_id=group)} == {
        town.asha,
        me,
    }


def test_a_pinned_message_leaves_a_line(town: Town) -> None:
    group = town.group(bot_is_admin=True)
    sent = town.ok("sendMessage", chat_id=group, text="board")
    assert town.ok("pinChatMessage", chat_id=group, message_id=sent["message_id"]) is True
    assert town.seen(group)[-1]["service"] == "Town pinned a message"
    assert town.ok("getChat", chat_id=group)["pinned_message"]["text"] == "board"


def test_every_call_is_in_the_log(town: Town) -> None:
    last = town.look("calls")["last"]
    town.refusal("sendMessage", chat_id=1, text="x")
    entry = town.look("calls", after=last)["calls"][0]
    assert (entry["method"], entry["params"], entry["error_code"]) == (
        "sendMessage",
        {"chat_id": 1, "text": "x"},
        400,
    )


def test_a_link_to_a_file_ends_after_an_hour_and_a_new_one_is_given(town: Town) -> None:
    chat = town.start()
    sent = town.uploads("sendDocument", {"document": ("bill.pdf", b"%PDF")}, chat_id=str(chat))

    def fetched(path: str, token: str = town.token) -> int:
        return town.http.get(f"/file/bot{token}/{path}").status_code

    path = town.ok("getFile", file_id=sent["document"]["file_id"])["file_path"]
    assert (path.partition("/")[0], path[-4:]) == ("documents", ".pdf")
    town.advance("59m")
    assert fetched(path) == 200
    town.advance("2m")
    assert fetched(path) == 404
    assert fetched(town.ok("getFile", file_id=sent["document"]["file_id"])["file_path"]) == 200


def test_a_link_to_a_file_is_good_for_the_bot_that_asked(town: Town, simulator: str) -> None:
    sent = town.uploads("sendDocument", {"document": ("a.pdf", b"%PDF")}, chat_id=str(town.start()))
    path = town.ok("getFile", file_id=sent["document"]["file_id"])["file_path"]
    other = Town(simulator)
    answers = [town.http.get(f"/file/bot{token}/{path}").status_code for token in (other.token, "1:x")]
    other.http.close()
    assert answers == [404, 401]


@pytest.mark.parametrize("path", ["documents/x", "documents/AQADx-0000000000000000.pdf", "", "../x"])
def test_a_link_that_was_never_given_leads_nowhere(town: Town, path: str) -> None:
    assert town.http.get(f"/file/bot{town.token}/{path}").status_code == 404


def test_a_file_above_50_mb_is_not_taken(town: Town) -> None:
    answer = town.http.post(
        f"/bot{town.token}/sendDocument",
        data={"chat_id": str(town.start())},
        files={"document": ("long.bin", b"0" * (50 * 1024 * 1024 + 1))},
    )
    assert (answer.status_code, answer.json()["description"]) == (413, "Request Entity Too Large")


def test_a_bot_that_logged_out_stays_out_for_ten_minutes(town: Town) -> None:
    assert town.ok("logOut") is True
    assert town.refusal("getMe") == "400 Logged out"
    town.advance("11m")
    assert town.ok("getMe")["is_bot"] is True


def test_a_service_line_of_the_move_cannot_be_deleted(town: Town) -> None:
    group = town.control(f"chats/{town.group(bot_is_admin=True)}/migrate")["chat"]
    said = town.refusal("deleteMessage", chat_id=group, message_id=1)
    assert said == "400 Bad Request: message can't be deleted"


def test_strangers_words_in_a_group_are_deleted_with_the_right_only(town: Town) -> None:
    group = town.group()
    said = town.says(town.asha, "/help", group)
    gone = {"chat_id": group, "message_id": said["id"]}
    assert town.refusal("deleteMessage", **gone) == "400 Bad Request: message can't be deleted"
    town.control(f"chats/{group}/members", bot="administrator")
    assert town.ok("deleteMessage", **gone) is True


def test_a_tg_link_under_a_message_is_taken(town: Town) -> None:
    markup = {"inline_keyboard": [[{"text": "Asha", "url": f"tg://user?id={town.asha}"}]]}
    sent = town.ok("sendMessage", chat_id=town.start(), text="x", reply_markup=markup)
    assert sent["reply_markup"] == markup
