"""A large film before the desk's browser: in pieces, and never as a whole in memory."""

from pathlib import Path

import pytest
from starlette.responses import StreamingResponse

from domain.errors import NotFound
from storage.arriving import PIECE
from storage.media import FolderStore
from web.portal.kept_files import file_answer

FILM = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 20_000


class NeverWhole(FolderStore):
    async def get(self, sha256: str) -> bytes:
        raise AssertionError(f"{sha256} is read as a whole")


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        (None, 200, 0, len(FILM)),
        ("bytes=0-", 206, 0, len(FILM)),
        ("bytes=3000000-4999999", 206, 3_000_000, 5_000_000),
        ("bytes=-10", 206, len(FILM) - 10, len(FILM)),
    ],
)
async def test_it_comes_in_pieces(
    tmp_path: Path, asked: str | None, status: int, start: int, end: int
) -> None:
    media = NeverWhole(tmp_path)
    answer = await file_answer(media, await media.put(FILM), "walk.mp4", asked)
    assert (answer.status_code, answer.media_type) == (status, "video/mp4")
    assert answer.headers["content-length"] == str(end - start)
    assert isinstance(answer, StreamingResponse)
    pieces = [bytes(piece) async for piece in answer.body_iterator]  # type: ignore[arg-type]  # bytes, as it was given
    assert b"".join(pieces) == FILM[start:end]
    assert max(map(len, pieces)) <= PIECE


async def test_what_is_not_there_is_asked_for_later(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        await file_answer(NeverWhole(tmp_path), "a" * 64, "walk.mp4")
