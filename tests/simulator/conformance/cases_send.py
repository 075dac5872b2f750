"""The other send… methods, forwardMessage and copyMessage; and where nothing at all can be sent."""

from typing import Any, Final

from tests.simulator.conformance.cases import Case, refuses, works
from tests.simulator.conformance.cases_bot import UNSAYABLE
from tests.simulator.conformance.scene import GO
from tests.simulator.driving import Json

BAD: Final = "400 Bad Request: "
PLACE: Final = {"latitude": 28.6, "longitude": 77.2}
DEPOT: Final = {**PLACE, "title": "Depot", "address": "Ring Road"}
FILES: Final = ("photo", "document", "video", "voice", "audio", "animation")
NAMED: Final = {"photo": "Photo", "document": "Document", "video": "Video", "voice": "VoiceNote", "audio": "Audio"}  # fmt: skip


def to_chat(**more: object) -> Json:
    return {"chat_id": "$chat", **more}


def of_a_file(kind: str) -> tuple[Case, ...]:
    """What every kind of file has in common."""
    method, file = f"send{kind.capitalize()}", f"${kind}_file"
    shown: Any = list if kind == "photo" else {"file_id": str, "file_unique_id": str, "file_size": int}
    dull = "there is no {} in the request" if kind in {"photo", "document", "video", "voice"} else 'parameter "{}" of ' + method + " is required"  # fmt: skip
    return (
        works(method, "sends a file", to_chat(**{kind: file}), {kind: shown}),
        works(
            method, "has a caption, buttons and a reply",
            to_chat(**{kind: file}, caption="<i>roof</i>", parse_mode="HTML", reply_markup=GO, reply_parameters={"message_id": "$said"}),
            {"caption": "roof", "caption_entities": [{"type": "italic", "offset": 0, "length": 4}], "reply_markup": GO, "reply_to_message": {"message_id": "$said"}},
        ),
        works(method, "goes to a topic", {"chat_id": "$forum", "message_thread_id": "$topic", kind: file}, {"is_topic_message": True}),
        refuses(method, "needs a file", to_chat(), BAD + dull.format(kind), raw=UNSAYABLE),
        refuses(method, "needs a file of something", to_chat(**{kind: "$empty_file"}), f"{BAD}file must be non-empty"),
        refuses(method, "knows its own ids", to_chat(**{kind: "nonsense"}), f"{BAD}wrong file identifier/HTTP URL specified"),
        refuses(method, "fetches nothing", to_chat(**{kind: "https://a.b/c.jpg"}), f"{BAD}failed to get HTTP URL content"),
        refuses(method, "finds what is attached", to_chat(**{kind: "attach://nothing"}), f'{BAD}there is no file "nothing" in the request'),
        refuses(method, "has 1024 characters of caption", to_chat(**{kind: file}, caption="x" * 1025), f"{BAD}message caption is too long"),
        refuses(method, "knows its parameters", to_chat(**{kind: file}, sound=1), f'{BAD}unknown parameter "sound" of {method}'),
    )  # fmt: skip


def _nowhere(method: str, params: Json) -> tuple[Case, ...]:
    """Where nothing can be sent."""
    places: tuple[tuple[str, str, str, Json], ...] = (
        ("strangers", "$stranger", f"{BAD}chat not found", {}),
        ("nobody", "999", f"{BAD}chat not found", {}),
        ("a group it does not know", "-999", f"{BAD}chat not found", {}),
        ("who has not begun", "$colleague", "403 Forbidden: bot can't initiate conversation with a user", {}),
        ("who has blocked it", "$blocking", "403 Forbidden: bot was blocked by the user", {}),
        ("who is gone", "$gone", "403 Forbidden: user is deactivated", {}),
        ("a group that removed it", "$kicked_group", "403 Forbidden: bot was kicked from the group chat", {}),
        ("a group that it left", "$left_group", "403 Forbidden: bot is not a member of the group chat", {}),
        ("a supergroup that it left", "$left_supergroup", "403 Forbidden: bot is not a member of the supergroup chat", {}),
        ("a group that has moved", "$old_group", f"{BAD}group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": "$new_group"}),
        ("where too much was said", "$busy", "429 Too Many Requests: retry after 7", {"retry_after": 7}),
    )  # fmt: skip
    return tuple(
        refuses(method, f"does not reach {who}", {**params, "chat_id": where}, words, parameters=more)
        for who, where, words, more in places
    )


