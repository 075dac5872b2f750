"""sendMessage: words, keyboards, replies, topics, and everything that is refused of them."""

from typing import Final

from tests.simulator.conformance.cases import Case, refuses, works
from tests.simulator.conformance.cases_bot import UNSAYABLE
from tests.simulator.conformance.scene import GO
from tests.simulator.driving import Json

BAD: Final = "400 Bad Request: "
BUTTON: Final = f"{BAD}can't parse inline keyboard button: "
FORGOTTEN: Final = "python-telegram-bot leaves out what it does not know, or is empty"


def to_chat(**more: object) -> Json:
    return {"chat_id": "$chat", "text": "hello", **more}


def with_button(**button: object) -> Json:
    return to_chat(reply_markup={"inline_keyboard": [[button]]})


def with_key(**key: object) -> Json:
    return {"keyboard": [[key]], "resize_keyboard": True}


TAKEN: Final = (
    works("sendMessage", "says words", to_chat(), {"message_id": int, "date": int, "text": "hello", "chat": {"id": "$chat", "type": "private"}, "from": {"id": "$me"}}),
    works("sendMessage", "says 4096 characters", to_chat(text="x" * 4096), {"text": "x" * 4096}),
    works("sendMessage", "says any words", to_chat(text="चार्जर 🙂\u200d & <ok> \\ \"'"), {"text": "चार्जर 🙂\u200d & <ok> \\ \"'"}),
    works("sendMessage", "reads HTML", to_chat(text="🙂 <b>Visit</b> <a href='https://a.b/'>there</a>", parse_mode="HTML"), {"text": "🙂 Visit there", "entities": [{"type": "bold", "offset": 3, "length": 5}, {"type": "text_link", "offset": 9, "length": 5, "url": "https://a.b/"}]}),
    works("sendMessage", "reads MarkdownV2", to_chat(text="*Visit* `10`", parse_mode="MarkdownV2"), {"text": "Visit 10", "entities": [{"type": "bold", "offset": 0, "length": 5}, {"type": "code", "offset": 6, "length": 2}]}),
    works("sendMessage", "reads Markdown", to_chat(text="_Visit_", parse_mode="Markdown"), {"entities": [{"type": "italic", "offset": 0, "length": 5}]}),
    works("sendMessage", "takes entities", to_chat(entities=[{"type": "pre", "offset": 0, "length": 5, "language": "python"}]), {"entities": [{"type": "pre", "offset": 0, "length": 5, "language": "python"}]}),
    works("sendMessage", "names a person", to_chat(text='<a href="tg://user?id=1">x</a>', parse_mode="HTML"), {"text": "x"}),
    works("sendMessage", "finds commands and links", to_chat(text="/help https://example.org"), {"entities": [{"type": "bot_command", "offset": 0, "length": 5}, {"type": "url", "offset": 6, "length": 19}]}),
    works("sendMessage", "carries buttons", to_chat(reply_markup=GO), {"reply_markup": GO}),
    works("sendMessage", "carries 64 bytes of data", with_button(text="Go", callback_data="x" * 64), {"reply_markup": {"inline_keyboard": [[{"text": "Go", "callback_data": "x" * 64}]]}}),
    works("sendMessage", "carries a link", with_button(text="Map", url="https://maps.example/x"), {"reply_markup": {"inline_keyboard": [[{"text": "Map", "url": "https://maps.example/x"}]]}}),
    works("sendMessage", "asks with a keyboard", to_chat(reply_markup=with_key(text="My number", request_contact=True)), {"text": "hello"}),
    works("sendMessage", "takes a keyboard away", to_chat(reply_markup={"remove_keyboard": True, "selective": True}), {"text": "hello"}),
    works("sendMessage", "asks for a reply", to_chat(reply_markup={"force_reply": True, "input_field_placeholder": "Name"}), {"text": "hello"}),
    works("sendMessage", "answers a message", to_chat(reply_parameters={"message_id": "$said"}), {"reply_to_message": {"message_id": "$said", "text": "look", "from": {"id": "$asha"}}}),
    works("sendMessage", "answers what is gone, if allowed", to_chat(reply_parameters={"message_id": 99, "allow_sending_without_reply": True}), {"text": "hello"}),
    works("sendMessage", "is quiet, protected and without preview", to_chat(disable_notification=True, protect_content=True, link_preview_options={"is_disabled": True}), {"has_protected_content": True}),
    works("sendMessage", "goes to a group", to_chat(chat_id="$group"), {"chat": {"id": "$group", "type": "group", "title": "Team"}}),
    works("sendMessage", "goes to a supergroup", to_chat(chat_id="$supergroup"), {"chat": {"id": "$supergroup", "type": "supergroup"}}),
    works("sendMessage", "goes to a topic", to_chat(chat_id="$forum", message_thread_id="$topic"), {"is_topic_message": True, "message_thread_id": "$topic", "chat": {"is_forum": True}, "reply_to_message": {"message_id": "$topic", "forum_topic_created": {"name": "Lead 1042"}}}),
    works("sendMessage", "goes to General", to_chat(chat_id="$forum"), {"chat": {"id": "$forum"}}),
    works("sendMessage", "goes to a closed topic for an administrator", to_chat(chat_id="$forum", message_thread_id="$closed_topic"), {"message_thread_id": "$closed_topic"}),
)  # fmt: skip

