"""Which chats a bot may reach, in Telegram's words when it may not."""

from simulator.errors import bad_request, forbidden
from simulator.model import SUPER, Bot, Chat, Json, Message
from simulator.rights import has_right, settle
from simulator.world import World


def chat_for_writing(world: World, bot: Bot, chat_id: int | str) -> Chat:
    chat = _find(world, bot, chat_id)
    if chat.person is not None:
        _check_private(world, bot, chat)
    else:
        settle(chat, world.clock.now())
        check_membership(bot, chat)
    return chat


def chat_for_reading(world: World, bot: Bot, chat_id: int | str) -> Chat:
    chat = _find(world, bot, chat_id)
    if chat.person is not None and not (chat.started or has_met(world, bot, chat.person)):
        raise bad_request("chat not found")
    if chat.person is None:
        settle(chat, world.clock.now())
        check_membership(bot, chat)
    return chat


def _find(world: World, bot: Bot, chat_id: int | str) -> Chat:
    if isinstance(chat_id, str):
        raise bad_request("chat not found")
    if chat_id in world.bots and chat_id != bot.id:
        raise forbidden("bot can't send messages to bots")
    found = world.private.get((bot.id, chat_id)) if chat_id > 0 else world.groups.get(chat_id)
    if found is None:
        raise bad_request("chat not found")
    return found


def _check_private(world: World, bot: Bot, chat: Chat) -> None:
    if world.people[chat.id].deactivated:
        raise forbidden("user is deactivated")
    if not chat.started:
        if has_met(world, bot, chat.id):
            raise forbidden("bot can't initiate conversation with a user")
        raise bad_request("chat not found")
    if chat.blocked:
        raise forbidden("bot was blocked by the user")


def has_met(world: World, bot: Bot, person: int) -> bool:
    """Telegram lets a bot know of people it shares a group with."""
    return any(chat.has(bot.id) and chat.has(person) for chat in world.groups.values())


def check_membership(bot: Bot, chat: Chat) -> None:
    kind = "supergroup" if chat.type == SUPER else "group"
    if chat.migrated_to is not None:
        raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
    status = chat.members.get(bot.id, "left")
    if status == "kicked":
        raise forbidden(f"bot was kicked from the {kind} chat")
    if status == "left":
        raise forbidden(f"bot is not a member of the {kind} chat")


def own_message(bot: Bot, chat: Chat, message_id: int | None) -> tuple[Chat, Message]:
    """A message the bot may edit."""
    if message_id is None:
        raise bad_request("message identifier is not specified")
    message = chat.message(message_id)
    if message is None:
        raise bad_request("message to edit not found")
    if message.sender != bot.id or message.kind == "service" or message.forward is not None:
        raise bad_request("message can't be edited")
    if message.markup is not None and "inline_keyboard" not in message.markup:
        raise bad_request("message can't be edited")
    return chat, message


def thread_for_writing(bot: Bot, chat: Chat, thread: int | None) -> int | None:
    """None is General in a forum; closed topics are for those who manage topics."""
    if not thread:
        if chat.forum and general(chat)["closed"] and not has_right(chat, bot.id, "can_manage_topics"):
            raise bad_request("TOPIC_CLOSED")
        return None
    topic = chat.topics.get(thread) if chat.forum else None
    if topic is None:
        raise bad_request("message thread not found")
    if topic.closed and not has_right(chat, bot.id, "can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")
    return thread


def general(chat: Chat) -> Json:
    """The topic that every forum has and that is addressed without a thread."""
    kept: Json = chat.rules.setdefault("general", {"name": "General", "closed": False, "hidden": False})
    return kept
