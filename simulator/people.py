"""What people do: write, send files, edit, tap, join and leave, block."""

import re
from dataclasses import dataclass

from simulator import media, membership, rights
from simulator.access import general
from simulator.errors import Wrong
from simulator.formatting import formatted
from simulator.formatting_text import units
from simulator.keyboards import inline_button, labels, reply_button
from simulator.model import Chat, Json, Message, Person, Tap, Upload
from simulator.posting import post, post_service, queue_tap
from simulator.world import World

DELHI = {"latitude": 28.6139, "longitude": 77.209}
TOGETHER = {"photo": "visual", "video": "visual", "document": "document"}
MOST_IN_ALBUM = 10
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(slots=True)
class Draft:
    """What someone is about to send, and where in the chat it goes."""

    sender: Person
    text: str = ""
    reply_to: int | None = None
    thread: int | None = None
    anonymous: bool = False
    quote: str = ""


def draft(world: World, chat: Chat, body: Json) -> Draft:
    sender = someone(world, chat, body.get("from"))
    reply_to, thread = _number(body, "reply_to"), _number(body, "thread")
    if reply_to is not None and chat.message(reply_to) is None:
        raise Wrong(
            f"there is no message {reply_to} in chat {chat.id} to reply to; see GET /sim/chats/{chat.id}/messages"
        )
    if thread is not None and thread not in chat.topics:
        raise Wrong(f"there is no topic {thread} in chat {chat.id}; topics: {list(chat.topics)}")
    _check_open(chat, sender, thread)
    anonymous = bool(body.get("anonymous"))
    if anonymous and not rights.is_admin(sender.id, chat):
        raise Wrong(f"{sender.name} is no administrator of chat {chat.id}, so he writes under his name", 403)
    return Draft(sender, _words(body), reply_to, thread, anonymous, str(body.get("quote") or ""))


def _check_open(chat: Chat, sender: Person, thread: int | None) -> None:
    if not chat.forum or rights.has_right(chat, sender.id, "can_manage_topics"):
        return
    if thread is not None and chat.topics[thread].closed:
        raise Wrong(f"topic {thread} is closed; only administrators write there", 403)
    if thread is None and general(chat)["closed"]:
        raise Wrong("the General topic is closed; only administrators write there", 403)


def _words(body: Json) -> str:
    """`start` is the payload of a deep link that he has opened."""
    if body.get("start") is None:
        return str(body.get("text") or "")
    if not PAYLOAD.fullmatch(str(body["start"])):
        raise Wrong(
            'a deep link carries 1-64 of A-Z, a-z, 0-9, _ and -; example: {"from": 7, "start": "invite-1"}'
        )
    return f"/start {body['start']}"


def _number(body: Json, name: str) -> int | None:
    value = body.get(name)
    if value is None or value == "":
        return None
    try:
        return int(str(value))
    except ValueError:
        raise Wrong(f'"{name}" is an id, not {value!r}; example: {{"{name}": 12}}') from None


def person_of(world: World, who: object) -> Person:
    try:
        return world.people[int(str(who))]
    except (ValueError, KeyError):
        raise Wrong(f"{who!r} is not the id of a person; people: GET /sim/users") from None


def someone(world: World, chat: Chat, who: object) -> Person:
    person = person_of(world, who)
    if person.deactivated:
        raise Wrong(f"{person.name} deleted his account", 403)
    if not chat.has(person.id):
        raise Wrong(
            f"{person.name} ({person.id}) is not in chat {chat.id}; add him: POST /sim/chats/{chat.id}/members",
            403,
        )
    return person


def new_message(world: World, made: Draft, kind: str = "text", body: object = None) -> Message:
    message = Message(world.clock.stamp(), made.sender.id, kind=kind, body=body)
    message.text, message.entities = formatted(made.text, None, None)
    message.reply_to, message.thread = made.reply_to, made.thread
    if made.anonymous:
        message.sender, message.anonymous = 1087968824, True
    if made.quote:
        message.more = {"quote": {"text": made.quote, "position": 0, "is_manual": True}}
    return message


