"""Photos, papers and clips that a tour shows: drawn here, so that none of them was ever anybody's."""

import io
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from simulator.model import Upload

SIZE = (1280, 960)
A4 = (827, 1169)
CLIP_BYTES = 24_000


@lru_cache(maxsize=64)
def _photo(words: str) -> bytes:
    hue = sum(words.encode()) % 360
    image = Image.new("HSV", SIZE, (hue * 255 // 360, 70, 190)).convert("RGB")
    draw = ImageDraw.Draw(image)
    for line in range(0, SIZE[1], 40):
        draw.line((0, line, SIZE[0], line + 240), fill=(255, 255, 255, 20), width=1)
    draw.rounded_rectangle((140, 300, 1140, 660), 40, fill=(250, 250, 247))
    font = ImageFont.load_default(64)
    draw.multiline_text(
        (640, 480), _broken(words, 28), fill=(30, 40, 50), font=font, anchor="mm", align="center"
    )
    target = io.BytesIO()
    image.save(target, "JPEG", quality=85)
    return target.getvalue()


def _broken(words: str, width: int) -> str:
    """Lines of about `width` characters."""
    lines = [""]
    for word in words.split():
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def photo(words: str) -> Upload:
    return Upload("photo.jpg", "image/jpeg", _photo(words))


def document(name: str, words: str) -> Upload:
    """A PDF of one page, or plain text under any other name."""
    if not name.lower().endswith(".pdf"):
        return Upload(name, "text/plain", words.encode())
    page = Image.new("RGB", A4, (255, 255, 255))
    ImageDraw.Draw(page).multiline_text(
        (80, 90), _broken(words, 44), fill=(20, 20, 20), font=ImageFont.load_default(30)
    )
    target = io.BytesIO()
    page.save(target, "PDF", resolution=100)
    return Upload(name, "application/pdf", target.getvalue())


def video(name: str) -> Upload:
    """The head of an MP4 file and filling: enough to be sent, kept and counted, nothing to watch."""
    head = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
    filling = CLIP_BYTES.to_bytes(4, "big") + b"mdat" + name.encode().ljust(CLIP_BYTES - 8, b"\x00")
    return Upload(name, "video/mp4", head + filling)
