"""The closure pack of one lead, for its OEM: what was found, what was built, how it measured, who signed.

It shows no money paid to teams or vendors and no bank details (`product.md` section 9).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Image, KeepTogether, PageBreak, Spacer

from documents.facts import ClosureFacts, Reported
from documents.sheet import BODY, HEADING, SMALL, STRONG, TITLE, WIDTH, PhotoFile, pdf, table, words
from domain.calendar import Calendar
from domain.materials.supply import ITEMS
from domain.media import Picture
from domain.visits.checklists import CHECKLISTS, Item, Verdict, judge
from domain.visits.states import VisitKind
from domain.visits.visit import Report

STANDARDS: Final = (
    "IS 17017 (Part 1):2018, IEC 61851-1:2017 – EV conductive charging system, general requirements",
    "IS 17017 (Part 2):2020, IEC 62196-2 – plugs, sockets and connectors",
    "IS 732 – electrical wiring installations; IS 3043 and SP 30 (NEC) – earthing",
    "IEC 62955 – residual direct current detection",
    "CEA (Measures relating to Safety and Electric Supply) Regulations, 2023",
    "Ministry of Power, Guidelines for Installation and Operation of EV Charging Infrastructure, 2024",
)
_TITLES: Final = {VisitKind.SURVEY: "Survey report", VisitKind.INSTALLATION: "Installation report"}
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
_PHOTO_HEIGHT: Final = 235.0


def closure_pack(facts: ClosureFacts, pictures: Mapping[str, Path]) -> bytes:
    """The PDF. `pictures`: unique id → a `.jpg` file; a photo without one is named, with a note that it is missing."""
    lead = facts.lead
    story: list[Flowable] = [
        *_cover(facts),
        *_visit(VisitKind.SURVEY, facts.survey),
        *_visit(VisitKind.INSTALLATION, facts.installation),
        *_materials(facts),
        *_sign_off(facts),
        words("Standards", HEADING),
        *[words(f"• {standard}") for standard in STANDARDS],
        *_photos(facts.survey, pictures),
        *_photos(facts.installation, pictures),
    ]
    return pdf(
        story,
        title=f"Closure pack {lead.id}",
        header=f"{lead.id} · {facts.oem} · {lead.oem_reference}",
        footer=f"Closure pack {facts.pack.id}, edition {facts.pack.edition}",
    )


def _cover(facts: ClosureFacts) -> list[Flowable]:
    lead, customer = facts.lead, facts.lead.customer
    rows = (
        ("Lead", lead.id),
        ("OEM", facts.oem),
        ("OEM reference", lead.oem_reference),
        ("Customer", customer.name),
        ("Phone", customer.phone),
        ("Site", _joined(customer.address, customer.city, customer.pin_code)),
        ("Vehicle", _joined(lead.vehicle, lead.vin)),
        ("Charger", f"{lead.charger_kw:g} kW"),
        ("Charger serial", facts.serial),
        ("Lead received", _moment(lead.created_at)),
        ("Survey", _held(facts.survey)),
        ("Installation", _held(facts.installation)),
        ("Facts as of", _moment(facts.pack.facts_at)),
    )
    return [words("Closure pack", TITLE), words(f"{lead.id} for {facts.oem}"), Spacer(1, 10), _pairs(rows)]


def _visit(kind: VisitKind, reported: Reported | None) -> list[Flowable]:
    report = reported.visit.report if reported else None
    if reported is None or report is None:
        return [words(_TITLES[kind], HEADING), words("There is no such report.")]
    visit = reported.visit
    check_in = visit.check_in
    rows = (
        ("Visit", visit.id),
        ("Team", reported.team),
        ("Window", _held(reported)),
        ("On site", _moment(check_in.at) if check_in else ""),
        ("Reported", f"{_moment(report.submitted_at)}, {report.by}"),
    )
    return [
        KeepTogether([words(_TITLES[kind], HEADING), _pairs(rows)]),
        Spacer(1, 8),
        _readings(kind, report),
    ]


def _readings(kind: VisitKind, report: Report) -> Flowable:
    asked = {item.key: item for item in CHECKLISTS[kind]}
    head = [words(text, STRONG) for text in ("Checked", "Found", "Limit", "Result")]
    rows = [
        _reading(key, answer, asked.get(key))
        for key, answer in sorted(report.answers.items(), key=lambda pair: _place(pair[0], list(asked)))
    ]
    return table([head, *rows], (36, 26, 40, 11), head=True)


def _place(key: str, asked: Sequence[str]) -> tuple[int, str]:
    """In the order of the checklist; what an older checklist asked comes after, by its name."""
    return (asked.index(key), "") if key in asked else (len(asked), key)


def _reading(key: str, answer: str, item: Item | None) -> Sequence[Any]:
    if item is None:
        return words(key), words(answer), words(""), words("")
    found = f"{item.choices.get(answer, answer)} {item.unit}".strip()
    if not item.limit:
        return words(item.label), words(found), words(""), words("")
    verdict = judge(key, answer)
    return words(item.label), words(found), words(item.limit), words(verdict, _VERDICT_STYLES[verdict])


def _materials(facts: ClosureFacts) -> list[Flowable]:
    if not facts.materials:
        return []
    head = [words("Item", STRONG), words("Quantity", STRONG)]
    rows = [[words(ITEMS.get(line.item, line.item)), words(str(line.quantity))] for line in facts.materials]
    return [words("Materials", HEADING), table([head, *rows], (80, 20), head=True)]


def _sign_off(facts: ClosureFacts) -> list[Flowable]:
    rating = f"{facts.rating} of 5" if facts.rating is not None else "not given"
    call = f"satisfied, {_moment(facts.satisfied_at)}" if facts.satisfied_at else "not made"
    rows = (("Customer's rating", rating), ("Confirmation call", call))
    return [KeepTogether([words("Customer's sign-off", HEADING), _pairs(rows)])]


def _photos(reported: Reported | None, pictures: Mapping[str, Path]) -> list[Flowable]:
    report = reported.visit.report if reported else None
    if reported is None or report is None or not report.photos:
        return []
    count = len(report.photos)
    shown = [
        _photo(photo, f"{reported.visit.id}, photo {number} of {count}", pictures.get(photo.unique_id))
        for number, photo in enumerate(report.photos, 1)
    ]
    rows = [[*shown[at : at + 2], *([""] if at + 1 == count else [])] for at in range(0, count, 2)]
    title = f"Photos of the {reported.visit.kind}"
    return [PageBreak(), words(title, HEADING), table(rows, (50, 50), head=False)]


def _photo(photo: Picture, caption: str, file: Path | None) -> list[Flowable]:
    taken = f"{caption}, taken {_moment(photo.taken_at)}" if photo.taken_at else caption
    if file is None:
        name = photo.file_name or photo.kind
        return [words(f"Not shown here: {name}", BODY), words(taken, SMALL)]
    image = Image(PhotoFile(file), width=WIDTH / 2 - 12, height=_PHOTO_HEIGHT, kind="proportional", lazy=2)
    return [image, words(taken, SMALL)]


def _pairs(rows: Sequence[tuple[str, str]]) -> Flowable:
    return table([[words(name, SMALL), words(value)] for name, value in rows], (24, 76), head=False)


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _held(reported: Reported | None) -> str:
    slot = reported.visit.slot if reported else None
    return f"{_moment(slot.start)}–{_CALENDAR.local(slot.end):%H:%M}" if slot else ""


def _moment(moment: datetime) -> str:
    """In the site's time zone: `24 Nov 2026, 10:00`."""
    local = _CALENDAR.local(moment)
    return f"{local.day} {local:%b %Y, %H:%M}"
