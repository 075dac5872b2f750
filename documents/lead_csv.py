"""Leads as comma-separated text: encoding and delimiter are found out."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from domain.errors import Invalid
from domain.words import say

LONGEST_CELL: Final = 20_000
_DELIMITERS: Final = ",;\t|"
_LOOKED_AT: Final = 20
_NO_TEXT: Final = frozenset(chr(code) for code in range(32)) - set("\t\r\n\f\v\x1a")


def csv_rows(content: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Number and cells of each row, empty ones included. `Invalid` in words where it is no such text."""
    delimiter, text = _without_hint(_decoded(content))
    delimiter = delimiter or _delimiter(text)
    csv.field_size_limit(LONGEST_CELL)
    _must_close(text, delimiter)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise _unclosed(number) from None
        yield number, tuple(cells)


def _must_close(text: str, delimiter: str) -> None:
    """A quotation mark without its end swallows the rest of the file, which the lenient reader takes for one cell."""
    number = 1
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            number += 1
    except csv.Error as error:
        if "end of data" in str(error):
            raise _unclosed(number) from None


def _unclosed(row: int) -> Invalid:
    return Invalid(
        say(
            'Row {row} cannot be read: is a quotation mark not closed? Every “"” that opens needs one that closes.',
            row=row,
        )
    )


def _decoded(content: bytes) -> str:
    text = _as_text(content)
    if _NO_TEXT.intersection(text[:100_000]):
        raise Invalid(
            say(
                "This is not a table of text. Save it in your spreadsheet as .xlsx or as CSV UTF-8 and send that."
            )
        )
    return text


def _as_text(content: bytes) -> str:
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _strictly(content, name)
    even, odd = content[:2000:2].count(0), content[1:2000:2].count(0)
    if max(even, odd) > len(content[:2000]) // 8 and min(even, odd) * 4 < max(even, odd):
        return _strictly(content, "utf-16-le" if odd > even else "utf-16-be")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _strictly(content, "cp1252")


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise Invalid(
            say("The letters of this file cannot be read. Save it as “CSV UTF-8” or as .xlsx and send that.")
        ) from None


def _without_hint(text: str) -> tuple[str, str]:
    """Excel may name the delimiter in a first line of its own, `sep=;`."""
    first, _, rest = text.partition("\n")
    hint = first.strip().casefold()
    return (hint[4], rest) if len(hint) == 5 and hint.startswith("sep=") else ("", text)


def _delimiter(text: str) -> str:
    """Whichever divides the first lines most often and most evenly; what stands between quotation marks does not count."""
    lines = [line for line in text[:50_000].splitlines() if line.strip()][:_LOOKED_AT]
    bare = ["".join(line.split('"')[::2]) for line in lines]

    def evenly(delimiter: str) -> tuple[int, int]:
        counts = [line.count(delimiter) for line in bare]
        usual = max(counts, key=counts.count, default=0)
        return (counts.count(usual) if usual else 0), usual

    return max(_DELIMITERS, key=evenly)
