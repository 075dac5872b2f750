"""What of a report is to be done again: marked by the desk, item by item."""

from collections.abc import Iterator
from typing import Final

from cards.actions import Action
from cards.blocks import answer_line, heading, said
from cards.buttons import keyboard
from cards.message import Message
from cards.steps.choice import Choice, Row, grid
from cards.text import Speaker, Text
from domain.checklists.model import Checklist, Item, Section
from domain.reactions import Audience
from domain.view import View
from domain.visits.form import Form
from domain.visits.redoing import SECTION
from domain.visits.report import Report
from domain.visits.states import VisitState
from domain.visits.visit import Visit
from domain.words import say

_ROWS: Final = 6
_ROOM: Final = 2 * _ROWS


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
    """All items where there is room; of a long report its sections first, then those of the one that is open."""
    checklist = view.checklist(visit)
    sections = [(section, _given(section, report)) for section in checklist.sections]
    asked = [(section, items) for section, items in sections if items]
    if sum(len(items) for _, items in asked) <= _ROOM:
        yield from _items([item for _, items in asked for item in items], checklist, visit, form, speaker)
    elif (
        opened := next((items for section, items in asked if section.key == form.opened), None)
    ) is not None:
        yield from _items(opened, checklist, visit, form, speaker)
        yield (Choice(say("All of the list"), Action.REDO, visit.id, SECTION),)
    else:
        yield from _sections(asked, checklist, visit, form, speaker)
    if form.marked:
        back = say("Return these: {count}", count=len(form.marked))
        yield (Choice(back, Action.RETURN, visit.id),)


def _given(section: Section, report: Report) -> list[Item]:
    return [item for item in section.items if item.key in report.answers or item.key in report.slots]


def _items(
    items: list[Item], checklist: Checklist, visit: Visit, form: Form, speaker: Speaker
) -> Iterator[Row]:
    choices = [
        Choice(
            say("{value}", value=("↩ " * (item.key in form.marked)) + said(checklist, item.label, speaker)),
            Action.REDO,
            visit.id,
            item.key,
        )
        for item in items
    ]
    return grid(choices, rows=_ROWS)


def _sections(
    asked: list[tuple[Section, list[Item]]],
    checklist: Checklist,
    visit: Visit,
    form: Form,
    speaker: Speaker,
) -> Iterator[Row]:
    choices = []
    for section, items in asked:
        marked = sum(item.key in form.marked for item in items)
        title = said(checklist, section.title, speaker)
        label = (
            say("↩ {title} ({count})", title=title, count=marked) if marked else say("{value}", value=title)
        )
        choices.append(Choice(label, Action.REDO, visit.id, SECTION + section.key))
    return grid(choices, rows=_ROWS)
