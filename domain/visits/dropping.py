"""A visit that will not take place: its team is free again and everybody is told."""

from datetime import datetime
from typing import Final

from domain.events import Happening
from domain.leads.lead import Lead
from domain.leads.stages import Step
from domain.money.earnings import earn_until_now
from domain.people.actor import By
from domain.unit_of_work import UnitOfWork
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit

_DROPPED: Final = {VisitKind.SURVEY: Step.SURVEY_DROPPED, VisitKind.INSTALLATION: Step.INSTALLATION_DROPPED}


def unscheduled(lead: Lead, kind: VisitKind, now: datetime) -> Lead:
    """The lead as it is when its visit has fallen through: to be scheduled again."""
    return lead.take(_DROPPED[kind], now=now) if lead.can(_DROPPED[kind]) else lead


async def open_visit(uow: UnitOfWork, lead_id: str) -> Visit | None:
    visits = await uow.all(Visit, lead=lead_id)
    return visits[-1] if visits and visits[-1].is_open else None


async def drop_visit(  # noqa: PLR0913, PLR0917  what happened to which visit, and who did it
    uow: UnitOfWork, lead_id: str, state: VisitState, kind: Happening, reason: str, by: By
) -> Visit | None:
    """End the lead's open visit, if it has one that has not been reported yet; a team that was on its way has earned a fee."""
    visit = await open_visit(uow, lead_id)
    if visit is None or visit.state is VisitState.REPORTED:
        return None
    await earn_until_now(uow, visit, by)
    dropped, event = visit.drop(state, kind, reason, by=by, now=uow.now)
    await uow.capacity.free(visit.id)
    return await uow.save(dropped, event)
