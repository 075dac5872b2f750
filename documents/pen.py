"""How facts of ours are written on paper: labels and values, readings with their judgement, photos with a caption."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self

from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Image, Spacer

from documents.sheet import BODY, HEADING, SMALL, STRONG, TITLE, WIDTH, PhotoFile, linked, table, words
from domain.calendar import Calendar
from domain.checklists.model import Item, Verdict
from domain.media import Picture
from domain.visits.report import Report
from domain.visits.visit import Visit
from domain.words import N_, Speak, Words, say

_VERDICTS: Final = {Verdict.PASS: N_("pass"), Verdict.WARN: N_("warn"), Verdict.FAIL: N_("fail")}
_COLOURS: Final = {
    Verdict.PASS: colors.HexColor("#1a7f37"),
    Verdict.WARN: colors.HexColor("#9a6700"),
    Verdict.FAIL: colors.HexColor("#b42318"),
}
_VERDICT_STYLES: Final = {
    verdict: ParagraphStyle(verdict.value, parent=STRONG, textColor=colour)
    for verdict, colour in _COLOURS.items()
}
_CALENDAR: Final = Calendar()
PHOTO_HEIGHT: Final = 235.0


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes our own words in the reader's language; what people typed goes onto paper as it is, by `words`."""

    speak: Speak
    title_style: ParagraphStyle = TITLE
    heading_style: ParagraphStyle = HEADING

    @classmethod
    def of_colour(cls, speak: Speak, colour: str) -> Self:
        """Its titles and headings are in this colour, `#rrggbb`."""
        ink = colors.HexColor(colour)
        title = ParagraphStyle("title", parent=TITLE, textColor=ink)
        return cls(speak, title, ParagraphStyle("heading", parent=HEADING, textColor=ink))

    def title(self, text: Words | str) -> Flowable:
        return self.words(text, self.title_style)

    def heading(self, text: Words | str) -> Flowable:
        return self.words(text, self.heading_style)

    def words(self, text: Words | str, style: ParagraphStyle = BODY) -> Flowable:
        return words(self.speak(text), style)

    def pairs(self, rows: Sequence[tuple[str, str]]) -> Flowable:
        """Labels of ours, each with a fact."""
        return table([[self.words(name, SMALL), words(value)] for name, value in rows], (24, 76), head=False)

    def link(self, address: str, style: ParagraphStyle = SMALL) -> Flowable:
        """To be tapped on a screen, and to be read where it is printed."""
        return linked(address, style)


def reading_row(pen: Pen, item: Item, report: Report) -> Sequence[Any]:
    answer = report.answers[item.key]
    chosen = [pen.speak(item.choices[part]) for part in answer.split(",") if part in item.choices]
    label, found = pen.words(item.label), words(", ".join(chosen) or f"{answer} {item.unit}".strip())
    if not item.limit:
        return label, found, words(""), words("")
    verdict = report.verdict(item)
    return label, found, pen.words(item.limit), pen.words(_VERDICTS[verdict], _VERDICT_STYLES[verdict])


def photo_cell(
    pen: Pen, photo: Picture, caption: Words, file: Path | None, height: float = PHOTO_HEIGHT
) -> list[Flowable]:
    if file is None:
        missing = _without(photo)
        return [pen.words(missing), pen.words(caption, SMALL)]
    image = Image(PhotoFile(file), width=WIDTH / 2 - 12, height=height, kind="proportional", lazy=2)
    return [image, Spacer(1, 3), pen.words(caption, SMALL)]


def _without(photo: Picture) -> Words:
    """A film cannot stand on paper, but is there; a photo ought to."""
    name = photo.file_name or photo.kind
    if photo.kind != "video":
        return say("Not shown here: {name}", name=name)
    size = -(-photo.size // (1024 * 1024))
    return say("Film, kept with the report: {name}, {size} MB", name=name, size=size)


def photo_rows(shown: Sequence[list[Flowable]]) -> Flowable:
    """Two beside each other."""
    rows = [[*shown[at : at + 2], *([""] if at + 1 == len(shown) else [])] for at in range(0, len(shown), 2)]
    return table(rows, (50, 50), head=False)


def held(visit: Visit) -> str:
    """`24 Nov 2026, 10:00–12:00`."""
    slot = visit.slot
    return f"{moment_of(slot.start)}–{_CALENDAR.local(slot.end):%H:%M}" if slot else ""


def moment_of(moment: datetime) -> str:
    """In the site's time zone: `24 Nov 2026, 10:00`."""
    local = _CALENDAR.local(moment)
    return f"{local.day} {local:%b %Y, %H:%M}"