def check_may(chat: Chat, sender: Person, kind: str) -> None:
    """In the app the field to write in is not even there."""
    refusal = rights.refusal_to_send(chat, sender.id, kind)
    if refusal is not None:
        words = refusal.description.removeprefix("Bad Request: ")
        raise Wrong(f"{sender.name} may not do this here: {words}", 403)


def write(world: World, chat: Chat, made: Draft, extra: Json) -> Message:
    """`extra` may carry a contact or a location in place of words, or `forward_from`."""
    kind, content = _content(world, made.sender, extra)
    rights.settle(chat, world.clock.now())
    check_may(chat, made.sender, kind)
    message = new_message(world, made, kind, content)
    if kind == "text" and not message.text:
        raise Wrong('nothing to send; example: {"from": 7, "text": "hello"}')
    if kind == "text" and units(message.text) > 4096:
        raise Wrong("the app cuts texts at 4096 characters; send it in parts")
    if extra.get("forward_from"):
        author = _number(extra, "forward_from")
        message.forward = {"sender": world.user(author or 0).id, "date": message.date}
    _open(world, chat, message)
    return post(world, chat, message)


def _content(world: World, sender: Person, extra: Json) -> tuple[str, Json | None]:
    if contact := extra.get("contact"):
        return "contact", own_contact(sender) if contact is True else _contact(world, contact)
    if location := extra.get("location"):
        return "location", dict(DELHI) if location is True else location_of(location)
    return "text", None


def own_contact(person: Person) -> Json:
    contact: Json = {"phone_number": _number_of(person), "first_name": person.first_name}
    if person.last_name:
        contact["last_name"] = person.last_name
    return contact | {"user_id": person.id}


def _contact(world: World, given: object) -> Json:
    """Telegram fills in whose number it is; nobody can claim to be another."""
    if not isinstance(given, dict) or "phone_number" not in given:
        raise Wrong('a contact is true or {"phone_number": "+919800000001", "first_name": "Asha"}')
    keys = ("phone_number", "first_name", "last_name")
    contact = {"first_name": "Contact"} | {key: given[key] for key in keys if key in given}
    number = _digits(contact["phone_number"])
    owner = next((who for who in world.people.values() if _digits(_number_of(who)) == number), None)
    return contact | ({"user_id": owner.id} if owner is not None else {})


def _number_of(person: Person) -> str:
    return person.phone or f"91{person.id:010d}"


def _digits(phone: object) -> str:
    return re.sub(r"\D", "", str(phone))


def location_of(given: object) -> Json:
    if not isinstance(given, dict) or not {"latitude", "longitude"} <= given.keys():
        raise Wrong('a location is {"latitude": 28.6, "longitude": 77.2, "live_period": 900}')
    keys = ("latitude", "longitude", "horizontal_accuracy", "live_period", "heading")
    return {key: given[key] for key in keys if key in given}


def _open(world: World, chat: Chat, message: Message) -> None:
    """Writing to a bot opens the private chat, and unblocks it."""
    if not chat.is_private:
        return
    if chat.blocked:
        block(world, chat, blocked=False)
    if not chat.started and not message.text.startswith("/start"):
        raise Wrong(f'the chat is not open yet; first: {{"from": {chat.id}, "text": "/start"}}', 409)
    if not chat.started:
        chat.started = True
        world.changed(chat)


