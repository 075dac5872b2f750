"""What a form of the page sends, read piece by piece: files go to disk as they come, and nothing counts before all is there."""

from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from domain.errors import Invalid
from domain.words import Words, say
from web.ports import Arrival, Media
from web.report.files import HEAD, Received, Slot

LONGEST_FIELD: Final = 4000
MOST_PARTS: Final = 2000
MOST_BODY: Final = 4 * 1024 * 1024 * 1024
"""What is read at all, so that the browser gets to see why something was too large."""
FILE: Final = "file-"


@dataclass(slots=True, kw_only=True)
class Sent:
    """`fields` by name, several of one name with commas between them; files, and why some were refused, by item."""

    fields: dict[str, str] = field(default_factory=dict)
    files: dict[str, list[Received]] = field(default_factory=dict)
    wrong: dict[str, Words] = field(default_factory=dict)

    def put(self, name: str, text: str) -> None:
        self.fields[name] = f"{self.fields[name]},{text}" if name in self.fields else text


async def read(request: Request, slots: Mapping[str, Slot], media: Media, stack: AsyncExitStack) -> Sent:
    """`slots` are the items that take files; what comes for others is left. Files live as long as `stack`.

    `Invalid` for a form that is not as the page makes it, or that did not come to its end.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or b"boundary" not in options:
        raise _unreadable()
    reader = _Reader(slots, media, stack)
    length = 0
    try:
        parser = MultipartParser(options[b"boundary"], reader.callbacks)  # type: ignore[arg-type]  # its own TypedDict
        async for piece in request.stream():
            length += len(piece)
            if length > MOST_BODY:
                raise _unreadable()
            parser.write(piece)
            await reader.catch_up()
        parser.finalize()
    except FormParserError:
        raise _unreadable() from None
    if not reader.is_whole:
        raise _unreadable()
    return reader.sent


@dataclass(slots=True)
class _Part:
    name: str = ""
    file_name: str | None = None
    text: bytearray = field(default_factory=bytearray)
    head: bytearray = field(default_factory=bytearray)
    slot: Slot | None = None
    arrival: Arrival | None = None
    size: int = 0


class _Reader:
    """The parser tells of pieces at once; what has to wait for the disk is caught up with after each piece of the body."""

    def __init__(self, slots: Mapping[str, Slot], media: Media, stack: AsyncExitStack) -> None:
        self.sent = Sent()
        self.is_whole = False
        self._slots = slots
        self._media = media
        self._stack = stack
        self._part = _Part()
        self._header = (b"", b"")
        self._waiting: list[tuple[_Part, Slot, bytes | None]] = []
        self._parts = 0

    @property
    def callbacks(self) -> dict[str, Callable[..., None]]:
        return {
            "on_part_begin": self._on_begin,
            "on_header_field": self._on_header_field,
            "on_header_value": self._on_header_value,
            "on_header_end": self._on_header_end,
            "on_part_data": self._on_data,
            "on_part_end": self._on_part_end,
            "on_end": self._on_end,
        }

    def _on_begin(self) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise _unreadable()
        self._part = _Part()

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header = (self._header[0] + data[start:end], self._header[1])

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header = (self._header[0], self._header[1] + data[start:end])

    def _on_header_end(self) -> None:
        name, value = self._header
        self._header = (b"", b"")
        if name.lower() != b"content-disposition":
            return
        options = parse_options_header(value)[1]
        self._part.name = _clean(options.get(b"name", b""))
        if b"filename" in options:
            self._part.file_name = _clean(options[b"filename"])
            self._part.slot = self._slots.get(self._part.name.removeprefix(FILE))

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        part = self._part
        if part.file_name is None:
            part.text += data[start:end]
            if len(part.text) > 8 * LONGEST_FIELD:
                raise _unreadable()
        elif part.slot is not None:
            self._waiting.append((part, part.slot, data[start:end]))

    def _on_part_end(self) -> None:
        if self._part.file_name is None:
            self.sent.put(self._part.name, _clean(bytes(self._part.text))[:LONGEST_FIELD])
        elif self._part.slot is not None:
            self._waiting.append((self._part, self._part.slot, None))

    def _on_end(self) -> None:
        self.is_whole = True

    async def catch_up(self) -> None:
        waiting, self._waiting = self._waiting, []
        for part, slot, piece in waiting:
            if piece is None:
                self._ended(part, slot)
            else:
                await self._came(part, slot, piece)

    async def _came(self, part: _Part, slot: Slot, piece: bytes) -> None:
        part.size += len(piece)
        part.head += piece[: HEAD - len(part.head)]
        if len(part.head) == HEAD and _wrong_with(part, slot) is not None:
            return
        if part.arrival is None:
            part.arrival = await self._stack.enter_async_context(self._media.arriving())
        await part.arrival.write(piece)

    def _ended(self, part: _Part, slot: Slot) -> None:
        if not part.size and not part.file_name:
            return  # nothing was chosen
        key = part.name.removeprefix(FILE)
        wrong = _wrong_with(part, slot)
        if wrong is not None or part.arrival is None:
            self.sent.wrong[key] = wrong or _empty()
            return
        received = Received(
            type=slot.named_by(bytes(part.head)), name=part.file_name or "", arrival=part.arrival
        )
        self.sent.files.setdefault(key, []).append(received)


def _wrong_with(part: _Part, slot: Slot) -> Words | None:
    """By its first bytes, and by how much of it has come; what is wrong with a file stays wrong whatever follows."""
    if not part.size:
        return _empty()
    if part.size > slot.most:
        return slot.too_large(part.size)
    try:
        slot.named_by(bytes(part.head))
    except Invalid as wrong:
        return wrong.words
    return None


def _empty() -> Words:
    return say("This file is empty. Please choose it again.")


def _clean(text: bytes) -> str:
    """Without what no database keeps: null characters and halves of characters."""
    return text.decode("utf-8", "ignore").replace("\x00", "")


def _unreadable() -> Invalid:
    return Invalid(say("We could not read what was sent. Please open the page again and send it once more."))
