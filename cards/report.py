"""A visit's report for its reviewer: a card with every answer and its judgement, from which the files are opened slot by slot."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeVar

from cards.actions import Action
from cards.blocks import heading, judged_answer, said
from cards.buttons import keyboard
from cards.charger import charger_lines
from cards.message import Message, Picture
from cards.steps.choice import Choice, Row, grid
from cards.steps.ops import decisions
from cards.text import MESSAGE_MOST, Speaker, Text, harmless, utf16_length
from cards.values import NAME_MOST
from domain.checklists.model import Verdict
from domain.leads import told
from domain.leads.metres import metres_to_explain
from domain.media import Picture as Sent
from domain.reactions import Audience
from domain.view import View
from domain.visits.reviewing import Exhibit, PhotoSlot, Review
from domain.visits.states import VisitState
from domain.words import Words, say

ALBUM_MOST: Final = 10
LARGEST_FILE: Final = 50 * 1024 * 1024
"""That a bot can send; larger ones came over the web and are looked at there."""
T = TypeVar("T")
_SLOT_ROWS: Final = 5
_IN_A_ROW: Final = 5


def report_card(view: View, audience: Audience, speaker: Speaker, *, team: str | None = None) -> Message:
    _ = audience, team
    visit = view.visit
    if visit is None or visit.report is None or view.lead is None:
        return Text().line(speaker.say(say("There is no report yet."))).message()
    review = Review(
        visit=visit, report=visit.report, lead=view.lead, checklist=view.checklist(visit), form=view.form
    )
    text = _text(view, review, speaker)
    if utf16_length(text.text) > MESSAGE_MOST:
        text = _text(view, review, speaker, only_bad=True)
    return text.message(keyboard(_slots(review, speaker), speaker, _below(review)))


def _text(view: View, review: Review, speaker: Speaker, *, only_bad: bool = False) -> Text:
    """Where all of a long report would not fit, what is good is only counted."""
    text, report = Text(), review.report
    text.bold(speaker.say(say("Report of {visit}", visit=review.visit.id)))
    text.line(heading(view, speaker))
    text.line(speaker.say(say("By {name}, {at}", name=report.by, at=report.submitted_at))).gap()
    _verdict(text, review, speaker)
    _metres(text, review, speaker)
    _decided(text, review, speaker)
    for section, given in review.sections:
        good = sum(one.verdict is Verdict.PASS for one in given)
        text.gap().bold_line(said(review.checklist, section.title, speaker))
        for one in given:
            if not only_bad or one.verdict is not Verdict.PASS:
                judged_answer(text, review.checklist, one.item, report, speaker)
        if only_bad and good:
            text.line(speaker.say(say("✓ good: {count}", count=good)))
    charger_lines(text.gap(), view, speaker)
    text.gap()
    if review.files:
        text.line(speaker.say(say("Files: {count}. Tap what you want to see.", count=len(review.files))))
    return text


def _verdict(text: Text, review: Review, speaker: Speaker) -> None:
    bad, odd = review.count(Verdict.FAIL), review.count(Verdict.WARN)
    if bad:
        text.bold_line(speaker.say(say("✗ Out of limits: {count}", count=bad)))
    if odd:
        text.bold_line(speaker.say(say("⚠ To watch: {count}", count=odd)))
    if not bad and not odd:
        text.line(speaker.say(say("All readings are within limits.")))


def _metres(text: Text, review: Review, speaker: Speaker) -> None:
    metres = metres_to_explain(review.lead, review.visit)
    if metres is not None:
        text.bold_line(speaker.say(told.metres_beyond(metres)))


def _decided(text: Text, review: Review, speaker: Speaker) -> None:
    match review.visit.state:
        case VisitState.ON_SITE:
            text.line(speaker.say(say("↩ Returned to the team: {words}", words=review.visit.redo or "")))
        case VisitState.APPROVED:
            text.line(speaker.say(say("This report has been reviewed.")))


def _slots(review: Review, speaker: Speaker) -> Iterator[Row]:
    choices = [
        Choice(
            say(
                "{slot} ({count})",
                slot=said(review.checklist, slot.title, speaker),
                count=len(slot.exhibits),
            ),
            Action.ALBUM,
            review.visit.id,
            slot.key,
        )
        for slot in review.slots
    ]
    return grid(choices, rows=_SLOT_ROWS)


def _below(review: Review) -> Iterator[Row]:
    yield (
        Choice(say("Report as PDF"), Action.REPORT_PAPER, review.visit.id),
        Choice(say("In the browser"), Action.REVIEW_PAGE, review.visit.id),
    )
    yield from decisions(review.visit, review.lead)


def slot_messages(
    review: Review, slot: PhotoSlot, archived: Mapping[str, str], speaker: Speaker
) -> tuple[Message, ...]:
    """Albums of at most ten; photos and videos go together, documents only among themselves.

    `archived`: unique id → SHA-256 of the bytes that are kept, for ids that Telegram does not know any more.
    """
    seen = [one for one in slot.exhibits if one.picture.kind != "document"]
    files = [one for one in slot.exhibits if one.picture.kind == "document"]
    return tuple(
        _album(review, slot, some, archived, speaker)
        for group in (seen, files)
        for some in _in_batches(group, ALBUM_MOST)
    )


def _album(
    review: Review,
    slot: PhotoSlot,
    exhibits: tuple[Exhibit, ...],
    archived: Mapping[str, str],
    speaker: Speaker,
) -> Message:
    text = Text().bold(f"{said(review.checklist, slot.title, speaker)} · {review.visit.id}")
    for exhibit in exhibits:
        text.line(_caption(exhibit, speaker))
        if exhibit.picture.size > LARGEST_FILE:
            text.line(speaker.say(_only_kept(exhibit.picture)))
        if exhibit.kept_because:
            kept = say("   kept because: {reason}", reason=exhibit.kept_because)
            text.line(speaker.say(kept))
    photos = [one for one in exhibits if one.picture.kind == "photo"]
    rows = _in_batches([_full_size(review, one) for one in photos], _IN_A_ROW)
    pictures = tuple(_picture(one, archived) for one in exhibits if one.picture.size <= LARGEST_FILE)
    return text.message(keyboard(rows, speaker), pictures=pictures)


def _only_kept(picture: Sent) -> Words:
    return say(
        "   {name}: with {size} MB it is too large for Telegram. Tap “In the browser” to see it.",
        name=harmless(picture.file_name or picture.kind, NAME_MOST),
        size=-(-picture.size // (1024 * 1024)),
    )


def _in_batches(whole: Sequence[T], most: int) -> Iterator[tuple[T, ...]]:
    return (tuple(whole[at : at + most]) for at in range(0, len(whole), most))


def _full_size(review: Review, exhibit: Exhibit) -> Choice:
    return Choice(say("🔍 {number}", number=exhibit.number), Action.FULL_SIZE, review.visit.id, exhibit.mark)


def _caption(exhibit: Exhibit, speaker: Speaker) -> str:
    """`2 of 3 · Tue 24 Nov, 10:12 · Lakhan · 35 m from the site`, as far as it is known."""
    parts = [say("{number} of {count}", number=exhibit.number, count=exhibit.of)]
    if (moment := exhibit.sent_at or exhibit.taken_at) is not None:
        parts.append(say("{value}", value=moment))
    if exhibit.by:
        parts.append(say("{value}", value=exhibit.by))
    if exhibit.metres_off is not None:
        parts.append(say("{metres} m from the site", metres=exhibit.metres_off))
    return " · ".join(speaker.say(part) for part in parts)


def _picture(exhibit: Exhibit, archived: Mapping[str, str]) -> Picture:
    sent = exhibit.picture
    return Picture(
        kind=sent.kind,
        file_id=sent.file_id or None,
        sha256=sent.sha256 or archived.get(sent.unique_id),
        file_name=sent.file_name,
    )


def full_size(review: Review, slot: PhotoSlot, exhibit: Exhibit, sha256: str, speaker: Speaker) -> Message:
    """As it is kept, not made smaller by Telegram."""
    ending = (
        f".{exhibit.picture.file_name.rpartition('.')[2]}" if "." in exhibit.picture.file_name else ".jpg"
    )
    name = f"{review.visit.id}-{slot.key.strip('#')}-{exhibit.number}{ending}"
    text = Text().bold(said(review.checklist, slot.title, speaker)).line(_caption(exhibit, speaker))
    return text.message(pictures=(Picture(kind="document", sha256=sha256, file_name=name),))


def paper_message(review: Review, speaker: Speaker) -> Message:
    """The report on paper: set when it is sent, from the same facts each time."""
    text = Text().bold(speaker.say(say("Report of {visit}", visit=review.visit.id)))
    return text.message(pictures=(Picture(kind="document", report=review.visit.id),))
