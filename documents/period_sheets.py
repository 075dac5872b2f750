"""The workbook of a period's report: summary, tracker, times, corrections. Every figure of the paper can be counted again in it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from documents.cells import Value, add_sheet, content_of, workbook
from domain.calendar import Calendar
from domain.leads.stages import STAGES
from domain.leads.told import BLOCKERS
from domain.reporting import clocks
from domain.reporting.clocks import PROMISED, Clock
from domain.reporting.content import Content
from domain.reporting.figures import Figures, bucket_of
from domain.reporting.tracker import WITH, Line
from domain.words import Speak

_CALENDAR: Final = Calendar()
TRACKER: Final = (
    *("S.No", "Lead", "OEM reference", "VIN", "Model", "Charger kW", "Dealer", "City", "State", "Zone"),
    *("Lead date", "First contact", "Attempts", "Documents complete", "Survey planned", "Survey done"),
    *("Survey result", "Not ready because", "Customer ready", "Material allocated"),
    *("Installation planned", "Installed", "Charger serial", "Extra metres", "Demonstrated"),
    *(
        "Confirmation call",
        "Stars",
        "Satisfaction",
        "Pack sent",
        "Ended",
        "Status",
        "Pending with",
        "Waits for days",
    ),
    *("Ageing bucket", "Gross days", "Net days", "Promise broken", "Which", "Right first time", "Remarks"),
)
BALANCE: Final = ("Opening", "New", "Reopened", "Closed", "Cancelled", "Closing")
_WIDE: Final = {
    **dict.fromkeys(("Figure", "What", "Which", "Remarks", "Not ready because"), 40),
    **dict.fromkeys(("VIN", "Status", "OEM reference", "Dealer", "Pending with"), 22),
    "S.No": 7,
}


def period_xlsx(content: Content, speak: Speak) -> bytes:
    """The same content makes the same bytes."""
    book = workbook(content.figures.span.last)
    count = len(content.lines)
    add_sheet(book, "Summary", ("Figure", "Value"), _summary(content, speak), widths=_WIDE)
    rows = (_row(number, line, speak) for number, line in enumerate(content.lines, 1))
    headings = (*TRACKER, *BALANCE)
    add_sheet(book, "Tracker", headings, rows, widths=_WIDE, filtered=count)
    times = [speak(clocks.TITLES[clock]) for clock in Clock]
    promises = [f"{speak(clocks.TITLES[clock])}: kept" for clock in PROMISED]
    add_sheet(
        book,
        "Times (net hours)",
        ("Lead", *times, *promises),
        (_times(line) for line in content.lines),
        filtered=count,
    )
    if content.corrects is not None:
        corrections = [(one.lead, one.what, one.was, one.now) for one in content.corrections]
        name = ("Lead", "What", "Reported as", "Known now")
        add_sheet(book, "Corrections", name, corrections, widths=_WIDE, filtered=len(corrections))
    return content_of(book)


def _summary(content: Content, speak: Speak) -> Iterator[Sequence[Value]]:
    figures = content.figures
    yield "OEM", content.oem
    yield "From", figures.span.first
    yield "To", figures.span.last
    yield "Counted at", _moment(figures.facts_at)
    for name in BALANCE:
        yield name, getattr(figures.balance, name.lower())
    yield "Contacted", figures.contacted
    yield "Surveyed", figures.surveyed
    yield "Found ready", figures.ready
    yield "Waiting for work at the site", figures.not_ready
    yield "Installed", figures.installed
    yield "Right first time, %", figures.right_first_time.percent
    yield "Team came again within 30 days, %", figures.came_again.percent
    yield "Promises kept, %", figures.kept.percent
    yield "Stars on average", figures.rating
    yield "Satisfaction in the confirmation call", figures.satisfaction
    yield "Customers who gave a score", figures.satisfied.total
    yield "Scores of 4 and 5, %", figures.satisfied.percent
    yield from _by_clock(figures, speak)
    for bucket, waiting in figures.ageing.items():
        yield f"Waiting {bucket} days", waiting
    for whom, waiting in figures.pending.items():
        yield f"Pending with {speak(WITH[whom])}", waiting
    for reason, cancelled in figures.cancellations.items():
        yield f"Cancelled: {reason}", cancelled


def _by_clock(figures: Figures, speak: Speak) -> Iterator[Sequence[Value]]:
    for clock, spread in figures.times.items():
        title = speak(clocks.TITLES[clock])
        yield f"{title}, how many", spread.count
        yield f"{title}, net hours on average", spread.mean
        yield f"{title}, net hours, median", spread.median
        yield f"{title}, net hours, nine of ten within", spread.p90
        yield f"{title}, gross hours on average", spread.gross_mean
    for clock, share in figures.promises.items():
        yield f"{speak(clocks.TITLES[clock])}, promises kept, %", share.percent


def _row(number: int, line: Line, speak: Speak) -> Sequence[Value]:
    return (
        *(number, line.lead, line.reference, line.vin, line.vehicle, line.charger_kw),
        *(line.dealer, line.city, line.state, line.zone),
        *(_moment(line.received_at), _moment(line.contacted_at), line.attempts, _moment(line.documents_at)),
        *(_moment(line.survey_planned), _moment(line.surveyed_at)),
        line.found.value.replace("_", " ") if line.found else None,
        _reasons(line, speak),
        *(_moment(line.ready_at), _moment(line.allocated_at)),
        *(_moment(line.installation_planned), _moment(line.installed_at), line.serial or None),
        *(line.extra_metres, _yes(line.shown)),
        *(_moment(line.called_at), line.rating, line.score, _moment(line.pack_at), _moment(line.ended_at)),
        speak(STAGES[line.stage].title),
        speak(WITH[line.pending]) if line.pending else None,
        line.waits_days if line.pending else None,
        bucket_of(line.waits_days) if line.pending else None,
        *(line.gross_days, line.net_days, _yes(bool(line.broken))),
        ", ".join(speak(clocks.TITLES[clock]) for clock in line.broken) or None,
        *(_yes(line.right_first_time), line.remarks or None),
        *(int(getattr(line.part, name.lower())) for name in BALANCE),
    )


def _reasons(line: Line, speak: Speak) -> str | None:
    return ", ".join(blocker_title(kind, speak) for kind in line.blockers) or None


def blocker_title(kind: str, speak: Speak) -> str:
    return next((speak(title) for known, title in BLOCKERS.items() if known.value == kind), kind)


def _times(line: Line) -> Sequence[Value]:
    took = [line.took[clock].net if clock in line.took else None for clock in Clock]
    return line.lead, *took, *(_yes(line.kept.get(clock)) for clock in PROMISED)


def _moment(moment: datetime | None) -> datetime | None:
    """A spreadsheet knows no time zones: this is the time of India."""
    return _CALENDAR.local(moment).replace(tzinfo=None, second=0, microsecond=0) if moment else None


def _yes(said: bool | None) -> str | None:  # noqa: FBT001  a plain value
    return None if said is None else "yes" if said else "no"
