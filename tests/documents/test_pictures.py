"""Photos are looked at by a program of its own, which whatever they hold may end, and nothing else."""

import asyncio
import hashlib
import resource
import signal
import struct
import subprocess
import sys
import zlib
from collections.abc import AsyncIterator
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from documents.picture_looks import read_picture
from documents.pictures import MOST_BYTES, PictureReader
from tests.photos import a_code, a_photo, a_scene, as_file, with_codes

INDIA: Final = ZoneInfo("Asia/Kolkata")


@pytest.fixture
async def reader() -> AsyncIterator[PictureReader]:
    made = PictureReader(INDIA)
    yield made
    await made.rest()


def a_bomb() -> bytes:
    """A PNG of ten thousand million pixels in some hundred bytes."""
    header = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(10_000))), (b"IEND", b"")]
    packed = b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + packed


def process_of(reader: PictureReader) -> asyncio.subprocess.Process:
    assert reader._process is not None
    return reader._process


async def test_the_program_sees_what_is_there(reader: PictureReader) -> None:
    content = as_file(with_codes(a_scene(), a_code("AC74-2026-000123")))
    assert await reader.read(content) == read_picture(content, INDIA)


async def test_one_program_looks_at_many_and_none_is_left_when_it_rests(reader: PictureReader) -> None:
    assert await reader.read(b"%PDF-1.7") is None
    first = process_of(reader)
    assert (await reader.read(a_photo())) is not None
    assert process_of(reader) is first
    await reader.rest()
    assert first.returncode is not None
    assert (await reader.read(a_photo())) is not None


@pytest.mark.parametrize(
    "content", [a_bomb(), bytes(MOST_BYTES + 1), b"no picture"], ids=["bomb", "huge", "text"]
)
async def test_what_cannot_be_opened_says_so(reader: PictureReader, content: bytes) -> None:
    seen = await reader.read(content)
    assert seen is not None
    assert not seen.looks.is_readable
    assert seen.looks.sha256 == hashlib.sha256(content).hexdigest()


async def test_a_program_that_dies_is_followed_by_another(reader: PictureReader) -> None:
    await reader.read(a_photo())
    process = process_of(reader)
    process.kill()
    await process.wait()
    seen = await reader.read(a_photo())
    assert seen is not None
    assert seen.looks.is_readable


async def test_a_program_that_takes_too_long_is_ended_and_the_photo_cannot_be_opened(
    reader: PictureReader,
) -> None:
    await reader.read(a_photo())
    process = process_of(reader)
    reader.patience = 0.001
    seen = await reader.read(a_photo(2, (2560, 1920)))
    assert seen is not None
    assert not seen.looks.is_readable
    assert process.returncode is not None


async def test_a_photo_is_not_blamed_for_one_program_that_ends_while_it_is_looked_at(
    reader: PictureReader,
) -> None:
    await reader.read(a_photo())
    process = process_of(reader)
    process.send_signal(signal.SIGSTOP)
    waiting = asyncio.create_task(reader.read(a_photo(2)))
    await asyncio.sleep(0.05)
    process.kill()
    seen = await waiting
    assert seen is not None
    assert seen.looks.is_readable
    assert process_of(reader) is not process


async def test_whoever_stops_waiting_ends_the_program(reader: PictureReader) -> None:
    await reader.read(a_photo())
    process = process_of(reader)
    waiting = asyncio.create_task(reader.read(a_photo(2, (2560, 1920))))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert process.returncode is not None


async def test_its_memory_is_limited_and_it_writes_no_files(reader: PictureReader) -> None:
    await reader.read(a_photo())
    program = process_of(reader).pid
    assert resource.prlimit(program, resource.RLIMIT_AS)[1] == 1024**3
    assert resource.prlimit(program, resource.RLIMIT_FSIZE)[1] == 0


def test_a_program_that_is_busy_for_longer_than_it_may_is_ended() -> None:
    busy = "from documents.picture_looks import allow_time\nallow_time(60)\nallow_time(0.1)\nwhile True: pass"
    ended = subprocess.run([sys.executable, "-c", busy], check=False, timeout=60)
    assert ended.returncode == -signal.SIGPROF
