"""A visit's report for its reviewer: every answer with its judgement, and the photos as an album."""

from typing import Final

from cards.blocks import answers, attached, heading
from cards.message import Message, Picture
from cards.text import Speaker, Text
from domain.view import View
from domain.visits.report import Report
from domain.words import say

ALBUM_MOST: Final = 10


def render_report(view: View, speaker: Speaker) -> Message:
    """An album takes no keyboard, so the buttons stay on the card that it was opened from."""
    visit, text = view.visit, Text()
    if visit is None or visit.report is None:
        return text.line(speaker.say(say("There is no report yet."))).message()
    report = visit.report
    text.bold(speaker.say(say("Report of {visit}", visit=visit.id)))
    text.line(heading(view, speaker))
    sent = say("By {name}, {at}", name=report.by, at=report.submitted_at)
    text.line(speaker.say(sent)).gap()
    answers(text, view, visit, speaker)
    shown = album(report)
    if len(report.photos) > len(shown):
        rest = say("{count} more files are kept with the report.", count=len(report.photos) - len(shown))
        text.line(speaker.say(rest))
    return text.message(pictures=shown)


def album(report: Report) -> tuple[Picture, ...]:
    """Photos and videos go together, documents only among themselves; photos first."""
    seen = [sent for sent in report.photos if sent.kind != "document"]
    files = [sent for sent in report.photos if sent.kind == "document"]
    return tuple(picture for sent in (seen or files)[:ALBUM_MOST] for picture in attached(sent))