ALBUM: Final = [
    {"type": "photo", "media": "$photo_file", "caption": "<b>two</b>", "parse_mode": "HTML"},
    {"type": "photo", "media": "$second_photo_file"},
]
ALBUMS: Final = (
    works("sendMediaGroup", "sends photos", to_chat(media=ALBUM), [{"media_group_id": str, "caption": "two", "photo": list}, {"media_group_id": str, "photo": list}]),
    works("sendMediaGroup", "sends photos with films", to_chat(media=[ALBUM[0], {"type": "video", "media": "$video_file", "width": 90, "height": 80, "duration": 3}]), [{"photo": list}, {"video": {"width": 90, "height": 80, "duration": 3}}]),
    works("sendMediaGroup", "sends documents", to_chat(media=[{"type": "document", "media": "$document_file"}] * 2), [{"document": {"file_name": "bill.pdf"}}] * 2),
    works("sendMediaGroup", "sends what is known", to_chat(media=[{"type": "photo", "media": "$photo_id"}] * 2), [{"photo": list}] * 2),
    works("sendMediaGroup", "goes to a topic as an answer", {"chat_id": "$forum", "message_thread_id": "$topic", "media": ALBUM, "reply_parameters": {"message_id": "$topic"}}, [{"is_topic_message": True}] * 2),
    refuses("sendMediaGroup", "needs two", to_chat(media=ALBUM[:1]), f"{BAD}wrong number of messages in the album; there must be from 2 to 10"),
    refuses("sendMediaGroup", "takes ten", to_chat(media=[{"type": "photo", "media": "x"}] * 11), f"{BAD}wrong number of messages in the album; there must be from 2 to 10"),
    refuses("sendMediaGroup", "keeps documents apart", to_chat(media=[ALBUM[0], {"type": "document", "media": "$document_file"}]), f"{BAD}photo can't be mixed with other media types"),
    refuses("sendMediaGroup", "knows its own ids", to_chat(media=[{"type": "photo", "media": "nonsense"}] * 2), f"{BAD}wrong file identifier/HTTP URL specified"),
    refuses("sendMediaGroup", "knows the kinds of ids", to_chat(media=[{"type": "document", "media": "$photo_id"}] * 2), f"{BAD}can't use file of type Photo as Document"),
    refuses("sendMediaGroup", "knows the fields", to_chat(media=[{"type": "photo", "media": "x", "colour": 1}] * 2), f'{BAD}can\'t parse media: InputMediaPhoto has no field "colour"', raw=UNSAYABLE),
    refuses("sendMediaGroup", "needs media", to_chat(), f"{BAD}there is no media in the request", raw=UNSAYABLE),
)  # fmt: skip
OTHERS: Final = (
    works("sendPhoto", "has sizes", to_chat(photo="$photo_file"), {"photo": [{"width": 90, "height": 68}, {"width": 320, "height": 240}, {"width": 400, "height": 300}]}),
    works("sendPhoto", "sends what is known", to_chat(photo="$photo_id"), {"photo": list}),
    works("sendPhoto", "hides it under its caption", to_chat(photo="$photo_id", has_spoiler=True, show_caption_above_media=True, caption="x"), {"has_media_spoiler": True, "show_caption_above_media": True}),
    refuses("sendPhoto", "shows pictures", to_chat(photo="$document_file"), f"{BAD}IMAGE_PROCESS_FAILED"),
    refuses("sendPhoto", "knows the kinds of ids", to_chat(photo="$document_id"), f"{BAD}can't use file of type Document as Photo"),
    works("sendDocument", "keeps name and kind", to_chat(document="$document_file"), {"document": {"file_name": "bill.pdf", "file_size": 13}}),
    works("sendVideo", "keeps its measures", to_chat(video="$video_file", width=90, height=80, duration=3), {"video": {"width": 90, "height": 80, "duration": 3}}),
    works("sendLocation", "shows a place", to_chat(**PLACE), {"location": PLACE}),
    works("sendLocation", "shows a moving place", to_chat(**PLACE, live_period=900, heading=90, horizontal_accuracy=5.5), {"location": {"live_period": 900, "heading": 90, "horizontal_accuracy": 5.5}}),
    refuses("sendLocation", "is on this earth", to_chat(latitude=91, longitude=0), f"{BAD}wrong parameter latitude or longitude in request"),
    refuses("sendLocation", "moves for a minute at least", to_chat(**PLACE, live_period=59), f"{BAD}invalid live location period specified"),
    refuses("sendLocation", "needs numbers", to_chat(latitude="north", longitude=0), f'{BAD}parameter "latitude" of sendLocation must be of type Number', raw=UNSAYABLE),
    works("sendVenue", "shows a house", to_chat(**DEPOT), {"venue": {"title": "Depot", "address": "Ring Road", "location": PLACE}, "location": PLACE}),
    refuses("sendVenue", "is on this earth", to_chat(**{**DEPOT, "longitude": 181}), f"{BAD}wrong parameter latitude or longitude in request"),
    refuses("sendVenue", "knows its parameters", to_chat(**DEPOT, colour=1), f'{BAD}unknown parameter "colour" of sendVenue'),
    works("sendContact", "shows a person", to_chat(phone_number="+911", first_name="Imran", last_name="Khan"), {"contact": {"phone_number": "+911", "first_name": "Imran", "last_name": "Khan"}}),
    refuses("sendContact", "knows its parameters", to_chat(phone_number="+911", first_name="Imran", colour=1), f'{BAD}unknown parameter "colour" of sendContact'),
    works("sendChatAction", "is seen to write", to_chat(action="typing")),
    works("sendChatAction", "is seen in a topic", {"chat_id": "$forum", "message_thread_id": "$topic", "action": "upload_photo"}),
    refuses("sendChatAction", "knows what can be done", to_chat(action="dancing"), f"{BAD}wrong parameter action in request"),
    refuses("sendChatAction", "needs a chat that is there", {"chat_id": 999, "action": "typing"}, f"{BAD}chat not found"),
    works("forwardMessage", "shows who said it", {"chat_id": "$group", "from_chat_id": "$chat", "message_id": "$said"}, {"text": "look", "forward_origin": {"type": "user", "sender_user": {"id": "$asha"}, "date": int}, "chat": {"id": "$group"}}),
    works("forwardMessage", "shows a photo", {"chat_id": "$group", "from_chat_id": "$chat", "message_id": "$sent_photo"}, {"photo": list, "caption": "roof", "forward_origin": {"sender_user": {"id": "$me"}}}),
    refuses("forwardMessage", "finds it", to_chat(from_chat_id="$chat", message_id=99), f"{BAD}message to forward not found"),
    refuses("forwardMessage", "finds it in a chat", to_chat(from_chat_id=999, message_id=1), f"{BAD}chat not found"),
    refuses("forwardMessage", "leaves what is protected", to_chat(from_chat_id="$chat", message_id="$protected"), f"{BAD}the message can't be forwarded"),
    refuses("forwardMessage", "leaves grey lines", to_chat(from_chat_id="$admin_group", message_id="$service"), f"{BAD}the message can't be forwarded"),
    works("copyMessage", "says it again", {"chat_id": "$group", "from_chat_id": "$chat", "message_id": "$said"}, {"message_id": int}),
    works("copyMessage", "has a caption of its own", to_chat(from_chat_id="$chat", message_id="$sent_photo", caption="*b*", parse_mode="MarkdownV2", reply_markup=GO), {"message_id": int}),
    refuses("copyMessage", "finds it", to_chat(from_chat_id="$chat", message_id=99), f"{BAD}message to copy not found"),
    works("copyMessage", "says its own again, protected or not", to_chat(from_chat_id="$chat", message_id="$protected"), {"message_id": int}),
    refuses("copyMessage", "knows its parameters", to_chat(from_chat_id="$chat", message_id="$said", text="x"), f'{BAD}unknown parameter "text" of copyMessage'),
)  # fmt: skip
SENDING: Final[dict[str, Json]] = {
    "sendMessage": {"text": "hello"},
    "sendPhoto": {"photo": "$photo_file"},
    "sendDocument": {"document": "$document_file"},
    "sendVideo": {"video": "$video_file"},
    "sendVoice": {"voice": "$voice_file"},
    "sendAudio": {"audio": "$audio_file"},
    "sendAnimation": {"animation": "$animation_file"},
    "sendMediaGroup": {"media": ALBUM},
    "sendLocation": PLACE,
    "sendVenue": DEPOT,
    "sendContact": {"phone_number": "+911", "first_name": "Imran"},
    "forwardMessage": {"from_chat_id": "$supergroup", "message_id": "$supergroup_said"},
    "copyMessage": {"from_chat_id": "$supergroup", "message_id": "$supergroup_said"},
}
CASES: Final[tuple[Case, ...]] = (
    *(case for kind in FILES for case in of_a_file(kind)),
    *ALBUMS,
    *OTHERS,
    *(case for method, params in SENDING.items() for case in _nowhere(method, params)),
)
