"""A file that is still on its way in: on disk, without a name, and gone with whatever ends before it is whole."""

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, Final

from domain.errors import Unavailable

PIECE: Final = 1024 * 1024
Keep = Callable[[IO[bytes], str], Awaitable[None]]


class Arrival:
    def __init__(self, file: IO[bytes], keep: Keep) -> None:
        self._file = file
        self._keep = keep
        self._hash = hashlib.sha256()
        self.size = 0

    async def write(self, piece: bytes) -> None:
        """Raises Unavailable, for example where the disk is full."""
        self.size += len(piece)
        try:
            await asyncio.to_thread(self._write, piece)
        except OSError as error:
            raise Unavailable(f"a file cannot be taken in: {error}") from error

    def _write(self, piece: bytes) -> None:
        self._hash.update(piece)
        self._file.write(piece)

    async def content(self) -> bytes:
        """All of it: for what is known to be small."""
        return await asyncio.to_thread(self._read)

    def _read(self) -> bytes:
        self._file.seek(0)
        return self._file.read()

    async def keep(self) -> str:
        """Durable when it returns; the SHA-256 in hexadecimal. Raises Unavailable."""
        sha256 = self._hash.hexdigest()
        self._file.seek(0)
        await self._keep(self._file, sha256)
        return sha256


@asynccontextmanager
async def arriving(folder: Path | None, keep: Keep) -> AsyncIterator[Arrival]:
    """In this folder, or where temporary files are. The file has no name, so that a killed process leaves none."""
    try:
        file = await asyncio.to_thread(_nameless, folder)
    except OSError as error:
        raise Unavailable(f"a file cannot be taken in: {error}") from error
    with file:
        yield Arrival(file, keep)


def _nameless(folder: Path | None) -> IO[bytes]:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryFile(dir=folder)
