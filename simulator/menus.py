"""Which commands a person's app offers in a chat: the narrowest scope that the bot has set, in his language first."""

import orjson

from simulator.model import Bot, Chat, Json
from simulator.rights import is_admin
from simulator.world import World


def key(scope: Json | None, language: str) -> str:
    """Under which a bot's commands are kept."""
    return orjson.dumps([scope or {"type": "default"}, language], option=orjson.OPT_SORT_KEYS).decode()


def menu(world: World, chat: Chat, viewer: int) -> list[Json]:
    person = world.people.get(viewer or chat.person or 0)
    languages = [person.language_code, ""] if person is not None and person.language_code else [""]
    found: list[Json] = []
    for bot in world.bots_in(chat):
        found += [{**command, "bot": bot.username} for command in _of(bot, chat, viewer, languages)]
    return found


def _of(bot: Bot, chat: Chat, viewer: int, languages: list[str]) -> list[Json]:
    for scope in _scopes(chat, viewer):
        for language in languages:
            if commands := bot.commands.get(key(scope, language)):
                return commands
    return []


def _scopes(chat: Chat, viewer: int) -> list[Json]:
    """From the narrowest to the widest, as the Bot API lists them."""
    here = {"type": "chat", "chat_id": chat.id}
    if chat.is_private:
        return [here, {"type": "all_private_chats"}, {"type": "default"}]
    scopes: list[Json] = [{"type": "chat_member", "chat_id": chat.id, "user_id": viewer}]
    admin = is_admin(viewer, chat)
    scopes += [{"type": "chat_administrators", "chat_id": chat.id}] if admin else []
    scopes.append(here)
    scopes += [{"type": "all_chat_administrators"}] if admin else []
    return [*scopes, {"type": "all_group_chats"}, {"type": "default"}]
