"""Chats and messages as the control interface shows them: what people see."""

from collections.abc import Callable

from simulator import rights
from simulator.access import general
from simulator.clock import iso
from simulator.keyboards import shown
from simulator.model import PRESENT, Chat, Json, Message
from simulator.render import entities
from simulator.world import World


def message(world: World, chat: Chat, said: Message) -> Json:
    sender = world.user(said.sender)
    view: Json = {
        "id": said.id,
        "chat": chat.id,
        "thread": said.thread if said.topic else None,
        "from": {"id": sender.id, "name": sender.name, "is_bot": said.sender in world.bots},
        "at": iso(said.date),
        "revision": said.revision,
        "deleted": said.deleted,
    }
    if said.deleted:
        return view
    if said.kind == "service":
        view["service"] = service(world, chat, said)
        return view
    view |= {"text": said.text, "entities": entities(world, said.entities)} if said.text else {}
    view |= {"edited_at": iso(said.edited)} if said.edited is not None else {}
    view |= {"reply_to": said.reply_to} if said.reply_to else {}
    view |= {"album": said.album} if said.album else {}
    view |= _added(said.more) if said.more else {}
    view |= {"protected": True} if (said.extra or {}).get("has_protected_content") else {}
    view |= {"forward": world.user(said.forward["sender"]).name} if said.forward else {}
    return view | _content(said) | shown(said.markup)


def _added(more: Json) -> Json:
    """What others added: reactions with those who left them, the words that are quoted."""
    view: Json = {"quote": more["quote"]["text"]} if "quote" in more else {}
    left: dict[str, list[int]] = {}
    for who, emoji in more.get("reactions", {}).items():
        left.setdefault(emoji[0], []).append(int(who))
    if left:
        view["reactions"] = [{"emoji": emoji, "from": who} for emoji, who in left.items()]
    return view


def _content(said: Message) -> Json:
    if said.kind == "photo":
        largest = max(said.body, key=lambda size: size["width"] * size["height"])
        return {"photo": {key: largest[key] for key in ("file_unique_id", "width", "height")}}
    if said.kind == "venue":
        return {"venue": said.body, "location": said.body["location"]}
    return {} if said.kind == "text" else {said.kind: said.body}


def service(world: World, chat: Chat, said: Message) -> str:
    """The grey line in the middle of the chat."""
    name = world.user(said.sender).name
    key, value = next(iter(said.body.items()))
    topic = chat.topics.get(said.thread or 0)
    topic_name = topic.name if topic else "the topic" if said.thread else general(chat)["name"]
    lines: dict[str, Callable[[], str]] = {
        "new_chat_members": lambda: f"{_names(world, value)} joined",
        "left_chat_member": lambda: f"{world.user(value).name} left",
        "new_chat_title": lambda: f"{name} named the group {value}",
        "forum_topic_created": lambda: f"{name} opened the topic {value['name']}",
        "forum_topic_edited": lambda: f"{name} renamed the topic to {value.get('name', topic_name)}",
        "forum_topic_closed": lambda: f"{name} closed {topic_name}",
        "forum_topic_reopened": lambda: f"{name} reopened {topic_name}",
        "pinned_message": lambda: f"{name} pinned a message",
        "migrate_to_chat_id": lambda: "The group became a supergroup",
        "migrate_from_chat_id": lambda: "This supergroup was a group before",
        "group_chat_created": lambda: f"{name} created the group",
        "general_forum_topic_hidden": lambda: f"{name} hid the General topic",
        "general_forum_topic_unhidden": lambda: f"{name} showed the General topic again",
    }
    return lines[key]() if key in lines else key.replace("_", " ")


def _names(world: World, ids: list[int]) -> str:
    return ", ".join(world.user(who).name for who in ids)


def title(world: World, chat: Chat) -> str:
    """A private chat is called after the bot, as on the person's phone."""
    return world.bots[chat.bot].first_name if chat.bot is not None else chat.title


def members(world: World, chat: Chat) -> list[Json]:
    ids = [chat.person, chat.bot] if chat.is_private else list(chat.members)
    return [
        {
            "id": who,
            "name": world.user(who).name,
            "is_bot": who in world.bots,
            "status": chat.members.get(who, "member"),
        }
        | rights.details(chat, who)
        for who in ids
        if who is not None and (chat.is_private or chat.members[who] in PRESENT)
    ]


def chat(world: World, place: Chat) -> Json:
    last = _last(place)
    view: Json = {
        "id": place.id,
        "type": place.type,
        "title": title(world, place),
        "is_forum": place.forum,
        "members": members(world, place),
        "started": place.started or not place.is_private,
        "blocked": place.blocked,
        "topics": [{"id": t.id, "name": t.name, "closed": t.closed} for t in place.topics.values()],
        "last_message": None if last is None else message(world, place, last),
        "unread": sum(1 for m in place.messages.values() if m.revision > place.seen and not m.deleted),
        "pinned": place.pinned,
    }
    if place.bot is not None:
        view["bot"] = world.bots[place.bot].username
    if place.forum:
        view["general"] = general(place)
    if place.rules.get("permissions"):
        view["permissions"] = rights.permissions(place)
    if place.migrated_to is not None:
        view["migrated_to"] = place.migrated_to
    return view


def _last(place: Chat) -> Message | None:
    return next((m for m in reversed(place.messages.values()) if not m.deleted), None)


def messages(world: World, place: Chat, after: int) -> list[Json]:
    """Oldest first; deleted ones only where a change is asked for."""
    found = [m for m in place.messages.values() if m.revision > after and (after or not m.deleted)]
    return [message(world, place, m) for m in found]
