"""A report before its reviewer: readings and photos at one side, the customer's documents at the other, decisions below."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.checklists.model import Item, Verdict
from domain.leads.bill import Bill
from domain.materials.handing_out import Unit
from domain.visits.beside_bill import Compared, beside_bill
from domain.visits.reviewing import Answered, Exhibit, PhotoSlot, Review
from domain.visits.states import VisitState
from domain.words import N_, Speak, Words, say
from web.pages import moment_of
from web.portal.frame import REVIEWS, Page, box, pairs
from web.portal.markup import Html, Part, put, tag

MARKS: Final[Mapping[Verdict, str]] = {Verdict.PASS: "✓", Verdict.WARN: "⚠", Verdict.FAIL: "✗"}
VERDICTS: Final[Mapping[Verdict, str]] = {
    Verdict.PASS: N_("good"),
    Verdict.WARN: N_("to watch"),
    Verdict.FAIL: N_("out of limits"),
}
FILM: Final = frozenset({"video"})
BILL: Final = "bill"
_SOUNDS: Final = (".ogg", ".oga", ".mp3", ".m4a", ".opus")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A paper of the customer: its name in addresses, its title, and what a browser makes of it."""

    name: str
    title: str
    is_pdf: bool
    is_picture: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """All that the page is made of. `speak_in` a language is how its customer reads; `typed` and `wrong` are of a form that is shown again."""

    review: Review
    documents: Sequence[Document]
    bill: Bill | None
    unit: Unit
    csrf: str
    speak_in: Callable[[str], Speak]
    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Words | None = None

    @property
    def address(self) -> str:
        return f"{REVIEWS}/{self.review.visit.id}"


def review_page(found: Found, decisions: Html | None, speak: Speak) -> Page:
    review = found.review
    body = put(
        box(tag("p", speak(found.wrong)), kind="bad", role="alert") if found.wrong else None,
        _about(found, speak),
        _summary(found, speak),
        _charger(found.unit, speak),
        tag(
            "div",
            tag("div", _readings(review, speak), _album(found, speak)),
            tag("aside", _documents(found, speak), aria_label=speak(N_("The customer's documents"))),
            class_="beside",
        ),
        decisions,
    )
    return Page(
        title=speak(say("Report of {visit}", visit=review.visit.id)), body=body, here="", has_files=True
    )


def _about(found: Found, speak: Speak) -> Html:
    review = found.review
    lead, visit, report = review.lead, review.visit, review.report
    shown = pairs(
        (
            (N_("Lead"), f"{lead.id} · {lead.customer.name}"),
            (N_("Site"), lead.site_address),
            (N_("OEM"), review.oem),
            (N_("Charger"), speak(say("{kw} kW", kw=f"{lead.charger_kw:g}"))),
            (N_("Team"), review.team),
            (N_("Reported"), f"{moment_of(report.submitted_at)}, {report.by}"),
            (N_("On site"), moment_of(visit.check_in.at) if visit.check_in else ""),
        ),
        speak,
    )
    paper = tag("a", speak(N_("Report as PDF")), href=f"{found.address}/report.pdf", class_="button plain")
    beside = tag("a", speak(N_("To the documents")), href="#documents", class_="button plain")
    jump = tag("a", speak(N_("To the decision")), href="#decide", class_="button plain")
    return put(shown, tag("div", paper, beside, jump if _is_open(found) else None, class_="acts"))


def _is_open(found: Found) -> bool:
    return found.review.visit.state is VisitState.REPORTED


def _summary(found: Found, speak: Speak) -> Html:
    review = found.review
    bad, odd = review.count(Verdict.FAIL), review.count(Verdict.WARN)
    told: list[Words] = []
    if bad:
        told.append(say("✗ Out of limits: {count}", count=bad))
    if odd:
        told.append(say("⚠ To watch: {count}", count=odd))
    if not told:
        told.append(say("All readings are within limits."))
    if review.visit.state is VisitState.ON_SITE:
        told.append(say("↩ Returned to the team: {words}", words=review.visit.redo))
    elif not _is_open(found):
        told.append(say("This report has been reviewed."))
    lines = [tag("p", tag("strong", speak(one))) for one in told]
    return box(*lines, kind="bad" if bad else "odd" if odd else "good")