REFUSED: Final = (
    refuses("sendMessage", "knows its parameters", to_chat(sound=1), f'{BAD}unknown parameter "sound" of sendMessage'),
    refuses("sendMessage", "does not simulate everything", to_chat(business_connection_id="b1"), f'{BAD}parameter "business_connection_id" is not simulated'),
    refuses("sendMessage", "needs a chat", {"text": "hello"}, f"{BAD}chat_id is empty", raw=UNSAYABLE),
    refuses("sendMessage", "needs words", {"chat_id": "$chat"}, f"{BAD}message text is empty", raw=UNSAYABLE),
    refuses("sendMessage", "needs more than blanks", to_chat(text=" \n "), f"{BAD}message text is empty"),
    refuses("sendMessage", "needs words beside the tags", to_chat(text="<b></b>", parse_mode="HTML"), f"{BAD}message text is empty"),
    refuses("sendMessage", "says 4096 characters at most", to_chat(text="x" * 4097), f"{BAD}message is too long"),
    refuses("sendMessage", "counts UTF-16 units", to_chat(text="🙂" * 2049), f"{BAD}message is too long"),
    refuses("sendMessage", "wants tags closed", to_chat(text="x <b>y", parse_mode="HTML"), f"{BAD}can't parse entities: Can't find end tag corresponding to start tag \"b\""),
    refuses("sendMessage", "wants tags it knows", to_chat(text="<blink>y</blink>", parse_mode="HTML"), f'{BAD}can\'t parse entities: Unsupported start tag "blink" at byte offset 0'),
    refuses("sendMessage", "wants marks escaped", to_chat(text="10.30", parse_mode="MarkdownV2"), f"{BAD}can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'"),
    refuses("sendMessage", "knows its parse modes", to_chat(parse_mode="BBCode"), f"{BAD}unsupported parse_mode"),
    refuses("sendMessage", "wants entities within the text", to_chat(entities=[{"type": "bold", "offset": 0, "length": 9}]), f"{BAD}entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 9"),
    refuses("sendMessage", "knows the fields of an entity", to_chat(entities=[{"type": "bold", "offset": 0, "length": 2, "colour": "red"}]), f'{BAD}can\'t parse entities: MessageEntity has no field "colour"'),
    refuses("sendMessage", "knows the fields of a button", with_button(text="Go", data="x"), f'{BAD}can\'t parse reply markup: InlineKeyboardButton has no field "data"'),
    refuses("sendMessage", "knows the fields of a keyboard", to_chat(reply_markup={**GO, "colour": 1}), f'{BAD}can\'t parse reply markup: InlineKeyboardMarkup has no field "colour"', raw=FORGOTTEN),
    refuses("sendMessage", "knows the fields of a reply", to_chat(reply_parameters={"message_id": 1, "how": "x"}), f'{BAD}can\'t parse reply parameters: ReplyParameters has no field "how"'),
    refuses("sendMessage", "reads objects from JSON", to_chat(reply_markup="{"), f'{BAD}parameter "reply_markup" of sendMessage must be of type valid JSON', raw=UNSAYABLE),
    refuses("sendMessage", "knows the types of fields", with_button(text="Go", url=["x"]), f'{BAD}can\'t parse reply markup: Field "url" must be of type String', raw=UNSAYABLE),
    refuses("sendMessage", "knows yes from no", to_chat(disable_notification="maybe"), f'{BAD}parameter "disable_notification" of sendMessage must be of type Boolean', raw=UNSAYABLE),
    refuses("sendMessage", "wants a label", with_button(callback_data="x"), f'{BAD}can\'t parse reply markup: Can\'t find field "text"', raw=UNSAYABLE),
    refuses("sendMessage", "wants a label of something", with_button(text=" ", callback_data="x"), f"{BUTTON}inline keyboard button text must be non-empty"),
    refuses("sendMessage", "wants an action", with_button(text="Go"), f"{BUTTON}Text buttons are unallowed in the inline keyboard"),
    refuses("sendMessage", "wants one action", with_button(text="Go", callback_data="x", url="https://a.b"), f"{BAD}inline keyboard button must have exactly one action"),
    refuses("sendMessage", "carries 64 bytes of data at most", with_button(text="Go", callback_data="x" * 65), f"{BAD}BUTTON_DATA_INVALID"),
    refuses("sendMessage", "counts bytes of data", with_button(text="Go", callback_data="हरी" * 8), f"{BAD}BUTTON_DATA_INVALID"),
    refuses("sendMessage", "wants an address in a link", with_button(text="Go", url="nowhere"), f"{BAD}inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL"),
    refuses("sendMessage", "carries a hundred buttons at most", to_chat(reply_markup={"inline_keyboard": GO["inline_keyboard"] * 101}), f"{BAD}reply markup is too long"),
    refuses("sendMessage", "wants keys on a keyboard", to_chat(reply_markup={"keyboard": []}), f"{BAD}reply keyboard is empty", raw=FORGOTTEN),
    refuses("sendMessage", "asks for numbers in private", to_chat(chat_id="$group", reply_markup=with_key(text="x", request_contact=True)), f"{BAD}phone number can be requested in private chats only"),
    refuses("sendMessage", "asks for places in private", to_chat(chat_id="$group", reply_markup=with_key(text="x", request_location=True)), f"{BAD}location can be requested in private chats only"),
    refuses("sendMessage", "answers a message that is there", to_chat(reply_parameters={"message_id": 99}), f"{BAD}message to be replied not found"),
    refuses("sendMessage", "answers a message that still is there", to_chat(reply_parameters={"message_id": "$deleted"}), f"{BAD}message to be replied not found"),
    refuses("sendMessage", "goes to a topic that is there", to_chat(chat_id="$forum", message_thread_id=99), f"{BAD}message thread not found"),
    refuses("sendMessage", "goes to a topic of a forum", to_chat(message_thread_id=5), f"{BAD}message thread not found"),
    refuses("sendMessage", "goes to an open topic", to_chat(chat_id="$plain_forum", message_thread_id="$closed_topic"), f"{BAD}TOPIC_CLOSED", given="closed_topic"),
    refuses("sendMessage", "knows no names of chats", to_chat(chat_id="@somebody"), f"{BAD}chat not found"),
    refuses("sendMessage", "does not go to bots", to_chat(chat_id="$other_bot"), "403 Forbidden: bot can't send messages to bots"),
    refuses("sendMessage", "may fail", to_chat(chat_id="$failing"), "500 Internal Server Error"),
    refuses("sendMessage", "may fail on the way", to_chat(chat_id="$failing_gateway"), "502 Internal Server Error"),
)  # fmt: skip

CASES: Final[tuple[Case, ...]] = (*TAKEN, *REFUSED)
