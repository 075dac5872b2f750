"""What all send… methods share: thread, reply, keyboard, and the message that comes of it."""

from simulator import render
from simulator.access import thread_for_writing
from simulator.call import Call
from simulator.errors import bad_request
from simulator.formatting import caption
from simulator.keyboards import checked
from simulator.model import Chat, Json, Message
from simulator.posting import post
from simulator.replies import answer_to
from simulator.rights import refusal_to_send

EXTRAS = {
    "protect_content": "has_protected_content",
    "show_caption_above_media": "show_caption_above_media",
    "has_spoiler": "has_media_spoiler",
}


def send(call: Call, message: Message) -> Json:
    """Posts what the method made, in the chat, thread and place the call names."""
    chat = call.target()
    address(call, chat, message)
    return result(call, chat, post(call.world, chat, message))


def address(call: Call, chat: Chat, message: Message) -> None:
    if refusal := refusal_to_send(chat, call.bot.id, message.kind):
        raise refusal
    settle_in(call, chat, message)
    answer_to(call, chat, message)
    message.markup = checked(call.params.get("reply_markup"), chat)
    options = call.params.get("link_preview_options")
    if options and message.kind == "text":
        message.extra = {**(message.extra or {}), "link_preview_options": options}


def settle_in(call: Call, chat: Chat, message: Message) -> None:
    """Its thread and its protection; paid broadcasts need Stars, which no bot has here."""
    params = call.params
    if params.get("allow_paid_broadcast"):
        raise bad_request("BALANCE_TOO_LOW")
    message.thread = _thread(call, chat)
    extra: Json = {field: True for name, field in EXTRAS.items() if params.get(name)}
    message.extra = extra or None


def _thread(call: Call, chat: Chat) -> int | None:
    """Now and then Telegram loses a topic, or forgets that a message was meant for one."""
    wanted = call.params.get("message_thread_id")
    if wanted and call.faults.spend("topic_lost", call.method, chat.id):
        raise bad_request("message thread not found")
    thread = thread_for_writing(call.bot, chat, wanted)
    if thread is not None and call.faults.spend("topic_ignored", call.method, chat.id):
        return None
    return thread


def new(call: Call, kind: str, body: object, *, captioned: bool = False) -> Message:
    message = Message(call.now, call.bot.id, kind=kind, body=body)
    if captioned:
        params = call.params
        message.text, message.entities = caption(
            params.get("caption"), params.get("parse_mode"), params.get("caption_entities")
        )
    return message


def result(call: Call, chat: Chat, message: Message) -> Json:
    view = render.message(call.world, call.bot, chat, message)
    if call.faults.active and call.faults.spend("no_message_id", call.method, chat.id):
        view["message_id"] = 0
    return view
