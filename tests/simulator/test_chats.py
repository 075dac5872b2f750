"""People, groups and topics: who sees what, and what a bot hears when it may not speak."""

from collections.abc import Callable

import pytest

from simulator.photos import sizes_of
from tests.simulator.driving import Json, Town, a_photo

GO: Json = {"inline_keyboard": [[{"text": "Go", "callback_data": "go:1"}]]}


def test_a_stranger_cannot_be_written_to(town: Town) -> None:
    assert town.refusal("sendMessage", chat_id=town.asha, text="x") == "400 Bad Request: chat not found"


def test_somebody_met_in_a_group_has_to_begin(town: Town) -> None:
    town.group()
    said = town.refusal("sendMessage", chat_id=town.asha, text="x")
    assert said == "403 Forbidden: bot can't initiate conversation with a user"


def test_a_deep_link_opens_the_chat_with_its_payload(town: Town) -> None:
    town.says(town.asha, "/start invite-1")
    message = town.messages()[0]
    assert message["text"] == "/start invite-1"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert town.ok("sendMessage", chat_id=town.asha, text="welcome")["chat"]["type"] == "private"


def test_a_closed_chat_takes_only_start(town: Town) -> None:
    assert "/start" in town.wrong(f"chats/{town.asha}/messages", **{"from": town.asha, "text": "hello"})


