"""What a closure pack shows: the facts of one lead as they stood at one instant."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from domain.checklists.model import Checklist
from domain.checklists.which import checklist, checklist_id
from domain.events import Event, Happening
from domain.leads.lead import Lead
from domain.leads.sign_off import SignOff
from domain.materials.request import Line, MaterialRequest
from domain.media import Picture
from domain.people.person import Oem
from domain.reporting.pack import Pack
from domain.unit_of_work import UnitOfWork
from domain.visits.states import VisitKind
from domain.visits.team import Team
from domain.visits.visit import Visit

_RATED: Final = frozenset(
    {Happening.CUSTOMER_SIGNED_OFF, Happening.CUSTOMER_RATED, Happening.CUSTOMER_REMARKED}
)
"""A signature of the early days carries its rating with it."""
_METRES: Final = frozenset({Happening.METRES_ACCEPTED, Happening.METRES_DISPUTED, Happening.METRES_SETTLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A visit with its report; `team` is the team's name, `checklist` what the report was filled with."""

    visit: Visit
    team: str
    checklist: Checklist


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureFacts:
    """Only what no longer changes after `pack.facts_at`, so that the same pack is the same document for ever."""

    pack: Pack
    lead: Lead
    oem: str
    survey: Reported | None
    installation: Reported | None
    materials: tuple[Line, ...]
    sign_off: SignOff | None
    metres: Event | None
    satisfied_at: datetime | None

    @property
    def photos(self) -> tuple[Picture, ...]:
        """Of the survey, then of the installation; what the customer drew comes last."""
        of_visits = tuple(
            photo
            for reported in (self.survey, self.installation)
            if reported is not None and reported.visit.report is not None
            for photo in reported.visit.report.photos
        )
        drawn = self.sign_off.signature if self.sign_off is not None else None
        return (*of_visits, drawn) if drawn is not None else of_visits

    @property
    def serial(self) -> str:
        report = self.installation.visit.report if self.installation else None
        return report.answers.get("charger_serial", "") if report else ""


async def facts_of(uow: UnitOfWork, pack_id: str, timeline: Sequence[Event]) -> ClosureFacts:
    """`timeline` of the pack's lead, oldest first."""
    pack = await uow.get(Pack, pack_id)
    lead = await uow.get(Lead, pack.lead)
    oem = await uow.get(Oem, lead.oem)
    told = [event for event in timeline if event.at <= pack.facts_at]
    satisfied = [event.at for event in told if event.kind is Happening.CUSTOMER_SATISFIED]
    requests = await uow.all(MaterialRequest, lead=lead.id)
    return ClosureFacts(
        pack=pack,
        lead=lead,
        oem=oem.name,
        survey=await _reported(uow, lead.id, VisitKind.SURVEY),
        installation=await _reported(uow, lead.id, VisitKind.INSTALLATION),
        materials=tuple(line for request in requests if not request.released for line in request.lines),
        sign_off=_signed(lead, told, pack.facts_at),
        metres=next((event for event in told[::-1] if event.kind in _METRES), None),
        satisfied_at=satisfied[-1] if satisfied else None,
    )


def _signed(lead: Lead, told: Sequence[Event], until: datetime) -> SignOff | None:
    """As it stood then: stars and a remark may have come later, and a rework may have begun since."""
    before = [one for one in lead.sign_offs if one.at <= until]
    if not before:
        return None
    said = [event for event in told if event.at >= before[-1].at and event.kind in _RATED]
    ratings = [event.facts["rating"] for event in said if event.facts.get("rating")]
    remarks = [event.facts["remark"] for event in said if event.facts.get("remark")]
    rating = int(ratings[-1]) if ratings else None
    return replace(before[-1], rating=rating, remark=remarks[-1] if remarks else "")


async def _reported(uow: UnitOfWork, lead: str, kind: VisitKind) -> Reported | None:
    visits = [visit for visit in await uow.all(Visit, lead=lead) if visit.kind is kind and visit.report]
    if not visits:
        return None
    team = await uow.find(Team, visits[-1].team) if visits[-1].team else None
    asked = await checklist(uow, checklist_id(visits[-1]))
    return Reported(visit=visits[-1], team=team.name if team else "", checklist=asked)
