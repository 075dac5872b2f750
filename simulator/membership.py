"""Who is in a group and as what: every change of it, told to the bots that may know."""

from simulator import render, rights
from simulator.model import PRESENT, Bot, Chat, Json
from simulator.posting import post_service
from simulator.updates import MESSAGE_LIFETIME_S
from simulator.world import World


def change(world: World, chat: Chat, who: int, status: str, *, by: int, **rule: object) -> None:
    """`rule` says more of the status: `permissions`, `until` or `rights`; `how` goes into the update."""
    how = rule.pop("how", {})
    before, was = _shown(world, chat, who), rights.status(chat, who)
    rights.put(chat, who, status, rule)
    if who in world.bots and was not in PRESENT and status in PRESENT:
        _remember_privacy(chat, world.bots[who])
    after = _shown(world, chat, who)
    if before == after:
        return
    body = _change(world, chat, by, before, after)
    if isinstance(how, dict):
        body |= how
    _tell(world, chat, who, body)
    world.changed(chat)


def ban(world: World, chat: Chat, who: int, *, by: int, until: int = 0) -> None:
    """He is out, and does not come back before `until` (0: ever)."""
    was_in = chat.has(who)
    change(world, chat, who, "kicked", by=by, until=until)
    if was_in:
        post_service(world, chat, by, {"left_chat_member": who})


def _remember_privacy(chat: Chat, bot: Bot) -> None:
    """Privacy mode is as it was when the bot came: who switches it must bring the bot again."""
    chat.rules.setdefault("hears_all", {})[str(bot.id)] = bot.can_read_all_group_messages


def _shown(world: World, chat: Chat, who: int) -> Json:
    return render.member(world.user(who), rights.status(chat, who), rights.details(chat, who))


def _change(world: World, chat: Chat, by: int, before: Json, after: Json) -> Json:
    return {
        "chat": render.chat(world, chat),
        "from": render.user(world.user(by)),
        "date": world.clock.stamp(),
        "old_chat_member": before,
        "new_chat_member": after,
    }


def _tell(world: World, chat: Chat, who: int, body: Json) -> None:
    """A bot hears of itself; of others only as an administrator that asked for `chat_member`."""
    if who in world.bots:
        _queue(world, who, "my_chat_member", body, f"me {chat.id}")
    for bot in world.bots_in(chat):
        if bot.id != who and rights.is_admin(bot.id, chat):
            _queue(world, bot.id, "chat_member", body, f"member {who}")


def _queue(world: World, bot: int, kind: str, body: Json, lane: str) -> None:
    world.queues[bot].add(kind, body, now=world.clock.now(), lifetime_s=MESSAGE_LIFETIME_S, lane=lane)


def block(world: World, chat: Chat, *, blocked: bool) -> None:
    """The person of a private chat blocks the bot, or lets it write again."""
    if chat.bot is None or chat.person is None or chat.blocked == blocked:
        return
    chat.blocked = blocked
    bot = world.bots[chat.bot]
    before, after = ("member", "kicked") if blocked else ("kicked", "member")
    body = _change(world, chat, chat.person, render.member(bot, before), render.member(bot, after))
    _queue(world, bot.id, "my_chat_member", body, f"me {chat.id}")
    world.changed(chat)
