"""edit…, deleteMessage, reactions of the bot."""

from simulator import media
from simulator.call import Call, Method
from simulator.errors import bad_request
from simulator.formatting import caption, message_text
from simulator.keyboards import checked
from simulator.methods_send import check_place
from simulator.model import Chat, Json, Message
from simulator.people_changes import FOR_EVER, set_reaction
from simulator.rights import has_right
from simulator.sending import result

DELETABLE_FOR_S = 48 * 3600
MOST_AT_ONCE = 100
KEPT = frozenset({"forum_topic_created", "migrate_from_chat_id"})
CAPTIONED = frozenset({"photo", "document", "video", "audio", "voice", "animation"})
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
NUMBERS = ("width", "height", "duration")
EMOJI = frozenset(
    [
        "👍",
        "👎",
        "❤",
        "🔥",
        "🥰",
        "👏",
        "😁",
        "🤔",
        "🤯",
        "😱",
        "🤬",
        "😢",
        "🎉",
        "🤩",
        "🤮",
        "💩",
        "🙏",
        "👌",
        "🕊",
        "🤡",
        "🥱",
        "🥴",
        "😍",
        "🐳",
        "❤\u200d🔥",
        "🌚",
        "🌭",
        "💯",
        "🤣",
        "⚡",
        "🍌",
        "🏆",
        "💔",
        "🤨",
        "😐",
        "🍓",
        "🍾",
        "💋",
        "🖕",
        "😈",
        "😴",
        "😭",
        "🤓",
        "👻",
        "👨\u200d💻",
        "👀",
        "🎃",
        "🙈",
        "😇",
        "😨",
        "🤝",
        "✍",
        "🤗",
        "🫡",
        "🎅",
        "🎄",
        "☃",
        "💅",
        "🤪",
        "🗿",
        "🆒",
        "💘",
        "🙉",
        "🦄",
        "😘",
        "💊",
        "🙊",
        "😎",
        "👾",
        "🤷\u200d♂",
        "🤷",
        "🤷\u200d♀",
        "😡",
    ]
)
PLACE = ("latitude", "longitude", "horizontal_accuracy", "heading", "proximity_alert_radius")


def _change(call: Call, chat: Chat, message: Message, **new: object) -> Json:
    """Applies the new content and keyboard; refuses what changes nothing."""
    new["markup"] = checked(call.params.get("reply_markup"), chat)
    if all(getattr(message, name) == value for name, value in new.items()):
        raise bad_request(NOT_MODIFIED)
    for name, value in new.items():
        setattr(message, name, value)
    message.edited = call.now
    call.world.touch(chat, message)
    return result(call, chat, message)


async def edit_message_text(call: Call) -> object:
    params = call.params
    text, entities = message_text(params.get("text", ""), params.get("parse_mode"), params.get("entities"))
    chat, message = call.edited()
    if message.kind != "text":
        raise bad_request("there is no text in the message to edit")
    return _change(call, chat, message, text=text, entities=entities)


async def edit_message_caption(call: Call) -> object:
    params = call.params
    text, entities = caption(params.get("caption"), params.get("parse_mode"), params.get("caption_entities"))
    chat, message = call.edited()
    if message.kind not in CAPTIONED:
        raise bad_request("there is no caption in the message to edit")
    return _change(call, chat, message, text=text, entities=entities)


async def edit_message_reply_markup(call: Call) -> object:
    chat, message = call.edited()
    return _change(call, chat, message)


async def edit_message_media(call: Call) -> object:
    item = call.params["media"]
    numbers = {name: item[name] for name in NUMBERS if name in item}
    body = await media.sent(call, item["type"], item["media"], numbers)
    text, entities = caption(item.get("caption"), item.get("parse_mode"), item.get("caption_entities"))
    chat, message = call.edited()
    if message.kind not in CAPTIONED and message.kind != "text":
        raise bad_request("there is no media in the message to edit")
    return _change(call, chat, message, kind=item["type"], body=body, text=text, entities=entities)


def _live(call: Call) -> tuple[Chat, Message]:
    """A place that still moves."""
    chat, message = call.edited()
    period = message.body.get("live_period") if message.kind == "location" else None
    if period is None or (period != FOR_EVER and call.now >= message.date + period):
        raise bad_request("message can't be edited")
    return chat, message


async def edit_message_live_location(call: Call) -> object:
    check_place(call.params)
    chat, message = _live(call)
    moved = {name: call.params[name] for name in PLACE if name in call.params}
    return _change(call, chat, message, body={"live_period": message.body["live_period"], **moved})


async def stop_message_live_location(call: Call) -> object:
    chat, message = _live(call)
    still = {name: value for name, value in message.body.items() if name != "live_period"}
    return _change(call, chat, message, body=still)


async def delete_message(call: Call) -> object:
    chat = call.target()
    message = chat.message(call.params["message_id"])
    if message is None:
        raise bad_request("message to delete not found")
    _check_deletable(call, chat, message)
    _delete(call, chat, message)
    return True


async def delete_messages(call: Call) -> object:
    chat = call.target()
    if len(call.params["message_ids"]) > MOST_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    for message in filter(None, map(chat.message, call.params["message_ids"])):
        _check_deletable(call, chat, message)
        _delete(call, chat, message)
    return True


def _check_deletable(call: Call, chat: Chat, message: Message) -> None:
    """Own ones for two days; in private chats the other's too; in groups any with the right to."""
    if message.kind == "service" and KEPT & message.body.keys():
        raise bad_request("message can't be deleted")
    if has_right(chat, call.bot.id, "can_delete_messages"):
        return
    if message.sender != call.bot.id and not chat.is_private:
        raise bad_request("message can't be deleted")
    if call.now - message.date > DELETABLE_FOR_S:
        raise bad_request("message can't be deleted for everyone")


def _delete(call: Call, chat: Chat, message: Message) -> None:
    message.deleted = True
    message.markup = message.body = None
    message.text, message.entities = "", []
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    call.world.touch(chat, message)


async def set_message_reaction(call: Call) -> object:
    """A bot leaves one emoji of the common ones, or takes it back."""
    chat = call.place()
    message = chat.message(call.params["message_id"])
    if message is None:
        raise bad_request("message to react not found")
    reactions = call.params.get("reaction") or []
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(reaction.get("emoji") not in EMOJI for reaction in reactions):
        raise bad_request("REACTION_INVALID")
    set_reaction(call.world, chat, message, call.bot.id, [reaction["emoji"] for reaction in reactions])
    return True


METHODS: dict[str, Method] = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "editMessageMedia": edit_message_media,
    "editMessageLiveLocation": edit_message_live_location,
    "stopMessageLiveLocation": stop_message_live_location,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "setMessageReaction": set_message_reaction,
}
