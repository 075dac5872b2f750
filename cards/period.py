"""The report of a period on OEM Reporting's card: what it comes to, and where it has arrived."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from cards.actions import Action, Tap
from cards.blocks import named
from cards.buttons import buttons_for
from cards.message import Button, Message, Picture
from cards.text import Speaker, Text, harmless
from cards.values import NAME_MOST
from domain.people.person import Oem
from domain.reactions import Audience
from domain.reporting.period_report import RHYTHMS, STATES, Arrival, Delivery, PeriodReport, balance_words
from domain.reporting.period_wishes import Channel
from domain.view import View
from domain.words import N_, Words, say

_CHANNELS: Final[Mapping[Channel, str]] = MappingProxyType(
    {
        Channel.CHAT: N_("In the OEM's chat"),
        Channel.PORTAL: N_("In the portal"),
        Channel.WEBHOOK: N_("By webhook"),
        Channel.EMAIL: N_("By e-mail"),
    }
)
_SIGNS: Final[Mapping[Arrival, str]] = MappingProxyType(
    {Arrival.WAITING: "…", Arrival.ARRIVED: "✓", Arrival.FAILED: "✗"}
)


def period_card(view: View, audience: Audience, speaker: Speaker, *, team: str | None = None) -> Message:
    report, text = view.report, Text()
    if report is None:
        return text.line(speaker.say(say("There is no {key}.", key=view.subject))).message()
    text.bold(f"{speaker.say(RHYTHMS[report.rhythm])} {report.id}")
    oem = harmless(view.oem.name if view.oem else report.oem, NAME_MOST)
    named(text.gap(), speaker, N_("OEM"), oem)
    named(text, speaker, N_("Period"), report.period)
    state = f"{speaker.say(STATES[report.state])}, {speaker.time(report.state_since)}"
    named(text, speaker, N_("State"), state)
    if report.balance is not None:
        text.gap().line(speaker.say(balance_words(report.balance)))
    if report.corrected:
        words = say(
            "{count} corrections to {report}, which went out before, stand in it.",
            count=report.corrected,
            report=report.corrects,
        )
        text.line(speaker.say(words))
    _deliveries(text, report, speaker)
    return text.message(buttons_for(audience, view, speaker, team=team))


def _deliveries(text: Text, report: PeriodReport, speaker: Speaker) -> None:
    if report.deliveries:
        text.gap()
    for one in report.deliveries:
        where = speaker.say(_CHANNELS[one.channel])
        if one.channel is Channel.EMAIL:
            where = f"{where} ({harmless(one.target)})"
        said = f"{_SIGNS[one.state]} {where}: {speaker.say(_said(one))}"
        text.line(said if one.at is None else f"{said}, {speaker.time(one.at)}")


def _said(one: Delivery) -> Words:
    if one.state is Arrival.WAITING:
        return _waiting(one)
    if one.state is Arrival.FAILED:
        return say("failed: {reason}", reason=harmless(one.proof))
    return say("arrived ({proof})", proof=harmless(one.proof, NAME_MOST))


def _waiting(one: Delivery) -> Words:
    if one.channel is Channel.PORTAL:
        return say("not fetched yet")
    if one.due_at is None or not one.proof:
        return say("on its way")
    return say(
        "is tried again at {moment} ({reason})", moment=one.due_at, reason=harmless(one.proof, NAME_MOST)
    )


def period_files(report: PeriodReport) -> tuple[Picture, ...]:
    return tuple(
        Picture(kind="document", sha256=paper.sha256, file_name=paper.name) for paper in report.papers
    )


def files_message(report: PeriodReport, speaker: Speaker) -> Message:
    words = say("{report}, {period}: as PDF and as a workbook.", report=report.id, period=report.period)
    return Text().line(speaker.say(words)).message(pictures=period_files(report))


def months_message(oems: Sequence[Oem], months: Sequence[date], speaker: Speaker) -> Message:
    """Which OEM's report of which month; any other period is typed."""
    words = say(
        "The report of whom, and of which period? Another one: /report {oem} 2026-11-01 2026-11-15",
        oem=oems[0].id if oems else "oem",
    )
    rows = tuple(
        tuple(
            Button(
                label=f"{harmless(oem.name, 20)} {month:%b %Y}",
                data=Tap(action=Action.REPORT_OF, subject=oem.id, argument=f"{month:%Y-%m}").pack(),
            )
            for month in months
        )
        for oem in oems
    )
    return Text().line(speaker.say(words)).message(rows)
