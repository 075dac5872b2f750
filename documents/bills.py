"""The bytes of a bill → its text, read by a program of its own, because nobody knows what a stranger's file does.

PDFs and pictures need the extra `bills` (`pip install .[bills]`); without it there is no reader, and nothing is read.
"""

import asyncio
import base64
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import orjson

from documents.bill_limits import MOST_BYTES
from domain.leads.bill import Problem, Way

PATIENCE_SECONDS: Final = 120.0
MOST_SAID: Final = 32 * 1024 * 1024
_ROOT: Final = Path(__file__).parent.parent
# Each library keeps to one thread, so that reading takes one core from those who wait for an answer.
_SURROUNDINGS: Final = {"PYTHONPATH": str(_ROOT), "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
_NEEDS: Final = ("pypdf", "rapidocr", "onnxruntime")


class Unreadable(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True, kw_only=True)
class BillText:
    pages: tuple[tuple[str, ...], ...]
    way: Way


def can_read() -> bool:
    """Whether the extra is installed."""
    return all(find_spec(name) is not None for name in _NEEDS)


async def text_of(content: bytes, *, patience: float = PATIENCE_SECONDS) -> BillText:
    """What stands on it; `Unreadable` says why not. The type is known by the content, whatever the name says."""
    if len(content) > MOST_BYTES:
        raise Unreadable(Problem.TOO_LARGE)
    if b"%PDF-" in content[:1024]:
        return await _of_pdf(content, patience)
    if _is_picture(content):
        return await _of_pictures([content], patience)
    raise Unreadable(Problem.WRONG_TYPE)


def _is_picture(content: bytes) -> bool:
    return (
        content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
        or content[:4] + content[8:12] == b"RIFFWEBP"
    )


async def _of_pdf(content: bytes, patience: float) -> BillText:
    said = await _asked("documents.pdf_text", content, patience)
    pictures = [base64.b64decode(picture) for picture in said["pictures"]]
    scans = [picture for picture in pictures if _is_picture(picture)]
    return await _of_pictures(scans, patience) if scans else _text(said["pages"], Way.TEXT)


async def _of_pictures(pictures: list[bytes], patience: float) -> BillText:
    pages: list[list[str]] = []
    for picture in pictures:
        pages.extend((await _asked("documents.picture_text", picture, patience))["pages"])
    return _text(pages, Way.OCR)


def _text(pages: list[list[str]], way: Way) -> BillText:
    return BillText(pages=tuple(tuple(page) for page in pages), way=way)


async def _asked(program: str, content: bytes, patience: float) -> Any:  # noqa: ANN401  JSON
    """What the program says of this content. It is ended when nobody waits for it any more."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", program),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=_ROOT,
        env=_SURROUNDINGS,
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(content), patience)
    except TimeoutError:
        raise Unreadable(Problem.TOO_LARGE) from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode or len(said) > MOST_SAID:
        # Ended by its own limits (a signal, or no memory left), or by a file that is not what it seems.
        raise Unreadable(Problem.TOO_LARGE if (process.returncode or 0) < 0 else Problem.BROKEN)
    answer = orjson.loads(said)
    if "problem" in answer:
        raise Unreadable(Problem(answer["problem"]))
    return answer
