"""What of a report is to be done again: marked by the desk, item by item."""

from collections.abc import Iterator

from cards.actions import Action
from cards.blocks import answer_line, heading, said
from cards.buttons import keyboard
from cards.message import Message
from cards.steps.choice import Choice, Row
from cards.text import Speaker, Text
from domain.checklists.model import Item
from domain.reactions import Audience
from domain.view import View
from domain.visits.form import Form
from domain.visits.report import Report
from domain.visits.states import VisitState
from domain.visits.visit import Visit
from domain.words import say


def redo_card(view: View, audience: Audience, speaker: Speaker, *, team: str | None = None) -> Message:
    _ = audience, team
    visit, text = view.visit, Text()
    text.bold(speaker.say(say("What is to be done again: {visit}", visit=view.subject)))
    text.line(heading(view, speaker))
    if visit is None or visit.report is None or view.form is None or visit.state is not VisitState.REPORTED:
        text.line(speaker.say(say("This list is closed. What comes next stands on the card of the lead.")))
        return text.message()
    for item in _marked(view, visit, view.form):
        text.line(answer_line(view.checklist(visit), item, visit.report, speaker))
    if not view.form.marked:
        text.line(speaker.say(say("Tap what is wrong; only that is open to the team then.")))
    return text.message(keyboard(_rows(view, visit, view.form, visit.report, speaker), speaker))


def _marked(view: View, visit: Visit, form: Form) -> Iterator[Item]:
    return (item for item in view.checklist(visit).items if item.key in form.marked)


def _rows(view: View, visit: Visit, form: Form, report: Report, speaker: Speaker) -> Iterator[Row]:
    checklist = view.checklist(visit)
    for item in checklist.items:
        if item.key in report.answers or item.key in report.slots:
            mark = "↩ " if item.key in form.marked else ""
            label = say("{value}", value=mark + said(checklist, item.label, speaker))
            yield (Choice(label, Action.REDO, visit.id, item.key),)
    if form.marked:
        back = say("Return these: {count}", count=len(form.marked))
        yield (Choice(back, Action.RETURN, visit.id),)
