"""Charts as ReportLab draws them: bars with their figures beside them, and what came and went by day."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from reportlab.graphics.shapes import Drawing, Line, PolyLine, Rect, String
from reportlab.lib import colors
from reportlab.pdfbase.pdfmetrics import stringWidth

from documents.letters import REGULAR, printable
from documents.sheet import INK, MUTED, RULE, WIDTH

Anchor = Literal["start", "middle", "end"]
BAR: Final = colors.HexColor("#2f6fab")
COLOURS: Final = (colors.HexColor("#2f6fab"), colors.HexColor("#1a7f37"), colors.HexColor("#8b949e"))
_ROW: Final = 15.0
_LABELS: Final = 150.0
_FIGURES: Final = 40.0
_HEIGHT: Final = 120.0
_AXIS: Final = 22.0
_TICKS: Final = 8


def bars(counts: Mapping[str, int], width: float = WIDTH) -> Drawing:
    """One bar below the other, each with its name before and its figure behind it."""
    longest = max([*counts.values(), 1])
    drawing = Drawing(width, _ROW * len(counts) + 4)
    room = width - _LABELS - _FIGURES
    for row, (name, count) in enumerate(counts.items()):
        base = drawing.height - _ROW * (row + 1)
        drawing.add(_words(0, base + 4, _fitting(name, _LABELS - 8)))
        drawing.add(_block(_LABELS, base + 2, room * count / longest, _ROW - 5, BAR))
        drawing.add(_words(_LABELS + room * count / longest + 4, base + 4, f"{count}"))
    return drawing


def lines(days: Sequence[str], series: Sequence[Sequence[int]], names: Sequence[str]) -> Drawing:
    """One line for each series over the days, whose names stand above it."""
    drawing = Drawing(WIDTH, _HEIGHT + _AXIS + 16)
    highest = max([1, *(value for values in series for value in values)])
    for part in range(5):
        _gridline(drawing, part, highest)
    step = (WIDTH - _AXIS) / max(len(days) - 1, 1)
    for values, colour in zip(series, COLOURS, strict=True):
        points = [
            place
            for at, value in enumerate(values)
            for place in (_AXIS + at * step, _AXIS + _HEIGHT * value / highest)
        ]
        drawing.add(PolyLine(points, strokeColor=colour, strokeWidth=1.6))
    every = -(-len(days) // _TICKS)
    for at in range(0, len(days), every):
        anchor: Anchor = "start" if at == 0 else "end" if at == len(days) - 1 else "middle"
        drawing.add(_words(_AXIS + at * step, 8, days[at], anchor=anchor))
    _legend(drawing, names)
    return drawing


def _gridline(drawing: Drawing, part: int, highest: int) -> None:
    height = _AXIS + _HEIGHT * part / 4
    drawing.add(Line(_AXIS, height, WIDTH, height, strokeColor=RULE, strokeWidth=0.4))
    if highest * part % 4 == 0:
        drawing.add(_words(_AXIS - 4, height - 2.5, f"{highest * part // 4}", anchor="end"))


def _legend(drawing: Drawing, names: Sequence[str]) -> None:
    at = _AXIS
    for name, colour in zip(names, COLOURS, strict=True):
        drawing.add(_block(at, drawing.height - 9, 8, 8, colour))
        drawing.add(_words(at + 12, drawing.height - 8, name, ink=INK))
        at += 28 + stringWidth(printable(name), REGULAR, 7.5)


def _block(x: float, y: float, width: float, height: float, colour: colors.Color) -> Rect:
    block = Rect(x, y, width, height)
    block.fillColor, block.strokeColor = colour, None
    return block


def _words(x: float, y: float, text: str, *, anchor: Anchor = "start", ink: colors.Color = MUTED) -> String:
    return String(x, y, printable(text), fontName=REGULAR, fontSize=7.5, fillColor=ink, textAnchor=anchor)


def _fitting(text: str, width: float) -> str:
    plain = printable(text)
    while stringWidth(plain, REGULAR, 7.5) > width:
        plain = f"{plain[:-2]}…"
    return plain
