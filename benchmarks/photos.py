"""Photos to measure with, and the most memory that a process ever had."""

from io import BytesIO
from pathlib import Path
from random import Random
from typing import Final

from PIL import Image, ImageDraw

LARGE: Final = (4000, 3000)
WAYS_UP: Final = (
    None,
    *(Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.FLIP_TOP_BOTTOM, Image.Transpose.ROTATE_180),
)


def a_photo(seed: int, size: tuple[int, int]) -> bytes:
    """Boxes on a grainy wall: about 3.5 MB at twelve megapixels."""
    chance = Random(seed)  # noqa: S311  a fixed seed: the same photo each time
    picture = Image.new("RGB", size, (140, 130, 120))
    draw = ImageDraw.Draw(picture)
    for _ in range(200):
        left, top = chance.randrange(size[0]), chance.randrange(size[1])
        colour = (chance.randrange(256), chance.randrange(256), chance.randrange(256))
        draw.rectangle((left, top, left + size[0] // 12, top + size[1] // 12), fill=colour)
    grain = Image.effect_noise(size, 40).convert("RGB")
    written = BytesIO()
    Image.blend(picture, grain, 0.15).save(written, "JPEG", quality=90)
    return written.getvalue()


def photos(count: int) -> list[bytes]:
    """Of twelve megapixels, no two alike: each scene is taken four ways up, because to draw one takes long."""
    found: list[bytes] = []
    for seed in range(-(-count // len(WAYS_UP))):
        scene = a_photo(seed, LARGE)
        found += [_turned(scene, way) for way in WAYS_UP]
    return found[:count]


def _turned(scene: bytes, way: Image.Transpose | None) -> bytes:
    if way is None:
        return scene
    written = BytesIO()
    Image.open(BytesIO(scene)).transpose(way).save(written, "JPEG", quality=90)
    return written.getvalue()


def most_mb(process: int | None = None) -> float:
    """The most that it ever had in memory, or since it was told to forget."""
    status = Path(f"/proc/{process or 'self'}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
