"""Photos as teams send them, drawn for tests: always the same for the same seed, and no two seeds alike."""

from functools import cache
from io import BytesIO
from random import Random
from typing import Any, Final

import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

FORMATS: Final = zxingcpp.BarcodeFormat


@cache
def a_scene(seed: int = 1, size: tuple[int, int] = (1280, 960)) -> Image.Image:
    """A well lit wall with boxes, cables and letters on it."""
    chance = Random(seed)  # noqa: S311  the same picture each time
    width, height = size
    picture = Image.new("RGB", size, (150, 140, 130))
    draw = ImageDraw.Draw(picture)
    for _ in range(90):
        left, top = chance.randrange(width), chance.randrange(height)
        right, bottom = left + chance.randrange(width // 5) + 9, top + chance.randrange(height // 5) + 9
        colour = (chance.randrange(20, 245), chance.randrange(20, 245), chance.randrange(20, 245))
        draw.rectangle((left, top, right, bottom), fill=colour, outline=(30, 30, 30))
    letters = ImageFont.load_default(height // 12)
    for line in range(4):
        draw.text(
            (chance.randrange(width // 3), height * line // 4),
            f"{seed} V 230.{line}",
            (250, 250, 250),
            letters,
        )
    return picture


@cache
def a_wall() -> Image.Image:
    """Nearly nothing to see: a smooth wall with one socket."""
    picture = (
        Image.linear_gradient("L").resize((1280, 960)).point(lambda value: 150 + value // 4).convert("RGB")
    )
    draw = ImageDraw.Draw(picture)
    draw.rectangle((560, 400, 720, 560), fill=(235, 235, 230), outline=(60, 60, 60))
    for left in (610, 670):
        draw.ellipse((left, 460, left + 14, 480), fill=(20, 20, 20))
    return picture.filter(ImageFilter.GaussianBlur(0.8))


@cache
def a_page() -> Image.Image:
    picture = Image.new("RGB", (1280, 960), (225, 222, 215))
    draw = ImageDraw.Draw(picture)
    letters = ImageFont.load_default(26)
    for top in range(60, 900, 44):
        draw.text((80, top), "Consumer 1526 0826 8  Sanctioned load 10.00 kW", (30, 30, 40), letters)
    return picture


def blurred(picture: Image.Image, radius: float = 6) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(radius))


def dark(picture: Image.Image, share: float = 0.08) -> Image.Image:
    """As much of the light as is left."""
    return picture.point([int(value * share) for value in range(256)] * len(picture.getbands()))


def grainy(picture: Image.Image, sigma: float = 5) -> Image.Image:
    """As a small sensor gives it where there is little light."""
    grain = Image.effect_noise(picture.size, sigma).convert(picture.mode)
    return ImageChops.add(picture, grain, offset=-128)


def stamped(picture: Image.Image) -> Image.Image:
    """Place and time at its lower edge, as camera apps write them."""
    stamp = picture.copy()
    draw = ImageDraw.Draw(stamp)
    draw.rectangle((0, 760, 1280, 960), fill=(0, 0, 0))
    for line in range(4):
        words = "Baner Road, Pune 411045, 18.5590 73.7868, 27/11/26 10:31"
        draw.text((30, 775 + 44 * line), words, (255, 255, 255), ImageFont.load_default(34))
    return stamp


def a_code(text: str, sort: zxingcpp.BarcodeFormat = FORMATS.Code128, scale: int = 4) -> Image.Image:
    """The bars alone, black on white."""
    drawn: Any = zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(text, sort), scale=scale)
    height, width = drawn.shape
    return Image.frombytes("L", (width, height), bytes(drawn))


def with_codes(picture: Image.Image, *codes: Image.Image, turned: float = 0) -> Image.Image:
    """Stickers below each other on the picture, held a little askew."""
    shown = picture.copy()
    top = 40
    for code in codes:
        sticker = Image.new("RGB", (code.width + 80, code.height + 60), (250, 250, 245))
        sticker.paste(code, (40, 30))
        askew = sticker.rotate(turned, expand=True, fillcolor=(200, 200, 200))
        shown.paste(askew, (60, top))
        top += askew.height + 20
    return shown


def as_file(picture: Image.Image, kind: str = "JPEG", **more: Any) -> bytes:  # noqa: ANN401  what Pillow takes
    written = BytesIO()
    picture.save(written, kind, **({"quality": 85} | more if kind == "JPEG" else more))
    return written.getvalue()


def a_photo(seed: int = 1, size: tuple[int, int] = (1280, 960)) -> bytes:
    return as_file(a_scene(seed, size))
