"""The reports of periods over the API and in the portal: whose they are, what they say, and that fetching proves arrival."""

from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from typing import Final

from openpyxl import load_workbook
from pypdf import PdfReader

from documents.periods import kept_papers
from domain.people.key import KeyScope
from domain.reporting.clocks import Clock
from domain.reporting.period_report import Arrival, PeriodReport, ReportState
from domain.reporting.period_wishes import Rhythm
from tests.documents.test_periods import november
from tests.domain.period_deeds import released
from tests.web.office import Office, bearer

API: Final = "/api/v1/reports"


async def reported(office: Office, number: int = 7, *, oem: str = "voltera", **but: object) -> PeriodReport:
    content = november()
    report = replace(
        released(),
        id=f"R-{number}",
        oem=oem,
        rhythm=Rhythm.ASKED,
        balance=content.figures.balance,
        leads=len(content.lines),
        **but,  # type: ignore[arg-type]  # fields of PeriodReport
    )
    papers = await kept_papers(report, content, office.ports.media, office.ports.speak)
    report = replace(report, papers=papers)
    async with office.ports.transaction() as work:
        await work.uow.frozen.freeze(report.id, 1, content)
        await work.uow.add(report)
    return report


async def kept(office: Office, report: str = "R-7") -> PeriodReport:
    async with office.ports.reading() as looking:
        return await looking.uow.get(PeriodReport, report)


async def test_an_oem_lists_what_was_released_page_after_page(office: Office) -> None:
    for number in (7, 8, 9):
        await reported(office, number)
    await reported(office, 10, state=ReportState.COMPILED)
    first = await office.client.get(f"{API}?limit=2", headers=bearer("voltera"))
    assert [one["id"] for one in first.json()["reports"]] == ["R-9", "R-8"]
    cursor = first.json()["next"]
    rest = await office.client.get(f"{API}?limit=2&cursor={cursor}", headers=bearer("voltera"))
    assert ([one["id"] for one in rest.json()["reports"]], rest.json()["next"]) == (["R-7"], None)
    assert (await office.client.get(API, headers=bearer("aura"))).json() == {"reports": [], "next": None}


async def test_the_figures_are_those_that_were_frozen(office: Office) -> None:
    await reported(office)
    told = (await office.client.get(f"{API}/R-7", headers=bearer("voltera"))).json()
    figures = november().figures
    assert told["figures"]["installed"] == figures.installed
    satisfied = figures.satisfied
    assert 0 < satisfied.good < satisfied.total
    assert told["satisfaction"] == {
        "average": figures.satisfaction,
        "count": satisfied.total,
        "satisfied_percent": round(100 * satisfied.good / satisfied.total, 1),
    }
    assert told["balance"]["closing"] == figures.balance.closing
    assert told["figures"]["times"]["lead_to_contact"]["count"] == figures.times[Clock.CONTACT].count
    assert told["corrections"] == [{"what": "right_first_time", "lead": "L-1007", "was": "yes", "now": "no"}]


async def test_the_leads_sum_to_the_balance(office: Office) -> None:
    await reported(office)
    leads, cursor = [], ""
    while True:
        page = (
            await office.client.get(f"{API}/R-7/leads?limit=40{cursor}", headers=bearer("voltera"))
        ).json()
        leads += page["leads"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert sum(one["part"]["closing"] for one in leads) == november().figures.balance.closing
    assert len(leads) == len(november().lines)


async def test_the_papers_are_fetched_and_by_that_are_known_to_have_arrived(office: Office) -> None:
    await reported(office)
    assert (await kept(office)).is_on_its_way
    pdf = await office.client.get(f"{API}/R-7/papers/pdf", headers=bearer("voltera"))
    assert (pdf.status_code, pdf.headers["content-type"]) == (200, "application/pdf")
    assert "Voltera Motors" in PdfReader(BytesIO(pdf.content)).pages[0].extract_text()
    arrived = (await kept(office)).deliveries[0]
    assert (arrived.state, arrived.proof) == (Arrival.ARRIVED, "Voltera")
    xlsx = await office.client.get(f"{API}/R-7/papers/xlsx", headers=bearer("voltera"))
    assert load_workbook(BytesIO(xlsx.content))["Tracker"].max_row == len(november().lines) + 1
    again = await office.client.get(f"{API}/R-7/papers/pdf", headers=bearer("voltera"))
    assert again.content == pdf.content
    assert pdf.headers["etag"] == f'"{sha256(pdf.content).hexdigest()}"'


async def test_nobody_else_comes_upon_it(office: Office) -> None:
    await reported(office)
    await reported(office, 8, state=ReportState.COMPILED)
    paths = [f"{API}/R-7", f"{API}/R-7/leads", f"{API}/R-7/papers/pdf"]
    for path in paths:
        assert (await office.client.get(path, headers=bearer("aura"))).status_code == 404
        assert (await office.client.get(path, headers=bearer("voltera trying"))).status_code == 404
    assert (await office.client.get(f"{API}/R-8", headers=bearer("voltera"))).status_code == 404
    assert (await kept(office)).is_on_its_way


async def test_a_key_needs_the_scope(office: Office) -> None:
    await reported(office)
    headers = await office.key("narrow", scopes=frozenset(KeyScope) - {KeyScope.REPORTS_READ})
    for path in ("", "/R-7", "/R-7/leads", "/R-7/papers/xlsx"):
        assert (await office.client.get(f"{API}{path}", headers=headers)).status_code == 403


async def test_what_cannot_be_asked_is_said(office: Office) -> None:
    await reported(office)
    for path in (f"{API}?cursor=x", f"{API}?limit=0", f"{API}/R-7/papers/docx", f"{API}/R-7/leads?page=2"):
        assert (await office.client.get(path, headers=bearer("voltera"))).status_code == 422
    far = await office.client.get(f"{API}/R-7/leads?cursor=r999999", headers=bearer("voltera"))
    assert far.json() == {"leads": [], "next": None}
