"""Photos as Telegram keeps them: several JPEG sizes, turned upright, nothing left of EXIF."""

import io
from functools import lru_cache

from PIL import Image, ImageOps, UnidentifiedImageError

from simulator.errors import bad_request

SIDES = (90, 320, 800, 1280)
MAX_BYTES = 10 * 1024 * 1024
MAX_WIDTH_AND_HEIGHT = 10_000
MAX_RATIO = 20


@lru_cache(maxsize=64)
def sizes_of(data: bytes) -> tuple[tuple[int, int, bytes], ...]:
    """(width, height, JPEG bytes), small to large; the largest is at most 1280 on its longer side."""
    if len(data) > MAX_BYTES:
        raise bad_request(
            f"file of size {len(data)} bytes is too big for a photo; the maximum size is {MAX_BYTES} bytes"
        )
    image = _opened(data)
    if image.width + image.height > MAX_WIDTH_AND_HEIGHT or _ratio(image) > MAX_RATIO:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    longest = max(image.size)
    sides = [side for side in SIDES[:-1] if side < longest] + [min(longest, SIDES[-1])]
    return tuple(_scaled(image, side) for side in sides)


def _opened(data: bytes) -> Image.Image:
    try:
        return ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        raise bad_request("IMAGE_PROCESS_FAILED") from None


def _ratio(image: Image.Image) -> float:
    return max(image.size) / max(1, min(image.size))


def _scaled(image: Image.Image, side: int) -> tuple[int, int, bytes]:
    factor = side / max(image.size)
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    small = image if size == image.size else image.resize(size, Image.Resampling.BILINEAR)
    target = io.BytesIO()
    small.save(target, "JPEG", quality=85)
    return (*size, target.getvalue())
