"""The board of a day for Ops: every visit by its state, what is late or in emergency on top."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from cards.actions import Action, Tap
from cards.buttons import open_button
from cards.message import Button, Message
from cards.text import Speaker, Text, harmless
from cards.titles import KINDS
from cards.values import NAME_MOST
from domain.owed import TITLES
from domain.visits.board import MADE, DayBoard, Planned, Waiting, today
from domain.visits.states import STATE_TITLES, VisitState
from domain.words import Words, say

PAGE: Final = 20
BUTTONS: Final = 8
PLACE_MOST: Final = 40
Keyboard = tuple[tuple[Button, ...], ...]


def today_card(board: DayBoard, speaker: Speaker) -> Message:
    """The page of the board that is meant; a page that is no longer there shows the last one."""
    pages = max(1, -(-len(board.stops) // PAGE))
    page = min(board.board.page, pages)
    shown = board.ordered[(page - 1) * PAGE : page * PAGE]
    text = Text().bold(speaker.say(_title(board)))
    if pages > 1:
        text.line(speaker.say(say("Page {page} of {pages}", page=page, pages=pages)))
    _counts(text, board, speaker)
    for heading, stops in groupby(shown, key=lambda stop: _heading(board, stop, speaker)):
        text.gap().bold_line(heading)
        for stop in stops:
            text.line(_line(board, stop, speaker))
    waiting = board.waiting[:BUTTONS] if page == 1 else ()
    _waiting(text, board, waiting, speaker)
    return text.message(_keyboard(board, shown, waiting, (page, pages), speaker))


def _title(board: DayBoard) -> Words:
    if board.day == today(board.now):
        return say("Today, {day}. Visits: {count}", day=board.day, count=_of_day(board))
    return say("{day}. Visits: {count}", day=board.day, count=_of_day(board))


def _of_day(board: DayBoard) -> int:
    return sum(today(stop.visit.window.start) == board.day for stop in board.stops)


def _counts(text: Text, board: DayBoard, speaker: Speaker) -> None:
    if not board.stops:
        text.line(speaker.say(say("There is no visit on this day.")))
        return
    made = sum(stop.visit.state in MADE for stop in board.stops)
    words = say(
        "Emergencies: {emergencies} · late: {late} · done: {made}",
        emergencies=len(board.emergencies),
        late=len(board.late),
        made=made,
    )
    text.line(speaker.say(words))


def _heading(board: DayBoard, stop: Planned, speaker: Speaker) -> str:
    state = stop.visit.state
    if state is VisitState.EMERGENCY:
        return f"⚠ {speaker.say(say('Emergency'))}"
    if stop.is_late(board.now):
        return f"⚠ {speaker.say(say('Late'))}"
    title = say("Time chosen, no team yet") if state is VisitState.PROPOSED else say(STATE_TITLES[state])
    heading = speaker.say(title)
    return heading[:1].upper() + heading[1:]


def _line(board: DayBoard, stop: Planned, speaker: Speaker) -> str:
    visit = stop.visit
    parts = [
        f"{_mark(board, stop)} {_time(board, stop, speaker)} {visit.id}",
        speaker.say(KINDS[visit.kind]),
        harmless(stop.lead.area, PLACE_MOST),
        harmless(_team(board, stop), PLACE_MOST),
        *_why(board, stop, speaker),
    ]
    return " · ".join(part for part in parts if part)


def _mark(board: DayBoard, stop: Planned) -> str:
    if stop.visit.state is VisitState.EMERGENCY or stop.is_late(board.now):
        return "⚠"
    if stop.is_made:
        return "✓"
    return "★" if stop.visit.priority else "•"


def _time(board: DayBoard, stop: Planned, speaker: Speaker) -> str:
    window = stop.visit.window
    if today(window.start) != board.day:
        return speaker.slot(window)
    start, end = (moment.astimezone(speaker.zone) for moment in (window.start, window.end))
    return f"{start:%H:%M}–{end:%H:%M}"


def _team(board: DayBoard, stop: Planned) -> str:
    """The team that has it; in an emergency the one that cannot make it is named with the cause."""
    known = board.teams.get(stop.visit.team or "")
    return known.name if known is not None and stop.visit.state is not VisitState.EMERGENCY else ""


def _why(board: DayBoard, stop: Planned, speaker: Speaker) -> Iterator[str]:
    emergency, action = stop.visit.emergency, stop.action
    if stop.visit.state is VisitState.EMERGENCY and emergency is not None:
        taker = harmless(emergency.taken_by or "", NAME_MOST)
        held = say("{name} has it in hand", name=taker) if taker else say("nobody has it in hand")
        yield speaker.say(held)
        yield speaker.say(say("search ends {deadline}", deadline=emergency.deadline))
        return
    if stop.is_late(board.now):
        title = stop.visit.state
        late = Words(TITLES[action.what]) if action is not None else say(STATE_TITLES[title])
        yield speaker.say(late)
        if action is not None:
            yield speaker.say(say("due {due}", due=action.due))


def _waiting(text: Text, board: DayBoard, waiting: tuple[Waiting, ...], speaker: Speaker) -> None:
    if not waiting:
        return
    text.gap().bold_line(speaker.say(say("★ Priority, no visit yet: {count}", count=len(board.waiting))))
    for one in waiting:
        place = harmless(one.lead.area, PLACE_MOST)
        what = say("{what}, due {due}", what=Words(TITLES[one.action.what]), due=one.action.due)
        text.line(" · ".join(part for part in (f"★ {one.lead.id}", place, speaker.say(what)) if part))


def _keyboard(
    board: DayBoard,
    shown: tuple[Planned, ...],
    waiting: tuple[Waiting, ...],
    page: tuple[int, int],
    speaker: Speaker,
) -> Keyboard:
    """The most urgent ones, two in a row, and the way to the other pages."""
    stops = [
        (stop.visit.id, f"{_mark(board, stop)} {_time(board, stop, speaker)[:5]} {stop.visit.id}")
        if today(stop.visit.window.start) == board.day
        else (stop.visit.id, f"{_mark(board, stop)} {stop.visit.id}")
        for stop in shown
    ]
    leads = [(one.lead.id, f"★ {one.lead.id}") for one in waiting]
    urgent = [*stops[: BUTTONS - min(len(leads), BUTTONS // 2)], *leads][:BUTTONS]
    buttons = [open_button(subject, say("{value}", value=label), speaker) for subject, label in urgent]
    rows = [tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2)]
    turning = tuple(_turning(board, page, speaker))
    return (*rows, turning) if turning else tuple(rows)


def _turning(board: DayBoard, page: tuple[int, int], speaker: Speaker) -> Iterator[Button]:
    here, last = page
    for number, label in (
        (here - 1, say("‹ Page {page}", page=here - 1)),
        (here + 1, say("Page {page} ›", page=here + 1)),
    ):
        if 1 <= number <= last:
            wanted = type(board.board)(day=board.board.day, page=number)
            yield Button(label=speaker.say(label), data=Tap(action=Action.DAY, subject=wanted.id).pack())
