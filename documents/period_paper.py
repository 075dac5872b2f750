"""The report of a period on paper: balance, charts, times, promises, reasons, and what waits longest. No money stands on it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer

from documents.charts import bars, lines
from documents.pen import Pen
from documents.period_sheets import BALANCE, blocker_title
from documents.sheet import BODY, HEADING, SMALL, STRONG, TITLE, pdf, table, words
from domain.calendar import Calendar
from domain.leads.stages import STAGES
from domain.reporting import clocks
from domain.reporting.content import Content
from domain.reporting.figures import Figures, Place, Share
from domain.reporting.tracker import WITH, Line
from domain.words import N_, Speak, Words, say

CELL: Final = ParagraphStyle("cell", parent=BODY, fontSize=8, leading=10.5)
MOST_LINES: Final = 150
_MOST_PLACES: Final = 15
_MOST_CORRECTIONS: Final = 60
_CALENDAR: Final = Calendar()
_LEGEND: Final = (
    N_("Days are those of India, from midnight to midnight. What happened later is in the next report."),
    N_("Net times leave out the time on hold and the time in which work at the site was awaited."),
    N_("A promise counts once: when it was kept, or when its time ran out."),
    N_(
        "Right first time: installed on the first visit, the report accepted as it came, no rework in 30 days. A rework that comes later is listed as a correction."
    ),
)


def period_pdf(content: Content, speak: Speak) -> bytes:
    """The same content makes the same bytes."""
    pen, figures = Pen(speak), content.figures
    period = f"{_day(figures.span.first)} – {_day(figures.span.last)}"
    story: list[Flowable] = [
        words(content.oem, TITLE),
        pen.words(say("Report for {period}", period=period), STRONG),
        pen.words(say("Counted on {moment}", moment=figures.facts_at), SMALL),
        *_balance(pen, figures),
        *_course(pen, figures),
        *_waiting(pen, figures),
        *_times(pen, figures),
        *_promises(pen, figures),
        *_quality(pen, figures),
        *_counts(pen, N_("Why sites are not ready"), _blockers(figures, speak)),
        *_counts(pen, N_("Why leads were cancelled"), figures.cancellations),
        *_places(pen, N_("By state"), figures.states),
        *_places(pen, N_("By dealer"), figures.dealers),
        *_open(pen, content.lines),
        *_installed(pen, content),
        *_corrections(pen, content),
        KeepTogether([Spacer(1, 10), *[pen.words(line, SMALL) for line in _LEGEND]]),
    ]
    title = speak(say("Report for {period}", period=period))
    return pdf(story, title=title, header=content.oem, footer=title, speak=speak)


def _balance(pen: Pen, figures: Figures) -> list[Flowable]:
    balance = figures.balance
    head = [pen.words(N_(name), SMALL) for name in BALANCE]
    row = [words(f"{getattr(balance, name.lower())}", HEADING) for name in BALANCE]
    more = [
        (N_("Contacted"), figures.contacted),
        (N_("Surveyed"), figures.surveyed),
        (N_("Found ready"), figures.ready),
        (N_("Installed"), figures.installed),
        (N_("Promises kept"), _percent(figures.kept)),
        (N_("Right first time"), _percent(figures.right_first_time)),
    ]
    return [
        pen.words(N_("Balance"), HEADING),
        table([head, row], (1,) * len(BALANCE), head=True),
        Spacer(1, 6),
        table(
            [[pen.words(name, SMALL) for name, _ in more], [words(f"{value}", STRONG) for _, value in more]],
            (1,) * len(more),
            head=True,
        ),
        pen.words(
            N_(
                "Opening, new and reopened less closed and cancelled is closing; the workbook counts each lead."
            ),
            SMALL,
        ),
    ]


def _course(pen: Pen, figures: Figures) -> list[Flowable]:
    days = [f"{date.fromisoformat(day):%d %b}" for day in figures.days]
    series = [[counts[of] for counts in figures.days.values()] for of in range(3)]
    names = [pen.speak(name) for name in (N_("New"), N_("Installed"), N_("Closed or cancelled"))]
    return [KeepTogether([pen.words(N_("What came and went"), HEADING), lines(days, series, names)])]


def _waiting(pen: Pen, figures: Figures) -> list[Flowable]:
    if not figures.balance.closing:
        return []
    stages = {pen.speak(STAGES[stage].title): count for stage, count in figures.stages.items()}
    pending = {pen.speak(WITH[whom]): count for whom, count in figures.pending.items()}
    ageing = {pen.speak(say("{days} days", days=days)): count for days, count in figures.ageing.items()}
    return [
        *_counts(pen, N_("Where open leads stand"), stages),
        *_counts(pen, N_("With whom they are pending"), pending),
        *_counts(pen, N_("For how long without a step"), ageing),
    ]


def _counts(pen: Pen, title: str, counts: Mapping[str, int]) -> list[Flowable]:
    return [KeepTogether([pen.words(title, HEADING), bars(counts)])] if counts else []


def _times(pen: Pen, figures: Figures) -> list[Flowable]:
    head = (
        *(N_("From – to"), N_("How many"), N_("Average"), N_("Median"), N_("9 of 10 within")),
        *(N_("Longest"), N_("Gross average")),
    )
    rows = [
        (
            pen.words(clocks.TITLES[clock]),
            words(f"{one.count}"),
            *(words(_span(hours)) for hours in (one.mean, one.median, one.p90, one.longest, one.gross_mean)),
        )
        for clock, one in figures.times.items()
    ]
    return _table(pen, N_("Times, net"), head, rows, (30, 10, 12, 12, 14, 12, 14))


def _promises(pen: Pen, figures: Figures) -> list[Flowable]:
    head = (N_("Promise"), N_("Kept"), N_("Of"), N_("Share"))
    rows = [
        (
            pen.words(clocks.TITLES[clock]),
            words(f"{share.good}"),
            words(f"{share.total}"),
            words(_percent(share)),
        )
        for clock, share in figures.promises.items()
    ]
    return _table(pen, N_("Promises"), head, rows, (50, 15, 15, 20))


def _quality(pen: Pen, figures: Figures) -> list[Flowable]:
    stars = ", ".join(f"{stars} stars: {count}" for stars, count in figures.ratings.items())
    metres = ", ".join(f"{metres} m: {count}" for metres, count in figures.extra_metres.items())
    rows = [
        (N_("Right first time"), _of(figures.right_first_time)),
        (N_("Team came again within 30 days"), _of(figures.came_again)),
        (N_("Stars on average"), f"{figures.rating or '–'}"),
        (N_("Stars"), stars or "–"),
        (N_("Satisfaction in the confirmation call, of 5"), f"{figures.satisfaction or '–'}"),
        (N_("Customers who gave a score"), f"{figures.satisfied.total}"),
        (N_("Scores of 4 and 5"), _of(figures.satisfied)),
        (N_("Cable beyond the package"), metres or "–"),
    ]
    return [KeepTogether([pen.words(N_("Quality"), HEADING), pen.pairs(rows)])]


def _blockers(figures: Figures, speak: Speak) -> dict[str, int]:
    return {blocker_title(kind, speak): count for kind, count in figures.blockers.items()}


def _places(pen: Pen, title: str, places: Sequence[Place]) -> list[Flowable]:
    head = (N_("Name"), N_("New"), N_("Installed"), N_("Closed"), N_("Cancelled"), N_("Open"))
    rows = [
        (
            words(one.name),
            *(words(f"{n}") for n in (one.new, one.installed, one.closed, one.cancelled, one.waiting)),
        )
        for one in places[:_MOST_PLACES]
    ]
    return [*_table(pen, title, head, rows, (40, 12, 12, 12, 12, 12)), *_rest(pen, places, _MOST_PLACES)]


def _open(pen: Pen, found: Sequence[Line]) -> list[Flowable]:
    waiting = sorted((line for line in found if line.pending), key=lambda line: (-line.waits_days, line.lead))
    head = (
        *(N_("Lead"), N_("OEM reference"), N_("City"), N_("Lead date"), N_("Status")),
        *(N_("Pending with"), N_("Days"), N_("Net days")),
    )
    rows = [
        (
            *_cells(line.lead, line.reference, line.city, _day_of(line.received_at)),
            pen.words(STAGES[line.stage].title, CELL),
            pen.words(WITH[line.pending] if line.pending else "", CELL),
            *_cells(f"{line.waits_days}", f"{line.net_days:g}"),
        )
        for line in waiting[:MOST_LINES]
    ]
    widths = (11, 17, 14, 12, 26, 14, 7, 9)
    return [
        *_table(pen, N_("Open leads, longest wait first"), head, rows, widths),
        *_rest(pen, waiting, MOST_LINES),
    ]


def _installed(pen: Pen, content: Content) -> list[Flowable]:
    there = [line for line in content.lines if content.figures.span.holds(line.installed_at)]
    head = (
        *(N_("Lead"), N_("OEM reference"), N_("VIN"), N_("City"), N_("Installed")),
        *(N_("Charger serial"), N_("Extra m"), N_("Stars")),
    )
    rows = [
        _cells(
            *(line.lead, line.reference, line.vin, line.city, _day_of(line.installed_at), line.serial),
            *(f"{line.extra_metres or 0:g}", f"{line.rating or ''}"),
        )
        for line in there[:MOST_LINES]
    ]
    widths = (11, 16, 24, 12, 12, 20, 8, 7)
    return [*_table(pen, N_("Installed in the period"), head, rows, widths), *_rest(pen, there, MOST_LINES)]


def _corrections(pen: Pen, content: Content) -> list[Flowable]:
    """Of the report before: it stays as it went out."""
    if not content.corrections or content.corrects is None:
        return []
    before = f"{_day(content.corrects.first)} – {_day(content.corrects.last)}"
    head = (N_("Lead"), N_("What"), N_("Reported as"), N_("Known now"))
    rows = [
        _cells(one.lead, one.what.replace("_", " "), one.was, one.now)
        for one in content.corrections[:_MOST_CORRECTIONS]
    ]
    title = say("Corrections to the report for {period}", period=before)
    return [
        *_table(pen, title, head, rows, (12, 32, 28, 28)),
        *_rest(pen, content.corrections, _MOST_CORRECTIONS),
    ]


def _table(
    pen: Pen, title: str | Words, head: Sequence[str], rows: Sequence[Sequence[Any]], widths: Sequence[float]
) -> list[Flowable]:
    """Its head is repeated on every page, and never stands alone at the foot of one."""
    if not rows:
        return []
    top = [pen.words(name, SMALL) for name in head]
    return [CondPageBreak(90), pen.words(title, HEADING), table([top, *rows], widths, head=True)]


def _rest(pen: Pen, all_of_them: Sequence[object], shown: int) -> Iterable[Flowable]:
    if len(all_of_them) > shown:
        more = say("and {count} more, in the workbook", count=len(all_of_them) - shown)
        yield pen.words(more, BODY)


def _cells(*texts: str) -> list[Flowable]:
    return [words(text, CELL) for text in texts]


def _span(hours: float) -> str:
    return f"{hours:g} h" if hours < 48 else f"{hours / 24:.1f} d"


def _percent(share: Share) -> str:
    return "–" if share.percent is None else f"{share.percent:g} %"


def _of(share: Share) -> str:
    return f"{share.good} of {share.total}, {_percent(share)}" if share.total else "–"


def _day(day: date) -> str:
    return f"{day:%d %b %Y}"


def _day_of(moment: datetime | None) -> str:
    return f"{_CALENDAR.local(moment):%d %b %y}" if moment else ""
