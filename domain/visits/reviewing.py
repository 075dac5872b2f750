"""A report as its reviewer reads it: each answer with who gave it and how it is judged, each file with all that is known of it."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from domain.checklists.model import Checklist, Item, Section, Verdict
from domain.checklists.which import checklist, checklist_id
from domain.errors import NotFound, Refused
from domain.evidence import Looks
from domain.leads.lead import Lead
from domain.media import Picture
from domain.people.actor import Actor
from domain.people.person import Oem
from domain.people.roles import Permission
from domain.places import Point, km_between
from domain.reactions import CardName
from domain.unit_of_work import CardRefresh, UnitOfWork
from domain.visits.form import Form, Given, form_of
from domain.visits.report import Report
from domain.visits.team import Team
from domain.visits.visit import Visit
from domain.words import N_, Words, say

ASIDE: Final = "#aside"
OTHERS: Final = "#others"
"""Not items: what fits none, and the files of a report from before there were slots."""
_TITLES: Final[Mapping[str, str]] = {ASIDE: N_("Laid aside"), OTHERS: N_("Photos")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """`by` and `at` are empty where nobody has noted them; `before` are answers that this one has replaced."""

    item: Item
    answer: str
    verdict: Verdict
    word: str = ""
    by: str = ""
    at: datetime | None = None
    before: tuple[Given, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A file of a report. `mark` names it in buttons and addresses; `number` counts from 1 within its slot of `of`.

    `place` is where the camera says it stood, `metres_off` how far from the customer's; `thumbnail` the SHA-256 of a JPEG.
    """

    picture: Picture
    mark: str
    number: int
    of: int
    by: str = ""
    sent_at: datetime | None = None
    taken_at: datetime | None = None
    place: Point | None = None
    metres_off: int | None = None
    kept_because: str = ""
    thumbnail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoSlot:
    key: str
    title: str
    exhibits: tuple[Exhibit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """`oem` and `team` are names; `form` is what the report was submitted from, where it is still there."""

    visit: Visit
    report: Report
    lead: Lead
    oem: str = ""
    team: str = ""
    checklist: Checklist
    form: Form | None = None
    looks: Mapping[str, Looks] = field(default_factory=dict)

    @property
    def sections(self) -> Iterator[tuple[Section, tuple[Answered, ...]]]:
        """Those with an answer, in the checklist's order; files have slots instead."""
        for section in self.checklist.sections:
            given = tuple(self._answered(item) for item in section.items if self._has(item))
            if given:
                yield section, given

    @property
    def answers(self) -> tuple[Answered, ...]:
        return tuple(one for _, given in self.sections for one in given)

    def count(self, verdict: Verdict) -> int:
        return sum(one.verdict is verdict for one in self.answers)

    @property
    def slots(self) -> tuple[PhotoSlot, ...]:
        items = [item for item in self.checklist.items if self.report.pictures(item.key)]
        found = [self._slot(item.key, item.label, self.report.pictures(item.key)) for item in items]
        named = {unique_id for slot in self.report.slots.values() for unique_id in slot}
        others = tuple(photo for photo in self.report.photos if photo.unique_id not in named)
        more = ((OTHERS, others), (ASIDE, self.report.aside))
        return (*found, *(self._slot(key, _TITLES[key], files) for key, files in more if files))

    def slot(self, key: str) -> PhotoSlot:
        """`NotFound` for one without files."""
        found = next((slot for slot in self.slots if slot.key == key), None)
        if found is None:
            raise NotFound(say("There are no files for this any more."))
        return found

    def exhibit(self, mark: str) -> tuple[PhotoSlot, Exhibit]:
        """`NotFound` where a newer report has others."""
        for slot in self.slots:
            for exhibit in slot.exhibits:
                if exhibit.mark == mark:
                    return slot, exhibit
        raise NotFound(say("There are no files for this any more."))

    @property
    def files(self) -> tuple[Picture, ...]:
        return (*self.report.photos, *self.report.aside)

    def _has(self, item: Item) -> bool:
        return item.key in self.report.answers and not item.on_film

    def _answered(self, item: Item) -> Answered:
        answer = self.report.answers[item.key]
        given = self.form.given.get(item.key) if self.form else None
        known = given if given is not None and given.answer == answer else None
        return Answered(
            item=item,
            answer=answer,
            verdict=self.report.verdict(item),
            word=self.report.words.get(item.key, ""),
            by=known.by if known else "",
            at=known.at if known else None,
            before=self.form.before.get(item.key, ()) if self.form else (),
        )

    def _slot(self, key: str, title: str, files: tuple[Picture, ...]) -> PhotoSlot:
        shown = tuple(self._exhibit(file, number, len(files)) for number, file in enumerate(files, 1))
        return PhotoSlot(key=key, title=title, exhibits=shown)

    def _exhibit(self, file: Picture, number: int, of: int) -> Exhibit:
        shots = (
            (*(one for some in self.form.shots.values() for one in some), *self.form.aside)
            if self.form
            else ()
        )
        shot = next((one for one in shots if one.picture.unique_id == file.unique_id), None)
        looks = self.looks.get(file.unique_id)
        return Exhibit(
            picture=file,
            mark=mark_of(file),
            number=number,
            of=of,
            by=shot.by if shot else self.report.by,
            sent_at=shot.at if shot else None,
            taken_at=(looks.taken_at if looks else None) or file.taken_at,
            place=looks.place if looks else None,
            metres_off=self._metres_off(looks.place if looks else None),
            kept_because=self.report.kept.get(file.unique_id, ""),
            thumbnail=looks.thumbnail if looks else "",
        )

    def _metres_off(self, place: Point | None) -> int | None:
        home = self.lead.documents.location.point if self.lead.documents.location else None
        return round(km_between(home, place) * 1000) if home is not None and place is not None else None


def mark_of(picture: Picture) -> str:
    """Short enough for a button; names the file whatever else the report has."""
    return hashlib.sha256(picture.unique_id.encode()).hexdigest()[:12]


async def review_of(uow: UnitOfWork, visit_id: str, actor: Actor) -> Review:
    """`Refused` where there is no report yet."""
    visit = await uow.get(Visit, visit_id)
    actor.must(Permission.REVIEW_REPORT, visit.scope)
    return await report_read(uow, visit)


async def report_read(uow: UnitOfWork, visit: Visit) -> Review:
    """For whoever may have it. `Refused` where there is no report yet."""
    if visit.report is None:
        raise Refused(_NO_REPORT)
    lead = await uow.get(Lead, visit.lead)
    oem, team = await uow.find(Oem, lead.oem), await uow.find(Team, visit.team or "")
    return Review(
        visit=visit,
        report=visit.report,
        lead=lead,
        oem=oem.name if oem else lead.oem,
        team=team.name if team else "",
        checklist=await checklist(uow, checklist_id(visit)),
        form=await uow.find(Form, form_of(visit.id)),
        looks=await uow.album.of(visit.id),
    )


_NO_REPORT: Final[Words] = say("There is no report yet.")


async def open_report(uow: UnitOfWork, visit_id: str, chat: int, actor: Actor) -> Visit:
    """The card of the report comes up in this chat."""
    visit = await uow.get(Visit, visit_id)
    actor.must(Permission.REVIEW_REPORT, visit.scope)
    if visit.report is None:
        raise Refused(_NO_REPORT)
    card = CardRefresh(chat=chat, card=CardName.REPORT, subject=visit.id, topic=visit.lead, instead=True)
    await uow.ledger.show([card])
    uow.touched[visit.id] = visit
    return visit
