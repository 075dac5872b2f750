"""The bytes of a photo → what it looks like, found by a program of its own, because nobody knows what a file does to its reader.

One program looks at one photo after the other, so its memory is that of a single one; between two rushes there is none.
"""

import asyncio
import base64
import hashlib
import logging
import signal
import struct
import sys
from asyncio.subprocess import Process
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import orjson
from pydantic import TypeAdapter

from domain.evidence import Looks, Seen

PATIENCE_SECONDS: Final = 60.0
TRIES: Final = 2
MOST_BYTES: Final = 50 * 1024 * 1024
MOST_SAID: Final = 4 * 1024 * 1024
_ROOT: Final = Path(__file__).parent.parent
_SURROUNDINGS: Final = {"PYTHONPATH": str(_ROOT), "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
_log = logging.getLogger(__name__)
_LOOKS: Final[TypeAdapter[Looks]] = TypeAdapter(Looks)


@dataclass(slots=True)
class PictureReader:
    """For one caller at a time. `zone` is the site's: most cameras do not say theirs."""

    zone: ZoneInfo
    patience: float = PATIENCE_SECONDS
    _process: Process | None = field(default=None, init=False)

    async def read(self, content: bytes) -> Seen | None:
        """None for what is no picture. A photo that ends two programs cannot be opened: that is an answer, too."""
        if len(content) > MOST_BYTES:
            return _unreadable(content)
        for _ in range(TRIES):
            if said := await self._told(content):
                return _seen(orjson.loads(said))
        return _unreadable(content)

    async def _told(self, content: bytes) -> bytes:
        """Nothing where the program has ended, or had to be: maybe for a reason that is not in this photo."""
        try:
            said = await asyncio.wait_for(self._asked(content), self.patience)
        except (TimeoutError, OSError, ValueError) as error:
            _log.warning("the program that looks at photos does not answer: %r", error)
            said = b""
        except BaseException:
            await self.rest()
            raise
        if not said:
            await self.rest()
        return said

    async def rest(self) -> None:
        """Ends the program; the next photo starts another one."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        ended = await process.wait()
        if ended != -signal.SIGKILL:
            _log.warning("the program that looks at photos ended by itself: %s", ended)

    async def _asked(self, content: bytes) -> bytes:
        if self._process is None:
            self._process = await self._started()
        given, told = self._process.stdin, self._process.stdout
        assert given is not None  # noqa: S101  a pipe was asked for
        assert told is not None  # noqa: S101  a pipe was asked for
        given.write(struct.pack(">Q", len(content)))
        given.write(content)
        await given.drain()
        return await told.readline()

    async def _started(self) -> Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "documents.picture_looks", self.zone.key),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=_ROOT,
            env=_SURROUNDINGS,
            limit=MOST_SAID,
        )


def _unreadable(content: bytes) -> Seen:
    return Seen(Looks(sha256=hashlib.sha256(content).hexdigest()))


def _seen(said: Any) -> Seen | None:  # noqa: ANN401  JSON
    if said["looks"] is None:
        return None
    return Seen(_LOOKS.validate_python(said["looks"]), base64.b64decode(said["thumbnail"]))