def test_a_blocked_bot_is_told_and_kept_out(town: Town) -> None:
    chat = town.start()
    town.control(f"chats/{chat}/block", blocked=True)
    change = town.updates()[0]["my_chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("member", "kicked")
    assert town.refusal("sendMessage", chat_id=chat, text="x") == "403 Forbidden: bot was blocked by the user"


def test_writing_again_unblocks(town: Town) -> None:
    chat = town.start()
    town.control(f"chats/{chat}/block", blocked=True)
    town.says(town.asha, "/start")
    assert town.ok("sendMessage", chat_id=chat, text="back")["text"] == "back"


def test_a_deleted_account_is_deactivated(town: Town) -> None:
    chat = town.start()
    town.control("users", id=town.asha, deactivated=True)
    assert town.refusal("sendMessage", chat_id=chat, text="x") == "403 Forbidden: user is deactivated"


@pytest.mark.parametrize(
    ("status", "refusal"),
    [("kicked", "bot was kicked from the group chat"), ("left", "bot is not a member of the group chat")],
)
def test_a_bot_outside_a_group_is_told_so(town: Town, status: str, refusal: str) -> None:
    group = town.group()
    town.control(f"chats/{group}/members", bot=status)
    assert town.updates()[0]["my_chat_member"]["new_chat_member"]["status"] == status
    assert town.refusal("sendMessage", chat_id=group, text="x") == f"403 Forbidden: {refusal}"


def test_people_come_and_go_with_a_line(town: Town) -> None:
    imran, group = town.person("Imran"), town.group()
    town.control(f"chats/{group}/members", add=[imran])
    town.control(f"chats/{group}/members", remove=[imran])
    joined, left = town.messages()
    assert (joined["new_chat_members"][0]["id"], left["left_chat_member"]["id"]) == (imran, imran)
    assert [line["service"] for line in town.seen(group)] == ["Imran joined", "Imran left"]


def test_an_administrator_that_asks_is_told_of_members(town: Town) -> None:
    imran, group = town.person("Imran"), town.group(bot_is_admin=True)
    town.ok("getUpdates", offset=1, allowed_updates=["chat_member"])
    town.control(f"chats/{group}/members", add=[imran])
    town.control(f"chats/{group}/members", administrators=[imran])
    changes = [update["chat_member"]["new_chat_member"]["status"] for update in town.updates()]
    assert changes == ["member", "administrator"]


def test_a_group_that_became_a_supergroup_says_where_it_went(town: Town) -> None:
    group = town.group()
    town.ok("sendMessage", chat_id=group, text="before")
    new = town.control(f"chats/{group}/migrate")["chat"]
    went, came = town.messages()
    body = town.answer("sendMessage", chat_id=group, text="x")
    assert (went["migrate_to_chat_id"], came["migrate_from_chat_id"]) == (new, group)
    assert body["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert body["parameters"] == {"migrate_to_chat_id": new}
    assert town.ok("sendMessage", chat_id=new, text="after")["message_id"] == 2


Says = Callable[[Town, int], object]
HEARD: dict[str, Says] = {
    "a command": lambda town, group: town.says(town.asha, "/help", group),
    "a command to it": lambda town, group: town.says(town.asha, f"/help@{town.username}", group),
    "a mention": lambda town, group: town.says(town.asha, f"hey @{town.username}!", group),
    "a new name": lambda town, group: town.control("groups", id=group, title="Team 2"),
}
UNHEARD: dict[str, Says] = {
    "chatter": lambda town, group: town.says(town.asha, "hello all", group),
    "another bot's command": lambda town, group: town.says(town.asha, "/help@other_bot", group),
    "a photo": lambda town, group: town.shows(town.asha, ("photo", a_photo()), chat=group),
}


@pytest.mark.parametrize("said", HEARD.values(), ids=HEARD.keys())
def test_privacy_mode_lets_through(town: Town, said: Says) -> None:
    said(town, town.group())
    assert len(town.messages()) == 1


@pytest.mark.parametrize("said", UNHEARD.values(), ids=UNHEARD.keys())
def test_privacy_mode_holds_back(town: Town, said: Says) -> None:
    said(town, town.group())
    assert town.pending() == 0


@pytest.mark.parametrize("said", UNHEARD.values(), ids=UNHEARD.keys())
def test_an_administrator_hears_everything(town: Town, said: Says) -> None:
    said(town, town.group(bot_is_admin=True))
    assert town.pending() == 1


def test_a_bot_without_privacy_mode_hears_everything(town: Town) -> None:
    town.control("bots", token=town.token, username=town.username, can_read_all_group_messages=True)
    town.says(town.asha, "hello all", town.group())
    assert town.messages()[0]["text"] == "hello all"


def test_an_answer_to_the_bot_is_heard(town: Town) -> None:
    group = town.group()
    asked = town.ok("sendMessage", chat_id=group, text="How many?", reply_markup={"force_reply": True})
    assert town.seen(group)[-1]["force_reply"] is True
    town.says(town.asha, "two", group, reply_to=asked["message_id"])
    assert town.messages()[0]["reply_to_message"]["message_id"] == asked["message_id"]


def test_an_anonymous_administrator_speaks_as_the_group(town: Town) -> None:
    group = town.group(bot_is_admin=True)
    town.says(town.asha, "as one", group, anonymous=True)
    message = town.messages()[0]
    assert (message["from"]["id"], message["sender_chat"]["id"]) == (1087968824, group)


def test_an_album_arrives_as_messages_of_one_group(town: Town) -> None:
    chat = town.start()
    town.shows(chat, ("photo", a_photo()), ("photo", a_photo(500, 400)), ("video", b"film"), text="roof")
    messages = town.messages()
    assert len({message["media_group_id"] for message in messages}) == 1
    assert [message.get("caption") for message in messages] == ["roof", None, None]


def test_documents_do_not_join_the_photos_album(town: Town) -> None:
    chat = town.start()
    town.shows(chat, ("photo", a_photo()), ("document", b"bill"))
    assert ["media_group_id" in message for message in town.messages()] == [False, False]


def test_a_document_keeps_every_byte(town: Town) -> None:
    chat, data = town.start(), a_photo()
    town.shows(chat, ("document", data))
    file = town.ok("getFile", file_id=town.messages()[0]["document"]["file_id"])
    assert town.http.get(f"/file/bot{town.token}/{file['file_path']}").content == data


def test_a_photo_loses_its_exif() -> None:
    data = a_photo()
    assert b"Exif" in data
    assert all(b"Exif" not in size for _, _, size in sizes_of(data))


def test_the_unique_id_of_a_file_is_the_same_in_private_and_forwarded(town: Town) -> None:
    chat = town.start()
    shown = town.shows(chat, ("photo", a_photo()))[0]["photo"]["file_unique_id"]
    got = town.messages()[0]["photo"][-1]
    assert got["file_unique_id"] == shown
    assert town.http.get(f"/sim/files/{shown}").headers["content-type"] == "image/jpeg"


def test_a_tap_waits_for_the_answer(town: Town) -> None:
    chat = town.start()
    sent = town.ok("sendMessage", chat_id=chat, text="x", reply_markup=GO)
    assert town.taps(chat, sent["message_id"], "go:1")["answered"] is False


def test_a_link_button_opens_its_address(town: Town) -> None:
    chat, markup = town.start(), {"inline_keyboard": [[{"text": "Map", "url": "https://example.org/map"}]]}
    sent = town.ok("sendMessage", chat_id=chat, text="x", reply_markup=markup)
    assert town.taps(chat, sent["message_id"], "Map")["url"] == "https://example.org/map"


def test_a_button_that_is_not_there_cannot_be_pressed(town: Town) -> None:
    chat = town.start()
    sent = town.ok("sendMessage", chat_id=chat, text="x", reply_markup=GO)
    path = f"chats/{chat}/messages/{sent['message_id']}/taps"
    assert "it has: ['Go']" in town.wrong(path, **{"from": chat, "button": "Stop"})


def test_an_old_button_can_still_be_sent_by_its_data(town: Town) -> None:
    chat = town.start()
    sent = town.ok("sendMessage", chat_id=chat, text="x", reply_markup=GO)
    town.ok("deleteMessage", chat_id=chat, message_id=sent["message_id"])
    path = f"chats/{chat}/messages/{sent['message_id']}/taps?wait=0"
    town.http.post(f"/sim/{path}&bot={town.username}", json={"from": chat, "data": "go:1"}).raise_for_status()
    assert town.updates()[0]["callback_query"]["message"]["date"] == 0


def test_reply_keyboards_write_words_and_share_the_own_contact(town: Town) -> None:
    chat = town.start()
    markup = {"keyboard": [["Yes", {"text": "Share", "request_contact": True}]]}
    sent = town.ok("sendMessage", chat_id=chat, text="x", reply_markup=markup)
    town.taps(chat, sent["message_id"], "Yes")
    town.taps(chat, sent["message_id"], "Share")
    words, contact = town.messages()
    assert words["text"] == "Yes"
    assert (contact["contact"]["user_id"], contact["contact"]["phone_number"]) == (chat, "+919800000001")


def test_a_topic_holds_its_messages(town: Town) -> None:
    forum = town.forum()
    topic = town.ok("createForumTopic", chat_id=forum, name="Lead 1042")["message_thread_id"]
    sent = town.ok("sendMessage", chat_id=forum, text="card", message_thread_id=topic)
    town.says(town.asha, "seen", forum, thread=topic)
    message = town.messages()[0]
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (topic, True)
    assert (message["message_thread_id"], message["reply_to_message"]["forum_topic_created"]["name"]) == (
        topic,
        "Lead 1042",
    )


def test_the_general_topic_has_no_thread(town: Town) -> None:
    forum = town.forum()
    said = town.refusal("sendMessage", chat_id=forum, text="x", message_thread_id=1)
    assert said == "400 Bad Request: message thread not found"
    assert "message_thread_id" not in town.ok("sendMessage", chat_id=forum, text="x")


def test_a_closed_topic_refuses_those_who_are_no_administrators(town: Town) -> None:
    forum = town.forum()
    thread = {
        "chat_id": forum,
        "message_thread_id": town.ok("createForumTopic", chat_id=forum, name="A")["message_thread_id"],
    }
    town.ok("closeForumTopic", **thread)
    town.control(f"chats/{forum}/members", bot="member")
    assert town.refusal("sendMessage", text="x", **thread) == "400 Bad Request: TOPIC_CLOSED"
    town.control(f"chats/{forum}/members", bot="administrator")
    assert town.refusal("closeForumTopic", **thread) == "400 Bad Request: TOPIC_NOT_MODIFIED"
    assert town.ok("reopenForumTopic", **thread) is True


def test_a_deleted_topic_is_not_found(town: Town) -> None:
    forum = town.forum()
    thread = {
        "chat_id": forum,
        "message_thread_id": town.ok("createForumTopic", chat_id=forum, name="A")["message_thread_id"],
    }
    town.ok("editForumTopic", name="B", **thread)
    town.ok("deleteForumTopic", **thread)
    assert town.refusal("sendMessage", text="x", **thread) == "400 Bad Request: message thread not found"


def test_only_administrators_open_topics(town: Town) -> None:
    forum = town.group(forum=True)
    said = town.refusal("createForumTopic", chat_id=forum, name="A")
    assert said == "400 Bad Request: not enough rights to create a topic"


def test_a_bot_that_left_is_outside(town: Town) -> None:
    group = town.group()
    assert town.ok("leaveChat", chat_id=group) is True
    assert town.refusal("getChat", chat_id=group) == "403 Forbidden: bot is not a member of the group chat"


def test_an_edited_message_is_told(town: Town) -> None:
    chat = town.start()
    said = town.says(chat, "befor")
    town.control(f"chats/{chat}/messages/{said['id']}/edits", **{"from": chat, "text": "before"})
    edited = town.updates()[1]["edited_message"]
    assert (edited["text"], edited["message_id"]) == ("before", said["id"])


def test_only_what_changed_is_shown_after_a_revision(town: Town) -> None:
    chat = town.start()
    first = town.ok("sendMessage", chat_id=chat, text="one")
    revision = town.look(f"chats/{chat}/messages")["revision"]
    town.ok("deleteMessage", chat_id=chat, message_id=first["message_id"])
    changed = town.look(f"chats/{chat}/messages", after=revision)["messages"]
    assert [(message["id"], message["deleted"]) for message in changed] == [(first["message_id"], True)]


def test_outsiders_see_nothing_of_a_group(town: Town) -> None:
    answer = town.http.get(f"/sim/chats/{town.group()}/messages", params={"viewer": town.person("Eve")})
    assert answer.status_code == 403


def test_a_chat_is_listed_with_its_last_message(town: Town) -> None:
    chat = town.start()
    town.ok("sendMessage", chat_id=chat, text="last")
    listed = next(c for c in town.look("chats", viewer=chat) if c.get("bot") == town.username)
    assert (listed["last_message"]["text"], listed["unread"], listed["started"]) == ("last", 2, True)
