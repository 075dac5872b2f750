"""The reports of periods over HTTP, for the OEM whose they are: listed, read by figure and by lead, fetched as papers."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Response
from fastapi.responses import StreamingResponse

from documents.periods import TYPES
from domain.errors import NotFound
from domain.reporting.content import Content
from domain.reporting.edition import Filed
from domain.reporting.period_report import PeriodReport, ReportState
from domain.reporting.periods import released_report, report_was_fetched
from domain.words import say
from web.callers import Caller, FromPorts, ReportsReader
from web.ports import Ports
from web.problems import refusals
from web.report_bodies import (
    FiguresOut,
    FromReportQuery,
    LinesOut,
    ReportId,
    ReportsOut,
    figures_out,
    plain,
    report_out,
)
from web.strict_json import StrictRoute

Kind = Annotated[Literal["pdf", "xlsx"], Path(description="Which paper.", examples=["pdf"])]
_PAPERS: Final = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in TYPES.values()}


def router() -> APIRouter:
    routes = APIRouter(prefix="/api/v1/reports", tags=["reports"], route_class=StrictRoute)
    routes.add_api_route(
        "",
        list_reports,
        methods=["GET"],
        operation_id="listReports",
        summary="Your released reports, newest first",
        responses=refusals(401, 403, 422, 429),
    )
    routes.add_api_route(
        "/{report_id}",
        show_report,
        methods=["GET"],
        operation_id="showReport",
        summary="The figures of one report",
        responses=refusals(401, 403, 404, 422, 429),
    )
    routes.add_api_route(
        "/{report_id}/leads",
        list_lines,
        methods=["GET"],
        operation_id="listReportLeads",
        summary="The leads that the figures were counted from",
        responses=refusals(401, 403, 404, 422, 429),
    )
    routes.add_api_route(
        "/{report_id}/papers/{kind}",
        give_paper,
        methods=["GET"],
        operation_id="downloadReport",
        summary="The report as PDF or workbook",
        response_class=Response,
        responses={200: {"content": _PAPERS}, **refusals(401, 403, 404, 422, 429)},
    )
    return routes


async def list_reports(query: FromReportQuery, caller: ReportsReader, ports: FromPorts) -> ReportsOut:
    if caller.key.sandbox:
        return ReportsOut(reports=[], next=None)
    async with ports.reading() as looking:
        found = await looking.uow.all(PeriodReport, oem=caller.oem, state=ReportState.RELEASED)
    newest_first = found[::-1]
    page = newest_first[query.after : query.after + query.limit]
    return ReportsOut(reports=[report_out(one) for one in page], next=query.cursor_after(len(found)))


async def show_report(report_id: ReportId, caller: ReportsReader, ports: FromPorts) -> FiguresOut:
    report = await _fetched(report_id, caller, ports)
    return figures_out(report, await _content(report, ports))


async def list_lines(
    report_id: ReportId, query: FromReportQuery, caller: ReportsReader, ports: FromPorts
) -> LinesOut:
    content = await _content(await _fetched(report_id, caller, ports), ports)
    page = content.lines[query.after : query.after + query.limit]
    return LinesOut(leads=[plain(line) for line in page], next=query.cursor_after(len(content.lines)))


async def give_paper(report_id: ReportId, kind: Kind, caller: ReportsReader, ports: FromPorts) -> Response:
    """Always the same bytes, which the `ETag` names by their SHA-256."""
    paper = (await _fetched(report_id, caller, ports)).paper(kind)
    pieces = ports.media.pieces(paper.sha256, 0, paper.size)
    return StreamingResponse(pieces, headers=paper_headers(paper), media_type=TYPES[kind])


def paper_headers(paper: Filed) -> dict[str, str]:
    return {
        "Content-Disposition": f'attachment; filename="{paper.name}"',
        "Content-Length": str(paper.size),
        "ETag": f'"{paper.sha256}"',
    }


async def _fetched(report_id: str, caller: Caller, ports: Ports) -> PeriodReport:
    """Whoever reads it has it: so it is known to have arrived."""
    if caller.key.sandbox:
        raise NotFound(say("There is no {key}.", key=report_id))
    async with ports.reading() as looking:
        report = await released_report(looking.uow, report_id, caller.actor)
    if report.is_on_its_way:
        async with ports.transaction() as work:
            report = await report_was_fetched(work.uow, report.id, caller.actor)
    return report


async def _content(report: PeriodReport, ports: Ports) -> Content:
    async with ports.reading() as looking:
        return await looking.uow.frozen.content(report.id, report.edition)
