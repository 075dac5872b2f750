"""Files that are said to be electricity bills, read as the program reads them."""

import asyncio
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from documents.bill_limits import MOST_BYTES
from documents.bills import BillText, Unreadable, can_read, text_of
from domain.leads.bill import BillReading, Problem, Way
from domain.leads.bill_text import read_bill
from tests.documents.sample_bills import (
    BSES,
    MSEDCL,
    PARTY,
    TANGEDCO,
    TATA,
    Row,
    as_pdf,
    as_photo,
    as_scan,
    flat,
)

KNOWN: Final = {
    "BSES": (BSES, ("152608268", "ASHA RAO", "5 kW", "1", "brpl")),
    "MSEDCL": (MSEDCL, ("170012345678", "ASHA RAO", "10 kW", "1", "msedcl")),
    "TANGEDCO": (TANGEDCO, ("04123456789", "K MURUGAN", "10 kW", "3", "tangedco")),
    "Tata Power": (TATA, ("900012345678", "MEHUL SHAH", "8.5 kVA", "3", "tata_mumbai")),
}


def of(text: BillText) -> BillReading:
    return read_bill(text.pages, text.way)


def values(reading: BillReading) -> tuple[str, str, str, str, str]:
    found = (reading.consumer, reading.name, reading.load, reading.phase)
    consumer, name, load, phase = (one.value if one else "" for one in found)
    return consumer, name, load, phase, reading.discom


def a_bomb() -> bytes:
    """A page whose text is 300 MB of blanks, packed into 300 kB."""
    packed = zlib.compress(b" " * (300 * 1024 * 1024), 9)
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    page = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
    stream = (
        b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n" % len(packed) + packed + b"\nendstream endobj\n"
    )
    return head + page + stream + b"trailer<</Root 1 0 R>>\n%%EOF"


def test_the_extra_is_there_where_tests_run() -> None:
    assert can_read()


@pytest.mark.parametrize(("rows", "found"), KNOWN.values(), ids=KNOWN.keys())
async def test_a_pdf_is_read_by_its_text(rows: Sequence[Row], found: tuple[str, ...]) -> None:
    text = await text_of(as_pdf(rows))
    assert text.way is Way.TEXT
    assert values(of(text)) == found


async def test_of_a_hundred_pages_the_first_ones_are_read() -> None:
    text = await text_of(as_pdf(BSES, pages=100))
    assert len(text.pages) == 4
    assert of(text).is_bill


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_a_photo_is_read_by_what_stands_on_it(kind: str) -> None:
    text = await text_of(as_photo(BSES, kind=kind))
    reading = of(text)
    assert text.way is Way.OCR
    assert values(reading) == KNOWN["BSES"][1]
    assert reading.demand_kw == 4.32


async def test_a_photo_of_columns_is_read_in_columns() -> None:
    assert values(of(await text_of(as_photo(MSEDCL)))) == KNOWN["MSEDCL"][1]


async def test_a_scan_in_a_pdf_is_read_as_a_picture() -> None:
    text = await text_of(as_scan(BSES))
    assert text.way is Way.OCR
    assert values(of(text)) == KNOWN["BSES"][1]


@pytest.mark.parametrize("content", [flat(), as_photo(PARTY), as_pdf(PARTY), as_pdf(())])
async def test_what_is_no_bill_is_seen_to_be_none(content: bytes) -> None:
    assert not of(await text_of(content)).is_bill


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (as_pdf(BSES, password="0412"), Problem.LOCKED),
        (as_pdf(BSES)[:900], Problem.BROKEN),
        (b"%PDF-1.7\nnothing of it is true", Problem.BROKEN),
        (b"\xff\xd8\xff\xe0 a picture by its first bytes only", Problem.BROKEN),
        (as_photo(BSES)[:3000], Problem.BROKEN),
        (b"MZ\x90\x00 a program with another name", Problem.WRONG_TYPE),
        (b"PK\x03\x04 a sheet, or a bomb", Problem.WRONG_TYPE),
        (b"GIF89a", Problem.WRONG_TYPE),
        (b"", Problem.WRONG_TYPE),
        (b"%PDF-1.4" + b" " * MOST_BYTES, Problem.TOO_LARGE),
    ],
    ids=[
        "password",
        "cut off",
        "false",
        "no picture",
        "half a picture",
        "program",
        "zip",
        "gif",
        "empty",
        "huge",
    ],
)
async def test_a_file_that_cannot_be_read_says_why(content: bytes, problem: Problem) -> None:
    with pytest.raises(Unreadable) as refused:
        await text_of(content)
    assert refused.value.problem is problem


async def test_a_pdf_made_to_burst_ends_its_reader_alone() -> None:
    with pytest.raises(Unreadable) as refused:
        await text_of(a_bomb(), patience=60)
    assert refused.value.problem in {Problem.BROKEN, Problem.TOO_LARGE}


async def test_what_takes_too_long_is_given_up_and_its_reader_ended() -> None:
    with pytest.raises(Unreadable) as refused:
        await text_of(as_photo(BSES), patience=0.2)
    assert refused.value.problem is Problem.TOO_LARGE
    assert not _readers()


async def test_nobody_reads_on_when_nobody_waits() -> None:
    reading = asyncio.ensure_future(text_of(as_photo(BSES)))
    await asyncio.sleep(0.3)
    reading.cancel()
    await asyncio.wait([reading])
    assert not _readers()


def _readers() -> list[str]:
    """Readers that run as children of this process."""
    children = Path("/proc/self/task").glob("*/children")
    ids = [number for file in children for number in file.read_text().split()]
    lines = [Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode() for number in ids]
    return [line for line in lines if "documents." in line]
