"""What people do, and the updates that a bot gets of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from tests.simulator.conformance.scene import PHOTO, Scene
from tests.simulator.driving import Json

ALL_KINDS: Final = [
    "message", "edited_message", "callback_query", "my_chat_member", "chat_member", "chat_join_request",
    "message_reaction",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happening:
    """`before` names what has to be there; its updates are not looked at. `shows` is part of each update."""

    says: str
    before: tuple[str, ...]
    does: Callable[[Scene], object]
    shows: tuple[Json, ...]

    def __str__(self) -> str:
        return self.says


def _writes(text: str, chat: str = "chat", **more: object) -> Callable[[Scene], object]:
    return lambda scene: scene.town.says(
        scene.asha, text, chat=getattr(scene, chat), **{key: scene.fill(item) for key, item in more.items()}
    )


def _shares(**what: object) -> Callable[[Scene], object]:
    return lambda scene: scene.town.control(f"chats/{scene.chat}/messages", **{"from": scene.asha, **what})


def _shows(*kinds: str, text: str = "") -> Callable[[Scene], object]:
    return lambda scene: scene.town.shows(scene.chat, *((kind, PHOTO) for kind in kinds), text=text)


def _changes(chat: str, **change: object) -> Callable[[Scene], object]:
    return lambda scene: scene.town.control(
        f"chats/{getattr(scene, chat)}/members", **{key: scene.fill(item) for key, item in change.items()}
    )


def _edits(message: str, **change: object) -> Callable[[Scene], object]:
    return lambda scene: scene.town.control(
        f"chats/{scene.chat}/messages/{getattr(scene, message)}/edits", **{"from": scene.asha, **change}
    )


def _other_bot(method: str, **params: object) -> Callable[[Scene], object]:
    return lambda scene: scene.as_other_bot(method, **{key: scene.fill(item) for key, item in params.items()})


def message(**fields: Any) -> Json:  # noqa: ANN401  any JSON
    return {"update_id": int, "message": {"message_id": int, "date": int, **fields}}


def edited(**fields: Any) -> Json:  # noqa: ANN401  any JSON
    return {"update_id": int, "edited_message": {"edit_date": int, **fields}}


def status(kind: str, old: str, new: str, **who: object) -> Json:
    change = {"date": int, "old_chat_member": {"status": old}, "new_chat_member": {"status": new, **who}}
    return {"update_id": int, kind: change}


WORDS: Final = (
    Happening("words", ("chat",), _writes("/help @nobody https://example.org"), (message(text="/help @nobody https://example.org", entities=[{"type": "bot_command", "offset": 0, "length": 5}, {"type": "mention", "offset": 6, "length": 7}, {"type": "url", "offset": 14, "length": 19}], chat={"id": "$chat", "type": "private"}, **{"from": {"id": "$asha", "last_name": "Rao"}}),)),
    Happening("odd words", ("chat",), _writes("नमस्ते 🙂\u200d\u2066 \u0301"), (message(text="नमस्ते 🙂\u200d\u2066 \u0301"),)),
    Happening("a reply to buttons", ("sent_with_button",), _writes("yes", reply_to="$sent_with_button"), (message(reply_to_message={"message_id": "$sent_with_button", "reply_markup": dict, "from": {"is_bot": True}}),)),
    Happening("a reply with a quote", ("sent",), _writes("yes", reply_to="$sent", quote="bef"), (message(quote={"text": "bef", "position": 0}, reply_to_message={"message_id": "$sent"}),)),
    Happening("words in a group", ("group",), _writes("/status", "group"), (message(chat={"id": "$group", "type": "group", "title": "Team"}),)),
    Happening("words in a topic", ("topic",), _writes("done", "forum", thread="$topic"), (message(is_topic_message=True, message_thread_id="$topic", chat={"is_forum": True}, reply_to_message={"forum_topic_created": dict}),)),
    Happening("words of an anonymous administrator", ("supergroup",), _writes("go", "supergroup", anonymous=True), (message(sender_chat={"id": "$supergroup"}, **{"from": {"username": "GroupAnonymousBot"}}),)),
    Happening("a forward", ("chat", "imran"), _writes("look", forward_from="$imran"), (message(forward_origin={"type": "user", "sender_user": {"id": "$imran"}, "date": int}),)),
    Happening("an edit", ("said",), _edits("said", text="looked"), (edited(text="looked"),)),
    Happening("a key pressed", ("sent_with_keyboard",), lambda scene: scene.town.taps(scene.chat, scene.sent_with_keyboard, "Yes"), (message(text="Yes"),)),
    Happening("a reaction", ("sent",), lambda scene: scene.town.control(f"chats/{scene.chat}/messages/{scene.sent}/reactions", **{"from": scene.asha, "emoji": "👍"}), ({"message_reaction": {"message_id": "$sent", "user": {"id": "$asha"}, "old_reaction": [], "new_reaction": [{"type": "emoji", "emoji": "👍"}]}},)),
)  # fmt: skip
THINGS: Final = (
    Happening("a photo", ("chat",), _shows("photo", text="roof"), (message(photo=[dict, dict, dict], caption="roof"),)),
    Happening("an album", ("chat",), _shows("photo", "video"), (message(media_group_id=str, photo=list), message(media_group_id=str, video=dict))),
    Happening("documents together", ("chat",), _shows("document", "document"), (message(media_group_id=str, document={"file_name": "document.bin"}), message(media_group_id=str))),
    Happening("a voice", ("chat",), _shows("voice"), (message(voice={"mime_type": str, "duration": int}),)),
    Happening("a song", ("chat",), _shows("audio"), (message(audio=dict),)),
    Happening("an own contact", ("chat",), _shares(contact=True), (message(contact={"user_id": "$asha", "phone_number": "+919800000001"}),)),
    Happening("another's contact", ("chat",), _shares(contact={"phone_number": "+1", "first_name": "X", "last_name": "Y"}), (message(contact={"phone_number": "+1", "last_name": "Y"}),)),
    Happening("a place", ("chat",), _shares(location=True), (message(location={"latitude": float, "longitude": float}),)),
    Happening("a moving place", ("chat",), _shares(location={"latitude": 28.5, "longitude": 77.5, "live_period": 900, "heading": 5, "horizontal_accuracy": 1.5}), (message(location={"live_period": 900, "heading": 5, "horizontal_accuracy": 1.5}),)),
    Happening("a place that moved", ("moving",), _edits("moving", location={"latitude": 28.75, "longitude": 77.5}), (edited(location={"latitude": 28.75, "live_period": 900}),)),
    Happening("a place that stopped", ("moving",), _edits("moving", location=None), (edited(location={"latitude": 28.5, "longitude": 77.5}),)),
)  # fmt: skip
TAPS: Final = (
    Happening("a tap", ("sent_with_button",), lambda scene: scene.query, ({"callback_query": {"id": str, "data": "go:1", "chat_instance": str, "from": {"id": "$asha"}, "message": {"message_id": "$sent_with_button", "date": int, "reply_markup": dict}}},)),
    Happening("a tap on what is gone", ("gone_button",), lambda scene: scene.press(scene.gone_button, "go:1"), ({"callback_query": {"message": {"message_id": "$gone_button", "date": 0, "chat": {"id": "$chat"}}}},)),
)  # fmt: skip
MEMBERS: Final = (
    Happening("a block", ("chat",), lambda scene: scene.blocking, (status("my_chat_member", "member", "kicked", until_date=0),)),
    Happening("a group", ("imran",), lambda scene: scene.town.control("groups", id=-70_000 - scene.imran, title="New", members=[scene.imran]), (status("my_chat_member", "left", "member"),)),
    Happening("a removal of the bot", ("group",), _changes("group", bot="kicked"), (status("my_chat_member", "member", "kicked"),)),
    Happening("a promotion of the bot", ("supergroup",), _changes("supergroup", bot="member"), (status("my_chat_member", "administrator", "member"),)),
    Happening("somebody new", ("stranger", "supergroup"), _changes("supergroup", add=["$stranger"]), (status("chat_member", "left", "member", user={"id": "$stranger"}), message(new_chat_members=[{"id": "$stranger"}]))),
    Happening("somebody gone", ("supergroup",), _changes("supergroup", remove=["$imran"]), (status("chat_member", "member", "left"), message(left_chat_member={"id": "$imran"}))),
    Happening("somebody promoted", ("supergroup",), _changes("supergroup", administrators=["$imran"]), (status("chat_member", "member", "administrator", can_pin_messages=True),)),
    Happening("somebody restricted", ("supergroup",), _changes("supergroup", restrict=["$imran"], permissions={"can_send_messages": True}, seconds=3600), (status("chat_member", "member", "restricted", can_send_messages=True, can_send_polls=False, until_date=int),)),
    Happening("somebody who asks to be let in", ("stranger", "supergroup"), lambda scene: scene.asking, ({"chat_join_request": {"from": {"id": "$stranger"}, "user_chat_id": "$stranger", "date": int, "invite_link": {"creates_join_request": True, "creator": {"id": "$me"}}}},)),
)  # fmt: skip
SERVICE: Final = (
    Happening("a new title", ("group",), lambda scene: scene.town.control("groups", id=scene.group, title="Crew", members=[scene.asha, scene.imran]), (message(new_chat_title="Crew"),)),
    Happening("a migration", ("group",), lambda scene: scene.new_group, (message(migrate_to_chat_id="$new_group", chat={"id": "$group"}), message(migrate_from_chat_id="$group", chat={"id": "$new_group", "type": "supergroup"}))),
    Happening("a pin", ("other_bot", "admin_group_sent"), _other_bot("pinChatMessage", chat_id="$admin_group", message_id="$admin_group_sent"), (message(pinned_message={"message_id": "$admin_group_sent", "date": int}),)),
    Happening("a topic opened", ("other_bot", "forum"), _other_bot("createForumTopic", chat_id="$forum", name="Lead 9", icon_custom_emoji_id="5"), (message(forum_topic_created={"name": "Lead 9", "icon_color": int, "icon_custom_emoji_id": "5"}),)),
    Happening("a topic renamed", ("other_bot", "topic"), _other_bot("editForumTopic", chat_id="$forum", message_thread_id="$topic", name="Lead 10"), (message(forum_topic_edited={"name": "Lead 10"}),)),
    Happening("a topic closed", ("other_bot", "topic"), _other_bot("closeForumTopic", chat_id="$forum", message_thread_id="$topic"), (message(forum_topic_closed={}),)),
    Happening("a topic reopened", ("other_bot", "closed_topic"), _other_bot("reopenForumTopic", chat_id="$forum", message_thread_id="$closed_topic"), (message(forum_topic_reopened={}),)),
    Happening("General hidden", ("other_bot", "forum"), _other_bot("hideGeneralForumTopic", chat_id="$forum"), (message(general_forum_topic_hidden={}),)),
    Happening("General shown", ("other_bot", "hidden_general"), _other_bot("unhideGeneralForumTopic", chat_id="$forum"), (message(general_forum_topic_unhidden={}),)),
)  # fmt: skip
HAPPENINGS: Final = (*WORDS, *THINGS, *TAPS, *MEMBERS, *SERVICE)
