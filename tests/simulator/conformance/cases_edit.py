"""edit…, deleting and pinning."""

from typing import Final

from tests.simulator.conformance.cases import Case, refuses, works
from tests.simulator.conformance.cases_bot import UNSAYABLE
from tests.simulator.conformance.scene import GO
from tests.simulator.driving import Json

BAD: Final = "400 Bad Request: "
SAME: Final = (
    f"{BAD}message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
NOT_THERE: Final = f"{BAD}message to edit not found"
NOT_EDITED: Final = f"{BAD}message can't be edited"
NO_RIGHT: Final = f"{BAD}not enough rights to manage pinned messages in the chat"
MOVED: Final = {"latitude": 28.7, "longitude": 77.3}


def of(message: str | int, **more: object) -> Json:
    return {"chat_id": "$chat", "message_id": message, **more}


def pinning(message: str | int, **more: object) -> Json:
    return {"chat_id": "$admin_group", "message_id": message, **more}


EDITS: Final = (
    works("editMessageText", "replaces words", of("$sent_with_button", text="after"), {"message_id": "$sent_with_button", "text": "after", "edit_date": int}),
    works("editMessageText", "reads HTML and buttons", of("$sent", text="<b>a</b>", parse_mode="HTML", reply_markup=GO, link_preview_options={"is_disabled": True}), {"entities": [{"type": "bold", "offset": 0, "length": 1}], "reply_markup": GO}),
    refuses("editMessageText", "changes something", of("$sent_with_button", text="before", reply_markup=GO), SAME),
    refuses("editMessageText", "finds it", of(99, text="x"), NOT_THERE),
    refuses("editMessageText", "finds it still", of("$deleted", text="x"), NOT_THERE),
    refuses("editMessageText", "leaves what others said", of("$said", text="x"), NOT_EDITED),
    refuses("editMessageText", "leaves what has a keyboard", of("$sent_with_keyboard", text="x"), NOT_EDITED),
    refuses("editMessageText", "leaves photos", of("$sent_photo", text="x"), f"{BAD}there is no text in the message to edit"),
    refuses("editMessageText", "needs words", of("$sent", text=" "), f"{BAD}message text is empty"),
    refuses("editMessageText", "does not simulate inline mode", {"inline_message_id": "x", "text": "y"}, f'{BAD}parameter "inline_message_id" is not simulated'),
    refuses("editMessageText", "reaches the chat", of("$sent", text="x") | {"chat_id": "$blocking"}, "403 Forbidden: bot was blocked by the user", given="sent"),
    refuses("editMessageText", "waits", of("$sent", text="x") | {"chat_id": "$busy"}, "429 Too Many Requests: retry after 7", parameters={"retry_after": 7}, given="sent"),
    works("editMessageCaption", "replaces a caption", of("$sent_photo", caption="after", reply_markup=GO), {"caption": "after", "photo": list, "reply_markup": GO}),
    works("editMessageCaption", "takes it away", of("$sent_photo"), {"photo": list}),
    refuses("editMessageCaption", "changes something", of("$sent_photo", caption="roof"), SAME),
    refuses("editMessageCaption", "leaves words", of("$sent", caption="x"), f"{BAD}there is no caption in the message to edit"),
    refuses("editMessageCaption", "has 1024 characters", of("$sent_photo", caption="x" * 1025), f"{BAD}message caption is too long"),
    works("editMessageReplyMarkup", "brings buttons", of("$sent", reply_markup=GO), {"reply_markup": GO}),
    works("editMessageReplyMarkup", "takes them away", of("$sent_with_button"), {"text": "before"}),
    refuses("editMessageReplyMarkup", "changes something", of("$sent_with_button", reply_markup=GO), SAME),
    refuses("editMessageReplyMarkup", "finds it", of(99, reply_markup=GO), NOT_THERE),
    works("editMessageMedia", "replaces a photo", of("$sent_photo", media={"type": "photo", "media": "$second_photo_file", "caption": "b"}), {"caption": "b", "photo": list}),
    works("editMessageMedia", "takes a known file", of("$sent_photo", media={"type": "document", "media": "$document_id"}), {"document": {"file_name": "bill.pdf"}}),
    refuses("editMessageMedia", "knows its own ids", of("$sent_photo", media={"type": "photo", "media": "nonsense"}), f"{BAD}wrong file identifier/HTTP URL specified"),
    refuses("editMessageMedia", "leaves places", of("$place", media={"type": "photo", "media": "$photo_id"}), f"{BAD}there is no media in the message to edit"),
    works("editMessageLiveLocation", "moves", of("$live_place", **MOVED, heading=10), {"location": {**MOVED, "live_period": 900, "heading": 10}, "edit_date": int}),
    refuses("editMessageLiveLocation", "leaves what stands", of("$place", **MOVED), NOT_EDITED),
    refuses("editMessageLiveLocation", "finds it", of(99, **MOVED), NOT_THERE),
    works("stopMessageLiveLocation", "stands still", of("$live_place"), {"location": {"latitude": 28.6, "longitude": 77.2}}),
    refuses("stopMessageLiveLocation", "leaves what stands", of("$place"), NOT_EDITED),
    refuses("stopMessageLiveLocation", "finds it", of(99), NOT_THERE),
)  # fmt: skip
REST: Final = (
    works("deleteMessage", "takes back its own", of("$sent")),
    works("deleteMessage", "takes away what was said to it", of("$said")),
    works("deleteMessage", "cleans a group as an administrator", pinning("$admin_group_sent")),
    refuses("deleteMessage", "finds it", of(99), f"{BAD}message to delete not found"),
    refuses("deleteMessage", "takes back once", of("$deleted"), f"{BAD}message to delete not found"),
    refuses("deleteMessage", "leaves what is old", of("$old"), f"{BAD}message can't be deleted for everyone"),
    refuses("deleteMessage", "leaves others' words", {"chat_id": "$group", "message_id": "$group_said"}, f"{BAD}message can't be deleted"),
    refuses("deleteMessage", "needs a message", {"chat_id": "$chat"}, f"{BAD}message identifier is not specified", raw=UNSAYABLE),
    works("deleteMessages", "takes back several", {"chat_id": "$chat", "message_ids": ["$sent", "$said", 99]}),
    refuses("deleteMessages", "takes a hundred", {"chat_id": "$chat", "message_ids": list(range(1, 102))}, f"{BAD}too many message identifiers specified"),
    refuses("deleteMessages", "needs numbers", {"chat_id": "$chat", "message_ids": ["x"]}, f'{BAD}parameter "message_ids" of deleteMessages must be of type Number', raw=UNSAYABLE),
    works("pinChatMessage", "pins", pinning("$admin_group_sent", disable_notification=True)),
    works("pinChatMessage", "pins in private", of("$sent")),
    refuses("pinChatMessage", "finds it", pinning(99), f"{BAD}message to pin not found"),
    refuses("pinChatMessage", "leaves grey lines", pinning("$service"), f"{BAD}message to pin not found"),
    refuses("pinChatMessage", "is for administrators", {"chat_id": "$group", "message_id": "$group_sent"}, NO_RIGHT),
    works("unpinChatMessage", "lets go of one", pinning("$pinned")),
    works("unpinChatMessage", "lets go of the last", {"chat_id": "$admin_group"}, given="pinned"),
    refuses("unpinChatMessage", "finds it", pinning("$admin_group_sent"), f"{BAD}message to unpin not found"),
    refuses("unpinChatMessage", "is for administrators", {"chat_id": "$group"}, NO_RIGHT),
    works("unpinAllChatMessages", "lets go of all", {"chat_id": "$admin_group"}, given="pinned"),
    refuses("unpinAllChatMessages", "is for administrators", {"chat_id": "$group"}, NO_RIGHT),
    refuses("unpinAllChatMessages", "needs a chat that is there", {"chat_id": 999}, f"{BAD}chat not found"),
)  # fmt: skip
CASES: Final[tuple[Case, ...]] = (*EDITS, *REST)
