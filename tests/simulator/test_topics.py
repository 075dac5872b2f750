"""Topics of a forum, and General, which has methods of its own."""

import pytest

from tests.simulator.driving import Town


def test_no_topic_begins_at_the_number_of_general(town: Town) -> None:
    forum = town.forum()
    assert town.ok("createForumTopic", chat_id=forum, name="First")["message_thread_id"] > 1


@pytest.mark.parametrize("method", ["closeGeneralForumTopic", "hideGeneralForumTopic"])
def test_a_closed_general_is_for_administrators(town: Town, method: str) -> None:
    imran, forum = town.person("Imran"), town.forum()
    town.control(f"chats/{forum}/members", add=[imran])
    town.ok(method, chat_id=forum)
    assert "General" in town.wrong(f"chats/{forum}/messages", **{"from": imran, "text": "hello"})
    assert town.ok("sendMessage", chat_id=forum, text="still")["text"] == "still"
    town.control(f"chats/{forum}/members", bot="member")
    assert town.refusal("sendMessage", chat_id=forum, text="x") == "400 Bad Request: TOPIC_CLOSED"


def test_general_is_hidden_closed_and_opened_again(town: Town) -> None:
    forum = town.forum()
    town.ok("hideGeneralForumTopic", chat_id=forum)
    assert town.refusal("closeGeneralForumTopic", chat_id=forum) == "400 Bad Request: TOPIC_NOT_MODIFIED"
    town.ok("reopenGeneralForumTopic", chat_id=forum)
    said = town.refusal("unhideGeneralForumTopic", chat_id=forum)
    assert said == "400 Bad Request: TOPIC_NOT_MODIFIED"
    assert [line["service"] for line in town.seen(forum)] == [
        "Town hid the General topic",
        "Town reopened General",
    ]


def test_general_is_renamed_once(town: Town) -> None:
    forum = town.forum()
    town.ok("editGeneralForumTopic", chat_id=forum, name="Reception")
    shown = next(chat for chat in town.look("chats", viewer=town.asha) if chat["id"] == forum)
    assert shown["general"] == {"name": "Reception", "closed": False, "hidden": False}
    said = town.refusal("editGeneralForumTopic", chat_id=forum, name="Reception")
    assert said == "400 Bad Request: TOPIC_NOT_MODIFIED"


def test_general_belongs_to_forums_and_those_who_manage_topics(town: Town) -> None:
    said = town.refusal("closeGeneralForumTopic", chat_id=town.group(bot_is_admin=True))
    assert said == "400 Bad Request: the chat is not a forum"
    forum = town.group(forum=True)
    said = town.refusal("closeGeneralForumTopic", chat_id=forum)
    assert said == "400 Bad Request: not enough rights to close or open the topic"


def test_pins_of_a_topic_go_without_those_of_general(town: Town) -> None:
    forum = town.forum()
    topic = town.ok("createForumTopic", chat_id=forum, name="A")["message_thread_id"]
    inside = town.ok("sendMessage", chat_id=forum, text="in", message_thread_id=topic)["message_id"]
    outside = town.ok("sendMessage", chat_id=forum, text="out")["message_id"]
    for message in (inside, outside):
        town.ok("pinChatMessage", chat_id=forum, message_id=message)
    town.ok("unpinAllForumTopicMessages", chat_id=forum, message_thread_id=topic)
    assert town.ok("getChat", chat_id=forum)["pinned_message"]["message_id"] == outside
    town.ok("unpinAllGeneralForumTopicMessages", chat_id=forum)
    assert "pinned_message" not in town.ok("getChat", chat_id=forum)


def test_a_topic_keeps_its_first_message(town: Town) -> None:
    forum = town.forum()
    topic = town.ok("createForumTopic", chat_id=forum, name="A")["message_thread_id"]
    said = town.refusal("deleteMessage", chat_id=forum, message_id=topic)
    assert said == "400 Bad Request: message can't be deleted"


def test_a_topic_can_be_lost_or_ignored(town: Town) -> None:
    forum = town.forum()
    topic = town.ok("createForumTopic", chat_id=forum, name="A")["message_thread_id"]
    there = {"chat_id": forum, "message_thread_id": topic, "text": "card"}
    town.control("faults", kind="topic_lost", chat=forum)
    assert town.refusal("sendMessage", **there) == "400 Bad Request: message thread not found"
    town.control("faults", kind="topic_ignored", chat=forum)
    assert "message_thread_id" not in town.ok("sendMessage", **there)
    assert town.ok("sendMessage", **there)["message_thread_id"] == topic


def test_replies_outside_forums_carry_a_thread_that_is_no_topic(town: Town) -> None:
    group = town.control(f"chats/{town.group(bot_is_admin=True)}/migrate")["chat"]
    town.drain()
    sent = town.ok("sendMessage", chat_id=group, text="ask")
    town.says(town.asha, "answer", group, reply_to=sent["message_id"])
    message = town.messages()[0]
    assert (message["message_thread_id"], "is_topic_message" in message) == (sent["message_id"], False)
