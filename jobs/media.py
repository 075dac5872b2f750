"""Copies the bytes of wanted pictures from Telegram into the media store, durably and a few at a time."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from domain.errors import Unavailable
from domain.instant import Clock
from domain.media import LARGEST_FILE

AT_ONCE: Final = 4
ATTEMPTS: Final = 12
_FIRST_PAUSE: Final = timedelta(seconds=5)
_LONGEST_PAUSE: Final = timedelta(hours=6)
_log = logging.getLogger(__name__)


class Unfetchable(Exception):
    """Telegram will never give this file: too big for a bot, or no such file."""


class Wanted(Protocol):
    @property
    def unique_id(self) -> str: ...
    @property
    def file_id(self) -> str: ...
    @property
    def attempts(self) -> int: ...


class WantedMedia(Protocol):
    """Every method raises Unavailable while the database is out of reach."""

    async def due(self, now: datetime, limit: int) -> Sequence[Wanted]: ...
    async def archived(self, unique_id: str, sha256: str, size: int) -> None: ...
    async def failed(self, unique_id: str, error: str, retry_at: datetime | None) -> None:
        """Without `retry_at` it is final, and stands on the list of what could not be had."""


class Fetch(Protocol):
    async def __call__(self, file_id: str, /) -> bytes:
        """The file's bytes. Raises Unfetchable where asking again is in vain, Unavailable otherwise."""


class MediaStore(Protocol):
    async def put(self, content: bytes) -> str:
        """The SHA-256; the same bytes twice are one. Raises Unavailable."""


class Archive:
    """A crash between the store and the mark costs a second fetch, never a second copy."""

    def __init__(self, wanted: WantedMedia, fetch: Fetch, store: MediaStore, clock: Clock) -> None:
        self._wanted = wanted
        self._fetch = fetch
        self._store = store
        self._clock = clock

    async def fetch_due(self) -> int:
        """Tries everything that is due; how many there were. Raises Unavailable only for the database."""
        tried = 0
        while due := await self._wanted.due(self._clock.now(), AT_ONCE):
            ended = await asyncio.gather(*[self._archive(one) for one in due], return_exceptions=True)
            for raised in filter(None, ended):
                raise raised
            tried += len(due)
        return tried

    async def _archive(self, one: Wanted) -> None:
        try:
            content = _small_enough(await self._fetch(one.file_id))
            sha256 = await self._store.put(content)
        except Unfetchable as error:
            await self._wanted.failed(one.unique_id, str(error), None)
        except Unavailable as error:
            await self._put_off(one, error)
        else:
            await self._wanted.archived(one.unique_id, sha256, len(content))

    async def _put_off(self, one: Wanted, error: Unavailable) -> None:
        """Doubling pauses; given up after about two days."""
        _log.warning("picture %s is not fetched yet: %s", one.unique_id, error)
        last = one.attempts + 1 >= ATTEMPTS
        pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 4**one.attempts)
        await self._wanted.failed(one.unique_id, str(error), None if last else self._clock.now() + pause)


def _small_enough(content: bytes) -> bytes:
    if len(content) > LARGEST_FILE:
        raise Unfetchable(f"{len(content)} bytes are more than a bot may fetch")
    return content
