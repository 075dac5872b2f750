"""The closure pack of one lead, for its OEM: what was found, what was built, how it measured, who signed.

It shows what the customer accepted to pay beyond his package, but no money paid to teams or vendors and no bank details (`product.md` section 9).
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from reportlab.platypus import Flowable, Image, KeepTogether, PageBreak, Spacer

from documents.pen import Pen, held, moment_of
from documents.reported import TITLES, judged, photo_pages, sections
from documents.sheet import STRONG, WIDTH, PhotoFile, pdf, table, words
from domain.events import Event, Happening
from domain.evidence import is_photo
from domain.leads.sign_off import SignOff
from domain.leads.told import SIGNED
from domain.materials.catalogue import CATALOGUE, title_of
from domain.people.roles import Role
from domain.reporting.dossier import Dossier, ExtraCharge
from domain.reporting.edition import Change
from domain.reporting.template import STANDARDS, Part
from domain.visits.reviewing import Exhibit, Review
from domain.visits.states import VisitKind
from domain.words import N_, Speak, Words, say

_DRAWN_HEIGHT: Final = 80.0
Pictures = Mapping[str, Path]


def closure_pack(dossier: Dossier, pictures: Pictures, speak: Speak) -> bytes:
    """The PDF. `pictures`: unique id → a `.jpg` file; a photo without one is named, with a note that it is missing."""
    lead, template = dossier.lead, dossier.template
    pen = Pen.of_colour(speak, template.colour)
    story = [*_cover(pen, dossier)]
    for part in template.parts:
        story += _PARTS[part](pen, dossier, pictures)
    pack = say("Closure pack {pack}, edition {edition}", pack=dossier.pack.id, edition=dossier.pack.edition)
    return pdf(
        story,
        title=f"{speak(template.title)} {lead.id}",
        header=f"{lead.id} · {dossier.oem} · {lead.oem_reference}",
        footer=speak(pack),
        speak=speak,
    )


def _cover(pen: Pen, dossier: Dossier) -> list[Flowable]:
    lead, customer = dossier.lead, dossier.lead.customer
    surveys, installations = dossier.of(VisitKind.SURVEY), dossier.of(VisitKind.INSTALLATION)
    rows = (
        (N_("Lead"), lead.id),
        (N_("OEM"), dossier.oem),
        (N_("OEM reference"), lead.oem_reference),
        (N_("Customer"), customer.name),
        (N_("Phone"), customer.phone),
        (N_("Site"), _joined(customer.address, customer.city, customer.pin_code)),
        (N_("Vehicle"), _joined(lead.vehicle, lead.vin)),
        (N_("Charger"), pen.speak(say("{power} kW", power=f"{lead.charger_kw:g}"))),
        (N_("Charger serial"), dossier.serial),
        (N_("Lead received"), moment_of(lead.created_at)),
        (N_("Survey"), "; ".join(held(review.visit) for review in surveys)),
        (N_("Installation"), "; ".join(held(review.visit) for review in installations)),
        (N_("Edition"), str(dossier.pack.edition)),
        (N_("Facts as of"), moment_of(dossier.pack.facts_at)),
    )
    whose = pen.words(say("{lead} for {oem}", lead=lead.id, oem=dossier.oem))
    return [pen.title(dossier.template.title), whose, Spacer(1, 10), pen.pairs(rows)]


def _changes(pen: Pen, dossier: Dossier, _: Pictures) -> Iterator[Flowable]:
    """Of an edition that comes in the place of another."""
    edition = dossier.pack.edition
    if edition == 1:
        return
    yield pen.heading(say("What is new since edition {edition}", edition=edition - 1))
    if dossier.returned:
        yield pen.words(say("It came back: {reason}", reason=dossier.returned))
        yield Spacer(1, 4)
    if not dossier.changes:
        yield pen.words(N_("No fact has changed."))
        return
    head = [pen.words(text, STRONG) for text in (N_("What"), N_("Before"), N_("Now"))]
    yield table([head, *(_change(pen, one) for one in dossier.changes)], (40, 30, 30), head=True)


def _change(pen: Pen, change: Change) -> list[Flowable]:
    label = (
        say("{visit}: {what}", visit=change.part, what=Words(change.label)) if change.part else change.label
    )
    after = change.after
    if after and after == change.before:
        return [pen.words(label), words(change.before), pen.words(say("{value}, but another", value=after))]
    return [pen.words(label), words(change.before), words(after)]


def _surveys(pen: Pen, dossier: Dossier, _: Pictures) -> Iterator[Flowable]:
    return _visits(pen, dossier, VisitKind.SURVEY)


def _installations(pen: Pen, dossier: Dossier, _: Pictures) -> Iterator[Flowable]:
    return _visits(pen, dossier, VisitKind.INSTALLATION)


def _visits(pen: Pen, dossier: Dossier, kind: VisitKind) -> Iterator[Flowable]:
    """Every installation visit, for a rework does not undo what it puts right."""
    reviews = dossier.of(kind)
    if not reviews:
        yield pen.heading(TITLES[kind])
        yield pen.words(N_("There is no such report."))
    for review in reviews:
        yield KeepTogether(
            [pen.heading(TITLES[kind]), pen.pairs(_about(review)), Spacer(1, 6), judged(pen, review)]
        )
        yield from sections(pen, review)


def _about(review: Review) -> tuple[tuple[str, str], ...]:
    visit, report, check_in = review.visit, review.report, review.visit.check_in
    return (
        (N_("Visit"), visit.id),
        (N_("Team"), review.team),
        (N_("Window"), held(visit)),
        (N_("On site"), moment_of(check_in.at) if check_in else ""),
        (N_("Reported"), f"{moment_of(report.submitted_at)}, {report.by}"),
        (N_("Checklist"), review.checklist.id),
    )


def _materials(pen: Pen, dossier: Dossier, _: Pictures) -> Iterator[Flowable]:
    if not dossier.materials:
        return
    yield pen.heading(N_("Materials"))
    head = [pen.words(text, STRONG) for text in (N_("Item"), N_("Quantity"), N_("Serial numbers"))]
    rows = [
        [_item(pen, used.item), words(str(used.quantity)), words(", ".join(used.serials))]
        for used in dossier.materials
    ]
    yield table([head, *rows], (55, 15, 30), head=True)


def _extra_charge(pen: Pen, dossier: Dossier, _: Pictures) -> Iterator[Flowable]:
    """What the customer accepted to pay beyond his package."""
    extra = dossier.extra
    if extra is None:
        return
    quote = extra.quote
    named = (N_("Item"), N_("Quantity"), N_("Price"), N_("Amount"))
    lines = [
        [_item(pen, line.item), *(words(str(one)) for one in (line.quantity, line.price, line.amount))]
        for line in quote.lines
    ]
    sums = (
        (say("GST {percent} %", percent=quote.gst_percent), quote.gst),
        (N_("Total with tax"), quote.total),
    )
    totals = [[pen.words(name, STRONG), "", "", words(str(amount), STRONG)] for name, amount in sums]
    rows = (
        (N_("Quote"), quote.id),
        (N_("Cable that the site needs"), pen.speak(say("{metres} m", metres=quote.metres))),
        (N_("Cable in the package"), pen.speak(say("{metres} m", metres=quote.free_metres))),
        (N_("Accepted"), pen.speak(_accepted(extra))),
    )
    head = [pen.words(text, STRONG) for text in named]
    heading = pen.heading(N_("Extra charge that the customer accepted"))
    yield KeepTogether([heading, pen.pairs(rows), Spacer(1, 6)])
    yield table([head, *lines, *totals], (49, 13, 19, 19), head=True)


def _accepted(extra: ExtraCharge) -> Words:
    moment, quote = moment_of(extra.quote.state_since), extra.quote
    if extra.by_himself:
        return say("{moment}, by the customer himself", moment=moment)
    if quote.words:
        return say("{moment}, noted by {name}: {words}", moment=moment, name=quote.by, words=quote.words)
    return say("{moment}, noted by our desk", moment=moment)


def _item(pen: Pen, item: str) -> Flowable:
    return pen.words(title_of(item)) if item in CATALOGUE else words(item)


def _sign_off(pen: Pen, dossier: Dossier, pictures: Pictures) -> Iterator[Flowable]:
    signed, call = dossier.sign_off, dossier.call
    rated = signed.rating if signed is not None else None
    rating = say("{rating} of 5", rating=rated) if rated is not None else N_("not given")
    rows = (
        (N_("Signed"), pen.speak(_how(signed)) if signed is not None else pen.speak(N_("not signed"))),
        (N_("Name"), signed.name if signed is not None else ""),
        (N_("Customer's rating"), pen.speak(rating)),
        (N_("Remark"), signed.remark if signed is not None else ""),
        (N_("Cable beyond what was agreed"), _metres(pen, dossier.metres)),
        (
            N_("Confirmation call"),
            pen.speak(_called(call)) if call is not None else pen.speak(N_("not made")),
        ),
    )
    said = pen.pairs([row for row in rows if row[1]])
    heading = pen.heading(N_("Customer's sign-off"))
    yield KeepTogether([heading, said, *_drawn(pen, signed, pictures)])


def _how(signed: SignOff) -> Words:
    return say("{moment}, {how}", moment=moment_of(signed.at), how=say(SIGNED[signed.how]))


def _called(call: Event) -> Words:
    moment, name, score = moment_of(call.at), call.by.name, call.facts.get("score", "")
    if call.kind is Happening.SILENCE_ACCEPTED:
        return say(
            "accepted by silence, told in writing before; closed {moment} by {name}", moment=moment, name=name
        )
    by_himself = call.by.role is Role.CUSTOMER
    heard = (
        say("satisfied, {moment}, said by the customer himself", moment=moment)
        if by_himself
        else say("satisfied, {moment}, asked by {name}", moment=moment, name=name)
    )
    return say("{heard}: {score} of 5", heard=heard, score=score) if score else heard


def _metres(pen: Pen, event: Event | None) -> str:
    """How many metres, and what the customer says of them."""
    if event is None:
        return ""
    metres, told = event.facts.get("metres", ""), event.facts.get("reason", "")
    match event.kind:
        case Happening.METRES_ACCEPTED:
            return pen.speak(say("{metres} m, accepted by the customer", metres=metres))
        case Happening.METRES_SETTLED:
            return pen.speak(say("{metres} m, settled: {words}", metres=metres, words=told))
        case _:
            return pen.speak(
                say("{metres} m, the customer does not agree: {words}", metres=metres, words=told)
            )


def _drawn(pen: Pen, signed: SignOff | None, pictures: Pictures) -> list[Flowable]:
    picture = signed.signature if signed is not None else None
    if picture is None:
        return []
    file = pictures.get(picture.unique_id)
    if file is None:
        return [pen.words(say("Not shown here: {name}", name=picture.file_name or picture.kind))]
    return [Image(PhotoFile(file), width=WIDTH / 3, height=_DRAWN_HEIGHT, kind="proportional", lazy=2)]


def _standards(pen: Pen, dossier: Dossier, _: Pictures) -> Iterator[Flowable]:
    named = [*(pen.speak(standard) for standard in STANDARDS), *dossier.template.standards]
    yield KeepTogether([pen.heading(N_("Standards")), *(words(f"• {standard}") for standard in named)])


def _photos(pen: Pen, dossier: Dossier, pictures: Pictures) -> Iterator[Flowable]:
    for review in dossier.reviews:
        if review.slots:
            yield PageBreak()
            yield pen.title(_PHOTO_TITLES[review.visit.kind])
            yield from photo_pages(pen, review, pictures, partial(link_to, dossier))


def link_to(dossier: Dossier, exhibit: Exhibit) -> str:
    """Where the OEM finds a file that cannot stand on paper."""
    if not dossier.files_at or is_photo(exhibit.picture):
        return ""
    return f"{dossier.files_at}/{exhibit.mark}"


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


_PHOTO_TITLES: Final[Mapping[VisitKind, str]] = {
    VisitKind.SURVEY: N_("Photos of the survey"),
    VisitKind.INSTALLATION: N_("Photos of the installation"),
}
_PARTS: Final[Mapping[Part, Callable[[Pen, Dossier, Pictures], Iterator[Flowable]]]] = {
    Part.CHANGES: _changes,
    Part.SURVEY: _surveys,
    Part.INSTALLATION: _installations,
    Part.MATERIALS: _materials,
    Part.EXTRA_CHARGE: _extra_charge,
    Part.SIGN_OFF: _sign_off,
    Part.STANDARDS: _standards,
    Part.PHOTOS: _photos,
}
