"""One report by itself: who was where and when, every answer with its limit and judgement, the photos slot by slot."""

from collections.abc import Mapping
from pathlib import Path

from reportlab.platypus import Flowable, Spacer

from documents.pen import Pen, held, moment_of
from documents.reported import TITLES, judged, photos, sections
from documents.sheet import pdf
from domain.visits.reviewing import Review
from domain.words import N_, Speak, say


def report_paper(review: Review, pictures: Mapping[str, Path], speak: Speak) -> bytes:
    """The PDF. `pictures`: unique id → a `.jpg` file; a file without one is named, with a note that it is not shown."""
    pen, visit = Pen(speak), review.visit
    story: list[Flowable] = [
        *_cover(pen, review),
        *sections(pen, review),
        *photos(pen, review, pictures),
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
    return [pen.title(TITLES[visit.kind]), pen.pairs(rows), Spacer(1, 8), judged(pen, review)]
