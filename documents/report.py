"""One report by itself: who was where and when, every answer with its limit and judgement, the photos slot by slot."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from reportlab.platypus import CondPageBreak, Flowable, PageBreak, Spacer

from documents.pen import Pen, held, moment_of, photo_cell, photo_rows, reading_row
from documents.sheet import HEADING, SMALL, STRONG, TITLE, pdf, table, words
from domain.checklists.model import Verdict
from domain.visits.reviewing import Answered, Exhibit, PhotoSlot, Review
from domain.visits.states import VisitKind
from domain.words import N_, Speak, Words, say

TITLES: Final[Mapping[VisitKind, str]] = {
    VisitKind.SURVEY: N_("Survey report"),
    VisitKind.INSTALLATION: N_("Installation report"),
}

_ROOM_FOR_ROWS: Final = 90.0
_ROOM_FOR_PHOTOS: Final = 300.0
"""Points: a heading with what begins beneath it."""


def report_paper(review: Review, pictures: Mapping[str, Path], speak: Speak) -> bytes:
    """The PDF. `pictures`: unique id → a `.jpg` file; a file without one is named, with a note that it is not shown."""
    pen, visit = Pen(speak), review.visit
    story: list[Flowable] = [
        *_cover(pen, review),
        *_sections(pen, review),
        *_photos(pen, review, pictures),
    ]
    return pdf(
        story,
        title=f"{speak(TITLES[visit.kind])} {visit.id}",
        header=f"{visit.id} · {review.oem} · {review.lead.oem_reference}",
        footer=speak(say("Report of {visit}, sent {moment}", visit=visit.id, moment=_sent(review))),
        speak=speak,
    )


def _sent(review: Review) -> str:
    return moment_of(review.report.submitted_at)


def _cover(pen: Pen, review: Review) -> list[Flowable]:
    visit, lead, customer = review.visit, review.lead, review.lead.customer
    place = (customer.address, customer.city, customer.pin_code)
    rows = (
        (N_("Visit"), visit.id),
        (N_("Lead"), lead.id),
        (N_("OEM"), review.oem),
        (N_("OEM reference"), lead.oem_reference),
        (N_("Customer"), customer.name),
        (N_("Site"), ", ".join(part for part in place if part)),
        (N_("Charger"), pen.speak(say("{power} kW", power=f"{lead.charger_kw:g}"))),
        (N_("Team"), review.team),
        (N_("Window"), held(visit)),
        (N_("On site"), moment_of(visit.check_in.at) if visit.check_in else ""),
        (N_("Reported"), f"{_sent(review)}, {review.report.by}"),
        (N_("Checklist"), review.checklist.id),
    )
    found = [
        pen.words(say("{count} out of limits, {odd} to watch", count=bad, odd=odd), STRONG)
        for bad, odd in [(review.count(Verdict.FAIL), review.count(Verdict.WARN))]
        if bad or odd
    ] or [pen.words(N_("All readings are within limits."), STRONG)]
    return [pen.words(TITLES[visit.kind], TITLE), pen.pairs(rows), Spacer(1, 8), *found]


def _sections(pen: Pen, review: Review) -> Iterator[Flowable]:
    """A heading never stands alone at the foot of a page."""
    head = [pen.words(text, STRONG) for text in (N_("Checked"), N_("Found"), N_("Limit"), N_("Result"))]
    for section, given in review.sections:
        rows = [_row(pen, review, answered) for answered in given]
        yield CondPageBreak(_ROOM_FOR_ROWS)
        yield pen.words(section.title, HEADING)
        yield table([head, *rows], (36, 26, 40, 11), head=True)


def _row(pen: Pen, review: Review, answered: Answered) -> Sequence[Any]:
    """Under the label who said it and when, under the answer what the team says to it."""
    label, found, limit, result = reading_row(pen, answered.item, review.report)
    said = [label]
    if answered.at is not None:
        said.append(words(f"{answered.by}, {moment_of(answered.at)}", SMALL))
    told = [found]
    if answered.word:
        told.append(pen.words(say("The team says: {word}", word=answered.word), SMALL))
    return said, told, limit, result


def _photos(pen: Pen, review: Review, pictures: Mapping[str, Path]) -> Iterator[Flowable]:
    for number, slot in enumerate(review.slots):
        yield CondPageBreak(_ROOM_FOR_PHOTOS) if number else PageBreak()
        yield pen.words(say("{slot}: {count}", slot=Words(slot.title), count=len(slot.exhibits)), HEADING)
        yield photo_rows([_exhibit(pen, slot, one, pictures) for one in slot.exhibits])


def _exhibit(pen: Pen, slot: PhotoSlot, exhibit: Exhibit, pictures: Mapping[str, Path]) -> list[Flowable]:
    file = pictures.get(exhibit.picture.unique_id)
    cell = photo_cell(pen, exhibit.picture, _caption(slot, exhibit), file)
    if exhibit.kept_because:
        cell.append(pen.words(say("Kept because: {reason}", reason=exhibit.kept_because), SMALL))
    return cell


def _caption(slot: PhotoSlot, exhibit: Exhibit) -> Words:
    """What is known of it: number, when it was taken or sent, by whom, how far from the customer's place."""
    caption = say(
        "{slot}, {number} of {count}", slot=Words(slot.title), number=exhibit.number, count=exhibit.of
    )
    if exhibit.taken_at is not None:
        caption = say("{caption}, taken {moment}", caption=caption, moment=moment_of(exhibit.taken_at))
    elif exhibit.sent_at is not None:
        caption = say("{caption}, sent {moment}", caption=caption, moment=moment_of(exhibit.sent_at))
    if exhibit.by:
        caption = say("{caption}, by {name}", caption=caption, name=exhibit.by)
    if exhibit.metres_off is not None:
        caption = say("{caption}, {metres} m from the site", caption=caption, metres=exhibit.metres_off)
    return caption