async def send_files(
    world: World, chat: Chat, made: Draft, uploads: list[tuple[str, Upload]]
) -> list[Message]:
    """One file is one message; several are an album, documents apart from photos and videos."""
    if len(uploads) > MOST_IN_ALBUM:
        raise Wrong(f"an album holds at most {MOST_IN_ALBUM} files, not {len(uploads)}")
    rights.settle(chat, world.clock.now())
    for kind, _ in uploads:
        check_may(chat, made.sender, kind)
    bodies = [(kind, await _file(world, kind, upload)) for kind, upload in uploads]
    messages = []
    for index, (kind, body) in enumerate(bodies):
        message = new_message(world, made, kind, body)
        if index:
            message.text, message.entities = "", []
        messages.append(message)
    _join(world, messages)
    for message in messages:
        _open(world, chat, message)
        post(world, chat, message)
    return messages


async def _file(world: World, kind: str, upload: Upload) -> object:
    if not upload.data:
        raise Wrong(f'the file "{upload.name}" is empty')
    if kind == "photo":
        return await media.photo(world.files, upload)
    return media.plain_file(world.files, kind, upload, {})


def _join(world: World, messages: list[Message]) -> None:
    for group in ("visual", "document"):
        together = [message for message in messages if TOGETHER.get(message.kind) == group]
        if len(together) > 1:
            album = str(13_000_000_000_000_000 + world.count())
            for message in together:
                message.album = album


def tap(world: World, chat: Chat, message_id: int, body: Json) -> Tap | Message | str:
    """A Tap that waits for its answer, the message a reply-keyboard button sent, or the url of a link."""
    person = someone(world, chat, body.get("from"))
    message = chat.messages.get(message_id)
    if message is None:
        raise Wrong(f"there is no message {message_id} in chat {chat.id}", 404)
    if isinstance(body.get("data"), str):
        return _press(world, chat, message, person, body["data"])
    wanted = str(body.get("button") or "")
    pressed = None if message.deleted else inline_button(message, wanted)
    if pressed is not None:
        return (
            pressed["url"]
            if "url" in pressed
            else _press(world, chat, message, person, pressed.get("callback_data", ""))
        )
    key = None if message.deleted else reply_button(message, wanted)
    if key is None:
        raise Wrong(f'message {message_id} has no button "{wanted}"; it has: {labels(message)}', 404)
    return _type(world, chat, person, key)


def _press(world: World, chat: Chat, message: Message, person: Person, data: str) -> Tap:
    if message.sender not in world.bots:
        raise Wrong(f"message {message.id} was not sent by a bot, so it has no buttons")
    tapped = Tap(
        id=str(4_000_000_000_000_000_000 + world.count()),
        bot=message.sender,
        person=person.id,
        chat=chat.id,
        message=message.id,
        data=data,
        at=world.clock.now(),
    )
    world.remember(tapped)
    queue_tap(world, tapped, chat)
    return tapped


def _type(world: World, chat: Chat, person: Person, key: Json) -> Message:
    """A reply-keyboard button writes its words, or shares a contact or a location."""
    if key.get("request_contact"):
        return write(world, chat, Draft(person), {"contact": True})
    if key.get("request_location"):
        return write(world, chat, Draft(person), {"location": True})
    return write(world, chat, Draft(person, key["text"]), {})


def block(world: World, chat: Chat, *, blocked: bool) -> None:
    if chat.person is None:
        raise Wrong(f"chat {chat.id} is a group; only a private chat can be blocked")
    membership.block(world, chat, blocked=blocked)


def join(world: World, chat: Chat, ids: list[int], *, by: int) -> None:
    new = [who for who in ids if not chat.has(who)]
    for who in new:
        bot = world.bots.get(who)
        if bot is not None and not bot.can_join_groups:
            raise Wrong(f"{bot.first_name} cannot be added to groups: its can_join_groups is off", 403)
    for who in new:
        membership.change(world, chat, who, "member", by=by)
    if new:
        post_service(world, chat, by, {"new_chat_members": new})


def leave(world: World, chat: Chat, ids: list[int], *, by: int) -> None:
    for who in ids:
        if chat.has(who):
            membership.change(world, chat, who, "left", by=by)
            post_service(world, chat, by, {"left_chat_member": who})
