"""getChat and its relatives, leaving, forum topics."""

from simulator import render
from simulator.access import check_membership, is_admin, require_admin
from simulator.call import Call, Method
from simulator.errors import bad_request
from simulator.model import Bot, Chat, Json, Person, Topic
from simulator.posting import post_service, set_bot_status

GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info",
    "can_invite_users", "can_pin_messages", "can_manage_topics",
)  # fmt: skip
MAX_TOPIC_NAME = 128


async def get_chat(call: Call) -> object:
    chat = call.place()
    view = render.chat(call.world, chat)
    view |= {"accent_color_id": 0, "max_reaction_count": 11}
    view["accepted_gift_types"] = dict.fromkeys(GIFTS, chat.is_private)
    if not chat.is_private:
        view["permissions"] = dict.fromkeys(PERMISSIONS, True)
    pinned = chat.message(chat.pinned[-1]) if chat.pinned else None
    if pinned is not None:
        view["pinned_message"] = render.message(call.world, call.bot, chat, pinned)
    return view


def _status(chat: Chat, who: int) -> str:
    if chat.is_private:
        return "member" if who in {chat.person, chat.bot} else "left"
    return chat.members.get(who, "left")


async def get_chat_member(call: Call) -> object:
    chat = call.place()
    who = _known(call, call.params["user_id"])
    return render.member(who, _status(chat, who.id))


def _known(call: Call, user_id: int) -> Person | Bot:
    who = call.world.people.get(user_id) or call.world.bots.get(user_id)
    if who is None:
        raise bad_request("user not found")
    return who


async def get_chat_administrators(call: Call) -> object:
    chat = call.place()
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    admins = [who for who in chat.members if is_admin(who, chat)]
    shown = [who for who in admins if who not in call.world.bots or who == call.bot.id]
    return [render.member(call.world.user(who), chat.members[who]) for who in shown]


async def get_chat_member_count(call: Call) -> object:
    chat = call.place()
    return 2 if chat.is_private else len(render.present_members(chat))


async def leave_chat(call: Call) -> object:
    chat = call.place()
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    set_bot_status(call.world, chat, call.bot, "left", by=call.bot.id)
    post_service(call.world, chat, call.bot.id, {"left_chat_member": call.bot.id})
    return True


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
    if not 1 <= len(name) <= MAX_TOPIC_NAME:
        raise bad_request("TOPIC_TITLE_EMPTY" if not name else "TOPIC_TITLE_INVALID")
    return name


async def create_forum_topic(call: Call) -> object:
    chat = _forum(call)
    require_admin(call.bot, chat, "create a topic")
    topic = Topic(0, _checked_name(call.params["name"]), call.params.get("icon_color", 7322096))
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
    require_admin(call.bot, chat, "edit the topic")
    topic = _topic(call, chat)
    name = _checked_name(call.params["name"]) if "name" in call.params else topic.name
    icon = call.params.get("icon_custom_emoji_id", topic.icon_custom_emoji_id)
    if (name, icon) == (topic.name, topic.icon_custom_emoji_id):
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.name, topic.icon_custom_emoji_id = name, icon
    post_service(call.world, chat, call.bot.id, {"forum_topic_edited": {"name": name}}, thread=topic.id)
    call.world.changed(chat)
    return True


def _switch(call: Call, *, closed: bool) -> bool:
    chat = _forum(call)
    require_admin(call.bot, chat, "close the topic" if closed else "reopen the topic")
    topic = _topic(call, chat)
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    service = "forum_topic_closed" if closed else "forum_topic_reopened"
    post_service(call.world, chat, call.bot.id, {service: {}}, thread=topic.id)
    call.world.changed(chat)
    return True


async def close_forum_topic(call: Call) -> object:
    return _switch(call, closed=True)


async def reopen_forum_topic(call: Call) -> object:
    return _switch(call, closed=False)


async def delete_forum_topic(call: Call) -> object:
    chat = _forum(call)
    require_admin(call.bot, chat, "delete the topic")
    topic = _topic(call, chat)
    del chat.topics[topic.id]
    for message in chat.messages.values():
        if message.topic and message.thread == topic.id:
            message.deleted = True
            call.world.touch(chat, message)
    call.world.changed(chat)
    return True


async def set_chat_title(call: Call) -> object:
    chat = call.place()
    if chat.is_private:
        raise bad_request("can't change private chat title")
    check_membership(call.bot, chat)
    require_admin(call.bot, chat, "change chat title")
    chat.title = call.params["title"]
    post_service(call.world, chat, call.bot.id, {"new_chat_title": chat.title})
    call.world.changed(chat)
    return True


METHODS: dict[str, Method] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
    "setChatTitle": set_chat_title,
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": reopen_forum_topic,
    "deleteForumTopic": delete_forum_topic,
}
