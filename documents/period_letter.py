"""What stands in the e-mail that brings a report: its balance and main figures in plain text, one below the other."""

from domain.calendar import Calendar
from domain.reporting.content import Content
from domain.reporting.figures import Figures, Share
from domain.reporting.letter import Attached, Letter
from domain.reporting.period_report import RHYTHMS, Delivery, PeriodReport
from domain.words import N_, Speak, Words, say

_CALENDAR = Calendar()


def period_letter(
    report: PeriodReport, one: Delivery, content: Content, attached: tuple[Attached, ...], speak: Speak
) -> Letter:
    """The same edition to the same address is the same letter, whenever it is sent."""
    title = say(
        "{oem}: {kind} {report}, {period}",
        oem=" ".join(content.oem.split()),
        kind=say(RHYTHMS[report.rhythm]),
        report=report.id,
        period=report.period,
    )
    return Letter(
        to=one.target,
        mark=one.ref,
        at=report.state_since,
        subject=speak(title),
        text="\n".join(
            [speak(title), "", *_figures(content.figures, speak), "", *_end(report, content, speak)]
        ),
        attached=attached,
    )


def _figures(figures: Figures, speak: Speak) -> list[str]:
    balance = figures.balance
    rows: list[tuple[Words | str, object]] = [
        (N_("Open at the beginning"), balance.opening),
        (N_("New"), balance.new),
        (N_("Reopened"), balance.reopened),
        (N_("Closed"), balance.closed),
        (N_("Cancelled"), balance.cancelled),
        (N_("Open at the end"), balance.closing),
        (N_("Contacted"), figures.contacted),
        (N_("Surveyed"), figures.surveyed),
        (N_("Installed"), figures.installed),
        (N_("Promises kept"), _of(figures.kept)),
        (N_("Right first time"), _of(figures.right_first_time)),
        (N_("Stars from customers"), _mean(figures.rating)),
        (N_("Satisfaction in the call"), _mean(figures.satisfaction)),
        (N_("Scores of 4 and 5"), _of(figures.satisfied)),
    ]
    said = [(speak(name), f"{value}") for name, value in rows]
    widest = max(len(name) for name, _ in said)
    return [f"{name + ':':<{widest + 2}}{value}" for name, value in said]


def _mean(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f} of 5"


def _of(share: Share) -> str:
    return f"{share.good} of {share.total}" if share.total else "–"


def _end(report: PeriodReport, content: Content, speak: Speak) -> list[str]:
    found = [say("Attached: the report as PDF, and the workbook with all leads.")]
    if content.corrections:
        found.insert(
            0,
            say(
                "{count} corrections to {report}, which went out before, stand in it.",
                count=len(content.corrections),
                report=report.corrects,
            ),
        )
    counted = say("Counted on {moment}; days are those of India.", moment=content.figures.facts_at)
    return [*(speak(words) for words in found), speak(counted)]
