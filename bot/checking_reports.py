"""Reports of periods: what was frozen is as it was, and what they are counted from agrees with the leads themselves."""

from collections.abc import AsyncIterator

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.reporting.period_report import PeriodReport
from domain.unit_of_work import UnitOfWork
from storage.frozen import digest_of
from storage.ledger import lead_stages
from storage.records import leads


async def of_reports(connection: AsyncConnection, uow: UnitOfWork) -> AsyncIterator[str]:
    for report in await uow.all(PeriodReport):
        if report.edition and await digest_of(connection, report.id, report.edition) != report.sha256:
            yield f"{report.id}: edition {report.edition} is not what was frozen"
    async for breach in _of_stages(connection):
        yield breach


async def _of_stages(connection: AsyncConnection) -> AsyncIterator[str]:
    """The last stage that was noted of a lead is the one at which it stands."""
    last = select(lead_stages.c.lead, func.max(lead_stages.c.at).label("at")).group_by(lead_stages.c.lead)
    newest = last.subquery()
    known = and_(lead_stages.c.lead == newest.c.lead, lead_stages.c.at == newest.c.at)
    wanted = (
        select(leads.c.id, leads.c.stage, lead_stages.c.stage.label("noted"))
        .join(newest, newest.c.lead == leads.c.id)
        .join(lead_stages, known)
        .where(leads.c.stage != lead_stages.c.stage)
    )
    for lead, stage, noted in await connection.execute(wanted):
        yield f"{lead}: stands at {stage}, and {noted} was noted last"
