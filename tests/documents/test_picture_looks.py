"""What is seen of a photo: its size, light and sharpness, its codes, and what the camera wrote down."""

import base64
from datetime import UTC, datetime
from io import BytesIO
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from PIL import ExifTags, Image, ImageOps
from zxingcpp import BarcodeFormat

from documents.picture_looks import THUMBNAIL, dhash, read_picture, sharpness
from domain.evidence import Code, Fault, Known, Looks, Seen, faults_of, is_like
from domain.policy import DEFAULT
from domain.serials import serial_in
from tests.photos import (
    FORMATS,
    a_code,
    a_page,
    a_photo,
    a_scene,
    a_wall,
    as_file,
    blurred,
    dark,
    grainy,
    stamped,
    with_codes,
)

INDIA: Final = ZoneInfo("Asia/Kolkata")
SHARP: Final = {"scene": a_scene(), "wall": a_wall(), "page": a_page(), "stamped": stamped(a_scene())}
# A gradient of 64 x 48 in the format of iPhones.
HEIC: Final = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAX1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAA"
    "AAAAACJpbG9jAAAAAERAAAEAAQAAAAABoQABAAAAAAAAACMAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAA"
    "AA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNw"
    "AAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFz"
    "wIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAA"
    "Av////AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAACttZGF0AAAAHygBrxmA7iqm+tZp"
    "6xsG4eun1me0Pi6auunX7VOHGGA="
)


def seen(content: bytes) -> Seen:
    found = read_picture(content, INDIA)
    assert found is not None
    return found


def looks(picture: Image.Image) -> Looks:
    return seen(as_file(picture)).looks


def faults(picture: Image.Image) -> tuple[Fault, ...]:
    return faults_of(looks(picture), DEFAULT, Known())


@pytest.mark.parametrize("picture", SHARP.values(), ids=SHARP.keys())
def test_a_good_picture_has_no_fault(picture: Image.Image) -> None:
    assert faults(picture) == ()


@pytest.mark.parametrize("picture", SHARP.values(), ids=SHARP.keys())
def test_a_picture_out_of_focus_is_blurred(picture: Image.Image) -> None:
    assert faults(blurred(picture)) == (Fault.BLURRED,)


def test_letters_that_an_app_wrote_upon_it_make_no_picture_sharp() -> None:
    assert faults(stamped(blurred(a_scene()))) == (Fault.BLURRED,)


def test_the_grain_of_the_sensor_makes_no_picture_sharp() -> None:
    assert faults(grainy(blurred(a_scene()))) == (Fault.BLURRED,)
    assert faults(grainy(a_scene())) == ()


@pytest.mark.parametrize("picture", SHARP.values(), ids=SHARP.keys())
def test_a_picture_without_light_is_too_dark_and_nothing_is_said_about_its_focus(
    picture: Image.Image,
) -> None:
    assert faults(dark(picture)) == faults(dark(blurred(picture))) == (Fault.TOO_DARK,)


def test_a_picture_in_poor_light_is_good_enough() -> None:
    assert faults(dark(a_scene(), 0.3)) == ()


def test_a_preview_is_too_small() -> None:
    assert faults(a_scene(size=(320, 240))) == (Fault.TOO_SMALL,)
    assert faults(a_scene(size=(1280, 300))) == (Fault.TOO_SMALL,)


def test_a_picture_sent_anew_is_known_however_it_was_saved() -> None:
    picture = a_scene()
    first = looks(picture)
    for again in (
        seen(as_file(picture, quality=40)),
        seen(as_file(picture, "PNG")),
        seen(as_file(picture.resize((640, 480)))),
        seen(as_file(picture.resize((2560, 1920)))),
    ):
        assert again.looks.sha256 != first.sha256
        assert is_like(first, again.looks, 2)


def test_other_pictures_are_not_taken_for_it() -> None:
    hashes = [looks(a_scene(seed)).dhash for seed in range(1, 9)]
    apart = [
        (one ^ other).bit_count()
        for one in hashes
        for other in hashes
        if one is not None and other is not None and one is not other
    ]
    assert len(apart) == 56
    assert min(apart) > 10


def test_what_has_no_contrast_is_like_nothing() -> None:
    assert looks(Image.new("RGB", (640, 480), (90, 90, 90))).dhash is None
    assert dhash(Image.linear_gradient("L")) is not None


