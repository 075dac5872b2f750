"""A program of its own: photos on standard input → what each looks like, on standard output. Argument: the time zone of the site.

Each photo comes after its length (8 bytes, big-endian); the answer is one line of JSON: `{"looks": {…}, "thumbnail": "<base64>"}`
with the fields of `Looks`, or `{"looks": null}` for what is no picture.
"""

import base64
import hashlib
import resource
import signal
import struct
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from io import BytesIO
from itertools import pairwise
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

import orjson
import pi_heif
import zxingcpp
from PIL import ExifTags, Image, ImageFilter, ImageStat, UnidentifiedImageError

from domain.evidence import Code, Looks, Seen
from domain.places import Point

THUMBNAIL: Final = 640
QUALITY: Final = 80
MOST_PIXELS: Final = 120_000_000
MOST_MEMORY: Final = 1024**3  # address space
MOST_CPU_SECONDS: Final = 20  # for each picture
MOST_CODES: Final = 10
MOST_SIGNS: Final = 2000  # a signed payment code has more than 500
_SMALL: Final = 480  # from here a JPEG may be decoded at a fraction of its size, for the thumbnail …
_SEARCHED: Final = 2000  # … and for the search for codes
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")
_BROKEN: Final = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    EOFError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,
    ValueError,
    struct.error,
)
_CODES: Final = (
    zxingcpp.BarcodeFormat.Code128,
    zxingcpp.BarcodeFormat.Code39,
    zxingcpp.BarcodeFormat.Code93,
    zxingcpp.BarcodeFormat.EAN13,
    zxingcpp.BarcodeFormat.UPCA,
    zxingcpp.BarcodeFormat.PDF417,
    zxingcpp.BarcodeFormat.QRCode,
    zxingcpp.BarcodeFormat.MicroQRCode,
    zxingcpp.BarcodeFormat.DataMatrix,
    zxingcpp.BarcodeFormat.Aztec,
)
"""What stands on stickers; others are found on grilles and stripes, too."""
_LAPLACIAN: Final = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)
_PARTS: Final = 4
_FLAT: Final = 8
_TURNS: Final[Mapping[int | None, Image.Transpose]] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""By EXIF's number of how the camera was held."""
_ON_ITS_SIDE: Final = frozenset({5, 6, 7, 8})
_Exif = dict[int, Any]
T = TypeVar("T")


def read_picture(content: bytes, zone: tzinfo) -> Seen | None:
    """None for a PDF or a video. Nothing is raised: what cannot be opened has looks that say so."""
    if _is_no_picture(content):
        return None
    try:
        seen = first_look(content, zone)
        return replace(seen, looks=_closer_look(content, seen.looks, zone))
    except _BROKEN:
        return Seen(Looks(sha256=hashlib.sha256(content).hexdigest()))


def _is_no_picture(content: bytes) -> bool:
    is_film = content[4:8] == b"ftyp" and not content[8:12].startswith(
        (b"hei", b"hev", b"mif", b"msf", b"avi")
    )
    return b"%PDF-" in content[:1024] or is_film or content.startswith(b"\x1a\x45\xdf\xa3")


def first_look(content: bytes, zone: tzinfo) -> Seen:
    """Thumbnail and hashes, and what the camera wrote down."""
    with _opened(content) as opened:
        size, noted = opened.size, _noted(opened, zone)
        small = _decoded(opened, "RGB", _SMALL)
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    upright = _turned(small, noted.turn)
    thumbnail = _as_jpeg(upright)
    width, height = size[::-1] if noted.turn in _ON_ITS_SIDE else size
    looks = Looks(
        sha256=hashlib.sha256(content).hexdigest(),
        width=width,
        height=height,
        dhash=dhash(upright.convert("L")),
        taken_at=noted.taken_at,
        place=noted.place,
        thumbnail=hashlib.sha256(thumbnail).hexdigest(),
    )
    return Seen(looks, thumbnail)


