"""What all send… methods share: thread, reply, keyboard, and the message that comes of it."""

from simulator import render
from simulator.access import thread_for_writing
from simulator.call import Call
from simulator.errors import bad_request
from simulator.formatting import caption
from simulator.keyboards import checked
from simulator.model import Chat, Json, Message
from simulator.posting import post

EXTRAS = {
    "protect_content": "has_protected_content",
    "show_caption_above_media": "show_caption_above_media",
    "has_spoiler": "has_media_spoiler",
}


def send(call: Call, message: Message) -> Json:
    """Posts what the method made, in the chat, thread and place the call names."""
    chat = call.target()
    address(call, chat, message)
    return render.message(call.world, call.bot, chat, post(call.world, chat, message))


def address(call: Call, chat: Chat, message: Message) -> None:
    params = call.params
    message.thread = thread_for_writing(call.bot, chat, params.get("message_thread_id"))
    message.reply_to = _reply_to(chat, params.get("reply_parameters"))
    message.markup = checked(params.get("reply_markup"), chat)
    extra: Json = {field: True for name, field in EXTRAS.items() if params.get(name)}
    if params.get("link_preview_options") and message.kind == "text":
        extra["link_preview_options"] = params["link_preview_options"]
    message.extra = extra or None


def _reply_to(chat: Chat, reply: Json | None) -> int | None:
    if not reply or not reply.get("message_id"):
        return None
    elsewhere = reply.get("chat_id", chat.id) != chat.id
    if not elsewhere and chat.message(reply["message_id"]) is not None:
        return int(reply["message_id"])
    if reply.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def new(call: Call, kind: str, body: object, *, captioned: bool = False) -> Message:
    message = Message(call.now, call.bot.id, kind=kind, body=body)
    if captioned:
        params = call.params
        message.text, message.entities = caption(
            params.get("caption"), params.get("parse_mode"), params.get("caption_entities")
        )
    return message


def result(call: Call, chat: Chat, message: Message) -> Json:
    return render.message(call.world, call.bot, chat, message)
