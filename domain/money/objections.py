"""What speaks against paying for a visit now. Pure: Ops sees it, and marks payable all the same only with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.leads.lead import Lead
from domain.materials.request import MaterialRequest
from domain.money.earning import Earning
from domain.money.payee import Payee
from domain.money.payment import Payment
from domain.reporting.pack import Pack, PackState
from domain.visits.states import VisitState
from domain.visits.team import Team
from domain.visits.visit import Visit
from domain.words import N_

CONTENT: Final = 3
"""Stars, or a score, with which a customer is content."""


class Objection(StrEnum):
    REWORK = "rework"
    REPORT = "report"
    UNCONTENT = "uncontent"
    METRES = "metres"
    PACK = "pack"
    MATERIALS = "materials"
    DIFFERENCE = "difference"
    PAYEE_MISSING = "payee_missing"
    PAYEE_CHANGED = "payee_changed"


OBJECTIONS: Final[Mapping[Objection, str]] = MappingProxyType(
    {
        Objection.REWORK: N_("its work is to be put right"),
        Objection.REPORT: N_("its report was returned"),
        Objection.UNCONTENT: N_("the customer is not content"),
        Objection.METRES: N_("the customer disputes the extra metres"),
        Objection.PACK: N_("the closure pack was returned"),
        Objection.MATERIALS: N_("the team has materials that it has to bring back"),
        Objection.DIFFERENCE: N_("the team's materials do not add up"),
        Objection.PAYEE_MISSING: N_("nobody knows where the team is paid"),
        Objection.PAYEE_CHANGED: N_("the team was paid elsewhere last time"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An earning that waits, and all that may speak against it; `paid` is the last payout that went to the team."""

    earning: Earning
    lead: Lead
    team: Team
    visits: tuple[Visit, ...] = ()
    requests: tuple[MaterialRequest, ...] = ()
    pack: Pack | None = None
    paid: Payment | None = None


def objections(standing: Standing) -> tuple[Objection, ...]:
    """Against a deduction nothing speaks: it costs the company nothing."""
    if standing.earning.amount.paise <= 0:
        return ()
    found = {
        Objection.REWORK: _to_put_right(standing),
        Objection.REPORT: any(visit.redo and visit.is_open for visit in _own(standing)),
        Objection.UNCONTENT: _is_last(standing) and not _is_content(standing.lead),
        Objection.METRES: _disputed(standing),
        Objection.PACK: standing.pack is not None and standing.pack.state is PackState.RETURNED,
        Objection.MATERIALS: any(request.to_return for request in _carried(standing)),
        Objection.DIFFERENCE: any(request.unsettled for request in _carried(standing)),
        Objection.PAYEE_MISSING: not standing.team.payee.strip(),
        Objection.PAYEE_CHANGED: _elsewhere(standing),
    }
    return tuple(objection for objection in Objection if found[objection])


def _own(standing: Standing) -> list[Visit]:
    return [visit for visit in standing.visits if visit.id == standing.earning.visit]


def _to_put_right(standing: Standing) -> bool:
    """A rework of this visit was asked for, and none is approved."""
    rework, visit = standing.lead.rework, standing.earning.visit
    done = any(
        one.rework is not None and one.rework.of == visit and one.state is VisitState.APPROVED
        for one in standing.visits
    )
    return rework is not None and rework.of == visit and not done


def _is_last(standing: Standing) -> bool:
    """The customer's word is about the installation that stands now."""
    return standing.lead.is_asked_to_sign(standing.earning.visit)


def _is_content(lead: Lead) -> bool:
    """By his last word: a problem that stands, the score of the confirmation call, or the stars at the signature."""
    heard = lead.confirmation
    if heard.problem_at is not None and heard.heard is None:
        return False
    return (heard.score or lead.rating or CONTENT) >= CONTENT


def _disputed(standing: Standing) -> bool:
    metres = standing.lead.extra_metres
    return metres is not None and metres.visit == standing.earning.visit and metres.disputed_at is not None


def _carried(standing: Standing) -> list[MaterialRequest]:
    return [
        request
        for request in standing.requests
        if request.custody is not None and request.custody.team == standing.earning.team
    ]


def _elsewhere(standing: Standing) -> bool:
    team, paid = standing.team, standing.paid
    return (
        bool(team.payee.strip())
        and paid is not None
        and paid.payee.text != Payee.written(team.payee, name=team.name).text
    )