def test_the_hash_has_a_bit_for_each_field_that_is_darker_than_the_one_to_its_right() -> None:
    rising = Image.linear_gradient("L").transpose(Image.Transpose.ROTATE_90)
    assert dhash(rising) == 2**64 - 1
    assert dhash(ImageOps.mirror(rising)) == 0


def test_sharpness_is_nothing_where_there_is_nothing_to_see() -> None:
    assert sharpness(Image.new("L", (640, 480), 128)) == 0


def test_codes_are_read_from_a_sticker_held_askew() -> None:
    serial, model = (
        a_code("AC74-2026-000123"),
        a_code("https://x.example/c?sn=AC74-2026-000123", FORMATS.QRCode, 6),
    )
    found = looks(with_codes(a_scene(), serial, model, turned=8)).codes
    assert set(found) == {
        Code(text="AC74-2026-000123", sort="Code128"),
        Code(text="https://x.example/c?sn=AC74-2026-000123", sort="QRCode"),
    }
    assert serial_in(found) == "AC74-2026-000123"


@pytest.mark.parametrize("sort", [FORMATS.Code39, FORMATS.Code93, FORMATS.DataMatrix, FORMATS.PDF417])
def test_other_sorts_of_codes_are_read(sort: BarcodeFormat) -> None:
    found = looks(with_codes(a_scene(), a_code("AC742026000123", sort)))
    assert [code.text for code in found.codes] == ["AC742026000123"]


def test_of_a_photo_of_twelve_megapixels_everything_is_seen() -> None:
    """The sticker takes an eighth of its width."""
    large = with_codes(a_scene(size=(4000, 3000)), a_code("AC74-2026-000123", scale=2))
    found = seen(as_file(large))
    assert (found.looks.width, found.looks.height) == (4000, 3000)
    assert serial_in(found.looks.codes) == "AC74-2026-000123"
    assert faults_of(found.looks, DEFAULT, Known()) == ()
    assert max(Image.open(BytesIO(found.thumbnail)).size) <= THUMBNAIL


def with_exif(gps: dict[int, object] | None = None, offset: str = "", **told: object) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = told.pop("turned", 1)
    exif[ExifTags.Base.Make] = "Secretphone"
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    inner[ExifTags.Base.DateTimeOriginal] = told.pop("taken", "2026:11:24 10:31:05")
    if offset:
        inner[ExifTags.Base.OffsetTimeOriginal] = offset
    for tag, value in (gps or {}).items():
        exif.get_ifd(ExifTags.IFD.GPSInfo)[tag] = value
    return as_file(a_scene(), exif=exif, comment=b"Secretphone")


PUNE: Final[dict[int, object]] = {
    ExifTags.GPS.GPSLatitudeRef: "N",
    ExifTags.GPS.GPSLatitude: (18.0, 33.0, 32.4),
    ExifTags.GPS.GPSLongitudeRef: "E",
    ExifTags.GPS.GPSLongitude: (73.0, 47.0, 12.48),
}


def test_when_and_where_it_was_taken_is_read() -> None:
    found = seen(with_exif(PUNE)).looks
    assert found.taken_at == datetime(2026, 11, 24, 5, 1, 5, tzinfo=UTC)
    assert found.place == (18.559, 73.7868)


def test_a_camera_that_says_its_zone_is_believed() -> None:
    found = seen(with_exif(offset="+04:00")).looks
    assert found.taken_at == datetime(2026, 11, 24, 6, 31, 5, tzinfo=UTC)


@pytest.mark.parametrize("taken", ["", "0000:00:00 00:00:00", "yesterday", "2026:11:24 10:31:05 and a half"])
def test_a_time_that_is_none_is_left_out(taken: str) -> None:
    assert seen(with_exif(taken=taken)).looks.taken_at is None


def test_a_time_with_blanks_around_it_is_read() -> None:
    padded = seen(with_exif(taken="2026:11:24 10:31:05 ", offset="+04:00 ")).looks
    assert padded.taken_at == datetime(2026, 11, 24, 6, 31, 5, tzinfo=UTC)