def _charger(unit: Unit, speak: Speak) -> Html | None:
    """Which one was handed out, and where else it is known from."""
    told: list[Words] = []
    if (charger := unit.charger) is not None:
        told.append(say("Charger: serial {serial}", serial=charger.serial))
        told.append(say("Handed out by {name}, {at}", name=charger.by.name, at=moment_of(charger.at)))
    if charger is not None and charger.reason:
        told.append(say("In place of another: {reason}", reason=charger.reason))
    if unit.elsewhere:
        leads = ", ".join(unit.elsewhere)
        told.append(say("The same serial number is known from {leads}.", leads=leads))
    return (
        box(*(tag("p", speak(one)) for one in told), kind="odd" if unit.elsewhere else "good")
        if told
        else None
    )


def _readings(review: Review, speak: Speak) -> Iterator[Html]:
    heads = (N_("Checked"), N_("Found"), N_("Result"))
    for section, given in review.sections:
        rows = [_row(one, speak) for one in given]
        yield tag("h2", speak(section.title), id=f"section-{section.key}")
        yield tag(
            "table",
            tag("thead", tag("tr", [tag("th", speak(head), scope="col") for head in heads])),
            tag("tbody", rows),
        )


def shown_answer(item: Item, answer: str, speak: Speak) -> str:
    """With its unit, or as the choice reads."""
    chosen = [speak(item.choices[part]) for part in answer.split(",") if part in item.choices]
    return ", ".join(chosen) or f"{answer} {item.unit}".strip()


def _row(answered: Answered, speak: Speak) -> Html:
    item, by = answered.item, ""
    if answered.at is not None:
        by = f"{answered.by}, {moment_of(answered.at)}"
    before = [
        f"{shown_answer(item, one.answer, speak)} ({one.by}, {moment_of(one.at)})" for one in answered.before
    ]
    earlier = say("Before: {answers}", answers="; ".join(before))
    said = say("The team says: {word}", word=answered.word)
    return tag(
        "tr",
        tag("td", speak(item.label), tag("span", by, class_="hint") if by else None),
        tag(
            "td",
            tag("strong", shown_answer(item, answered.answer, speak)),
            tag("span", speak(said), class_="hint") if answered.word else None,
            tag("span", speak(earlier), class_="hint") if before else None,
        ),
        tag("td", _judged(answered, speak)),
    )


def _judged(answered: Answered, speak: Speak) -> Html | None:
    verdict, limit = answered.verdict, answered.item.limit
    if not limit and verdict is Verdict.PASS:
        return None
    mark = f"{MARKS[verdict]} {speak(VERDICTS[verdict])}"
    return put(
        tag("span", mark, class_=verdict.value),
        tag("span", speak(limit), class_="hint") if limit else None,
    )


def _documents(found: Found, speak: Speak) -> Iterator[Html]:
    yield tag("h2", speak(N_("Documents")), id="documents")
    compared = list(beside_bill(found.review, found.bill.reading if found.bill else None))
    if compared:
        yield _compared(compared, speak)
    for document in found.documents:
        yield _document(found, document, speak)
    if not found.documents:
        yield tag("p", speak(N_("The customer has shared no documents.")), class_="soft")


def _compared(compared: Sequence[Compared], speak: Speak) -> Html:
    heads = (N_("Measured and billed"), N_("On site"), N_("On the bill"))
    rows = []
    for one in compared:
        on_bill = shown_answer(one.item, one.on_bill, speak) if one.on_bill else speak(N_("not read"))
        differs = f"⚠ {on_bill}" if one.differs else on_bill
        rows.append(
            tag(
                "tr",
                tag("td", speak(one.item.label)),
                tag("td", shown_answer(one.item, one.found, speak)),
                tag("td", differs, class_="warn" if one.differs else None),
            )
        )
    return tag(
        "table",
        tag("thead", tag("tr", [tag("th", speak(head), scope="col") for head in heads])),
        tag("tbody", rows),
    )


def _document(found: Found, document: Document, speak: Speak) -> Html:
    at, title = f"{found.address}/documents/{document.name}", speak(document.title)
    shown: Part = None
    if document.is_picture:
        shown = tag("a", tag("img", src=at, alt=title, loading="lazy"), href=at)
    elif document.is_pdf:
        inside = tag("iframe", src=at, title=title, loading="lazy")
        here = tag("summary", speak(say("Show here: {what}", what=Words(document.title))))
        shown = tag("details", here, inside, open=document.name == BILL)
    opened = tag(
        "a", speak(say("Open: {what}", what=Words(document.title))), href=at, target="_blank", rel="noopener"
    )
    return tag("figure", shown, tag("figcaption", opened))


