"""Forum topics: created, renamed, closed, deleted; General by methods of its own."""

from simulator.access import general
from simulator.call import Call, Method
from simulator.errors import bad_request
from simulator.model import Chat, Json, Topic
from simulator.posting import post_service
from simulator.rights import must

MAX_TOPIC_NAME = 128
COLORS = frozenset({7322096, 16766590, 13338331, 9367192, 16749490, 16478047})
MANAGE = "can_manage_topics"
NOT_MODIFIED = "TOPIC_NOT_MODIFIED"


def _forum(call: Call) -> Chat:
    chat = call.target()
    if not chat.forum:
        raise bad_request("the chat is not a forum")
    return chat


def _topic(call: Call, chat: Chat) -> Topic:
    topic = chat.topics.get(call.params["message_thread_id"])
    if topic is None:
        raise bad_request("message thread not found")
    return topic


def _checked_name(name: str) -> str:
    name = name.strip()
    if not name:
        raise bad_request("title must be non-empty")
    return name[:MAX_TOPIC_NAME]


def _tell(call: Call, chat: Chat, thread: int | None, service: str, body: Json | None = None) -> None:
    post_service(call.world, chat, call.bot.id, {service: body or {}}, thread=thread)
    call.world.changed(chat)


async def create_forum_topic(call: Call) -> object:
    chat = _forum(call)
    must(chat, call.bot.id, MANAGE, "create a topic")
    topic = Topic(0, _checked_name(call.params["name"]), call.params.get("icon_color", 7322096))
    if topic.icon_color not in COLORS:
        raise bad_request("invalid icon color specified")
    topic.icon_custom_emoji_id = call.params.get("icon_custom_emoji_id")
    shown: Json = {"name": topic.name, "icon_color": topic.icon_color}
    if topic.icon_custom_emoji_id:
        shown["icon_custom_emoji_id"] = topic.icon_custom_emoji_id
    first = post_service(call.world, chat, call.bot.id, {"forum_topic_created": shown})
    topic.id = first.thread = first.id
    first.topic = True
    chat.topics[topic.id] = topic
    call.world.changed(chat)
    return {"message_thread_id": topic.id, **shown}


async def edit_forum_topic(call: Call) -> object:
    chat = _forum(call)
    must(chat, call.bot.id, MANAGE, "edit the topic")
    topic = _topic(call, chat)
    name = _checked_name(call.params["name"]) if call.params.get("name") else topic.name
    icon = call.params.get("icon_custom_emoji_id", topic.icon_custom_emoji_id)
    if (name, icon) == (topic.name, topic.icon_custom_emoji_id):
        raise bad_request(NOT_MODIFIED)
    new: Json = {"name": name} if name != topic.name else {}
    new |= {"icon_custom_emoji_id": icon} if icon != topic.icon_custom_emoji_id else {}
    topic.name, topic.icon_custom_emoji_id = name, icon
    _tell(call, chat, topic.id, "forum_topic_edited", new)
    return True


def _switch(*, closed: bool) -> Method:
    service = "forum_topic_closed" if closed else "forum_topic_reopened"

    async def switch(call: Call) -> object:
        chat = _forum(call)
        must(chat, call.bot.id, MANAGE, "close or open the topic")
        topic = _topic(call, chat)
        if topic.closed == closed:
            raise bad_request(NOT_MODIFIED)
        topic.closed = closed
        _tell(call, chat, topic.id, service)
        return True

    return switch


async def delete_forum_topic(call: Call) -> object:
    chat = _forum(call)
    must(chat, call.bot.id, "can_delete_messages", "delete the topic")
    topic = _topic(call, chat)
    del chat.topics[topic.id]
    for message in chat.messages.values():
        if message.topic and message.thread == topic.id:
            message.deleted = True
            call.world.touch(chat, message)
    call.world.changed(chat)
    return True


async def edit_general(call: Call) -> object:
    chat = _forum(call)
    must(chat, call.bot.id, MANAGE, "edit the topic")
    name = _checked_name(call.params["name"])
    if general(chat)["name"] == name:
        raise bad_request(NOT_MODIFIED)
    general(chat)["name"] = name
    _tell(call, chat, None, "forum_topic_edited", {"name": name})
    return True


def _switch_general(what: str, service: str, *, on: bool, also: Json) -> Method:
    """Hiding closes the topic too, and opening it brings it back to sight."""

    async def switch(call: Call) -> object:
        chat = _forum(call)
        must(chat, call.bot.id, MANAGE, "close or open the topic")
        if general(chat)[what] == on:
            raise bad_request(NOT_MODIFIED)
        general(chat).update({what: on, **also})
        _tell(call, chat, None, service)
        return True

    return switch


def _unpin_topic(call: Call, *, thread: int | None) -> bool:
    chat = _forum(call)
    must(chat, call.bot.id, "can_pin_messages", "manage pinned messages in the chat")
    chat.pinned = [pinned for pinned in chat.pinned if _thread_of(chat, pinned) != thread]
    call.world.changed(chat)
    return True


def _thread_of(chat: Chat, message_id: int) -> int | None:
    found = chat.message(message_id)
    return found.thread if found is not None and found.topic else None


async def unpin_all_in_topic(call: Call) -> object:
    return _unpin_topic(call, thread=_topic(call, _forum(call)).id)


async def unpin_all_in_general(call: Call) -> object:
    return _unpin_topic(call, thread=None)


METHODS: dict[str, Method] = {
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": _switch(closed=True),
    "reopenForumTopic": _switch(closed=False),
    "deleteForumTopic": delete_forum_topic,
    "unpinAllForumTopicMessages": unpin_all_in_topic,
    "editGeneralForumTopic": edit_general,
    "closeGeneralForumTopic": _switch_general("closed", "forum_topic_closed", on=True, also={}),
    "reopenGeneralForumTopic": _switch_general(
        "closed", "forum_topic_reopened", on=False, also={"hidden": False}
    ),
    "hideGeneralForumTopic": _switch_general(
        "hidden", "general_forum_topic_hidden", on=True, also={"closed": True}
    ),
    "unhideGeneralForumTopic": _switch_general("hidden", "general_forum_topic_unhidden", on=False, also={}),
    "unpinAllGeneralForumTopicMessages": unpin_all_in_general,
}
