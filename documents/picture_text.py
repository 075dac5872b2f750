"""A program of its own: a photo or scan on standard input → the text on it as JSON on standard output. Needs the extra `bills`.

`{"pages": [["line", …]]}` with columns kept apart by blanks. The models come with the package; nothing is fetched. They
know Latin letters; what stands there in Hindi is left out.
"""

import json
import logging
import math
import statistics
import sys
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

import numpy as np
from PIL import Image, ImageOps
from rapidocr import RapidOCR

from documents.bill_limits import MOST_BYTES, limit_myself

LONGEST_SIDE: Final = 2200  # of an A4 page: about 190 dots an inch
MOST_PIXELS: Final = 60_000_000
SURE: Final = 0.6
WIDEST: Final = 200
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "MPO")


@dataclass(frozen=True, slots=True)
class Seen:
    """A piece of text: the middle of its left edge, how wide and high it is, in pixels of a page made straight."""

    text: str
    x: float
    y: float
    width: float
    height: float


def text_of_picture(content: bytes) -> dict[str, Any]:
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(BytesIO(content), formats=_FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            return {"problem": "too_large"}
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    engine = RapidOCR(
        params={
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
    read: Any = engine(np.asarray(picture)[:, :, ::-1])  # it takes blue first
    if read.boxes is None or read.txts is None:
        return {"pages": [[]]}
    found = [
        (text, box)
        for text, box, score in zip(read.txts, read.boxes.tolist(), read.scores, strict=True)
        if score >= SURE and text.strip()
    ]
    return {"pages": [lines_of(found)]}


def lines_of(found: list[tuple[str, list[list[float]]]]) -> list[str]:
    """Rows from above, each with its pieces at the columns where they stand; `found` has the four corners of each."""
    seen = _straight(found)
    if not seen:
        return []
    letter = statistics.median(one.width / len(one.text) for one in seen) or 1.0
    rows: list[list[Seen]] = []
    for one in sorted(seen, key=lambda one: one.y):
        last = rows[-1][-1] if rows else None
        if last is not None and abs(one.y - last.y) < min(one.height, last.height) * 0.6:
            rows[-1].append(one)
        else:
            rows.append([one])
    return [_drawn(sorted(row, key=lambda one: one.x), letter) for row in rows]


def _straight(found: list[tuple[str, list[list[float]]]]) -> list[Seen]:
    """A photo is taken at a slant: the angle of most lines is turned back."""
    angles = [
        math.atan2(right[1] - left[1], right[0] - left[0])
        for _, (left, right, _, _) in found
        if left != right
    ]
    angle = statistics.median(angles) if angles else 0.0
    cos, sin = math.cos(-angle), math.sin(-angle)
    seen = []
    for text, (left, right, _, under) in found:
        x, y = (left[0] + under[0]) / 2, (left[1] + under[1]) / 2
        seen.append(
            Seen(
                text=text.strip(),
                x=x * cos - y * sin,
                y=x * sin + y * cos,
                width=math.dist(left, right),
                height=math.dist(left, under),
            )
        )
    return seen


def _drawn(row: list[Seen], letter: float) -> str:
    line = ""
    for one in row:
        column = min(round(one.x / letter), WIDEST)
        line = f"{line}  ".ljust(column) + one.text if line else " " * column + one.text
    return line


if __name__ == "__main__":
    limit_myself()
    logging.disable()
    sys.stdout.write(json.dumps(text_of_picture(sys.stdin.buffer.read(MOST_BYTES + 1))))
