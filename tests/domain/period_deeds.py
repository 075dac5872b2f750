"""Commands around the reports of periods."""

from dataclasses import replace
from typing import Any, Final

from domain.leads.stages import Stage
from domain.policy import DEFAULT
from domain.reporting import periods
from domain.reporting.content import Compiled, Content, counted, lines_of
from domain.reporting.period_report import Arrival, Delivery, PeriodReport, ReportState
from domain.reporting.period_wishes import Channel, ReportWishes, Rhythm
from domain.reporting.span import read_span
from tests.build import NOW
from tests.domain.deed import Deed, deed

OCTOBER: Final = read_span("2026-10")
ARRIVED: Final = Delivery(channel=Channel.PORTAL)


def a_period_report(**but: Any) -> PeriodReport:  # noqa: ANN401  fields of PeriodReport
    """Volt's of October, compiled and waiting to be released."""
    report = PeriodReport(
        id="R-7",
        oem="volt",
        rhythm=Rhythm.MONTHLY,
        span=OCTOBER,
        state=ReportState.COMPILED,
        state_since=NOW,
        edition=1,
        sha256="0" * 64,
        facts_at=NOW,
    )
    return replace(report, **but)


def a_content() -> Content:
    """Of a period in which nothing happened."""
    lines = lines_of([], OCTOBER, DEFAULT, NOW)
    return Content(oem="Volt Motors", figures=counted("volt", lines, OCTOBER, NOW), lines=tuple(lines))


def released(*deliveries: Delivery) -> PeriodReport:
    return a_period_report(state=ReportState.RELEASED, deliveries=deliveries or (ARRIVED,))


WANTED: Final = a_period_report(state=ReportState.WANTED, edition=0)
FAILED: Final = Delivery(channel=Channel.CHAT, target="-1005", ref="x", state=Arrival.FAILED, at=NOW)
LETTER: Final = Delivery(channel=Channel.EMAIL, target="reports@volt.example", ref="R-7.1.0123456789")
OF_PERIODS: Final[dict[str, Deed]] = {
    "want_due_reports": deed(
        periods.want_due_reports,
        "system",
        Stage.NEW,
        lambda u, who: periods.want_due_reports(u, NOW, who),
    ),
    "wish_reports": deed(
        periods.wish_reports,
        "admin",
        Stage.NEW,
        lambda u, who: periods.wish_reports(u, "volt", ReportWishes(rhythms=frozenset()), who),
    ),
    "ask_for_report": deed(
        periods.ask_for_report,
        "reporting",
        Stage.NEW,
        lambda u, who: periods.ask_for_report(u, "volt", OCTOBER, who),
    ),
    "compile_again": deed(
        periods.compile_again,
        "reporting",
        Stage.NEW,
        lambda u, who: periods.compile_again(u, "R-7", who),
        a_period_report(),
    ),
    "report_was_compiled": deed(
        periods.report_was_compiled,
        "system",
        Stage.NEW,
        lambda u, who: periods.report_was_compiled(u, "R-7", Compiled(content=a_content()), who),
        WANTED,
    ),
    "release_report": deed(
        periods.release_report,
        "reporting",
        Stage.NEW,
        lambda u, who: periods.release_report(u, "R-7", 1, who),
        a_period_report(),
    ),
    "report_was_fetched": deed(
        periods.report_was_fetched,
        "oem",
        Stage.NEW,
        lambda u, who: periods.report_was_fetched(u, "R-7", who),
        released(),
    ),
    "claim_letters": deed(
        periods.claim_letters,
        "system",
        Stage.NEW,
        lambda u, who: periods.claim_letters(u, "R-7", 4, who),
        released(LETTER),
    ),
    "delivery_was_seen": deed(
        periods.delivery_was_seen,
        "system",
        Stage.NEW,
        lambda u, who: periods.delivery_was_seen(u, "R-7", ARRIVED.arrived(NOW, "Olga"), who),
        released(),
    ),
    "send_again": deed(
        periods.send_again,
        "reporting",
        Stage.NEW,
        lambda u, who: periods.send_again(u, "R-7", who),
        released(FAILED),
    ),
}
