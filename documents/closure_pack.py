"""The closure pack of one lead, for its OEM: what was found, what was built, how it measured, who signed.

It shows no money paid to teams or vendors and no bank details (`product.md` section 9).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from reportlab.platypus import Flowable, Image, KeepTogether, PageBreak, Spacer

from documents.facts import ClosureFacts, Reported
from documents.pen import Pen, held, moment_of, photo_cell, photo_rows, reading_row
from documents.sheet import HEADING, STRONG, TITLE, WIDTH, PhotoFile, pdf, table, words
from domain.checklists.model import Checklist
from domain.events import Event, Happening
from domain.leads.sign_off import SignOff
from domain.leads.told import SIGNED
from domain.materials.catalogue import CATALOGUE, title_of
from domain.media import Picture
from domain.visits.report import Report
from domain.visits.states import VisitKind
from domain.words import N_, Speak, Words, say

STANDARDS: Final = (
    N_("IS 17017 (Part 1):2018, IEC 61851-1:2017 – EV conductive charging system, general requirements"),
    N_("IS 17017 (Part 2):2020, IEC 62196-2 – plugs, sockets and connectors"),
    N_("IS 732 – electrical wiring installations; IS 3043 and SP 30 (NEC) – earthing"),
    N_("IEC 62955 – residual direct current detection"),
    N_("CEA (Measures relating to Safety and Electric Supply) Regulations, 2023"),
    N_("Ministry of Power, Guidelines for Installation and Operation of EV Charging Infrastructure, 2024"),
)
_TITLES: Final = {
    VisitKind.SURVEY: N_("Survey report"),
    VisitKind.INSTALLATION: N_("Installation report"),
}
_PHOTO_TITLES: Final = {
    VisitKind.SURVEY: N_("Photos of the survey"),
    VisitKind.INSTALLATION: N_("Photos of the installation"),
}
_DRAWN_HEIGHT: Final = 80.0


def closure_pack(facts: ClosureFacts, pictures: Mapping[str, Path], speak: Speak) -> bytes:
    """The PDF. `pictures`: unique id → a `.jpg` file; a photo without one is named, with a note that it is missing."""
    lead = facts.lead
    pen = Pen(speak)
    story: list[Flowable] = [
        *_cover(pen, facts),
        *_visit(pen, VisitKind.SURVEY, facts.survey),
        *_visit(pen, VisitKind.INSTALLATION, facts.installation),
        *_materials(pen, facts),
        *_sign_off(pen, facts, pictures),
        pen.words(N_("Standards"), HEADING),
        *[words(f"• {speak(standard)}") for standard in STANDARDS],
        *_photos(pen, facts.survey, pictures),
        *_photos(pen, facts.installation, pictures),
    ]
    return pdf(
        story,
        title=speak(say("Closure pack {lead}", lead=lead.id)),
        header=f"{lead.id} · {facts.oem} · {lead.oem_reference}",
        footer=speak(
            say("Closure pack {pack}, edition {edition}", pack=facts.pack.id, edition=facts.pack.edition)
        ),
        speak=speak,
    )


def _cover(pen: Pen, facts: ClosureFacts) -> list[Flowable]:
    lead, customer = facts.lead, facts.lead.customer
    rows = (
        (N_("Lead"), lead.id),
        (N_("OEM"), facts.oem),
        (N_("OEM reference"), lead.oem_reference),
        (N_("Customer"), customer.name),
        (N_("Phone"), customer.phone),
        (N_("Site"), _joined(customer.address, customer.city, customer.pin_code)),
        (N_("Vehicle"), _joined(lead.vehicle, lead.vin)),
        (N_("Charger"), pen.speak(say("{power} kW", power=f"{lead.charger_kw:g}"))),
        (N_("Charger serial"), facts.serial),
        (N_("Lead received"), moment_of(lead.created_at)),
        (N_("Survey"), _held(facts.survey)),
        (N_("Installation"), _held(facts.installation)),
        (N_("Facts as of"), moment_of(facts.pack.facts_at)),
    )
    heading = pen.words(N_("Closure pack"), TITLE)
    whose = pen.words(say("{lead} for {oem}", lead=lead.id, oem=facts.oem))
    return [heading, whose, Spacer(1, 10), pen.pairs(rows)]


def _visit(pen: Pen, kind: VisitKind, reported: Reported | None) -> list[Flowable]:
    report = reported.visit.report if reported else None
    if reported is None or report is None:
        return [pen.words(_TITLES[kind], HEADING), pen.words(N_("There is no such report."))]
    visit = reported.visit
    check_in = visit.check_in
    rows = (
        (N_("Visit"), visit.id),
        (N_("Team"), reported.team),
        (N_("Window"), _held(reported)),
        (N_("On site"), moment_of(check_in.at) if check_in else ""),
        (N_("Reported"), f"{moment_of(report.submitted_at)}, {report.by}"),
    )
    return [
        KeepTogether([pen.words(_TITLES[kind], HEADING), pen.pairs(rows)]),
        Spacer(1, 8),
        _readings(pen, reported.checklist, report),
    ]


def _readings(pen: Pen, checklist: Checklist, report: Report) -> Flowable:
    head = [pen.words(text, STRONG) for text in (N_("Checked"), N_("Found"), N_("Limit"), N_("Result"))]
    rows = [reading_row(pen, item, report) for item in checklist.items if item.key in report.answers]
    return table([head, *rows], (36, 26, 40, 11), head=True)


def _materials(pen: Pen, facts: ClosureFacts) -> list[Flowable]:
    if not facts.materials:
        return []
    head = [pen.words(N_("Item"), STRONG), pen.words(N_("Quantity"), STRONG)]
    rows = [[_item(pen, line.item), words(str(line.quantity))] for line in facts.materials]
    return [pen.words(N_("Materials"), HEADING), table([head, *rows], (80, 20), head=True)]


def _item(pen: Pen, item: str) -> Flowable:
    return pen.words(title_of(item)) if item in CATALOGUE else words(item)


def _sign_off(pen: Pen, facts: ClosureFacts, pictures: Mapping[str, Path]) -> list[Flowable]:
    signed, satisfied = facts.sign_off, facts.satisfied_at
    rated = signed.rating if signed is not None else None
    rating = say("{rating} of 5", rating=rated) if rated is not None else N_("not given")
    call = say("satisfied, {moment}", moment=moment_of(satisfied)) if satisfied else N_("not made")
    rows = (
        (N_("Signed"), pen.speak(_how(signed)) if signed is not None else pen.speak(N_("not signed"))),
        (N_("Name"), signed.name if signed is not None else ""),
        (N_("Customer's rating"), pen.speak(rating)),
        (N_("Remark"), signed.remark if signed is not None else ""),
        (N_("Cable beyond what was agreed"), _metres(pen, facts.metres)),
        (N_("Confirmation call"), pen.speak(call)),
    )
    said = pen.pairs([row for row in rows if row[1]])
    heading = pen.words(N_("Customer's sign-off"), HEADING)
    return [KeepTogether([heading, said, *_drawn(pen, signed, pictures)])]


def _how(signed: SignOff) -> Words:
    return say("{moment}, {how}", moment=moment_of(signed.at), how=say(SIGNED[signed.how]))


def _metres(pen: Pen, event: Event | None) -> str:
    """How many metres, and what the customer says of them."""
    if event is None:
        return ""
    metres, words = event.facts.get("metres", ""), event.facts.get("reason", "")
    match event.kind:
        case Happening.METRES_ACCEPTED:
            return pen.speak(say("{metres} m, accepted by the customer", metres=metres))
        case Happening.METRES_SETTLED:
            return pen.speak(say("{metres} m, settled: {words}", metres=metres, words=words))
        case _:
            return pen.speak(
                say("{metres} m, the customer does not agree: {words}", metres=metres, words=words)
            )


def _drawn(pen: Pen, signed: SignOff | None, pictures: Mapping[str, Path]) -> list[Flowable]:
    picture = signed.signature if signed is not None else None
    if picture is None:
        return []
    file = pictures.get(picture.unique_id)
    if file is None:
        return [pen.words(say("Not shown here: {name}", name=picture.file_name or picture.kind))]
    return [Image(PhotoFile(file), width=WIDTH / 3, height=_DRAWN_HEIGHT, kind="proportional", lazy=2)]


def _photos(pen: Pen, reported: Reported | None, pictures: Mapping[str, Path]) -> list[Flowable]:
    report = reported.visit.report if reported else None
    if reported is None or report is None or not report.photos:
        return []
    count = len(report.photos)
    shown = [
        photo_cell(
            pen,
            photo,
            _taken(_caption(reported.visit.id, number, count), photo),
            pictures.get(photo.unique_id),
        )
        for number, photo in enumerate(report.photos, 1)
    ]
    return [PageBreak(), pen.words(_PHOTO_TITLES[reported.visit.kind], HEADING), photo_rows(shown)]


def _caption(visit: str, number: int, count: int) -> Words:
    return say("{visit}, photo {number} of {count}", visit=visit, number=number, count=count)


def _taken(caption: Words, photo: Picture) -> Words:
    if photo.taken_at is None:
        return caption
    return say("{caption}, taken {moment}", caption=caption, moment=moment_of(photo.taken_at))


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _held(reported: Reported | None) -> str:
    return held(reported.visit) if reported else ""
