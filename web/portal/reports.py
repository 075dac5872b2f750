"""The OEM's reports of periods: which there are, what they come to, and their papers."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Response
from fastapi.responses import StreamingResponse

from documents.periods import TYPES
from domain.reporting.period_report import PeriodReport, ReportState, balance_words
from domain.reporting.periods import released_report, report_was_fetched
from domain.words import N_, Speak, say
from web.pages import moment_of
from web.portal.acting import carried_out
from web.portal.frame import HEADERS, REPORTS, Page, answer
from web.portal.markup import Html, put, tag
from web.portal.session import ForOem
from web.ports import Writing
from web.reports import paper_headers

ReportNumber = Annotated[str, Path(max_length=64)]
_MOST: Final = 60


def add_routes(routes: APIRouter) -> None:
    routes.add_api_route("/reports", show_reports, methods=["GET"])
    routes.add_api_route("/reports/{report_id}/{kind}", give_paper, methods=["GET"])


async def show_reports(here: ForOem) -> Response:
    async with here.ports.reading() as looking:
        found = await looking.uow.all(PeriodReport, oem=here.oem, state=ReportState.RELEASED)
    page = _page(found[: -_MOST - 1 : -1], here.ports.speak)
    return answer(page, here.visitor, here.ports.speak, HTTPStatus.OK)


async def give_paper(report_id: ReportNumber, kind: Literal["pdf", "xlsx"], here: ForOem) -> Response:
    async with here.ports.reading() as looking:
        report = await released_report(looking.uow, report_id, here.visitor.actor)

    async def fetch(work: Writing) -> PeriodReport:
        return await report_was_fetched(work.uow, report.id, here.visitor.actor)

    if report.is_on_its_way:
        await carried_out(here.ports, fetch)
    paper = report.paper(kind)
    pieces = here.ports.media.pieces(paper.sha256, 0, paper.size)
    return StreamingResponse(pieces, headers={**HEADERS, **paper_headers(paper)}, media_type=TYPES[kind])


def _page(found: Sequence[PeriodReport], speak: Speak) -> Page:
    nothing = tag("p", speak(N_("No report has been released yet. The first comes on a Monday morning.")))
    body = tag("ul", [_item(one, speak) for one in found], class_="list") if found else nothing
    return Page(title=speak(N_("Reports")), here=REPORTS, body=put(body))


def _item(report: PeriodReport, speak: Speak) -> Html:
    balance = report.balance
    words = say("Released {moment}", moment=moment_of(report.state_since))
    return tag(
        "li",
        tag("strong", f"{report.id} · {report.period}"),
        tag("p", speak(balance_words(balance))) if balance else None,
        tag("p", speak(words), class_="soft"),
        tag(
            "p",
            tag("a", speak(N_("Report as PDF")), href=f"{REPORTS}/{report.id}/pdf"),
            " · ",
            tag("a", speak(N_("Workbook with all leads")), href=f"{REPORTS}/{report.id}/xlsx"),
        ),
    )
