"""The paper everything is set on: A4, a header with what it is about, page x of y, and the few styles in use."""

import hashlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Self

from reportlab import rl_config
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table

from documents.letters import BOLD, REGULAR, fonts, marked, printable
from domain.words import Speak, say

MARGIN: Final = 18 * mm
WIDTH: Final = A4[0] - 2 * MARGIN
INK: Final = colors.HexColor("#17212b")
MUTED: Final = colors.HexColor("#57606a")
RULE: Final = colors.HexColor("#d0d7de")
SHADE: Final = colors.HexColor("#f0f3f6")
_LONGEST: Final = 600
_FRAME_PADDING: Final = 6  # ReportLab's own, on each side of the text

TITLE: Final = ParagraphStyle("title", fontName=BOLD, fontSize=22, leading=28, textColor=INK, spaceAfter=4)
HEADING: Final = ParagraphStyle(
    "heading", fontName=BOLD, fontSize=13, leading=17, textColor=INK, spaceBefore=14, spaceAfter=6
)
BODY: Final = ParagraphStyle("body", fontName=REGULAR, fontSize=9, leading=12.5, textColor=INK)
STRONG: Final = ParagraphStyle("strong", parent=BODY, fontName=BOLD)
SMALL: Final = ParagraphStyle("small", parent=BODY, fontSize=7.5, leading=10, textColor=MUTED)


def words(text: str, style: ParagraphStyle = BODY) -> Paragraph:
    """Text of any origin: never markup, never longer than what a page can bear."""
    cut = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return Paragraph(marked(cut) or "–", style)


def linked(address: str, style: ParagraphStyle = BODY) -> Paragraph:
    """Only for addresses of our own making."""
    shown = marked(address)
    return Paragraph(f'<link href="{shown}" color="#0b5cad">{shown}</link>', style)


def table(rows: Sequence[Sequence[Any]], widths: Sequence[float], *, head: bool) -> Table:
    """`widths` are shares of the page's width; with `head`, the first row is repeated on every page."""
    style: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
        ("TOPPADDING", (0, 0), (-1, -1), 3.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
    ]
    if head:
        style.append(("BACKGROUND", (0, 0), (-1, 0), SHADE))
    return Table(
        [list(row) for row in rows],
        colWidths=[WIDTH * share / sum(widths) for share in widths],
        repeatRows=1 if head else 0,
        style=style,
        hAlign="LEFT",
    )


def pdf(story: list[Flowable], *, title: str, header: str, footer: str, speak: Speak) -> bytes:
    """The same story makes the same bytes: no clock, no random id, no path gets into them."""
    fonts()
    rl_config.useA85 = 0  # text armour only makes photos a quarter larger
    target = BytesIO()
    document = SimpleDocTemplate(
        target,
        pagesize=A4,
        leftMargin=MARGIN - _FRAME_PADDING,
        rightMargin=MARGIN - _FRAME_PADDING,
        topMargin=MARGIN + 8 * mm,
        bottomMargin=MARGIN + 4 * mm,
        title=printable(title),
        author="ChargeOps",
        creator="ChargeOps",
        invariant=1,
    )

    def canvas(*args: Any, **kwargs: Any) -> _Numbered:  # noqa: ANN401  ReportLab's own arguments, handed on
        return _Numbered(*args, header=printable(header), footer=printable(footer), speak=speak, **kwargs)

    document.build(story, canvasmaker=canvas)
    return target.getvalue()


class PhotoFile(str):
    """A JPEG's path (`.jpg`) under which ReportLab copies the bytes as they are, opening no picture.

    ReportLab names what it sets by the text of the path; here that is the content's digest, so that a temporary
    folder's name never gets into the document.
    """

    __slots__ = ("digest",)
    digest: str

    def __new__(cls, path: Path) -> Self:
        file = super().__new__(cls, path)
        file.digest = hashlib.sha256(path.read_bytes()).hexdigest()
        return file

    def __str__(self) -> str:
        return self.digest


class _Numbered(Canvas):
    """Keeps the pages until the last one is known, then writes "Page x of y" on each."""

    def __init__(  # the canvas's own arguments, and what stands on each page
        self,
        *args: Any,  # noqa: ANN401  as above
        header: str,
        footer: str,
        speak: Speak,
        **kwargs: Any,  # noqa: ANN401  as above
    ) -> None:
        super().__init__(*args, **kwargs)
        self._header = header
        self._footer = footer
        self._speak = speak
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802  ReportLab's name
        self._pages.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]  # the stubs leave it out

    def save(self) -> None:
        for page in self._pages:
            self.__dict__.update(page)
            self._frame(len(self._pages))
            super().showPage()
        super().save()

    def _frame(self, of: int) -> None:
        right = A4[0] - MARGIN
        self.setFillColor(MUTED)
        self.setStrokeColor(RULE)
        self.setLineWidth(0.4)
        self.setFont(REGULAR, 8)
        self.drawString(MARGIN, A4[1] - MARGIN, self._header)
        self.line(MARGIN, A4[1] - MARGIN - 5, right, A4[1] - MARGIN - 5)
        self.drawString(MARGIN, MARGIN - 4, self._footer)
        page = self._speak(say("Page {number} of {count}", number=self.getPageNumber(), count=of))
        self.drawRightString(right, MARGIN - 4, printable(page))
