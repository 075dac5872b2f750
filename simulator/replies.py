"""What a sent message answers: a message of the chat, one of another chat, or a quote of it."""

from simulator.access import chat_for_reading
from simulator.call import Call
from simulator.errors import bad_request
from simulator.formatting import formatted
from simulator.formatting_text import units
from simulator.model import Chat, Json, Message

MAX_QUOTE = 1024
QUOTABLE = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler", "custom_emoji", "date_time"})
NOT_FOUND = "message to be replied not found"


def answer_to(call: Call, chat: Chat, message: Message) -> None:
    """Fills in what the message replies to; the reply may be left out where the bot allows that."""
    reply = call.params.get("reply_parameters")
    if not reply or not reply.get("message_id"):
        return
    place = chat
    if reply.get("chat_id", chat.id) != chat.id:
        place = chat_for_reading(call.world, call.bot, reply["chat_id"])
    found = place.message(reply["message_id"])
    if found is None:
        if reply.get("allow_sending_without_reply"):
            return
        raise bad_request(NOT_FOUND)
    more: Json = {}
    if place is chat:
        message.reply_to = found.id
    else:
        origin = {"sender": found.sender, "date": found.date}
        more["external"] = {"chat": place.id, "message": found.id, "origin": origin}
    if reply.get("quote"):
        more["quote"] = _quote(found, reply)
    message.more = more or None


def _quote(found: Message, reply: Json) -> Json:
    """The TextQuote; its words and their marks have to stand in the message just so."""
    text, entities = formatted(reply["quote"], reply.get("quote_parse_mode"), reply.get("quote_entities"))
    marks = [entity for entity in entities if entity["type"] in QUOTABLE]
    places = [at for at in _places(found.text, text) if _marks_at(found, at, units(text)) == marks]
    if not text or units(text) > MAX_QUOTE or not places:
        raise bad_request("QUOTE_TEXT_INVALID")
    wanted = reply.get("quote_position", 0)
    position = min(places, key=lambda at: abs(at - wanted))
    view: Json = {"text": text, "position": position, "is_manual": True}
    return view | ({"entities": marks} if marks else {})


def _places(text: str, part: str) -> list[int]:
    """Where `part` begins, in UTF-16 units."""
    found, at = [], text.find(part)
    while at >= 0:
        found.append(units(text[:at]))
        at = text.find(part, at + 1)
    return found


def _marks_at(found: Message, start: int, length: int) -> list[Json]:
    marks = []
    for entity in found.entities:
        begin = max(entity["offset"], start)
        end = min(entity["offset"] + entity["length"], start + length)
        if entity["type"] in QUOTABLE and begin < end:
            marks.append({**entity, "offset": begin - start, "length": end - begin})
    return marks