def test_a_zone_that_is_none_is_left_out() -> None:
    assert seen(with_exif(offset="soon")).looks.taken_at == datetime(2026, 11, 24, 5, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "gps",
    [
        {ExifTags.GPS.GPSLatitude: (18.0, 33.0, 32.4)},
        PUNE | {ExifTags.GPS.GPSLatitude: (0.0, 0.0, 0.0), ExifTags.GPS.GPSLongitude: (0.0, 0.0, 0.0)},
        PUNE | {ExifTags.GPS.GPSLatitude: (118.0, 0.0, 0.0)},
        PUNE | {ExifTags.GPS.GPSLatitude: (18.0,)},
    ],
)
def test_a_place_that_is_none_is_left_out(gps: dict[int, object]) -> None:
    assert seen(with_exif(gps)).looks.place is None


def test_south_and_west_are_negative() -> None:
    south = PUNE | {ExifTags.GPS.GPSLatitudeRef: "S", ExifTags.GPS.GPSLongitudeRef: "W"}
    assert seen(with_exif(south)).looks.place == (-18.559, -73.7868)


def test_the_thumbnail_stands_upright_and_tells_nothing_of_camera_or_place() -> None:
    found = seen(with_exif(PUNE, turned=6))
    thumbnail = Image.open(BytesIO(found.thumbnail))
    assert (found.looks.width, found.looks.height) == (960, 1280)
    assert thumbnail.size == (480, 640)
    assert dict(thumbnail.getexif()) == {}
    assert b"Secretphone" not in found.thumbnail


@pytest.mark.parametrize("turned", range(10))
def test_a_picture_stands_upright_however_the_camera_was_held(turned: int) -> None:
    content = with_exif(turned=turned)
    upright = ImageOps.exif_transpose(Image.open(BytesIO(content)))
    found = seen(content)
    expected = seen(as_file(upright, exif=b"")).looks
    assert (found.looks.width, found.looks.height) == upright.size
    assert is_like(found.looks, expected, 2)
    assert abs(found.looks.sharpness - expected.sharpness) <= expected.sharpness / 5


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize(
    "spoilt", [b"Exif\0\0", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff", b"Exif\0\0" + bytes(range(200))]
)
def test_a_picture_is_good_although_what_the_camera_wrote_down_is_spoilt(spoilt: bytes) -> None:
    found = seen(as_file(a_scene(), exif=spoilt)).looks
    assert (found.width, found.taken_at, found.place) == (1280, None, None)


def test_what_of_it_can_be_read_is_read() -> None:
    half = with_exif(PUNE, turned=6).replace(b"2026:11:24 10:31:05", b"2026:xx:24 10:31:05")
    found = seen(half).looks
    assert (found.width, found.taken_at, found.place) == (960, None, (18.559, 73.7868))


@pytest.mark.parametrize(("kind", "how"), [("PNG", {}), ("WEBP", {}), ("AVIF", {"speed": 10})])
def test_other_formats_are_seen_as_well(kind: str, how: dict[str, int]) -> None:
    found = seen(as_file(a_scene(), kind, **how)).looks
    assert (found.width, found.height) == (1280, 960)
    assert faults_of(found, DEFAULT, Known()) == ()


def test_a_picture_with_transparent_parts_is_seen() -> None:
    assert seen(as_file(a_scene().convert("RGBA"), "PNG")).looks.is_readable
    assert seen(as_file(a_scene().convert("P"), "PNG")).looks.is_readable


def test_the_format_of_iphones_is_seen() -> None:
    found = seen(HEIC)
    assert (found.looks.width, found.looks.height) == (64, 48)
    assert Image.open(BytesIO(found.thumbnail)).format == "JPEG"


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7 ...", b"\0\0\0\x18ftypmp42 ...", b"\0\0\0\x14ftypqt   ...", b"\x1a\x45\xdf\xa3 ..."],
    ids=["pdf", "mp4", "mov", "webm"],
)
def test_papers_and_videos_are_not_looked_at(content: bytes) -> None:
    assert read_picture(content, INDIA) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        a_photo()[:3000],
        HEIC[:200],
        as_file(a_scene(), "PNG")[:5000],
        b"GIF89a" + bytes(99),
    ],
    ids=["nothing", "zip", "jpeg", "heic", "png", "gif"],
)
def test_what_cannot_be_opened_says_so(content: bytes) -> None:
    found = seen(content)
    assert (found.looks.is_readable, found.thumbnail) == (False, b"")
    assert faults_of(found.looks, DEFAULT, Known()) == (Fault.UNREADABLE,)
