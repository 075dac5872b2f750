"""Objects of the world as one bot sees them: Bot API JSON with this bot's file ids."""

from typing import Any

from simulator.model import PRESENT, Bot, Chat, Json, Message, Person
from simulator.world import World

GRANTED = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
    "can_send_welcome_messages",
)
USER_LISTS = ("new_chat_members",)
GROUP_ADMIN_USER = 1087968824


def user(who: Person | Bot) -> Json:
    view: Json = {"id": who.id, "is_bot": isinstance(who, Bot), "first_name": who.first_name}
    if who.id == GROUP_ADMIN_USER:
        view["is_bot"] = True
    if isinstance(who, Person) and who.last_name:
        view["last_name"] = who.last_name
    if who.username:
        view["username"] = who.username
    if isinstance(who, Person) and who.language_code:
        view["language_code"] = who.language_code
    return view


def me(bot: Bot) -> Json:
    return {
        **user(bot),
        "can_join_groups": bot.can_join_groups,
        "can_read_all_group_messages": bot.can_read_all_group_messages,
        "supports_inline_queries": False,
        "supports_guest_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_join_request_queries": False,
    }


def chat(world: World, place: Chat) -> Json:
    if place.person is not None:
        person = world.people[place.person]
        view: Json = {"id": place.id, "type": "private", "first_name": person.first_name}
        if person.last_name:
            view["last_name"] = person.last_name
        if person.username:
            view["username"] = person.username
        return view
    view = {"id": place.id, "type": place.type, "title": place.title}
    if place.forum:
        view["is_forum"] = True
    return view


def member(who: Person | Bot, status: str, details: Json | None = None) -> Json:
    """`details` are what the status brings along: rights, permissions, until_date, custom_title."""
    view: Json = {"status": status, "user": user(who)}
    if status == "creator":
        view["is_anonymous"] = False
    elif status == "administrator":
        view |= {"can_be_edited": False, "is_anonymous": False, **dict.fromkeys(GRANTED, True)}
    elif status == "kicked":
        view["until_date"] = 0
    return view | details if details else view


def entities(world: World, found: list[Json]) -> list[Json]:
    return [view for view in (_entity(world, entity) for entity in found) if view is not None]


def _entity(world: World, entity: Json) -> Json | None:
    if "user_id" not in entity:
        return entity
    person = world.people.get(entity["user_id"]) or world.bots.get(entity["user_id"])
    if person is None:
        return None
    return {**{key: value for key, value in entity.items() if key != "user_id"}, "user": user(person)}


def message(world: World, bot: Bot, place: Chat, said: Message, *, nested: bool = False) -> Json:
    view: Json = {
        "message_id": said.id,
        "from": user(world.user(said.sender)),
        "chat": chat(world, place),
        "date": said.date,
    }
    if said.anonymous:
        view["sender_chat"] = view["chat"]
    if said.thread is not None and not place.is_private:
        view["message_thread_id"] = said.thread
    if said.topic:
        view["is_topic_message"] = True
    if said.edited is not None:
        view["edit_date"] = said.edited
    if said.album is not None:
        view["media_group_id"] = said.album
    if said.forward is not None:
        view["forward_origin"] = _origin(world, said.forward)
    if said.extra is not None:
        view |= said.extra
    if not nested:
        _add_reply(world, bot, place, said, view)
    _add_content(world, bot, said, view)
    if said.markup is not None and "inline_keyboard" in said.markup:
        view["reply_markup"] = said.markup
    return view


def _origin(world: World, forward: Json) -> Json:
    if "chat" in forward:
        shown = chat(world, world.groups[forward["chat"]])
        return {"type": "chat", "date": forward["date"], "sender_chat": shown}
    return {"type": "user", "date": forward["date"], "sender_user": user(world.user(forward["sender"]))}


def _add_reply(world: World, bot: Bot, place: Chat, said: Message, view: Json) -> None:
    """In a topic every message that answers nothing else answers the topic's first message."""
    to = said.reply_to or (said.thread if said.topic and said.thread != said.id else None)
    original = place.message(to)
    if original is not None:
        view["reply_to_message"] = message(world, bot, place, original, nested=True)
    if said.more is not None and "quote" in said.more:
        view["quote"] = said.more["quote"]
    if said.more is not None and "external" in said.more:
        view["external_reply"] = _external(world, bot, said.more["external"])


def _external(world: World, bot: Bot, reply: Json) -> Json:
    """A reply to a message of another chat: whose it was, and where it stands if the bot may know."""
    view: Json = {"origin": _origin(world, reply["origin"])}
    place = _chat_by_id(world, bot, reply["chat"])
    if not place.is_private:
        view |= {"chat": chat(world, place), "message_id": reply["message"]}
    return view


def _add_content(world: World, bot: Bot, said: Message, view: Json) -> None:
    if said.kind == "service":
        view |= _service(world, bot, said.body)
        return
    words, marks = ("text", "entities") if said.kind == "text" else ("caption", "caption_entities")
    if said.text:
        view[words] = said.text
    if said.entities and (found := entities(world, said.entities)):
        view[marks] = found
    if said.kind != "text":
        view[said.kind] = with_file_ids(world, bot, said.body)
    if said.kind == "venue":
        view["location"] = said.body["location"]
    if said.kind == "animation":
        view["document"] = view["animation"] | {}
        for key in ("width", "height", "duration"):
            view["document"].pop(key, None)


def with_file_ids(world: World, bot: Bot, body: Any) -> Any:  # noqa: ANN401  any JSON
    if isinstance(body, list):
        return [with_file_ids(world, bot, item) for item in body]
    if not isinstance(body, dict) or "file_unique_id" not in body:
        return body
    view = {"file_id": world.files.file_id(bot.id, body["file_unique_id"]), **body}
    if "thumbnail" in body:
        view["thumbnail"] = with_file_ids(world, bot, body["thumbnail"])
    return view


def _service(world: World, bot: Bot, body: Json) -> Json:
    """Service contents name people by id; `pinned_message` is the pinned Message itself."""
    view = dict(body)
    if "new_chat_members" in view:
        view["new_chat_members"] = [user(world.user(who)) for who in view["new_chat_members"]]
    if "left_chat_member" in view:
        view["left_chat_member"] = user(world.user(view["left_chat_member"]))
    if "pinned_message" in view:
        place = _chat_by_id(world, bot, view["pinned_message"]["chat"])
        pinned = place.messages.get(view["pinned_message"]["message"])
        if pinned is None:
            del view["pinned_message"]
        else:
            view["pinned_message"] = message(world, bot, place, pinned, nested=True)
    return view


def _chat_by_id(world: World, bot: Bot, chat_id: int) -> Chat:
    return world.groups[chat_id] if chat_id < 0 else world.private[bot.id, chat_id]


def present_members(place: Chat) -> list[int]:
    return [who for who, status in place.members.items() if status in PRESENT]
