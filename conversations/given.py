"""What a person sent, in terms that readers understand; everything Telegram can deliver becomes one of these."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from aiogram.enums import ContentType
from aiogram.types import Message

from domain.media import Picture
from domain.words import N_

LONGEST_FILE_NAME: Final = 120
_NAMES: Final[Mapping[str, str]] = {
    ContentType.VOICE: N_("a voice message"),
    ContentType.AUDIO: N_("an audio file"),
    ContentType.VIDEO_NOTE: N_("a video message"),
    ContentType.STICKER: N_("a sticker"),
    ContentType.ANIMATION: N_("an animation"),
    ContentType.DICE: N_("a dice"),
    ContentType.POLL: N_("a poll"),
    ContentType.STORY: N_("a story"),
}
IMAGES: Final = frozenset({f"image/{name}" for name in ("jpeg", "png", "webp", "heic", "heif")})


class Kind(StrEnum):
    TEXT = "text"
    PICTURE = "picture"
    FILE = "file"
    PLACE = "place"
    CONTACT = "contact"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A FILE is a document or video that is not an image; `text` of a PICTURE is its caption; `album` is the same for all pictures sent together.

    `own`: a contact of the sender himself; `what` names something that answers nothing, a recording has its file all the same.
    """

    kind: Kind
    text: str = ""
    picture: Picture | None = None
    album: str | None = None
    latitude: float = 0.0
    longitude: float = 0.0
    name: str = ""
    phone: str = ""
    own: bool = False
    what: str = ""


def given(message: Message) -> Given:
    found = (read(message) for read in _READ)
    return next((what for what in found if what is not None), _other(message))


def _other(message: Message) -> Given:
    return Given(kind=Kind.OTHER, what=_NAMES.get(message.content_type, ""), picture=_recording(message))


def _recording(message: Message) -> Picture | None:
    """What was spoken or filmed on the spot: it can be kept as a file, beside what was asked."""
    file = message.voice or message.audio or message.video_note
    if file is None:
        return None
    return Picture(
        kind="video" if message.video_note else "document",
        unique_id=file.file_unique_id,
        file_id=file.file_id,
        mime_type="video/mp4" if message.video_note else (getattr(file, "mime_type", None) or "audio/ogg"),
        size=file.file_size or 0,
        taken_at=message.date,
        message=message.message_id,
    )


def _photo(message: Message) -> Given | None:
    if not message.photo:
        return None
    # The order of the sizes is not promised, so the largest is looked for.
    largest = max(message.photo, key=lambda size: size.width * size.height)
    picture = Picture(
        kind="photo",
        unique_id=largest.file_unique_id,
        file_id=largest.file_id,
        size=largest.file_size or 0,
        taken_at=message.date,
        message=message.message_id,
    )
    return _pictured(message, picture)


def _pictured(message: Message, picture: Picture) -> Given:
    """What is written under it is said as well."""
    return Given(kind=Kind.PICTURE, text=message.caption or "", picture=picture, album=message.media_group_id)


def _document(message: Message) -> Given | None:
    file = message.document
    if file is None or message.animation is not None:
        return None
    picture = Picture(
        kind="document",
        unique_id=file.file_unique_id,
        file_id=file.file_id,
        file_name=(file.file_name or "")[-LONGEST_FILE_NAME:],
        mime_type=file.mime_type or "",
        size=file.file_size or 0,
        taken_at=message.date,
        message=message.message_id,
    )
    if picture.mime_type in IMAGES:
        return _pictured(message, picture)
    return Given(kind=Kind.FILE, picture=picture, album=message.media_group_id)


def _video(message: Message) -> Given | None:
    if message.video is None:
        return None
    picture = Picture(
        kind="video",
        unique_id=message.video.file_unique_id,
        file_id=message.video.file_id,
        mime_type=message.video.mime_type or "",
        size=message.video.file_size or 0,
        taken_at=message.date,
        message=message.message_id,
    )
    return Given(kind=Kind.FILE, picture=picture, album=message.media_group_id)


def _place(message: Message) -> Given | None:
    if message.location is None:
        return None
    return Given(kind=Kind.PLACE, latitude=message.location.latitude, longitude=message.location.longitude)


def _contact(message: Message) -> Given | None:
    if message.contact is None:
        return None
    name = f"{message.contact.first_name} {message.contact.last_name or ''}".strip()
    sender = message.from_user.id if message.from_user else None
    own = sender is not None and message.contact.user_id == sender
    return Given(kind=Kind.CONTACT, name=name, phone=message.contact.phone_number, own=own)


def _text(message: Message) -> Given | None:
    return None if message.text is None else Given(kind=Kind.TEXT, text=message.text)


_READ: Final[tuple[Callable[[Message], Given | None], ...]] = (
    _photo,
    _document,
    _video,
    _place,
    _contact,
    _text,
)
