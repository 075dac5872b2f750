"""A QR code is a picture that a camera can read: square, with white around it, sharp enough."""

from io import BytesIO

from PIL import Image

from jobs.qr import MARGIN, SCALE, qr_png

LINK = "https://t.me/chargeops_demo_bot?start=abcdefghijklmnopqrstuv"


def test_it_is_square_large_and_has_a_white_margin() -> None:
    image = Image.open(BytesIO(qr_png(LINK))).convert("L")
    assert image.width == image.height
    assert image.width >= 25 * SCALE
    edge = MARGIN * SCALE
    assert image.crop((0, 0, image.width, edge)).getextrema() == (255, 255)
    assert image.getpixel((edge, edge)) == 0


def test_another_link_is_another_picture() -> None:
    assert qr_png(LINK) != qr_png(f"{LINK}x")
