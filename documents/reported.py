"""A report on paper: every answer with its limit and judgement, the files slot by slot with all that is known of each."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from reportlab.platypus import CondPageBreak, Flowable, PageBreak

from documents.pen import PHOTO_HEIGHT, Pen, moment_of, photo_cell, photo_rows, reading_row
from documents.sheet import SMALL, STRONG, table, words
from domain.checklists.model import Verdict
from domain.visits.reviewing import Answered, Exhibit, PhotoSlot, Review
from domain.visits.states import VisitKind
from domain.words import N_, Words, say

TITLES: Final[Mapping[VisitKind, str]] = {
    VisitKind.SURVEY: N_("Survey report"),
    VisitKind.INSTALLATION: N_("Installation report"),
}
LinkTo = Callable[[Exhibit], str]
"""The address of a film; empty where there is none."""
_ROOM_FOR_ROWS: Final = 90.0
_HEIGHT_OF_THREE: Final = 172.0
_ROOM_FOR_PHOTOS: Final = 300.0
"""Points: a heading with what begins beneath it."""


def no_link(_: Exhibit) -> str:
    return ""


def judged(pen: Pen, review: Review) -> Flowable:
    """How many readings are beyond their limits, in one line."""
    bad, odd = review.count(Verdict.FAIL), review.count(Verdict.WARN)
    if not bad and not odd:
        return pen.words(N_("All readings are within limits."), STRONG)
    return pen.words(say("{count} out of limits, {odd} to watch", count=bad, odd=odd), STRONG)


def sections(pen: Pen, review: Review) -> Iterator[Flowable]:
    """A heading never stands alone at the foot of a page."""
    head = [pen.words(text, STRONG) for text in (N_("Checked"), N_("Found"), N_("Limit"), N_("Result"))]
    for section, given in review.sections:
        rows = [_row(pen, review, answered) for answered in given]
        yield CondPageBreak(_ROOM_FOR_ROWS)
        yield pen.heading(section.title)
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


def photos(pen: Pen, review: Review, pictures: Mapping[str, Path]) -> Iterator[Flowable]:
    """Slot by slot, for whoever reviews it, on pages of their own."""
    for number, slot in enumerate(review.slots):
        yield CondPageBreak(_ROOM_FOR_PHOTOS) if number else PageBreak()
        yield pen.heading(say("{slot}: {count}", slot=Words(slot.title), count=len(slot.exhibits)))
        yield photo_rows([_exhibit(pen, slot, one, pictures, no_link) for one in slot.exhibits])


def photo_pages(
    pen: Pen, review: Review, pictures: Mapping[str, Path], link_to: LinkTo
) -> Iterator[Flowable]:
    """One after the other, six on a page, each under its own title."""
    shown = [
        [pen.words(slot.title, STRONG), *_exhibit(pen, slot, one, pictures, link_to, _HEIGHT_OF_THREE)]
        for slot in review.slots
        for one in slot.exhibits
    ]
    if shown:
        yield photo_rows(shown)


def _exhibit(  # noqa: PLR0913, PLR0917  what is drawn, and how
    pen: Pen,
    slot: PhotoSlot,
    exhibit: Exhibit,
    pictures: Mapping[str, Path],
    link_to: LinkTo,
    height: float = PHOTO_HEIGHT,
) -> list[Flowable]:
    file = pictures.get(exhibit.picture.unique_id)
    cell = photo_cell(pen, exhibit.picture, caption(slot, exhibit), file, height)
    address = link_to(exhibit) if file is None else ""
    if address:
        cell.append(pen.link(address))
    if exhibit.kept_because:
        cell.append(pen.words(say("Kept because: {reason}", reason=exhibit.kept_because), SMALL))
    return cell


def caption(slot: PhotoSlot, exhibit: Exhibit) -> Words:
    """What is known of it: number, when it was taken or sent, by whom, where, how far from the customer's place."""
    told = say("{slot}, {number} of {count}", slot=Words(slot.title), number=exhibit.number, count=exhibit.of)
    if exhibit.taken_at is not None:
        told = say("{caption}, taken {moment}", caption=told, moment=moment_of(exhibit.taken_at))
    elif exhibit.sent_at is not None:
        told = say("{caption}, sent {moment}", caption=told, moment=moment_of(exhibit.sent_at))
    if exhibit.by:
        told = say("{caption}, by {name}", caption=told, name=exhibit.by)
    if exhibit.place is not None:
        told = say("{caption}, at {place}", caption=told, place=place_of(exhibit))
    if exhibit.metres_off is not None:
        told = say("{caption}, {metres} m from the site", caption=told, metres=exhibit.metres_off)
    return told


def place_of(exhibit: Exhibit) -> str:
    """Latitude and longitude, to about a metre."""
    return f"{exhibit.place[0]:.5f}, {exhibit.place[1]:.5f}" if exhibit.place is not None else ""