def _album(found: Found, speak: Speak) -> Iterator[Html]:
    for slot in found.review.slots:
        count = len(slot.exhibits)
        yield tag("h2", f"{speak(slot.title)} ({count})", id=anchor(slot))
        yield tag("div", [_thumbnail(found, slot, one, speak) for one in slot.exhibits], class_="photos")


def anchor(slot: PhotoSlot) -> str:
    return f"slot-{slot.key.strip('#')}"


def _thumbnail(found: Found, slot: PhotoSlot, exhibit: Exhibit, speak: Speak) -> Html:
    at, title = f"{found.address}/files/{exhibit.mark}", titled(slot, exhibit, speak)
    caption = tag("figcaption", told_of(exhibit, speak))
    if exhibit.picture.kind in FILM:
        return tag("figure", tag("video", src=at, controls=True, preload="none", aria_label=title), caption)
    if is_sound(exhibit):
        return tag("figure", tag("audio", src=at, controls=True, preload="none", aria_label=title), caption)
    if is_picture(exhibit):
        small = f"{found.address}/thumbnails/{exhibit.mark}" if exhibit.thumbnail else at
        image = tag("img", src=small, alt=title, loading="lazy")
        return tag("figure", tag("a", image, href=f"{found.address}/see/{exhibit.mark}"), caption)
    return tag("figure", tag("a", exhibit.picture.file_name or title, href=at), caption)


def is_sound(exhibit: Exhibit) -> bool:
    sent = exhibit.picture
    return sent.mime_type.startswith("audio/") or sent.file_name.casefold().endswith(_SOUNDS)


def is_picture(exhibit: Exhibit) -> bool:
    sent = exhibit.picture
    return (
        sent.kind == "photo"
        or bool(exhibit.thumbnail)
        or sent.mime_type in {"image/jpeg", "image/png", "image/webp"}
    )


def _is_strange(exhibit: Exhibit) -> bool:
    """A photo that most browsers cannot show, but of which there is a small one that they can."""
    return bool(exhibit.thumbnail) and exhibit.picture.mime_type in {"image/heic", "image/heif"}


def titled(slot: PhotoSlot, exhibit: Exhibit, speak: Speak) -> str:
    return speak(
        say("{slot}, {number} of {count}", slot=Words(slot.title), number=exhibit.number, count=exhibit.of)
    )


def told_of(exhibit: Exhibit, speak: Speak) -> Html:
    """When, by whom, where, and why it is kept."""
    moment = exhibit.sent_at or exhibit.taken_at
    parts = [moment_of(moment) if moment else "", exhibit.by]
    if exhibit.metres_off is not None:
        parts.append(speak(say("{metres} m from the site", metres=exhibit.metres_off)))
    kept = say("Kept because: {reason}", reason=exhibit.kept_because)
    return put(
        " · ".join(part for part in parts if part),
        tag("span", speak(kept), class_="doubt") if exhibit.kept_because else None,
    )


def exhibit_page(found: Found, slot: PhotoSlot, exhibit: Exhibit, speak: Speak) -> Page:
    """One photo as large as the screen takes it, and the way to its neighbours."""
    at, title = f"{found.address}/files/{exhibit.mark}", titled(slot, exhibit, speak)
    shown = f"{found.address}/thumbnails/{exhibit.mark}" if _is_strange(exhibit) else at
    near = {one.number: one for one in slot.exhibits}
    ways = [
        tag(
            "a", speak(label), href=f"{found.address}/see/{near[number].mark}", class_="button plain", rel=rel
        )
        for number, label, rel in (
            (exhibit.number - 1, N_("‹ Before"), "prev"),
            (exhibit.number + 1, N_("Next ›"), "next"),
        )
        if number in near
    ]
    back = tag("a", speak(N_("Back to the report")), href=f"{found.address}#{anchor(slot)}", class_="button")
    body = put(
        tag("div", back, ways, class_="acts"),
        tag(
            "figure",
            tag("img", src=shown, alt=title),
            tag("figcaption", told_of(exhibit, speak)),
            class_="full",
        ),
        tag("p", tag("a", speak(N_("Open the file alone")), href=at)),
    )
    return Page(title=f"{found.review.visit.id} · {title}", body=body, has_files=True)
