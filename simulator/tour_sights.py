"""What people see while a tour plays: the newest message with a button, with words, with a link."""

import re
from collections.abc import Iterator
from itertools import islice

from simulator.errors import Wrong
from simulator.keyboards import labels
from simulator.model import Chat, Message
from simulator.tour_script import Sight
from simulator.tour_words import filled
from simulator.world import World

SCROLLED = 500


def chat_of(world: World, chat_id: int) -> Chat:
    """A group, wherever it has moved, or a person's chat with the bot: of several the first that he has opened."""
    if chat_id < 0:
        found = world.groups.get(chat_id)
        while found is not None and found.migrated_to is not None:
            found = world.groups.get(found.migrated_to)
    else:
        theirs = [world.private[bot, chat_id] for bot in world.bots if (bot, chat_id) in world.private]
        found = next((chat for chat in theirs if chat.started), theirs[0] if theirs else None)
    if found is None:
        raise Wrong(f"there is no chat {chat_id} any more")
    return found


def name_of(world: World, chat: Chat) -> str:
    return f"{world.user(chat.person).name}’s chat" if chat.person is not None else chat.title


def newest(chat: Chat) -> Iterator[Message]:
    """What still stands in the chat, newest first, as far back as anybody scrolls."""
    return islice((message for message in reversed(chat.messages.values()) if not message.deleted), SCROLLED)


def words_of(message: Message) -> str:
    """The text or caption, then each button's label on a line of its own."""
    return "\n".join([message.text, *labels(message)])


def with_button(chat: Chat, label: str, within: str) -> Message | None:
    return next((found for found in newest(chat) if label in labels(found) and within in found.text), None)


def that_asks(world: World, chat: Chat) -> Message | None:
    """The newest message whose answer is forced, else the newest of the bot."""
    said = [message for message in newest(chat) if message.sender in world.bots and message.kind != "service"]
    return next((found for found in said if "force_reply" in (found.markup or {})), said[0] if said else None)


def link_in(world: World, chat: Chat) -> str | None:
    """The token of the newest link that opens a chat with a bot."""
    names = "|".join(re.escape(bot.username) for bot in world.bots.values())
    pattern = re.compile(rf"https?://t\.me/(?:{names})\?start=([\w-]+)", re.IGNORECASE)
    for message in newest(chat):
        shared = [message.text, *(str(entity.get("url", "")) for entity in message.entities)]
        rows = (message.markup or {}).get("inline_keyboard", [])
        shared += [str(button.get("url", "")) for row in rows for button in row]
        if found := next((match for words in shared if (match := pattern.search(words))), None):
            return found[1]
    return None


def seen(world: World, sight: Sight, since: int, kept: dict[str, str]) -> dict[str, str] | None:
    """What a message posted or edited after revision `since` matches under which name; None where none does."""
    text = str(filled(sight.text or "", kept))
    pattern = re.compile(str(filled(sight.match or "", kept, literally=True)))
    for message in newest(chat_of(world, sight.chat)):
        if message.revision <= since:
            continue
        words = words_of(message)
        if text in words and (match := pattern.search(words)):
            return {name: value for name, value in match.groupdict().items() if value is not None}
    return None
