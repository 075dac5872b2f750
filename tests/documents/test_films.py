"""Films without what the camera wrote down: same length, same picture, no place."""

import hashlib
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as some

from documents.films import without_notes

PLACE = b"+18.5590+073.7878/"


def box(name: bytes, *parts: bytes, long: bool = False) -> bytes:
    content = b"".join(parts)
    if long:
        return (1).to_bytes(4) + name + (16 + len(content)).to_bytes(8) + content
    return (8 + len(content)).to_bytes(4) + name + content


def a_film(*, long: bool = False) -> bytes:
    """As phones write them: the place stands in `udta` of the film, in `meta` of a track, and beside."""
    track = box(b"trak", box(b"tkhd", b"1" * 80), box(b"meta", PLACE))
    index = box(b"moov", box(b"mvhd", b"2" * 100), track, box(b"udta", box(b"\xa9xyz", PLACE)), long=long)
    return b"".join(
        [box(b"ftyp", b"isom"), box(b"mdat", b"picture" * 999, long=long), index, box(b"uuid", PLACE)]
    )


class Store:
    def __init__(self, content: bytes, piece: int = 64) -> None:
        self.content, self.piece = content, piece
        self.sha256 = hashlib.sha256(content).hexdigest()

    async def size(self, sha256: str) -> int:
        assert sha256 == self.sha256
        return len(self.content)

    async def pieces(self, sha256: str, start: int, end: int) -> AsyncIterator[bytes]:
        assert sha256 == self.sha256
        for at in range(start, end, self.piece):
            yield self.content[at : min(end, at + self.piece)]


async def given_out(content: bytes, start: int = 0, end: int | None = None, piece: int = 64) -> bytes:
    store = Store(content, piece)
    quiet = await without_notes(store, store.sha256)
    assert await quiet.size(store.sha256) == len(content)
    wanted = quiet.pieces(store.sha256, start, len(content) if end is None else end)
    return b"".join([part async for part in wanted])


@pytest.mark.parametrize("long", [False, True])
async def test_no_place_is_left_and_every_other_byte_is_where_it_was(long: bool) -> None:  # noqa: FBT001  a case
    film = a_film(long=long)
    out = await given_out(film)
    assert PLACE not in out
    assert len(out) == len(film)
    kept = [(a, b) for a, b in zip(film, out, strict=True) if a != b]
    assert all(b in b"\0free" for _, b in kept)
    assert (b"picture" * 999 in out, b"1" * 80 in out, b"2" * 100 in out) == (True, True, True)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 and so on", PLACE, b"\0\0\0\x10ftypisom"])
async def test_what_is_no_film_with_notes_stays_as_it_is(content: bytes) -> None:
    assert await given_out(content) == content


@given(
    start=some.integers(0, 7000), length=some.integers(0, 7000), piece=some.sampled_from([1 << 20, 64, 61, 7])
)
async def test_any_part_of_it_is_that_part_of_the_whole(start: int, length: int, piece: int) -> None:
    film = a_film()
    whole, end = await given_out(film), min(len(film), start + length)
    assert await given_out(film, min(start, end), end, piece) == whole[min(start, end) : end]


@given(cut=some.integers(0, 8000), wrong=some.binary(max_size=40))
async def test_a_film_that_is_cut_short_or_broken_is_given_all_the_same(cut: int, wrong: bytes) -> None:
    broken = a_film()[:cut] + wrong
    assert len(await given_out(broken)) == len(broken)


async def test_a_film_made_to_be_endlessly_deep_ends() -> None:
    deep = b""
    for _ in range(5000):
        deep = box(b"trak", deep)
    film = box(b"ftyp", b"isom") + box(b"moov", deep)
    assert await given_out(film) == film
