"""Photos and files by the SHA-256 of their bytes: the same bytes are kept once and can be checked for ever."""

import asyncio
import hashlib
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import IO, Final, Protocol

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore, S3Store

from domain.errors import Unavailable
from storage.arriving import PIECE, Arrival, arriving

_HEX: Final = frozenset("0123456789abcdef")
_PARTS_AT_ONCE: Final = 2
"""Of a large file on its way into a bucket: so many times 5 MB are in memory."""


class MediaStore(Protocol):
    async def put(self, content: bytes) -> str:
        """Durable when it returns; the SHA-256 in hexadecimal. Raises Unavailable."""

    async def get(self, sha256: str) -> bytes:
        """Raises KeyError where nothing was put under this name, Unavailable where the store is out of reach."""

    def arriving(self) -> AbstractAsyncContextManager[Arrival]:
        """A file that comes piece by piece: what is not kept when the block ends is gone. Raises Unavailable."""

    async def size(self, sha256: str) -> int:
        """In bytes. Raises KeyError, Unavailable."""

    def pieces(self, sha256: str, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `start` to `end`, without the last, a piece at a time. Raises KeyError, Unavailable."""

    async def has(self, sha256: str) -> bool: ...
    async def delete(self, sha256: str) -> None:
        """Gone when it returns; nothing happens if it was not there. Raises Unavailable."""


def media_store(url: str, *, endpoint: str | None = None) -> MediaStore:
    """`s3://bucket/prefix` (credentials by the usual AWS_... variables) or a folder's path."""
    if not url.startswith("s3://"):
        return FolderStore(Path(url.removeprefix("file://")))
    if endpoint:
        plain = endpoint.startswith("http://")
        return BucketStore(S3Store.from_url(url, endpoint=endpoint, client_options={"allow_http": plain}))
    return BucketStore(S3Store.from_url(url))


class FolderStore:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, content: bytes) -> str:
        return await asyncio.to_thread(self._put, content)

    async def get(self, sha256: str) -> bytes:
        return await asyncio.to_thread(self._get, sha256)

    def arriving(self) -> AbstractAsyncContextManager[Arrival]:
        return arriving(self._folder, self._keep)

    async def _keep(self, file: IO[bytes], sha256: str) -> None:
        def write(part: IO[bytes]) -> None:
            shutil.copyfileobj(file, part, PIECE)

        await asyncio.to_thread(self._put_as, sha256, write)

    async def size(self, sha256: str) -> int:
        return (await asyncio.to_thread(self._stat, sha256)).st_size

    async def pieces(self, sha256: str, start: int, end: int) -> AsyncIterator[bytes]:
        for at in range(start, end, PIECE):
            yield await asyncio.to_thread(self._piece, sha256, at, min(PIECE, end - at))

    async def has(self, sha256: str) -> bool:
        return self.path(sha256).exists()

    async def delete(self, sha256: str) -> None:
        try:
            await asyncio.to_thread(self.path(sha256).unlink, missing_ok=True)
        except OSError as error:
            raise Unavailable(f"the media folder cannot be written: {error}") from error

    def path(self, sha256: str) -> Path:
        return self._folder / _fanned_out(sha256)

    def _get(self, sha256: str) -> bytes:
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError:
            raise KeyError(sha256) from None
        except OSError as error:
            raise Unavailable(f"the media folder cannot be read: {error}") from error

    def _stat(self, sha256: str) -> os.stat_result:
        try:
            return self.path(sha256).stat()
        except FileNotFoundError:
            raise KeyError(sha256) from None
        except OSError as error:
            raise Unavailable(f"the media folder cannot be read: {error}") from error

    def _piece(self, sha256: str, start: int, length: int) -> bytes:
        try:
            with self.path(sha256).open("rb") as file:
                file.seek(start)
                return file.read(length)
        except FileNotFoundError:
            raise KeyError(sha256) from None
        except OSError as error:
            raise Unavailable(f"the media folder cannot be read: {error}") from error

    def _put(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        self._put_as(sha256, lambda part: part.write(content))
        return sha256

    def _put_as(self, sha256: str, write: Callable[[IO[bytes]], object]) -> None:
        target = self.path(sha256)
        try:
            if not target.exists():
                _write_durably(target, write)
        except OSError as error:
            raise Unavailable(f"the media folder cannot be written: {error}") from error


class BucketStore:
    """Any store that obstore can speak to; S3 and its kin in production."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        if not await self.has(sha256):
            try:
                await obstore.put_async(self._store, _fanned_out(sha256), content)
            except BaseError as error:
                raise Unavailable(f"the media store cannot be written: {error}") from error
        return sha256

    async def get(self, sha256: str) -> bytes:
        try:
            found = await obstore.get_async(self._store, _fanned_out(sha256))
            return bytes(await found.bytes_async())
        except FileNotFoundError:
            raise KeyError(sha256) from None
        except BaseError as error:
            raise Unavailable(f"the media store cannot be read: {error}") from error

    def arriving(self) -> AbstractAsyncContextManager[Arrival]:
        return arriving(None, self._keep)

    async def _keep(self, file: IO[bytes], sha256: str) -> None:
        if await self.has(sha256):
            return
        try:
            await obstore.put_async(self._store, _fanned_out(sha256), file, max_concurrency=_PARTS_AT_ONCE)
        except BaseError as error:
            raise Unavailable(f"the media store cannot be written: {error}") from error

    async def size(self, sha256: str) -> int:
        try:
            return int((await obstore.head_async(self._store, _fanned_out(sha256)))["size"])
        except FileNotFoundError:
            raise KeyError(sha256) from None
        except BaseError as error:
            raise Unavailable(f"the media store cannot be reached: {error}") from error

    async def pieces(self, sha256: str, start: int, end: int) -> AsyncIterator[bytes]:
        for at in range(start, end, PIECE):
            yield await self._piece(sha256, at, min(end, at + PIECE))

    async def _piece(self, sha256: str, start: int, end: int) -> bytes:
        try:
            return bytes(
                await obstore.get_range_async(self._store, _fanned_out(sha256), start=start, end=end)
            )
        except FileNotFoundError:
            raise KeyError(sha256) from None
        except BaseError as error:
            raise Unavailable(f"the media store cannot be read: {error}") from error

    async def has(self, sha256: str) -> bool:
        try:
            await obstore.head_async(self._store, _fanned_out(sha256))
        except FileNotFoundError:
            return False
        except BaseError as error:
            raise Unavailable(f"the media store cannot be reached: {error}") from error
        return True

    async def delete(self, sha256: str) -> None:
        try:
            await obstore.delete_async(self._store, _fanned_out(sha256))
        except FileNotFoundError:
            return
        except BaseError as error:
            raise Unavailable(f"the media store cannot be written: {error}") from error


def _fanned_out(sha256: str) -> str:
    if len(sha256) != 64 or not _HEX.issuperset(sha256):
        raise ValueError(f"not a SHA-256 in hexadecimal: {sha256!r}")
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def _write_durably(target: Path, write: Callable[[IO[bytes]], object]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as part:
            write(part)
            part.flush()
            os.fsync(part.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    # The new name is durable only once its folder is.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
