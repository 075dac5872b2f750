"""edit…, deleteMessage, pinning."""

from simulator import media
from simulator.access import is_admin, require_admin
from simulator.call import Call, Method
from simulator.errors import bad_request
from simulator.formatting import caption, message_text
from simulator.keyboards import checked
from simulator.model import Chat, Json, Message
from simulator.posting import post_service
from simulator.sending import result

DELETABLE_FOR_S = 48 * 3600
CAPTIONED = frozenset({"photo", "document", "video", "audio", "voice", "animation"})
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
NUMBERS = ("width", "height", "duration")
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


async def edit_message_live_location(call: Call) -> object:
    chat, message = call.edited()
    if message.kind != "location" or "live_period" not in message.body:
        raise bad_request("message can't be edited")
    moved = {name: call.params[name] for name in PLACE if name in call.params}
    return _change(call, chat, message, body={"live_period": message.body["live_period"], **moved})


async def stop_message_live_location(call: Call) -> object:
    chat, message = call.edited()
    if message.kind != "location" or "live_period" not in message.body:
        raise bad_request("message can't be edited")
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
    if not 1 <= len(call.params["message_ids"]) <= 100:
        raise bad_request("too many message identifiers specified")
    for message in filter(None, map(chat.message, call.params["message_ids"])):
        _check_deletable(call, chat, message)
        _delete(call, chat, message)
    return True


def _check_deletable(call: Call, chat: Chat, message: Message) -> None:
    if is_admin(call.bot.id, chat):
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


async def pin_chat_message(call: Call) -> object:
    chat = call.target()
    if not chat.is_private:
        require_admin(call.bot, chat, "manage pinned messages in the chat")
    message = chat.message(call.params["message_id"])
    if message is None or message.kind == "service":
        raise bad_request("message to pin not found")
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        pinned = {"pinned_message": {"chat": chat.id, "message": message.id}}
        post_service(call.world, chat, call.bot.id, pinned, thread=message.thread if message.topic else None)
    return True


async def unpin_chat_message(call: Call) -> object:
    chat = call.target()
    if not chat.is_private:
        require_admin(call.bot, chat, "manage pinned messages in the chat")
    message_id = call.params.get("message_id") or (chat.pinned[-1] if chat.pinned else None)
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message_id)
    call.world.changed(chat)
    return True


async def unpin_all_chat_messages(call: Call) -> object:
    chat = call.target()
    if not chat.is_private:
        require_admin(call.bot, chat, "manage pinned messages in the chat")
    chat.pinned.clear()
    call.world.changed(chat)
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
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "unpinAllChatMessages": unpin_all_chat_messages,
}
