"""QR codes, drawn when they are sent, so that no link lies about as a file."""

from io import BytesIO
from typing import Final

import segno

SCALE: Final = 12
MARGIN: Final = 4
"""In modules; scanners ask for four of white around the code."""


def qr_png(text: str) -> bytes:
    """PNG; error correction for a print that is a little dirty."""
    out = BytesIO()
    segno.make_qr(text, error="m").save(out, kind="png", scale=SCALE, border=MARGIN)
    return out.getvalue()
