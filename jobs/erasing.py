"""Deletes the bytes of files whose lead was erased: after the commit, and again until it has worked."""

import logging
from collections.abc import Sequence
from typing import Final, Protocol

from domain.errors import Unavailable

AT_ONCE: Final = 20
_log = logging.getLogger(__name__)


class ErasingMedia(Protocol):
    async def due(self, limit: int) -> Sequence[str]: ...
    async def is_used(self, sha256: str) -> bool: ...
    async def gone(self, sha256: str) -> None: ...


class Deletes(Protocol):
    async def delete(self, sha256: str) -> None:
        """Raises Unavailable."""


class Eraser:
    """A crash between the store and the mark costs a second deletion, which does no harm."""

    def __init__(self, erasing: ErasingMedia, store: Deletes) -> None:
        self._erasing = erasing
        self._store = store

    async def erase_due(self) -> None:
        """Raises Unavailable only for the database; a file that cannot be reached now is tried at the next beat."""
        for sha256 in await self._erasing.due(AT_ONCE):
            try:
                if not await self._erasing.is_used(sha256):
                    await self._store.delete(sha256)
            except Unavailable as error:
                _log.warning("file %s is not erased yet: %s", sha256[:12], error)
                continue
            await self._erasing.gone(sha256)
