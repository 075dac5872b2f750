"""A program of its own: a PDF on standard input → its text as JSON on standard output. Needs the extra `bills`.

`{"pages": [["line", …], …], "pictures": ["<base64>", …]}`, or `{"problem": "locked"}`. Pictures are given only where
there is hardly any text: such a PDF is a scan. What cannot be read at all ends the program with an error.
"""

import base64
import json
import sys
from io import BytesIO
from typing import Any, Final

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError

from documents.bill_limits import MOST_BYTES, limit_myself

MOST_PAGES: Final = 4  # a bill says who and how much on its first pages; others have a hundred of tariffs
MOST_PICTURES: Final = 2
FEW_SIGNS: Final = 60
MOST_SIGNS: Final = 60_000


def text_of_pdf(content: bytes) -> dict[str, Any]:
    reader = PdfReader(BytesIO(content), strict=False)
    try:
        if reader.is_encrypted and not reader.decrypt(""):
            return {"problem": "locked"}
    except DependencyError:  # AES, for which pypdf wants another library
        return {"problem": "locked"}
    pages = [reader.pages[number] for number in range(min(len(reader.pages), MOST_PAGES))]
    lines = [_lines(page) for page in pages]
    signs = sum(letter.isalnum() for page in lines for line in page for letter in line)
    return {"pages": lines, "pictures": _pictures(pages) if signs < FEW_SIGNS else []}


def _lines(page: PageObject) -> list[str]:
    """In columns, as they stand on the page."""
    text = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=False)
    return text[:MOST_SIGNS].splitlines()


def _pictures(pages: list[PageObject]) -> list[str]:
    """The largest one of each page."""
    largest = [max((image.data for image in page.images), key=len, default=b"") for page in pages]
    found = [data for data in largest if data][:MOST_PICTURES]
    return [base64.b64encode(data).decode() for data in found if len(data) <= MOST_BYTES]


if __name__ == "__main__":
    limit_myself()
    sys.stdout.write(json.dumps(text_of_pdf(sys.stdin.buffer.read(MOST_BYTES + 1))))
