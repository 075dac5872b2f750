"""Invite links of groups, joining through them, and requests that wait for an administrator."""

import hashlib

from simulator import render, rights
from simulator.errors import Wrong
from simulator.membership import change
from simulator.model import Chat, Json
from simulator.posting import post_service
from simulator.updates import MESSAGE_LIFETIME_S
from simulator.world import World

PREFIX = "https://t.me/+"


def create(world: World, chat: Chat, creator: int, **fields: object) -> Json:
    """`fields` are those of ChatInviteLink; the link is kept in the chat's rules."""
    number = world.count()
    name = hashlib.blake2b(f"{chat.id} {number}".encode(), digest_size=8).hexdigest()
    kept: Json = {
        "invite_link": PREFIX + name,
        "creator": creator,
        "creates_join_request": False,
        "is_primary": False,
        "is_revoked": False,
        **fields,
    }
    chat.rules.setdefault("links", {})[kept["invite_link"]] = kept
    return kept


def view(world: World, chat: Chat, kept: Json) -> Json:
    """The ChatInviteLink of the Bot API."""
    shown = {name: value for name, value in kept.items() if name != "used"}
    waiting = sum(1 for ask in asks(chat).values() if ask["link"] == kept["invite_link"])
    if waiting:
        shown["pending_join_request_count"] = waiting
    return shown | {"creator": render.user(world.user(kept["creator"]))}


def asks(chat: Chat) -> Json:
    """The join requests that wait, by person."""
    kept: Json = chat.rules.setdefault("requests", {})
    return kept


def join_by_link(world: World, person: int, link: str) -> Chat:
    """Somebody opens an invite link: he is in, or his request waits."""
    chat = next((chat for chat in world.groups.values() if link in chat.rules.get("links", {})), None)
    kept = None if chat is None else chat.rules["links"][link]
    if chat is None or kept is None or not _is_good(kept, world.clock.now()):
        raise Wrong(f'"{link}" is no invite link that still works; bots make them with createChatInviteLink')
    rights.settle(chat, world.clock.now())
    if rights.status(chat, person) == "kicked":
        raise Wrong(f"{world.user(person).name} is banned from {chat.title}", 403)
    if chat.has(person):
        return chat
    if kept["creates_join_request"]:
        _ask(world, chat, person, kept)
        return chat
    kept["used"] = kept.get("used", 0) + 1
    change(world, chat, person, "member", by=person, how={"invite_link": view(world, chat, kept)})
    post_service(world, chat, person, {"new_chat_members": [person]})
    return chat


def _is_good(kept: Json, now: float) -> bool:
    over = 0 < kept.get("expire_date", 0) <= now
    full = 0 < kept.get("member_limit", 0) <= kept.get("used", 0)
    return not (kept["is_revoked"] or over or full)


def _ask(world: World, chat: Chat, person: int, kept: Json) -> None:
    asks(chat)[str(person)] = {"link": kept["invite_link"], "at": world.clock.stamp()}
    world.changed(chat)
    body = {
        "chat": render.chat(world, chat),
        "from": render.user(world.people[person]),
        "user_chat_id": person,
        "date": world.clock.stamp(),
        "invite_link": view(world, chat, kept),
    }
    for bot in world.bots_in(chat):
        if rights.has_right(chat, bot.id, "can_invite_users"):
            now = world.clock.now()
            world.queues[bot.id].add(
                "chat_join_request", body, now=now, lifetime_s=MESSAGE_LIFETIME_S, lane=f"ask {person}"
            )


def decide(world: World, chat: Chat, person: int, *, by: int, let_in: bool) -> bool:
    """False when nobody of that id has asked."""
    if asks(chat).pop(str(person), None) is None:
        return False
    if let_in:
        change(world, chat, person, "member", by=by, how={"via_join_request": True})
        post_service(world, chat, person, {"new_chat_members": [person]})
    return True
