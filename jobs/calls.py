"""A message as Bot API calls: which method, which parameters, which bytes to upload, split where it is too long."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Final

import orjson

from cards.message import Button, Entity, Message, Picture, ReplyButton
from cards.text import utf16_length

TEXT_MOST: Final = 4096  # UTF-16 units, after the entities are taken out
CAPTION_MOST: Final = 1024
CUT: Final = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """`uploads`: attachment name in `params` → the archived picture whose bytes belong there.

    `kept`: Telegram's id in `params` → the picture whose bytes we have as well, for when Telegram does not know its id.
    """

    method: str
    params: dict[str, Any]
    uploads: dict[str, Picture] = field(default_factory=dict)
    kept: dict[str, Picture] = field(default_factory=dict)


def calls(message: Message, chat_id: int, thread_id: int | None) -> list[Call]:
    """The message as calls in the order in which they must go out."""
    target: dict[str, Any] = {"chat_id": chat_id}
    if thread_id is not None:
        target["message_thread_id"] = thread_id
    if message.place is not None:
        point = {"latitude": message.place.latitude, "longitude": message.place.longitude}
        shown_on_map = Call(method="sendLocation", params={**target, **point})
        return [shown_on_map, *calls(replace(message, place=None), chat_id, thread_id)]
    if not message.pictures:
        return _texts(message, target)
    caption_fits = utf16_length(message.text) <= CAPTION_MOST and not (
        len(message.pictures) > 1 and markup(message)
    )
    shown = (
        message if caption_fits else replace(message, text="", entities=(), keyboard=(), reply_keyboard=())
    )
    rest = [] if caption_fits else _texts(replace(message, pictures=(), reply_to=None), target)
    pictures = [_album(shown, target)] if len(message.pictures) > 1 else [_picture(shown, target)]
    return [*pictures, *rest]


def edit(message: Message, chat_id: int, message_id: int) -> Call:
    """The call that makes a card that stands in the chat look like this."""
    target: dict[str, Any] = {"chat_id": chat_id, "message_id": message_id}
    keyboard = _inline(message.keyboard) if message.keyboard else {"inline_keyboard": []}
    if message.pictures:
        whole = one_piece(message, CAPTION_MOST)
        words = {"caption": whole.text, "caption_entities": _entities(whole.entities)}
        return Call(method="editMessageCaption", params={**target, **words, "reply_markup": keyboard})
    whole = one_piece(message, TEXT_MOST)
    words = {"text": whole.text, "entities": _entities(whole.entities)}
    return Call(method="editMessageText", params={**target, **words, **_NO_PREVIEW, "reply_markup": keyboard})


def card(message: Message) -> Message:
    """A card is one message: at most one picture, and text that fits beside it."""
    single = replace(message, pictures=message.pictures[:1])
    return one_piece(single, CAPTION_MOST if single.pictures else TEXT_MOST)


def digest(message: Message) -> str:
    """What a card shows, as a fingerprint; its first letter tells a picture from a text, which no edit can exchange."""
    shown = (
        message.text,
        [_entity(entity) for entity in message.entities],
        [[[button.label, button.data, button.url] for button in row] for row in message.keyboard],
    )
    return f"{'p' if message.pictures else 't'}:{hashlib.sha256(orjson.dumps(shown)).hexdigest()}"


def plain(call: Call) -> Call:
    """The same without styling, for when Telegram cannot read the entities."""
    styled = ("entities", "caption_entities")
    return replace(call, params={key: value for key, value in call.params.items() if key not in styled})


def from_kept(call: Call) -> Call | None:
    """The same with the bytes that we keep, for when Telegram takes an id of its own no more; None where there are none."""
    if not call.kept:
        return None
    names = {file_id: f"kept{number}" for number, file_id in enumerate(call.kept)}

    def put(value: Any) -> Any:  # noqa: ANN401  a parameter's JSON
        if isinstance(value, list):
            return [{**one, "media": put(one["media"])} for one in value]
        return f"attach://{names[value]}" if value in names else value

    sent = {"media", *_METHODS}
    params = {key: put(value) if key in sent else value for key, value in call.params.items()}
    uploads = call.uploads | {names[file_id]: picture for file_id, picture in call.kept.items()}
    return replace(call, params=params, uploads=uploads, kept={})


def one_piece(message: Message, most: int) -> Message:
    """The message itself, or as many of its lines as fit."""
    if utf16_length(message.text) <= most:
        return message
    start, end = next(_stretches(message.text, most - utf16_length(CUT)))
    cut = _piece(message, start, end)
    return replace(cut, text=cut.text + CUT)


def pieces(message: Message, most: int = TEXT_MOST) -> list[Message]:
    """The text in parts that fit, broken between lines; the keyboard is under the last, the reply at the first."""
    if utf16_length(message.text) <= most:
        return [message]
    parts = [part for span in _stretches(message.text, most) if (part := _piece(message, *span)).text.strip()]
    bare: dict[str, Any] = {
        "keyboard": (),
        "reply_keyboard": (),
        "force_reply": False,
        "remove_reply_keyboard": False,
    }
    first = replace(parts[0], **bare)
    middle = [replace(part, reply_to=None, **bare) for part in parts[1:-1]]
    return [first, *middle, replace(parts[-1], reply_to=None)]


def markup(message: Message) -> dict[str, Any] | None:
    if message.keyboard:
        return _inline(message.keyboard)
    if message.reply_keyboard:
        rows = [[_reply_button(button) for button in row] for row in message.reply_keyboard]
        return {"keyboard": rows, "resize_keyboard": True, "one_time_keyboard": True}
    if message.remove_reply_keyboard:
        return {"remove_keyboard": True}
    return {"force_reply": True, "selective": True} if message.force_reply else None


_NO_PREVIEW: Final[dict[str, Any]] = {"link_preview_options": {"is_disabled": True}}
_METHODS: Final = {"photo": "sendPhoto", "document": "sendDocument", "video": "sendVideo"}


def _texts(message: Message, target: dict[str, Any]) -> list[Call]:
    return [
        Call(
            method="sendMessage",
            params={
                **target,
                "text": part.text,
                "entities": _entities(part.entities),
                **_NO_PREVIEW,
                **_around(part),
            },
        )
        for part in pieces(message)
    ]


def _picture(message: Message, target: dict[str, Any]) -> Call:
    [picture] = message.pictures
    where, uploads = _attached(picture, "file0")
    words = {"caption": message.text, "caption_entities": _entities(message.entities)} if message.text else {}
    return Call(
        method=_METHODS[picture.kind],
        params={**target, picture.kind: where, **words, **_around(message)},
        uploads=uploads,
        kept=_kept([picture]),
    )


def _album(message: Message, target: dict[str, Any]) -> Call:
    media: list[dict[str, Any]] = []
    uploads: dict[str, Picture] = {}
    for number, picture in enumerate(message.pictures):
        where, more = _attached(picture, f"file{number}")
        media.append({"type": picture.kind, "media": where})
        uploads |= more
    if message.text:
        media[0] |= {"caption": message.text, "caption_entities": _entities(message.entities)}
    reply = {key: value for key, value in _around(message).items() if key == "reply_parameters"}
    return Call(
        method="sendMediaGroup",
        params={**target, "media": media, **reply},
        uploads=uploads,
        kept=_kept(message.pictures),
    )


def _kept(pictures: Sequence[Picture]) -> dict[str, Picture]:
    return {picture.file_id: picture for picture in pictures if picture.file_id and picture.sha256}


def _attached(picture: Picture, name: str) -> tuple[str, dict[str, Picture]]:
    # Telegram already has what it has given an id; only what it has never seen is uploaded.
    if picture.file_id:
        return picture.file_id, {}
    return f"attach://{name}", {name: picture}


def _around(message: Message) -> dict[str, Any]:
    around: dict[str, Any] = {}
    if (shown := markup(message)) is not None:
        around["reply_markup"] = shown
    if message.reply_to is not None:
        around["reply_parameters"] = {"message_id": message.reply_to, "allow_sending_without_reply": True}
    return around


def _inline(keyboard: Sequence[Sequence[Button]]) -> dict[str, Any]:
    return {"inline_keyboard": [[_button(button) for button in row] for row in keyboard]}


def _button(button: Button) -> dict[str, str]:
    if button.url is not None:
        return {"text": button.label, "url": button.url}
    return {"text": button.label, "callback_data": button.data or ""}


def _reply_button(button: ReplyButton) -> dict[str, Any]:
    asked = {f"request_{button.request}": True} if button.request else {}
    return {"text": button.label, **asked}


def _entities(entities: Sequence[Entity]) -> list[dict[str, Any]]:
    return [_entity(entity) for entity in entities]


def _entity(entity: Entity) -> dict[str, Any]:
    link = {"url": entity.url} if entity.url else {}
    return {"type": entity.type, "offset": entity.offset, "length": entity.length, **link}


def _piece(message: Message, start: int, end: int) -> Message:
    """The text between two character positions, without blank ends, with the entities that reach into it."""
    raw = message.text[start:end]
    start += len(raw) - len(raw.lstrip("\n"))
    text = raw.strip("\n")
    before, length = utf16_length(message.text[:start]), utf16_length(text)
    inside = (
        replace(entity, offset=left - before, length=right - left)
        for entity in message.entities
        for left, right in [
            (max(entity.offset, before), min(entity.offset + entity.length, before + length)),
        ]
        if left < right
    )
    return replace(message, text=text, entities=tuple(inside))


def _stretches(text: str, most: int) -> Iterator[tuple[int, int]]:
    """Character positions of parts of at most `most` units: whole lines, and a longer line cut between characters."""
    ends = [0]
    taken = 0
    last_line = 0
    for position, character in enumerate(text):
        width = 2 if character > "\uffff" else 1
        if taken + width > most:
            end = last_line if last_line > ends[-1] else position
            ends.append(end)
            taken = utf16_length(text[end:position])
        taken += width
        if character == "\n":
            last_line = position + 1
    yield from pairwise([*ends, len(text)])
