"""Pinning messages and taking pins away."""

from simulator.call import Call, Method
from simulator.errors import bad_request
from simulator.posting import post_service
from simulator.rights import must


async def pin_chat_message(call: Call) -> object:
    chat = call.target()
    if not chat.is_private:
        must(chat, call.bot.id, "can_pin_messages", "manage pinned messages in the chat")
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
        must(chat, call.bot.id, "can_pin_messages", "manage pinned messages in the chat")
    message_id = call.params.get("message_id") or (chat.pinned[-1] if chat.pinned else None)
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message_id)
    call.world.changed(chat)
    return True


async def unpin_all_chat_messages(call: Call) -> object:
    chat = call.target()
    if not chat.is_private:
        must(chat, call.bot.id, "can_pin_messages", "manage pinned messages in the chat")
    chat.pinned.clear()
    call.world.changed(chat)
    return True


METHODS: dict[str, Method] = {
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "unpinAllChatMessages": unpin_all_chat_messages,
}
