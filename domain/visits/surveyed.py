"""The survey that counts: what was reported last."""

from domain.unit_of_work import UnitOfWork
from domain.visits.states import VisitKind
from domain.visits.visit import Visit


async def last_survey(uow: UnitOfWork, lead_id: str) -> Visit | None:
    visits = await uow.all(Visit, lead=lead_id)
    return next((one for one in visits[::-1] if one.kind is VisitKind.SURVEY and one.report), None)
