"""Photos made fit for paper: turned upright, small enough, without what the camera noted beside the picture."""

from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

LONGEST_SIDE: Final = 1600
QUALITY: Final = 80


def shrink(content: bytes, target: Path) -> bool:
    """Writes a JPEG of at most 1600 px to `target`; False where the bytes are no picture."""
    try:
        with Image.open(BytesIO(content)) as photo:
            # A JPEG is decoded at a fraction of its size, in its own shape: a square target would do nothing.
            photo.draft("RGB", _fitting(photo.size))
            upright = ImageOps.exif_transpose(photo)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            upright.convert("RGB").save(target, "JPEG", quality=QUALITY)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return True


def _fitting(size: tuple[int, int]) -> tuple[int, int]:
    shrunk = min(1.0, LONGEST_SIDE / max(size))
    return max(1, round(size[0] * shrunk)), max(1, round(size[1] * shrunk))
