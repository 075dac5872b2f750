"""Invented electricity bills, drawn as PDFs, as photos and as scans. Nobody lives there."""

import functools
from collections.abc import Sequence
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from documents.letters import REGULAR, fonts

Row = Sequence[tuple[int, str]]
"""What stands in one row: points from the left edge of the paper, and the words."""

BSES: Final[Sequence[Row]] = (
    ((60, "BSES RAJDHANI POWER LIMITED"),),
    ((60, "Electricity Bill - Domestic"),),
    ((60, "CA No. : 152608268"), (330, "Bill No : 1002341")),
    ((60, "Name : ASHA RAO"), (330, "Bill Date : 02-11-2026")),
    ((60, "Billing Address : 4 Rose Park, New Delhi 110016"),),
    ((60, "Sanctioned Load : 5.00 (kW)"), (330, "MDI : 4.32 (kW)")),
    ((60, "Meter Type : 1PSK"), (330, "Supply Type : LT")),
    ((60, "Amount payable : Rs 2,340.00"), (330, "Due Date : 16-11-2026")),
)
MSEDCL: Final[Sequence[Row]] = (
    ((60, "MAHAVITARAN"), (330, "Maharashtra State Electricity Distribution Co. Ltd.")),
    ((60, "Consumer No."), (200, "BU"), (280, "Tariff"), (450, "Sanctioned Load (KW)")),
    ((60, "170012345678"), (200, "4637"), (280, "90/LT I Res 1-Phase"), (450, "10.00")),
    ((60, "Name: ASHA RAO"), (330, "Meter No: 065-12345678")),
    ((60, "Address: 12 Hill Road, Baner, Pune 411045"),),
)
TANGEDCO: Final[Sequence[Row]] = (
    ((60, "TANGEDCO"),),
    ((60, "Service Connection No"), (330, "04123456789")),
    ((60, "Name of the Consumer"), (330, "K MURUGAN")),
    ((60, "Sanctioned Load"), (330, "10 KW")),
    ((60, "Phase"), (330, "Three Phase")),
)
TATA: Final[Sequence[Row]] = (
    ((60, "Tata Power"),),
    ((60, "Consumer Name"), (330, "Consumer Number")),
    ((60, "MEHUL SHAH"), (330, "900012345678")),
    ((60, "Contract Demand (kVA): 8.5"), (330, "No. of Phases : 3")),
)
PARTY: Final[Sequence[Row]] = (
    ((60, "Happy birthday, dear friend!"),),
    ((60, "See you at the party at 7 pm"),),
)


def as_pdf(rows: Sequence[Row], *, pages: int = 1, password: str | None = None) -> bytes:
    """The rows on the first page, tariffs on the others."""
    fonts()
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, encrypt=password)
    for number in range(pages):
        canvas.setFont(REGULAR, 10)
        shown = rows if number == 0 else (((60, f"Tariffs and conditions, page {number + 1}"),),)
        for line, row in enumerate(shown):
            for left, words in row:
                canvas.drawString(left, A4[1] - 80 - 26 * line, words)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def as_photo(rows: Sequence[Row], *, slant: float = 1.5, kind: str = "JPEG") -> bytes:
    """On a table, held not quite straight."""
    image = Image.new("RGB", (1240, 900), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(26)
    for line, row in enumerate(rows):
        for left, words in row:
            draw.text((left * 2, 90 + 84 * line), words, fill="black", font=font)
    out = BytesIO()
    image.rotate(slant, fillcolor="white").save(out, kind)
    return out.getvalue()


def as_scan(rows: Sequence[Row]) -> bytes:
    """A PDF that holds a picture and no text."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.drawImage(ImageReader(BytesIO(as_photo(rows, slant=0))), 0, 300, width=A4[0], height=430)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


@functools.cache
def flat(colour: str = "grey") -> bytes:
    """A photo of nothing."""
    out = BytesIO()
    Image.new("RGB", (800, 600), colour).save(out, "JPEG")
    return out.getvalue()
