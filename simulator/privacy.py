"""Privacy mode: what a bot gets to see of a group."""

import re

from simulator.model import Bot, Chat, Message
from simulator.rights import is_admin

COMMAND = re.compile(r"^/\w+(?:@(\w+))?")


def sees(bot: Bot, chat: Chat, message: Message) -> bool:
    if chat.is_private or message.kind == "service" or is_admin(bot.id, chat):
        return True
    hears_all = chat.rules.get("hears_all", {}).get(str(bot.id), bot.can_read_all_group_messages)
    return bool(hears_all) or _is_meant(bot, chat, message)


def _is_meant(bot: Bot, chat: Chat, message: Message) -> bool:
    replied = chat.message(message.reply_to)
    if replied is not None and replied.sender == bot.id:
        return True
    return _is_command(bot, message.text) or _mentions(bot, message)


def _is_command(bot: Bot, text: str) -> bool:
    command = COMMAND.match(text)
    if command is None:
        return False
    addressee = command.group(1)
    return addressee is None or addressee.lower() == bot.username.lower()


def _mentions(bot: Bot, message: Message) -> bool:
    if any(entity.get("user_id") == bot.id for entity in message.entities):
        return True
    return bool(re.search(rf"(?<!\w)@{re.escape(bot.username)}\b", message.text, re.IGNORECASE))