def _closer_look(content: bytes, looks: Looks, zone: tzinfo) -> Looks:
    with _opened(content) as opened:
        turn = _noted(opened, zone).turn
        grey = _decoded(opened, "L", _SEARCHED)
    grey = grey.reduce(max(1, max(grey.size) // _SEARCHED))
    codes = tuple(_codes(grey))
    grey.thumbnail((THUMBNAIL, THUMBNAIL))
    brightness = round(ImageStat.Stat(grey).mean[0])
    return replace(looks, codes=codes, brightness=brightness, sharpness=sharpness(_turned(grey, turn)))


def _opened(content: bytes) -> Image.Image:
    opened = Image.open(BytesIO(content), formats=_FORMATS)
    if opened.width * opened.height > MOST_PIXELS:
        raise ValueError(f"{opened.width} x {opened.height} pixels are too many")
    return opened


def _decoded(opened: Image.Image, mode: str, least: int) -> Image.Image:
    """A JPEG at a fraction of its size, but not below `least` pixels on its longer side; all else in full."""
    shrunk = min(1.0, least / max(opened.size))
    opened.draft(mode, (max(1, round(opened.width * shrunk)), max(1, round(opened.height * shrunk))))
    return opened.convert(mode)


def _as_jpeg(picture: Image.Image) -> bytes:
    written = BytesIO()
    picture.save(written, "JPEG", quality=QUALITY, comment=b"")
    return written.getvalue()


def dhash(grey: Image.Image) -> int | None:
    """Whether each of 8 x 8 fields is darker than the one to its right."""
    fields = grey.resize((9, 8), Image.Resampling.BOX).tobytes()
    if max(fields) - min(fields) < _FLAT:
        return None
    rows = (fields[start : start + 9] for start in range(0, 72, 9))
    bits = (left < right for row in rows for left, right in pairwise(row))
    return int("".join("1" if bit else "0" for bit in bits), 2)


def sharpness(grey: Image.Image) -> int:
    """How much more the third sharpest part varies than the smoothest one, whose variation is the grain of the sensor.

    The lowest quarter does not count: there apps write time and place upon a picture, and letters are always sharp.
    """
    edges = grey.filter(_LAPLACIAN)
    parts = sorted(ImageStat.Stat(edges.crop(part)).var[0] for part in _parts(*edges.size))
    return round(parts[-3] - parts[0])


def _parts(width: int, height: int) -> Iterator[tuple[int, int, int, int]]:
    """Without the outermost pixels, which have no neighbours."""
    for row in range(_PARTS - 1):
        for column in range(_PARTS):
            yield (
                max(1, width * column // _PARTS),
                max(1, height * row // _PARTS),
                min(width - 1, width * (column + 1) // _PARTS),
                height * (row + 1) // _PARTS,
            )


def _codes(grey: Image.Image) -> Iterator[Code]:
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(_CODES))
    for code in found[:MOST_CODES]:
        yield Code(text=code.text[:MOST_SIGNS], sort=code.format.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Noted:
    """What the camera wrote beside the picture."""

    turn: int | None
    taken_at: datetime | None
    place: Point | None


def _noted(opened: Image.Image, zone: tzinfo) -> _Noted:
    """Each by itself: a picture is good although something of it is spoilt."""
    return _Noted(
        turn=_readable(lambda: int(opened.getexif()[ExifTags.Base.Orientation])),
        taken_at=_readable(lambda: _taken_at(opened.getexif().get_ifd(ExifTags.IFD.Exif), zone)),
        place=_readable(lambda: _place(opened.getexif().get_ifd(ExifTags.IFD.GPSInfo))),
    )


def _readable(read: Callable[[], T]) -> T | None:
    try:
        return read()
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        OSError,
        SyntaxError,
        TypeError,
        ValueError,
        struct.error,
    ):
        return None


def _turned(picture: Image.Image, turn: int | None) -> Image.Image:
    way = _TURNS.get(turn)
    return picture if way is None else picture.transpose(way)


def _taken_at(told: _Exif, zone: tzinfo) -> datetime:
    """A camera that does not say its time zone is taken to be set to the site's."""
    moment = _text(told[ExifTags.Base.DateTimeOriginal])
    taken = datetime.strptime(moment, "%Y:%m:%d %H:%M:%S").replace(tzinfo=zone)
    offset = _text(told.get(ExifTags.Base.OffsetTimeOriginal, ""))
    return _readable(lambda: datetime.strptime(f"{moment} {offset}", "%Y:%m:%d %H:%M:%S %z")) or taken


def _text(value: object) -> str:
    return str(value).strip("\0 ")


def _place(gps: _Exif) -> Point | None:
    latitude = _degrees(gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef], "S")
    longitude = _degrees(gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef], "W")
    is_real = (latitude, longitude) != (0, 0) and abs(latitude) <= 90 and abs(longitude) <= 180
    return (latitude, longitude) if is_real else None


def _degrees(parts: Any, half: object, negative: str) -> float:  # noqa: ANN401  whatever stands there
    degrees, minutes, seconds = (float(part) for part in parts)
    found = round(degrees + minutes / 60 + seconds / 3600, 6)
    return -found if _text(half).upper() == negative else found


def _answer(seen: Seen | None) -> bytes:
    if seen is None:
        return orjson.dumps({"looks": None})
    return orjson.dumps({"looks": seen.looks, "thumbnail": base64.b64encode(seen.thumbnail).decode()})


def _limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def allow_time(seconds: float) -> None:
    """Of the processor, from now on: a file made to keep the machine busy ends its reader, and nothing else.

    A limit set by `setrlimit` counts from the start, by a clock that nobody can read: it would end a program that has long been at work.
    """
    signal.setitimer(signal.ITIMER_PROF, seconds)


def main() -> None:
    _limit_memory()
    zone = ZoneInfo(sys.argv[1])
    while head := sys.stdin.buffer.read(8):
        allow_time(MOST_CPU_SECONDS)
        (length,) = struct.unpack(">Q", head)
        answer = _answer(read_picture(sys.stdin.buffer.read(length), zone))
        sys.stdout.buffer.write(answer + b"\n")
        sys.stdout.buffer.flush()


Image.init()
pi_heif.register_heif_opener()
if __name__ == "__main__":
    main()
