"""Photos and files by the SHA-256 of their bytes: the same bytes are kept once and can be checked for ever."""

import asyncio
import hashlib
import os
import tempfile
from pathlib import Path
from typing import Final, Protocol

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore, S3Store

from domain.errors import Unavailable

_HEX: Final = frozenset("0123456789abcdef")


class MediaStore(Protocol):
    async def put(self, content: bytes) -> str:
        """Durable when it returns; the SHA-256 in hexadecimal. Raises Unavailable."""

    async def get(self, sha256: str) -> bytes:
        """Raises KeyError where nothing was put under this name, Unavailable where the store is out of reach."""

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

    def _put(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        target = self.path(sha256)
        try:
            if not target.exists():
                _write_durably(target, content)
        except OSError as error:
            raise Unavailable(f"the media folder cannot be written: {error}") from error
        return sha256


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


def _write_durably(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as part:
            part.write(content)
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
