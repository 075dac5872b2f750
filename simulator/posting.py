"""Putting a message into a chat, and telling the bots that may see it."""

from simulator import render
from simulator.errors import Wrong
from simulator.model import Bot, Chat, Json, Message, Person, Tap
from simulator.privacy import sees
from simulator.rights import is_admin
from simulator.updates import MESSAGE_LIFETIME_S, TAP_LIFETIME_S
from simulator.world import World

READABLE_FOR_S = 30 * 86_400


def post(world: World, chat: Chat, message: Message) -> Message:
    """Keeps a new message and queues it for every bot that sees it; nobody is told of his own."""
    _place_in_thread(chat, message)
    world.keep(chat, message)
    for bot in world.bots_in(chat):
        if _is_told(world, bot, chat, message):
            _queue_message(world, bot, chat, message, "message")
    return message


def _is_told(world: World, bot: Bot, chat: Chat, message: Message) -> bool:
    """Bots do not see what bots say, only what they do to the group."""
    if message.sender in world.bots:
        return message.kind == "service" and message.sender != bot.id
    return sees(bot, chat, message)


def _place_in_thread(chat: Chat, message: Message) -> None:
    """Topics are explicit; in other supergroups a reply belongs to the thread of what it answers."""
    replied = chat.message(message.reply_to)
    if chat.forum:
        if message.thread is None and replied is not None and replied.topic:
            message.thread = replied.thread
        message.topic = message.thread is not None
    elif chat.type == "supergroup" and replied is not None:
        message.thread = replied.thread or replied.id


def tell_edited(world: World, chat: Chat, message: Message) -> None:
    world.touch(chat, message)
    if world.clock.now() - message.date >= MESSAGE_LIFETIME_S or message.sender in world.bots:
        return
    for bot in world.bots_in(chat):
        if sees(bot, chat, message):
            _queue_message(world, bot, chat, message, "edited_message")


def _queue_message(world: World, bot: Bot, chat: Chat, message: Message, kind: str) -> None:
    queue = world.queues[bot.id]
    if queue.wants(kind):
        body = render.message(world, bot, chat, message)
        since = message.edited if kind == "edited_message" and message.edited else message.date
        lifetime = since + MESSAGE_LIFETIME_S - world.clock.now()
        queue.add(kind, body, now=world.clock.now(), lifetime_s=lifetime, lane=f"chat {chat.id}")


def post_service(world: World, chat: Chat, sender: int, body: Json, *, thread: int | None = None) -> Message:
    service = Message(world.clock.stamp(), sender, kind="service", body=body, thread=thread)
    return post(world, chat, service)


def tell_reaction(
    world: World, chat: Chat, message: Message, who: int, change: tuple[list[str], list[str]]
) -> None:
    """Administrators hear of people's reactions, if they ask; nobody hears of a bot's."""
    if who in world.bots:
        return
    before, after = ([{"type": "emoji", "emoji": emoji} for emoji in some] for some in change)
    body = {
        "chat": render.chat(world, chat),
        "message_id": message.id,
        "user": render.user(world.user(who)),
        "date": world.clock.stamp(),
        "old_reaction": before,
        "new_reaction": after,
    }
    for bot in world.bots_in(chat):
        if chat.is_private or is_admin(bot.id, chat):
            lane, now = f"reactions {chat.id}", world.clock.now()
            world.queues[bot.id].add(
                "message_reaction", body, now=now, lifetime_s=MESSAGE_LIFETIME_S, lane=lane
            )


def tell_poll(world: World, message: Message) -> None:
    """The bot that asked hears of every change of the counts."""
    if message.sender in world.bots:
        world.queues[message.sender].add(
            "poll",
            message.body,
            now=world.clock.now(),
            lifetime_s=MESSAGE_LIFETIME_S,
            lane=f"poll {message.body['id']}",
        )


def tell_vote(world: World, message: Message, voter: Person, chosen: list[int]) -> None:
    """Who voted for what is told of polls that are not anonymous; an empty list takes the vote back."""
    poll = message.body
    if poll["is_anonymous"] or message.sender not in world.bots:
        return
    body = {
        "poll_id": poll["id"],
        "user": render.user(voter),
        "option_ids": chosen,
        "option_persistent_ids": [poll["options"][number]["persistent_id"] for number in chosen],
    }
    world.queues[message.sender].add(
        "poll_answer",
        body,
        now=world.clock.now(),
        lifetime_s=MESSAGE_LIFETIME_S,
        lane=f"poll {poll['id']}",
    )


def queue_tap(world: World, tap: Tap, chat: Chat) -> None:
    bot = world.bots[tap.bot]
    pressed = chat.messages.get(tap.message)
    body: Json = {
        "id": tap.id,
        "from": render.user(world.people[tap.person]),
        "chat_instance": str(abs(chat.id) * 7919),
        "data": tap.data,
        "message": _pressed(world, bot, chat, pressed, tap.message),
    }
    world.queues[bot.id].add(
        "callback_query", body, now=world.clock.now(), lifetime_s=TAP_LIFETIME_S, lane=f"tap {tap.person}"
    )


def _pressed(world: World, bot: Bot, chat: Chat, pressed: Message | None, message_id: int) -> Json:
    too_old = pressed is not None and world.clock.now() - pressed.date > READABLE_FOR_S
    if pressed is None or pressed.deleted or too_old:
        return {"chat": render.chat(world, chat), "message_id": message_id, "date": 0}
    return render.message(world, bot, chat, pressed)


def migrate(world: World, chat: Chat, *, by: int) -> Chat:
    """The group becomes a supergroup under a new id; its message ids begin again at 1."""
    if chat.is_private or chat.migrated_to is not None:
        raise Wrong(f"chat {chat.id} is no group that can become a supergroup; groups: GET /sim/chats", 409)
    new = Chat(_new_id(world, chat), "supergroup", chat.title, members=dict(chat.members))
    new.forum, new.rules = chat.forum, dict(chat.rules)
    world.groups[new.id] = new
    post_service(world, chat, by, {"migrate_to_chat_id": new.id})
    chat.migrated_to = new.id
    post_service(world, new, by, {"migrate_from_chat_id": chat.id})
    world.changed(chat)
    world.changed(new)
    return new


def _new_id(world: World, chat: Chat) -> int:
    new = -1_000_000_000_000 - abs(chat.id) % 1_000_000_000_000
    while new in world.groups:
        new -= 1
    return new
