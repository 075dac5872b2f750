import asyncio
import hashlib
import os
from pathlib import Path

import pytest
from obstore.store import MemoryStore

from domain.errors import Unavailable
from storage.arriving import PIECE
from storage.media import BucketStore, FolderStore, MediaStore, media_store

PHOTO = b"\xff\xd8 a photo"
SHA256 = hashlib.sha256(PHOTO).hexdigest()


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> MediaStore:
    return FolderStore(tmp_path / "media") if request.param == "folder" else BucketStore(MemoryStore())


async def test_bytes_come_back_by_their_digest(store: MediaStore) -> None:
    assert await store.put(PHOTO) == SHA256
    assert await store.get(SHA256) == PHOTO


async def test_the_same_bytes_twice_are_one(store: MediaStore) -> None:
    assert await store.put(PHOTO) == await store.put(PHOTO)


async def test_what_was_never_put_is_missing(store: MediaStore) -> None:
    assert not await store.has(SHA256)
    with pytest.raises(KeyError):
        await store.get(SHA256)


async def test_what_is_deleted_is_gone_and_may_be_deleted_again(store: MediaStore) -> None:
    await store.put(PHOTO)
    await store.delete(SHA256)
    assert not await store.has(SHA256)
    await store.delete(SHA256)


async def test_a_file_that_comes_in_pieces_is_kept_like_any_other(store: MediaStore) -> None:
    async with store.arriving() as arrival:
        for piece in (PHOTO[:3], PHOTO[3:]):
            await arrival.write(piece)
        assert (arrival.size, await arrival.content()) == (len(PHOTO), PHOTO)
        assert await arrival.keep() == SHA256
    assert await store.get(SHA256) == PHOTO


async def test_a_file_that_does_not_come_to_its_end_is_nowhere(store: MediaStore) -> None:
    async with store.arriving() as arrival:
        await arrival.write(PHOTO)
    assert not await store.has(SHA256)


async def test_a_file_is_read_from_where_one_asks_in_pieces(store: MediaStore) -> None:
    large = bytes(range(256)) * 12_000
    sha256 = await store.put(large)
    assert await store.size(sha256) == len(large)
    pieces = [piece async for piece in store.pieces(sha256, 100, len(large) - 7)]
    assert b"".join(pieces) == large[100:-7]
    assert max(len(piece) for piece in pieces) <= PIECE


async def test_a_file_that_was_never_put_has_no_size_and_no_pieces(store: MediaStore) -> None:
    with pytest.raises(KeyError):
        await store.size(SHA256)
    with pytest.raises(KeyError):
        _ = [piece async for piece in store.pieces(SHA256, 0, 4)]


async def test_in_a_folder_a_file_has_no_name_before_it_is_whole(tmp_path: Path) -> None:
    """So a process that is killed in the middle leaves nothing of it."""
    async with FolderStore(tmp_path).arriving() as arrival:
        await arrival.write(PHOTO * 100_000)
        assert os.listdir(tmp_path) == []  # noqa: PTH208  of a path nothing may be asked here


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "g" * 64, SHA256.upper()])
async def test_only_a_digest_is_a_name(store: MediaStore, name: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        await store.get(name)


def test_a_folder_is_left_without_half_written_files(tmp_path: Path) -> None:
    asyncio.run(FolderStore(tmp_path).put(PHOTO))
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [SHA256]


async def test_a_folder_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "media").write_text("a file where the folder should be")
    with pytest.raises(Unavailable):
        await FolderStore(tmp_path / "media").put(PHOTO)


def test_the_setting_chooses_the_store(tmp_path: Path) -> None:
    assert isinstance(media_store(str(tmp_path)), FolderStore)
    assert isinstance(media_store("s3://bucket/photos", endpoint="http://127.0.0.1:1"), BucketStore)


async def test_a_bucket_out_of_reach_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"ACCESS_KEY_ID": "k", "SECRET_ACCESS_KEY": "s", "REGION": "x"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    store = media_store("s3://bucket", endpoint="http://127.0.0.1:1")
    with pytest.raises(Unavailable):
        await store.get(SHA256)
