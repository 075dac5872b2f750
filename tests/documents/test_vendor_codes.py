"""Vendors' codes as crews photograph them: which of them are read, and which are honestly not."""

from io import BytesIO
from typing import Final

import pytest
import segno
from PIL import Image, ImageDraw, ImageOps

from documents.picture_looks import read_picture
from domain.evidence import Code
from domain.money.payee import Payee
from domain.money.payment_code import codes_that_pay, read_payment_code, why_unread
from tests.documents.test_picture_looks import INDIA
from tests.photos import a_scene, as_file, blurred, dark, grainy

SHREE: Final = "upi://pay?pa=shreeelectricals@okbank&pn=Shree%20Electricals&cu=INR"
OM: Final = "upi://pay?pa=omtraders@axl&pn=Om%20Traders&cu=INR"
SIGNED: Final = f"{OM}&mc=5732&mode=02&orgid=159761&tr=INV778&am=2450.50&sign={'MEUCIQDx' * 86}"


def qr(text: str = SHREE, side: int = 480) -> Image.Image:
    out = BytesIO()
    segno.make_qr(text, error="m").save(out, kind="png", scale=10, border=4)
    return Image.open(out).convert("RGB").resize((side, side), Image.Resampling.LANCZOS)


def on_a_counter(*codes: Image.Image, at: tuple[int, int] = (120, 160), turned: float = 0) -> Image.Image:
    """A plate of plastic in a shop."""
    photo, (left, top) = a_scene(7, (1600, 1200)).copy(), at
    for code in codes:
        plate = ImageOps.expand(code, border=30, fill=(250, 250, 250))
        mask = Image.new("L", plate.size, 255).rotate(turned, expand=True)
        photo.paste(plate.rotate(turned, Image.Resampling.BICUBIC, expand=True), (left, top), mask)
        left += plate.width + 60
    return photo


def with_glare(photo: Image.Image, spot: tuple[int, int, int, int]) -> Image.Image:
    """A lamp in the plastic: white in the middle, and softly gone."""
    light = Image.new("L", photo.size, 0)
    ImageDraw.Draw(light).ellipse(spot, fill=255)
    return Image.composite(Image.new("RGB", photo.size, (255, 255, 255)), photo, blurred(light, 12))


def screenshot() -> Image.Image:
    """Of a payment app: its bars, a name, a logo in the middle of the code."""
    screen = Image.new("RGB", (1080, 2280), (32, 20, 60))
    draw = ImageDraw.Draw(screen)
    draw.rectangle((0, 0, 1080, 90), fill=(0, 0, 0))
    draw.rounded_rectangle((120, 500, 960, 1500), 48, fill=(255, 255, 255))
    screen.paste(qr(side=720), (180, 600))
    draw.ellipse((500, 920, 580, 1000), fill=(90, 40, 160))
    draw.text((300, 1380), "Shree Electricals", (20, 20, 20))
    return screen


def slanted(code: Image.Image, by: float) -> Image.Image:
    """Photographed from the side: the far edge is shorter by this share."""
    width, height = code.size
    inset = height * by / 2
    far = (0, 0, 0, height, width, height + inset, width, -inset)
    return code.transform(
        code.size, Image.Transform.QUAD, far, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255)
    )


READ: Final = {
    "straight": on_a_counter(qr()),
    "askew": on_a_counter(qr(), turned=17),
    "on its side": on_a_counter(qr()).rotate(90, expand=True),
    "upside down": on_a_counter(qr()).rotate(180),
    "a little out of focus": blurred(on_a_counter(qr()), 4),
    "a little from the side": on_a_counter(slanted(qr(), 0.08)),
    "a lamp in it": with_glare(on_a_counter(qr()), (330, 400, 420, 490)),
    "screenshot": screenshot(),
    "light on dark": on_a_counter(ImageOps.invert(qr())),
    "in the dark": grainy(dark(on_a_counter(qr()), 0.12), 2),
    "small in a big photo": on_a_counter(qr(side=130), at=(700, 500)),
    "signed": on_a_counter(qr(SIGNED, side=760), at=(60, 60)),
}
NOT_READ: Final = {
    "far out of focus": blurred(on_a_counter(qr()), 14),
    "a lamp over a corner mark": with_glare(on_a_counter(qr()), (100, 140, 330, 370)),
    "from the side": on_a_counter(slanted(qr(), 0.3)),
    "too small": on_a_counter(qr(side=48), at=(700, 500)),
    "cut off": on_a_counter(qr()).crop((400, 0, 1600, 1200)),
    "no light": dark(on_a_counter(qr()), 0.01),
}


def codes(photo: Image.Image) -> tuple[Code, ...]:
    seen = read_picture(as_file(photo), INDIA)
    assert seen is not None
    return seen.looks.codes


@pytest.mark.parametrize("photo", READ.values(), ids=READ.keys())
def test_the_code_is_read(photo: Image.Image) -> None:
    [text] = codes_that_pay(codes(photo))
    assert text in {SHREE, SIGNED}


@pytest.mark.parametrize("photo", NOT_READ.values(), ids=NOT_READ.keys())
def test_the_code_is_not_read_and_the_vendors_address_is_asked_for(photo: Image.Image) -> None:
    """Not a wish: where a reader comes to manage one of them, it moves to the others."""
    found = codes(photo)
    assert codes_that_pay(found) == ()
    assert "type the vendor's UPI address" in str(why_unread(next((code.text for code in found), "")))


def test_a_signed_code_comes_whole_with_its_signature() -> None:
    [text] = codes_that_pay(codes(READ["signed"]))
    read = read_payment_code(text)
    assert text == SIGNED
    assert read is not None
    assert read.is_signed
    assert read.payee == Payee(name="Om Traders", vpa="omtraders@axl")


def test_of_two_codes_in_one_photo_both_are_found() -> None:
    assert set(codes_that_pay(codes(on_a_counter(qr(), qr(OM))))) == {SHREE, OM}


def test_a_code_of_something_else_beside_it_is_passed_over() -> None:
    menu = qr("https://shop.example/menu", side=300)
    assert codes_that_pay(codes(on_a_counter(menu, qr()))) == (SHREE,)


def test_a_photo_with_a_code_of_something_else_says_what_it_is() -> None:
    found = codes(on_a_counter(qr("https://shop.example/menu")))
    assert "it says “https://shop.example/menu”" in str(why_unread(found[0].text))
