"""send…: texts, files, albums, places, people, stickers."""

from simulator import media
from simulator.access import chat_for_reading
from simulator.call import Call, Method
from simulator.errors import bad_request
from simulator.formatting import caption, message_text
from simulator.model import Json, Message
from simulator.posting import post
from simulator.sending import address, new, result, send

ACTIONS = frozenset(
    {
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
        "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
    }
)  # fmt: skip
TOGETHER = {"photo": "visual", "video": "visual", "document": "document", "audio": "audio"}
NUMBERS = ("width", "height", "duration", "length", "emoji")
VENUE = ("title", "address", "foursquare_id", "foursquare_type", "google_place_id", "google_place_type")
PLACE = ("latitude", "longitude", "horizontal_accuracy", "live_period", "heading", "proximity_alert_radius")
PERSON = ("phone_number", "first_name", "last_name", "vcard")


def _picked(params: Json, names: tuple[str, ...]) -> Json:
    return {name: params[name] for name in names if name in params}


async def send_message(call: Call) -> object:
    params = call.params
    text, entities = message_text(params["text"], params.get("parse_mode"), params.get("entities"))
    return send(call, Message(call.now, call.bot.id, text=text, entities=entities))


def _sender_of(kind: str) -> Method:
    async def send_file(call: Call) -> object:
        message = new(call, kind, None, captioned=True)
        message.body = await media.sent(call, kind, call.params[kind], _picked(call.params, NUMBERS))
        return send(call, message)

    return send_file


async def send_location(call: Call) -> object:
    check_place(call.params)
    return send(call, new(call, "location", _picked(call.params, PLACE)))


def check_place(params: Json) -> None:
    if not -90 <= params["latitude"] <= 90 or not -180 <= params["longitude"] <= 180:
        raise bad_request("wrong parameter latitude or longitude in request")
    if "live_period" in params and not 60 <= params["live_period"] <= 86400:
        raise bad_request("invalid live location period specified")


async def send_venue(call: Call) -> object:
    check_place(call.params)
    venue = {"location": _picked(call.params, PLACE), **_picked(call.params, VENUE)}
    return send(call, new(call, "venue", venue))


async def send_contact(call: Call) -> object:
    return send(call, new(call, "contact", _picked(call.params, PERSON)))


async def send_chat_action(call: Call) -> object:
    if call.params["action"] not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = chat_for_reading(call.world, call.bot, call.params["chat_id"])
    call.world.publish({"type": "action", "chat": chat.id, "action": call.params["action"]})
    return True


async def send_media_group(call: Call) -> object:
    items = call.params["media"]
    _check_album(items)
    messages = [await _album_item(call, item) for item in items]
    chat = call.target()
    if call.budgets is not None:
        for _ in messages[1:]:
            call.budgets.spend(call.bot.id, chat)
    album = str(13_000_000_000_000_000 + call.world.count())
    for message in messages:
        address(call, chat, message)
        message.album = album
    return [result(call, chat, post(call.world, chat, message)) for message in messages]


def _check_album(items: list[Json]) -> None:
    if not 2 <= len(items) <= 10:
        raise bad_request("wrong number of messages in the album; there must be from 2 to 10")
    if len({TOGETHER.get(item["type"]) for item in items}) > 1:
        raise bad_request(f"{items[0]['type']} can't be mixed with other media types")


async def _album_item(call: Call, item: Json) -> Message:
    message = Message(call.now, call.bot.id, kind=item["type"])
    message.text, message.entities = caption(
        item.get("caption"), item.get("parse_mode"), item.get("caption_entities")
    )
    message.body = await media.sent(call, item["type"], item["media"], _picked(item, NUMBERS))
    return message


METHODS: dict[str, Method] = {
    "sendMessage": send_message,
    "sendPhoto": _sender_of("photo"),
    "sendDocument": _sender_of("document"),
    "sendVideo": _sender_of("video"),
    "sendVoice": _sender_of("voice"),
    "sendAudio": _sender_of("audio"),
    "sendAnimation": _sender_of("animation"),
    "sendSticker": _sender_of("sticker"),
    "sendVideoNote": _sender_of("video_note"),
    "sendMediaGroup": send_media_group,
    "sendLocation": send_location,
    "sendVenue": send_venue,
    "sendContact": send_contact,
    "sendChatAction": send_chat_action,
}
