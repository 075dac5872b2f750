"""Chats, their members and topics."""

from typing import Final

from tests.simulator.conformance.cases import Case, refuses, works
from tests.simulator.conformance.cases_bot import UNSAYABLE
from tests.simulator.driving import Json

BAD: Final = "400 Bad Request: "
NOT_FOUND: Final = f"{BAD}chat not found"
NO_FORUM: Final = f"{BAD}the chat is not a forum"
NO_TOPIC: Final = f"{BAD}message thread not found"


def topic(thread: str | int = "$topic", **more: object) -> Json:
    return {"chat_id": "$forum", "message_thread_id": thread, **more}


CHATS: Final = (
    works("getChat", "shows a person", {"chat_id": "$chat"}, {"id": "$chat", "type": "private", "first_name": "Asha", "last_name": "Rao"}),
    works("getChat", "shows a colleague", {"chat_id": "$colleague"}, {"username": "imran_k"}),
    works("getChat", "shows a group", {"chat_id": "$group"}, {"type": "group", "title": "Team", "permissions": dict}),
    works("getChat", "shows a forum", {"chat_id": "$forum"}, {"type": "supergroup", "is_forum": True}),
    works("getChat", "shows what is pinned", {"chat_id": "$admin_group"}, {"pinned_message": {"message_id": "$pinned", "text": "before"}}, given="pinned"),
    refuses("getChat", "knows the chat", {"chat_id": 999}, NOT_FOUND),
    refuses("getChat", "is in the chat", {"chat_id": "$kicked_group"}, "403 Forbidden: bot was kicked from the group chat"),
    refuses("getChat", "follows a group that moved", {"chat_id": "$old_group"}, f"{BAD}group chat was upgraded to a supergroup chat", parameters={"migrate_to_chat_id": "$new_group"}),
    works("getChatMember", "shows the owner", {"chat_id": "$group", "user_id": "$asha"}, {"status": "creator", "user": {"id": "$asha"}}),
    works("getChatMember", "shows a member", {"chat_id": "$group", "user_id": "$imran"}, {"status": "member"}),
    works("getChatMember", "shows itself", {"chat_id": "$admin_group", "user_id": "$me"}, {"status": "administrator", "can_manage_topics": True}),
    works("getChatMember", "shows who is not there", {"chat_id": "$group", "user_id": "$stranger"}, {"status": "left"}),
    works("getChatMember", "shows a private chat", {"chat_id": "$chat", "user_id": "$asha"}, {"status": "member"}),
    refuses("getChatMember", "knows the person", {"chat_id": "$group", "user_id": 1}, f"{BAD}user not found"),
    refuses("getChatMember", "knows the chat", {"chat_id": -999, "user_id": "$asha"}, NOT_FOUND),
    works("getChatAdministrators", "shows them", {"chat_id": "$admin_group"}, [{"status": "creator"}, {"status": "administrator", "user": {"id": "$me"}}]),
    refuses("getChatAdministrators", "is about groups", {"chat_id": "$chat"}, f"{BAD}there are no administrators in the private chat"),
    works("getChatMemberCount", "counts a private chat", {"chat_id": "$chat"}, 2),
    works("getChatMemberCount", "counts a group", {"chat_id": "$group"}, int),
    refuses("getChatMemberCount", "knows the chat", {"chat_id": 999}, NOT_FOUND),
    works("leaveChat", "leaves", {"chat_id": "$group"}),
    refuses("leaveChat", "leaves groups", {"chat_id": "$chat"}, f"{BAD}chat member status can't be changed in private chats"),
    refuses("leaveChat", "leaves once", {"chat_id": "$left_group"}, "403 Forbidden: bot is not a member of the group chat"),
    works("setChatTitle", "names a group", {"chat_id": "$admin_group", "title": "Team 2"}),
    refuses("setChatTitle", "names groups", {"chat_id": "$chat", "title": "x"}, f"{BAD}can't change private chat title"),
    refuses("setChatTitle", "is for administrators", {"chat_id": "$group", "title": "x"}, f"{BAD}not enough rights to change chat title"),
)  # fmt: skip
TOPICS: Final = (
    works("createForumTopic", "opens a topic", {"chat_id": "$forum", "name": "Lead 7"}, {"message_thread_id": int, "name": "Lead 7", "icon_color": int}),
    works("createForumTopic", "takes colour and icon", {"chat_id": "$forum", "name": "Lead 8", "icon_color": 16766590, "icon_custom_emoji_id": "5"}, {"icon_color": 16766590, "icon_custom_emoji_id": "5"}),
    refuses("createForumTopic", "needs a forum", {"chat_id": "$group", "name": "x"}, NO_FORUM),
    refuses("createForumTopic", "needs a name", {"chat_id": "$forum", "name": " "}, f"{BAD}title must be non-empty"),
    works("createForumTopic", "cuts a long name", {"chat_id": "$forum", "name": "x" * 129}, {"name": "x" * 128}),
    refuses("createForumTopic", "is for administrators", {"chat_id": "$plain_forum", "name": "x"}, f"{BAD}not enough rights to create a topic"),
    works("editForumTopic", "renames", topic(name="Lead 1042 done")),
    refuses("editForumTopic", "changes something", topic(name="Lead 1042"), f"{BAD}TOPIC_NOT_MODIFIED"),
    refuses("editForumTopic", "finds it", topic(99, name="x"), NO_TOPIC),
    refuses("editForumTopic", "needs a forum", {"chat_id": "$group", "message_thread_id": 1, "name": "x"}, NO_FORUM),
    refuses("editForumTopic", "is for administrators", topic(name="x") | {"chat_id": "$plain_forum"}, f"{BAD}not enough rights to edit the topic"),
    works("closeForumTopic", "closes", topic()),
    refuses("closeForumTopic", "closes once", topic("$closed_topic"), f"{BAD}TOPIC_NOT_MODIFIED"),
    refuses("closeForumTopic", "finds it", topic(99), NO_TOPIC),
    works("reopenForumTopic", "reopens", topic("$closed_topic")),
    refuses("reopenForumTopic", "reopens what is closed", topic(), f"{BAD}TOPIC_NOT_MODIFIED"),
    refuses("reopenForumTopic", "is for administrators", topic() | {"chat_id": "$plain_forum"}, f"{BAD}not enough rights to close or open the topic"),
    works("deleteForumTopic", "removes it with its messages", topic()),
    refuses("deleteForumTopic", "finds it", topic(99), NO_TOPIC),
    refuses("deleteForumTopic", "is for administrators", topic() | {"chat_id": "$plain_forum"}, f"{BAD}not enough rights to delete the topic"),
    refuses("deleteForumTopic", "needs a topic", {"chat_id": "$forum"}, f'{BAD}parameter "message_thread_id" of deleteForumTopic is required', raw=UNSAYABLE),
)  # fmt: skip
CASES: Final[tuple[Case, ...]] = (*CHATS, *TOPICS)
