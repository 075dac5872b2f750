"""What a closure pack lacks, for whoever checks it before it goes out."""

from collections.abc import Collection, Iterator

from domain.checklists.model import Verdict
from domain.reporting.dossier import Dossier
from domain.reporting.edition import Gap, GapKind
from domain.serials import plain_serial
from domain.visits.reviewing import Review
from domain.visits.states import VisitKind


def gaps_of(dossier: Dossier, archived: Collection[str]) -> tuple[Gap, ...]:
    """`archived`: unique ids of the files whose bytes are there."""
    return (
        *_reports(dossier),
        *_charger(dossier),
        *(gap for review in dossier.reviews for gap in _review(review, archived)),
        *_customer(dossier),
    )


def _reports(dossier: Dossier) -> Iterator[Gap]:
    if not dossier.of(VisitKind.SURVEY):
        yield Gap(kind=GapKind.NO_SURVEY)
    if not dossier.of(VisitKind.INSTALLATION):
        yield Gap(kind=GapKind.NO_INSTALLATION)


def _charger(dossier: Dossier) -> Iterator[Gap]:
    serial, handed_out = dossier.serial, dossier.handed_out
    if not serial:
        yield Gap(kind=GapKind.NO_SERIAL)
    elif handed_out and plain_serial(handed_out) != plain_serial(serial):
        yield Gap(kind=GapKind.OTHER_SERIAL, about=handed_out)


def _review(review: Review, archived: Collection[str]) -> Iterator[Gap]:
    part, report = review.visit.id, review.report
    for item in review.checklist.asked(report.answers):
        given = bool(report.pictures(item.key)) or bool(report.answers.get(item.key))
        if item.mandatory and not given:
            yield Gap(kind=GapKind.UNANSWERED, part=part, about=item.label)
    for slot in review.slots:
        if any(one.picture.unique_id not in archived for one in slot.exhibits):
            yield Gap(kind=GapKind.NO_FILE, part=part, about=slot.title)
    if review.visit.kind is VisitKind.INSTALLATION:
        for answered in review.answers:
            if answered.verdict is Verdict.FAIL:
                yield Gap(kind=GapKind.OUT_OF_LIMITS, part=part, about=answered.item.label)


def _customer(dossier: Dossier) -> Iterator[Gap]:
    if dossier.sign_off is None:
        yield Gap(kind=GapKind.NOT_SIGNED)
    if dossier.call is None:
        yield Gap(kind=GapKind.NO_CALL)
