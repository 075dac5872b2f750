"""Messages once more elsewhere: forwarded with their origin, or copied without."""

from itertools import pairwise

from simulator.access import chat_for_reading
from simulator.call import Call, Method
from simulator.errors import Refused, bad_request
from simulator.formatting import caption
from simulator.model import Chat, Json, Message
from simulator.posting import post
from simulator.rights import refusal_to_send
from simulator.sending import address, result, settle_in

MOST_AT_ONCE = 100
CANNOT_FORWARD = "the message can't be forwarded"
CANNOT_COPY = "the message can't be copied"


def _source(call: Call) -> Chat:
    return chat_for_reading(call.world, call.bot, call.params["from_chat_id"])


def _original(call: Call, verb: str) -> Message:
    found = _source(call).message(call.params["message_id"])
    if found is None:
        raise bad_request(f"message to {verb} not found")
    return found


def _refusal(call: Call, chat: Chat, found: Message, *, copy: bool) -> Refused | None:
    """Protected words stay where they are, except that a bot may say its own again."""
    protected = bool((found.extra or {}).get("has_protected_content"))
    if protected and copy:
        protected = found.sender != call.bot.id
    if found.kind == "service" or protected or refusal_to_send(chat, call.bot.id, found.kind):
        return bad_request(CANNOT_COPY if copy else CANNOT_FORWARD)
    return None


def _same(call: Call, found: Message) -> Message:
    return Message(
        call.now, call.bot.id, kind=found.kind, text=found.text, entities=found.entities, body=found.body
    )


def _forwarded(call: Call, found: Message, source: Chat) -> Message:
    message = _same(call, found)
    said_by = {"chat": source.id} if found.anonymous else {"sender": found.sender}
    message.forward = found.forward or {**said_by, "date": found.date}
    return message


async def forward_message(call: Call) -> object:
    found, chat = _original(call, "forward"), call.target()
    if refusal := _refusal(call, chat, found, copy=False):
        raise refusal
    message = _forwarded(call, found, _source(call))
    settle_in(call, chat, message)
    return result(call, chat, post(call.world, chat, message))


async def copy_message(call: Call) -> object:
    found, chat = _original(call, "copy"), call.target()
    if refusal := _refusal(call, chat, found, copy=True):
        raise refusal
    message = _same(call, found)
    if "caption" in call.params and found.kind != "text":
        params = call.params
        message.text, message.entities = caption(
            params["caption"], params.get("parse_mode"), params.get("caption_entities")
        )
    address(call, chat, message)
    return {"message_id": post(call.world, chat, message).id}


def _many(call: Call, chat: Chat, *, copy: bool) -> list[Message]:
    """Those that can be taken along; what is missing or may not go is left out."""
    ids = call.params["message_ids"]
    if len(ids) > MOST_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    if any(later <= earlier for earlier, later in pairwise(ids)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    found = [message for message in map(_source(call).message, ids) if message is not None]
    if not found:
        raise bad_request("there are no messages to forward")
    able = [message for message in found if _refusal(call, chat, message, copy=copy) is None]
    if not able:
        raise bad_request("messages can't be forwarded")
    return able


def _together(call: Call, chat: Chat, messages: list[tuple[Message, Message]]) -> list[Json]:
    """Albums stay albums, under a new name."""
    albums: dict[str, str] = {}
    answer = []
    for found, message in messages:
        settle_in(call, chat, message)
        if found.album is not None:
            message.album = albums.setdefault(found.album, str(13_000_000_000_000_000 + call.world.count()))
        answer.append({"message_id": post(call.world, chat, message).id})
    return answer


async def forward_messages(call: Call) -> object:
    chat, source = call.target(), _source(call)
    able = _many(call, chat, copy=False)
    return _together(call, chat, [(found, _forwarded(call, found, source)) for found in able])


async def copy_messages(call: Call) -> object:
    chat = call.target()
    pairs = [(found, _same(call, found)) for found in _many(call, chat, copy=True)]
    if call.params.get("remove_caption"):
        for found, message in pairs:
            if found.kind != "text":
                message.text, message.entities = "", []
    return _together(call, chat, pairs)


METHODS: dict[str, Method] = {
    "forwardMessage": forward_message,
    "forwardMessages": forward_messages,
    "copyMessage": copy_message,
    "copyMessages": copy_messages,
}
