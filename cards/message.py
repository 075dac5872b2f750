"""What a person is shown in Telegram, before anybody knows which Bot API call it becomes."""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A styled stretch of text; offset and length count UTF-16 units, as Telegram does."""

    type: Literal["bold", "italic", "code", "text_link", "blockquote"]
    offset: int
    length: int
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """An inline button: either a tap (`data`, at most 64 bytes) or a link (`url`)."""

    label: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyButton:
    """A reply-keyboard key; contact and location requests exist in private chats only."""

    label: str
    request: Literal["contact", "location"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A photo or document: bytes archived in the media store, a Telegram file id, or made when it is sent.

    `qr` is the text of a QR code to be drawn; `content` are bytes that are kept nowhere; `report` names the visit whose
    report is set as a PDF when it is sent, `books` the month of the books whose file is made then, by the ending of its name.
    """

    kind: Literal["photo", "document", "video"]
    sha256: str | None = None
    file_id: str | None = None
    file_name: str = ""
    qr: str = ""
    content: bytes | None = None
    report: str = ""
    books: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A point on the map, shown as Telegram shows it."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message. More than one picture is an album (2-10, no keyboard); one picture takes `text` as its caption.

    A `place` is shown as a map before the text.
    """

    text: str
    entities: tuple[Entity, ...] = ()
    keyboard: tuple[tuple[Button, ...], ...] = ()
    reply_keyboard: tuple[tuple[ReplyButton, ...], ...] = ()
    remove_reply_keyboard: bool = False
    force_reply: bool = False
    reply_to: int | None = None
    pictures: tuple[Picture, ...] = field(default=())
    place: Place | None = None
