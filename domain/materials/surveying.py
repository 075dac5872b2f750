"""What the last survey of a site says of the materials that it needs."""

from dataclasses import replace

from domain.checklists.rules import METRES
from domain.checklists.which import checklist, checklist_id
from domain.leads.blocker import BlockerKind
from domain.leads.lead import Lead
from domain.materials.basis import Basis, basis_of, circuit_for
from domain.unit_of_work import UnitOfWork
from domain.visits.states import VisitKind
from domain.visits.visit import Visit


async def site_basis(uow: UnitOfWork, lead: Lead, survey: Visit | None, metres: int | None = None) -> Basis:
    """`metres`: the way is that long, whatever the survey says; a thicker cable than it wanted may be needed then."""
    asked = await checklist(uow, checklist_id(survey) if survey is not None else f"{VisitKind.SURVEY}@1")
    report = survey.report if survey is not None else None
    if report is not None and metres is not None:
        report = replace(report, answers={**report.answers, METRES: str(metres)})
    basis = basis_of(lead.charger_kw, report, asked, earth_cleared=_cleared(lead, survey))
    if metres is None:
        return basis
    needed = circuit_for(lead.charger_kw, asked).cable(metres) or basis.mm2
    return replace(basis, metres=metres, measured=True, mm2=max(basis.mm2, needed))


def _cleared(lead: Lead, survey: Visit | None) -> bool:
    """The customer has had his earth put right since the survey was approved."""
    return survey is not None and any(
        one.kind is BlockerKind.EARTHING
        and one.accepted_at is not None
        and one.accepted_at > survey.state_since
        for one in lead.blockers
    )
