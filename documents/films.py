"""Films for those outside: what the camera wrote down beside the picture, where it stood among it, is blanked in place.

An MP4 or MOV file is a row of boxes, each with its length and four letters (ISO 14496-12). Notes stand in `udta`, `meta` and
`uuid`; nothing that is needed to play a film does. Blanked with as many zeros, every other byte stays where it was, so a film
can still be fetched in parts.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

_NOTES: Final = frozenset({b"udta", b"meta", b"uuid"})
_OPENED: Final = frozenset({b"moov", b"trak"})
_HEAD: Final = 8
_LONG_HEAD: Final = 16
_LARGEST: Final = 32 * 1024 * 1024
"""Bytes of a box that is read as a whole; all but the picture itself are far smaller."""
_MOST_BOXES: Final = 10_000
_DEEPEST: Final = 4
"""A track in a film is as deep as notes ever stand."""

Read = Callable[[int, int], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Patch:
    """What stands from `start` on instead."""

    start: int
    content: bytes


class Pieces(Protocol):
    async def size(self, sha256: str) -> int: ...
    def pieces(self, sha256: str, start: int, end: int) -> AsyncIterator[bytes]: ...


@dataclass(frozen=True, slots=True)
class Quiet:
    """A media store that gives this one film without its notes."""

    store: Pieces
    patches: Sequence[Patch]

    async def size(self, sha256: str) -> int:
        return await self.store.size(sha256)

    async def pieces(self, sha256: str, start: int, end: int) -> AsyncIterator[bytes]:
        at = start
        async for piece in self.store.pieces(sha256, start, end):
            yield _patched(piece, at, self.patches)
            at += len(piece)


async def without_notes(store: Pieces, sha256: str) -> Quiet:
    """Raises what the store raises; what is no film of this kind stays as it is."""
    length = await store.size(sha256)

    async def read(start: int, end: int) -> bytes:
        return b"".join([piece async for piece in store.pieces(sha256, start, min(end, length))])

    return Quiet(store, await patches_of(read, length))


async def patches_of(read: Read, length: int) -> list[Patch]:
    found: list[Patch] = []
    at = 0
    for _ in range(_MOST_BOXES):
        box = _box(await read(at, at + _LONG_HEAD), length - at)
        if box is None or (at == 0 and box[0] != b"ftyp"):
            break
        name, _, size = box
        if name in _NOTES | _OPENED and size <= _LARGEST:
            whole = bytearray(await read(at, at + size))
            _blank(whole, 0, len(whole), _DEEPEST)
            found.append(Patch(at, bytes(whole)))
        at += size
    return found


def _box(head: bytes, room: int) -> tuple[bytes, int, int] | None:
    """Name, length of its head, and its own; None where there is no box, or one that would not end within `room`."""
    if len(head) < _HEAD:
        return None
    size, long = int.from_bytes(head[:4]), _HEAD
    if size == 1 and len(head) == _LONG_HEAD:
        size, long = int.from_bytes(head[_HEAD:]), _LONG_HEAD
    elif size == 0:  # to the end of the file
        size = room
    return (head[4:_HEAD], long, size) if long <= size <= room else None


def _blank(content: bytearray, start: int, end: int, deep: int) -> None:
    at = start
    while (box := _box(bytes(content[at : min(at + _LONG_HEAD, end)]), end - at)) is not None:
        name, head, size = box
        if name in _NOTES:
            content[at + 4 : at + _HEAD] = b"free"
            content[at + head : at + size] = bytes(size - head)
        elif name in _OPENED and deep:
            _blank(content, at + head, at + size, deep - 1)
        at += size


def _patched(piece: bytes, at: int, patches: Sequence[Patch]) -> bytes:
    return b"".join(_parts(piece, at, patches))


def _parts(piece: bytes, at: int, patches: Sequence[Patch]) -> Iterator[bytes]:
    """The piece that begins at `at`, with what lies over it; patches are in order and do not touch."""
    done, end = at, at + len(piece)
    for patch in patches:
        first, last = max(done, patch.start), min(end, patch.start + len(patch.content))
        if first < last:
            yield piece[done - at : first - at]
            yield patch.content[first - patch.start : last - patch.start]
            done = last
    yield piece[done - at :]
