"""What a case finds around it, made when it is named: `"$chat"` in a case's parameters is `Scene.chat`."""

import itertools
from functools import cached_property
from typing import Any

from tests.simulator.conformance.clients import File
from tests.simulator.driving import Json, Town, a_photo

OTHER_BOTS = itertools.count(800_001)
SUPERGROUPS = itertools.count(1_000_000_000_001)
PHOTO, OTHER_PHOTO = a_photo(400, 300), a_photo(300, 400)
GO: Json = {"inline_keyboard": [[{"text": "Go", "callback_data": "go:1"}]]}


class Scene:
    """A town of its own for each case. Messages and files are known by their ids."""

    photo_file = File("roof.jpg", PHOTO)
    second_photo_file = File("meter.jpg", OTHER_PHOTO)
    document_file = File("bill.pdf", b"%PDF-1.4 bill")
    video_file = File("walk.mp4", b"film")
    voice_file = File("note.oga", b"OggS")
    audio_file = File("hum.mp3", b"ID3")
    animation_file = File("spin.mp4", b"spin")
    empty_file = File("empty.bin", b"")

    def __init__(self, town: Town) -> None:
        self.town = town
        self.asha = town.asha

    def fill(self, value: Any) -> Any:  # noqa: ANN401  any JSON
        """The same with every `"$name"` replaced by what it names."""
        if isinstance(value, str) and value.startswith("$"):
            return getattr(self, value[1:])
        if isinstance(value, dict):
            return {key: self.fill(item) for key, item in value.items()}
        return [self.fill(item) for item in value] if isinstance(value, list) else value

    @cached_property
    def chat(self) -> int:
        return self.town.start()

    @cached_property
    def me(self) -> int:
        return int(self.town.token.partition(":")[0])

    @cached_property
    def username(self) -> str:
        return self.town.username

    @cached_property
    def other_bot(self) -> int:
        number = next(OTHER_BOTS)
        self.town.control("bots", token=f"{number}:other", username=f"other{number}_bot")
        return number

    def as_other_bot(self, method: str, **params: object) -> None:
        answer = self.town.http.post(f"/bot{self.other_bot}:other/{method}", json=params)
        assert answer.json()["ok"], answer.text

    @cached_property
    def imran(self) -> int:
        return self.town.person("Imran", username="imran_k")

    @cached_property
    def group(self) -> int:
        return self.town.group(self.imran)

    @cached_property
    def admin_group(self) -> int:
        return self.town.group(self.imran, bot_is_admin=True)

    @cached_property
    def supergroup(self) -> int:
        number, members = -next(SUPERGROUPS), [self.asha, self.imran]
        self.town.control("groups", id=number, title="Yard", members=members, bot_is_admin=True)
        self.town.drain()
        return number

    @cached_property
    def forum(self) -> int:
        return self.town.group(self.imran, forum=True, bot_is_admin=True)

    @cached_property
    def plain_forum(self) -> int:
        """A forum in which the bot is no administrator, with a topic from when it was one."""
        _ = self.topic
        self.town.control(f"chats/{self.forum}/members", bot="member")
        return self.forum

    @cached_property
    def topic(self) -> int:
        made = self.town.ok("createForumTopic", chat_id=self.forum, name="Lead 1042")
        return int(made["message_thread_id"])

    @cached_property
    def closed_topic(self) -> int:
        made = self.town.ok("createForumTopic", chat_id=self.forum, name="Lead 1041")
        thread = int(made["message_thread_id"])
        self.town.ok("closeForumTopic", chat_id=self.forum, message_thread_id=thread)
        return thread

    # Members of the supergroup, and General.

    def _of_yard(self, method: str, **more: object) -> Any:  # noqa: ANN401  whatever the method returns
        return self.town.ok(method, chat_id=self.supergroup, **more)

    @cached_property
    def banned(self) -> int:
        self._of_yard("banChatMember", user_id=self.imran)
        return self.imran

    @cached_property
    def restricted(self) -> int:
        self._of_yard("restrictChatMember", user_id=self.imran, permissions={"can_send_messages": False})
        return self.imran

    @cached_property
    def promoted(self) -> int:
        self._of_yard("promoteChatMember", user_id=self.imran, can_pin_messages=True)
        return self.imran

    @cached_property
    def silenced(self) -> bool:
        return bool(self._of_yard("setChatPermissions", permissions={"can_send_messages": False}))

    @cached_property
    def link(self) -> str:
        return str(self._of_yard("createChatInviteLink", name="Crew")["invite_link"])

    @cached_property
    def asking(self) -> int:
        """Asked to be let in."""
        made = self._of_yard("createChatInviteLink", creates_join_request=True)
        self.town.control("join", user=self.stranger, link=made["invite_link"])
        return self.stranger

    @cached_property
    def closed_general(self) -> bool:
        return bool(self.town.ok("closeGeneralForumTopic", chat_id=self.forum))

    @cached_property
    def hidden_general(self) -> bool:
        return bool(self.town.ok("hideGeneralForumTopic", chat_id=self.forum))

    @cached_property
    def poll(self) -> int:
        options = [{"text": "Monday"}, {"text": "Tuesday"}]
        made = self.town.ok("sendPoll", chat_id=self.group, question="When?", options=options)
        return int(made["message_id"])

    # Chats that cannot be written to.

    @cached_property
    def stranger(self) -> int:
        """Knows the bot from nowhere."""
        return self.town.person("Meera")

    @cached_property
    def colleague(self) -> int:
        """In a group with the bot, but never wrote to it."""
        _ = self.group
        return self.imran

    @cached_property
    def blocking(self) -> int:
        self.town.control(f"chats/{self.chat}/block", blocked=True)
        return self.chat

    @cached_property
    def gone(self) -> int:
        """Deleted the account after having started the bot."""
        self.town.control("users", id=self.chat, deactivated=True)
        return self.chat

    @cached_property
    def kicked_group(self) -> int:
        self.town.control(f"chats/{self.group}/members", bot="kicked")
        return self.group

    @cached_property
    def left_group(self) -> int:
        self.town.control(f"chats/{self.group}/members", bot="left")
        return self.group

    @cached_property
    def left_supergroup(self) -> int:
        self.town.control(f"chats/{self.supergroup}/members", bot="left")
        return self.supergroup

    @cached_property
    def old_group(self) -> int:
        """Became the supergroup `new_group`."""
        _ = self.new_group
        return self.group

    @cached_property
    def new_group(self) -> int:
        return int(self.town.control(f"chats/{self.group}/migrate")["chat"])

    @cached_property
    def busy(self) -> int:
        """A chat whose next call is answered 429."""
        self.town.control("faults", kind="too_many_requests", chat=self.chat, retry_after=7)
        return self.chat

    @cached_property
    def failing(self) -> int:
        """A chat whose next call is answered 500."""
        self.town.control("faults", kind="server_error", chat=self.chat)
        return self.chat

    @cached_property
    def failing_gateway(self) -> int:
        self.town.control("faults", kind="server_error", status=502, chat=self.chat)
        return self.chat

    # Messages in the private chat; `group_…` in the group.

    def _sent(self, chat: int, **more: object) -> int:
        return int(self.town.ok("sendMessage", chat_id=chat, text="before", **more)["message_id"])

    @cached_property
    def sent(self) -> int:
        return self._sent(self.chat)

    @cached_property
    def sent_with_button(self) -> int:
        return self._sent(self.chat, reply_markup=GO)

    @cached_property
    def sent_with_keyboard(self) -> int:
        return self._sent(self.chat, reply_markup={"keyboard": [[{"text": "Yes"}]]})

    @cached_property
    def protected(self) -> int:
        return self._sent(self.chat, protect_content=True)

    @cached_property
    def deleted(self) -> int:
        message = self._sent(self.chat)
        self.town.ok("deleteMessage", chat_id=self.chat, message_id=message)
        return message

    @cached_property
    def old(self) -> int:
        """Sent 49 hours ago."""
        message = self._sent(self.chat)
        self.town.advance("49h")
        return message

    @cached_property
    def said(self) -> int:
        """What Asha wrote; the update of it is gone."""
        message = int(self.town.says(self.chat, "look")["id"])
        self.town.drain()
        return message

    @cached_property
    def gone_button(self) -> int:
        self.town.ok("deleteMessage", chat_id=self.chat, message_id=self.sent_with_button)
        return self.sent_with_button

    @cached_property
    def moving(self) -> int:
        """Asha's live location."""
        where = {"latitude": 28.5, "longitude": 77.5, "live_period": 900}
        answer = self.town.control(f"chats/{self.chat}/messages", **{"from": self.asha, "location": where})
        return int(answer["message"]["id"])

    @cached_property
    def group_sent(self) -> int:
        return self._sent(self.group)

    @cached_property
    def group_said(self) -> int:
        return int(self.town.says(self.asha, "/look", chat=self.group)["id"])

    @cached_property
    def supergroup_said(self) -> int:
        return int(self.town.says(self.asha, "look", chat=self.supergroup)["id"])

    @cached_property
    def admin_group_sent(self) -> int:
        return self._sent(self.admin_group)

    @cached_property
    def pinned(self) -> int:
        self.town.ok("pinChatMessage", chat_id=self.admin_group, message_id=self.admin_group_sent)
        return self.admin_group_sent

    @cached_property
    def service(self) -> int:
        """The line that a pinning leaves."""
        _ = self.pinned
        return int(self.town.seen(self.admin_group)[-1]["id"])

    @cached_property
    def sent_photo(self) -> int:
        return int(self._photo["message_id"])

    @cached_property
    def photo_id(self) -> str:
        return str(self._photo["photo"][-1]["file_id"])

    @cached_property
    def _photo(self) -> Json:
        file = {"photo": (self.photo_file.name, self.photo_file.data)}
        sent: Json = self.town.uploads("sendPhoto", file, chat_id=str(self.chat), caption="roof")
        return sent

    @cached_property
    def document_id(self) -> str:
        file = {"document": (self.document_file.name, self.document_file.data)}
        sent = self.town.uploads("sendDocument", file, chat_id=str(self.chat))
        return str(sent["document"]["file_id"])

    @cached_property
    def large_document_id(self) -> str:
        file = {"document": ("large.bin", bytes(20 * 1024 * 1024 + 1))}
        sent = self.town.uploads("sendDocument", file, chat_id=str(self.chat))
        return str(sent["document"]["file_id"])

    @cached_property
    def place(self) -> int:
        return self._place()

    @cached_property
    def live_place(self) -> int:
        return self._place(live_period=900)

    def _place(self, **more: object) -> int:
        sent = self.town.ok("sendLocation", chat_id=self.chat, latitude=28.6, longitude=77.2, **more)
        return int(sent["message_id"])

    # About the bot.

    @cached_property
    def webhook(self) -> bool:
        url = "http://127.0.0.1:9/hook"
        return bool(self.town.ok("setWebhook", url=url, allowed_updates=["message"]))

    @cached_property
    def commands(self) -> bool:
        kept = [{"command": "help", "description": "What I can do"}]
        return bool(self.town.ok("setMyCommands", commands=kept, scope={"type": "all_private_chats"}))

    @cached_property
    def page(self) -> bool:
        button = {"type": "web_app", "text": "Board", "web_app": {"url": "https://a.b"}}
        return bool(self.town.ok("setChatMenuButton", chat_id=self.chat, menu_button=button))

    # Taps.

    @cached_property
    def query(self) -> str:
        return str(self.town.taps(self.chat, self.sent_with_button, "Go")["id"])

    def press(self, message: int, data: str) -> None:
        """Callback data that no button shows any more; nobody waits for an answer."""
        path = f"/sim/chats/{self.chat}/messages/{message}/taps"
        where = {"bot": self.town.username, "wait": "0"}
        answer = self.town.http.post(path, params=where, json={"from": self.asha, "data": data})
        assert answer.status_code == 200, answer.text

    @cached_property
    def answered_query(self) -> str:
        query = self.query
        self.town.ok("answerCallbackQuery", callback_query_id=query)
        return query

    @cached_property
    def old_query(self) -> str:
        query = self.query
        self.town.advance("2m")
        return query
